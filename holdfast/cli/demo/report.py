"""The report: what the demo prints, with rich."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from holdfast.cli.demo.checking import TableCheck
from holdfast.cli.demo.edits import Edit
from holdfast.cli.demo.meter import Part
from holdfast.cli.demo.queries import Answer
from holdfast.cli.demo.records import Inventory
from holdfast.orm import Session

T = TypeVar("T")

SHOWN = 8
"""The number of lines of a long list that are printed."""


class Report:
    """Prints each part of the demo to a console."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def heading(self, text: str) -> None:
        self.console.print(f"\n[bold]{escape(text)}[/bold]")

    def line(self, text: str) -> None:
        self.console.print(text, markup=False, highlight=False, soft_wrap=True)

    def error(self, text: str) -> None:
        self.console.print(text, style="bold red", markup=False, highlight=False, soft_wrap=True)

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self.console) as progress:
            yield progress

    @contextmanager
    def waiting(self, text: str) -> Iterator[None]:
        with self.console.status(text):
            yield

    def inventory(self, inventory: Inventory) -> None:
        for folder in inventory.site_packages:
            self.line(f"  {folder}")
        self.line(f"  {len(inventory.distributions)} distributions, {inventory.row_count:,} rows with all they list")
        self._notes("installed twice; the first found is taken", inventory.duplicates)
        self._notes("that could not be taken as written", inventory.problems)

    def _notes(self, title: str, notes: Sequence[str]) -> None:
        if notes:
            self.line(f"  {len(notes)} {title}:")
            self._list(notes)

    def _list(self, items: Sequence[object]) -> None:
        for item in items[:SHOWN]:
            self.line(f"    {item}")
        if len(items) > SHOWN:
            self.line(f"    ... and {len(items) - SHOWN} more")

    def plan(self, session: Session) -> None:
        """Shows what the next flush is going to do; the plan is data, so this changes nothing."""
        self.line("Flush plan of the first batch:")
        for number, step in enumerate(session.plan().steps, 1):
            self.line(f"  {number:>2}. {step.title}")

    def answers(self, answers: Iterable[Answer]) -> None:
        for answer in answers:
            numbers = (
                [index for index, value in enumerate(answer.rows[0]) if isinstance(value, int)] if answer.rows else ()
            )
            table = _table(*answer.columns, numbers=numbers)
            for row in answer.rows:
                table.add_row(*(escape(f"{value:,}" if isinstance(value, int) else str(value)) for value in row))
            self._show(answer.title, table)

    def edits(self, edits: Sequence[Edit]) -> None:
        kinds: dict[type[Edit], list[Edit]] = {}
        for made in edits:
            kinds.setdefault(type(made), []).append(made)
        for same in kinds.values():
            more = f" (and {len(same) - 1} more like it)" if len(same) > 1 else ""
            self.line(f"  {same[0]}{more}")

    def checks(self, title: str, checks: Sequence[TableCheck]) -> None:
        table = _table("table", "rows expected", "found", "checksum", "", numbers=(1, 2))
        for check in checks:
            verdict = "[green]same[/green]" if check.passed else "[bold red]DIFFERENT[/bold red]"
            table.add_row(check.table, f"{check.expected_count:,}", f"{check.count:,}", check.checksum, verdict)
        self._show(title, table)
        for check in checks:
            if check.checksum != check.expected_checksum:
                self.error(f"  {check.table}: checksum {check.checksum}, expected {check.expected_checksum}")
            for difference in check.differences:
                self.error(f"  {check.table}: {difference}")

    def parts(self, parts: Iterable[Part]) -> None:
        verbs = ("SELECT", "INSERT", "UPDATE", "DELETE")
        table = _table("part", "rows", "statements", *map(str.lower, verbs), "seconds", numbers=range(1, 8))
        for part in parts:
            by_verb = (f"{part.statements[verb]:,}" for verb in verbs)
            total = f"{part.statements.total():,}"
            table.add_row(part.title, f"{part.rows:,}", total, *by_verb, f"{part.seconds:.2f}")
        self._show("What was done (rows read, written, returned or compared)", table)

    def _show(self, title: str, table: Table) -> None:
        self.console.print(f"[italic]{escape(title)}[/italic]{'' if table.row_count else ': nothing'}")
        if table.row_count:
            self.console.print(table)


def _table(*columns: str, numbers: Iterable[int]) -> Table:
    table = Table(*columns, box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for index in numbers:
        table.columns[index].justify = "right"
    return table
