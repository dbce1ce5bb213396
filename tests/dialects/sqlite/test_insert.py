"""INSERT .. ON CONFLICT."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import Column, Integer, MetaData, String, Table, exc, select
from holdfast.dialects.sqlite import dialect, insert
from holdfast.engine import Connection, Engine

table = Table("t", MetaData(), Column("id", Integer, primary_key=True), Column("name", String), Column("n", Integer))


@pytest.fixture
def connection(engine: Engine) -> Any:
    with engine.connect() as connection:
        table.create(connection)
        connection.execute(table.insert(), [{"id": 1, "name": "a", "n": 1}, {"id": 2, "name": "b", "n": 2}])
        yield connection


def rows(connection: Connection) -> list[Any]:
    return list(connection.execute(select(table).order_by(table.c.id)).all())


def test_do_nothing(connection: Connection) -> None:
    statement = insert(table).on_conflict_do_nothing()
    assert connection.execute(statement, {"id": 1, "name": "x"}).rowcount == 0
    assert rows(connection)[0] == (1, "a", 1)


def test_do_update(connection: Connection) -> None:
    statement = insert(table)
    statement = statement.on_conflict_do_update(
        index_elements=[table.c.id],
        set_={"name": statement.excluded.name, table.c.n: table.c.n + 10},
        where=table.c.n < 2,
    )
    connection.execute(statement, [{"id": 1, "name": "x"}, {"id": 2, "name": "y"}, {"id": 3, "name": "z"}])
    assert rows(connection) == [(1, "x", 11), (2, "b", 2), (3, "z", None)]


def test_values_are_parameters_of_the_columns_types(connection: Connection) -> None:
    for value in ("x", "y"):
        statement = insert(table).values(id=1).on_conflict_do_update(index_elements=["id"], set_={"name": value})
        connection.execute(statement)
        assert rows(connection)[0].name == value


def test_with_returning_and_many_sets(connection: Connection) -> None:
    statement = insert(table)
    statement = statement.on_conflict_do_update(index_elements=["id"], set_={"name": statement.excluded.name})
    result = connection.execute(
        statement.returning(table.c.id, table.c.name), [{"id": 2, "name": "x"}, {"id": 9, "name": "y"}]
    )
    assert result.all() == [(2, "x"), (9, "y")]


def test_text() -> None:
    statement = insert(table).values(id=1, name="x")
    updated = statement.on_conflict_do_update(
        index_elements=["id"], index_where=table.c.n > 5, set_={"n": statement.excluded.n}, where=table.c.name == "q"
    )
    assert str(updated.compile(dialect=dialect(), compile_kwargs={"render_postcompile": True})) == (
        "INSERT INTO t (id, name) VALUES (?, ?) ON CONFLICT (id) WHERE n > 5 DO UPDATE SET n = excluded.n "
        "WHERE t.name = ?"
    )
    assert str(statement.on_conflict_do_nothing().compile(dialect=dialect())) == (
        "INSERT INTO t (id, name) VALUES (?, ?) ON CONFLICT DO NOTHING"
    )


def test_misuse() -> None:
    with pytest.raises(ValueError, match="set parameter dictionary must not be empty"):
        insert(table).on_conflict_do_update(set_={})
    with pytest.raises(ValueError, match="must be a non-empty dictionary"):
        insert(table).on_conflict_do_update(set_=[("a", 1)])
    with pytest.raises(exc.InvalidRequestError, match="already has an ON CONFLICT clause"):
        insert(table).on_conflict_do_nothing().on_conflict_do_nothing()
    with pytest.raises(ValueError, match="index_where= needs index_elements="):
        insert(table).on_conflict_do_nothing(index_where=table.c.n > 1)
