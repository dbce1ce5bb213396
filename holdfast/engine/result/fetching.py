"""What all results have in common: take items from a source, make them uniques, count them.

A kind of result says what an item is to its user: ``_shape()`` gives a function for one item of the source, or None
when that is already what is wanted, ``_default_strategy()`` what makes two of them the same. Everything else is here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from holdfast import exc
from holdfast.engine.result.metadata import ResultMetaData
from holdfast.engine.result.sources import CLOSED, NO_ROWS, Source

if TYPE_CHECKING:
    from typing import Self

_R = TypeVar("_R", covariant=True)

Strategy = Callable[[Any], Any]
Uniqueness = tuple[set[Any], "Strategy | None"]

NO_ROW_FOUND = "No row was found when one was required"
MANY_FOR_ONE = "Multiple rows were found when exactly one was required"
MANY_FOR_NONE = "Multiple rows were found when one or none was required"


class FetchingResult(Generic[_R]):
    """Base of Result, ScalarResult and MappingResult, whose items are rows, values and mappings."""

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

    # -- settings

    def yield_per(self, num: int) -> Self:
        """Fetch ``num`` items at a time when iterating, and in partitions."""
        self._yield_per = num
        self._source.yield_per(num)
        return self

    def unique(self, strategy: Strategy | None = None) -> Self:
        """Leave out items that came before.

        :param strategy: what is compared of an item; by default identity for ORM objects and equality for all else.
        """
        self._uniqueness = (set(), strategy)
        return self

    # -- fetching

    def all(self) -> Sequence[_R]:
        """Return all remaining items as a list."""
        shape = self._shape()
        source = self._source
        items = source.fetch_all() if shape is None else source.fetch_mapped(shape)
        if self._uniqueness is not None:
            return list(self._uniques(items))
        if self._require_unique is not None:
            self._require_unique()
        return items

    def fetchall(self) -> Sequence[_R]:
        """Return all remaining items as a list."""
        return self.all()

    def fetchmany(self, size: int | None = None) -> Sequence[_R]:
        """Return the next ``size`` items, fewer at the end."""
        return self._many(size)

    def partitions(self, size: int | None = None) -> Iterator[Sequence[_R]]:
        """Iterate through lists of ``size`` items (by default what yield_per() was given)."""
        while chunk := self._many(size):
            yield chunk

    def first(self) -> _R | None:
        """Return the first item or None, and close the result."""
        # The first of repeated items is no other than the first of unique ones.
        items = self._next(1)
        self.close()
        return items[0] if items else None

    def one(self) -> _R:
        """Return the only item.

        :raises holdfast.exc.NoResultFound: there is none.
        :raises holdfast.exc.MultipleResultsFound: there are more.
        """
        items = self._at_most_one(MANY_FOR_ONE)
        if not items:
            raise exc.NoResultFound(NO_ROW_FOUND)
        return items[0]

    def one_or_none(self) -> _R | None:
        """Return the only item, None when there is none.

        :raises holdfast.exc.MultipleResultsFound: there are more.
        """
        items = self._at_most_one(MANY_FOR_NONE)
        return items[0] if items else None

    def __iter__(self) -> Iterator[_R]:
        if self._require_unique is not None and self._uniqueness is None:
            self._require_unique()
        shape = self._shape()
        items = self._source.iterate()
        if shape is not None:
            items = map(shape, items)
        return items if self._uniqueness is None else self._uniques(items)

    def __next__(self) -> _R:
        items = self._many(1)
        if not items:
            raise StopIteration
        return items[0]

    def _one_more(self) -> _R | None:
        """The next item, or None: ``fetchone()`` of the kinds that have it."""
        items = self._many(1)
        return items[0] if items else None

    def _at_most_one(self, message: str) -> list[_R]:
        items = self._many(2)
        self.close()
        if len(items) > 1:
            raise exc.MultipleResultsFound(message)
        return items

    def _many(self, size: int | None) -> list[_R]:
        if self._require_unique is not None and self._uniqueness is None:
            self._require_unique()
        return self._next(self._yield_per or 1 if size is None else size)

    def _next(self, size: int) -> list[_R]:
        shape = self._shape()
        source = self._source
        items = source.fetch_many(size)
        items = items if shape is None else list(map(shape, items))
        if self._uniqueness is None:
            return items
        fetched = len(items)
        found = list(self._uniques(items))
        while fetched and len(found) < size:
            more = source.fetch_many(size - len(found))
            fetched = len(more)
            found += self._uniques(more if shape is None else map(shape, more))
        return found

    def _uniques(self, items: Iterable[Any]) -> Iterator[Any]:
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
