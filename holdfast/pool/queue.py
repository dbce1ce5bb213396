"""The pool of a fixed number of connections, plus some in times of need.

Rules
* ``_idle`` is a deque of waiting entries: taking one is a single atomic operation, without a lock.
* A thread that finds none, and may not make one, queues as a :class:`Waiter`; a returned entry goes straight to the
  longest waiting thread, so nobody can be overtaken.
* The garbage collector may return an entry while this very thread is inside a critical section (the lock is
  re-entrant). That is why a waiter first queues and then looks once more.
* A place that becomes free goes to a waiting thread, too; and it becomes free after its connection was closed, so
  that there never are more than the pool may have.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Lock, RLock
from typing import Any, ClassVar

from holdfast import exc
from holdfast.pool.base import Pool
from holdfast.pool.record import ConnectionPoolEntry

UNLIMITED = -1
# What the lock's timeout calls it.
FOR_EVER = -1


class Waiter:
    """Who waits for a connection: a thread.

    :ivar record: what it was given.
    """

    __slots__ = ("_signal", "record")

    def __init__(self) -> None:
        self.record: ConnectionPoolEntry | None = None
        self._signal = Lock()
        self._signal.acquire()

    def wait(self, timeout: float | None) -> None:
        """Wait until :meth:`wake` is called, or the time is over."""
        self._signal.acquire(timeout=FOR_EVER if timeout is None else timeout)

    def wake(self) -> bool:
        """Be told of a record; False when there is nobody to be told."""
        self._signal.release()
        return True


class QueuePool(Pool):
    """Keeps up to ``pool_size`` connections open and opens up to ``max_overflow`` more, closed when they return.

    :param creator: called without arguments, returns a new DBAPI connection.
    :param pool_size: connections kept; 0 means no limit on their number.
    :param max_overflow: further connections at the same time; -1 means no limit.
    :param timeout: seconds to wait for a connection before giving up; None waits for ever.
    :param use_lifo: reuse the connection returned last, so that idle ones age and the server may drop them.
    :param kw: see :class:`Pool`.
    """

    _waiter_class: ClassVar[type[Waiter]] = Waiter

    def __init__(
        self,
        creator: Callable[..., Any],
        pool_size: int = 5,
        max_overflow: int = 10,
        timeout: float | None = 30.0,
        use_lifo: bool = False,
        **kw: Any,
    ) -> None:
        super().__init__(creator, **kw)
        self._size = pool_size
        self._max_overflow = UNLIMITED if pool_size == 0 else max_overflow
        self._timeout = timeout
        self._use_lifo = use_lifo
        self._open = 0
        self._lock = RLock()
        self._idle: deque[ConnectionPoolEntry] = deque()
        self._waiters: deque[Waiter] = deque()
        self._next_idle = self._idle.pop if use_lifo else self._idle.popleft

    def _arguments(self) -> dict[str, Any]:
        return {
            **super()._arguments(),
            "pool_size": self._size,
            "max_overflow": self._max_overflow,
            "timeout": self._timeout,
            "use_lifo": self._use_lifo,
        }

    def _take(self) -> ConnectionPoolEntry:
        try:
            return self._next_idle()
        except IndexError:
            return self._take_or_wait()

    def _take_or_wait(self) -> ConnectionPoolEntry:
        with self._lock:
            if self._may_open():
                self._open += 1
                return ConnectionPoolEntry(self)
            waiter = self._waiter_class()
            self._waiters.append(waiter)
            record = self._idle_or_none()
            if record is not None:
                self._leave(waiter)
                return record
        try:
            waiter.wait(self._timeout)
            with self._lock:
                if waiter.record is not None:
                    return waiter.record
                raise exc.TimeoutError(
                    f"QueuePool limit of size {self._size} overflow {self._max_overflow} reached, connection timed "
                    f"out, timeout {self._timeout:0.2f}; close connections and sessions when done with them, or raise "
                    "pool_size",
                    code="3o7r",
                )
        except BaseException:
            self._leave(waiter)
            raise

    def _idle_or_none(self) -> ConnectionPoolEntry | None:
        try:
            return self._next_idle()
        except IndexError:
            return None

    def _may_open(self) -> bool:
        return self._max_overflow == UNLIMITED or self._open < self._size + self._max_overflow

    def _leave(self, waiter: Waiter) -> None:
        """Stop waiting; what was handed over meanwhile goes on to the next."""
        with self._lock:
            if waiter in self._waiters:
                self._waiters.remove(waiter)
            if waiter.record is not None:
                self._return_entry(waiter.record)

    def _return_entry(self, record: ConnectionPoolEntry) -> None:
        with self._lock:
            if self._hand_over(record):
                return
            if self._size == 0 or len(self._idle) < self._size:
                self._idle.append(record)
                return
        self._close_entry(record)

    def _discard_entry(self, record: ConnectionPoolEntry) -> None:
        self._close_entry(record)

    def _close_entry(self, record: ConnectionPoolEntry) -> None:
        try:
            record.close()
        finally:
            with self._lock:
                if not self._hand_over(record):
                    self._open -= 1

    def _hand_over(self, record: ConnectionPoolEntry) -> bool:
        """Give an entry to who has waited longest; False when nobody waits."""
        while self._waiters:
            waiter = self._waiters.popleft()
            waiter.record = record
            if waiter.wake():
                return True
            waiter.record = None
        return False

    def _forget_inherited(self) -> None:
        super()._forget_inherited()
        # Threads do not survive a fork: neither those that wait nor one that may have held the lock.
        self._lock = RLock()
        self._waiters.clear()
        self._idle.clear()
        self._open = 0

    def dispose(self) -> None:
        """Close the connections that wait in the pool; those that are checked out are closed when they return."""
        self._begin_epoch()
        while (record := self._idle_or_none()) is not None:
            self._close_entry(record)
        self.logger.info("Pool disposed. %s", self.status())

    def status(self) -> str:
        """Return a line about the pool's connections."""
        return (
            f"Pool size: {self.size()}  Connections in pool: {self.checkedin()} "
            f"Current Overflow: {self.overflow()} Current Checked out connections: {self.checkedout()}"
        )

    def size(self) -> int:
        """Return ``pool_size``."""
        return self._size

    def timeout(self) -> float | None:
        """Return the timeout in seconds, None for ever."""
        return self._timeout

    def checkedin(self) -> int:
        """Return how many entries wait in the pool."""
        return len(self._idle)

    def overflow(self) -> int:
        """Return how many more than ``pool_size`` are open; negative when fewer, 0 when there is no limit."""
        return self._open - self._size if self._size else 0

    def checkedout(self) -> int:
        """Return how many are checked out."""
        return self._open - len(self._idle)
