"""The pool of exactly one connection, shared by all who ask."""

from __future__ import annotations

from threading import RLock
from typing import Any

from holdfast.pool.base import Pool
from holdfast.pool.record import ConnectionPoolEntry


class StaticPool(Pool):
    """One connection for all requests, of all threads; for parameters see :class:`Pool`.

    What one user does on it (transactions, say) the others see. Its common use is a SQLite ``:memory:`` database that
    several threads share.
    """

    def __init__(self, creator: Any, **kw: Any) -> None:
        super().__init__(creator, **kw)
        self._lock = RLock()
        self._entry: ConnectionPoolEntry | None = None

    def _take(self) -> ConnectionPoolEntry:
        with self._lock:
            if self._entry is None:
                self._entry = ConnectionPoolEntry(self)
            # Two threads that come first together must not both connect.
            if self._entry.dbapi_connection is None or self._entry.epoch is not self._epoch:
                self._entry.connection()
            return self._entry

    def _return_entry(self, record: ConnectionPoolEntry) -> None:
        return

    def _forget_inherited(self) -> None:
        super()._forget_inherited()
        self._lock = RLock()

    @property
    def connection(self) -> ConnectionPoolEntry:
        """The pool's only entry."""
        return self._take()

    def dispose(self) -> None:
        """Close the connection; the next request opens another."""
        self._begin_epoch()
        if self._entry is not None:
            self._entry.close()

    def status(self) -> str:
        """Return ``"StaticPool"``."""
        return "StaticPool"
