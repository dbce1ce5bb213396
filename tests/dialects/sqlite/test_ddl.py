"""CREATE TABLE and CREATE INDEX as SQLite has them."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import (
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    exc,
    func,
    text,
)
from holdfast.dialects import sqlite
from holdfast.engine import Engine
from holdfast.schema import CreateIndex, CreateTable, DropIndex


def ddl(element: Any) -> str:
    return str(sqlite.dialect().compile(element))


def body(*items: Any, **kw: Any) -> list[str]:
    """The lines of CREATE TABLE between the parentheses."""
    lines = ddl(CreateTable(Table("t", MetaData(), *items, **kw))).strip().splitlines()[1:]
    return [line.strip(" ,\t") for line in lines if line != ")"]


def test_plain_key() -> None:
    assert body(Column("id", Integer, primary_key=True)) == ["id INTEGER NOT NULL", "PRIMARY KEY (id)"]


def test_autoincrement() -> None:
    column = Column("id", Integer, primary_key=True)
    assert body(column, sqlite_autoincrement=True) == ["id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT"]
    with pytest.raises(exc.CompileError, match="SQLite autoincrement requires an INTEGER primary key"):
        body(Column("id", String, primary_key=True), sqlite_autoincrement=True)


def test_autoincrement_of_a_key_of_two_columns() -> None:
    first = Column("a", Integer, primary_key=True, autoincrement=True)
    with pytest.raises(exc.CompileError, match="SQLite does not support autoincrement for composite primary keys"):
        body(first, Column("b", Integer, primary_key=True))


def test_on_conflict() -> None:
    assert body(
        Column("id", Integer, primary_key=True, sqlite_on_conflict_primary_key="FAIL"),
        Column("a", Integer, unique=True, sqlite_on_conflict_unique="IGNORE"),
        Column("b", Integer, nullable=False, sqlite_on_conflict_not_null="REPLACE"),
        UniqueConstraint("b", name="u", sqlite_on_conflict="ABORT"),
        CheckConstraint("b > 5", sqlite_on_conflict="FAIL"),
    ) == [
        "id INTEGER NOT NULL",
        "a INTEGER",
        "b INTEGER NOT NULL ON CONFLICT REPLACE",
        "PRIMARY KEY (id) ON CONFLICT FAIL",
        "CONSTRAINT u UNIQUE (b) ON CONFLICT ABORT",
        "CHECK (b > 5) ON CONFLICT FAIL",
        "UNIQUE (a) ON CONFLICT IGNORE",
    ]
    assert body(Column("id", Integer), PrimaryKeyConstraint("id", sqlite_on_conflict="FAIL"))[1] == (
        "PRIMARY KEY (id) ON CONFLICT FAIL"
    )
    with pytest.raises(exc.CompileError, match="Unexpected SQL phrase"):
        body(Column("a", Integer, nullable=False, sqlite_on_conflict_not_null="FAIL; DROP TABLE x"))


def test_defaults() -> None:
    assert body(
        Column("a", Integer, server_default="5"),
        Column("b", String, server_default=text("x")),
        Column("c", DateTime, server_default=func.now()),
        Column("d", Integer, server_default=func.abs(5)),
        Column("e", Integer, server_default=text("(1+2)")),
    ) == [
        "a INTEGER DEFAULT '5'",
        "b VARCHAR DEFAULT x",
        "c DATETIME DEFAULT CURRENT_TIMESTAMP",
        "d INTEGER DEFAULT (abs(5))",
        "e INTEGER DEFAULT (1+2)",
    ]


def test_generated_columns() -> None:
    assert body(
        Column("a", Integer, Computed("b + 1", persisted=True)), Column("b", Integer, Computed("1", persisted=False))
    ) == ["a INTEGER GENERATED ALWAYS AS (b + 1) STORED", "b INTEGER GENERATED ALWAYS AS (1) VIRTUAL"]


def test_table_options() -> None:
    table = Table("t", MetaData(), Column("id", Integer), sqlite_with_rowid=False, sqlite_strict=True)
    assert ddl(CreateTable(table)).strip().endswith(")\n WITHOUT ROWID,\n STRICT")
    with pytest.raises(exc.ArgumentError, match="'sqlite_nope' is not accepted by dialect 'sqlite'"):
        Table("u", MetaData(), sqlite_nope=1)


def test_indexes_and_schemas() -> None:
    table = Table("t", MetaData(), Column("a", Integer, ForeignKey("other.x")), schema="aux")
    Table("other", table.metadata, Column("x", Integer, primary_key=True))
    index = Index("ix", table.c.a, unique=True, sqlite_where=table.c.a > 5)
    assert ddl(CreateIndex(index)) == "CREATE UNIQUE INDEX aux.ix ON t (a) WHERE a > 5"
    assert ddl(DropIndex(index)).strip() == "DROP INDEX aux.ix"
    assert "FOREIGN KEY" not in ddl(CreateTable(table))


def test_boolean_checks() -> None:
    assert body(Column("x", Boolean(create_constraint=True))) == ["x BOOLEAN", "CHECK (x IN (0, 1))"]


def test_types_of_digits_only_get_a_name_of_text() -> None:
    assert body(Column("a", sqlite.DATETIME(storage_format="%(year)04d%(month)02d")), Column("b", sqlite.DATE())) == [
        "a DATETIME_CHAR",
        "b DATE",
    ]


def test_it_all_can_be_executed(engine: Engine) -> None:
    metadata = MetaData()
    Table(
        "t",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("a", Integer, server_default=func.abs(5)),
        Column("b", DateTime, server_default=func.now(), unique=True),
        Column("c", Integer, Computed("a + 1")),
        Column("order", String(5), index=True),
        CheckConstraint("a > 1", name="positive"),
        sqlite_autoincrement=True,
    )
    metadata.create_all(engine)
    with engine.connect() as connection:
        connection.execute(metadata.tables["t"].insert())
        assert connection.exec_driver_sql("SELECT a, c FROM t").one() == (5, 6)
