"""The drivers' errors on each server: wrapped in the class of PEP 249 with statement, parameters and original."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from holdfast import (
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    exc,
    insert,
    select,
    text,
)
from holdfast.engine import Connection, Engine, ExceptionContext
from tests import servers

metadata = MetaData()
house = Table(
    "house",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", String(10), CheckConstraint("name <> 'bad'"), nullable=False),
)
room = Table("room", metadata, Column("id", Integer, primary_key=True), Column("house_id", ForeignKey("house.id")))


@pytest.fixture
def connection(database: Engine) -> Iterator[Connection]:
    if database.dialect.name == "sqlite":
        event.listen(database, "connect", lambda dbapi, record: dbapi.execute("PRAGMA foreign_keys=ON"))
        database.dispose()
    metadata.create_all(database)
    with database.connect() as connection:
        connection.execute(insert(house), {"id": 1, "name": "first"})
        yield connection


Statement = Callable[[Connection], Any]
FAILURES: dict[str, tuple[Statement, type[exc.DBAPIError] | dict[str, type[exc.DBAPIError]]]] = {
    "a key twice": (lambda c: c.execute(insert(house), {"id": 1, "name": "x"}), exc.IntegrityError),
    "NULL": (lambda c: c.execute(insert(house), {"id": 5, "name": None}), exc.IntegrityError),
    "no parent": (lambda c: c.execute(insert(room), {"id": 1, "house_id": 99}), exc.IntegrityError),
    "a check": (
        lambda c: c.execute(insert(house), {"id": 5, "name": "bad"}),
        {"sqlite": exc.IntegrityError, "postgresql": exc.IntegrityError, "mariadb": exc.OperationalError},
    ),
    "no table": (
        lambda c: c.execute(text("SELECT * FROM nowhere")),
        {"sqlite": exc.OperationalError, "postgresql": exc.ProgrammingError, "mariadb": exc.ProgrammingError},
    ),
    "no SQL": (
        lambda c: c.execute(text("SELEC 1")),
        {"sqlite": exc.OperationalError, "postgresql": exc.ProgrammingError, "mariadb": exc.ProgrammingError},
    ),
    "two statements": (lambda c: c.execute(text("SELECT :x; SELECT 2"), {"x": 1}), exc.ProgrammingError),
    "many rows": (
        lambda c: c.execute(insert(house), [{"id": 7, "name": "x"}, {"id": 1, "name": "y"}]),
        exc.IntegrityError,
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_the_class_of_an_error(connection: Connection, name: str) -> None:
    statement, expected = FAILURES[name]
    wanted = expected if isinstance(expected, type) else expected[connection.dialect.name]
    with pytest.raises(wanted) as caught, connection.begin_nested():
        statement(connection)
    error = caught.value
    dbapi = connection.dialect.loaded_dbapi
    assert isinstance(error.orig, getattr(dbapi, wanted.__name__))
    assert error.__cause__ is error.orig
    assert error.statement is not None
    assert f"[SQL: {error.statement}]" in str(error)
    assert error.connection_invalidated is False
    # PostgreSQL has the rows in one statement, not the statement many times.
    assert error.ismulti is (name == "many rows" and not connection.dialect.features.multirow_insert_is_faster)
    assert connection.scalar(select(house.c.name)) == "first", "the connection is usable"


def test_too_long_text(postgresql: Engine, mariadb: Engine) -> None:
    for engine in (postgresql, mariadb):
        house.create(engine)
        with engine.connect() as connection, pytest.raises(exc.DataError):
            connection.execute(insert(house), {"id": 1, "name": "x" * 11})


def test_hidden_parameters(database: Engine) -> None:
    engine = create_engine(database.url, hide_parameters=True)
    metadata.create_all(engine)
    with engine.connect() as connection, pytest.raises(exc.DBAPIError) as caught:
        connection.execute(insert(house), [{"id": 2, "name": "secret"}, {"id": 2, "name": "secret"}])
    assert "[SQL parameters hidden due to hide_parameters=True]" in str(caught.value)
    assert "secret" not in str(caught.value)
    engine.dispose()


def test_long_parameters_are_cut(connection: Connection) -> None:
    with pytest.raises(exc.DBAPIError) as caught, connection.begin_nested():
        connection.execute(text("SELECT :x FROM nowhere"), {"x": "a" * 5000})
    assert len(str(caught.value)) < 1000
    assert "(4702 characters truncated)" in str(caught.value)


def test_handle_error_knows_what_happened(connection: Connection) -> None:
    seen: list[ExceptionContext] = []
    event.listen(connection.engine, "handle_error", seen.append)
    with pytest.raises(exc.IntegrityError) as caught, connection.begin_nested():
        connection.execute(insert(house), {"id": 1, "name": "x"})
    (context,) = seen
    assert context.connection is connection
    assert context.sqlalchemy_exception is caught.value
    assert context.original_exception is caught.value.orig
    assert context.statement == caught.value.statement
    assert context.dialect is connection.dialect
    assert not context.is_disconnect
    assert not context.is_pre_ping


@pytest.mark.parametrize("server", ["postgresql", "mariadb"])
def test_a_server_that_is_not_there(server: str) -> None:
    engine = create_engine(servers.url(server).set(host="127.0.0.1", port=1, password="tell nobody"))
    with pytest.raises(exc.OperationalError) as caught:
        engine.connect()
    assert "tell nobody" not in str(caught.value)
    assert caught.value.statement is None


@pytest.mark.parametrize("server", ["postgresql", "mariadb"])
def test_a_database_that_is_not_there(server: str) -> None:
    engine = create_engine(servers.url(server).set(database="there_is_no_such_database"))
    with pytest.raises(exc.OperationalError, match="there_is_no_such_database"):
        engine.connect()
