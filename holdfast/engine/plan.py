"""What is kept with a compiled statement: how its rows are made.  The values of ``Engine._compiled_cache`` for Core
statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from holdfast.engine.processors import row_converter
from holdfast.engine.result.metadata import ResultMetaData, metadata_of_names
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.traversal import iterate

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection
    from holdfast.engine.dialect import Dialect

Converter = Callable[[Iterable[Any]], list[tuple[Any, ...]]]


class StatementPlan:
    """A compiled statement and the shape of its result.

    :ivar compiled: the Compiled.
    :ivar cacheable: it has a cache key.
    :ivar metadata: the columns; None when only the cursor can tell (``text()``).
    :ivar convert: applies the result processors to rows; None when no column has one.
    """

    __slots__ = ("_by_names", "batch", "cacheable", "compiled", "convert", "key_metadata", "metadata")

    def __init__(self, compiled: Any, dialect: Dialect, cacheable: bool) -> None:
        self.compiled = compiled
        self.cacheable = cacheable
        self.metadata: ResultMetaData | None = None
        self.convert: Converter | None = None
        self._by_names: dict[tuple[str, ...], tuple[ResultMetaData, Converter | None]] | None = None
        #: For INSERT .. RETURNING of many sets: (InsertBatch, names of its values), False when there can be none,
        #: None when not known yet.
        self.batch: Any = None
        self.key_metadata: ResultMetaData | None = None
        columns = compiled.result_columns
        if columns and not compiled.implicit_returning:
            if compiled.ordered_columns:
                self.metadata, self.convert = shape(columns, dialect, compiled.statement)
            else:
                self._by_names = {}

    def shape_of(self, cursor: Any, dialect: Dialect) -> tuple[ResultMetaData, Converter | None]:
        """Return metadata and converter for the rows of a cursor."""
        if self.metadata is not None:
            return self.metadata, self.convert
        names = tuple([column[0] for column in cursor.description])
        if self._by_names is None:
            return metadata_of_names(names), None
        found = self._by_names.get(names)
        if found is None:
            found = self._by_names[names] = _shape_by_name(names, self.compiled.result_columns, dialect)
        return found


def shape(columns: Sequence[Any], dialect: Dialect, statement: Any = None) -> tuple[ResultMetaData, Converter | None]:
    """Return metadata and converter of compiled result columns."""
    metadata = ResultMetaData(
        [column.name for column in columns], [column.keys for column in columns], statement=statement
    )
    return metadata, row_converter([column.type._result(dialect) for column in columns])


def _shape_by_name(
    names: tuple[str, ...], columns: Sequence[Any], dialect: Dialect
) -> tuple[ResultMetaData, Converter | None]:
    declared = {column.name: column for column in columns}
    found = [declared.get(name) for name in names]
    metadata = ResultMetaData(names, [() if column is None else column.keys for column in found], by_name=True)
    return metadata, row_converter([None if column is None else column.type._result(dialect) for column in found])


def compiled_plan(
    connection: Connection,
    statement: Any,
    options: Mapping[str, Any],
    column_keys: Sequence[str] | None = None,
    many: bool = False,
) -> tuple[StatementPlan, Any]:
    """Return the plan of a statement, compiled now or found in the cache, and the statement's bound parameters."""
    cache: Any = options.get("compiled_cache", connection.engine._compiled_cache)
    translate = options.get("schema_translate_map") if options else None
    found = statement._statement_key() if cache is not None else None
    if found is None:
        return _compile(connection, statement, None, column_keys, many, translate), None
    key, binds = found
    if column_keys is not None or translate:
        key = (key, column_keys and tuple(column_keys), many, translate and frozenset(translate.items()))
    plan = cache.get(key)
    if plan is None:
        plan = cache[key] = _compile(connection, statement, binds, column_keys, many, translate)
    elif plan.metadata is not None:
        plan.metadata.follow(statement)
    return plan, binds


def _compile(
    connection: Connection, statement: Any, binds: Any, column_keys: Sequence[str] | None, many: bool, translate: Any
) -> StatementPlan:
    dialect = connection.dialect
    kw: dict[str, Any] = {}
    if column_keys is not None:
        # A value for a bindparam() of the statement is none for a column.
        gathered = [e for e in iterate(statement) if isinstance(e, BindParameter)] if binds is None else binds
        own = {bind.key for bind in gathered if not bind.unique}
        kw["column_keys"] = [key for key in column_keys if key not in own]
    if many:
        kw["for_executemany"] = True
    if translate:
        kw["schema_translate_map"] = translate
    return StatementPlan(dialect.compile(statement, gathered=binds, **kw), dialect, binds is not None)
