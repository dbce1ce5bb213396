"""Run a PostUpdate step: the foreign keys of a relationship that both sides of a cycle depend on, in an UPDATE of
their own.

Versions are compared and bumped, and onupdate values set, once in a flush: by the ordinary INSERT, UPDATE or DELETE of
the row; where there is none, by the UPDATE here.
Source: SQLAlchemy 2.1 documentation, "Rows that point to themselves / Mutually Dependent Rows".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.orm.exc import StaleDataError
from holdfast.orm.persistence.batches import column_update_batch
from holdfast.orm.persistence.key_sync import apply_copy, column_value
from holdfast.orm.persistence.row_context import RowContext
from holdfast.orm.persistence.steps import PostUpdate
from holdfast.orm.persistence.table_map import TableMap, table_maps
from holdfast.orm.persistence.update import write_rows
from holdfast.orm.persistence.update_shape import UpdateShape, changed_keys, update_shape
from holdfast.orm.persistence.work import Work, by_mapper
from holdfast.orm.state.lifecycle import PERSISTENT

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState


def post_update(step: PostUpdate, work: Work) -> None:
    """Execute the step; StaleDataError when a row is not there."""
    for copy in step.copies:
        apply_copy(copy, work.undo)
    for mapper, states in by_mapper(step.states).items():
        for table_map in table_maps(mapper).values():
            for columns, members in _by_columns(table_map, step, states).items():
                _set_columns(table_map, columns, *_apart(table_map, columns, members, work), work)


def _by_columns(
    table_map: TableMap, step: PostUpdate, states: list[InstanceState]
) -> dict[tuple[Any, ...], list[InstanceState]]:
    """Which foreign key columns of the table are to be set for which objects."""
    wanted: dict[InstanceState, dict[Any, None]] = {state: {} for state in states}
    for copy in step.copies:
        for target in copy.targets:
            if target in wanted:
                wanted[target].update((column, None) for _, column in copy.pairs if column in table_map.keys)
    groups: dict[tuple[Any, ...], list[InstanceState]] = {}
    for state, columns in wanted.items():
        if columns:
            groups.setdefault(tuple(columns), []).append(state)
    return groups


def _apart(
    table_map: TableMap, columns: tuple[Any, ...], states: list[InstanceState], work: Work
) -> tuple[list[InstanceState], list[InstanceState]]:
    """The objects whose rows have a statement of their own in this flush, and the others."""
    if table_map.version is None and not (table_map.onupdate or table_map.onupdate_sql or table_map.onupdate_server):
        return states, []
    here = {table_map.keys[column] for column in columns}
    maps = table_maps(table_map.mapper).values()
    written: list[InstanceState] = []
    others: list[InstanceState] = []
    for state in states:
        is_written = (
            state.phase != PERSISTENT
            or state in work.session._deleted
            or any(not here.issuperset(changed_keys(each, state)) for each in maps)
        )
        (written if is_written else others).append(state)
    return written, others


def _set_columns(
    table_map: TableMap,
    columns: tuple[Any, ...],
    written: list[InstanceState],
    others: list[InstanceState],
    work: Work,
) -> None:
    if written:
        _set_only(table_map, columns, written, work)
    if others:
        shape = _shape(table_map, columns)
        context = RowContext(table_map, work.connection(table_map.mapper), isinsert=False)
        write_rows(table_map, shape, others, shape.extract(others, context), work)


def _shape(table_map: TableMap, columns: tuple[Any, ...]) -> UpdateShape:
    """The UPDATE that an ordinary change of the columns would be."""
    return update_shape(table_map, tuple(sorted(table_map.keys[column] for column in columns)))


def _set_only(table_map: TableMap, columns: tuple[Any, ...], states: list[InstanceState], work: Work) -> None:
    connection = work.connection(table_map.mapper)
    rows = [
        (
            *(column_value(state, column) for column in table_map.primary_key),
            *(column_value(state, column) for column in columns),
        )
        for state in states
    ]
    matched = column_update_batch(connection.dialect, table_map, columns).execute(connection, rows)
    if 0 <= matched != len(rows):
        raise StaleDataError(
            f"UPDATE statement on table '{table_map.table.name}' expected to update {len(rows)} row(s); {matched} "
            "were matched."
        )
