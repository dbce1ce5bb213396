"""How values are stored in SQLite, and how they come back."""

from __future__ import annotations

import datetime
import decimal
import uuid
from typing import Any

import pytest

from holdfast import Column, Integer, MetaData, Table, cast, exc, literal, select, types
from holdfast.dialects import sqlite
from holdfast.dialects.mysql import SET, TINYINT
from holdfast.dialects.postgresql import ARRAY, INET
from holdfast.dialects.sqlite import dialect
from holdfast.engine import Connection, Engine
from holdfast.schema import CreateTable
from holdfast.types import (
    JSON,
    Boolean,
    Date,
    DateTime,
    Enum,
    Float,
    Interval,
    LargeBinary,
    Numeric,
    PickleType,
    String,
    Time,
    Uuid,
)

MOMENT = datetime.datetime(2026, 2, 28, 13, 5, 9, 123)


@pytest.fixture
def connection(engine: Engine) -> Any:
    with engine.connect() as connection:
        yield connection


def stored(connection: Connection, type_: Any, value: Any) -> tuple[Any, Any]:
    """What a value of a type is in the database, and what comes back."""
    table = Table("t", MetaData(), Column("id", Integer, primary_key=True), Column("x", type_))
    table.create(connection)
    connection.execute(table.insert(), {"x": value})
    raw = connection.exec_driver_sql("SELECT x FROM t").scalar()
    back = connection.scalar(select(table.c.x))
    found = connection.scalars(select(table.c.x).where(table.c.x == value)).all() if value is not None else None
    table.drop(connection)
    if type(value) is type(back) and not isinstance(value, (dict, list)) and value is not None:
        assert found == [back]
    return raw, back


@pytest.mark.parametrize(
    ("type_", "value", "raw"),
    [
        (DateTime(), MOMENT, "2026-02-28 13:05:09.000123"),
        (DateTime(), MOMENT.replace(microsecond=0), "2026-02-28 13:05:09.000000"),
        (Date(), MOMENT.date(), "2026-02-28"),
        (Time(), MOMENT.time(), "13:05:09.000123"),
        (Interval(), datetime.timedelta(days=1, seconds=5), "1970-01-02 00:00:05.000000"),
        (Boolean(), True, 1),
        (Boolean(), False, 0),
        (Numeric(10, 2), decimal.Decimal("12.50"), 12.5),
        (Float(), 1.5, 1.5),
        (Uuid(), uuid.UUID("12345678-1234-5678-1234-567812345678"), "12345678123456781234567812345678"),
        (LargeBinary(), b"\x00\x01", b"\x00\x01"),
        (Enum("a", "b"), "a", "a"),
        (String(), "x", "x"),
        (JSON(), {"a": [1, None, "x"]}, '{"a": [1, null, "x"]}'),
        (JSON(), [1, 2], "[1, 2]"),
        (sqlite.DATETIME(truncate_microseconds=True), MOMENT.replace(microsecond=0), "2026-02-28 13:05:09"),
        (sqlite.TIME(truncate_microseconds=True), datetime.time(1, 2, 3), "01:02:03"),
    ],
)
def test_values(connection: Connection, type_: Any, value: Any, raw: Any) -> None:
    assert stored(connection, type_, value) == (raw, value)


@pytest.mark.parametrize("type_", [DateTime(), Date(), Time(), Interval(), Boolean(), Numeric(), Uuid(), PickleType()])
def test_null(connection: Connection, type_: Any) -> None:
    assert stored(connection, type_, None) == (None, None)


def test_null_in_json(connection: Connection) -> None:
    assert stored(connection, JSON(), None) == ("null", None)
    assert stored(connection, JSON(none_as_null=True), None) == (None, None)


def test_a_date_for_a_datetime(connection: Connection) -> None:
    day = datetime.date(2026, 2, 28)
    assert stored(connection, DateTime(), day) == (
        "2026-02-28 00:00:00.000000", datetime.datetime(2026, 2, 28),
    )  # fmt: skip


