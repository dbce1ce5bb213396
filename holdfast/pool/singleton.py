"""The pool with one connection per thread; the default for SQLite ``:memory:``."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from typing import Any

from holdfast.pool.base import Pool
from holdfast.pool.fairy import PoolProxiedConnection
from holdfast.pool.record import ConnectionPoolEntry


class SingletonThreadPool(Pool):
    """One connection per thread, kept while the thread lives.

    A second checkout in the same thread, while the first is out, returns the same object; it goes back with the last
    close.

    :param creator: called without arguments, returns a new DBAPI connection.
    :param pool_size: connections kept; when more threads have one, connections of other threads that are not checked
        out are closed, oldest first.
    :param kw: see :class:`Pool`.
    """

    def __init__(self, creator: Callable[..., Any], pool_size: int = 5, **kw: Any) -> None:
        super().__init__(creator, **kw)
        self.size = pool_size
        self._local = threading.local()
        self._all: list[ConnectionPoolEntry] = []

    def _arguments(self) -> dict[str, Any]:
        return {**super()._arguments(), "pool_size": self.size}

    def connect(self) -> PoolProxiedConnection:
        """Check out this thread's connection."""
        reference = getattr(self._local, "fairy", None)
        fairy: PoolProxiedConnection | None = None if reference is None else reference()
        if fairy is not None and fairy._connection_record is not None:
            fairy._counter += 1
            return fairy
        proxied = super().connect()
        self._local.fairy = weakref.ref(proxied)
        return proxied

    def _take(self) -> ConnectionPoolEntry:
        record: ConnectionPoolEntry | None = getattr(self._local, "record", None)
        if record is None:
            record = self._local.record = ConnectionPoolEntry(self)
            if len(self._all) >= self.size:
                self._make_room()
            self._all.append(record)
        return record

    def _make_room(self) -> None:
        # An entry stays its thread's own; closed here, it connects again when that thread comes back.
        for record in [record for record in self._all if not record.in_use]:
            if len(self._all) < self.size:
                return
            self._all.remove(record)
            record.close()

    def _return_entry(self, record: ConnectionPoolEntry) -> None:
        if record not in self._all:
            self._all.append(record)

    def dispose(self) -> None:
        """Close the connections of all threads; each opens another when it asks."""
        self._begin_epoch()
        self._local = threading.local()
        while self._all:
            self._all.pop().close()

    def status(self) -> str:
        """Return a line about the pool's connections."""
        return f"SingletonThreadPool id:{id(self)} size: {len(self._all)}"
