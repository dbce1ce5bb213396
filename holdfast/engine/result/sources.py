"""Where a result's items come from.

A source gives items in order, each once: ``fetch_all()``, ``fetch_many(n)``, ``iterate()``, ``close()``. Items are
tuples, or bare values when ``scalar`` is True. An exhausted source gives nothing more; a closed one raises.

Subclasses define ``fetch_many`` at least; the rest follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from operator import itemgetter
from typing import Any, NoReturn, Protocol

from holdfast import exc
from holdfast.util.garbage import PAUSE_FROM, pause

CHUNK = 1000


class Source:
    """Base of the sources."""

    __slots__ = ()
    scalar = False

    def fetch_many(self, size: int) -> list[Any]:
        """Return the next ``size`` items, fewer at the end."""
        raise NotImplementedError

    def fetch_all(self) -> list[Any]:
        """Return all remaining items."""
        items: list[Any] = []
        while chunk := self.fetch_many(CHUNK):
            items += chunk
        return items

    def fetch_mapped(self, function: Callable[[Any], Any]) -> list[Any]:
        """Return ``function`` of all remaining items."""
        return list(map(function, self.fetch_all()))

    def iterate(self) -> Iterator[Any]:
        """Give the remaining items one by one; no more than asked for is taken."""
        while chunk := self.fetch_many(1):
            yield chunk[0]

    def yield_per(self, size: int) -> None:
        """Be told how many items will be fetched at a time."""

    def close(self) -> None:
        """Free what the source holds; it is not used afterwards."""


class Refusing(Source):
    """Stands where a source was, or never was, and says why there are no items."""

    __slots__ = ("message",)

    def __init__(self, message: str) -> None:
        self.message = message

    def fetch_many(self, size: int) -> NoReturn:
        raise exc.ResourceClosedError(self.message)

    def fetch_all(self) -> NoReturn:
        raise exc.ResourceClosedError(self.message)

    def iterate(self) -> NoReturn:
        raise exc.ResourceClosedError(self.message)


CLOSED = Refusing("This result object is closed.")
NO_ROWS = Refusing("This result object does not return rows. It has been closed automatically.")


class IteratorSource(Source):
    """Items of an iterator.

    :param scalar: they are bare values.
    """

    __slots__ = ("_items", "scalar")

    def __init__(self, items: Iterable[Any], scalar: bool = False) -> None:
        self._items = iter(items)
        self.scalar = scalar

    def fetch_many(self, size: int) -> list[Any]:
        return list(islice(self._items, size))

    def fetch_all(self) -> list[Any]:
        return list(self._items)

    def iterate(self) -> Iterator[Any]:
        return self._items


class ChunkSource(Source):
    """Items that come in chunks.

    :param chunks: called with the chunk size (None: as large as it likes), returns an iterator of sequences.
    :param scalar: the items are bare values.
    :param dynamic: ``fetch_many(n)`` sets the chunk size to n.
    """

    __slots__ = ("_chunks", "_dynamic", "_items", "_make", "scalar")

    def __init__(
        self, chunks: Callable[[int | None], Iterator[Sequence[Any]]], scalar: bool = False, dynamic: bool = False
    ) -> None:
        self._make = chunks
        self._dynamic = dynamic
        self.scalar = scalar
        self._set(None)

    def _set(self, size: int | None) -> None:
        self._items = chain.from_iterable(self._make(size))

    def yield_per(self, size: int) -> None:
        self._set(size)

    def fetch_many(self, size: int) -> list[Any]:
        if self._dynamic:
            self._set(size)
        return list(islice(self._items, size))

    def fetch_all(self) -> list[Any]:
        return list(self._items)

    def iterate(self) -> Iterator[Any]:
        return self._items


class ChainSource(Source):
    """The items of several sources, one after the other."""

    __slots__ = ("_rest", "scalar")

    def __init__(self, sources: Sequence[Source]) -> None:
        self._rest = list(sources)
        self.scalar = all(source.scalar for source in sources)

    def fetch_many(self, size: int) -> list[Any]:
        items: list[Any] = []
        while self._rest and len(items) < size:
            chunk = self._rest[0].fetch_many(size - len(items))
            if len(chunk) < size - len(items):
                self._rest.pop(0)
            items += chunk
        return items

    def yield_per(self, size: int) -> None:
        for source in self._rest:
            source.yield_per(size)

    def close(self) -> None:
        for source in self._rest:
            source.close()


class MappedSource(Source):
    """Another source's items through a function that makes tuples: some of their columns, say."""

    __slots__ = ("_function", "_source")

    def __init__(self, source: Source, function: Callable[[Any], tuple[Any, ...]]) -> None:
        self._source = source
        self._function = function

    def fetch_many(self, size: int) -> list[Any]:
        return list(map(self._function, self._source.fetch_many(size)))

    def fetch_all(self) -> list[Any]:
        return self._source.fetch_mapped(self._function)

    def iterate(self) -> Iterator[Any]:
        return map(self._function, self._source.iterate())

    def yield_per(self, size: int) -> None:
        self._source.yield_per(size)

    def close(self) -> None:
        self._source.close()