def test_time_zones_are_not_stored(connection: Connection) -> None:
    aware = MOMENT.replace(tzinfo=datetime.UTC)
    assert stored(connection, DateTime(timezone=True), aware) == ("2026-02-28 13:05:09.000123", MOMENT)


@pytest.mark.parametrize(
    ("type_", "message"),
    [
        (DateTime(), "SQLite DateTime type only accepts Python datetime and date objects as input"),
        (Date(), "SQLite Date type only accepts Python date objects as input"),
        (Time(), "SQLite Time type only accepts Python time objects as input"),
    ],
)
def test_wrong_values(connection: Connection, type_: Any, message: str) -> None:
    with pytest.raises(exc.StatementError, match=message):
        stored(connection, type_, "2026-02-28")


def test_formats_of_ones_own(connection: Connection) -> None:
    type_ = sqlite.DATE(
        storage_format="%(day)02d.%(month)02d.%(year)04d", regexp=r"(?P<day>\d+).(?P<month>\d+).(?P<year>\d+)"
    )
    assert stored(connection, type_, datetime.date(2026, 2, 28)) == ("28.02.2026", datetime.date(2026, 2, 28))
    positional = sqlite.DATETIME(
        storage_format="%(year)04d/%(month)02d/%(day)02d %(hour)02d", regexp=r"(\d+)/(\d+)/(\d+) (\d+)"
    )
    moment = datetime.datetime(2026, 2, 28, 13)
    assert stored(connection, positional, moment) == ("2026/02/28 13", moment)


def test_text_that_does_not_match_the_format(connection: Connection) -> None:
    table = Table("t", MetaData(), Column("x", sqlite.DATE(regexp=r"(\d+)-(\d+)-(\d+)$")))
    table.create(connection)
    connection.exec_driver_sql("INSERT INTO t VALUES ('tomorrow')")
    with pytest.raises(ValueError, match="Couldn't parse"):
        connection.execute(select(table)).all()


def test_json_members(connection: Connection) -> None:
    table = Table("t", MetaData(), Column("x", JSON))
    table.create(connection)
    connection.execute(table.insert(), {"x": {"name": "a", "n": 5, "list": [1, {"deep": True}]}})
    row = connection.execute(
        select(
            table.c.x["name"].as_string(),
            table.c.x["n"].as_integer(),
            table.c.x["list"],
            table.c.x[("list", 1, "deep")],
        )
    ).one()
    assert row == ("a", 5, [1, {"deep": True}], True) or row == ("a", 5, [1, {"deep": True}], 1)


@pytest.mark.parametrize("name", ["TIMESTAMP", "DATETIME", "DATE", "TIME", "DECIMAL", "NUMERIC", "CLOB", "NVARCHAR"])
def test_a_type_under_a_sql_name_keeps_it(name: str) -> None:
    type_ = getattr(types, name)()
    assert type_.compile(dialect=dialect()) == name
    assert Integer().with_variant(type_, "sqlite").compile(dialect=dialect()) == name


@pytest.mark.parametrize("type_", [INET(), ARRAY(Integer), SET("a", "b"), TINYINT(1)], ids=repr)
def test_types_of_other_databases_are_refused(type_: Any) -> None:
    table = Table("t", MetaData(), Column("c", type_))
    with pytest.raises(exc.CompileError, match=r"in table 't', column 'c'.*can't render"):
        CreateTable(table).compile(dialect=dialect())


def test_a_column_without_a_type_is_a_mistake() -> None:
    with pytest.raises(exc.CompileError, match="did you forget to specify a type on this Column"):
        CreateTable(Table("t", MetaData(), Column("c"))).compile(dialect=dialect())


def test_a_cast_has_its_collation_behind_it(connection: Connection) -> None:
    text = cast("A", String(5, collation="NOCASE"))
    assert connection.scalar(select(text == "a")) is True


def test_the_date_of_a_moment(connection: Connection) -> None:
    day = cast(literal(MOMENT), Date)
    assert connection.scalar(select(day)) == MOMENT.date()
    assert connection.scalar(select(day == MOMENT.date())) is True
