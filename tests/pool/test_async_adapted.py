"""The pool of asyncio: who waits is a task, and a cancelled one loses nothing."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy.pool
import sqlalchemy.util
from hypothesis import given
from hypothesis import strategies as st

from holdfast import event, exc
from holdfast.pool import AsyncAdaptedQueuePool, PoolResetState
from holdfast.util.greenlet_bridge import await_only, greenlet_spawn
from tests.pool.fake import FakeDriver, PingDialect


def run(main: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    return asyncio.run(main())


async def settle() -> None:
    """Let all tasks go as far as they can."""
    for _ in range(10):
        await asyncio.sleep(0)


def test_a_task_waits_and_others_go_on(driver: FakeDriver) -> None:
    async def main() -> None:
        pool = AsyncAdaptedQueuePool(driver, pool_size=1, max_overflow=0)
        held = await greenlet_spawn(pool.connect)
        waiting = asyncio.create_task(greenlet_spawn(pool.connect))
        await settle()
        assert not waiting.done()
        held.close()
        second = await waiting
        assert second.dbapi_connection is driver.made[0]
        second.close()
        assert pool.checkedin() == 1

    run(main)


def test_waiting_comes_to_an_end(driver: FakeDriver) -> None:
    async def main() -> None:
        pool = AsyncAdaptedQueuePool(driver, pool_size=1, max_overflow=1, timeout=0.01)
        held = [await greenlet_spawn(pool.connect), await greenlet_spawn(pool.connect)]
        with pytest.raises(
            exc.TimeoutError, match="QueuePool limit of size 1 overflow 1 reached, connection timed out"
        ):
            await greenlet_spawn(pool.connect)
        assert not pool._waiters
        for connection in held:
            connection.close()
        assert (pool.checkedin(), pool.checkedout()) == (1, 0)

    run(main)


def test_tasks_are_served_in_order(driver: FakeDriver) -> None:
    async def main() -> list[int]:
        pool = AsyncAdaptedQueuePool(driver, pool_size=1, max_overflow=0)
        served: list[int] = []

        def work(number: int) -> None:
            connection = pool.connect()
            await_only(asyncio.sleep(0))
            served.append(number)
            connection.close()

        await asyncio.gather(*[greenlet_spawn(work, number) for number in range(20)])
        return served

    assert run(main) == list(range(20))


def test_a_cancelled_task_stops_waiting(driver: FakeDriver) -> None:
    async def main() -> None:
        pool = AsyncAdaptedQueuePool(driver, pool_size=1, max_overflow=0)
        held = await greenlet_spawn(pool.connect)
        waiting = asyncio.create_task(greenlet_spawn(pool.connect))
        await settle()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        held.close()
        assert (pool.checkedin(), len(pool._waiters)) == (1, 0)

    run(main)


def test_what_a_cancelled_task_was_given_already_goes_to_the_next(driver: FakeDriver) -> None:
    async def main() -> None:
        pool = AsyncAdaptedQueuePool(driver, pool_size=1, max_overflow=0)
        held = await greenlet_spawn(pool.connect)
        first, second = (asyncio.create_task(greenlet_spawn(pool.connect)) for _ in range(2))
        await settle()
        held.close()
        first.cancel()
        connection = await second
        assert first.cancelled()
        assert connection.dbapi_connection is driver.made[0]
        connection.close()

    run(main)


def test_waiting_outside_of_a_greenlet_is_refused_and_takes_no_place(driver: FakeDriver) -> None:
    pool = AsyncAdaptedQueuePool(driver, pool_size=1, max_overflow=0)

    async def main() -> None:
        held = await greenlet_spawn(pool.connect)
        with pytest.raises(exc.MissingGreenlet, match="greenlet_spawn has not been called"):
            pool.connect()
        held.close()
        assert (pool.checkedin(), len(pool._waiters)) == (1, 0)

    run(main)


def test_a_connection_may_come_back_from_another_thread(driver: FakeDriver) -> None:
    async def main() -> None:
        pool = AsyncAdaptedQueuePool(driver, pool_size=1, max_overflow=0)
        held = await greenlet_spawn(pool.connect)
        waiting = asyncio.create_task(greenlet_spawn(pool.connect))
        await settle()
        await asyncio.to_thread(held.close)
        (await waiting).close()

    run(main)


def test_loops_in_several_threads_share_a_pool(driver: FakeDriver) -> None:
    pool = AsyncAdaptedQueuePool(driver, pool_size=2, max_overflow=1)

    def work() -> None:
        connection = pool.connect()
        await_only(asyncio.sleep(0))
        connection.close()

    async def main() -> None:
        await asyncio.gather(*[greenlet_spawn(work) for _ in range(50)])

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: run(main), range(4)))
    assert pool.checkedout() == 0
    assert pool.checkedin() <= 2


def test_a_task_whose_loop_was_closed_is_passed_over(driver: FakeDriver) -> None:
    pool = AsyncAdaptedQueuePool(driver, pool_size=1, max_overflow=0)
    loop = asyncio.new_event_loop()
    held = loop.run_until_complete(greenlet_spawn(pool.connect))
    forgotten = loop.create_task(greenlet_spawn(pool.connect))
    loop.run_until_complete(settle())
    loop.close()
    held.close()
    assert pool.checkedin() == 1
    # asyncio.run() would have cancelled it.
    forgotten.get_coro().close()  # type: ignore[union-attr]  # that of a task is there
    forgotten._log_destroy_pending = False  # type: ignore[attr-defined]  # asyncio's own switch for its message


def test_first_connect_is_over_before_another_task_goes_on(driver: FakeDriver) -> None:
    async def main() -> list[str]:
        pool = AsyncAdaptedQueuePool(driver)
        heard: list[str] = []

        @event.listens_for(pool, "first_connect")
        def learn(connection: Any, record: Any) -> None:
            heard.append("begins")
            await_only(asyncio.sleep(0))
            heard.append("ends")

        event.listen(pool, "connect", lambda connection, record: heard.append("connect"))
        for connection in await asyncio.gather(*[greenlet_spawn(pool.connect) for _ in range(3)]):
            connection.close()
        return heard

    assert run(main) == ["begins", "ends", "connect", "connect", "connect"]


@pytest.mark.parametrize("has_terminate", [True, False])
def test_a_forgotten_connection_is_dropped_as_nothing_can_be_awaited(has_terminate: bool, driver: FakeDriver) -> None:
    dialect = PingDialect()
    dialect.is_async = True
    dialect.has_terminate = has_terminate
    pool = AsyncAdaptedQueuePool(driver, pool_size=1, max_overflow=0, dialect=dialect)
    states: list[PoolResetState] = []
    event.listen(pool, "reset", lambda connection, record, state: states.append(state))

    async def main() -> None:
        await greenlet_spawn(lambda: pool.connect() and None)

    what = "terminated" if has_terminate else "dropped"
    with pytest.warns(exc.SAWarning, match=f"The garbage collector is trying to clean up .* which will be {what}"):
        run(main)
        gc.collect()
    assert states == [PoolResetState(transaction_was_reset=False, terminate_only=True, asyncio_safe=False)]
    assert driver.made[0].calls == (["close"] if has_terminate else [])
    assert (pool.checkedin(), pool.checkedout()) == (1, 0)


# -- random programs, as SQLAlchemy's; detached connections, which ours closes when told to, are left out


class Program:
    """Tasks that have, or wait for, connections of a pool."""

    def __init__(self, cls: Any, spawn: Any, settings: dict[str, Any]) -> None:
        self.driver = FakeDriver()
        self.pool = cls(self.driver, **settings)
        self.spawn = spawn
        self.tasks: list[asyncio.Task[Any]] = []
        self.seen: list[Any] = []

    async def run(self, steps: list[tuple[str, int]]) -> list[Any]:
        for what, number in steps:
            if what == "connect":
                self.tasks.append(asyncio.create_task(self.spawn(self.pool.connect)))
            elif self.tasks:
                await self.step(what, self.tasks[number % len(self.tasks)])
            await settle()
            self.seen.append((what, self.pool.status(), [self.outcome(task) for task in self.tasks]))
        for task in self.tasks:
            if not task.done():
                task.cancel()
        await settle()
        for task in self.tasks:
            await self.step("close", task)
        self.seen.append((self.pool.status(), [connection.calls for connection in self.driver.made]))
        return self.seen

    async def step(self, what: str, task: asyncio.Task[Any]) -> None:
        if what == "cancel":
            task.cancel()
        elif what == "release and cancel":
            # The task that is given the connection, and any other.
            held = [task for task in self.tasks if self.outcome(task).startswith("has")]
            waiting = [task for task in self.tasks if not task.done()]
            if held and waiting:
                await self.spawn(held[0].result().close)
                waiting[0].cancel()
        elif task.done() and not task.cancelled() and task.exception() is None and task.result().is_valid:
            await self.spawn(getattr(task.result(), what))

    @staticmethod
    def outcome(task: asyncio.Task[Any]) -> str:
        if not task.done():
            return "waits"
        if task.cancelled():
            return "cancelled"
        if task.exception() is not None:
            return type(task.exception()).__name__
        connection = task.result().dbapi_connection
        return "closed" if connection is None else f"has {connection.number}"


STEPS = ["connect"] * 4 + ["close"] * 3 + ["cancel"] * 2 + ["invalidate", "release and cancel"]


@given(
    steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 5)), max_size=25),
    settings=st.fixed_dictionaries(
        {
            "pool_size": st.integers(1, 2),
            "max_overflow": st.integers(0, 1),
            "use_lifo": st.booleans(),
            "timeout": st.sampled_from([0.0, 60.0]),
        }
    ),
)
def test_random_programs_like_sqlalchemy(steps: list[tuple[str, int]], settings: dict[str, Any]) -> None:
    logging.disable()
    try:
        ours = Program(AsyncAdaptedQueuePool, greenlet_spawn, settings)
        theirs = Program(sqlalchemy.pool.AsyncAdaptedQueuePool, sqlalchemy.util.greenlet_spawn, settings)
        assert asyncio.run(ours.run(steps)) == asyncio.run(theirs.run(steps))
    finally:
        logging.disable(logging.NOTSET)
