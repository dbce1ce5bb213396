"""The pool: hands out DBAPI connections and takes them back.

Rules
* A subclass decides only where entries wait: ``_take() -> entry`` and ``_return_entry(entry)``, plus dispose and
  status. Connecting, freshness, pings, reset on return and events are here, once.
* ``_return_entry`` may be called by the garbage collector, at any bytecode of any thread: only re-entrant locks and
  atomic container operations there.
* Staleness is an epoch, not a time: ``dispose()`` and a disconnect each begin a new one, and a connection of an
  earlier epoch is closed at its return or replaced at its next checkout. An epoch is an object that is compared by
  identity, so that threads that begin one at the same moment cannot bring an old one back.
* A fork leaves the parent's connections to the parent: the child neither uses nor closes them, neither those that
  wait nor those that are checked out.

Source of the behaviour: SQLAlchemy 2.1 documentation, "Connection Pooling".
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from threading import RLock
from typing import Any, ClassVar, Protocol

from holdfast import exc, log
from holdfast.event import dispatcher, listen
from holdfast.pool.events import PoolEvents
from holdfast.pool.fairy import PoolProxiedConnection
from holdfast.pool.record import STALE, ConnectionPoolEntry
from holdfast.pool.reset import PoolResetState, ResetOnReturn, reset, reset_style
from holdfast.util.warnings import warn

ATTEMPTS = 2


class PoolDialect(Protocol):
    """What a pool asks of a dialect."""

    is_async: bool
    has_terminate: bool

    def do_rollback(self, dbapi_connection: Any, /) -> None: ...
    def do_commit(self, dbapi_connection: Any, /) -> None: ...
    def do_close(self, dbapi_connection: Any, /) -> None: ...
    def do_terminate(self, dbapi_connection: Any, /) -> None: ...
    def do_ping(self, dbapi_connection: Any, /) -> bool: ...
    def get_driver_connection(self, connection: Any, /) -> Any: ...


class PlainDialect:
    """A :class:`PoolDialect` for pools that are used without an engine."""

    is_async = False
    has_terminate = False

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Roll back."""
        dbapi_connection.rollback()

    def do_commit(self, dbapi_connection: Any) -> None:
        """Commit."""
        dbapi_connection.commit()

    def do_close(self, dbapi_connection: Any) -> None:
        """Close in good order."""
        dbapi_connection.close()

    def do_terminate(self, dbapi_connection: Any) -> None:
        """Close a connection that is thought to be broken."""
        self.do_close(dbapi_connection)

    def do_ping(self, dbapi_connection: Any) -> bool:
        """Refuse: a ping needs a dialect."""
        raise NotImplementedError("The ping feature requires that a dialect is passed to the connection pool.")

    def get_driver_connection(self, connection: Any) -> Any:
        """Return the connection itself."""
        return connection


_pools: weakref.WeakSet[Pool] = weakref.WeakSet()
# A closed or collected socket would say goodbye to the server in the parent's name, so the child keeps what it
# inherited.
_inherited: list[Any] = []


def _after_fork() -> None:
    for pool in list(_pools):
        pool._forget_inherited()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


