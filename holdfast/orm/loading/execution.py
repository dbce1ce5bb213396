"""Executing ORM SELECTs: statement -> plan -> cursor -> loader -> items.

Rules
* The path of a short statement is short: key, plan, cursor; objects are made when items are first fetched, all at
  once, or chunk by chunk with `yield_per`.
* What follows the rows (selectin and immediate loads) runs before any of their objects is handed out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from holdfast.engine.execution import announced
from holdfast.engine.result import Result
from holdfast.engine.result.sources import Source
from holdfast.exc import InvalidRequestError
from holdfast.orm.loading.from_statement import plan_from_statement
from holdfast.orm.loading.plan_cache import plans_for
from holdfast.orm.loading.related import materialise
from holdfast.orm.loading.row_stream import RowStream
from holdfast.orm.loading.select_plan import SelectPlan, check_yield_per, current_options, plan_select
from holdfast.util.collections import immutabledict
from holdfast.util.garbage import PAUSE_FROM

if TYPE_CHECKING:
    from holdfast.sql.statements.select import Select

NO_OPTIONS: immutabledict[str, Any] = immutabledict()

UNIQUE_REQUIRED = (
    "The unique() method must be invoked on this Result, as it contains results that include joined eager loads "
    "against collections"
)


def require_unique() -> NoReturn:
    """Raise: rows repeat because of joined collections, and nobody called unique()."""
    raise InvalidRequestError(UNIQUE_REQUIRED)


class ObjectSource(Source):
    """The items that a loader makes of a cursor's rows."""

    __slots__ = (
        "_at",
        "_cursor",
        "_following",
        "_items",
        "_options",
        "_plan",
        "_populate_existing",
        "_size",
        "connection",
        "scalar",
        "session",
    )

    def __init__(
        self,
        session: Any,
        connection: Any,
        cursor: Any,
        plan: SelectPlan,
        populate_existing: bool,
        options: Any,
        following: Any,
    ) -> None:
        self.session = session
        self.connection = connection
        self._cursor = cursor
        self._plan = plan
        self._populate_existing = populate_existing
        self._options = options
        self._following = following
        self._items: list[Any] | None = None
        self._at = 0
        self._size: int | None = None
        self.scalar = plan.scalar

    def _rows(self, size: int | None) -> Sequence[Any]:
        cursor = self._cursor
        if cursor is None:
            return ()
        try:
            rows: Sequence[Any] = cursor.fetchall() if size is None else cursor.fetchmany(size)
        except Exception as error:
            self.connection._raise(error)
            raise
        if size is None or len(rows) < size:
            self._cursor = None
            cursor.close()
        return rows

    def _all_rows(self) -> Sequence[Any] | RowStream:
        """All rows; of a large result only the first ones are fetched yet, where no user code runs before the last."""
        cursor = self._cursor
        if cursor is None or not self._plan.pausable or not self.connection.dialect.features.fetch_by_iteration:
            return self._rows(None)
        rows = self._rows(PAUSE_FROM)
        if self._cursor is None:
            return rows
        self._cursor = None
        return RowStream(rows, cursor)

    def _made(self, rows: Sequence[Any] | RowStream) -> list[Any]:
        items: list[Any] = materialise(
            self.session, self._plan, rows, self._populate_existing, self._options, self._following
        )
        return items

    def _made_of_all(self) -> list[Any]:
        rows = self._all_rows()
        if not isinstance(rows, RowStream):
            return self._made(rows)
        try:
            return self._made(rows)
        except self.connection.dialect.loaded_dbapi.Error as error:
            self.connection._raise(error)
            raise
        finally:
            rows.close()

    def fetch_all(self) -> list[Any]:
        items = self._items
        if items is None:
            return self._made_of_all()
        rest = items[self._at :]
        self._items = None
        return rest + self._made_of_all() if self._cursor is not None else rest

    def fetch_many(self, size: int) -> list[Any]:
        items, at = self._items, self._at
        if items is None:
            items, at = self._made(self._rows(self._size)), 0
        while len(items) - at < size and self._cursor is not None:
            items = items[at:] + self._made(self._rows(self._size))
            at = 0
        found = items[at : at + size]
        self._items, self._at = items, at + len(found)
        return found

    def yield_per(self, size: int) -> None:
        self._size = size

    def close(self) -> None:
        cursor, self._cursor = self._cursor, None
        self._items = []
        self._at = 0
        if cursor is not None:
            cursor.close()


