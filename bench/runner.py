"""Run workers: each measurement is a process of its own, and the peers take turns.

A round is: for each workload, each entry once. So whatever slows the machine for a while slows all peers alike.
Workers run one at a time, except for a smoke run, where time means nothing.
"""

from __future__ import annotations

import importlib.util
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from bench.workload import PEERS, Entry, Workload

ROOT = Path(__file__).parent.parent
TIME_LIMIT = 900  # seconds, for one worker


@dataclass
class Measurements:
    """What the rounds of one entry gave."""

    workload: Workload
    entry: Entry
    figures: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    count: int = 0
    error: str | None = None

    @property
    def figure(self) -> float | None:
        """The median, or None when a round failed."""
        return statistics.median(self.figures) if self.figures and self.error is None else None


def installed() -> list[str]:
    """The peers whose package can be imported here."""
    return [peer for peer in PEERS if peer == "raw" or importlib.util.find_spec(peer) is not None]


def measure(taken: Measurements, rows: int) -> None:
    """Run one worker, and add what it prints."""
    command = [sys.executable, "-m", "bench.worker", taken.workload.name, taken.entry.label, str(rows)]
    try:
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=TIME_LIMIT)
    except subprocess.TimeoutExpired:
        taken.error = f"no result within {TIME_LIMIT} s"
        return
    if ended.returncode != 0:
        lines = ended.stderr.strip().splitlines() or [f"exit code {ended.returncode}"]
        taken.error = lines[-1]
        return
    outcome = json.loads(ended.stdout.splitlines()[-1])
    taken.figures.append(outcome["figure"])
    taken.seconds.append(outcome["seconds"])
    taken.count = outcome["count"]


def run(
    workloads: Iterable[Workload],
    peers: Iterable[str],
    rows: int,
    rounds: int,
    parallel: bool = False,
    progress: Callable[[int, Measurements], None] = lambda number, taken: None,
) -> list[Measurements]:
    """Run every entry of those peers `rounds` times; an entry that failed is not run again."""
    chosen = frozenset(peers)
    every = [
        Measurements(workload, entry) for workload in workloads for entry in workload.entries if entry.peer in chosen
    ]

    def one(number: int, taken: Measurements) -> None:
        if taken.error is None:
            measure(taken, rows)
            progress(number, taken)

    for number in range(1, rounds + 1):
        if parallel:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                list(pool.map(lambda taken, number=number: one(number, taken), every))
        else:
            for taken in every:
                one(number, taken)
    return every
