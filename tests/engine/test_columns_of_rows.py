"""Which column of a row is meant: column objects made anew for each execution, and names that several columns have."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any
from weakref import ref

import pytest

from holdfast import Column, Integer, MetaData, String, Table, exc, func, literal, select, text
from holdfast.engine import Connection, Engine

thing = Table("thing", MetaData(), Column("id", Integer, primary_key=True), Column("name", String(10)))


@pytest.fixture
def things(engine: Engine) -> Any:
    with engine.connect() as connection:
        thing.create(connection)
        connection.execute(thing.insert(), [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}])
        yield connection


def a_label() -> Any:
    return (thing.c.id + 1).label("next")


def an_expression() -> Any:
    return thing.c.id + 1


def a_function() -> Any:
    return func.min(thing.c.id) + 1


def an_aliased_column() -> Any:
    return thing.alias("other").c.id + 1


def a_column_of_a_subquery() -> Any:
    return select((thing.c.id + 1).label("next")).subquery().c.next


@pytest.mark.parametrize("make", [a_label, an_expression, a_function, an_aliased_column, a_column_of_a_subquery])
def test_a_statement_that_was_compiled_before_has_columns_of_its_own(
    things: Connection, make: Callable[[], Any]
) -> None:
    for _ in range(3):
        column = make()
        result = things.execute(select(column))
        names = result.keys()
        assert column in names
        assert result.first()._mapping[column] == 2
        assert things.execute(select(column)).scalars(column).first() == 2
        assert things.execute(select(literal(5).label("five"), column)).columns(column).mappings().first()[column] == 2


def test_two_aliases_of_a_table_are_told_apart(things: Connection) -> None:
    for _ in range(3):
        one, two = thing.alias(), thing.alias()
        row = things.execute(select(one, two).where(two.c.id == one.c.id + 1)).one()
        assert (row._mapping[one.c.id], row._mapping[two.c.id]) == (1, 2)
        assert (row._mapping[one.c.name], row._mapping[two.c.name]) == ("a", "b")


def test_rows_of_many_executions_may_be_read_afterwards(things: Connection) -> None:
    read = []
    for number in range(100):
        column = literal(number).label("number")
        read.append((column, things.execute(select(column)).one()))
    assert [row._mapping[column] for column, row in read] == list(range(100))


def test_statements_that_were_executed_are_not_kept(things: Connection) -> None:
    things.execute(select(a_label()))
    column = a_label()
    assert things.execute(select(column)).first() is not None
    known = ref(column)
    del column
    gc.collect()
    assert known() is None


def test_labels_with_one_name_are_told_apart_as_objects(things: Connection) -> None:
    for _ in range(2):
        one, two = literal(1).label("same"), literal(2).label("same")
        row = things.execute(select(one, two)).one()
        assert (row._mapping[one], row._mapping[two]) == (1, 2)


def test_a_name_that_different_columns_have_is_ambiguous(things: Connection) -> None:
    statement = select(thing.c.id, thing.c.name.label("id"))
    row = things.execute(statement).first()
    assert (tuple(row), row._fields, "id" in row._mapping) == ((1, "a"), ("id", "id"), True)
    asked: list[Callable[[], Any]] = [
        lambda: row.id,
        lambda: row._mapping["id"],
        lambda: row._asdict(),
        lambda: things.execute(statement).columns("id"),
    ]
    for ask in asked:
        with pytest.raises(
            exc.InvalidRequestError, match="Ambiguous column name 'id' in result set column descriptions"
        ):
            ask()
    assert repr(row._mapping) == "{'id': 'a'}"


def test_a_column_that_is_selected_twice_is_not(things: Connection) -> None:
    row = things.execute(select(thing.c.id, thing.c.id)).first()
    assert row.id == 1


def test_a_name_of_a_text_means_the_last_column(things: Connection) -> None:
    assert things.execute(text("SELECT 1 AS same, 2 AS same")).one().same == 2
