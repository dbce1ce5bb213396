"""The pool's entry: one place for one DBAPI connection, that outlives the connection itself.

Rules
* A record belongs to one pool for ever. Its DBAPI connection comes and goes: None before the first use, after an
  invalidation and after a failed reconnect; the next checkout connects again.
* ``epoch`` is the pool's epoch when the connection was made. When the pool has another (dispose, a disconnect seen on
  another connection) or it is ``STALE`` (soft invalidation), the connection is replaced at the next checkout.
* ``info`` lives as long as the DBAPI connection, ``record_info`` as long as the record.
"""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from holdfast.pool.base import Pool
    from holdfast.pool.fairy import PoolProxiedConnection

STALE = object()


class ManagesConnection:
    """What a pool entry and a checked-out connection have in common."""

    __slots__ = ()

    _pool: Pool

    dbapi_connection: Any
    """The DBAPI connection, or None when there is none at the moment."""

    @property
    def driver_connection(self) -> Any:
        """The connection of the driver itself (behind the adapter, for asyncio drivers)."""
        connection = self.dbapi_connection
        return None if connection is None else self._pool._dialect.get_driver_connection(connection)

    @property
    def info(self) -> dict[Any, Any]:
        """A dictionary for users that lives as long as the DBAPI connection."""
        raise NotImplementedError

    @property
    def record_info(self) -> dict[Any, Any] | None:
        """A dictionary for users that lives as long as the pool's entry; None when detached."""
        raise NotImplementedError

    def invalidate(self, e: BaseException | None = None, soft: bool = False) -> None:
        """Replace the DBAPI connection: closed at once, or with ``soft`` at the next checkout."""
        raise NotImplementedError


class ConnectionPoolEntry(ManagesConnection):
    """A pool's entry; given to pool events as ``connection_record``."""

    __slots__ = (
        "__weakref__",
        "_info",
        "_pool",
        "_record_info",
        "checkouts",
        "dbapi_connection",
        "epoch",
        "fairy",
        "finalize_callback",
        "starttime",
    )

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.dbapi_connection: Any = None
        self.epoch = STALE
        self.starttime = 0.0
        self.checkouts = 0
        #: Who has it, or had it last; a fork asks.
        self.fairy: weakref.ref[PoolProxiedConnection] | None = None
        #: Called with the DBAPI connection, once, when it comes back to the pool.
        self.finalize_callback: list[Callable[[Any], Any]] | None = None
        self._info: dict[Any, Any] | None = None
        self._record_info: dict[Any, Any] | None = None
        pool._entries.add(self)

    @property
    def in_use(self) -> bool:
        """Whether it is checked out."""
        return self.checkouts > 0

    @property
    def info(self) -> dict[Any, Any]:
        if self._info is None:
            self._info = {}
        return self._info

    @property
    def record_info(self) -> dict[Any, Any]:
        if self._record_info is None:
            self._record_info = {}
        return self._record_info

    def connection(self) -> Any:
        """Return a usable DBAPI connection, replacing one that is stale or over its age."""
        pool = self._pool
        if self.dbapi_connection is not None:
            reason = self._stale_reason()
            if reason is None:
                return self.dbapi_connection
            pool.logger.info("Connection %r %s; recycling", self.dbapi_connection, reason)
            self.close()
        self._connect()
        return self.dbapi_connection

    def _stale_reason(self) -> str | None:
        pool = self._pool
        if self.epoch is STALE:
            return "invalidated due to local soft invalidation"
        if self.epoch is not pool._epoch:
            return "invalidated due to pool invalidation"
        if pool._recycle > -1 and time.monotonic() - self.starttime > pool._recycle:
            return "exceeded timeout"
        return None

    def _connect(self) -> None:
        pool = self._pool
        # Read before connecting: an invalidation that happens meanwhile must count against the new connection too.
        epoch = pool._epoch
        self._info = None
        self.finalize_callback = None
        started = time.monotonic()
        self.dbapi_connection = connection = pool._create_dbapi_connection(self)
        self.starttime = started
        self.epoch = epoch
        if pool._log_debug:
            pool.logger.debug("Created new connection %r", connection)
        try:
            pool._run_connect_events(connection, self)
        except BaseException:
            self.close()
            raise

    def invalidate(self, e: BaseException | None = None, soft: bool = False) -> None:
        connection = self.dbapi_connection
        if connection is None:
            return
        pool = self._pool
        if soft:
            if pool.dispatch.soft_invalidate:
                pool.dispatch.soft_invalidate(connection, self, e)
        elif pool.dispatch.invalidate:
            pool.dispatch.invalidate(connection, self, e)
        reason = "" if e is None else f" (reason: {type(e).__name__}:{e})"
        pool.logger.info("%snvalidate connection %r%s", "Soft i" if soft else "I", connection, reason)
        if soft:
            self.epoch = STALE
        else:
            self.close(terminate=True)

    def close(self, terminate: bool = False) -> None:
        """Close the DBAPI connection; the entry stays and may connect again."""
        connection, self.dbapi_connection = self.dbapi_connection, None
        self._info = None
        if connection is not None:
            pool = self._pool
            if pool.dispatch.close:
                pool.dispatch.close(connection, self)
            pool._close_dbapi_connection(connection, terminate=terminate)
