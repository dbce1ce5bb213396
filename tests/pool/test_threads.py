"""QueuePool under threads: nobody shares a connection, none is lost, waiting threads are served in order."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from holdfast.pool import QueuePool
from tests.pool.fake import FakeDriver


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
