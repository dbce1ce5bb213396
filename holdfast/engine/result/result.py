"""The result of a statement: rows, once, in order.

Rules
* A Result is used up by reading it. At its end it frees the cursor by itself and is empty from then on; after
  ``close()``, ``first()`` and ``one()`` reading raises ResourceClosedError.
* ``scalars()`` of a scalar source (ORM entities) costs nothing per item.

Source of the behaviour: SQLAlchemy 2.1 documentation, "Result Set API".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, TypeVarTuple, overload

from holdfast import exc
from holdfast.engine.result.fetching import FetchingResult, Strategy
from holdfast.engine.result.filters import MappingResult, ScalarResult, TupleResult
from holdfast.engine.result.metadata import ResultMetaData, RMKeyView
from holdfast.engine.result.row import Row
from holdfast.engine.result.sources import ChainSource, ChunkSource, IteratorSource, MappedSource, Source, tuple_getter

if TYPE_CHECKING:
    from typing import Self

_T = TypeVar("_T")
_Ts = TypeVarTuple("_Ts")


class Result(FetchingResult[Row[*_Ts]], Generic[*_Ts]):
    """The rows that a statement returns.

    :param cursor_metadata: the columns.
    :param source: the items, see :mod:`holdfast.engine.result.sources`.
    """

    __slots__ = ("__weakref__", "_context")

    #: Kept for the users of results that the ORM or an extension makes; None otherwise.
    _context: Any

    def __init__(self, cursor_metadata: ResultMetaData, source: Source) -> None:
        self._metadata = cursor_metadata
        self._source = source
        self._uniqueness = None
        self._yield_per = None
        self._require_unique = None

    def _shape(self) -> Callable[[Any], Any] | None:
        row_class = self._metadata.row_class
        if self._source.scalar:
            return lambda value: row_class((value,))
        return row_class

    def _default_strategy(self) -> Strategy | None:
        return self._metadata.unique_filter()

    # -- what it is about

    def keys(self) -> RMKeyView:
        """Return the names of the columns."""
        return self._metadata.key_view()

    @property
    def returns_rows(self) -> bool:
        """Whether the statement returns rows at all."""
        return True

    @property
    def context(self) -> Any:
        """What the statement was executed with, when that is kept."""
        return getattr(self, "_context", None)

    def columns(self, *col_expressions: Any) -> Self:
        """Limit the rows to some columns, in the given order; positions, names or column objects.

        :raises holdfast.exc.NoSuchColumnError: there is no such column.
        :raises holdfast.exc.ArgumentError: none is given.
        """
        if not col_expressions:
            raise exc.ArgumentError("columns() needs at least one column, by position, name or column object")
        indexes = [self._metadata.position_of(key) for key in col_expressions]
        self._metadata = self._metadata.reduced(indexes)
        if not self._source.scalar:
            self._source = MappedSource(self._source, tuple_getter(indexes))
        return self

    # -- other shapes

    @overload
    def scalars(self: Result[_T, *tuple[Any, ...]]) -> ScalarResult[_T]: ...
    @overload
    def scalars(self: Result[_T, *tuple[Any, ...]], index: Literal[0]) -> ScalarResult[_T]: ...
    @overload
    def scalars(self, index: Any = 0) -> ScalarResult[Any]: ...
    def scalars(self, index: Any = 0) -> ScalarResult[Any]:
        """Return a result of the values of one column, by position or name."""
        return ScalarResult(self, index)

    def mappings(self) -> MappingResult:
        """Return a result of mappings from names to values."""
        return MappingResult(self)

    def tuples(self) -> TupleResult[tuple[*_Ts]]:
        """Return this result, typed as one of plain tuples."""
        return self  # type: ignore[return-value]  # TupleResult exists for type checkers only

    @property
    def t(self) -> TupleResult[tuple[*_Ts]]:
        """This result, typed as one of plain tuples."""
        return self  # type: ignore[return-value]  # as above

    def freeze(self) -> FrozenResult[*_Ts]:
        """Read all rows and return a callable that gives a new result of them each time."""
        return FrozenResult(self)

    def merge(self, *others: Result[*tuple[Any, ...]]) -> MergedResult[*tuple[Any, ...]]:
        """Return one result of the rows of this and of the others, one after the other."""
        return MergedResult(self._metadata, (self, *others))

    def fetchone(self) -> Row[*_Ts] | None:
        """Return the next row, or None."""
        return self._one_more()

    # -- single values

    @overload
    def scalar(self: Result[_T, *tuple[Any, ...]]) -> _T | None: ...
    @overload
    def scalar(self) -> Any: ...
    def scalar(self) -> Any:
        """Return the first column of the first row, None when there is no row; the result is closed."""
        return ScalarResult(self, 0).first()

    @overload
    def scalar_one(self: Result[_T, *tuple[Any, ...]]) -> _T: ...
    @overload
    def scalar_one(self) -> Any: ...
    def scalar_one(self) -> Any:
        """Return the first column of the only row; errors as for :meth:`one`."""
        return ScalarResult(self, 0).one()

    @overload
    def scalar_one_or_none(self: Result[_T, *tuple[Any, ...]]) -> _T | None: ...
    @overload
    def scalar_one_or_none(self) -> Any | None: ...
    def scalar_one_or_none(self) -> Any | None:
        """Return the first column of the only row, None when there is no row; errors as for :meth:`one_or_none`."""
        return ScalarResult(self, 0).one_or_none()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, type_: Any, value: Any, traceback: Any) -> None:
        self.close()


class IteratorResult(Result[*_Ts]):
    """A result of the tuples (or, with ``_source_supports_scalars``, the values) of an iterator.

    :param cursor_metadata: the columns, as a ``SimpleResultMetaData``.
    :param iterator: gives the items.
    :param raw: kept as ``raw``: the result that the items come from; closed with this one.
    """

    __slots__ = ("raw",)

    def __init__(
        self,
        cursor_metadata: ResultMetaData,
        iterator: Iterable[Any],
        raw: Result[Any] | None = None,
        _source_supports_scalars: bool = False,
        context: Any = None,
    ) -> None:
        super().__init__(cursor_metadata, IteratorSource(iterator, _source_supports_scalars))
        self.raw = raw
        self._context = context

    def close(self) -> None:
        """Close this result and the one its items come from."""
        super().close()
        if self.raw is not None:
            self.raw.close()


class ChunkedIteratorResult(IteratorResult[*_Ts]):
    """A result of items that come in chunks.

    :param cursor_metadata: the columns.
    :param chunks: called with the chunk size (None: any), returns an iterator of sequences of items.
    :param source_supports_scalars: the items are bare values, not tuples.
    :param raw: as for :class:`IteratorResult`.
    :param dynamic_yield_per: ``fetchmany(n)`` asks for chunks of n.
    """

    __slots__ = ()

    def __init__(
        self,
        cursor_metadata: ResultMetaData,
        chunks: Callable[[int | None], Iterator[Sequence[Any]]],
        source_supports_scalars: bool = False,
        raw: Result[Any] | None = None,
        dynamic_yield_per: bool = False,
        context: Any = None,
    ) -> None:
        Result.__init__(self, cursor_metadata, ChunkSource(chunks, source_supports_scalars, dynamic_yield_per))
        self.raw = raw
        self._context = context


class MergedResult(Result[*_Ts]):
    """The rows of several results, one after the other; made by :meth:`Result.merge`.

    :param cursor_metadata: the columns of the first.
    :param results: the results.
    """

    __slots__ = ("_results", "_rowcount")

    def __init__(self, cursor_metadata: ResultMetaData, results: Sequence[Result[*tuple[Any, ...]]]) -> None:
        sources = [result._source for result in results]
        if not all(source.scalar for source in sources):
            sources = [MappedSource(s, lambda value: (value,)) if s.scalar else s for s in sources]
        super().__init__(cursor_metadata, ChainSource(sources))
        self._results = results
        self._uniqueness = results[0]._uniqueness
        self._yield_per = results[0]._yield_per

    @property
    def rowcount(self) -> int:
        """The sum of the results' row counts."""
        return sum(getattr(result, "rowcount", 0) for result in self._results)

    def close(self) -> None:
        """Close this and the merged results."""
        super().close()
        for result in self._results:
            result.close()


