"""KeyboardInterrupt while the driver waits for the server: the connection is given up, the pool goes on."""

from __future__ import annotations

import signal
import threading
import time

import pytest

from holdfast import Column, Integer, MetaData, Table, exc, insert, select, text
from holdfast.engine import Connection, Engine
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column

things = Table("things", MetaData(), Column("id", Integer, primary_key=True))

SLEEP = {"postgresql": "SELECT pg_sleep(60)", "mariadb": "SELECT SLEEP(60)"}
ASLEEP = {
    "postgresql": "SELECT pid FROM pg_stat_activity"
    " WHERE query = 'SELECT pg_sleep(60)' AND state = 'active' AND datname = current_database()",
    "mariadb": "SELECT id FROM information_schema.processlist WHERE info = 'SELECT SLEEP(60)' AND db = database()",
}
# A server may take seconds to see that its client has gone.
WAKE = {"postgresql": "SELECT pg_terminate_backend({})", "mariadb": "KILL {}"}


@pytest.fixture(params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest) -> Engine:
    engine: Engine = request.getfixturevalue(request.param)
    things.create(engine)
    return engine


def interrupted(connection: Connection) -> None:
    """Let the connection's server sleep, and interrupt this thread when it does."""
    name = connection.dialect.name
    main = threading.get_ident()
    awake = threading.Event()

    def interrupt() -> None:
        with connection.engine.connect() as watcher:
            while (asleep := watcher.exec_driver_sql(ASLEEP[name]).scalar()) is None:
                watcher.rollback()
                time.sleep(0.01)
            signal.pthread_kill(main, signal.SIGINT)
            awake.wait()
            watcher.exec_driver_sql(WAKE[name].format(asleep))

    thread = threading.Thread(target=interrupt)
    thread.start()
    try:
        connection.execute(text(SLEEP[name]))
    finally:
        awake.set()
        thread.join()


def test_the_transaction_is_lost_and_the_connection_replaced(server: Engine) -> None:
    with server.connect() as connection:
        connection.execute(insert(things), {"id": 1})
        with pytest.raises(KeyboardInterrupt):
            interrupted(connection)
        assert connection.invalidated
        with pytest.raises(exc.PendingRollbackError, match="Can't reconnect until invalid transaction is rolled back"):
            connection.execute(insert(things), {"id": 2})
        connection.rollback()
        connection.execute(insert(things), {"id": 3})
        connection.commit()
        assert connection.execute(select(things.c.id)).scalars().all() == [3]


def test_other_connections_of_the_pool_stay(server: Engine) -> None:
    other = server.connect()
    other.execute(insert(things), {"id": 1})
    with pytest.raises(KeyboardInterrupt), server.begin() as connection:
        interrupted(connection)
    other.commit()
    other.close()
    with server.connect() as again:
        assert again.execute(select(things.c.id)).scalars().all() == [1]
    assert server.pool.checkedout() == 0  # type: ignore[attr-defined]  # a QueuePool


class Base(DeclarativeBase):
    pass


class Thing(Base):
    __tablename__ = "things"
    id: Mapped[int] = mapped_column(primary_key=True)


def test_a_session_goes_on_after_rollback(server: Engine) -> None:
    with Session(server) as session:
        session.add(Thing(id=1))
        session.flush()
        with pytest.raises(KeyboardInterrupt):
            interrupted(session.connection())
        session.rollback()
        session.add(Thing(id=2))
        session.commit()
        assert session.scalars(select(Thing.id)).all() == [2]


def test_sqlite_is_in_this_process_and_keeps_its_transaction(sqlite: Engine) -> None:
    """An interrupt comes before or after a call of the library, never in the middle of a protocol."""
    things.create(sqlite)
    with sqlite.connect() as connection:
        connection.execute(insert(things), {"id": 1})
        raw = connection.connection.dbapi_connection
        assert raw is not None

        def interrupt() -> None:
            raise KeyboardInterrupt

        raw.create_function("interrupt", 0, interrupt)
        with pytest.raises((KeyboardInterrupt, exc.OperationalError)):
            connection.exec_driver_sql("SELECT interrupt()")
        connection.commit()
        assert connection.execute(select(things.c.id)).scalars().all() == [1]
