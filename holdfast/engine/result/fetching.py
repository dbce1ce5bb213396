"""What all results have in common: take items from a source, make them uniques, count them.

A result turns a source's items into what its user wants through two functions of its kind: ``_shape()`` gives a
function for one item, or None when the item is already what is wanted. Everything else is here: all, first, one,
partitions, unique, closing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NoReturn

from holdfast import exc
from holdfast.engine.result.metadata import ResultMetaData
from holdfast.engine.result.sources import CLOSED, NO_ROWS, Source

Strategy = Callable[[Any], Any]
Uniqueness = tuple[set[Any], "Strategy | None"]

NO_ROW_FOUND = "No row was found when one was required"
MANY_FOR_ONE = "Multiple rows were found when exactly one was required"
MANY_FOR_NONE = "Multiple rows were found when one or none was required"


class FetchingResult:
    """Base of Result, ScalarResult and MappingResult."""

    __slots__ = ("_metadata", "_require_unique", "_source", "_uniqueness", "_yield_per")

    _metadata: ResultMetaData
    _source: Source
    _uniqueness: Uniqueness | None
    _yield_per: int | None
    #: Set by the ORM when rows repeat because of joined collections; raises unless unique() was called.
    _require_unique: Callable[[], NoReturn] | None

    def _shape(self) -> Callable[[Any], Any] | None:
        raise NotImplementedError

    def _default_strategy(self) -> Strategy | None:
        """What makes two items the same for ``unique()`` without a strategy; None: equality."""
        raise NotImplementedError

    def _limit_columns(self, col_expressions: Sequence[Any]) -> None:
        raise NotImplementedError

    # -- fetching

    def _all(self) -> list[Any]:
        shape = self._shape()
        source = self._source
        items = source.fetch_all() if shape is None else source.fetch_mapped(shape)
        if self._uniqueness is not None:
            return self._uniques(items)
        if self._require_unique is not None:
            self._require_unique()
        return items

    def _many(self, size: int | None) -> list[Any]:
        if self._require_unique is not None and self._uniqueness is None:
            self._require_unique()
        return self._next(self._yield_per or 1 if size is None else size)

    def _next(self, size: int) -> list[Any]:
        shape = self._shape()
        source = self._source
        items = source.fetch_many(size)
        items = items if shape is None else list(map(shape, items))
        if self._uniqueness is None:
            return items
        fetched = len(items)
        found = self._uniques(items)
        while fetched and len(found) < size:
            more = source.fetch_many(size - len(found))
            fetched = len(more)
            found += self._uniques(more if shape is None else list(map(shape, more)))
        return found

    def _uniques(self, items: Iterable[Any]) -> list[Any]:
        return list(self._iterate_uniques(items))

    def _iterate_uniques(self, items: Iterable[Any]) -> Iterator[Any]:
        assert self._uniqueness is not None
        seen, strategy = self._uniqueness
        if strategy is None:
            strategy = self._default_strategy()
        for item in items:
            identity = item if strategy is None else strategy(item)
            try:
                if identity in seen:
                    continue
                seen.add(identity)
            except TypeError:
                raise exc.InvalidRequestError(
                    f"Can't apply uniqueness to row: a value in it is not hashable ({type(identity).__name__}); "
                    "give unique() a strategy, as unique(lambda row: row.id)"
                ) from None
            yield item

    def _first(self) -> Any:
        # the first of repeated items is no other than the first of unique ones
        items = self._next(1)
        self.close()
        return items[0] if items else None

    def _only(self, required: bool, many: str) -> Any:
        """The only item; None when there is none and none is required."""
        items = self._many(2)
        self.close()
        if len(items) == 1:
            return items[0]
        if items:
            raise exc.MultipleResultsFound(many)
        if required:
            raise exc.NoResultFound(NO_ROW_FOUND)
        return None

    def _iterate(self) -> Iterator[Any]:
        if self._require_unique is not None and self._uniqueness is None:
            self._require_unique()
        shape = self._shape()
        items = self._source.iterate()
        if shape is not None:
            items = map(shape, items)
        return items if self._uniqueness is None else self._iterate_uniques(items)

    def _partitions(self, size: int | None) -> Iterator[list[Any]]:
        while chunk := self._many(size):
            yield chunk

    def _set_yield_per(self, num: int) -> None:
        self._yield_per = num
        self._source.yield_per(num)

    def _set_unique(self, strategy: Strategy | None) -> None:
        self._uniqueness = (set(), strategy)

    # -- closing

    def close(self) -> None:
        """Close the result and free the cursor; fetching from it raises afterwards.

        A result that has been fetched to its end is closed by itself, but may still be asked, and is empty.
        """
        source = self._source
        if source is not NO_ROWS:
            self._source = CLOSED
            source.close()

    @property
    def closed(self) -> bool:
        """Whether :meth:`close` was called; exhausted results are not closed."""
        return self._source is CLOSED
