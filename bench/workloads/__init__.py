"""The workloads, in the order of the table of speed bars; a module holds a row of it (core, eager, growth: several)."""

from __future__ import annotations

from bench.workload import Workload
from bench.workloads import (
    assign,
    bulk,
    construct,
    core,
    delete,
    eager,
    get,
    growth,
    imports,
    insert,
    lazy,
    load,
    memory,
    read,
    selects,
    update,
)

ALL: tuple[Workload, ...] = (
    load.WORK,
    read.WORK,
    assign.WORK,
    construct.WORK,
    insert.WORK,
    bulk.WORK,
    update.WORK,
    delete.WORK,
    get.WORK,
    selects.WORK,
    core.EXECUTE,
    core.FETCH,
    eager.JOINED,
    eager.SELECTIN,
    lazy.WORK,
    memory.WORK,
    imports.WORK,
    *growth.WORK,
)


def find(name: str) -> Workload:
    """The workload of that name; ValueError when there is none."""
    for workload in ALL:
        if workload.name == name:
            return workload
    raise ValueError(f"no workload {name!r}; there are {', '.join(w.name for w in ALL)}")
