"""The pool that keeps nothing: each checkout connects, each return closes."""

from __future__ import annotations

from holdfast.pool.base import Pool
from holdfast.pool.record import ConnectionPoolEntry


class NullPool(Pool):
    """Opens a connection for each checkout and closes it on return; for parameters see :class:`Pool`."""

    def _take(self) -> ConnectionPoolEntry:
        return ConnectionPoolEntry(self)

    def _return_entry(self, record: ConnectionPoolEntry) -> None:
        record.close()

    def dispose(self) -> None:
        """Do nothing: there is nothing kept."""

    def status(self) -> str:
        """Return ``"NullPool"``."""
        return "NullPool"
