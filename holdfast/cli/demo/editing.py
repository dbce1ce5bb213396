"""Editing stored objects: the session sees what was done to them and writes it.

Each function loads what it edits, edits plain Python objects and lists, and tells which edits it made; where the
stored distributions offer nothing to edit, it makes none.
"""

from __future__ import annotations

from collections.abc import Iterator

from holdfast import Engine, func, select
from holdfast.cli.demo.edits import (
    BranchMoved,
    ClassifierRemoved,
    DistributionDeleted,
    Edit,
    EntryPointOrphaned,
    FileMoved,
    SavepointRolledBack,
    SummaryChanged,
)
from holdfast.cli.demo.model import Classifier, Distribution, EntryPoint, File, Requirement
from holdfast.exc import IntegrityError
from holdfast.orm import Session, aliased, selectinload

EDITED = 10
"""The number of objects that an edit of several objects edits, at the most."""


def edit(engine: Engine) -> list[Edit]:
    """Makes all edits in one transaction and returns them in the order in which they were made."""
    edits: list[Edit] = []
    with Session(engine) as session, session.begin():
        edits.extend(change_summaries(session))
        edits.extend(move_files(session))
        edits.extend(move_branch(session))
        edits.extend(remove_classifiers(session))
        edits.extend(remove_entry_points(session))
        edits.extend(fail_in_savepoint(session))
        edits.extend(delete_distributions(session))
    return edits


def change_summaries(session: Session) -> Iterator[Edit]:
    """Changes a column of some objects."""
    described = select(Distribution).where(Distribution.summary.is_not(None)).order_by(Distribution.name).limit(EDITED)
    for distribution in session.scalars(described):
        distribution.summary = f"{distribution.summary} (edited)"
        yield SummaryChanged(distribution.name, distribution.summary)


def move_files(session: Session) -> Iterator[Edit]:
    """Moves children from one parent to another; the parent is a part of their primary key, which changes with it."""
    largest = session.scalars(
        select(Distribution)
        .join(Distribution.files)
        .group_by(Distribution.id)
        .order_by(func.count().desc(), Distribution.name)
        .limit(2)
        .options(selectinload(Distribution.files))
    ).all()
    if len(largest) < 2:
        return
    source, target = largest
    taken = {file.path for file in target.files}
    for file in [file for file in source.files if file.path not in taken][:EDITED]:
        target.files.append(file)
        yield FileMoved(file.path, source.name, target.name)


def move_branch(session: Session) -> Iterator[Edit]:
    """Moves a node of a tree, with all that is below it, one level up."""
    parent = aliased(Classifier)
    deep = (
        select(Classifier)
        .join(Classifier.parent.of_type(parent))
        .where(parent.parent_id.is_not(None), Classifier.children.any())
        .order_by(Classifier.name)
        .limit(1)
    )
    for classifier in session.scalars(deep):
        if classifier.parent is not None and classifier.parent.parent is not None:
            grandparent = classifier.parent.parent
            grandparent.children.append(classifier)
            yield BranchMoved(classifier.name, grandparent.name)


def remove_classifiers(session: Session) -> Iterator[Edit]:
    """Takes members out of a many-to-many list: association rows go, the members stay."""
    classified = (
        select(Distribution)
        .where(Distribution.classifiers.any())
        .order_by(Distribution.name.desc())
        .limit(EDITED)
        .options(selectinload(Distribution.classifiers))
    )
    for distribution in session.scalars(classified):
        classifier = min(distribution.classifiers, key=lambda member: member.name)
        distribution.classifiers.remove(classifier)
        yield ClassifierRemoved(distribution.name, classifier.name)


def remove_entry_points(session: Session) -> Iterator[Edit]:
    """Takes children out of a list that owns them: they are orphans, so the flush deletes them."""
    offering = (
        select(Distribution)
        .join(Distribution.entry_points)
        .group_by(Distribution.id)
        .order_by(func.count(EntryPoint.name).desc(), Distribution.name)
        .limit(1)
    )
    for distribution in session.scalars(offering):
        orphans = distribution.entry_points[:EDITED]
        del distribution.entry_points[:EDITED]
        for point in orphans:
            yield EntryPointOrphaned(distribution.name, point.group, point.name)


def fail_in_savepoint(session: Session) -> Iterator[Edit]:
    """Fails inside a savepoint: what was done since it began is undone, here and in the database, and no more."""
    distribution = session.scalars(select(Distribution).order_by(Distribution.name).limit(1)).first()
    if distribution is None:
        return
    try:
        with session.begin_nested():
            distribution.summary = "never to be seen"
            distribution.catalogue.distributions.append(Distribution(name=distribution.name))
    except IntegrityError:
        yield SavepointRolledBack(distribution.name)


def delete_distributions(session: Session) -> Iterator[Edit]:
    """Deletes the distribution with the most files and the one that is required most; cascades take what is theirs."""
    largest = select(File.distribution_id).group_by(File.distribution_id).order_by(func.count().desc()).limit(1)
    most_required = select(Requirement.target_id).group_by(Requirement.target_id).order_by(func.count().desc()).limit(1)
    ids = {session.scalar(largest), session.scalar(most_required)}
    for distribution in session.scalars(select(Distribution).where(Distribution.id.in_(ids - {None}))).all():
        session.delete(distribution)
        yield DistributionDeleted(distribution.name)
