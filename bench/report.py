"""The results as Markdown, and what became of the bars."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from itertools import groupby

from bench import database
from bench.runner import Measurements
from bench.workload import ORM_PEERS, SUBJECT, Bar, Workload

DISTRIBUTIONS = {
    "holdfast": "holdfast",
    "sqlalchemy": "SQLAlchemy",
    "django": "Django",
    "peewee": "peewee",
    "pony": "pony",
    "tortoise": "tortoise-orm",
    "piccolo": "piccolo",
}


@dataclass(frozen=True)
class Verdict:
    """A bar, and whether holdfast's figure clears it (None: it could not be told)."""

    bar: Bar
    met: bool | None
    found: str

    def __str__(self) -> str:
        word = {True: "met", False: "**NOT MET**", None: "**NOT MEASURED**"}[self.met]
        return f"{self.bar}: {word}" + (f" ({self.found})" if self.found else "")


def judge(bar: Bar, taken: list[Measurements]) -> Verdict:
    """Compare the medians of one workload with one of its bars."""
    figures = {each.entry.label: each.figure for each in taken}
    ours = figures.get(SUBJECT)
    if ours is None:
        return Verdict(bar, None, "no figure of holdfast")
    if bar.ahead_of is not None:
        wanted = [entry.label for entry in taken[0].workload.entries if entry.whole and entry.peer in ORM_PEERS]
        known = {label: figure for label in wanted if (figure := figures.get(label)) is not None}
        if absent := [label for label in wanted if label not in known]:
            return Verdict(bar, None, f"no figure of {', '.join(absent)}")
        label, best = min(known.items(), key=lambda item: item[1])
        return Verdict(bar, ours < best, f"the best is {label}, {best / ours:.2f}x holdfast's")
    if bar.over is None:
        assert bar.at_most is not None
        return Verdict(bar, ours <= bar.at_most, f"{ours:.3g}")
    other = figures.get(bar.over)
    if other is None:
        return Verdict(bar, None, f"no figure of {bar.over}")
    if bar.at_least is not None:
        return Verdict(bar, other / ours >= bar.at_least, f"{other / ours:.2f}x")
    assert bar.at_most is not None
    return Verdict(bar, ours / other <= bar.at_most, f"{ours / other:.2f}x")


def verdicts(every: Iterable[Measurements]) -> list[tuple[Workload, list[Measurements], list[Verdict]]]:
    """The measurements by workload, with the verdicts on its bars."""
    found = []
    for _, group in groupby(every, key=lambda each: each.workload.name):
        taken = list(group)
        workload = taken[0].workload
        found.append((workload, taken, [judge(bar, taken) for bar in workload.bars]))
    return found


def version(peer: str) -> str:
    """The version of a peer, or how we know it."""
    try:
        return metadata.version(DISTRIBUTIONS[peer])
    except metadata.PackageNotFoundError:
        return "working tree" if peer == SUBJECT else "not installed"


def markdown(every: list[Measurements], rows: int, rounds: int) -> str:
    """The whole page."""
    peers = [peer for peer in DISTRIBUTIONS if any(each.entry.peer == peer for each in every)]
    judged = verdicts(every)
    met = sum(verdict.met is True for _, _, each in judged for verdict in each)
    total = sum(len(each) for _, _, each in judged)
    lines = [
        "# Results",
        "",
        "Written by `python -m bench`; do not edit. Figures are medians; ratios hold inside this run only.",
        "",
        f"* {datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {rows:,} rows unless said; {rounds} rounds, the peers taking turns",
        f"* Python {platform.python_version()} ({sys.implementation.name}), SQLite {sqlite3.sqlite_version}, "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "* " + ", ".join(f"{DISTRIBUTIONS[peer]} {version(peer)}" for peer in peers),
        "* a SQLite file for each measurement, with " + ", ".join(f"{k} = {v}" for k, v in database.EXPECTED.items()),
        f"* bars met: {met} of {total}",
        "",
        "| work | bars |",
        "| --- | --- |",
    ]
    for workload, _, found in judged:
        lines.append(f"| [{workload.title}](#{workload.name}) | {'; '.join(map(str, found)) or '-'} |")
    for workload, taken, found in judged:
        lines += ["", *section(workload, taken, found)]
    return "\n".join(lines) + "\n"


def section(workload: Workload, taken: list[Measurements], found: list[Verdict]) -> list[str]:
    """One workload: its entries, best first, and its bars."""
    ours = next((each.figure for each in taken if each.entry.label == SUBJECT), None)
    lines = [
        f"## {workload.name}",
        "",
        f"{workload.title}. Source: `bench/workloads/`, name `{workload.name}`.",
        "",
        f"| entry | {workload.unit} | times holdfast's | total, ms | rows | remarks |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for each in sorted(taken, key=lambda each: (each.figure is None, each.figure or 0)):
        label = f"**{each.entry.label}**" if each.entry.peer == SUBJECT else each.entry.label
        if each.figure is None:
            lines.append(f"| {label} | failed | | | | {each.error} |")
            continue
        ratio = f"{each.figure / ours:.2f}" if ours else ""
        seconds = sorted(each.seconds)[len(each.seconds) // 2]
        note = each.entry.note
        lines.append(f"| {label} | {number(each.figure)} | {ratio} | {seconds * 1e3:,.1f} | {each.count:,} | {note} |")
    return [*lines, "", *(f"* {verdict}" for verdict in found)]


def number(figure: float) -> str:
    """Three significant digits, without an exponent."""
    if figure >= 100:
        return f"{figure:,.0f}"
    return f"{figure:.1f}" if figure >= 10 else f"{figure:.2f}" if figure >= 1 else f"{figure:.3f}"
