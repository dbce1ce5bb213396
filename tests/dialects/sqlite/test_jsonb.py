"""JSONB is written with jsonb() and read with json(), of SQLite 3.45."""

from __future__ import annotations

import sqlite3

import pytest

from holdfast import Column, Integer, MetaData, Table, create_engine, exc, insert, select
from holdfast.dialects import sqlite

documents = Table("documents", MetaData(), Column("id", Integer, primary_key=True), Column("d", sqlite.JSONB))


def test_the_calls() -> None:
    dialect = sqlite.dialect()
    assert "json(documents.d) AS d" in str(select(documents.c.d).compile(dialect=dialect))
    assert "jsonb(?)" in str(insert(documents).values(d=[1]).compile(dialect=dialect))


@pytest.mark.skipif(sqlite3.sqlite_version_info >= (3, 45), reason="this SQLite has jsonb()")
def test_an_older_version_says_what_is_needed() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        documents.create(connection)
        with pytest.raises(exc.OperationalError, match=r"no such function: jsonb.*needs SQLite 3\.45"):
            connection.execute(insert(documents).values(d=[1]))
    engine.dispose()
