"""Rows of a large result that are read while objects are made of them, instead of all at once before.

A row's values and its object then lie close together in memory, and the row itself is gone when the next one comes:
loading is faster, and so is reading the objects afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any


class RowStream:
    """The rows that were fetched to see that there are many, and those that the cursor still has.

    :param fetched: the first rows.
    :param cursor: a driver's cursor that can be iterated over.
    """

    __slots__ = ("_cursor", "_fetched")

    def __init__(self, fetched: Sequence[Any], cursor: Any) -> None:
        self._fetched = fetched
        self._cursor = cursor

    def __len__(self) -> int:
        """How many rows there are at least."""
        return len(self._fetched)

    def __iter__(self) -> Iterator[Any]:
        return chain(self._fetched, self._cursor)

    def close(self) -> None:
        """Close the cursor."""
        self._cursor.close()
