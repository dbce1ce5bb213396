"""UPDATE and DELETE of many rows on each server: types, NULL, and the number of rows that were matched."""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal
from typing import Any

import pytest

from holdfast import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    Uuid,
    exc,
    insert,
    select,
)
from holdfast.engine import Engine
from holdfast.engine.batch import DeleteBatch, UpdateBatch
from tests.conftest import Statements

KINDS: list[tuple[Any, Any, Any]] = [
    (Integer(), 1, -(2**31)),
    (String(20), "a", "ä\U0001f600'\"%\\"),
    (Text(), "", "x" * 3000),
    (Boolean(), True, False),
    (Float(), 1.5, -2.25),
    (Numeric(38, 10), Decimal("1.5000000000"), Decimal("-12345.0625000000")),
    (Date(), datetime.date(2026, 1, 2), datetime.date(1, 1, 1)),
    (DateTime(), datetime.datetime(2026, 1, 2, 3, 4, 5), datetime.datetime(1999, 12, 31)),
    (LargeBinary(), b"a", b"\x00\xff'\\%"),
    (Uuid(), uuid.UUID(int=1), uuid.UUID(int=2**128 - 1)),
    (JSON(), {"a": [1, None]}, "text"),
]
IDS = [type(kind[0]).__name__ for kind in KINDS]


@pytest.mark.parametrize(("type_", "first", "second"), KINDS, ids=IDS)
def test_values_of_each_type_and_null(database: Engine, type_: Any, first: Any, second: Any) -> None:
    table = Table("changed", MetaData(), Column("id", Integer, primary_key=True), Column("value", type_))
    table.create(database)
    seen = Statements.of(database)
    with database.begin() as connection:
        connection.execute(insert(table), [{"id": number, "value": None} for number in range(1, 6)])
        batch = UpdateBatch.of(database.dialect, table, (table.c.id,), (table.c.value,))
        seen.clear()
        assert batch.execute(connection, [(1, first), (2, second), (3, None), (9, first)]) == 3
        assert batch.execute(connection, [(4, None), (5, second)]) == 2
        assert len(seen) == 2
        found = connection.scalars(select(table.c.value).order_by(table.c.id)).all()
        assert found == [first, second, None, None, second]


def test_rows_that_have_the_values_already_are_matched(database: Engine) -> None:
    table = Table("same", MetaData(), Column("id", Integer, primary_key=True), Column("value", Integer))
    table.create(database)
    with database.begin() as connection:
        connection.execute(insert(table), [{"id": number, "value": number} for number in range(1, 11)])
        batch = UpdateBatch.of(database.dialect, table, (table.c.id,), (table.c.value,))
        assert batch.execute(connection, [(number, number) for number in range(1, 11)]) == 10
        assert batch.execute(connection, [(number, 5) for number in range(6, 15)]) == 5


@pytest.mark.parametrize(
    ("type_", "keys"),
    [
        (String(20), ["a", "B", "ö", "%s", "x'y"]),
        (Date(), [datetime.date(2026, 1, day) for day in range(1, 6)]),
        (Uuid(), [uuid.UUID(int=number) for number in range(5)]),
        (Numeric(10, 2), [Decimal(number) / 4 for number in range(5)]),
    ],
    ids=["text", "date", "uuid", "decimal"],
)
def test_keys_of_each_type(database: Engine, type_: Any, keys: list[Any]) -> None:
    table = Table("keyed", MetaData(), Column("id", type_, primary_key=True), Column("value", Integer))
    table.create(database)
    with database.begin() as connection:
        connection.execute(insert(table), [{"id": key, "value": 0} for key in keys])
        update = UpdateBatch.of(database.dialect, table, (table.c.id,), (table.c.value,))
        assert update.execute(connection, [(key, number) for number, key in enumerate(keys)]) == len(keys)
        assert dict(connection.execute(select(table.c.id, table.c.value)).all()) == {
            key: number for number, key in enumerate(keys)
        }
        delete = DeleteBatch.of(database.dialect, table, (table.c.id,))
        assert delete.execute(connection, [(key,) for key in keys[1:]]) == len(keys) - 1
        assert connection.scalars(select(table.c.id)).all() == keys[:1]


def test_text_keys_in_another_collation_than_the_connection(mariadb: Engine) -> None:
    with mariadb.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE keyed (id VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_bin PRIMARY KEY, value INT)"
        )
        table = Table("keyed", MetaData(), autoload_with=connection)
        connection.execute(insert(table), [{"id": "a", "value": 0}, {"id": "A", "value": 0}])
        update = UpdateBatch.of(mariadb.dialect, table, (table.c.id,), (table.c.value,))
        assert update.execute(connection, [("a", 1), ("A", 2)]) == 2
        assert dict(connection.execute(select(table)).all()) == {"a": 1, "A": 2}


def test_what_is_too_long_for_its_column_is_refused_and_not_cut(postgresql: Engine) -> None:
    table = Table("short", MetaData(), Column("id", Integer, primary_key=True), Column("value", String(3)))
    table.create(postgresql)
    with postgresql.begin() as connection:
        connection.execute(insert(table), [{"id": 1}, {"id": 2}])
        update = UpdateBatch.of(postgresql.dialect, table, (table.c.id,), (table.c.value,))
        with pytest.raises(exc.DataError, match="too long"), connection.begin_nested():
            update.execute(connection, [(1, "abcd"), (2, "e")])


def test_composite_keys(database: Engine) -> None:
    table = Table(
        "pairs",
        MetaData(),
        Column("a", Integer, primary_key=True, autoincrement=False),
        Column("b", Integer, primary_key=True),
        Column("c", String(10)),
    )
    table.create(database)
    with database.begin() as connection:
        connection.execute(insert(table), [{"a": n, "b": -n, "c": "x"} for n in range(6)])
        update = UpdateBatch.of(database.dialect, table, (table.c.a, table.c.b), (table.c.c,))
        assert update.execute(connection, [(1, -1, "y"), (2, -2, None), (3, 3, "no")]) == 2
        delete = DeleteBatch.of(database.dialect, table, (table.c.a, table.c.b))
        assert delete.execute(connection, [(4, -4), (5, -5), (5, 0)]) == 2
        found = connection.execute(select(table.c.a, table.c.c).order_by(table.c.a)).all()
        assert found == [(0, "x"), (1, "y"), (2, None), (3, "x")]
