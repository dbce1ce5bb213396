"""INSERT, UPDATE and DELETE: what SELECT does not need around its execution.

* Before: columns with a Python-side default that no value is given for (``compiled.insert_prefetch``,
  ``update_prefetch``) get one, for each parameter set.
* Execution: one parameter set; many (the driver's ``executemany()``, or ``InsertBatch`` for plain INSERTs where that is
  faster); many with RETURNING, through ``InsertBatch`` when the statement is of its plain kind, set by set otherwise.
* After: what the result can tell. Rows of RETURNING are read at once, because a half-read one keeps the database from
  committing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any

from holdfast.engine import echo
from holdfast.engine.batch import InsertBatch, fetched
from holdfast.engine.context import ExecutionContext
from holdfast.engine.errors import raise_for_parameters
from holdfast.engine.parameters import ParameterSets
from holdfast.engine.plan import StatementPlan, compiled_plan
from holdfast.engine.processors import row_converter
from holdfast.engine.result.cursor import CursorResult
from holdfast.engine.result.metadata import ResultMetaData
from holdfast.engine.result.sources import NO_ROWS, IteratorSource
from holdfast.sql.compiler.parameters import explain_missing

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection

Result = CursorResult[Any]


def execute(
    connection: Connection, statement: Any, sets: ParameterSets, many: bool, options: Mapping[str, Any]
) -> CursorResult[*tuple[Any, ...]]:
    """Compile, or find, and execute an INSERT, UPDATE or DELETE."""
    started = perf_counter() if connection._watched else 0.0
    keys = tuple(sets[0]) if sets else ()
    plan, binds = compiled_plan(connection, statement, options, keys, many)
    return run(connection, plan, binds, sets, many, options, started)


def run(
    connection: Connection,
    plan: StatementPlan,
    binds: Any,
    sets: ParameterSets,
    many: bool,
    options: Mapping[str, Any],
    started: float,
) -> CursorResult[*tuple[Any, ...]]:
    """Execute a compiled INSERT, UPDATE or DELETE."""
    note = echo.origin(plan.compiled, plan.cacheable, started) if connection._watched else echo.RAW
    context = DMLContext(connection, plan, binds, sets, many, options, note)
    try:
        context.fill_in_defaults()
    except Exception as error:
        raise_for_parameters(connection, error, plan.compiled, sets if many else sets and sets[0])
    if many:
        return context.run_many()
    return context.run_one()


class DMLContext(ExecutionContext):
    """The execution of an INSERT, UPDATE or DELETE."""

    def __init__(
        self,
        connection: Connection,
        plan: StatementPlan,
        binds: Any,
        sets: ParameterSets,
        many: bool,
        options: Mapping[str, Any],
        note: str,
    ) -> None:
        super().__init__(connection, plan.compiled, options, note)
        compiled = plan.compiled
        self.plan = plan
        self.executemany = many
        self.isinsert = compiled.is_insert
        self.isupdate = compiled.is_update
        self.isdelete = compiled.is_delete
        self.invoked_statement = compiled.statement
        self.prefetch_cols = compiled.insert_prefetch or compiled.update_prefetch
        self.postfetch_cols = compiled.postfetch
        self._binds = binds
        self._sets: ParameterSets = sets or [{}]
        # What RETURNING gave: as the driver has it, and as the types of the columns have it.
        self._generated: list[Any] | None = None
        self._values: list[Any] | None = None
        self._lastrowid: Any = None

    # -- before

    def fill_in_defaults(self) -> None:
        """Give each parameter set the values of Python-side defaults."""
        columns = self.prefetch_cols
        if not columns:
            return
        compiled = self.compiled
        names = compiled.prefetch_names
        attribute = "default" if self.isinsert else "onupdate"
        defaults = [(column, getattr(column, attribute), names[column]) for column in columns]
        aware = any(getattr(default, "takes_context", False) for _, default, _ in defaults)
        filled = []
        for given in self._sets:
            values = dict(given)
            seen = {**compiled.construct_params(given, self._binds, False, _check=False)} if aware else values
            for column, default, places in defaults:
                for name in places:
                    row = _row_of(seen, column.key, name) if aware else seen
                    values[name] = seen[name] = self._value_of_default(default, row, column)
            filled.append(values)
        self._sets = filled

    # -- execution

    def run_one(self) -> CursorResult[*tuple[Any, ...]]:
        """Execute with one parameter set."""
        connection = self.connection
        given = self._sets[0]
        try:
            sql, values = self.compiled._positional(self._binds, given or None)
        except Exception as error:
            raise_for_parameters(connection, error, self.compiled, given)
        cursor = self.cursor = connection._cursor_execute(sql, values, context=self)
        # Before it is closed: a cursor of psycopg forgets.
        count = cursor.rowcount
        compiled = self.compiled
        if compiled.returning:
            if connection.dialect.fit_rows is not None:
                connection.dialect.fit_rows(cursor, compiled)
            rows = fetched(connection, cursor)
            if not compiled.implicit_returning:
                return self._rows(rows, cursor, len(rows))
            self._generated = rows
            count = len(rows)
        else:
            if compiled.postfetch_lastrowid:
                self._lastrowid = cursor.lastrowid
            cursor.close()
        return CursorResult(None, NO_ROWS, cursor, self, count)

    def run_many(self) -> CursorResult[*tuple[Any, ...]]:
        """Execute with many parameter sets."""
        connection, compiled = self.connection, self.compiled
        if compiled.returning:
            return self._returning_many()
        features = connection.dialect.features
        if compiled.is_insert and features.multirow_insert_is_faster and features.batched_insert:
            batch = self._batch()
            if batch is not None:
                count = batch.insert(self, self._batch_rows())
                return CursorResult(None, NO_ROWS, None, self, count)
        try:
            sql, values = compiled._positional_many(self._binds, self._sets)
        except Exception as error:
            raise_for_parameters(connection, error, compiled, self._sets)
        cursor = self.cursor = connection._cursor_execute(sql, values, many=True, context=self)
        count = cursor.rowcount
        cursor.close()
        return CursorResult(None, NO_ROWS, cursor, self, count)

    def _returning_many(self) -> CursorResult[*tuple[Any, ...]]:
        connection = self.connection
        batch = self._batch()
        if batch is not None:
            self._values = rows = batch.execute(connection, self._batch_rows(), self)
            if self.compiled.implicit_returning:
                return CursorResult(None, NO_ROWS, None, self, len(rows))
            return CursorResult(self.plan.metadata, IteratorSource(rows), None, self, len(rows))
        rows = []
        self.begin_batch(len(self._sets), ordered=True)
        for given in self._sets:
            try:
                sql, positional = self.compiled._positional(self._binds, given)
            except Exception as error:
                raise_for_parameters(connection, error, self.compiled, given)
            self._page += 1
            cursor = self.cursor = connection._cursor_execute(sql, positional, context=self)
            rows += fetched(connection, cursor)
        if self.compiled.implicit_returning:
            self._generated = rows
            return CursorResult(None, NO_ROWS, self.cursor, self, len(rows))
        return self._rows(rows, self.cursor, len(rows))

    def _batch(self) -> InsertBatch | None:
        """The batch that does the same, if there is one."""
        if self.plan.batch is None:
            self.plan.batch = _batch_of(self.connection, self.plan, self._sets[0]) or False
        return self.plan.batch or None

    def _batch_rows(self) -> list[tuple[Any, ...]]:
        names = [column.key for column in self.plan.batch.columns]
        try:
            return [tuple([given[name] for name in names]) for given in self._sets]
        except KeyError:
            try:
                explain_missing(self._sets)
            except Exception as error:
                raise_for_parameters(self.connection, error, self.compiled, self._sets)
            raise

    def _rows(self, rows: list[Any], cursor: Any, count: int) -> CursorResult[*tuple[Any, ...]]:
        convert = self.plan.convert
        self._generated = rows
        items = rows if convert is None else convert(rows)
        result: CursorResult[*tuple[Any, ...]] = CursorResult(
            self.plan.metadata, IteratorSource(items), cursor, self, count
        )
        if self.execution_options.get("yield_per"):
            result.yield_per(self.execution_options["yield_per"])
        return result

    # -- after

    @property
    def inserted_primary_key_rows(self) -> list[Any]:  # type: ignore[override]  # made when asked for
        """The primary keys of the inserted rows, with None for what is not known."""
        table = self.compiled.statement.table
        columns = tuple(table.primary_key)
        make = _key_metadata(self.plan, columns).row_class
        generated = self._generated_values()
        automatic = table.autoincrement_column if self.compiled.postfetch_lastrowid else None
        found = []
        for number, given in enumerate(self.compiled_parameters):
            known = generated[number] if number < len(generated) else {}
            key = []
            for column in columns:
                value = known.get(column, given.get(column.key))
                if value is None and column is automatic:
                    value = self._lastrowid
                key.append(value)
            found.append(make(key))
        return found

    @property
    def returned_defaults_rows(self) -> list[Any] | None:  # type: ignore[override]  # made when asked for
        """The values that ``return_defaults()`` asked for."""
        if not self.compiled.statement._return_defaults or not self._has_generated:
            return None
        columns = self.compiled.returning
        make = ResultMetaData([column.key for column in columns], [(column,) for column in columns]).row_class
        return [make(row) for row in self._converted()]

    def _generated_values(self) -> list[dict[Any, Any]]:
        """What RETURNING gave, by column."""
        if not self._has_generated:
            return []
        columns = self.compiled.returning
        return [dict(zip(columns, row, strict=False)) for row in self._converted()]

    @property
    def _has_generated(self) -> bool:
        return self._generated is not None or self._values is not None

    def _converted(self) -> list[Any]:
        if self._values is None:
            rows = self._generated or []
            convert = row_converter([column.type._result(self.dialect) for column in self.compiled.returning])
            self._values = rows if convert is None else convert(rows)
        return self._values


def _row_of(values: dict[str, Any], key: str, name: str) -> dict[str, Any]:
    """The values of the row that a parameter is of; in an INSERT with several rows of VALUES, under their columns' own
    names."""
    if name == key:
        return values
    suffix = name.removeprefix(key)
    return {name.removesuffix(suffix): value for name, value in values.items() if name.endswith(suffix)}


def _key_metadata(plan: StatementPlan, columns: Sequence[Any]) -> ResultMetaData:
    if plan.key_metadata is None:
        plan.key_metadata = ResultMetaData([column.key for column in columns], [(column,) for column in columns])
    return plan.key_metadata


def _batch_of(connection: Connection, plan: StatementPlan, given: Mapping[str, Any]) -> InsertBatch | None:
    """The InsertBatch that does what a compiled INSERT does; None: there is none."""
    compiled = plan.compiled
    statement = compiled.statement
    table = statement.table
    if (
        not compiled.is_insert
        or (compiled.returning and not connection.dialect.features.insert_returning)
        or statement._values is not None
        or statement.select is not None
        or statement._post_values_clause is not None
        or statement._prefixes
        or statement._ctes
        or not getattr(table, "_is_table", False)
        or any(getattr(column, "table", None) is not table for column in compiled.returning)
        or any(column.key not in table.c for column in compiled.returning)
    ):
        return None
    if any(name not in table.c for name in given):
        return None
    columns = tuple([column for column in table.c if column.key in given])
    for column in table.c:
        default = column.default
        if column.key not in given and default is not None and not _is_filled_in(default):
            return None
        if column.type.dialect_impl(connection.dialect)._has_column_expression and column in compiled.returning:
            return None
    return InsertBatch.of(connection.dialect, table, columns, tuple(compiled.returning))


def _is_filled_in(default: Any) -> bool:
    """Whether a column's default is none of the statement's: made in Python before, or by the batch."""
    return bool(default.is_scalar or default.is_callable or default.is_sequence or default.is_sentinel)
