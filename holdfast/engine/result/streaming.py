"""The rows of a server-side cursor: fetched in chunks, so that a large result is never in memory as a whole.

Such a cursor lives in a transaction. The Connection ends the cursors of a transaction with it, and a result that is
read further says so, whatever the driver would do (give no more rows, say).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from holdfast import exc
from holdfast.engine.result.sources import CursorSource, ErrorTranslator

#: Rows fetched at a time, first and at most; a few rows come quickly, many rows with few round trips.
FIRST = 5
LARGEST = 1000
_GROWTH = 5


class FetchedRows:
    """Rows that were fetched before they were asked for, with the methods of the cursor that they are from."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows = deque(rows)

    def fetchone(self) -> Any:
        """Return the next row, or None."""
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int) -> list[Any]:
        """Return the next rows."""
        return [self._rows.popleft() for _ in range(min(size, len(self._rows)))]

    def fetchall(self) -> list[Any]:
        """Return all remaining rows."""
        return self.fetchmany(len(self._rows))

    def close(self) -> None:
        """Forget the rows."""
        self._rows.clear()


class StreamCursor:
    """A DBAPI cursor that can be ended by the Connection.

    :param cursor: the driver's server-side cursor, executed.
    :param open_streams: where it is as long as it is open.
    """

    __slots__ = ("_ended", "_open_streams", "cursor")

    def __init__(self, cursor: Any, open_streams: set[StreamCursor]) -> None:
        self.cursor = cursor
        self._ended = False
        self._open_streams = open_streams
        open_streams.add(self)

    @property
    def driver_cursor(self) -> Any:
        """The driver's cursor."""
        return self.cursor

    def end(self) -> None:
        """Close the cursor before the result is read to its end."""
        self._ended = True
        self.cursor.close()

    def detach(self) -> None:
        """Fetch the rows that are left, so that the connection is free for another statement."""
        rows = FetchedRows(self.cursor.fetchall())
        self._open_streams.discard(self)
        self.cursor.close()
        self.cursor = rows

    def _usable(self) -> Any:
        if self._ended:
            raise exc.ResourceClosedError(
                "This result object is closed: a result with stream_results or yield_per ends with its transaction; "
                "read it before commit() and rollback()"
            )
        return self.cursor

    def fetchone(self) -> Any:
        """Return the next row, or None."""
        return self._usable().fetchone()

    def fetchmany(self, size: int) -> Any:
        """Return the next rows."""
        return self._usable().fetchmany(size)

    def fetchall(self) -> Any:
        """Return all remaining rows."""
        return self._usable().fetchall()

    def __iter__(self) -> Iterator[Any]:
        return iter(self.fetchone, None)

    def close(self) -> None:
        """Close the cursor."""
        if self in self._open_streams:
            self._open_streams.remove(self)
            self.cursor.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cursor, name)


class StreamSource(CursorSource):
    """Rows of a server-side cursor.

    Chunks grow from a few rows to ``largest``; ``yield_per()`` makes them all of one size.

    :param cursor: the cursor.
    :param translate: raises for driver errors.
    :param convert: as for :class:`CursorSource`.
    :param largest: rows fetched at a time, at most.
    """

    __slots__ = ("_buffer", "_chunk", "_largest")

    def __init__(
        self,
        cursor: Any,
        translate: ErrorTranslator,
        convert: Callable[[Iterable[Any]], list[Any]] | None = None,
        largest: int = LARGEST,
    ) -> None:
        super().__init__(cursor, translate, convert)
        self._buffer: deque[Any] = deque()
        self._largest = largest
        self._chunk = min(FIRST, largest)

    def _fill(self) -> bool:
        """Fetch a chunk; False when there is none any more."""
        self._buffer.extend(super().fetch_many(self._chunk))
        self._chunk = min(self._chunk * _GROWTH, self._largest)
        return bool(self._buffer)

    def _next_row(self) -> Any:
        return self._buffer.popleft() if self._buffer or self._fill() else None

    def fetch_many(self, size: int) -> list[Any]:
        buffer = self._buffer
        while len(buffer) < size and self._cursor is not None:
            buffer.extend(super().fetch_many(max(size - len(buffer), self._chunk)))
        return [buffer.popleft() for _ in range(min(size, len(buffer)))]

    def fetch_all(self) -> list[Any]:
        items = [*self._buffer, *super().fetch_all()]
        self._buffer.clear()
        return items

    def yield_per(self, size: int) -> None:
        self._chunk = self._largest = size

    def close(self) -> None:
        self._buffer.clear()
        super().close()
