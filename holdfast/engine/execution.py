"""How each kind of thing that can be executed is executed.

``execute()`` looks the kind up by the statement's class, once a class: SQL statements, DDL, functions, default
generators, Compiled objects. A SQL statement goes: cache key -> compiled (or found) -> parameters ->
``Connection._cursor_execute`` -> result.

An ``ExecutionContext`` describes one execution to listeners, to default functions and to the result. SELECT makes one
only when somebody is there to see it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.engine import dml, echo
from holdfast.engine.announcements import announced as announced
from holdfast.engine.announcements import announced_cursor
from holdfast.engine.context import ExecutionContext
from holdfast.engine.errors import raise_for_parameters
from holdfast.engine.parameters import NO_SETS, VERBATIM, ParameterSets, distilled
from holdfast.engine.plan import StatementPlan, compiled_plan
from holdfast.engine.result.cursor import CursorResult
from holdfast.engine.result.metadata import metadata_of_names
from holdfast.engine.result.sources import NO_ROWS, CursorSource
from holdfast.engine.result.streaming import LARGEST, StreamSource
from holdfast.sql.compiler.compiled import Compiled
from holdfast.util.collections import immutabledict

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection

Executor = Callable[["Connection", Any, Any, Mapping[str, Any] | None], "CursorResult[*tuple[Any, ...]]"]

_executors: dict[type, Executor] = {}


def execute(
    connection: Connection, statement: Any, parameters: Any, options: Mapping[str, Any] | None
) -> CursorResult[*tuple[Any, ...]]:
    """Execute anything that can be executed.

    :raises holdfast.exc.ObjectNotExecutableError: the statement is nothing of that kind.
    """
    executor = _executors.get(statement.__class__)
    if executor is None:
        executor = _executors[statement.__class__] = _executor_of(statement)
    return executor(connection, statement, parameters, options)


def _executor_of(statement: Any) -> Executor:
    cls = statement.__class__
    if isinstance(statement, Compiled):
        return execute_compiled_object
    if getattr(cls, "is_ddl", False):
        return execute_ddl
    if getattr(cls, "_is_function", False):
        return execute_function
    if getattr(cls, "supports_execution", False):
        return execute_dml if getattr(cls, "is_dml", False) else execute_clause
    if hasattr(statement, "for_update") and hasattr(cls, "is_sequence"):
        return execute_default
    raise exc.ObjectNotExecutableError(statement)


# -- SQL statements


def execute_clause(
    connection: Connection, statement: Any, parameters: Any, options: Mapping[str, Any] | None
) -> CursorResult[*tuple[Any, ...]]:
    """Execute a SELECT or textual statement."""
    sets, many = distilled(parameters) if parameters is not None else (NO_SETS, False)
    merged = merged_options(connection, statement, options)
    dispatch = connection._dispatch
    if dispatch.before_execute or dispatch.after_execute:
        return announced(connection, statement, sets, many, merged, _select)
    return _select(connection, statement, sets, many, merged)


def execute_dml(
    connection: Connection, statement: Any, parameters: Any, options: Mapping[str, Any] | None
) -> CursorResult[*tuple[Any, ...]]:
    """Execute an INSERT, UPDATE or DELETE."""
    sets, many = distilled(parameters) if parameters is not None else (NO_SETS, False)
    merged = merged_options(connection, statement, options)
    dispatch = connection._dispatch
    if dispatch.before_execute or dispatch.after_execute:
        return announced(connection, statement, sets, many, merged, dml.execute)
    return dml.execute(connection, statement, sets, many, merged)


def merged_options(connection: Connection, statement: Any, options: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return the execution options: the statement's, over them the connection's, over them the call's."""
    merged: immutabledict[str, Any] | None = getattr(statement, "_execution_options", None)
    own = connection._execution_options
    if not merged:
        merged = own
    elif own:
        merged = merged.union(own)
    return merged.union(options) if options else merged


def run_clause(
    connection: Connection, statement: Any, sets: ParameterSets, many: bool, options: Mapping[str, Any]
) -> CursorResult[*tuple[Any, ...]]:
    """Execute a SQL statement or DDL that was announced already."""
    if getattr(statement, "is_ddl", False):
        return _ddl(connection, statement, sets, many, options)
    return (dml.execute if getattr(statement, "is_dml", False) else _select)(connection, statement, sets, many, options)


def _select(
    connection: Connection, statement: Any, sets: ParameterSets, many: bool, options: Mapping[str, Any]
) -> CursorResult[*tuple[Any, ...]]:
    started = perf_counter() if connection._watched else 0.0
    plan, binds = compiled_plan(connection, statement, options)
    return run_plan(connection, plan, binds, sets, many, options, started)


