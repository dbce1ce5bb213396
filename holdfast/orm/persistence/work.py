"""One running flush, as the steps see it: the session, what was written into objects, and the mapper events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from holdfast.orm.persistence.undo import UndoLog
from holdfast.util.warnings import warn

if TYPE_CHECKING:
    from holdfast.orm.persistence.steps import DeleteRows, InsertRows, UpdateRows
    from holdfast.orm.state.instance_state import InstanceState
    from holdfast.orm.state.protocols import SessionLike


class Work:
    """The execution of one FlushPlan."""

    __slots__ = ("_connections", "session", "undo")

    def __init__(self, session: SessionLike) -> None:
        self.session = session
        self.undo = UndoLog()
        self._connections: dict[Any, Any] = {}

    def connection(self, mapper: Any) -> Any:
        """The Connection of the session's transaction for a mapper."""
        connection = self._connections.get(mapper)
        if connection is None:
            connection = self._connections[mapper] = self.session._connection_for(mapper)
        return connection


def by_mapper(states: Sequence[InstanceState]) -> dict[Any, list[InstanceState]]:
    """States by mapper, both in order of appearance."""
    if len(set(map(type, states))) == 1:  # each mapper has a state class of its own
        return {states[0].mapper: list(states)}
    groups: dict[Any, list[InstanceState]] = {}
    for state in states:
        groups.setdefault(state.mapper, []).append(state)
    return groups


def fire(event: str, step: InsertRows | UpdateRows | DeleteRows, work: Work) -> None:
    """Call the mapper listeners of `event` for each object of a step."""
    if not any(getattr(mapper.dispatch, event) for mapper in step.mapper.self_and_descendants):
        return
    for mapper, group in by_mapper(step.states).items():
        listeners = getattr(mapper.dispatch, event)
        if listeners:
            connection = work.connection(mapper)
            for state in group:
                listeners(mapper, connection, state())


def check_deleted(table: Any, expected: int, matched: int) -> None:
    """Warn when a DELETE found fewer or more rows than it should; a negative count means that the driver does not
    know.
    """
    if 0 <= matched != expected:
        warn(deleted_message(table, expected, matched))


def deleted_message(table: Any, expected: int, matched: int) -> str:
    """What is said about a DELETE that did not find its rows."""
    return (
        f"DELETE statement on table '{table}' expected to delete {expected} row(s); {matched} were matched.  "
        "Please set confirm_deleted_rows=False within the mapper configuration to prevent this warning."
    )
