"""The order of pool events."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import event
from holdfast.pool import Pool, QueuePool
from tests.pool.fake import FakeDriver

NAMES = [
    "connect",
    "first_connect",
    "checkout",
    "checkin",
    "reset",
    "invalidate",
    "soft_invalidate",
    "close",
    "detach",
    "close_detached",
]


@pytest.fixture
def heard() -> list[str]:
    return []


@pytest.fixture
def pool(driver: FakeDriver, heard: list[str]) -> QueuePool:
    pool = QueuePool(driver, pool_size=1, max_overflow=1)
    for name in NAMES:
        event.listen(pool, name, lambda *args, name=name: heard.append(name))
    return pool


def test_checkout_and_return(pool: QueuePool, heard: list[str]) -> None:
    pool.connect().close()
    pool.connect().close()
    assert heard == ["first_connect", "connect", "checkout", "reset", "checkin", "checkout", "reset", "checkin"]


def test_overflow_is_closed_after_its_checkin(pool: QueuePool, heard: list[str]) -> None:
    first, second = pool.connect(), pool.connect()
    first.close()
    heard.clear()
    second.close()
    assert heard == ["reset", "checkin", "close"]


def test_invalidation(pool: QueuePool, heard: list[str]) -> None:
    connection = pool.connect()
    heard.clear()
    connection.invalidate()
    assert heard == ["invalidate", "close", "checkin"]


def test_soft_invalidation(pool: QueuePool, heard: list[str]) -> None:
    connection = pool.connect()
    heard.clear()
    connection.invalidate(soft=True)
    assert heard == ["soft_invalidate"]


def test_detach_and_close(pool: QueuePool, heard: list[str]) -> None:
    connection = pool.connect()
    heard.clear()
    connection.detach()
    connection.close()
    assert heard == ["detach", "reset", "close_detached"]


def test_listeners_survive_recreate(pool: QueuePool, heard: list[str]) -> None:
    pool.recreate().connect()
    assert "connect" in heard


def test_listeners_given_to_the_constructor(driver: FakeDriver) -> None:
    made: list[Any] = []
    QueuePool(driver, events=[(lambda connection, record: made.append(connection), "connect")]).connect()
    assert made == driver.made


def test_listeners_of_the_pool_class_hear_all_pools(driver: FakeDriver) -> None:
    made: list[Any] = []

    def remember(connection: Any, record: Any) -> None:
        made.append(connection)

    event.listen(Pool, "connect", remember)
    try:
        QueuePool(driver).connect()
    finally:
        event.remove(Pool, "connect", remember)
    assert made == driver.made


def test_a_listener_that_fails_in_connect_closes_the_connection(driver: FakeDriver) -> None:
    pool = QueuePool(driver)

    @event.listens_for(pool, "connect")
    def fail(connection: Any, record: Any) -> None:
        raise ValueError("bad settings")

    with pytest.raises(ValueError, match="bad settings"):
        pool.connect()
    assert driver.made[0].closed
