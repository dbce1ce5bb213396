"""A FlushPlan as text: each step with its rows, its SQL, and the reasons for its place.

New objects are numbered by class (`<Author #1>`), others shown by primary key (`<Author 5>`); a value that a
former step generates is shown as `<Author #1>.id`. Long values are cut, long lists of rows as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from holdfast.orm.persistence.readable import Default, ReadableRow, ReadableStatement, statements
from holdfast.orm.persistence.steps import (
    DeleteAssociations,
    Edge,
    InsertAssociations,
    InsertRows,
    Reference,
    Step,
    UpdateRows,
)

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState
    from holdfast.orm.unitofwork.collect import FlushSet

ROWS_SHOWN = 20
VALUE_LENGTH = 40


def summary(steps: Sequence[Step]) -> str:
    """One line a step."""
    return "\n".join(f"{n}. {step.title}" for n, step in enumerate(steps, 1)) or "nothing to flush"


class Labels:
    """Names for objects: numbers for new ones, primary keys for the others."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._numbers: dict[InstanceState, int] = {}
        counts: dict[str, int] = {}
        for step in steps:
            if isinstance(step, InsertRows):
                for state in step.states:
                    name = state.class_.__name__
                    counts[name] = self._numbers[state] = counts.get(name, 0) + 1

    def of(self, state: InstanceState) -> str:
        """The name of an object."""
        name = state.class_.__name__
        number = self._numbers.get(state)
        if number is not None:
            return f"<{name} #{number}>"
        ident = state.ident
        if ident is None:
            return f"<{name}>"
        return f"<{name} {', '.join(map(repr, ident)) if isinstance(ident, tuple) else repr(ident)}>"

    def value(self, value: Any) -> str:
        """A value as text."""
        if isinstance(value, Reference):
            return f"{self.of(value.state)}.{value.column.key}"
        if isinstance(value, Default):
            return f"{getattr(value.call, '__name__', type(value.call).__name__)}()"
        if hasattr(value, "__clause_element__") or hasattr(value, "_gather"):
            return str(value)
        text = repr(value)
        return text if len(text) <= VALUE_LENGTH else f"{text[: VALUE_LENGTH - 3]}..."


def describe(steps: Sequence[Step], edges: Sequence[Edge], flush_set: FlushSet) -> str:
    """The whole plan as text."""
    labels = Labels(steps)
    lines = [f"FlushPlan: {'1 step' if len(steps) == 1 else f'{len(steps)} steps'}"]
    for n, step in enumerate(steps):
        lines += ["", f"{n + 1}. {step.title}"]
        lines += [f"   after {edge.before + 1}: {edge.reason}" for edge in edges if edge.after == n]
        if isinstance(step, UpdateRows):
            lines += [
                f"   {labels.of(new)} takes over the row of {labels.of(old)}" for new, old in step.switched.items()
            ]
        for statement in statements(step, _dialect(step, flush_set)):
            lines += _statement_lines(statement, labels)
    return "\n".join(lines)


def _dialect(step: Step, flush_set: FlushSet) -> Any:
    mapper = step.prop.parent if isinstance(step, (InsertAssociations, DeleteAssociations)) else step.mapper
    session: Any = flush_set.session
    return session.get_bind(mapper).dialect


def _statement_lines(statement: ReadableStatement, labels: Labels) -> list[str]:
    lines = [f"   {labelled(row, labels)}" for row in statement.rows[:ROWS_SHOWN]]
    if len(statement.rows) > ROWS_SHOWN:
        lines.append(f"   and {len(statement.rows) - ROWS_SHOWN} more rows")
    sql = statement.batch.describe(len(statement.rows))
    return lines + [f"   | {line}" for line in sql.splitlines()]


def labelled(row: ReadableRow, labels: Labels) -> str:
    """One row as text: whose it is, and its values."""
    owner = " - ".join(labels.of(state) for state in row.states)
    values = ", ".join(f"{name}={labels.value(value)}" for name, value in row.values)
    return f"{owner}: {values}" if values else owner
