"""Run an UpdateRows step: one statement for all objects with the same changed columns.

Objects with SQL expressions among their changed values get a statement each; those values are expired afterwards,
because only the database knows them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from holdfast.orm.base.symbols import NO_VALUE
from holdfast.orm.exc import StaleDataError
from holdfast.orm.persistence.batches import update_batch
from holdfast.orm.persistence.expressions import has_expression, single_update
from holdfast.orm.persistence.key_sync import apply_copy
from holdfast.orm.persistence.row_context import RowContext
from holdfast.orm.persistence.steps import UpdateRows
from holdfast.orm.persistence.table_map import TableMap, table_maps
from holdfast.orm.persistence.update_shape import Changed, UpdateShape, changed_groups, changed_keys, update_shape
from holdfast.orm.persistence.work import Work, by_mapper, fire

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState


def update_rows(step: UpdateRows, work: Work) -> None:
    """Execute the step.

    Raises StaleDataError when a statement matched another number of rows than it has objects.
    """
    for new, old in step.switched.items():
        take_over(new, old, work)
    for copy in step.copies:
        apply_copy(copy, work.undo)
    fire("before_update", step, work)
    for group in by_mapper(step.states).values():
        for table_map, shape, states in update_groups(group):
            context = RowContext(table_map, work.connection(table_map.mapper), isinsert=False)
            write_rows(table_map, shape, states, shape.extract(states, context), work)
    fire("after_update", step, work)


def take_over(new: InstanceState, old: InstanceState, work: Work) -> None:
    """Make a new object the owner of the row of a deleted one: all values that it has count as changes."""
    instance = new()
    if instance is None:
        return
    work.undo.generated((new,), ())
    new.ident = old.ident
    mapper: Any = new.mapper
    committed: dict[str, Any] = {}
    for table_map in table_maps(mapper).values():
        for key in table_map.keys.values():
            if key in instance.__dict__ and key not in mapper.pk_keys:
                committed[key] = NO_VALUE
        if table_map.version is not None:
            key = table_map.keys[table_map.version]
            committed[key] = old.value_before(key)
    new.committed = committed


def update_groups(states: Sequence[InstanceState]) -> Iterator[tuple[TableMap, UpdateShape, list[InstanceState]]]:
    """Objects of one mapper by table and changed columns; objects without a net change are left out."""
    maps = list(table_maps(states[0].mapper).values())
    if len(maps) == 1:
        grouped = [changed_groups(maps[0], states)]
    else:
        grouped = _groups_by_table(maps, states)
    for table_map, groups in zip(maps, grouped, strict=True):
        for changed, members in groups.items():
            shape = update_shape(table_map, changed)
            if shape.sets or table_map.onupdate_sql:
                yield table_map, shape, members


def _groups_by_table(
    maps: Sequence[TableMap], states: Sequence[InstanceState]
) -> list[dict[Changed, list[InstanceState]]]:
    """For each table, objects by changed columns; the versioned table takes part in the change of any."""
    grouped: list[dict[Changed, list[InstanceState]]] = [{} for _ in maps]
    for state in states:
        changes = [changed_keys(table_map, state) for table_map in maps]
        if any(changes):
            for table_map, groups, changed in zip(maps, grouped, changes, strict=True):
                if changed or table_map.version is not None:
                    groups.setdefault(changed, []).append(state)
    return grouped


def write_rows(
    table_map: TableMap, shape: UpdateShape, states: list[InstanceState], rows: list[tuple[Any, ...]], work: Work
) -> None:
    """Update the rows of objects, and store what was made for them; StaleDataError when a row is not there."""
    connection = work.connection(table_map.mapper)
    if table_map.onupdate_sql or has_expression(rows):
        matched = sum(
            single_update(connection, table_map, shape, state, row, work.undo)
            for state, row in zip(states, rows, strict=True)
        )
    else:
        matched = update_batch(connection.dialect, table_map, shape).execute(connection, rows)
    if 0 <= matched != len(states):
        raise StaleDataError(
            f"UPDATE statement on table '{table_map.table.name}' expected to update {len(states)} row(s); "
            f"{matched} were matched."
        )
    if shape.store is not None:
        _record_stored(table_map, shape, states, work)
        shape.store(states, rows)
    for key in table_map.onupdate_server:
        for state in states:
            values = state._values()
            if key in values and key not in (state.committed or ()):
                work.undo.value(state, key, values.pop(key))


def _record_stored(table_map: TableMap, shape: UpdateShape, states: list[InstanceState], work: Work) -> None:
    keys = [entry.key for entry in shape.filled if entry.key is not None]
    if shape.bump is not None:
        keys.append(shape.bump)
    for state in states:
        values = state._values()
        for key in keys:
            work.undo.value(state, key, values.get(key, NO_VALUE))
