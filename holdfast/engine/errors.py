"""From the driver's exceptions to ours: wrap, ask the listeners, and let go of a connection that was lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

from holdfast import exc

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection
    from holdfast.engine.dialect import Dialect
    from holdfast.engine.engine import Engine


class ExceptionContext:
    """What a ``handle_error`` listener is given.

    :ivar connection: the Connection, None when it fails to be made or pinged.
    :ivar engine: the Engine.
    :ivar dialect: the Dialect.
    :ivar cursor: the DBAPI cursor, or None.
    :ivar statement: the SQL text, or None.
    :ivar parameters: its parameters.
    :ivar original_exception: the exception that was caught.
    :ivar sqlalchemy_exception: what would be raised, None when the original is not wrapped.
    :ivar chained_exception: what the listener before has returned, or None.
    :ivar execution_context: the ExecutionContext, or None.
    :ivar is_disconnect: the connection is lost; may be set.
    :ivar invalidate_pool_on_disconnect: when it is lost, drop the pool's other connections, too; may be set.
    :ivar is_pre_ping: it happened in the pool's ping.
    """

    __slots__ = (
        "chained_exception",
        "connection",
        "cursor",
        "dialect",
        "engine",
        "execution_context",
        "invalidate_pool_on_disconnect",
        "is_disconnect",
        "is_pre_ping",
        "original_exception",
        "parameters",
        "sqlalchemy_exception",
        "statement",
    )

    def __init__(
        self,
        error: BaseException,
        wrapped: exc.StatementError | None,
        engine: Engine | None,
        dialect: Dialect,
        connection: Connection | None = None,
        cursor: Any = None,
        statement: str | None = None,
        parameters: Any = None,
        execution_context: Any = None,
        is_disconnect: bool = False,
        invalidate_pool_on_disconnect: bool = True,
        is_pre_ping: bool = False,
    ) -> None:
        self.original_exception = error
        self.sqlalchemy_exception = wrapped
        self.engine = engine
        self.dialect = dialect
        self.connection = connection
        self.cursor = cursor
        self.statement = statement
        self.parameters = parameters
        self.execution_context = execution_context
        self.is_disconnect = is_disconnect
        self.invalidate_pool_on_disconnect = invalidate_pool_on_disconnect
        self.is_pre_ping = is_pre_ping
        self.chained_exception: BaseException | None = None


def asked(context: ExceptionContext) -> BaseException | None:
    """Ask the ``handle_error`` listeners; return the exception that they want to be raised, or None."""
    for listener in context.dialect.dispatch.handle_error:
        try:
            returned = listener(context)
        except Exception as raised:
            return raised
        if returned is not None:
            context.chained_exception = returned
    return context.chained_exception


def raise_for(
    connection: Connection,
    error: BaseException,
    statement: str | None = None,
    parameters: Any = None,
    cursor: Any = None,
    context: Any = None,
    many: bool | None = None,
) -> NoReturn:
    """Raise what the user is to see for an exception that happened at a connection; never returns."""
    if isinstance(error, exc.SQLAlchemyError) and statement is None:
        raise error
    dialect = connection.dialect
    dbapi_error = dialect.loaded_dbapi.Error
    is_exit = not isinstance(error, Exception)
    lost = (isinstance(error, dbapi_error) and dialect.is_disconnect(error, connection._raw_connection(), cursor)) or (
        is_exit and dialect.features.fragile_connection
    )
    wrapped: BaseException = error
    if isinstance(error, dbapi_error) or (statement is not None and not is_exit):
        hide = connection.engine.hide_parameters
        wrapped = exc.DBAPIError.instance(
            statement, parameters, error, dbapi_error, hide, lost, dialect=dialect, ismulti=many
        )
        advice = dialect._advice(error)
        if advice is not None:
            wrapped.args = (f"{wrapped.args[0]}; {advice}", *wrapped.args[1:])
    told = ExceptionContext(
        error,
        wrapped if isinstance(wrapped, exc.StatementError) else None,
        connection.engine,
        dialect,
        connection,
        cursor,
        statement,
        parameters,
        context,
        lost,
        invalidate_pool_on_disconnect=not is_exit,
    )
    replaced = asked(told) if dialect.dispatch.handle_error else None
    if isinstance(wrapped, exc.DBAPIError):
        wrapped.connection_invalidated = told.is_disconnect
    if cursor is not None:
        close_quietly(cursor.close, connection)
    if told.is_disconnect:
        _let_go(connection, error, told.invalidate_pool_on_disconnect)
    elif isinstance(error, dbapi_error) and connection._transaction is not None:
        raw = connection._raw_connection()
        if raw is not None and dialect._has_rolled_back(error, raw):
            connection._fail_transaction()
    if replaced is not None:
        raise replaced from error
    if wrapped is error:
        raise error
    raise wrapped from error


def close_quietly(close: Callable[[], Any], connection: Connection) -> None:
    """Call what closes a cursor; an error in doing so is logged."""
    try:
        close()
    except Exception:
        # The user is to see the first error, not that of cleaning up after it.
        connection.engine.pool.logger.error("Error closing cursor", exc_info=True)


def _let_go(connection: Connection, error: BaseException, whole_pool: bool) -> None:
    if connection.invalidated:
        return
    if whole_pool:
        connection.engine.pool._lost(connection._fairy._connection_record)
    connection.invalidate(error)


def wrapped_outside(dialect: Dialect, error: BaseException, engine: Engine | None) -> BaseException:
    """Return what to raise for an error of connecting, when there is no Connection."""
    if not isinstance(error, dialect.loaded_dbapi.Error):
        return error
    return _asked_outside(dialect, error, engine)[1]


def lost_in_ping(dialect: Dialect, error: BaseException, dbapi_connection: Any) -> bool:
    """Whether an error of the pool's ping means that the connection is lost; another error, or what a ``handle_error``
    listener wants to be raised, is raised."""
    told, to_raise = _asked_outside(dialect, error, None, dbapi_connection, is_pre_ping=True)
    if told.is_disconnect and to_raise is told.sqlalchemy_exception:
        return True
    raise to_raise from error


def _asked_outside(
    dialect: Dialect,
    error: BaseException,
    engine: Engine | None,
    dbapi_connection: Any = None,
    is_pre_ping: bool = False,
) -> tuple[ExceptionContext, BaseException]:
    lost = dialect.is_disconnect(error, dbapi_connection, None)
    wrapped = exc.DBAPIError.instance(
        None,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=engine.hide_parameters if engine is not None else False,
        connection_invalidated=lost,
        dialect=dialect,
    )
    told = ExceptionContext(
        error,
        wrapped if isinstance(wrapped, exc.StatementError) else None,
        engine,
        dialect,
        is_disconnect=lost,
        is_pre_ping=is_pre_ping,
    )
    replaced = asked(told)
    if isinstance(wrapped, exc.DBAPIError):
        wrapped.connection_invalidated = told.is_disconnect
    return told, wrapped if replaced is None else replaced


def raise_for_parameters(connection: Connection, error: Exception, compiled: Any, params: Any) -> NoReturn:
    """Raise the error that parameters of a compiled statement were refused with, as one of the statement."""
    if isinstance(error, exc.StatementError):
        raise error
    raise_for(connection, error, compiled.string, params)
