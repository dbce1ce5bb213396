"""Checking: the file is read with plain sqlite3, nothing of holdfast, and compared with what it must hold.

For every table: the count that SQLite gives, and a checksum of all rows. A row is told by natural keys, so each SELECT
joins the names that its foreign keys stand for; a foreign key that leads nowhere gives NULL and so a difference.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from holdfast.cli.demo.tables import NAMES, Row, Tables

SHOWN = 3
"""The number of differing rows of a table that are told."""

_SELECTS = {
    # table: (number of columns in the natural key, SELECT)
    "catalogues": (1, "SELECT name FROM catalogues"),
    "distributions": (
        1,
        """SELECT d.name, d.version, d.summary, d.requires_python, d.location, c.name FROM distributions d
           LEFT JOIN catalogues c ON c.name = d.catalogue_name""",
    ),
    "people": (2, "SELECT p.name, p.email, c.name FROM people p LEFT JOIN catalogues c ON c.name = p.catalogue_name"),
    "distribution_authors": (
        3,
        """SELECT d.name, p.name, p.email FROM distribution_authors a
           LEFT JOIN distributions d ON d.id = a.distribution_id LEFT JOIN people p ON p.id = a.person_id""",
    ),
    "classifiers": (
        1,
        """SELECT c.name, p.name, g.name FROM classifiers c
           LEFT JOIN classifiers p ON p.id = c.parent_id LEFT JOIN catalogues g ON g.name = c.catalogue_name""",
    ),
    "distribution_classifiers": (
        2,
        """SELECT d.name, c.name FROM distribution_classifiers m
           LEFT JOIN distributions d ON d.id = m.distribution_id LEFT JOIN classifiers c ON c.id = m.classifier_id""",
    ),
    "files": (
        2,
        """SELECT d.name, f.path, f.size, f.digest FROM files f
           LEFT JOIN distributions d ON d.id = f.distribution_id""",
    ),
    "entry_points": (
        3,
        """SELECT d.name, e."group", e.name, e.value FROM entry_points e
           LEFT JOIN distributions d ON d.id = e.distribution_id""",
    ),
    "extras": (
        2,
        "SELECT d.name, e.name, e.declared FROM extras e LEFT JOIN distributions d ON d.id = e.distribution_id",
    ),
    "requirements": (
        2,
        """SELECT s.name, r.position, t.name, r.specifier, r.marker FROM requirements r
           LEFT JOIN distributions s ON s.id = r.source_id LEFT JOIN distributions t ON t.id = r.target_id""",
    ),
    "requirement_extras": (
        4,
        """SELECT s.name, x.position, t.name, x.extra FROM requirement_extras x
           LEFT JOIN distributions s ON s.id = x.source_id LEFT JOIN distributions t ON t.id = x.distribution_id""",
    ),
}


@dataclass(frozen=True)
class TableCheck:
    """One table: what it must hold, what it holds."""

    table: str
    expected_count: int
    count: int
    expected_checksum: str
    checksum: str
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return self.expected_count == self.count and self.expected_checksum == self.checksum


def read_tables(path: Path) -> Tables:
    """The content of all tables of a file, by natural keys; a table that is not there is empty."""
    with closing(sqlite3.connect(path)) as connection:
        present = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        tables: Tables = {}
        for name in NAMES:
            width, statement = _SELECTS[name]
            rows: Iterable[Row] = connection.execute(statement) if name in present else ()
            tables[name] = {row[:width]: row[width:] for row in rows}
        return tables


def check(path: Path, expected: Tables) -> list[TableCheck]:
    """Compares every table of a file with what it must hold.

    :param path: the SQLite file
    :param expected: the content that it must have
    :return: one result for each table, and one each for SQLite's own two checks of the file
    :raises sqlite3.Error: the file is no database, or has not the demo's tables
    """
    with closing(sqlite3.connect(path)) as connection:
        checks = [_check_table(connection, name, expected[name]) for name in NAMES]
        dangling = [
            f"row {row} of {table} refers to no {parent}"
            for table, row, parent, _ in _pragma(connection, "foreign_key_check")
        ]
        damage = [str(line) for (line,) in _pragma(connection, "integrity_check") if line != "ok"]
    return [*checks, _check_file("foreign keys", dangling), _check_file("integrity", damage)]


def _check_table(connection: sqlite3.Connection, name: str, expected: dict[Row, Row]) -> TableCheck:
    width, statement = _SELECTS[name]
    ((count,),) = connection.execute(f'SELECT count(*) FROM "{name}"')
    rows: list[Row] = connection.execute(statement).fetchall()
    found = {row[:width]: row[width:] for row in rows}
    return TableCheck(
        table=name,
        expected_count=len(expected),
        count=count,
        expected_checksum=checksum(key + values for key, values in expected.items()),
        checksum=checksum(rows),
        differences=tuple(_differences(expected, found)),
    )


def _check_file(title: str, faults: list[str]) -> TableCheck:
    return TableCheck(title, 0, len(faults), "", "", tuple(faults[:SHOWN]))


def _pragma(connection: sqlite3.Connection, name: str) -> list[tuple[object, ...]]:
    return connection.execute(f"PRAGMA {name}").fetchall()


def checksum(rows: Iterable[Row]) -> str:
    """The checksum of rows in any order: SHA-256 over their sorted texts, the first 16 digits."""
    digest = hashlib.sha256()
    for text in sorted(repr(tuple(int(value) if isinstance(value, bool) else value for value in row)) for row in rows):
        digest.update(text.encode("utf-8", errors="backslashreplace"))
        digest.update(b"\n")
    return digest.hexdigest()[:16]


def _differences(expected: dict[Row, Row], found: dict[Row, Row]) -> list[str]:
    different = [key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key)]
    texts = []
    for key in sorted(different, key=repr)[:SHOWN]:
        if key not in found:
            texts.append(f"missing: {key}")
        elif key not in expected:
            texts.append(f"too many: {key}")
        else:
            texts.append(f"{key}: expected {expected[key]}, found {found[key]}")
    return texts
