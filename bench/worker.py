"""One measurement in a process of its own: `python -m bench.worker WORKLOAD LABEL ROWS` prints JSON."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from bench import database, workloads
from bench.workload import Stage


def main(name: str, label: str, rows: int) -> None:
    """Run one entry and print what it measured."""
    workload = workloads.find(name)
    (entry,) = [entry for entry in workload.entries if entry.label == label]
    with tempfile.TemporaryDirectory(prefix="bench_", ignore_cleanup_errors=True) as folder:
        stage = Stage(entry.peer, Path(folder) / "bench.sqlite", workload.size(entry, rows))
        workload.setup(stage.path, stage.rows)
        running = entry.run(stage)
        if isinstance(running, Coroutine):
            asyncio.run(running)
    if stage.settings not in ({}, database.EXPECTED):
        raise AssertionError(f"{label} ran with {stage.settings}, not with {database.EXPECTED}: not comparable")
    print(json.dumps(outcome(stage)))


def outcome(stage: Stage) -> dict[str, Any]:
    """What the stop-watch shows."""
    if stage.seconds is None:
        raise AssertionError(f"{stage.peer} measured nothing")
    figure = stage.seconds / stage.count * 1e6 if stage.figure is None else stage.figure
    return {"seconds": stage.seconds, "count": stage.count, "figure": figure}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
