"""The life of a Connection: closing, invalidating, detaching, options."""

from __future__ import annotations

import gc

import pytest

from holdfast import create_engine, event, exc, select, text
from holdfast.engine import Connection, Engine
from holdfast.pool import QueuePool
from tests.engine.shop import customer


def pool_of(engine: Engine) -> QueuePool:
    assert isinstance(engine.pool, QueuePool)
    return engine.pool


def test_a_closed_connection(connection: Connection) -> None:
    connection.close()
    connection.close()
    assert connection.closed
    for use in (
        lambda: connection.execute(text("SELECT 1")),
        connection.begin,
        connection.begin_nested,
        connection.invalidate,
        lambda: connection.connection,
    ):
        with pytest.raises(exc.ResourceClosedError, match="This Connection is closed"):
            use()


def test_close_gives_the_connection_back(file_engine: Engine) -> None:
    connection = file_engine.connect()
    assert pool_of(file_engine).checkedout() == 1
    connection.close()
    assert pool_of(file_engine).checkedout() == 0


def test_a_forgotten_connection_goes_back(file_engine: Engine) -> None:
    connection = file_engine.connect()
    connection.execute(customer.insert(), {"name": "undone"})
    # It and its transaction know each other, so it is up to the garbage collector.
    del connection
    gc.collect()
    assert pool_of(file_engine).checkedout() == 0
    with file_engine.connect() as connection:
        assert connection.execute(select(customer)).all() == []


def test_invalidate_asks_for_rollback_and_then_connects_again(file_engine: Engine) -> None:
    with file_engine.connect() as connection:
        transaction = connection.begin()
        connection.invalidate()
        assert connection.invalidated
        assert not transaction.is_valid
        with pytest.raises(exc.PendingRollbackError, match="Can't reconnect until invalid transaction is rolled back"):
            connection.execute(text("SELECT 1"))
        connection.rollback()
        assert connection.execute(text("SELECT 1")).scalar() == 1
        assert not connection.invalidated


def test_invalidate_in_a_savepoint(file_engine: Engine) -> None:
    with file_engine.connect() as connection:
        connection.begin_nested()
        connection.invalidate()
        with pytest.raises(exc.PendingRollbackError, match="invalid savepoint transaction is rolled back"):
            connection.execute(text("SELECT 1"))
        connection.rollback()
        connection.execute(text("SELECT 1"))


def test_a_connection_that_the_driver_has_lost_is_replaced(file_engine: Engine) -> None:
    with file_engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.close()
        with pytest.raises(exc.ProgrammingError, match="Cannot operate on a closed database") as raised:
            connection.execute(text("SELECT 1"))
        assert raised.value.connection_invalidated
        assert connection.invalidated
        connection.rollback()
        assert connection.execute(text("SELECT 1")).scalar() == 1


def test_detach(file_engine: Engine) -> None:
    with file_engine.connect() as connection:
        connection.detach()
        assert connection.execute(text("SELECT 1")).scalar() == 1
        raw = connection.connection.dbapi_connection
        assert raw is not None
    assert pool_of(file_engine).checkedout() == 0
    with pytest.raises(Exception, match="closed database"):
        raw.execute("SELECT 1")


def test_info_stays_with_the_dbapi_connection(file_engine: Engine) -> None:
    with file_engine.connect() as connection:
        connection.info["seen"] = True
    with file_engine.connect() as connection:
        assert connection.info == {"seen": True}


def test_execution_options_add_up(file_engine: Engine) -> None:
    engine = file_engine.execution_options(a=1)
    assert engine.get_execution_options() == {"a": 1}
    assert file_engine.get_execution_options() == {}
    assert engine.pool is file_engine.pool
    with engine.connect() as connection:
        assert connection.execution_options(b=2) is connection
        assert connection.get_execution_options() == {"a": 1, "b": 2}


def test_option_engines_follow_dispose(file_engine: Engine) -> None:
    engine = file_engine.execution_options(a=1)
    engine.dispose()
    assert engine.pool is file_engine.pool
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1


def test_options_are_announced(connection: Connection) -> None:
    @event.listens_for(connection, "set_connection_execution_options")
    def change(conn: Connection, opts: dict[str, object]) -> None:
        opts["added"] = True

    connection.execution_options(a=1)
    assert connection.get_execution_options() == {"a": 1, "added": True}


def test_autocommit(file_engine: Engine) -> None:
    with file_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(customer.insert(), {"name": "kept"})
        assert connection.get_isolation_level() == "AUTOCOMMIT"
        connection.rollback()
    with file_engine.connect() as connection:
        assert connection.get_isolation_level() == "SERIALIZABLE"
        assert connection.default_isolation_level == "SERIALIZABLE"
        assert len(connection.execute(select(customer)).all()) == 1


def test_autocommit_of_an_engine(file_engine: Engine) -> None:
    engine = file_engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(customer.insert(), {"name": "kept"})
    with file_engine.connect() as connection:
        assert connection.get_isolation_level() == "SERIALIZABLE"
        assert len(connection.execute(select(customer)).all()) == 1


def test_a_forgotten_autocommit_connection_is_set_back(file_engine: Engine) -> None:
    connection = file_engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    del connection
    with file_engine.connect() as connection:
        assert connection.get_isolation_level() == "SERIALIZABLE"


def test_isolation_level_inside_of_a_transaction_is_refused(connection: Connection) -> None:
    connection.execute(text("SELECT 1"))
    with pytest.raises(exc.InvalidRequestError, match="isolation_level may not be altered unless rollback"):
        connection.execution_options(isolation_level="AUTOCOMMIT")


def test_unknown_isolation_levels() -> None:
    message = "Invalid value 'X' for isolation_level. Valid isolation levels for 'sqlite' are READ UNCOMMITTED"
    with pytest.raises(exc.ArgumentError, match=message):
        create_engine("sqlite://", isolation_level="X").connect()


def test_raw_connection_of_the_engine(file_engine: Engine) -> None:
    raw = file_engine.raw_connection()
    cursor = raw.cursor()
    cursor.execute("INSERT INTO customer (name) VALUES ('kept')")
    raw.commit()
    raw.close()
    with file_engine.connect() as connection:
        assert connection.execute(select(customer.c.name)).scalar() == "kept"


def test_dispose_leaves_checked_out_connections_at_work(file_engine: Engine) -> None:
    with file_engine.connect() as connection:
        file_engine.dispose()
        assert connection.execute(text("SELECT 1")).scalar() == 1
    assert pool_of(file_engine).checkedin() == 0
