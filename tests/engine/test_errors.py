"""From the driver's errors to ours."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import Boolean, Column, Integer, MetaData, Table, create_engine, event, exc, text
from holdfast.engine import Connection, Engine, ExceptionContext
from tests.engine.shop import customer, on_sqlite, purchase


@on_sqlite
def test_integrity(connection: Connection) -> None:
    with pytest.raises(exc.IntegrityError) as raised:
        connection.execute(purchase.insert(), {"amount": None})
    error = raised.value
    assert isinstance(error.orig, sqlite3.IntegrityError)
    assert error.statement == "INSERT INTO purchase (amount) VALUES (?)"
    assert error.params == (None,)
    assert not error.connection_invalidated
    assert str(error).splitlines()[:3] == [
        "(sqlite3.IntegrityError) NOT NULL constraint failed: purchase.amount",
        "[SQL: INSERT INTO purchase (amount) VALUES (?)]",
        "[parameters: (None,)]",
    ]
    assert isinstance(error, exc.DatabaseError)
    assert isinstance(error, exc.DBAPIError)


@on_sqlite
def test_syntax(connection: Connection) -> None:
    with pytest.raises(exc.OperationalError, match='near "selec": syntax error'):
        connection.exec_driver_sql("selec")


def test_hidden_parameters() -> None:
    engine = create_engine("sqlite://", hide_parameters=True)
    with engine.connect() as connection, pytest.raises(exc.OperationalError) as raised:
        connection.execute(text("SELECT * FROM nope WHERE x = :x"), {"x": "secret"})
    assert "secret" not in str(raised.value)
    assert "[SQL parameters hidden due to hide_parameters=True]" in str(raised.value)


@on_sqlite
def test_errors_can_be_pickled(connection: Connection) -> None:
    with pytest.raises(exc.OperationalError) as raised:
        connection.execute(text("SELECT * FROM nope"))
    again = pickle.loads(pickle.dumps(raised.value))
    assert str(again) == str(raised.value)


def test_an_interrupt_passes_and_sqlite_keeps_its_connection(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
        connection.commit()
        with pytest.raises(KeyboardInterrupt):
            connection.execute(text("SELECT :x"), {"x": _Interrupting()})
        assert not connection.invalidated
        assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar() == 0


class _Interrupting:
    """A value whose adaption by the driver is interrupted."""

    def __conform__(self, protocol: Any) -> Any:
        raise KeyboardInterrupt


@on_sqlite
def test_many_parameter_sets_in_the_message(connection: Connection) -> None:
    with pytest.raises(exc.IntegrityError) as raised:
        connection.execute(customer.insert(), [{"id": 1}, {"id": 1}])
    assert "[parameters: [(1,), (1,)]]" in str(raised.value)


@pytest.fixture
def pinged(database: Engine) -> Iterator[Engine]:
    """An engine with one connection in its pool, that the next ping will find broken."""
    engine = create_engine(database.url, pool_pre_ping=True)
    engine.connect().close()

    def ping(connection: Any) -> None:
        raise engine.dialect.loaded_dbapi.OperationalError("weather")

    engine.dialect._ping = ping  # type: ignore[attr-defined]  # the hook of DefaultDialect
    yield engine
    engine.dispose()


def test_a_failed_ping_is_told(pinged: Engine) -> None:
    """The listener may say that the connection is lost; the pool then makes another."""
    told: list[Any] = []

    @event.listens_for(pinged, "handle_error")
    def remember(context: ExceptionContext) -> None:
        told.append((context.is_pre_ping, context.engine, context.connection, context.is_disconnect))
        context.is_disconnect = True

    pinged.connect().close()
    assert told == [(True, None, None, False)]


def test_an_error_of_a_ping_that_loses_nothing_is_raised(pinged: Engine) -> None:
    with pytest.raises(exc.OperationalError, match="weather"):
        pinged.connect()
    assert pinged.pool.checkedout() == 0  # type: ignore[attr-defined]  # a QueuePool


def test_a_value_that_its_type_refuses_is_an_error_of_the_statement() -> None:
    """Alone or among many rows, with RETURNING or without."""
    table = Table("t", MetaData(), Column("id", Integer, primary_key=True), Column("on", Boolean))
    engine = create_engine("sqlite://", hide_parameters=True)
    table.metadata.create_all(engine)
    with engine.connect() as connection:
        for statement in (table.insert(), table.insert().returning(table.c.id)):
            for rows in ({"on": "secret"}, [{"on": True}, {"on": "secret"}]):
                with pytest.raises(exc.StatementError, match="Not a boolean value") as caught:
                    connection.execute(statement, rows)
                assert isinstance(caught.value.orig, TypeError)
                assert caught.value.statement.startswith("INSERT INTO t")
