"""The pool of asyncio engines: a :class:`QueuePool` whose waiting does not block the event loop.

Rules
* Who waits is a task, behind ``await_only()``; all else, also the order of those who wait, is the QueuePool's.
* A returned connection may come from another thread, or from the garbage collector: the waiting task is woken through
  its loop.
* A task that is cancelled after a connection was handed to it, and before it goes on, passes it on to the next.
"""

from __future__ import annotations

from collections import deque
from importlib import import_module
from threading import Lock
from types import TracebackType
from typing import Any

from holdfast.pool.base import PlainDialect
from holdfast.pool.queue import QueuePool, Waiter
from holdfast.util.greenlet_bridge import await_only, in_greenlet


class AsyncPlainDialect(PlainDialect):
    """A dialect for pools that are used without an engine."""

    is_async = True


class TaskWaiter(Waiter):
    """A task that waits for a connection."""

    __slots__ = ("_future", "_loop")

    def __init__(self) -> None:
        self.record = None
        self._loop: Any = None
        if in_greenlet():
            self._loop = import_module("asyncio").get_running_loop()
            self._future = self._loop.create_future()

    def wait(self, timeout: float | None) -> None:
        """Wait until :meth:`wake` is called, or the time is over."""
        # wait() leaves the future alone when time is over or the task is cancelled, and raises the cancellation.
        await_only(import_module("asyncio").wait((self._future,), timeout=timeout) if self._loop else _nothing())

    def wake(self) -> bool:
        """Be told of a record; False when the loop of who waited is closed."""
        if self._loop is None:
            # Its wait() raises, and what it was given goes on to the next.
            return True
        try:
            self._loop.call_soon_threadsafe(self._wake)
        except RuntimeError:
            if self._loop.is_closed():
                return False
            raise
        return True

    def _wake(self) -> None:
        if not self._future.done():
            self._future.set_result(None)


async def _nothing() -> None:
    """What is not awaited where nothing can be."""


class TaskLock:
    """A lock that tasks wait for, as one that blocks its thread would let the next task of the same thread in."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiters: deque[TaskWaiter] = deque()

    def __enter__(self) -> None:
        while not self._lock.acquire(blocking=False):
            waiter = TaskWaiter()
            self._waiters.append(waiter)
            # It may have become free before it could tell this one.
            if self._lock.acquire(blocking=False):
                return
            waiter.wait(None)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._lock.release()
        while self._waiters:
            self._waiters.popleft().wake()


class AsyncAdaptedQueuePool(QueuePool):
    """The :class:`QueuePool` of asyncio engines; its parameters are the same.

    ``connect()`` is called inside of ``greenlet_spawn()``, as asyncio engines do it. Where no connection is free, the
    task waits and others go on.

    :raises holdfast.exc.MissingGreenlet: it would have to wait, and is not called inside of ``greenlet_spawn()``.
    """

    _waiter_class = TaskWaiter
    _plain_dialect = AsyncPlainDialect
    _connect_lock_class = TaskLock