def execute_select(
    session: Any,
    statement: Select[Any],
    params: Mapping[str, Any] | None = None,
    execution_options: Mapping[str, Any] = NO_OPTIONS,
    bind_arguments: Mapping[str, Any] | None = None,
) -> Result[Any]:
    """Execute a SELECT of ORM entities.

    :param session: the Session whose objects the result refers to.
    :param params: values of bound parameters by name.
    :param execution_options: `populate_existing`, `yield_per`, `autoflush`, and those of the connection.
    :param bind_arguments: those of Session.get_bind.
    :return: a Result; of one entity it is a scalar source.
    """
    options: Mapping[str, Any] = statement._execution_options
    if execution_options or session.execution_options:
        options = {**session.execution_options, **options, **execution_options}
    if session.autoflush and (not options or options.get("autoflush", True)):
        session._autoflush()
    if not hasattr(statement, "_joins"):  # a UNION and its like: rows of columns
        connection = session._connection_for_clause(statement, bind_arguments)
        return connection.execute(statement, params, execution_options=options)  # type: ignore[no-any-return]  # sessions are untyped below them
    connection = _connection(session, statement, bind_arguments)
    dispatch = connection._dispatch
    if dispatch.before_execute or dispatch.after_execute:
        return announced(
            connection,
            statement,
            [dict(params)] if params else [],
            False,
            options,
            lambda connection, statement, sets, many, options: _select_objects(
                session, connection, statement, sets[0] if sets else None, options
            ),
        )
    return _select_objects(session, connection, statement, params, options)


def _select_objects(
    session: Any, connection: Any, statement: Select[Any], params: Mapping[str, Any] | None, options: Mapping[str, Any]
) -> Result[Any]:
    if statement._statement is not None:
        cursor, plan = plan_from_statement(connection, statement, params, options)
        return result_of(session, connection, cursor, plan, statement, options)
    plans = plans_for(connection, options)
    found = statement._statement_key()
    if found is None:
        plan, binds = plan_select(statement, plans, (), options), None
    else:
        key, binds = found
        if options and not options.get("enable_eagerloads", True):
            key = (key, "plain")
        known = plans.get(key)
        if known is None:
            known = plans[key] = plan_select(statement, plans, binds, options)
        else:
            known.metadata.follow(statement)
        plan = known
    cursor = connection._execute_compiled(plan.compiled, binds, params, options, True)
    return result_of(session, connection, cursor, plan, statement, options)


def result_of(
    session: Any, connection: Any, cursor: Any, plan: SelectPlan, statement: Any, options: Mapping[str, Any]
) -> Result[Any]:
    """The Result of an executed plan."""
    populate_existing = bool(options and options.get("populate_existing")) or plan.always_refresh
    kept, following = (plan.options, plan.following) if not plan.options_vary else current_options(plan, statement)
    result: Result[Any] = Result(
        plan.metadata, ObjectSource(session, connection, cursor, plan, populate_existing, kept, following)
    )
    if plan.repeats:
        result._require_unique = require_unique
    if options:
        size = options.get("yield_per")
        if size:
            check_yield_per(plan)
            result.yield_per(size)
    return result


def _connection(session: Any, statement: Any, bind_arguments: Mapping[str, Any] | None) -> Any:
    if not bind_arguments and session.bind is not None and not session._binds and not session._overrides_get_bind:
        return session._connection_for(statement_mapper(statement) if session.bind is None else None)
    arguments = dict(bind_arguments or ())
    if "mapper" not in arguments and (mapper := statement_mapper(statement)) is not None:
        arguments["mapper"] = mapper
    return session._connection_for_clause(statement, arguments)


def statement_mapper(statement: Any) -> Any:
    """The mapper of the first entity that a statement names, or None."""
    for entry in (*statement._entities, *statement._from):
        entity = getattr(entry, "parent", entry) if getattr(entry, "is_attribute", False) else entry
        mapper = getattr(entity, "mapper", None)
        if mapper is not None:
            return mapper
    return None
