"""The calls of the driver: a cursor is made, listeners and the log are told, errors become ours.

Rules
* ``cursor_execute()``, as ``Connection._cursor_execute``, is the only place where a cursor's ``execute()`` is reached.
* Without listeners and log it makes no ExecutionContext and looks at nothing but ``Connection._watched`` and two tuples
  of listeners.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.engine import echo
from holdfast.engine.context import ExecutionContext
from holdfast.engine.errors import close_quietly, raise_for
from holdfast.engine.parameters import VERBATIM
from holdfast.engine.result.streaming import StreamCursor
from holdfast.sql.compiler.numbered import NumberedValues

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection


def cursor_execute(
    connection: Connection, sql: str, parameters: Any, *, many: bool = False, context: Any = None, stream: bool = False
) -> Any:
    """Execute a SQL text and return the DBAPI cursor.

    :param parameters: the driver's parameters, or with ``many`` a list of them for ``executemany()``; ``VERBATIM``
        for a text that has none, whose percent signs are not doubled.
    :param context: the ExecutionContext, for events.
    :param stream: with a server-side cursor.
    """
    make_cursor = connection._make_cursor or connection._prepare_cursor()
    dialect, dispatch = connection.dialect, connection._dispatch
    if connection._streams and not dialect.features.interleaved_streams:
        _detach_streams(connection)
    if connection._watched or dispatch.before_cursor_execute or dispatch.after_cursor_execute:
        return _watched_execute(connection, sql, parameters, many, context, stream)
    cursor = None
    try:
        special = stream or parameters.__class__ is NumberedValues
        cursor = _special_cursor(connection, parameters, stream) if special else make_cursor()
        if many:
            dialect.do_executemany(cursor, sql, parameters, context)
        elif parameters is VERBATIM:
            dialect.do_execute_no_params(cursor, sql, context)
        else:
            dialect.do_execute(cursor, sql, parameters, context)
    except BaseException as error:
        raise_for(connection, error, sql, parameters, cursor, context, many)
    return _streamed(connection, cursor) if stream else cursor


def _watched_execute(connection: Connection, sql: str, parameters: Any, many: bool, context: Any, stream: bool) -> Any:
    """:func:`cursor_execute` when somebody listens or reads the log."""
    dispatch = connection._dispatch
    if context is None:
        context = ExecutionContext(connection)
    told_many = many or context.batched
    context.statement, context.parameters, context.executemany = sql, parameters, told_many
    cursor = None
    try:
        assert connection._make_cursor is not None
        special = stream or parameters.__class__ is NumberedValues
        cursor = _special_cursor(connection, parameters, stream) if special else connection._make_cursor()
        context.cursor = cursor
        for listener in dispatch.before_cursor_execute:
            sql, parameters = listener(connection, cursor, sql, parameters, context, told_many)
            context.statement, context.parameters = sql, parameters
        if connection._echo:
            echo.log_statement(connection, sql, parameters, context._origin(), many)
        _call_driver(connection, cursor, sql, parameters, many, context)
    except BaseException as error:
        raise_for(connection, error, sql, parameters, cursor, context, many)
    if dispatch.after_cursor_execute:
        dispatch.after_cursor_execute(connection, cursor, sql, parameters, context, told_many)
    if connection._echo:
        cursor = echo.with_rows(connection, cursor)
    return _streamed(connection, cursor) if stream else cursor


def _call_driver(connection: Connection, cursor: Any, sql: str, parameters: Any, many: bool, context: Any) -> None:
    """Call the driver, unless a listener has done it."""
    dialect = connection.dialect
    events = dialect.dispatch
    if context.execution_options.get("no_parameters") and parameters is VERBATIM:
        if any(listener(cursor, sql, context) for listener in events.do_execute_no_params):
            return
    elif any(
        listener(cursor, sql, parameters, context)
        for listener in (events.do_executemany if many else events.do_execute)
    ):
        return
    if many:
        dialect.do_executemany(cursor, sql, parameters, context)
    elif parameters is VERBATIM:
        dialect.do_execute_no_params(cursor, sql, context)
    else:
        dialect.do_execute(cursor, sql, parameters, context)


# -- server-side cursors, and those for numbered parameters


def _special_cursor(connection: Connection, parameters: Any, stream: bool) -> Any:
    raw = connection._fairy.dbapi_connection
    if parameters.__class__ is NumberedValues:
        return connection.dialect._numbered_cursor(raw, stream)
    return connection.dialect._server_side_cursor(raw)


def _streamed(connection: Connection, cursor: Any) -> StreamCursor:
    """A server-side cursor that ends with the transaction at the latest."""
    if connection._streams is None:
        connection._streams = set()
    return StreamCursor(cursor, connection._streams)


def _detach_streams(connection: Connection) -> None:
    """Fetch what is left of the streams, for a driver that can have but one result on the way."""
    try:
        for cursor in tuple(connection._streams or ()):
            cursor.detach()
    except BaseException as error:
        raise_for(connection, error)


def end_streams(connection: Connection) -> None:
    """Close what server-side cursors there are, at the end of their transaction."""
    streams = connection._streams
    while streams:
        close_quietly(streams.pop().end, connection)
