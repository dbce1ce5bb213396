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
from typing import TYPE_CHECKING, Any, TypeVar

from holdfast import exc
from holdfast.engine import dml, echo
from holdfast.engine.context import ExecutionContext
from holdfast.engine.errors import raise_for_parameters
from holdfast.engine.parameters import VERBATIM, ParameterSets, distilled
from holdfast.engine.plan import StatementPlan, compiled_plan
from holdfast.engine.result import Result
from holdfast.engine.result.cursor import CursorResult
from holdfast.engine.result.metadata import ResultMetaData, metadata_of_names
from holdfast.engine.result.sources import NO_ROWS, CursorSource, Refusing
from holdfast.engine.result.streaming import LARGEST, StreamSource
from holdfast.sql.compiler.compiled import Compiled
from holdfast.util.collections import immutabledict

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection

_R = TypeVar("_R", bound=Result[Any])
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
    sets, many = distilled(parameters) if parameters else (_NO_SETS, False)
    merged = merged_options(connection, statement, options)
    dispatch = connection._dispatch
    if dispatch.before_execute or dispatch.after_execute:
        return announced(connection, statement, sets, many, merged, _select)
    return _select(connection, statement, sets, many, merged)


def execute_dml(
    connection: Connection, statement: Any, parameters: Any, options: Mapping[str, Any] | None
) -> CursorResult[*tuple[Any, ...]]:
    """Execute an INSERT, UPDATE or DELETE."""
    sets, many = distilled(parameters) if parameters else (_NO_SETS, False)
    merged = merged_options(connection, statement, options)
    dispatch = connection._dispatch
    if dispatch.before_execute or dispatch.after_execute:
        return announced(connection, statement, sets, many, merged, dml.execute)
    return dml.execute(connection, statement, sets, many, merged)


_NO_SETS: ParameterSets = []


def merged_options(connection: Connection, statement: Any, options: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return the execution options: the statement's, over them the connection's, over them the call's."""
    merged: immutabledict[str, Any] | None = getattr(statement, "_execution_options", None)
    own = connection._execution_options
    if not merged:
        merged = own
    elif own:
        merged = merged.union(own)
    return merged.union(options) if options else merged


def announced(
    connection: Connection,
    statement: Any,
    sets: ParameterSets,
    many: bool,
    options: Mapping[str, Any],
    run: Callable[..., _R],
) -> _R:
    """Run between the ``before_execute`` and ``after_execute`` listeners.

    :param run: called with connection, statement, parameter sets, many, options; returns the result.
    """
    dispatch = connection._dispatch
    multiparams: Any = sets if many else []
    params: Any = sets[0] if sets and not many else {}
    for listener in dispatch.before_execute:
        replaced, multiparams, params = listener(connection, statement, multiparams, params, options)
        if replaced is not statement:
            if replaced.__class__ is not statement.__class__:
                run = _run_of(replaced, run)
            statement = replaced
        sets, many = (list(multiparams), True) if multiparams else ([params] if params else [], False)
    result = run(connection, statement, sets, many, options)
    if dispatch.after_execute:
        dispatch.after_execute(connection, statement, multiparams, params, options, result)
    return result


def announced_cursor(
    connection: Connection, compiled: Any, params: Any, options: Mapping[str, Any], run: Callable[[Any], Any]
) -> Any:
    """As :func:`announced`, for a prepared statement whose rows the ORM reads from the cursor.

    A listener may give another statement with the same columns.

    :param run: called with a Compiled; returns the cursor.
    """
    made: list[Any] = []

    def execute(connection: Connection, statement: Any, sets: ParameterSets, many: bool, options: Any) -> Any:
        chosen = compiled if statement is compiled.statement else connection.dialect.compile(statement)
        cursor = run(chosen)
        made.append(cursor)
        source = Refusing("The rows of this result are read by the ORM.")
        return CursorResult(ResultMetaData(()), source, cursor, None, -1, (connection, chosen, options))

    announced(connection, compiled.statement, [dict(params)] if params else [], False, options, execute)
    return made[0]


def _run_of(statement: Any, run: Callable[..., Any]) -> Callable[..., Any]:
    if getattr(statement, "is_dml", False):
        return dml.execute
    if getattr(statement, "supports_execution", False) and not getattr(statement, "is_ddl", False):
        return _select
    return run


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
    stream = bool(options) and not many and is_streamed(connection, compiled, sql, options)
    cursor = connection._cursor_execute(sql, values, many=many, context=context, stream=stream)
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
    sets, many = distilled(parameters) if parameters else (_NO_SETS, False)
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
    sets, many = distilled(parameters) if parameters else (_NO_SETS, False)
    merged = merged_options(connection, compiled.statement, options)
    plan = StatementPlan(compiled, connection.dialect, False)
    if getattr(compiled.statement, "is_dml", False):
        return dml.run(connection, plan, None, sets, many, merged, started)
    return run_plan(connection, plan, None, sets, many, merged, started)