def run_plan(
    connection: Connection,
    plan: StatementPlan,
    binds: Any,
    sets: ParameterSets,
    many: bool,
    options: Mapping[str, Any],
    started: float,
) -> CursorResult[*tuple[Any, ...]]:
    """Execute a compiled statement that is no INSERT, UPDATE or DELETE construct."""
    compiled = plan.compiled
    try:
        if many:
            sql, values = compiled._positional_many(binds, sets)
        else:
            sql, values = compiled._positional(binds, sets[0] if sets else None)
    except Exception as error:
        raise_for_parameters(connection, error, compiled, sets if many else sets and sets[0])
    context = None
    if connection._watched or connection._dispatch.before_cursor_execute or connection._dispatch.after_cursor_execute:
        context = ExecutionContext(connection, compiled, options, origin=echo.origin(compiled, plan.cacheable, started))
        context.invoked_statement = compiled.statement
        context._binds, context._sets = binds, sets
    stream = bool(options) and not many and is_streamed(connection, compiled, sql, options)
    cursor = connection._cursor_execute(sql, values, many=many, context=context, stream=stream)
    fit_rows = connection.dialect.fit_rows
    if fit_rows is not None:
        fit_rows(cursor, compiled)
    return result_of(connection, plan, cursor, context, options, stream)


# WITH begins a SELECT unless something is written in it.
_QUERY = re.compile(r"[\s(]*(?:SELECT|VALUES|TABLE|WITH(?!.*\b(?:INSERT|UPDATE|DELETE|MERGE)\b))\b", re.I | re.S)


def is_streamed(connection: Connection, compiled: Any, sql: str, options: Mapping[str, Any]) -> bool:
    """Whether the rows of a statement are to stay at the server until they are fetched.

    :param compiled: the Compiled, None for text.
    """
    wanted = options.get("stream_results")
    if wanted is None:
        wanted = options.get("yield_per")
    if not wanted or not connection.dialect.features.server_side_cursors:
        return False
    if compiled is not None and compiled.is_select:
        return True
    return (compiled is None or compiled.is_text) and _QUERY.match(sql) is not None


def result_of(
    connection: Connection,
    plan: StatementPlan,
    cursor: Any,
    context: Any,
    options: Mapping[str, Any],
    stream: bool = False,
) -> CursorResult[*tuple[Any, ...]]:
    """Return the result of a cursor."""
    metadata, convert = plan.metadata, plan.convert
    if metadata is None:
        if cursor.description is None:
            return no_rows(connection, cursor, context)
        metadata, convert = plan.shape_of(cursor, connection.dialect)
    source = source_of(connection, cursor, convert, options, stream)
    preserved = plan.compiled.is_text or (options and options.get("preserve_rowcount"))
    rowcount = cursor.rowcount if preserved and not stream else -1
    result: CursorResult[*tuple[Any, ...]] = CursorResult(
        metadata, source, cursor, context, rowcount, (connection, plan.compiled, options)
    )
    if options and options.get("yield_per"):
        result.yield_per(options["yield_per"])
    return result


def source_of(
    connection: Connection, cursor: Any, convert: Any, options: Mapping[str, Any], stream: bool
) -> CursorSource:
    """Return what a result takes its rows from."""
    if stream:
        return StreamSource(cursor, connection._raise, convert, options.get("max_row_buffer") or LARGEST)
    return CursorSource(cursor, connection._raise, convert, connection.dialect.features.fetch_by_iteration)


def no_rows(connection: Connection, cursor: Any, context: Any) -> CursorResult[*tuple[Any, ...]]:
    """Return the result of a statement that returns no rows; the cursor is closed."""
    result: CursorResult[*tuple[Any, ...]] = CursorResult(
        None, NO_ROWS, cursor, context, cursor.rowcount, (connection, None, None)
    )
    cursor.close()
    return result


# -- prepared statements of the ORM


