"""StaticPool, SingletonThreadPool, AssertionPool."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from holdfast.pool import AssertionPool, SingletonThreadPool, StaticPool
from tests.pool.fake import FakeDriver


def test_static_pool_has_one_connection(driver: FakeDriver) -> None:
    pool = StaticPool(driver)
    first, second = pool.connect(), pool.connect()
    assert first.dbapi_connection is second.dbapi_connection
    first.close()
    second.close()
    pool.connect().close()
    assert len(driver.made) == 1
    assert pool.status() == "StaticPool"


def test_static_pool_connects_again_after_dispose(driver: FakeDriver) -> None:
    pool = StaticPool(driver)
    pool.connect().close()
    pool.dispose()
    assert driver.made[0].closed
    assert pool.connect().dbapi_connection is driver.made[1]


def test_singleton_pool_shares_within_a_thread(driver: FakeDriver) -> None:
    pool = SingletonThreadPool(driver)
    first, second = pool.connect(), pool.connect()
    assert first is second
    first.close()
    assert second.is_valid
    second.close()
    assert driver.made[0].calls == ["rollback"]


def test_singleton_pool_has_one_connection_a_thread(driver: FakeDriver) -> None:
    pool = SingletonThreadPool(driver)
    mine = pool.connect()
    with ThreadPoolExecutor(1) as threads:
        other = threads.submit(lambda: pool.connect().dbapi_connection).result()
    assert other is not mine.dbapi_connection
    mine.close()


def test_singleton_pool_closes_idle_connections_of_other_threads_beyond_its_size(driver: FakeDriver) -> None:
    pool = SingletonThreadPool(driver, pool_size=2)

    def use() -> None:
        pool.connect().close()

    for _ in range(4):
        with ThreadPoolExecutor(1) as threads:
            threads.submit(use).result()
    assert [connection.closed for connection in driver.made] == [True, True, False, False]


def test_assertion_pool_tells_where_the_connection_is(driver: FakeDriver) -> None:
    pool = AssertionPool(driver)
    held = pool.connect()
    with pytest.raises(AssertionError, match=r"(?s)connection is already checked out at:.*test_assertion_pool_tells"):
        pool.connect()
    held.close()
    pool.connect().close()
    assert len(driver.made) == 1


def test_assertion_pool_without_tracebacks(driver: FakeDriver) -> None:
    pool = AssertionPool(driver, store_traceback=False)
    held = pool.connect()
    with pytest.raises(AssertionError, match=r"connection is already checked out$"):
        pool.connect()
    held.close()
