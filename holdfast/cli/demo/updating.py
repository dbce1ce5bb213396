"""Updating a database that holds the catalogue of an earlier reading: `merge()`.

`merge()` takes new objects, finds for each the stored one with the same primary key, copies the values onto it, and
adds those that are new. What is equal stays clean, so the flush writes the differences only. Children that a list no
longer has are orphans, and are deleted.

`merge()` knows an object by its primary key, and a record knows only names. So the stored catalogue is read first (in a
few SELECTs, which fill the identity map too), and each new object that has a stored twin is given the twin's key.
"""

from __future__ import annotations

from collections.abc import Sequence

from holdfast import Engine
from holdfast.cli.demo.building import CATALOGUE, Builder
from holdfast.cli.demo.model import Catalogue, Classifier, Distribution, Requirement
from holdfast.cli.demo.records import DistributionRecord
from holdfast.orm import Session, selectinload


def update(engine: Engine, records: Sequence[DistributionRecord]) -> None:
    """Makes the stored catalogue equal to the records, in one transaction."""
    builder = Builder()
    for record in records:
        builder.add(record)
    for record in records:
        builder.add_requirements(record)
    with Session(engine) as session, session.begin():
        stored = _stored_catalogue(session)
        if stored is not None:
            _give_keys(builder, stored)
        session.merge(builder.catalogue)


def _stored_catalogue(session: Session) -> Catalogue | None:
    return session.get(
        Catalogue,
        CATALOGUE,
        options=[
            selectinload(Catalogue.people),
            selectinload(Catalogue.classifiers).selectinload(Classifier.children),
            selectinload(Catalogue.distributions).options(
                selectinload(Distribution.files),
                selectinload(Distribution.entry_points),
                selectinload(Distribution.extras),
                selectinload(Distribution.requirements).selectinload(Requirement.extras),
                selectinload(Distribution.authors),
                selectinload(Distribution.classifiers),
            ),
        ],
    )


def _give_keys(builder: Builder, stored: Catalogue) -> None:
    for person in stored.people:
        if (new_person := builder.people.get((person.name, person.email))) is not None:
            new_person.id = person.id
    for classifier in stored.classifiers:
        if (new_classifier := builder.classifiers.get(classifier.name)) is not None:
            new_classifier.id = classifier.id
    for distribution in stored.distributions:
        if (new_distribution := builder.distributions.get(distribution.name)) is not None:
            _give_keys_below(new_distribution, distribution)


def _give_keys_below(new: Distribution, stored: Distribution) -> None:
    new.id = stored.id
    paths = {file.path for file in stored.files}
    for file in new.files:
        if file.path in paths:
            file.distribution_id = stored.id
    points = {(point.group, point.name) for point in stored.entry_points}
    for point in new.entry_points:
        if (point.group, point.name) in points:
            point.distribution_id = stored.id
    names = {extra.name for extra in stored.extras}
    for extra in new.extras:
        if extra.name in names:
            extra.distribution_id = stored.id
    positions = {requirement.position for requirement in stored.requirements}
    for requirement in new.requirements:
        if requirement.position in positions:
            requirement.source_id = stored.id
