"""Which connections are replaced: too old, dead, stale, refused by a listener, inherited by a fork."""

from __future__ import annotations

import os
from typing import Any

import pytest

from holdfast import event, exc
from holdfast.pool import NullPool, QueuePool
from holdfast.pool import record as record_module
from tests.pool.fake import FakeDriver, PingDialect


def test_recycle_replaces_old_connections(driver: FakeDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(record_module.time, "monotonic", lambda: now[0])
    pool = QueuePool(driver, recycle=60)
    pool.connect().close()
    now[0] += 59
    pool.connect().close()
    assert len(driver.made) == 1
    now[0] += 2
    pool.connect().close()
    assert driver.made[0].closed
    assert len(driver.made) == 2


def test_pre_ping_replaces_a_dead_connection_and_all_of_its_age(driver: FakeDriver) -> None:
    dialect = PingDialect()
    pool = QueuePool(driver, pre_ping=True, dialect=dialect)
    first, second = pool.connect(), pool.connect()
    first.close()
    second.close()
    dialect.dead.add(driver.made[0])
    assert pool.connect().dbapi_connection is driver.made[2]
    assert pool.connect().dbapi_connection is driver.made[3]
    assert driver.made[1].closed


def test_pre_ping_lets_errors_of_reconnecting_through(driver: FakeDriver) -> None:
    dialect = PingDialect()
    pool = QueuePool(driver, pre_ping=True, dialect=dialect)
    pool.connect().close()
    dialect.dead.add(driver.made[0])
    driver.refuses = True
    with pytest.raises(RuntimeError, match="no connection"):
        pool.connect()
    driver.refuses = False
    pool.connect().close()
    assert pool.checkedin() == 1


def test_pre_ping_without_a_dialect_is_refused(driver: FakeDriver) -> None:
    pool = QueuePool(driver, pre_ping=True)
    pool.connect().close()
    with pytest.raises(NotImplementedError, match="The ping feature requires that a dialect"):
        pool.connect()


def test_a_checkout_listener_can_have_the_connection_replaced(driver: FakeDriver) -> None:
    pool = QueuePool(driver)

    @event.listens_for(pool, "checkout")
    def refuse_the_first(connection: Any, record: Any, proxy: Any) -> None:
        if connection.number == 1:
            raise exc.DisconnectionError("not this one")

    assert pool.connect().dbapi_connection is driver.made[1]
    assert driver.made[0].closed


def test_a_checkout_listener_that_refuses_everything_gets_an_error(driver: FakeDriver) -> None:
    pool = QueuePool(driver)

    @event.listens_for(pool, "checkout")
    def refuse(connection: Any, record: Any, proxy: Any) -> None:
        raise exc.DisconnectionError("never")

    with pytest.raises(exc.InvalidRequestError, match="This connection is closed"):
        pool.connect()
    assert pool.checkedout() == 0


def test_any_other_error_of_a_checkout_listener_returns_the_connection(driver: FakeDriver) -> None:
    pool = QueuePool(driver)

    @event.listens_for(pool, "checkout")
    def fail(connection: Any, record: Any, proxy: Any) -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        pool.connect()
    assert pool.checkedout() == 0


def test_a_failed_reset_drops_the_connection(driver: FakeDriver) -> None:
    pool = QueuePool(driver)
    connection = pool.connect()
    driver.made[0].fail_on = "rollback"
    connection.close()
    assert pool.connect().dbapi_connection is driver.made[1]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork() here")
def test_a_forked_child_leaves_the_parents_connections_alone(driver: FakeDriver) -> None:
    pool = QueuePool(driver)
    pool.connect().close()
    # What the hook does after a fork, without forking the test runner and its threads.
    pool._forget_inherited()
    assert pool.checkedin() == 0
    assert pool.connect().dbapi_connection is driver.made[1]
    assert not driver.made[0].closed


def test_null_pool_keeps_nothing(driver: FakeDriver) -> None:
    pool = NullPool(driver)
    pool.connect().close()
    pool.connect().close()
    assert [connection.calls for connection in driver.made] == [["rollback", "close"]] * 2
    assert pool.status() == "NullPool"
