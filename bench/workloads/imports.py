"""Import, cold: a new interpreter imports what a program that maps classes needs; the median of several.

Byte code is compiled and the files are in the system's cache (a first import warms both); `sys.modules` is not.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

from bench import database
from bench.workload import Bar, Stage, Workload

WORK = Workload(
    name="import",
    title="`import holdfast.orm`, cold",
    setup=database.nothing,
    bars=(Bar(at_most=0.6, over="sqlalchemy"),),
    rows=9,
    unit="ms",
)
MODULES = {
    "holdfast": "holdfast.orm",
    "sqlalchemy": "sqlalchemy.orm",
    "django": "django.db.models",
    "peewee": "peewee",
    "pony": "pony.orm",
    "tortoise": "tortoise.models",
    "piccolo": "piccolo.table",
}
CODE = "import time; s = time.perf_counter(); import {}; print(time.perf_counter() - s)"


@WORK.entry(*MODULES)
def cold(stage: Stage) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def once() -> float:
        command = [sys.executable, "-c", CODE.format(MODULES[stage.peer])]
        return float(subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout)

    once()
    started = time.perf_counter()
    median = statistics.median(once() for _ in range(stage.rows))
    stage.seconds, stage.count = time.perf_counter() - started, stage.rows
    stage.figure = median * 1e3
