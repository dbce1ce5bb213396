"""INSERT and UPDATE executed on each database: which value a column gets in the less plain kinds of statements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import (
    JSON,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Sequence,
    String,
    Table,
    bindparam,
    cast,
    column,
    delete,
    exc,
    func,
    insert,
    literal,
    select,
    union_all,
    update,
    values,
)
from holdfast.dialects import mysql
from holdfast.dialects.postgresql import ARRAY, JSONB
from holdfast.orm import Session


def ten_times_x(context: Any) -> int:
    return 10 * context.get_current_parameters()["x"]


metadata = MetaData()
thing = Table(
    "thing",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("x", Integer),
    Column("tenfold", Integer, default=ten_times_x),
    Column("colour", String(10), default="red"),
    Column("plain", Integer),
    Column("changes", Integer, onupdate=lambda: 7),
)
other = Table(
    "other",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(10), default="small"),
    Column("number", Integer, default=lambda: 5),
    Column("changes", Integer, onupdate=9),
)


@pytest.fixture
def connection(database: Engine) -> Iterator[Connection]:
    metadata.create_all(database)
    with database.connect() as connection:
        yield connection


def colours(connection: Connection) -> list[Any]:
    return list(connection.execute(select(thing.c.x, thing.c.tenfold, thing.c.colour).order_by(thing.c.x)))


def test_rows_of_values_may_give_what_others_leave_to_the_default(connection: Connection) -> None:
    rows = [{"x": 1}, {"x": 2, "tenfold": 3}, {"x": 4, "colour": "blue"}]
    connection.execute(insert(thing).values(rows))
    assert colours(connection) == [(1, 10, "red"), (2, 3, "red"), (4, 40, "blue")]


def test_the_first_row_of_values_may_give_what_a_later_one_leaves_to_the_default(connection: Connection) -> None:
    connection.execute(insert(thing).values([{"x": 1, "tenfold": 0}, {"x": 2}]))
    assert colours(connection) == [(1, 0, "red"), (2, 20, "red")]


def test_a_value_that_the_first_row_does_not_have_is_not_lost(connection: Connection) -> None:
    with pytest.raises(exc.CompileError, match="row 1 has no value for column 'plain', which row 2 has"):
        connection.execute(insert(thing).values([{"x": 1}, {"x": 2, "plain": 3}]))


def test_a_compound_select_takes_no_defaults(connection: Connection) -> None:
    two = union_all(select(literal(1)), select(literal(2)))
    with pytest.raises(exc.CompileError, match=r"Can't extend statement for INSERT\.\.FROM SELECT"):
        connection.execute(insert(other).from_select(["id"], two))
    connection.execute(insert(other).from_select(["id"], two, include_defaults=False))
    assert connection.execute(select(other.c.id, other.c.kind).order_by(other.c.id)).all() == [(1, None), (2, None)]


def test_a_parameter_cannot_have_the_name_of_one_that_a_default_fills_in(connection: Connection) -> None:
    with pytest.raises(exc.CompileError, match=r"bindparam\(\) name 'colour' is reserved"):
        connection.execute(insert(thing).values(x=func.length(bindparam("colour"))), {"colour": "pink"})


def test_names_of_parameters_mean_the_same_without_a_cache(connection: Connection) -> None:
    connection.execute(insert(other).values(id=1))
    statement = update(other).where(other.c.id == bindparam("id")).values(kind="big")
    uncached = connection.execution_options(compiled_cache=None)
    assert uncached.execute(statement, {"id": 1}).rowcount == 1


def test_the_count_of_an_insert_whose_defaults_come_back(connection: Connection) -> None:
    assert connection.execute(insert(other).return_defaults(), {"id": 3}).rowcount == 1


def test_several_tables_in_delete(connection: Connection) -> None:
    statement = delete(thing).where(thing.c.id == other.c.id)
    if connection.dialect.name == "sqlite":
        with pytest.raises(NotImplementedError, match="multiple-table criteria within DELETE: besides 'thing'"):
            connection.execute(statement)
    else:
        assert connection.execute(statement).rowcount == 0


def test_defaults_of_a_statement_in_with(postgresql: Engine) -> None:
    metadata.create_all(postgresql)
    with postgresql.connect() as connection:
        added = insert(other).values(id=1).returning(other.c.kind, other.c.number).cte("added")
        assert connection.execute(select(added)).one() == ("small", 5)
        changed = update(other).values(kind="big").returning(other.c.kind, other.c.changes).cte("changed")
        assert connection.execute(select(changed)).one() == ("big", 9)


def test_a_default_of_a_statement_in_with_cannot_ask_for_its_context(postgresql: Engine) -> None:
    metadata.create_all(postgresql)
    added = insert(thing).values(x=1).returning(thing.c.x).cte("added")
    with postgresql.connect() as connection, pytest.raises(exc.CompileError, match=r"'thing\.tenfold' asks for its"):
        connection.execute(select(added))


def test_parameters_behind_values_in_an_upsert_of_many_rows(mariadb: Engine) -> None:
    metadata.create_all(mariadb)
    with mariadb.connect() as connection:
        rows = [{"id": 1, "kind": "a"}, {"id": 2, "kind": "b"}]
        connection.execute(mysql.insert(other), rows[:1])
        upsert = mysql.insert(other).on_duplicate_key_update(kind="100%", number=6)
        # A changed row counts twice.
        assert connection.execute(upsert, rows).rowcount == 3
        assert connection.execute(select(other.c.kind).order_by(other.c.id)).scalars().all() == ["100%", "b"]


def test_setting_elements_of_arrays_and_documents(postgresql: Engine) -> None:
    table = Table("t", MetaData(), Column("list", ARRAY(Integer)), Column("doc", JSONB))
    table.create(postgresql)
    with postgresql.connect() as connection:
        connection.execute(insert(table).values(list=[1, 2, 3], doc={"a": {"b": 1}}))
        for position in (1, 3):
            connection.execute(update(table).values({table.c.list[position]: 9}))
        connection.execute(update(table).values({table.c.doc["a"]["b"]: {"c": 2}}))
        assert connection.execute(select(table)).one() == ([9, 2, 9], {"a": {"b": {"c": 2}}})


def test_elements_are_set_where_the_database_has_them(sqlite: Engine) -> None:
    table = Table("t", MetaData(), Column("list", ARRAY(Integer)))
    with pytest.raises(exc.CompileError, match="'sqlite' dialect cannot set a part of a column"):
        update(table).values({table.c.list[1]: 2}).compile(sqlite)
    with pytest.raises(exc.CompileError, match=r"Unconsumed column names: t\.list"):
        insert(table).values({table.c.list[1]: 2}).compile(sqlite)


def test_large_numbers_are_no_integers_of_32_bits(database: Engine) -> None:
    with database.connect() as connection:
        assert connection.scalar(select(literal(2**40))) == 2**40
        assert connection.scalar(select(func.abs(-(2**40)))) == 2**40
        assert connection.execute(select(literal(1)).limit(2**40)).scalar() == 1


def test_a_sequence_gives_its_value(postgresql: Engine) -> None:
    sequence = Sequence("tickets", start=5)
    sequence.create(postgresql)
    with postgresql.begin() as connection:
        assert connection.scalar(sequence) == 5
        assert connection.execute(sequence) == 6
    with Session(postgresql) as session:
        assert session.scalar(sequence) == 7


def test_names_of_a_subquerys_columns_are_the_results(connection: Connection) -> None:
    connection.execute(insert(other).values(id=1))
    connection.execute(insert(thing).values(id=1, x=2))
    inner = select(other.c.id, thing.c.id, -thing.c.x).join(thing, thing.c.id == other.c.id).subquery()
    result = connection.execute(select(inner.c.id, inner.c.id_1))
    assert list(result.keys()) == ["id", "id_1"]
    assert result.one().id_1 == 1
    assert list(connection.execute(select(-thing.c.x, cast(thing.c.x, Integer).label("y"))).keys()) == ["x", "y"]


def test_one_row_of_values_is_a_column(sqlite: Engine) -> None:
    one = values(column("n", Integer)).data([(5,)])
    with sqlite.connect() as connection:
        assert connection.scalar(select(one.scalar_values())) == 5
        assert connection.scalar(select(literal(5).in_(one.scalar_values())))


def test_json_null_is_found_by_comparison(sqlite: Engine) -> None:
    table = Table("t", MetaData(), Column("doc", JSON))
    table.create(sqlite)
    with sqlite.connect() as connection:
        connection.execute(insert(table), [{"doc": None}, {"doc": 1}])
        assert connection.scalar(select(func.count()).where(table.c.doc == JSON.NULL)) == 1
