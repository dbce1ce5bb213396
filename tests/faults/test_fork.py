"""A forked child uses none of the parent's connections, whatever they were doing when it was forked."""

from __future__ import annotations

import gc
import os
import traceback
from collections.abc import Callable
from multiprocessing import get_context
from typing import Any

import pytest

from holdfast import create_engine, exc, text
from holdfast.engine import Engine
from holdfast.pool import QueuePool, StaticPool

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork() here"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]


def in_child(function: Callable[[], None]) -> None:
    """Run a function in a forked child, which must end without an exception."""
    child = os.fork()
    if child == 0:
        try:
            function()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.fixture
def things(database: Engine) -> Engine:
    with database.begin() as connection:
        connection.execute(text("CREATE TABLE things (id INTEGER)"))
    return database


def insert(connection: Any, number: int) -> None:
    connection.execute(text("INSERT INTO things VALUES (:number)"), {"number": number})


def ids(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT id FROM things ORDER BY id")).scalars())


def test_the_child_connects_anew_and_the_parent_goes_on(things: Engine) -> None:
    """The parent has a connection that waits, and one in a transaction."""
    things.connect().close()

    def child() -> None:
        assert things.pool.checkedout() == things.pool.checkedin() == 0  # type: ignore[attr-defined]
        assert ids(things) == []
        things.dispose()

    with things.connect() as connection:
        insert(connection, 1)
        in_child(child)
        connection.commit()
    assert ids(things) == [1]


def test_the_child_leaves_blocks_without_ending_the_parents_transaction(things: Engine) -> None:
    with things.connect() as connection, connection.begin():
        insert(connection, 1)
        in_child(connection.close)
        insert(connection, 2)
    assert ids(things) == [1, 2]


def test_the_child_cannot_use_the_parents_transaction(things: Engine) -> None:
    def child() -> None:
        with pytest.raises(exc.PendingRollbackError, match="Can't reconnect until invalid transaction is rolled back"):
            insert(connection, 2)
        connection.rollback()
        # Now it is a connection of the child's own.
        assert connection.execute(text("SELECT id FROM things")).all() == []

    with things.connect() as connection:
        insert(connection, 1)
        in_child(child)
        connection.commit()
    assert ids(things) == [1]


def test_connections_of_the_driver_and_detached_ones_are_the_parents_too(things: Engine) -> None:
    raw = things.raw_connection()
    detached = things.connect()
    detached.detach()
    insert(detached, 1)

    def child() -> None:
        with pytest.raises(exc.InvalidRequestError, match="This connection is closed"):
            raw.cursor()
        raw.close()
        detached.close()

    in_child(child)
    raw.cursor().execute("SELECT 1")
    raw.close()
    detached.commit()
    detached.close()
    assert ids(things) == [1]


def test_a_stream_of_rows_goes_on_in_the_parent(things: Engine) -> None:
    numbers = list(range(1, 20_001))
    with things.begin() as connection:
        connection.execute(text("INSERT INTO things VALUES (:id)"), [{"id": number} for number in numbers])

    def child() -> None:
        connection.close()
        frame.clear()
        gc.collect()

    with things.connect() as connection:
        query = text("SELECT id FROM things ORDER BY id")
        frame = {"result": connection.execution_options(stream_results=True, yield_per=10).execute(query)}
        first = frame["result"].scalars().fetchmany(10)
        in_child(child)
        assert [*first, *frame["result"].scalars()] == numbers


def test_a_child_of_multiprocessing(things: Engine) -> None:
    with things.connect() as connection:
        insert(connection, 1)
        process = get_context("fork").Process(target=lambda: things.connect().close())
        process.start()
        process.join()
        assert process.exitcode == 0
        connection.commit()
    assert ids(things) == [1]


def test_dispose_without_closing_in_the_child(things: Engine) -> None:
    things.connect().close()

    def child() -> None:
        things.dispose(close=False)
        assert ids(things) == []

    in_child(child)
    assert things.pool.checkedin() == 1  # type: ignore[attr-defined]
    assert ids(things) == []


def test_a_pool_of_one_shared_connection() -> None:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE things (id INTEGER)"))

    def child() -> None:
        with engine.connect() as connection, pytest.raises(exc.OperationalError, match="no such table"):
            insert(connection, 1)

    in_child(child)
    assert ids(engine) == []


def test_a_thread_that_held_the_pools_lock_does_not_stop_the_child() -> None:
    engine = create_engine("sqlite://", poolclass=QueuePool)
    pool = engine.pool
    assert isinstance(pool, QueuePool)
    engine.connect().close()
    with pool._lock, pool._connect_lock:
        in_child(lambda: engine.connect().close())
