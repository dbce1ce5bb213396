"""QueuePool under threads: nobody shares a connection, none is lost, waiting threads are served in order."""

from __future__ import annotations

import random
import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from holdfast import event
from holdfast.pool import QueuePool
from holdfast.pool.base import PlainDialect
from tests.pool.fake import FakeConnection, FakeDriver


def test_no_two_threads_have_the_same_connection(driver: FakeDriver) -> None:
    pool = QueuePool(driver, pool_size=3, max_overflow=2, timeout=20)
    in_use: set[object] = set()
    shared: list[object] = []

    def work(_: int) -> None:
        for _ in range(200):
            connection = pool.connect()
            dbapi = connection.dbapi_connection
            if dbapi in in_use:
                shared.append(dbapi)
            in_use.add(dbapi)
            in_use.discard(dbapi)
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))
    assert shared == []
    assert pool.checkedout() == 0
    assert pool.checkedin() == pool._open <= 3


def test_a_returned_connection_goes_to_the_longest_waiting_thread(driver: FakeDriver) -> None:
    pool = QueuePool(driver, pool_size=1, max_overflow=0, timeout=20)
    held = pool.connect()
    served: list[int] = []

    def wait(number: int) -> None:
        connection = pool.connect()
        served.append(number)
        connection.close()

    waiting = []
    for number in range(3):
        thread = threading.Thread(target=wait, args=(number,))
        thread.start()
        waiting.append(thread)
        while len(pool._waiters) <= number:
            thread.join(0.001)
    held.close()
    for thread in waiting:
        thread.join()
    assert served == [0, 1, 2]


def test_connections_dropped_without_close_reach_waiting_threads(driver: FakeDriver) -> None:
    pool = QueuePool(driver, pool_size=1, max_overflow=0, timeout=20)

    def work(_: int) -> bool:
        return all(pool.connect().dbapi_connection is not None for _ in range(50))

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(work, range(4)))
    assert len(driver.made) == 1


def test_a_failed_connect_wakes_a_waiting_thread(driver: FakeDriver) -> None:
    pool = QueuePool(driver, pool_size=1, max_overflow=0, timeout=20)
    held = pool.connect()
    result: list[object] = []

    def wait() -> None:
        result.append(pool.connect().dbapi_connection)

    thread = threading.Thread(target=wait)
    thread.start()
    while not pool._waiters:
        thread.join(0.001)
    held.invalidate()
    thread.join()
    assert result == [driver.made[1]]


class WatchedDriver(FakeDriver):
    """Counts connections that are open at the same time."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()
        self.open = self.most_open = 0

    def __call__(self) -> FakeConnection:
        with self.lock:
            self.open += 1
            self.most_open = max(self.open, self.most_open)
            return super().__call__()

    def do_close(self, connection: FakeConnection) -> None:
        assert not connection.closed
        connection.close()
        with self.lock:
            self.open -= 1


class WatchedDialect(PlainDialect):
    def __init__(self, driver: WatchedDriver) -> None:
        self.driver = driver

    def do_close(self, dbapi_connection: FakeConnection) -> None:
        self.driver.do_close(dbapi_connection)


@pytest.fixture
def restless_threads() -> Iterator[None]:
    """Threads take turns as often as the interpreter can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("restless_threads")
@pytest.mark.parametrize("seed", range(6))
def test_whatever_threads_do_no_connection_is_shared_lost_or_one_too_many(seed: int) -> None:
    driver = WatchedDriver()
    pool = QueuePool(
        driver, pool_size=3, max_overflow=seed % 3, timeout=60, use_lifo=seed % 2 == 0, dialect=WatchedDialect(driver)
    )
    users: dict[object, int] = {}
    shared: list[object] = []

    def work(number: int) -> None:
        chance = random.Random(seed * 100 + number)
        for _ in range(300):
            connection = pool.connect()
            dbapi = connection.dbapi_connection
            if users.setdefault(dbapi, number) != number or dbapi.closed:
                shared.append(dbapi)
            if chance.random() < 0.2:
                time.sleep(0)
            del users[dbapi]
            match chance.choices(["close", "drop", "invalidate", "soften", "lose", "dispose"], [60, 20, 8, 8, 2, 2])[0]:
                case "close":
                    connection.close()
                case "drop":
                    pass
                case "invalidate":
                    connection.invalidate()
                case "soften":
                    connection.invalidate(soft=True)
                    connection.close()
                case "lose":
                    pool._lost(connection._connection_record)
                    connection.invalidate()
                case "dispose":
                    connection.close()
                    pool.dispose()
            del connection, dbapi

    with ThreadPoolExecutor(10) as threads:
        list(threads.map(work, range(10)))
    assert shared == []
    assert driver.most_open <= 3 + seed % 3
    assert pool.checkedout() == 0
    assert pool.checkedin() <= 3
    pool.dispose()
    assert driver.open == 0
    assert pool._open == 0


def test_an_interrupted_wait_loses_no_connection(driver: FakeDriver) -> None:
    pool = QueuePool(driver, pool_size=1, max_overflow=0, timeout=60)
    held = pool.connect()
    main = threading.get_ident()

    def interrupt() -> None:
        while not pool._waiters:
            time.sleep(0.001)
        signal.pthread_kill(main, signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        pool.connect()
    thread.join()
    held.close()
    assert pool.checkedin() == 1
    assert not pool._waiters


def test_dispose_wakes_who_waits(driver: FakeDriver) -> None:
    """A place that dispose() frees goes to a thread that waits for one."""
    pool = QueuePool(driver, pool_size=1, max_overflow=0, timeout=60)
    pool.connect().close()
    waiting: list[threading.Thread] = []

    @event.listens_for(pool, "close")
    def another_asks_meanwhile(connection: object, record: object) -> None:
        if not waiting:
            waiting.append(threading.Thread(target=lambda: pool.connect().close()))
            waiting[0].start()
            while not pool._waiters:
                time.sleep(0.001)

    pool.dispose()
    waiting[0].join()
    assert len(driver.made) == 2


def test_a_pool_may_wait_for_ever(driver: FakeDriver) -> None:
    pool = QueuePool(driver, pool_size=1, max_overflow=0, timeout=None)
    held = pool.connect()
    with ThreadPoolExecutor(1) as threads:
        other = threads.submit(lambda: pool.connect().close())
        while not pool._waiters:
            time.sleep(0.001)
        held.close()
        other.result()
    assert pool.timeout() is None
