"""Steps as readable rows and SQL, for people; nothing is changed or executed, and no default function is called.

This is also the plain reference version of the generated extractors: what it shows is what they take, value by value.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from holdfast.orm.persistence.association import association_columns
from holdfast.orm.persistence.batches import (
    association_delete,
    column_update_batch,
    delete_batch,
    insert_batch,
    update_batch,
)
from holdfast.orm.persistence.insert import returned_columns
from holdfast.orm.persistence.insert_shape import shape_of
from holdfast.orm.persistence.key_sync import column_value, references
from holdfast.orm.persistence.steps import (
    DeleteAssociations,
    DeleteRows,
    InsertAssociations,
    InsertRows,
    KeyCopy,
    PostUpdate,
    Reference,
    Step,
    UpdateRows,
)
from holdfast.orm.persistence.table_map import MISSING_IF_ABSENT, Filled, TableMap, table_maps
from holdfast.orm.persistence.update_shape import Changed, changed_keys, differs, update_shape

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState

Overlay = dict["InstanceState", dict[str, Any]]
Values = list[tuple[str, Any]]


class Default(NamedTuple):
    """Stands for what a Python-side default function will return."""

    call: Any


class ReadableRow(NamedTuple):
    """One row of a step: the objects it belongs to, and column names with values."""

    states: tuple[InstanceState, ...]
    values: Values


class ReadableStatement(NamedTuple):
    """Rows that one batch writes to one table. `batch` has `describe(n)`."""

    verb: str
    table: Any
    rows: list[ReadableRow]
    batch: Any


def statements(step: Step, dialect: Any) -> list[ReadableStatement]:
    """The statements of a step for a dialect; without rows of their own the step has none."""
    if isinstance(step, InsertRows):
        return list(_inserts(step, dialect))
    if isinstance(step, UpdateRows):
        return list(_updates(step, dialect))
    if isinstance(step, DeleteRows):
        return list(_deletes(step, dialect))
    if isinstance(step, PostUpdate):
        return list(_post_updates(step, dialect))
    return [_associations(step, dialect)]


def overlay_of(copies: tuple[KeyCopy, ...]) -> Overlay:
    """What copies will write, by object and attribute; keys that do not exist yet are References."""
    unwritten = {source for copy in copies for source in copy.sources if source is not None and source.ident is None}
    overlay: Overlay = {}
    for target, key, value in references(copies, unwritten):
        overlay.setdefault(target, {})[key] = value
    return overlay


def insert_bits(table_map: TableMap, values: dict[str, Any]) -> int:
    """The shape of an object with these values, see `insert_shape`."""
    bits = 0
    for n, slot in enumerate(table_map.optional):
        present = slot.key in values if slot.missing == MISSING_IF_ABSENT else values.get(slot.key) is not None
        bits |= present << n
    return bits


def filled_value(entry: Filled, values: dict[str, Any]) -> Any:
    """The value of a column with a Python-side default."""
    given = values.get(entry.key) if entry.key is not None else None
    if given is not None or (entry.missing == MISSING_IF_ABSENT and entry.key in values):
        return given
    return entry.value if entry.call is None else Default(entry.call)


def _inserts(step: InsertRows, dialect: Any) -> Iterator[ReadableStatement]:
    overlay = overlay_of(step.copies)
    tables: dict[Any, None] = {}
    for state in step.states:
        tables.update(dict.fromkeys(table_maps(state.mapper)))
    for table in tables:
        groups: dict[tuple[Any, ...], tuple[Any, list[ReadableRow]]] = {}
        for state in step.states:
            table_map = table_maps(state.mapper).get(table)
            if table_map is None:
                continue
            values = {**state._values(), **overlay.get(state, {})}
            for parent_key, key in table_map.inherited:
                if values.get(key) is None:
                    values[key] = values.get(parent_key) or Reference(state, _column_of(table_map.mapper, parent_key))
            _inherit_same_key(table_map, state, values)
            shape = shape_of(table_map, insert_bits(table_map, values))
            returned = returned_columns(table_map, shape, dialect)
            batch = insert_batch(dialect, table, shape.columns, returned)
            row = ReadableRow((state,), insert_values(table_map, values))
            groups.setdefault((shape.columns, returned), (batch, []))[1].append(row)
        for batch, rows in groups.values():
            yield ReadableStatement("insert", table, rows, batch)


def _inherit_same_key(table_map: TableMap, state: InstanceState, values: dict[str, Any]) -> None:
    """A table of a subclass takes the key that the table of the base is going to generate."""
    mapper = table_map.mapper
    for column in table_map.primary_key:
        key = table_map.keys[column]
        if (
            key in mapper.pk_keys
            and values.get(key) is None
            and mapper.primary_key[mapper.pk_keys.index(key)].table is not table_map.table
        ):
            values[key] = Reference(state, _column_of(mapper, key))


def _column_of(mapper: Any, key: str) -> Any:
    return mapper.primary_key[mapper.pk_keys.index(key)]


def insert_values(table_map: TableMap, values: dict[str, Any]) -> Values:
    """The row of an object as (column name, value)."""
    shape = shape_of(table_map, insert_bits(table_map, values))
    keys = {slot.column: slot.key for slot in shape.slots}
    filled = {entry.column: entry for entry in shape.filled}
    return [
        (column.name, values.get(keys[column]) if column in keys else filled_value(filled[column], values))
        for column in shape.columns
    ] + [(column.name, clause) for column, clause in shape.expressions.items()]


def _updates(step: UpdateRows, dialect: Any) -> Iterator[ReadableStatement]:
    overlay = overlay_of(step.copies)
    groups: dict[tuple[TableMap, Changed], list[ReadableRow]] = {}
    for state in step.states:
        for table_map in table_maps(state.mapper).values():
            changed = _changed(table_map, state, overlay.get(state, {}), step)
            if changed:
                values = {**state._values(), **overlay.get(state, {})}
                row = [(column.name, values.get(key)) for column, key in table_map.keys.items() if key in changed]
                groups.setdefault((table_map, changed), []).append(ReadableRow((state,), row))
    for (table_map, changed), rows in groups.items():
        yield ReadableStatement(
            "update", table_map.table, rows, update_batch(dialect, table_map, update_shape(table_map, changed))
        )


def _changed(table_map: TableMap, state: InstanceState, arriving: dict[str, Any], step: UpdateRows) -> Changed:
    if state in step.switched:
        keys = {*state._values(), *arriving}
        return tuple(key for key in table_map.keys.values() if key in keys and key not in table_map.mapper.pk_keys)
    changed = list(changed_keys(table_map, state))
    for key, value in arriving.items():
        if key not in table_map.compare:
            continue
        moved = isinstance(value, Reference) or differs(value, state.value_before(key), table_map.compare[key])
        if moved and key not in changed:
            changed.append(key)
        elif not moved and key in changed:
            changed.remove(key)
    return tuple(changed)


def _deletes(step: DeleteRows, dialect: Any) -> Iterator[ReadableStatement]:
    tables: dict[Any, list[tuple[TableMap, InstanceState]]] = {}
    for state in step.states:
        for table, table_map in table_maps(state.mapper).items():
            tables.setdefault(table, []).append((table_map, state))
    for table, members in reversed(tables.items()):
        rows = [
            ReadableRow((state,), [(column.name, column_value(state, column)) for column in table_map.primary_key])
            for table_map, state in members
        ]
        yield ReadableStatement("delete", table, rows, delete_batch(dialect, members[0][0]))


def _post_updates(step: PostUpdate, dialect: Any) -> Iterator[ReadableStatement]:
    overlay = overlay_of(step.copies)
    for table_map in table_maps(step.states[0].mapper).values():
        columns = tuple(
            dict.fromkeys(target for copy in step.copies for _, target in copy.pairs if target in table_map.keys)
        )
        if columns:
            rows = [
                ReadableRow(
                    (state,), [(column.name, overlay.get(state, {}).get(table_map.keys[column])) for column in columns]
                )
                for state in step.states
            ]
            yield ReadableStatement("update", table_map.table, rows, column_update_batch(dialect, table_map, columns))


def _associations(step: InsertAssociations | DeleteAssociations, dialect: Any) -> ReadableStatement:
    prop = step.prop
    columns = association_columns(prop)
    rows = [
        ReadableRow((parent, child), _association_values(prop, parent, child))
        for parent, child in zip(step.parents, step.children, strict=True)
    ]
    if isinstance(step, InsertAssociations):
        return ReadableStatement("insert", prop.secondary, rows, insert_batch(dialect, prop.secondary, columns, ()))
    return ReadableStatement("delete", prop.secondary, rows, association_delete(dialect, prop, columns))


def _association_values(prop: Any, parent: InstanceState, child: InstanceState) -> Values:
    found: Values = []
    for pairs, state in ((prop.synchronize_pairs, parent), (prop.secondary_synchronize_pairs, child)):
        for source, target in pairs:
            value = column_value(state, source)
            found.append((target.name, Reference(state, source) if value is None and state.ident is None else value))
    return found
