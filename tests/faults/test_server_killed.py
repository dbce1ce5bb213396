"""A server that dies under load: what was reported committed is there, all else raised, and the pool recovers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import create_engine, exc, text
from holdfast.engine import Engine
from holdfast.pool import QueuePool
from tests import servers
from tests.faults.ledger import THREADS, Ledger, metadata
from tests.servers.private import PrivateMariaDB, PrivatePostgreSQL, PrivateServer

# Ends all connections but the one that asks.
END_CONNECTIONS = {
    "postgresql": "SELECT 'SELECT pg_terminate_backend(' || pid || ')' FROM pg_stat_activity"
    " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'",
    "mariadb": "SELECT CONCAT('KILL ', id) FROM information_schema.processlist"
    " WHERE id <> connection_id() AND user <> 'system user'",
}


@pytest.fixture(scope="module", params=[PrivatePostgreSQL, PrivateMariaDB], ids=lambda kind: kind.name)
def server(request: pytest.FixtureRequest) -> Iterator[PrivateServer]:
    with servers.running(request.param()) as server:
        yield server


def engine_with_a_table(server: PrivateServer, **options: Any) -> Engine:
    engine = create_engine(server.url, pool_size=THREADS, max_overflow=0, pool_timeout=120, **options)
    metadata.drop_all(engine)
    metadata.create_all(engine)
    return engine


@pytest.fixture
def engine(server: PrivateServer) -> Iterator[Engine]:
    server.start()
    engine = engine_with_a_table(server)
    yield engine
    engine.dispose()


def all_connections_work(engine: Engine) -> None:
    """The pool has lost none of its places, and hands out no dead connection."""
    pool = engine.pool
    assert isinstance(pool, QueuePool)
    assert pool.checkedout() == 0
    connections = [engine.connect() for _ in range(THREADS)]
    for connection in connections:
        assert connection.execute(text("SELECT 1")).scalar() == 1
        connection.close()
    assert (pool.checkedout(), pool.checkedin()) == (0, THREADS)


def test_killed_under_load(server: PrivateServer, engine: Engine) -> None:
    ledger = Ledger(engine)
    with ledger.writers():
        for _ in range(2):
            ledger.wait_for_commits(3)
            server.kill()
            ledger.wait_for_failures(2)
            server.start()
        ledger.wait_for_commits(3)
    ledger.check()
    all_connections_work(engine)


def test_shut_down_under_load(server: PrivateServer, engine: Engine) -> None:
    ledger = Ledger(engine)
    with ledger.writers():
        ledger.wait_for_commits(3)
        server.stop()
        ledger.wait_for_failures(2)
        server.start()
        ledger.wait_for_commits(3)
    ledger.check()
    all_connections_work(engine)


def test_connections_ended_by_the_administrator(server: PrivateServer, engine: Engine) -> None:
    ledger = Ledger(engine)
    administrator = create_engine(server.url)
    with ledger.writers(), administrator.connect() as connection:
        for _ in range(3):
            ledger.wait_for_commits(2)
            kills = list(connection.exec_driver_sql(END_CONNECTIONS[engine.dialect.name]).scalars())
            assert kills
            for kill in kills:
                try:
                    connection.exec_driver_sql(kill)
                except exc.DBAPIError:
                    connection.rollback()  # that one has ended by itself meanwhile
        ledger.wait_for_commits(2)
    administrator.dispose()
    ledger.check()
    all_connections_work(engine)


def test_connections_that_waited_in_the_pool_fail_once(server: PrivateServer, engine: Engine) -> None:
    """Without pings the first statement after a restart tells, and all the others connect anew."""
    all_connections_work(engine)
    server.kill()
    server.start()
    with engine.connect() as connection, pytest.raises(exc.OperationalError) as caught:
        connection.execute(text("SELECT 1"))
    assert caught.value.connection_invalidated
    all_connections_work(engine)


def test_connections_that_waited_in_a_pool_with_pings_do_not_fail(server: PrivateServer) -> None:
    server.start()
    engine = engine_with_a_table(server, pool_pre_ping=True)
    all_connections_work(engine)
    server.kill()
    server.start()
    all_connections_work(engine)
    engine.dispose()


def test_a_connection_that_comes_back_while_the_server_is_down(server: PrivateServer, engine: Engine) -> None:
    """It stays usable: each attempt raises, until there is a server."""
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        server.kill()
        with pytest.raises(exc.OperationalError):
            connection.execute(text("SELECT 1"))
        connection.rollback()
        for _ in range(2):
            with pytest.raises(exc.OperationalError):
                connection.execute(text("SELECT 1"))
        server.start()
        assert connection.execute(text("SELECT 1")).scalar() == 1


def test_a_server_that_is_down_is_an_operational_error(server: PrivateServer) -> None:
    server.stop()
    engine = create_engine(server.url)
    with pytest.raises(exc.OperationalError):
        engine.connect()
    server.start()
    engine.connect().close()
    engine.dispose()
