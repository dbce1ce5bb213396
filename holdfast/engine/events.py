"""The events of engines, connections and dialects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.event import Events

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection
    from holdfast.engine.dialect import Dialect
    from holdfast.engine.engine import Engine
    from holdfast.engine.errors import ExceptionContext
    from holdfast.pool import ConnectionPoolEntry


class Connectable:
    """Base of Engine and Connection: what ConnectionEvents are listened to on."""

    __slots__ = ()


class ConnectionEvents(Events[Any]):
    """Events of an Engine, a Connection, or the Engine class.

    ``before_execute`` and ``before_cursor_execute`` may replace what is executed: registered with ``retval=True``
    they return ``(clauseelement, multiparams, params)`` and ``(statement, parameters)``.
    """

    retvals = {
        "before_execute": lambda conn, clauseelement, multiparams, params, execution_options: (
            clauseelement,
            multiparams,
            params,
        ),
        "before_cursor_execute": lambda conn, cursor, statement, parameters, context, executemany: (
            statement,
            parameters,
        ),
    }
    legacy = {
        "before_execute": (
            (
                4,
                lambda conn, clauseelement, multiparams, params, execution_options: (
                    conn,
                    clauseelement,
                    multiparams,
                    params,
                ),
            ),
        ),
        "after_execute": (
            (
                5,
                lambda conn, clauseelement, multiparams, params, execution_options, result: (
                    conn,
                    clauseelement,
                    multiparams,
                    params,
                    result,
                ),
            ),
        ),
    }

    @classmethod
    def _dispatch_for(cls, target: Any) -> Any:
        # A Connection shares its Engine's listeners until it gets its own.
        own = getattr(target, "_own_dispatch", None)
        return target.dispatch if own is None or isinstance(target, type) else own()

    def before_execute(
        self, conn: Connection, clauseelement: Any, multiparams: Any, params: Any, execution_options: Any
    ) -> Any:
        """A SQL construct is about to be compiled and executed."""

    def after_execute(
        self, conn: Connection, clauseelement: Any, multiparams: Any, params: Any, execution_options: Any, result: Any
    ) -> None:
        """A SQL construct was executed."""

    def before_cursor_execute(
        self, conn: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
    ) -> Any:
        """A SQL text is about to be given to the driver."""

    def after_cursor_execute(
        self, conn: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
    ) -> None:
        """The driver has executed a SQL text."""

    def engine_connect(self, conn: Connection) -> None:
        """A Connection was made."""

    def set_connection_execution_options(self, conn: Connection, opts: dict[str, Any]) -> None:
        """``Connection.execution_options()`` was called; ``opts`` may be changed in place."""

    def set_engine_execution_options(self, engine: Engine, opts: dict[str, Any]) -> None:
        """``Engine.execution_options()`` was called; ``opts`` may be changed in place."""

    def engine_disposed(self, engine: Engine) -> None:
        """``Engine.dispose()`` was called."""

    def begin(self, conn: Connection) -> None:
        """A transaction begins."""

    def rollback(self, conn: Connection) -> None:
        """A transaction is about to be rolled back."""

    def commit(self, conn: Connection) -> None:
        """A transaction is about to be committed."""

    def savepoint(self, conn: Connection, name: str) -> None:
        """A savepoint is about to be set."""

    def rollback_savepoint(self, conn: Connection, name: str, context: None) -> None:
        """A savepoint is about to be rolled back to."""

    def release_savepoint(self, conn: Connection, name: str, context: None) -> None:
        """A savepoint is about to be released."""

    def begin_twophase(self, conn: Connection, xid: Any) -> None:
        """A two-phase transaction begins."""

    def prepare_twophase(self, conn: Connection, xid: Any) -> None:
        """A two-phase transaction is about to be prepared."""

    def rollback_twophase(self, conn: Connection, xid: Any, is_prepared: bool) -> None:
        """A two-phase transaction is about to be rolled back."""

    def commit_twophase(self, conn: Connection, xid: Any, is_prepared: bool) -> None:
        """A two-phase transaction is about to be committed."""


class DialectEvents(Events[Any]):
    """Events of a dialect; listen to an Engine, the Engine class, a Dialect or a dialect class.

    A listener of ``do_connect`` that returns a connection replaces the driver's ``connect()``, one of the
    ``do_execute`` events that returns True the driver's call; one of ``handle_error`` that returns an exception has
    that raised.
    """

    @classmethod
    def _accept_with(cls, target: Any, identifier: str) -> Any:
        if isinstance(target, type):
            return super()._accept_with(getattr(target, "_dialect_class", target), identifier)
        return super()._accept_with(getattr(target, "dialect", target), identifier)

    def do_connect(self, dialect: Dialect, conn_rec: ConnectionPoolEntry | None, cargs: Any, cparams: Any) -> Any:
        """The driver's ``connect()`` is about to be called; ``cargs`` and ``cparams`` may be changed in place."""

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any) -> Any:
        """The driver's ``execute()`` is about to be called."""

    def do_executemany(self, cursor: Any, statement: str, parameters: Any, context: Any) -> Any:
        """The driver's ``executemany()`` is about to be called."""

    def do_execute_no_params(self, cursor: Any, statement: str, context: Any) -> Any:
        """The driver's ``execute()`` is about to be called without parameters."""

    def do_setinputsizes(
        self, inputsizes: dict[Any, Any], cursor: Any, statement: str, parameters: Any, context: Any
    ) -> None:
        """The types of the parameters are about to be told to the driver; entries of ``inputsizes``, bound parameters
        with the driver's types, may be removed.

        It is for dialects that tell them so (``BindTyping.SETINPUTSIZES``): those of SQLite, PostgreSQL, MySQL and
        MariaDB cast, or need nothing, and never fire it, here as in SQLAlchemy.
        """

    def handle_error(self, exception_context: ExceptionContext) -> Any:
        """An exception is about to be raised; return another to have that raised."""
