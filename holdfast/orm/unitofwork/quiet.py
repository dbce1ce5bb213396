"""quiet: whether executing a plan is much work that calls nothing of the user's, so that garbage collection may pause.

User code in a flush: mapper events, cursor events of the connection, Python-side defaults, and types that users write.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from holdfast.orm.persistence.steps import DeleteAssociations, InsertAssociations, Step
from holdfast.sql.types.decorator import ExternalType
from holdfast.util.garbage import PAUSE_FROM

EVENTS = ("before_insert", "after_insert", "before_update", "after_update", "before_delete", "after_delete")
CURSOR_EVENTS = ("before_cursor_execute", "after_cursor_execute")


def is_large_and_quiet(steps: Iterable[Step], session: Any) -> bool:
    """True when the steps write many rows and run no code of the user's."""
    steps = tuple(steps)
    if sum(_size(step) for step in steps) < PAUSE_FROM:
        return False
    mappers = {_mapper(step) for step in steps}
    return all(_is_quiet(mapper, session._connection_for(mapper)) for mapper in mappers)


def _size(step: Step) -> int:
    return len(step.parents if isinstance(step, (InsertAssociations, DeleteAssociations)) else step.states)


def _mapper(step: Step) -> Any:
    return step.prop.parent if isinstance(step, (InsertAssociations, DeleteAssociations)) else step.mapper


def _is_quiet(mapper: Any, connection: Any) -> bool:
    if any(getattr(connection._dispatch, name) for name in CURSOR_EVENTS):
        return False
    return not any(
        any(getattr(each.dispatch, name) for name in EVENTS) or _writes_with_user_code(each)
        for each in mapper.self_and_descendants
    )


def _writes_with_user_code(mapper: Any) -> bool:
    known: bool | None = mapper._memo.get("writes_with_user_code")
    if known is None:
        known = mapper._memo["writes_with_user_code"] = any(
            isinstance(column.type, ExternalType)
            or any(made is not None and made.is_callable for made in (column.default, column.onupdate))
            for table in mapper.tables
            for column in table.columns
        )
    return known
