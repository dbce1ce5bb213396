"""The result of a statement that went to the database: rows, and what else the cursor and the statement have to
tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVarTuple

from holdfast import exc
from holdfast.engine.context import ExecutionContext
from holdfast.engine.result.metadata import ResultMetaData
from holdfast.engine.result.result import Result
from holdfast.engine.result.sources import NO_ROWS, IteratorSource, Source

if TYPE_CHECKING:
    from holdfast.engine.result.row import Row

_Ts = TypeVarTuple("_Ts")
_EMPTY = ResultMetaData(())
_NO_COUNT = 2**63


class CursorResult(Result[*_Ts]):
    """What ``Connection.execute()`` returns.

    :param metadata: the columns; None when the statement returns no rows.
    :param source: the rows.
    :param cursor: the DBAPI cursor.
    :param context: the ExecutionContext; None for statements that have nothing to tell but rows.
    :param execution: where there is no context, what it can be made of: the Connection, the Compiled, the execution
        options.
    """

    __slots__ = ("_execution", "_rowcount", "cursor")

    def __init__(
        self,
        metadata: ResultMetaData | None,
        source: Source,
        cursor: Any,
        context: Any = None,
        rowcount: int = -1,
        execution: tuple[Any, Any, Any] | None = None,
    ) -> None:
        self._metadata = _EMPTY if metadata is None else metadata
        self._source = source
        self._uniqueness = None
        self._yield_per = None
        self._require_unique = None
        self._context = context
        self._rowcount = rowcount
        self._execution = execution
        self.cursor = cursor

    @property
    def returns_rows(self) -> bool:
        """Whether the statement returns rows, be there any or not."""
        return self._source is not NO_ROWS

    def keys(self) -> Any:
        """Return the names of the columns."""
        if self._source is NO_ROWS:
            raise exc.ResourceClosedError(NO_ROWS.message)
        return self._metadata.key_view()

    @property
    def rowcount(self) -> int:
        """The number of rows that an UPDATE or DELETE matched, or an INSERT made; -1 when it is not known.

        Of other statements it is what the driver's cursor says.
        """
        if self._rowcount > 0 or self.cursor is None:
            return self._rowcount
        # SQLite counts as rows are fetched; PyMySQL has 2**64 - 1 for an unbuffered result.
        count: int = getattr(self.cursor, "rowcount", -1)
        return count if 0 <= count < _NO_COUNT else self._rowcount

    @property
    def lastrowid(self) -> Any:
        """The driver's ``lastrowid`` of a single-row INSERT."""
        return self.cursor.lastrowid

    @property
    def connection(self) -> Any:
        """The Connection that the statement was executed on."""
        return None if self.context is None else self.context.connection

    @property
    def dialect(self) -> Any:
        """The Dialect."""
        return self.connection.dialect

    @property
    def context(self) -> Any:
        """The ExecutionContext."""
        if self._context is None and self._execution is not None:
            self._context = ExecutionContext(*self._execution)
            self._context.cursor = self.cursor
        return self._context

    def splice_horizontally(self, other: CursorResult[Any]) -> CursorResult[*tuple[Any, ...]]:
        """Return a result whose rows are those of this and of another result side by side; both are read to their end.

        :param other: as many rows in the same order, as INSERT .. RETURNING of many parameter sets gives them with
            ``sort_by_parameter_order=True``.
        """
        rows = [
            (*mine, *theirs) for mine, theirs in zip(self._source.fetch_all(), other._source.fetch_all(), strict=True)
        ]
        keys = (*self._metadata.keys, *other._metadata.keys)
        objects = None
        if self._metadata._columns is not None and other._metadata._columns is not None:
            objects = (*self._metadata._columns, *other._metadata._columns)
        return CursorResult(ResultMetaData(keys, objects), IteratorSource(rows), self.cursor, self._context, len(rows))

    def splice_vertically(self, other: CursorResult[Any]) -> CursorResult[*_Ts]:
        """Return a result of the rows of this and then of another result; both are read to their end."""
        rows = [*self._source.fetch_all(), *other._source.fetch_all()]
        return CursorResult(self._metadata, IteratorSource(rows), self.cursor, self._context, len(rows))

    def supports_sane_rowcount(self) -> bool:
        """Whether ``rowcount`` can be relied on."""
        return bool(self.dialect.features.rowcount)

    def supports_sane_multi_rowcount(self) -> bool:
        """Whether ``rowcount`` can be relied on after many parameter sets."""
        return bool(self.dialect.features.rowcount_of_many)

    @property
    def is_insert(self) -> bool:
        """Whether the statement is an INSERT construct."""
        return bool(self._context is not None and self._context.isinsert)

    def _insert_context(self) -> Any:
        if not self.is_insert:
            raise exc.InvalidRequestError("Statement is not an insert() expression construct.")
        return self._context

    @property
    def inserted_primary_key(self) -> Row[*tuple[Any, ...]] | None:
        """The primary key of the row that a single-row INSERT made, as a row with the columns' names.

        :raises holdfast.exc.InvalidRequestError: it was no INSERT construct, or one for many rows.
        """
        context = self._insert_context()
        if context.executemany:
            raise exc.InvalidRequestError(
                "This statement was an executemany call; if primary key returning is supported, please use "
                ".inserted_primary_key_rows."
            )
        rows = self.inserted_primary_key_rows
        return rows[0] if rows else None

    @property
    def inserted_primary_key_rows(self) -> list[Any]:
        """The primary keys of all rows that an INSERT made, as far as they are known."""
        rows: list[Any] = self._insert_context().inserted_primary_key_rows
        return rows

    @property
    def returned_defaults(self) -> Row[*tuple[Any, ...]] | None:
        """Values that the database generated and ``return_defaults()`` asked for, of the first row."""
        rows = self.returned_defaults_rows
        return rows[0] if rows else None

    @property
    def returned_defaults_rows(self) -> Sequence[Any] | None:
        """Values that the database generated and ``return_defaults()`` asked for, of all rows."""
        rows: Sequence[Any] | None = None if self._context is None else self._context.returned_defaults_rows
        return rows

    def _dml_context(self) -> Any:
        context = self._context
        if context is None or not (context.isinsert or context.isupdate or context.isdelete):
            raise exc.InvalidRequestError("Statement is not an insert() or update() expression construct.")
        return context

    def last_inserted_params(self) -> Any:
        """Return the parameters of the INSERT."""
        context = self._insert_context()
        sets = context.compiled_parameters
        return sets if context.executemany else sets[0]

    def last_updated_params(self) -> Any:
        """Return the parameters of the UPDATE."""
        context = self._context
        if context is None or not context.isupdate:
            raise exc.InvalidRequestError("Statement is not an update() expression construct.")
        sets: Sequence[Mapping[str, Any]] = context.compiled_parameters
        return sets if context.executemany else sets[0]

    def lastrow_has_defaults(self) -> bool:
        """Whether the row has columns whose values only the database knows."""
        return bool(self._context is not None and self._context.postfetch_cols)

    def postfetch_cols(self) -> Sequence[Any]:
        """Return the columns whose values only the database knows."""
        columns: Sequence[Any] = self._dml_context().postfetch_cols
        return columns

    def prefetch_cols(self) -> Sequence[Any]:
        """Return the columns whose defaults were computed in Python."""
        columns: Sequence[Any] = self._dml_context().prefetch_cols
        return columns