def tuple_getter(indexes: Sequence[int]) -> Callable[[Any], tuple[Any, ...]]:
    """Return a function that takes a tuple's items at the indexes, as a tuple."""
    if len(indexes) == 1:
        only = indexes[0]
        return lambda item: (item[only],)
    return itemgetter(*indexes)


class ErrorTranslator(Protocol):
    """Raises the error of this library for an error of the driver that happened while rows were fetched, and closes
    the cursor if it is given."""

    def __call__(self, error: BaseException, cursor: Any = None, /) -> NoReturn: ...


class CursorSource(Source):
    """Rows of a DBAPI cursor, which is closed as soon as it is exhausted.

    :param cursor: the cursor.
    :param translate: raises for driver errors.
    :param convert: a function from a list or iterator of the driver's tuples to a list of tuples with result
        processors applied, or None when no column has one.
    :param by_iteration: the cursor iterates as fast as it fetches all; see the dialects' features.
    """

    __slots__ = ("_by_iteration", "_convert", "_cursor", "_size", "_translate")

    def __init__(
        self,
        cursor: Any,
        translate: ErrorTranslator,
        convert: Callable[[Iterable[Any]], list[Any]] | None = None,
        by_iteration: bool = False,
    ) -> None:
        self._cursor = cursor
        self._translate = translate
        self._convert = convert
        self._by_iteration = by_iteration

    def _next_row(self) -> Any:
        cursor = self._cursor
        if cursor is None:
            return None
        try:
            item = cursor.fetchone()
        except Exception as error:
            self._fail(error)
        if item is None:
            self._exhausted()
            return None
        return item if self._convert is None else self._convert((item,))[0]

    def fetch_many(self, size: int) -> list[Any]:
        cursor = self._cursor
        if cursor is None:
            return []
        try:
            items: list[Any] = cursor.fetchmany(size)
        except Exception as error:
            self._fail(error)
        if len(items) < size:
            self._exhausted()
        if self._convert is not None:
            return self._convert(items)
        return items if type(items) is list else list(items)

    def fetch_all(self) -> list[Any]:
        cursor = self._cursor
        if cursor is None:
            return []
        try:
            items: list[Any] = cursor.fetchall()
        except Exception as error:
            self._fail(error)
        self._exhausted()
        if self._convert is not None:
            return self._convert(items)
        return items if type(items) is list else list(items)

    def fetch_mapped(self, function: Callable[[Any], Any]) -> list[Any]:
        cursor = self._cursor
        if cursor is None or self._convert is not None:
            return list(map(function, self.fetch_all()))
        # Nothing that runs in the pauses is user code: rows of plain values, made into tuples.
        if not self._by_iteration:
            found = self.fetch_all()
            if len(found) < PAUSE_FROM:
                return list(map(function, found))
            with pause():
                return list(map(function, found))
        try:
            items = list(map(function, cursor.fetchmany(PAUSE_FROM)))
            if len(items) == PAUSE_FROM:
                with pause():
                    items += map(function, cursor)
        except Exception as error:
            self._fail(error)
        self._exhausted()
        return items

    def iterate(self) -> Iterator[Any]:
        if self._cursor is not None and self._convert is None and self._by_iteration:
            return self._iterate_cursor()
        return iter(self._next_row, None)

    def _iterate_cursor(self) -> Iterator[Any]:
        try:
            # "yield from" would close the cursor together with an iteration that is left early.
            for item in self._cursor:  # noqa: UP028
                yield item
        except Exception as error:
            self._fail(error)
        self._exhausted()

    def yield_per(self, size: int) -> None:
        if self._cursor is not None:
            self._cursor.arraysize = size

    def _fail(self, error: Exception) -> NoReturn:
        """Raise for an error of fetching; the cursor is of no more use."""
        cursor, self._cursor = self._cursor, None
        self._translate(error, cursor)

    def _exhausted(self) -> None:
        cursor, self._cursor = self._cursor, None
        if cursor is not None:
            try:
                cursor.close()
            except Exception as error:
                self._translate(error)

    def close(self) -> None:
        self._exhausted()
