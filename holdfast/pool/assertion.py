"""The pool for finding code that uses more than one connection at a time."""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import Any

from holdfast.pool.base import Pool
from holdfast.pool.record import ConnectionPoolEntry


class AssertionPool(Pool):
    """Allows one checkout at a time; a second raises AssertionError and tells where the first was made.

    :param creator: called without arguments, returns a new DBAPI connection.
    :param store_traceback: remember where the connection was checked out.
    :param kw: see :class:`Pool`.
    """

    def __init__(self, creator: Callable[..., Any], store_traceback: bool = True, **kw: Any) -> None:
        super().__init__(creator, **kw)
        self._lock = RLock()
        self._entry: ConnectionPoolEntry | None = None
        self._checked_out = False
        self._store_traceback = store_traceback
        self._where: list[str] = []

    def _arguments(self) -> dict[str, Any]:
        return {**super()._arguments(), "store_traceback": self._store_traceback}

    def _take(self) -> ConnectionPoolEntry:
        with self._lock:
            if self._checked_out:
                place = " at:\n" + "".join(self._where) if self._where else ""
                raise AssertionError("connection is already checked out" + place)
            if self._store_traceback:
                import traceback  # imported when needed: only this debugging pool needs it

                # The last two frames are the pool's own.
                self._where = traceback.format_stack()[:-2]
            if self._entry is None:
                self._entry = ConnectionPoolEntry(self)
            self._checked_out = True
            return self._entry

    def _return_entry(self, record: ConnectionPoolEntry) -> None:
        self._checked_out = False

    def _forget_inherited(self) -> None:
        super()._forget_inherited()
        self._lock = RLock()
        self._checked_out = False

    def dispose(self) -> None:
        """Close the connection."""
        self._begin_epoch()
        self._checked_out = False
        if self._entry is not None:
            self._entry.close()

    def status(self) -> str:
        """Return ``"AssertionPool"``."""
        return "AssertionPool"
