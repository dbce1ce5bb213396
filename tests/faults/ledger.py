"""Threads that write numbered rows through one engine, and remember what each commit() said."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from holdfast import Column, Integer, MetaData, Table, exc, insert, select
from holdfast.engine import Engine

THREADS = 20
PATIENCE = 120.0

metadata = MetaData()
entries = Table(
    "entries", metadata, Column("writer", Integer, primary_key=True), Column("number", Integer, primary_key=True)
)


class Ledger:
    """What the writers were told, as sets of (writer, number).

    :ivar committed: commit() returned.
    :ivar refused: an error came before commit() was called.
    :ivar unknown: commit() raised, so that it may have happened or not.
    :ivar lost: the errors that came when the connection had been made.
    :ivar surprises: errors other than they should be.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.committed: set[tuple[int, int]] = set()
        self.refused: set[tuple[int, int]] = set()
        self.unknown: set[tuple[int, int]] = set()
        self.surprises: list[BaseException] = []
        self.lost: list[exc.DBAPIError] = []
        self._progress = threading.Condition()
        self._commits = [0] * THREADS
        self._failures = [0] * THREADS
        self._stop = False

    @contextmanager
    def writers(self) -> Iterator[None]:
        """Run the threads while the block runs."""
        threads = [threading.Thread(target=self._write, args=(writer,)) for writer in range(THREADS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop = True
            for thread in threads:
                thread.join()

    def _write(self, writer: int) -> None:
        number = 0
        while not self._stop:
            number += 1
            key = (writer, number)
            connected = reached_commit = False
            try:
                with self.engine.connect() as connection:
                    connected = True
                    connection.execute(insert(entries), {"writer": writer, "number": number})
                    reached_commit = True
                    connection.commit()
            except exc.OperationalError as error:
                if connected:
                    self.lost.append(error)
                else:
                    time.sleep(0.05)  # the server is down
                (self.unknown if reached_commit else self.refused).add(key)
                counts = self._failures
            except BaseException as error:
                self.surprises.append(error)
                (self.unknown if reached_commit else self.refused).add(key)
                counts = self._failures
            else:
                self.committed.add(key)
                counts = self._commits
            with self._progress:
                counts[writer] += 1
                self._progress.notify_all()

    def wait_for_commits(self, more: int) -> None:
        """Wait until each writer has committed some more rows."""
        self._wait(self._commits, more)

    def wait_for_failures(self, more: int) -> None:
        """Wait until each writer has failed some more times."""
        self._wait(self._failures, more)

    def _wait(self, counts: list[int], more: int) -> None:
        with self._progress:
            wanted = [count + more for count in counts]
            reached = self._progress.wait_for(
                lambda: all(count >= least for count, least in zip(counts, wanted, strict=True)), PATIENCE
            )
        assert reached, f"after {PATIENCE} seconds: {counts} of {wanted}; surprises: {self.surprises[:3]}"

    def check(self) -> None:
        """Compare what the writers were told with what is in the table."""
        assert self.surprises == []
        assert self.lost
        assert all(error.connection_invalidated for error in self.lost)
        with self.engine.connect() as connection:
            there = {(writer, number) for writer, number in connection.execute(select(entries))}
        assert self.committed <= there, f"reported committed, but lost: {self.committed - there}"
        assert there <= self.committed | self.unknown, f"reported as failed, but there: {there & self.refused}"
