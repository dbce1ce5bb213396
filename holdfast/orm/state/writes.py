"""What a session has written, as far as it matters to values that were read before.

Rules
* A flush and a DML statement count for the tables that they write. Anything else that may change what is read
  (textual SQL, a new transaction, expire_all) counts for all tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class WriteLog:
    """Counts writes; two equal readings of `stamp` say that nothing was written between them."""

    __slots__ = ("_tables", "everything")

    def __init__(self) -> None:
        self.everything = 0
        self._tables: dict[Any, int] = {}

    def note(self, tables: Iterable[Any]) -> None:
        """Count a write to tables."""
        for table in tables:
            self._tables[table] = self._tables.get(table, 0) + 1

    def stamp(self, tables: Iterable[Any]) -> int:
        """The number of writes to the tables."""
        return sum(self._tables.get(table, 0) for table in tables)
