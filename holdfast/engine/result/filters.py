"""Results of something else than rows: of single values and of mappings.

They are views: what is fetched through one is gone from the result it was made of.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar, overload

from holdfast.engine.result.fetching import FetchingResult, Strategy
from holdfast.engine.result.metadata import RMKeyView
from holdfast.engine.result.row import RowMapping

if TYPE_CHECKING:
    from typing import Self

    from holdfast.engine.result.result import Result

_T = TypeVar("_T")
_R = TypeVar("_R", covariant=True)


class FilterResult(FetchingResult[_R]):
    """Base of the views of a :class:`Result`."""

    __slots__ = ("_real",)

    def __init__(self, real_result: Result[*tuple[Any, ...]]) -> None:
        self._real = real_result
        self._metadata = real_result._metadata
        self._source = real_result._source
        self._yield_per = real_result._yield_per
        self._require_unique = real_result._require_unique
        uniqueness = real_result._uniqueness
        self._uniqueness = None if uniqueness is None else (set(), uniqueness[1])

    def close(self) -> None:
        """Close this and the result it was made of."""
        super().close()
        self._real.close()

    @property
    def closed(self) -> bool:
        """Whether the result was closed."""
        return self._real.closed


class ScalarResult(FilterResult[_R]):
    """A result of single values: the first column's, say.

    :param real_result: the result.
    :param index: the column, as position or name.
    """

    __slots__ = ("_index",)

    def __init__(self, real_result: Result[*tuple[Any, ...]], index: Any) -> None:
        super().__init__(real_result)
        self._index = index if index == 0 and type(index) is int else self._metadata.position_of(index)

    def _shape(self) -> Callable[[Any], Any] | None:
        return None if self._source.scalar else itemgetter(self._index)

    def _default_strategy(self) -> Strategy | None:
        filters = self._metadata.unique_filters
        return None if filters is None else filters[self._index]


class MappingResult(FilterResult[RowMapping]):
    """A result of mappings from names to values."""

    __slots__ = ()

    def _shape(self) -> Callable[[Any], Any]:
        metadata = self._metadata
        if self._source.scalar:
            return lambda value: RowMapping(metadata, (value,))
        return lambda item: RowMapping(metadata, item)

    def _default_strategy(self) -> Strategy:
        keep = self._metadata.unique_filter()
        if keep is None:
            return lambda mapping: mapping._values
        return lambda mapping: keep(mapping._values)

    def keys(self) -> RMKeyView:
        """Return the names."""
        return self._metadata.key_view()

    def columns(self, *col_expressions: Any) -> Self:
        """Limit the mappings to some columns, in the given order; positions, names or column objects."""
        self._real.columns(*col_expressions)
        self._metadata = self._real._metadata
        self._source = self._real._source
        return self

    def fetchone(self) -> RowMapping | None:
        """Return the next mapping or None."""
        return self._one_more()


if TYPE_CHECKING:

    class TupleResult(FilterResult[_R]):
        """A :class:`Result` typed as one of plain tuples; there is no such object at runtime."""

        def columns(self, *col_expressions: Any) -> Self: ...
        def fetchone(self) -> _R | None: ...
        def keys(self) -> RMKeyView: ...
        def scalars(self, index: Any = 0) -> ScalarResult[Any]: ...
        def mappings(self) -> MappingResult: ...
        @overload
        def scalar_one(self: TupleResult[tuple[_T]]) -> _T: ...
        @overload
        def scalar_one(self) -> Any: ...
        def scalar_one(self) -> Any: ...
        @overload
        def scalar_one_or_none(self: TupleResult[tuple[_T]]) -> _T | None: ...
        @overload
        def scalar_one_or_none(self) -> Any | None: ...
        def scalar_one_or_none(self) -> Any: ...
        @overload
        def scalar(self: TupleResult[tuple[_T]]) -> _T | None: ...
        @overload
        def scalar(self) -> Any: ...
        def scalar(self) -> Any: ...
else:

    class TupleResult(FilterResult):
        """The type of ``Result.tuples()`` for type checkers; at runtime that returns the Result itself."""

        __slots__ = ()
