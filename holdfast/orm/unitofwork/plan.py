"""The FlushPlan: a flush as data, before it is SQL.

Rules
* `build_plan` is pure: no object and no session changes. It may load what a cascade needs.
* Steps are in the order in which they run; edges say why. A step holds states; its rows are read when it runs.
* `execute` writes; a failure takes back what was stored in objects so far. States move only in `finalize`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from holdfast.orm.persistence.run import run
from holdfast.orm.persistence.steps import Edge, KeyCopy
from holdfast.orm.persistence.undo import UndoLog
from holdfast.orm.persistence.work import Work
from holdfast.orm.unitofwork.assembly import Assembled, assemble, edges_of
from holdfast.orm.unitofwork.cascade import cascade
from holdfast.orm.unitofwork.collect import FlushSet, collect
from holdfast.orm.unitofwork.links import find_links
from holdfast.orm.unitofwork.printing import describe, summary
from holdfast.orm.unitofwork.quiet import is_large_and_quiet
from holdfast.orm.unitofwork.row_switch import switch_rows
from holdfast.util.garbage import pause

if TYPE_CHECKING:
    from holdfast.orm.state.protocols import SessionLike


class FlushPlan:
    """What a flush will do: `steps` in order and the `edges` between them."""

    __slots__ = ("_assembled", "_edges", "_undo", "flush_set", "steps")

    def __init__(self, assembled: Assembled, flush_set: FlushSet) -> None:
        self.steps = assembled.steps
        self.flush_set = flush_set
        self._assembled = assembled
        self._edges: tuple[Edge, ...] | None = None
        self._undo: UndoLog | None = None

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Which step comes ahead of which, and why; found out when it is asked for."""
        if self._edges is None:
            self._edges = tuple(edges_of(self._assembled.parts, self._assembled.rules))
        return self._edges

    @property
    def followers(self) -> tuple[KeyCopy, ...]:
        """Key values that the database changes along with a primary key, to be repeated in memory."""
        return self._assembled.followers

    @property
    def outsiders(self) -> tuple[KeyCopy, ...]:
        """Key values for members that are in no session."""
        return self._assembled.outsiders

    @property
    def tables(self) -> set[Any]:
        """The tables that the steps write."""
        return {table for step in self.steps for table in step.tables}

    def execute(self, session: SessionLike) -> None:
        """Run the steps; call `finalize` afterwards.

        Errors of the database and StaleDataError propagate, after stored key values have been taken back.
        """
        if is_large_and_quiet(self.steps, session):
            with pause():
                self._run(Work(session))
        else:
            self._run(Work(session))

    def revert(self) -> None:
        """Take back what an execution stored in objects, for one that is not going to be finalized."""
        if self._undo is not None:
            self._undo.revert()

    def _run(self, work: Work) -> None:
        self._undo = work.undo
        try:
            for step in self.steps:
                run(step, work)
        except BaseException:
            work.undo.revert()
            raise

    def __bool__(self) -> bool:
        return bool(self.steps)

    def __len__(self) -> int:
        return len(self.steps)

    def __str__(self) -> str:
        return describe(self.steps, self.edges, self.flush_set)

    def summary(self) -> str:
        """One line a step."""
        return summary(self.steps)

    def __repr__(self) -> str:
        return f"<FlushPlan of {len(self.steps)} steps>"


def build_plan(session: SessionLike, objects: Iterable[Any] | None = None) -> FlushPlan:
    """Return the plan of what `session.flush(objects)` would do now.

    :param objects: plan for these objects alone.
    Raises CircularDependencyError when rows depend on each other and no relationship has `post_update`.
    """
    flush_set = collect(session, objects)
    cascade(flush_set)
    links = find_links(flush_set)
    switch_rows(flush_set, links)
    return FlushPlan(assemble(flush_set, links), flush_set)
