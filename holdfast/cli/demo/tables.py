"""What the tables must hold, in plain Python: computed from the records, without any database.

A table is a dict of natural key -> other values. Generated keys do not appear: a row that refers to another one
tells the other's name. So the content is the same however often rows were deleted and made again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from holdfast.cli.demo.building import CATALOGUE
from holdfast.cli.demo.records import DistributionRecord

Row: TypeAlias = tuple[str | int | None, ...]
Tables: TypeAlias = dict[str, dict[Row, Row]]

NAMES = (
    "catalogues",
    "distributions",
    "people",
    "distribution_authors",
    "classifiers",
    "distribution_classifiers",
    "files",
    "entry_points",
    "extras",
    "requirements",
    "requirement_extras",
)


def tables_of(records: Iterable[DistributionRecord]) -> Tables:
    """The content of every table when just these records are stored."""
    tables: Tables = {name: {} for name in NAMES}
    tables["catalogues"][CATALOGUE,] = ()
    for record in records:
        name = record.name
        tables["distributions"][name,] = _distribution(record)
        for author in record.authors:
            tables["people"][author.name, author.email] = (CATALOGUE,)
            tables["distribution_authors"][name, author.name, author.email] = ()
        for classifier in record.classifiers:
            _add_classifier(tables, classifier)
            tables["distribution_classifiers"][name, classifier] = ()
        for file in record.files:
            tables["files"][name, file.path] = (file.size, file.digest)
        for point in record.entry_points:
            tables["entry_points"][name, point.group, point.name] = (point.value,)
        for extra in record.extras:
            tables["extras"][name, extra] = (True,)
        _add_requirements(tables, record)
    return tables


def _distribution(record: DistributionRecord) -> Row:
    return (record.version, record.summary, record.requires_python, record.location, CATALOGUE)


def _add_classifier(tables: Tables, classifier: str) -> None:
    labels = classifier.split(" :: ")
    parent = None
    for length in range(1, len(labels) + 1):
        node = " :: ".join(labels[:length])
        tables["classifiers"][node,] = (parent, CATALOGUE)
        parent = node


def _add_requirements(tables: Tables, record: DistributionRecord) -> None:
    for position, requirement in enumerate(record.requirements):
        target = requirement.name
        tables["distributions"].setdefault((target,), (None, None, None, None, CATALOGUE))
        tables["requirements"][record.name, position] = (target, requirement.specifier, requirement.marker)
        for extra in requirement.extras:
            tables["extras"].setdefault((target, extra), (False,))
            tables["requirement_extras"][record.name, position, target, extra] = ()


def row_count(tables: Tables) -> int:
    return sum(map(len, tables.values()))


def differing_rows(before: Tables, after: Tables) -> int:
    """The number of rows to insert, update or delete to come from one content to the other."""
    return sum(
        before[name].get(key) != after[name].get(key)
        for name in NAMES
        for key in before[name].keys() | after[name].keys()
    )
