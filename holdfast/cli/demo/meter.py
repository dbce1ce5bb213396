"""The meter: counts an engine's statements, and the rows that SQLite says were written."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from holdfast import Engine, event


@dataclass
class Part:
    """What one part of the work took.

    :ivar rows: the rows that it read, wrote, returned or compared
    :ivar statements: the number of statements by their first word
    :ivar seconds: wall-clock time
    """

    title: str
    rows: int = 0
    statements: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


class Meter:
    """Listens to an engine on SQLite; `parts` has one entry for each measured part."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self._statements: Counter[str] = Counter()
        self._connections: set[sqlite3.Connection] = set()

    def attach(self, engine: Engine) -> None:
        event.listen(engine, "before_cursor_execute", self._before_cursor_execute)

    @contextmanager
    def part(self, title: str) -> Iterator[Part]:
        """Measures a block; its rows are those written, unless the block sets another number."""
        part = Part(title)
        written = self._rows_written()
        self._statements = part.statements
        started = time.perf_counter()
        try:
            yield part
        finally:
            part.seconds = time.perf_counter() - started
            part.rows = part.rows or self._rows_written() - written
            self._statements = Counter()
            self.parts.append(part)

    def _before_cursor_execute(
        self, connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
    ) -> None:
        self._statements[statement.split(None, 1)[0].upper()] += 1
        self._connections.add(cursor.connection)

    def _rows_written(self) -> int:
        return sum(connection.total_changes for connection in self._connections)
