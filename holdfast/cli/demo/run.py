"""The demo from end to end: read, save, ask, edit, update, check.

The rule: after each part that writes, the file must hold just what plain Python says that it must hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from holdfast import Engine, create_engine, event
from holdfast.cli.demo.checking import check, read_tables
from holdfast.cli.demo.editing import edit
from holdfast.cli.demo.meter import Meter
from holdfast.cli.demo.model import Base
from holdfast.cli.demo.queries import ask
from holdfast.cli.demo.reading import read_inventory
from holdfast.cli.demo.records import DistributionRecord
from holdfast.cli.demo.report import Report
from holdfast.cli.demo.saving import save
from holdfast.cli.demo.tables import Tables, differing_rows, row_count, tables_of
from holdfast.cli.demo.updating import update
from holdfast.engine import URL


def enforce_foreign_keys(dbapi_connection: Any, connection_record: Any) -> None:
    """SQLite checks foreign keys only when each connection asks for it."""
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


class Demo:
    """One run.

    :param url: a SQLite file
    :param path: the same file
    :param report: prints what happens
    """

    def __init__(self, url: URL, path: Path, report: Report) -> None:
        self.path = path
        self.report = report
        self.meter = Meter()
        self.failures: list[str] = []
        self.engine: Engine = create_engine(url)
        event.listen(self.engine, "connect", enforce_foreign_keys)
        self.meter.attach(self.engine)

    def run(self, site_packages: Iterable[Path], limit: int | None) -> bool:
        """Runs all parts.

        :param site_packages: the folders to read
        :param limit: the greatest number of distributions, None for all
        :return: whether every check passed
        """
        try:
            records = self._read(site_packages, limit)
            tables = tables_of(records)
            before = read_tables(self.path)
            with self.meter.part("create"):
                Base.metadata.create_all(self.engine)
            if row_count(before):
                self._update("update", records, before, tables)
            else:
                self._save(records)
            self._check("After saving", tables)
            self._ask()
            edited = self._edit(tables)
            self._check("After editing", edited)
            self._update("update", records, edited, tables)
            self._update("update again", records, tables, tables)
            self._check("At the end", tables)
        finally:
            self.engine.dispose()
        self.report.heading("Summary")
        self.report.parts(self.meter.parts)
        return not self.failures

    def _read(self, site_packages: Iterable[Path], limit: int | None) -> Sequence[DistributionRecord]:
        self.report.heading("Reading installed distributions")
        with self.meter.part("read") as part:
            inventory = read_inventory(site_packages, limit)
            part.rows = inventory.row_count
        self.report.inventory(inventory)
        return tuple(inventory.distributions.values())

    def _save(self, records: Sequence[DistributionRecord]) -> None:
        self.report.heading(f"Saving to {self.path}")
        total = sum(record.row_count for record in records)
        with self.report.progress() as progress, self.meter.part("save"):
            bar = progress.add_task("Saving", total=total)
            save(
                self.engine,
                records,
                before_first_flush=self.report.plan,
                advance=lambda rows: progress.advance(bar, rows),
            )

    def _update(self, title: str, records: Sequence[DistributionRecord], before: Tables, after: Tables) -> None:
        self.report.heading(f"Updating {self.path}")
        with self.report.waiting("Merging"), self.meter.part(title) as part:
            update(self.engine, records)
        expected = differing_rows(before, after)
        self.report.line(f"  {expected:,} rows differed, {part.rows:,} were written")
        if part.rows != expected:
            self._fail(f"{title}: {expected:,} rows differed, but {part.rows:,} were written")

    def _ask(self) -> None:
        self.report.heading("Asking")
        with self.meter.part("query") as part:
            answers = ask(self.engine)
            part.rows = sum(len(answer.rows) for answer in answers)
        self.report.answers(answers)

    def _edit(self, tables: Tables) -> Tables:
        self.report.heading("Editing")
        with self.meter.part("edit"):
            edits = edit(self.engine)
        self.report.edits(edits)
        edited = {name: dict(rows) for name, rows in tables.items()}
        for made in edits:
            made.apply(edited)
        return edited

    def _check(self, title: str, expected: Tables) -> None:
        self.report.heading(title)
        with self.meter.part("check") as part:
            checks = check(self.path, expected)
            part.rows = row_count(expected)
        self.report.checks("What the file holds, read with plain sqlite3", checks)
        for failed in checks:
            if not failed.passed:
                self._fail(f"{title}: {failed.table} differs")

    def _fail(self, text: str) -> None:
        self.failures.append(text)
        self.report.error(f"  {text}")
