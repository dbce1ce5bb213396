"""The checked-out connection."""

from __future__ import annotations

import gc

import pytest

from holdfast import exc
from holdfast.pool import PoolProxiedConnection, QueuePool
from tests.pool.fake import FakeDriver


def test_it_passes_on_to_the_dbapi_connection(driver: FakeDriver) -> None:
    connection = QueuePool(driver).connect()
    assert isinstance(connection, PoolProxiedConnection)
    connection.cursor()
    connection.commit()
    assert connection.number == 1  # type: ignore[attr-defined]  # an attribute of the driver's connection
    assert driver.made[0].calls == ["cursor", "commit"]
    assert connection.driver_connection is driver.made[0]


def test_close_happens_once(driver: FakeDriver) -> None:
    pool = QueuePool(driver)
    connection = pool.connect()
    connection.close()
    connection.close()
    assert pool.checkedin() == 1
    assert driver.made[0].calls == ["rollback"]


def test_a_closed_one_refuses(driver: FakeDriver) -> None:
    connection = QueuePool(driver).connect()
    connection.close()
    assert not connection.is_valid
    with pytest.raises(exc.InvalidRequestError, match="This connection is closed"):
        connection.cursor()


def test_the_garbage_collector_returns_it(driver: FakeDriver) -> None:
    pool = QueuePool(driver)
    connection = pool.connect()
    del connection
    assert pool.checkedin() == 1
    assert driver.made[0].calls == ["rollback"]


def test_the_garbage_collector_returns_it_out_of_a_cycle(driver: FakeDriver) -> None:
    pool = QueuePool(driver)
    cycle: list[object] = [pool.connect()]
    cycle.append(cycle)
    del cycle
    gc.collect()
    assert pool.checkedin() == 1


def test_invalidate_closes_and_the_entry_connects_again(driver: FakeDriver) -> None:
    pool = QueuePool(driver)
    connection = pool.connect()
    connection.invalidate()
    assert driver.made[0].closed
    assert not connection.is_valid
    assert pool.connect().dbapi_connection is driver.made[1]


def test_soft_invalidation_waits_for_the_next_checkout(driver: FakeDriver) -> None:
    pool = QueuePool(driver)
    connection = pool.connect()
    connection.invalidate(soft=True)
    assert connection.is_valid
    connection.close()
    assert pool.connect().dbapi_connection is driver.made[1]
    assert driver.made[0].closed


def test_detach_takes_it_out_of_the_pool(driver: FakeDriver) -> None:
    pool = QueuePool(driver, pool_size=1, max_overflow=0, timeout=0.01)
    connection = pool.connect()
    connection.info["key"] = "value"
    connection.detach()
    assert connection.is_detached
    assert connection.info == {"key": "value"}
    assert connection.record_info is None
    other = pool.connect()
    connection.close()
    assert driver.made[0].closed
    assert not driver.made[1].closed
    other.close()


def test_info_lives_with_the_connection_and_record_info_with_the_entry(driver: FakeDriver) -> None:
    pool = QueuePool(driver)
    connection = pool.connect()
    connection.info["a"] = 1
    assert connection.record_info is not None
    connection.record_info["b"] = 2
    connection.close()
    again = pool.connect()
    assert again.info == {"a": 1}
    again.invalidate()
    third = pool.connect()
    assert third.info == {}
    assert third.record_info == {"b": 2}
