"""Values at the edge of each type: written as parameters and as literals, read back the same, stored the same."""

from __future__ import annotations

import datetime
import math
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from holdfast import Column, Integer, MetaData, Table, create_engine, exc, insert, select
from holdfast.dialects import sqlite
from holdfast.engine import Connection
from holdfast.types import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Double,
    Float,
    Interval,
    LargeBinary,
    Numeric,
    String,
    Text,
    Time,
    Uuid,
)

CASES: list[tuple[Any, list[Any]]] = [
    (Integer(), [0, -1, 2**31, 2**63 - 1, -(2**63)]),
    (BigInteger(), [2**63 - 1, -(2**63)]),
    (
        String(),
        ["", " ", "a\0b", "\0", "it's", "\U0010ffff😀e\u0301", "%s :x ? \\", "--/*", "\x01\r\n\x7f", "x" * 1_000_000],
    ),
    (Text(), ["", "a\0b", "'"]),
    (LargeBinary(), [b"", b"\0", bytes(range(256)), b"\x00\xff" * 1_000_000]),
    (Float(), [0.0, 1.7976931348623157e308, -5e-324, 0.1, math.inf, -math.inf]),
    (Double(), [1e308, math.inf]),
    (Numeric(10, 2), [Decimal("1.10"), Decimal("-99999999.99"), Decimal("0.00")]),
    (Numeric(15, 5), [Decimal("1234567890.12345")]),
    (Numeric(10, 2, asdecimal=False), [1.5, 2.0]),
    (Boolean(), [True, False]),
    (Date(), [datetime.date.min, datetime.date.max, datetime.date(2024, 2, 29)]),
    (DateTime(), [datetime.datetime.min, datetime.datetime.max]),
    (Time(), [datetime.time.min, datetime.time.max]),
    (Interval(), [datetime.timedelta(0), datetime.timedelta(days=-1), datetime.timedelta(days=10_000, microseconds=1)]),
    (Uuid(), [uuid.UUID(int=0), uuid.UUID(int=2**128 - 1)]),
    (JSON(), [{}, [], "", "a\0b", {'it\'s "😀"\0': [1, None, True, 1e300, 2**70]}, 2**63 - 1, False]),
    (
        sqlite.DATETIME(
            storage_format="%(year)04d/%(month)02d/%(day)02d %(hour)02d:%(minute)02d",
            regexp=r"(\d+)/(\d+)/(\d+) (\d+):(\d+)",
        ),
        [datetime.datetime(1, 1, 1), datetime.datetime(9999, 12, 31, 23, 59)],
    ),
    (
        sqlite.DATE(
            storage_format="%(year)04d%(month)02d%(day)02d", regexp=r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
        ),
        [datetime.date(987, 6, 5)],
    ),
    (
        sqlite.TIME(storage_format="%(hour)02d-%(minute)02d-%(second)02d", regexp=r"(\d+)-(\d+)-(\d+)"),
        [datetime.time(1, 2, 3)],
    ),
]


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.mark.parametrize(
    ("type_", "values"), CASES, ids=lambda case: repr(case)[:30] if not isinstance(case, list) else ""
)
def test_boundaries(connection: Connection, type_: Any, values: list[Any]) -> None:
    table = Table("t", MetaData(), Column("id", Integer, primary_key=True), Column("value", type_))
    with connection.begin_nested() as savepoint:
        table.create(connection)
        for number, value in enumerate([*values, None]):
            connection.execute(insert(table), {"id": 2 * number, "value": value})
            literal = insert(table).values(id=2 * number + 1, value=value)
            sql = literal.compile(connection, compile_kwargs={"literal_binds": True})
            connection.exec_driver_sql(str(sql))
            rows = select(table.c.value).where(table.c.id.in_([2 * number, 2 * number + 1]))
            back = connection.execute(rows).scalars().all()
            assert back == [value, value]
            assert [type(item) for item in back] == [type(value)] * 2
            raw = connection.exec_driver_sql(
                f"SELECT DISTINCT typeof(value), quote(value) FROM t WHERE id IN ({2 * number}, {2 * number + 1})"
            )
            assert len(raw.all()) == 1
        savepoint.rollback()


def value_table(connection: Connection, type_: Any) -> Table:
    table = Table("t", MetaData(), Column("value", type_))
    table.create(connection)
    return table


def test_an_integer_that_is_too_large_is_refused(engine: Any) -> None:
    with engine.connect() as connection:
        table = value_table(connection, Integer())
        with pytest.raises((OverflowError, exc.StatementError), match="too large to convert to SQLite INTEGER"):
            connection.execute(insert(table), {"value": 2**63})


def test_nan_is_null(engine: Any) -> None:
    with engine.connect() as connection:
        table = value_table(connection, Float())
        connection.execute(insert(table), {"value": math.nan})
        assert connection.execute(select(table.c.value)).scalar() is None
        with pytest.raises(exc.CompileError, match="Could not render literal value"):
            insert(table).values(value=math.nan).compile(engine, compile_kwargs={"literal_binds": True})


@pytest.mark.parametrize("type_", [Numeric(38, 10), Numeric()])
def test_a_decimal_that_a_float_cannot_hold_is_warned_of(engine: Any, type_: Any) -> None:
    with engine.connect() as connection:
        table = value_table(connection, type_)
        with pytest.warns(
            exc.SAWarning,
            match=r"Dialect sqlite\+pysqlite does \*not\* support Decimal objects natively: a value of 38",
        ):
            connection.execute(insert(table), {"value": Decimal("1234567890123456789012345678.0123456789")})
        # No digit of these is lost.
        connection.execute(insert(table), [{"value": Decimal("0.1")}, {"value": Decimal(2**60)}, {"value": None}])


def test_json_numbers_come_back_as_numbers(engine: Any) -> None:
    """A column declared as JSON has numeric affinity."""
    with engine.connect() as connection:
        table = value_table(connection, JSON())
        connection.execute(insert(table), [{"value": 1}, {"value": 1.5}, {"value": "1"}])
        assert connection.execute(select(table.c.value)).scalars().all() == [1, 1.5, "1"]
