"""What a workload is: a database to start from, one entry for each way of doing the work, and the bars.

Rules:
- An entry is one peer's typical documented way of doing the work. It prepares what it needs, and runs the work itself
  inside `with stage.measured():`; nothing else counts.
- An entry runs in a process of its own, on a database file of its own, with the garbage collector as Python sets it.
- What is too slow for the full number of rows has `most_rows`; figures are compared per row.
- A bar is data. Nothing here decides what to do about one that is missed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SUBJECT = "holdfast"
PEERS = ("raw", "holdfast", "sqlalchemy", "django", "peewee", "pony", "tortoise", "piccolo")
ORM_PEERS = tuple(peer for peer in PEERS if peer not in ("raw", SUBJECT))


@dataclass(frozen=True)
class Bar:
    """One promise about holdfast's figure. All figures are costs: lower is better.

    at_least: how many times the figure of `over` must be holdfast's.
    at_most: how many times the figure of `over` holdfast's may be; without `over`, the figure itself.
    ahead_of: "every peer": holdfast's figure must be below that of each ORM's entries that do the whole work.
    over: the label of the entry that is compared with.
    """

    at_least: float | None = None
    at_most: float | None = None
    ahead_of: str | None = None
    over: str | None = None

    def __str__(self) -> str:
        if self.at_least is not None:
            return f"at least {self.at_least:g}x faster than {self.over}"
        if self.at_most is not None:
            return f"at most {self.at_most:g}" + (f"x {self.over}" if self.over else "")
        return f"ahead of {self.ahead_of}"


@dataclass
class Stage:
    """Where an entry runs: its database file, how many rows, and the stop-watch."""

    peer: str
    path: Path
    rows: int
    seconds: float | None = None
    count: int = 0
    figure: float | None = None
    """Set by entries whose figure is not microseconds a row (bytes, statements, a ratio)."""
    settings: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def measured(self, count: int | None = None) -> Iterator[None]:
        """Measure the block; `count` is the number of rows it works on (default: the stage's rows)."""
        started = time.perf_counter()
        yield
        self.seconds = time.perf_counter() - started
        self.count = self.rows if count is None else count

    def expect(self, found: object, expected: object) -> None:
        """Fail when the work was not what it should have been."""
        if found != expected:
            raise AssertionError(f"{self.peer}: expected {expected!r}, found {found!r}")


Run = Callable[[Stage], "Coroutine[Any, Any, None] | None"]


@dataclass(frozen=True)
class Entry:
    """One way of doing a workload."""

    label: str
    peer: str
    run: Run
    note: str = ""
    most_rows: int | None = None
    whole: bool = True
    """False when it does less than the workload says (say, no generated keys): shown, not compared with all peers."""


@dataclass
class Workload:
    """A row of the table of speed bars."""

    name: str
    title: str
    setup: Callable[[Path, int], None]
    bars: tuple[Bar, ...] = ()
    unit: str = "us a row"
    scale: float = 1.0
    """Rows in the database, as a multiple of --rows."""
    rows: int | None = None
    """Rows, whatever --rows says (but never more than it)."""
    entries: list[Entry] = field(default_factory=list)

    def entry(
        self, *peers: str, label: str = "", note: str = "", most_rows: int | None = None, whole: bool = True
    ) -> Callable[[Run], Run]:
        """Register the decorated function as an entry of each of the peers; `label` is added to the peer's name."""

        def register(run: Run) -> Run:
            for peer in peers:
                self.entries.append(Entry(f"{peer} {label}".strip(), peer, run, note, most_rows, whole))
            return run

        return register

    def size(self, entry: Entry, rows: int) -> int:
        """How many rows an entry works on, when --rows is `rows`."""
        wanted = max(1, int(rows * self.scale))
        limits = [limit for limit in (self.rows, entry.most_rows) if limit is not None]
        return min([wanted, *limits])
