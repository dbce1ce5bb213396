"""What a session has written, as far as it matters to values that were read before.

Rules
* A flush and a DML statement count for the tables that they write. Anything else that may change what is read
  (textual SQL, a new transaction, expire_all) counts for all tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from weakref import WeakSet


class WriteLog(dict[Any, int]):
    """Counts writes by table; two equal readings of `stamp` say that nothing was written between them.

    :ivar everything: counts the writes of unknown tables.
    :ivar parked: what the session keeps of values that were read before (`forget()` each).
    """

    everything = 0
    parked: WeakSet[Any] | None = None

    def __missing__(self, table: Any) -> int:
        return 0

    def note(self, tables: Iterable[Any]) -> None:
        """Count a write to tables."""
        for table in tables:
            self[table] += 1

    def note_everything(self) -> None:
        """Count a write to any table; what was read before is out of date, and no longer kept alive."""
        self.everything += 1
        if self.parked is not None:
            for each in self.parked:
                each.forget()
            self.parked = None

    def stamp(self, tables: Iterable[Any]) -> int:
        """The number of writes to the tables."""
        return sum(self[table] for table in tables)