class FrozenResult(Generic[*_Ts]):
    """All rows of a result, ready to be read any number of times: call it for a new result.

    :param result: is read to its end.
    """

    def __init__(self, result: Result[*_Ts]) -> None:
        self.metadata = result._metadata
        self._scalar = result._source.scalar
        if result._uniqueness is not None:
            rows: Sequence[Any] = result.all()
            self.data = [row[0] for row in rows] if self._scalar else [tuple(row) for row in rows]
        else:
            if result._require_unique is not None:
                result._require_unique()
            self.data = result._source.fetch_all()

    def rewrite_rows(self) -> Sequence[Sequence[Any]]:
        """Return the rows as a list of sequences."""
        return [(value,) for value in self.data] if self._scalar else self.data

    def with_new_rows(self, tuple_data: Sequence[Sequence[Any]]) -> FrozenResult[*_Ts]:
        """Return a frozen result of the same columns and other rows."""
        copy: FrozenResult[*_Ts] = FrozenResult.__new__(FrozenResult)
        copy.metadata = self.metadata
        copy._scalar = self._scalar
        copy.data = [row[0] for row in tuple_data] if self._scalar else list(tuple_data)
        return copy

    def __call__(self) -> Result[*_Ts]:
        return IteratorResult(self.metadata, iter(self.data), _source_supports_scalars=self._scalar)


def null_result() -> Result[*tuple[Any, ...]]:
    """Return a result without columns and rows."""
    return IteratorResult(ResultMetaData(()), iter(()))
