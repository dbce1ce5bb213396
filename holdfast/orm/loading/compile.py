"""The loader of a plan. Third of the three stages: plan -> emit -> compile; and the pause of garbage collection
around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from holdfast.orm.loading.emit import emit_loader
from holdfast.orm.loading.row_plan import EntityPlan, LoadContext, Loader, RowPlan
from holdfast.orm.loading.row_stream import RowStream
from holdfast.util.garbage import PAUSE_FROM, pause


def compile_loader(plan: RowPlan) -> Loader:
    """Return the generated loader `load(rows, context)` of a plan."""
    names = [item.mapper.class_.__name__ for item in plan.items if isinstance(item, EntityPlan)]
    loader: Loader = emit_loader(plan).compile("load", "load " + " ".join(names or ["row"]))
    return loader


def run_loader(loader: Loader, rows: Sequence[Sequence[Any]] | RowStream, context: LoadContext, pausable: bool) -> Any:
    """Load rows.

    :param pausable: no user code (type decorators, events) runs inside.
    """
    if len(rows) < PAUSE_FROM or not pausable:
        return loader(rows, context)
    with pause():
        return loader(rows, context)
