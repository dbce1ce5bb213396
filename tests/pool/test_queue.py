"""QueuePool: sizes, overflow, waiting, order."""

from __future__ import annotations

import pytest

from holdfast import exc
from holdfast.pool import QueuePool
from tests.pool.fake import FakeDriver


def test_a_returned_connection_is_used_again(driver: FakeDriver) -> None:
    pool = QueuePool(driver)
    pool.connect().close()
    pool.connect().close()
    assert len(driver.made) == 1


def test_status_counts_connections(driver: FakeDriver) -> None:
    pool = QueuePool(driver, pool_size=1, max_overflow=1)
    first, second = pool.connect(), pool.connect()
    assert (pool.size(), pool.checkedout(), pool.checkedin(), pool.overflow()) == (1, 2, 0, 1)
    assert pool.status() == (
        "Pool size: 1  Connections in pool: 0 Current Overflow: 1 Current Checked out connections: 2"
    )
    first.close()
    second.close()
    assert (pool.checkedout(), pool.checkedin(), pool.overflow()) == (0, 1, 0)


def test_overflow_connections_are_closed_on_return(driver: FakeDriver) -> None:
    pool = QueuePool(driver, pool_size=1, max_overflow=1)
    first, second = pool.connect(), pool.connect()
    first.close()
    second.close()
    assert [connection.closed for connection in driver.made] == [False, True]


def test_a_full_pool_times_out(driver: FakeDriver) -> None:
    pool = QueuePool(driver, pool_size=1, max_overflow=0, timeout=0.01)
    held = pool.connect()
    with pytest.raises(exc.TimeoutError, match="QueuePool limit of size 1 overflow 0 reached, connection timed out"):
        pool.connect()
    held.close()
    pool.connect().close()
    assert pool.timeout() == 0.01


def test_unlimited_overflow(driver: FakeDriver) -> None:
    pool = QueuePool(driver, pool_size=1, max_overflow=-1)
    held = [pool.connect() for _ in range(20)]
    assert pool.checkedout() == 20
    for connection in held:
        connection.close()
    assert pool.checkedin() == 1


def test_size_zero_means_no_limit_and_all_are_kept(driver: FakeDriver) -> None:
    pool = QueuePool(driver, pool_size=0)
    held = [pool.connect() for _ in range(7)]
    for connection in held:
        connection.close()
    assert pool.checkedin() == 7


@pytest.mark.parametrize(("lifo", "expected"), [(False, 1), (True, 2)])
def test_order_of_reuse(driver: FakeDriver, lifo: bool, expected: int) -> None:
    pool = QueuePool(driver, use_lifo=lifo)
    first, second = pool.connect(), pool.connect()
    first.close()
    second.close()
    again = pool.connect()
    assert again.dbapi_connection.number == expected
    again.close()


def test_a_failed_connect_leaves_room(driver: FakeDriver) -> None:
    pool = QueuePool(driver, pool_size=1, max_overflow=0, timeout=0.01)
    driver.refuses = True
    for _ in range(3):
        with pytest.raises(RuntimeError, match="no connection"):
            pool.connect()
    driver.refuses = False
    pool.connect().close()
    assert pool.checkedin() == 1


def test_dispose_closes_idle_connections_now_and_others_on_return(driver: FakeDriver) -> None:
    pool = QueuePool(driver)
    held, idle = pool.connect(), pool.connect()
    idle.close()
    pool.dispose()
    assert [connection.closed for connection in driver.made] == [False, True]
    held.close()
    assert driver.made[0].closed
    assert pool.connect().dbapi_connection.number == 3


def test_recreate_makes_an_empty_pool_of_the_same_settings(driver: FakeDriver) -> None:
    pool = QueuePool(driver, pool_size=3, max_overflow=2, timeout=7, use_lifo=True, recycle=60, logging_name="x")
    pool.connect().close()
    other = pool.recreate()
    assert isinstance(other, QueuePool)
    assert other.checkedin() == 0
    assert other._arguments() | {"_dispatch": None} == pool._arguments() | {"_dispatch": None}
