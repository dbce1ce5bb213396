"""What a checkout hands out: a stand-in for the DBAPI connection that goes home by itself.

Rules
* ``close()`` gives the connection back once; later calls do nothing.
* A stand-in that is garbage collected gives its connection back, too (``__del__``); the pools' return paths may run
  in the garbage collector, at any bytecode of any thread, and are written for that.
* ``user`` refers to the engine's Connection that works with it, which a forked child has to tell that it lost it.
* Anything else is passed on to the DBAPI connection.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.pool.record import ConnectionPoolEntry, ManagesConnection
from holdfast.util.warnings import warn

if TYPE_CHECKING:
    from holdfast.pool.base import Pool


class PoolProxiedConnection(ManagesConnection):
    """A checked-out connection: cursor(), commit(), rollback(), close() and all that the driver's has."""

    __slots__ = ("__weakref__", "_connection_record", "_counter", "_detached_info", "_pool", "dbapi_connection", "user")

    def __init__(self, pool: Pool, record: ConnectionPoolEntry, dbapi_connection: Any) -> None:
        self._pool = pool
        self._connection_record: ConnectionPoolEntry | None = record
        self.dbapi_connection = dbapi_connection
        self._counter = 1
        self.user: weakref.ref[Any] | None = None

    @property
    def info(self) -> dict[Any, Any]:
        record = self._connection_record
        return self._detached_info if record is None else record.info

    @property
    def record_info(self) -> dict[Any, Any] | None:
        record = self._connection_record
        return None if record is None else record.record_info

    @property
    def is_valid(self) -> bool:
        """Whether it still has its DBAPI connection (False once closed or invalidated)."""
        return self.dbapi_connection is not None

    @property
    def is_detached(self) -> bool:
        """Whether it was taken out of its pool for good."""
        return self._connection_record is None and self.dbapi_connection is not None

    def cursor(self, *args: Any, **kwargs: Any) -> Any:
        """Return a DBAPI cursor."""
        return self._usable().cursor(*args, **kwargs)

    def commit(self) -> None:
        """Call commit() of the DBAPI connection."""
        self._usable().commit()

    def rollback(self) -> None:
        """Call rollback() of the DBAPI connection."""
        self._usable().rollback()

    def _usable(self) -> Any:
        if self.dbapi_connection is None:
            raise exc.InvalidRequestError(
                "This connection is closed: it was given back to the pool or invalidated; check out another"
            )
        return self.dbapi_connection

    def __getattr__(self, key: str) -> Any:
        if key.startswith("__") or key == "_detached_info":
            raise AttributeError(key)
        return getattr(self._usable(), key)

    def invalidate(self, e: BaseException | None = None, soft: bool = False) -> None:
        if self.dbapi_connection is None:
            warn("Can't invalidate an already-closed connection.")
            return
        record = self._connection_record
        if record is not None:
            record.invalidate(e, soft=soft)
            if not soft:
                self._connection_record = None
                self.dbapi_connection = None
                self._pool._checkin(record, None)
        elif not soft:
            self._close_detached(terminate=True)

    def detach(self) -> None:
        """Take the connection out of the pool: close() will close it, and the pool may make another."""
        record = self._connection_record
        if record is None:
            return
        self._detached_info = dict(record.info)
        self._connection_record = None
        pool = self._pool
        connection, record.dbapi_connection = record.dbapi_connection, None
        record._info = None
        record.checkouts = 0
        pool._detached.add(self)
        pool._return_entry(record)
        if pool.dispatch.detach:
            pool.dispatch.detach(connection, record)

    def close(self) -> None:
        """Give the connection back to its pool."""
        self._counter -= 1
        if self._counter <= 0:
            self._give_back(False)

    def _close_after_reset(self) -> None:
        """:meth:`close` for the engine, when it has ended the transaction itself."""
        self._counter -= 1
        if self._counter <= 0:
            self._give_back(True)

    def _give_back(self, transaction_was_reset: bool, collected: bool = False) -> None:
        connection = self.dbapi_connection
        if connection is None:
            return
        record = self._connection_record
        if record is None:
            self._close_detached()
            return
        self._connection_record = None
        self.dbapi_connection = None
        self._pool._checkin(record, connection, transaction_was_reset, collected)

    def _close_detached(self, terminate: bool = False) -> None:
        connection, self.dbapi_connection = self.dbapi_connection, None
        self._pool._close_detached(connection, terminate)

    def _forget_inherited(self) -> Any:
        """Let go of the DBAPI connection in a forked child, and return it."""
        connection, self.dbapi_connection = self.dbapi_connection, None
        self._connection_record = None
        user = None if self.user is None else self.user()
        if user is not None:
            user._forget_inherited()
        return connection

    def __del__(self) -> None:
        if self.dbapi_connection is not None:
            self._give_back(False, True)
