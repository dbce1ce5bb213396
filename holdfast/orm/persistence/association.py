"""Run the steps for the secondary table of a many-to-many relationship."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from holdfast.orm.exc import StaleDataError
from holdfast.orm.persistence.batches import association_delete, insert_batch
from holdfast.orm.persistence.key_sync import column_value, key_of
from holdfast.orm.persistence.steps import DeleteAssociations, InsertAssociations
from holdfast.orm.persistence.work import Work
from holdfast.sql.statements.dml import Insert

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState


def association_columns(prop: Any) -> tuple[Any, ...]:
    """The columns of the secondary table that a relationship fills: those that refer to the parent first."""
    return tuple(dict.fromkeys(column for _, column in (*prop.synchronize_pairs, *prop.secondary_synchronize_pairs)))


def association_rows(
    prop: Any, parents: Sequence[InstanceState], children: Sequence[InstanceState], former: bool = False
) -> list[tuple[Any, ...]]:
    """The rows that associate parents with children, pairwise.

    :param former: take the keys that the rows had before the flush.
    """
    at_parent = {target: source for source, target in prop.synchronize_pairs}
    at_child = {target: source for source, target in prop.secondary_synchronize_pairs}
    read = former_value if former else column_value
    columns = [(at_parent.get(column), at_child.get(column)) for column in association_columns(prop)]
    return [
        tuple(read(parent, own) if own is not None else read(child, other) for own, other in columns)
        for parent, child in zip(parents, children, strict=True)
    ]


def former_value(state: InstanceState, column: Any) -> Any:
    """The value of a column as the row still has it."""
    key = key_of(state, column)
    committed = state.committed
    return committed[key] if committed is not None and committed.get(key) is not None else column_value(state, column)


def insert_associations(step: InsertAssociations, work: Work) -> None:
    """Execute the step; other columns of the secondary table get their Python-side and SQL defaults."""
    prop = step.prop
    connection = work.connection(prop.parent)
    columns = association_columns(prop)
    rows = association_rows(prop, step.parents, step.children)
    others = [column for column in prop.secondary.columns if column.default is not None and column not in columns]
    if others:
        statement = Insert(prop.secondary)
        connection.execute(statement, [dict(zip((column.key for column in columns), row, strict=True)) for row in rows])
    else:
        insert_batch(connection.dialect, prop.secondary, columns, ()).execute(connection, rows)


def delete_associations(step: DeleteAssociations, work: Work) -> None:
    """Execute the step; StaleDataError when rows are not there."""
    connection = work.connection(step.prop.parent)
    rows = association_rows(step.prop, step.parents, step.children, former=True)
    matched = association_delete(connection.dialect, step.prop, association_columns(step.prop)).execute(
        connection, rows
    )
    if 0 <= matched != len(rows):
        raise StaleDataError(
            f"DELETE statement on table '{step.prop.secondary.name}' expected to delete {len(rows)} row(s); Only "
            f"{matched} were matched."
        )