def execute_compiled(
    connection: Connection,
    compiled: Any,
    extracted_binds: Any,
    params: Any = None,
    options: Mapping[str, Any] | None = None,
    announced: bool = False,
) -> Any:
    """Execute a compiled SELECT and return the DBAPI cursor; rows are as the driver gives them.

    :param extracted_binds: the BindParameters of the statement, as its ``_statement_key()`` gathered them.
    :param params: values by name.
    :param options: execution options, besides those of the connection.
    :param announced: ``before_execute`` and ``after_execute`` are the caller's.
    """
    dispatch = connection._dispatch
    if not announced and (dispatch.before_execute or dispatch.after_execute):

        def run(chosen: Any) -> Any:
            binds = extracted_binds if chosen is compiled else None
            return execute_compiled(connection, chosen, binds, params, options, True)

        told = connection._execution_options.union(options) if options else connection._execution_options
        return announced_cursor(connection, compiled, params, told, run)
    try:
        sql, values = compiled._positional(extracted_binds, params)
    except Exception as error:
        raise_for_parameters(connection, error, compiled, params)
    stream = False
    if options or connection._execution_options:
        options = connection._execution_options.union(options) if options else connection._execution_options
        stream = is_streamed(connection, compiled, sql, options)
    context = None
    if connection._watched or dispatch.before_cursor_execute or dispatch.after_cursor_execute:
        context = ExecutionContext(connection, compiled, options, echo.origin(compiled, True, perf_counter()))
        context._binds, context._sets = extracted_binds, [params] if params else []
    cursor = connection._cursor_execute(sql, values, context=context, stream=stream)
    fit_rows = connection.dialect.fit_rows
    if fit_rows is not None:
        fit_rows(cursor, compiled)
    return cursor


# -- text as it is


def execute_text(
    connection: Connection, sql: str, parameters: Any, many: bool, options: Mapping[str, Any]
) -> CursorResult[*tuple[Any, ...]]:
    """Execute SQL text of the driver's own dialect."""
    if not parameters and options and options.get("no_parameters"):
        parameters = VERBATIM
    context = None
    if connection._watched or connection._dispatch.before_cursor_execute or connection._dispatch.after_cursor_execute:
        context = ExecutionContext(connection, None, options)
    stream = bool(options) and not many and is_streamed(connection, None, sql, options)
    cursor = connection._cursor_execute(sql, parameters, many=many, context=context, stream=stream)
    return result_of_text(connection, cursor, context, options, stream)


def result_of_text(
    connection: Connection, cursor: Any, context: Any, options: Mapping[str, Any], stream: bool = False
) -> CursorResult[*tuple[Any, ...]]:
    """Return the result of a cursor whose columns are known from the driver alone."""
    if cursor.description is None:
        return no_rows(connection, cursor, context)
    metadata = metadata_of_names(tuple([column[0] for column in cursor.description]))
    result: CursorResult[*tuple[Any, ...]] = CursorResult(
        metadata,
        source_of(connection, cursor, None, options, stream),
        cursor,
        context,
        -1 if stream else cursor.rowcount,
        (connection, None, options),
    )
    if options and options.get("yield_per"):
        result.yield_per(options["yield_per"])
    return result


# -- everything else


def execute_ddl(
    connection: Connection, ddl: Any, parameters: Any, options: Mapping[str, Any] | None
) -> CursorResult[*tuple[Any, ...]]:
    """Execute a DDL construct."""
    sets, many = distilled(parameters) if parameters is not None else (NO_SETS, False)
    merged = merged_options(connection, ddl, options)
    if connection._dispatch.before_execute or connection._dispatch.after_execute:
        return announced(connection, ddl, sets, many, merged, _ddl)
    return _ddl(connection, ddl, sets, many, merged)


def _ddl(
    connection: Connection, ddl: Any, sets: ParameterSets, many: bool, options: Mapping[str, Any]
) -> CursorResult[*tuple[Any, ...]]:
    started = perf_counter()
    translate = options.get("schema_translate_map") if options else None
    kw = {"schema_translate_map": translate} if translate else {}
    compiled = connection.dialect.compile(ddl, **kw)
    context = ExecutionContext(connection, compiled, options, origin=echo.origin(compiled, False, started))
    context.isddl = True
    cursor = connection._cursor_execute(str(compiled), VERBATIM, context=context)
    return result_of_text(connection, cursor, context, options)


def execute_function(
    connection: Connection, function: Any, parameters: Any, options: Mapping[str, Any] | None
) -> CursorResult[*tuple[Any, ...]]:
    """Execute ``SELECT function``."""
    return execute(connection, function.select(), parameters, options)


def execute_default(connection: Connection, default: Any, parameters: Any, options: Mapping[str, Any] | None) -> Any:
    """Return what a default generator or Sequence gives next, the value itself."""
    return ExecutionContext(connection, None, options or {})._value_of_default(default)


def execute_compiled_object(
    connection: Connection, compiled: Any, parameters: Any, options: Mapping[str, Any] | None
) -> CursorResult[*tuple[Any, ...]]:
    """Execute a Compiled."""
    started = perf_counter()
    sets, many = distilled(parameters) if parameters is not None else (NO_SETS, False)
    merged = merged_options(connection, compiled.statement, options)
    plan = StatementPlan(compiled, connection.dialect, False)
    if getattr(compiled.statement, "is_dml", False):
        return dml.run(connection, plan, None, sets, many, merged, started)
    return run_plan(connection, plan, None, sets, many, merged, started)