class Pool:
    """Base of the connection pools.

    :param creator: called without arguments, returns a new DBAPI connection.
    :param recycle: replace connections older than this many seconds when they are checked out; -1: never.
    :param echo: True logs invalidations and disposals, ``"debug"`` every checkout and return, too.
    :param logging_name: suffix of the logger's name.
    :param reset_on_return: ``"rollback"`` (True), ``"commit"`` or None (False).
    :param events: pairs ``(function, event name)`` to listen to from the start.
    :param dialect: what rolls back, closes and pings connections; engines pass theirs.
    :param pre_ping: test each connection when it is checked out, and replace it when it is dead.
    """

    dispatch = dispatcher(PoolEvents)
    logging_name: str | None
    # What asyncio has otherwise.
    _plain_dialect: ClassVar[type[PlainDialect]] = PlainDialect
    _connect_lock_class: ClassVar[Any] = RLock

    def __init__(
        self,
        creator: Callable[..., Any],
        recycle: float = -1,
        echo: log.EchoFlag = None,
        logging_name: str | None = None,
        reset_on_return: ResetOnReturn = True,
        events: Iterable[tuple[Callable[..., Any], str]] | None = None,
        dialect: PoolDialect | None = None,
        pre_ping: bool = False,
        _dispatch: Any = None,
    ) -> None:
        self._creator = creator
        self._recycle = recycle
        self._pre_ping = pre_ping
        self._reset_on_return = reset_style(reset_on_return)
        self._dialect: PoolDialect = self._plain_dialect() if dialect is None else dialect
        self._epoch: object = object()
        # All entries that there are, and what was detached; a fork asks for them.
        self._entries: weakref.WeakSet[ConnectionPoolEntry] = weakref.WeakSet()
        self._detached: weakref.WeakSet[PoolProxiedConnection] = weakref.WeakSet()
        self._connected_once = False
        self._connect_lock: AbstractContextManager[Any] = self._connect_lock_class()
        self.logging_name = logging_name
        self._echo = echo
        self.logger = log.instance_logger(log.class_logger_name(type(self)), logging_name, echo)
        self._log_debug = self.logger.isEnabledFor(log.DEBUG)
        if _dispatch is not None:
            self.dispatch._update(_dispatch, only_propagate=False)
        for function, name in events or ():
            listen(self, name, function)
        _pools.add(self)

    # -- for subclasses

    def _take(self) -> ConnectionPoolEntry:
        """Return an entry that nobody else has."""
        raise NotImplementedError

    def _return_entry(self, record: ConnectionPoolEntry) -> None:
        """Take an entry back."""
        raise NotImplementedError

    def _discard_entry(self, record: ConnectionPoolEntry) -> None:
        """Take an entry back that was never connected."""
        self._return_entry(record)

    def _arguments(self) -> dict[str, Any]:
        """The keyword arguments that make another pool like this one."""
        return {
            "recycle": self._recycle,
            "echo": self._echo,
            "logging_name": self.logging_name,
            "reset_on_return": self._reset_on_return,
            "dialect": self._dialect,
            "pre_ping": self._pre_ping,
            "_dispatch": self.dispatch,
        }

    def dispose(self) -> None:
        """Close the connections that wait in the pool; those that are checked out are closed when they return."""
        raise NotImplementedError

    def status(self) -> str:
        """Return a line about the pool's connections."""
        raise NotImplementedError

    # -- public

    def recreate(self) -> Pool:
        """Return a new, empty pool of the same class, arguments and listeners."""
        self.logger.info("Pool recreating")
        return type(self)(self._creator, **self._arguments())

    def connect(self) -> PoolProxiedConnection:
        """Check out a connection.

        :raises holdfast.exc.TimeoutError: none was free in time (QueuePool).
        """
        record = self._take()
        former = connection = record.dbapi_connection
        if connection is None or record.epoch is not self._epoch or self._recycle > -1:
            connection = self._connection_of(record)
        record.checkouts = 1
        fairy = PoolProxiedConnection(self, record, connection)
        record.fairy = weakref.ref(fairy)
        if self._pre_ping or self._log_debug or self.dispatch.checkout:
            self._check(fairy, fresh=connection is not former)
        return fairy

    # -- checkout

    def _connection_of(self, record: ConnectionPoolEntry) -> Any:
        try:
            return record.connection()
        except BaseException:
            if record.starttime:
                self._checkin(record, None)
            else:
                self._discard_entry(record)
            raise

    def _check(self, fairy: PoolProxiedConnection, fresh: bool) -> None:
        """Ping, then ask the ``checkout`` listeners; a connection found dead is replaced, twice at most.

        :param fresh: it was made just now, and needs no ping.
        """
        record = fairy._connection_record
        assert record is not None
        if self._log_debug:
            self.logger.debug("Connection %r checked out from pool", fairy.dbapi_connection)
        for _ in range(ATTEMPTS):
            try:
                if self._pre_ping and not fresh:
                    self._ping(fairy)
                if self.dispatch.checkout:
                    self.dispatch.checkout(fairy.dbapi_connection, record, fairy)
                return
            except exc.DisconnectionError as error:
                self._replace_after(error, fairy, record)
                fresh = True
            except BaseException:
                fairy._give_back(False)
                raise
        self.logger.info("Reconnection attempts exhausted on checkout")
        fairy.invalidate()
        raise exc.InvalidRequestError("This connection is closed: every replacement was refused by a checkout listener")

    def _ping(self, fairy: PoolProxiedConnection) -> None:
        if self._log_debug:
            self.logger.debug("Pool pre-ping on connection %s", fairy.dbapi_connection)
        if not self._dialect.do_ping(fairy.dbapi_connection):
            self.logger.info("Pool pre-ping on connection %s failed, will invalidate pool", fairy.dbapi_connection)
            raise exc.InvalidatePoolError()

    def _replace_after(
        self, error: exc.DisconnectionError, fairy: PoolProxiedConnection, record: ConnectionPoolEntry
    ) -> None:
        if error.invalidate_pool:
            self._lost(record)
        record.invalidate(error)
        try:
            fairy.dbapi_connection = record.connection()
        except BaseException as failure:
            fairy._connection_record = None
            fairy.dbapi_connection = None
            self._checkin(record, None)
            raise failure from None

    # -- return

    def _checkin(
        self,
        record: ConnectionPoolEntry,
        connection: Any,
        transaction_was_reset: bool = False,
        collected: bool = False,
    ) -> None:
        """Reset the connection (None: there is none any more) and put its entry back."""
        if collected and self._dialect.is_async and connection is not None:
            self._drop_collected(record, connection)
            return
        # A pool that was disposed meanwhile may have closed it.
        if connection is not None and record.dbapi_connection is connection:
            if self._log_debug:
                self.logger.debug("Connection %r being returned to pool", connection)
            if record.finalize_callback or not transaction_was_reset or self.dispatch.reset or self._log_debug:
                try:
                    reset(self, connection, record, PoolResetState(transaction_was_reset, False, True))
                    self._finalize(record)
                except BaseException as error:
                    self.logger.error("Exception during reset or similar", exc_info=True)
                    record.invalidate(error)
                    if not isinstance(error, Exception):
                        self._return_entry(record)
                        raise
        record.checkouts = 0
        if self.dispatch.checkin:
            self.dispatch.checkin(record.dbapi_connection, record)
        # A soft invalidation waits for the next checkout.
        if record.epoch is not self._epoch and record.epoch is not STALE:
            record.close()
        self._return_entry(record)

    def _drop_collected(self, record: ConnectionPoolEntry, connection: Any) -> None:
        """Let go of a connection of asyncio in the garbage collector, where nothing can be awaited."""
        dispatch, dialect = self.dispatch, self._dialect
        record.dbapi_connection = None
        record._info = None
        record.checkouts = 0
        try:
            if dispatch.reset:
                dispatch.reset(connection, record, PoolResetState(False, True, False))
            if dispatch.detach:
                dispatch.detach(connection, record)
            if dialect.has_terminate:
                if dispatch.close_detached:
                    dispatch.close_detached(connection)
                self._close_dbapi_connection(connection, terminate=True)
        finally:
            self._return_entry(record)
        what = "terminated" if dialect.has_terminate else "dropped, as it cannot be safely terminated"
        message = (
            f"The garbage collector is trying to clean up non-checked-in connection {connection!r}, which will be "
            f"{what}. Give connections back: call close(), or use them as context managers"
        )
        self.logger.error(message)
        warn(message)

    def _finalize(self, record: ConnectionPoolEntry) -> None:
        callbacks, record.finalize_callback = record.finalize_callback, None
        for callback in callbacks or ():
            callback(record.dbapi_connection)

    def _close_detached(self, connection: Any, terminate: bool = False) -> None:
        if not terminate:
            try:
                reset(self, connection, None, PoolResetState(False, True, True))
            except Exception:
                self.logger.error("Exception during reset or similar", exc_info=True)
        if self.dispatch.close_detached:
            self.dispatch.close_detached(connection)
        self._close_dbapi_connection(connection, terminate)

    # -- DBAPI connections

    def _create_dbapi_connection(self, record: ConnectionPoolEntry) -> Any:
        self._log_debug = self.logger.isEnabledFor(log.DEBUG)
        creator = self._creator
        if getattr(creator, "accepts_record", False):
            return creator(record)
        return creator()

    def _run_connect_events(self, connection: Any, record: ConnectionPoolEntry) -> None:
        dispatch = self.dispatch
        if not self._connected_once:
            with self._connect_lock:
                if not self._connected_once:
                    if dispatch.first_connect:
                        dispatch.first_connect(connection, record)
                    self._connected_once = True
        if dispatch.connect:
            dispatch.connect(connection, record)

    def _close_dbapi_connection(self, connection: Any, terminate: bool = False) -> None:
        if self._log_debug:
            self.logger.debug("%s connection %r", "Hard-closing" if terminate else "Closing", connection)
        try:
            if terminate:
                self._dialect.do_terminate(connection)
            else:
                self._dialect.do_close(connection)
        except Exception:
            # The connection is dropped all the same; a broken one often cannot be closed.
            self.logger.error("Exception closing connection %r", connection, exc_info=True)

    # -- epochs

    def _begin_epoch(self) -> None:
        """Declare every connection made so far stale."""
        self._epoch = object()

    def _lost(self, record: ConnectionPoolEntry | None) -> None:
        """Be told that a connection was lost: the others of its epoch probably are, too.

        :param record: the entry; None when it was detached. Should it be of an earlier epoch, another one has told
            already, and what was made since then may be alive.
        """
        if record is None or record.epoch is self._epoch:
            self._begin_epoch()

    def _forget_inherited(self) -> None:
        """Begin anew in a forked child, where no other thread is."""
        self._connect_lock = self._connect_lock_class()
        for record in list(self._entries):
            _inherited.append(record.dbapi_connection)
            record.dbapi_connection = None
            record.checkouts = 0
            fairy = None if record.fairy is None else record.fairy()
            if fairy is not None:
                _inherited.append(fairy._forget_inherited())
        for fairy in list(self._detached):
            _inherited.append(fairy._forget_inherited())
