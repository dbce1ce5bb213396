"""Two tables that many tests of the suite use: teams, and persons who are in one or in none."""

from __future__ import annotations

from typing import Any, NamedTuple

from holdfast import Column, Connection, CursorResult, ForeignKey, Integer, MetaData, String, Table, insert

TEAMS = [(1, "blue"), (2, "green"), (3, "empty")]
PERSONS = [(1, "ann", 30, 1), (2, "bob", 40, 1), (3, "cleo", 30, 2), (4, "dave", None, None)]


def generated_key(result: CursorResult[*tuple[Any, ...]]) -> Any:
    """Return the primary key of the row that an INSERT has made."""
    key = result.inserted_primary_key
    assert key is not None
    return key


class Sample(NamedTuple):
    """The tables."""

    team: Table
    person: Table


def define(metadata: MetaData) -> Sample:
    """Define the tables, without creating them."""
    return Sample(
        Table(
            "team",
            metadata,
            Column("id", Integer, primary_key=True, autoincrement=False),
            Column("color", String(20), nullable=False),
        ),
        Table(
            "person",
            metadata,
            Column("id", Integer, primary_key=True, autoincrement=False),
            Column("name", String(20), nullable=False),
            Column("age", Integer),
            Column("team_id", ForeignKey("team.id")),
        ),
    )


def create(connection: Connection, metadata: MetaData) -> Sample:
    """Create the tables and fill them."""
    sample = define(metadata)
    metadata.create_all(connection)
    for table, rows in ((sample.team, TEAMS), (sample.person, PERSONS)):
        names = [column.name for column in table.columns]
        connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
    connection.commit()
    return sample
