"""``before_execute`` and ``after_execute``: what is executed is told before, and its result after.

Whoever executes something asks :func:`announces` first, so that without listeners nothing of this happens. A listener
may replace the statement or its parameters; what it gives instead is executed by its kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from holdfast.engine.parameters import NO_SETS, ParameterSets
from holdfast.engine.result import Result
from holdfast.engine.result.cursor import CursorResult
from holdfast.engine.result.metadata import ResultMetaData
from holdfast.engine.result.sources import NO_ROWS, Refusing

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection

_R = TypeVar("_R", bound=Result[Any])


def announces(connection: Connection) -> bool:
    """Whether somebody listens for ``before_execute`` or ``after_execute``."""
    dispatch = connection._dispatch
    return bool(dispatch.before_execute or dispatch.after_execute)


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
    multiparams: Any = () if sets is NO_SETS else sets if many else []
    params: Any = sets[0] if sets and not many else {}
    chosen: Callable[..., Any] = run
    for listener in dispatch.before_execute:
        replaced, multiparams, params = listener(connection, statement, multiparams, params, options)
        if replaced.__class__ is not statement.__class__:
            chosen = type(connection)._run_clause
        statement = replaced
        sets, many = (list(multiparams), True) if multiparams else ([params] if params else [], False)
    result: _R = chosen(connection, statement, sets, many, options)
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


def announced_batch(
    connection: Connection, statement: Any, sets: ParameterSets, options: Mapping[str, Any], run: Callable[[], Any]
) -> Any:
    """As :func:`announced`, for the rows of a flush.

    :param statement: the construct that does for each of the sets what the batch does for all of them.
    :param run: executes the batch; returns its rows, or how many it has counted.
    :return: what ``run`` returns; the like of it where a listener has replaced the statement or a parameter.
    """
    answers: list[Any] = []
    # A listener may change the sets in place.
    given = [dict(each) for each in sets]

    def execute(connection: Connection, chosen: Any, chosen_sets: ParameterSets, many: bool, options: Any) -> Any:
        if chosen is statement and chosen_sets == given:
            answer = run()
            answers.append(answer)
            has_rows = isinstance(answer, list) and bool(answer)
            source = Refusing("The rows of this result are read by the flush.") if has_rows else NO_ROWS
            count = answer if isinstance(answer, int) else len(sets)
            return CursorResult(None, source, None, None, count, (connection, None, options))
        result = connection._run_clause(chosen, chosen_sets, many, options)
        if result.returns_rows:
            answers.append([tuple(row) for row in result])
        else:
            answers.append(result.rowcount if statement.__visit_name__ != "insert" else [])
        return result

    announced(connection, statement, sets if len(sets) > 1 else [sets[0]], len(sets) > 1, options, execute)
    return answers[0]
