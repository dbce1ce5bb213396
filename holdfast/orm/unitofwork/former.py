"""What rows hold in unique columns that are not loaded: asked for once, when one row may pass its value on to another.

A server may check uniqueness row by row within a statement, so the row that gives a value up has to go first; which
one that is, only the former values tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from holdfast.orm.base.symbols import NO_VALUE
from holdfast.orm.loading.batches import CHUNK
from holdfast.orm.loading.related import KEYS, in_keys
from holdfast.orm.persistence.table_map import TableMap, table_maps
from holdfast.orm.persistence.work import by_mapper
from holdfast.sql.statements.select import select

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState
    from holdfast.orm.state.protocols import SessionLike

Former = dict[tuple["InstanceState", str], Any]
"""Values of rows by object and attribute, where the object itself does not know them."""


def former_values(session: SessionLike, states: Sequence[InstanceState], columns: Sequence[Any]) -> Former:
    """Select the values of columns of one table for the objects that have one of them unloaded.

    :param states: objects that are deleted, or of which one of the columns was set.
    :return: empty when all of it is known.
    """
    found: Former = {}
    for mapper, members in by_mapper(states).items() if states else ():
        table_map = table_maps(mapper).get(columns[0].table)
        if table_map is None or None in table_map.ident_keys:
            continue
        mapped = {column: table_map.keys[column] for column in columns if column in table_map.keys}
        keys = {column: key for column, key in mapped.items() if key not in mapper.pk_keys}
        lacking = {
            _row_key(table_map, state): state
            for state in members
            if state.ident is not None and any(state.value_before(key) is NO_VALUE for key in keys.values())
        }
        if not lacking:
            continue
        connection: Any = session._connection_for(mapper)
        idents = list(lacking)
        single = len(table_map.primary_key) == 1
        statement = select(*table_map.primary_key, *keys).where(in_keys(table_map.primary_key))
        for start in range(0, len(idents), CHUNK):
            for row in connection.execute(statement, {KEYS: idents[start : start + CHUNK]}):
                ident, values = row[: len(table_map.primary_key)], row[len(table_map.primary_key) :]
                state = lacking[ident[0] if single else tuple(ident)]
                found.update(((state, key), value) for key, value in zip(keys.values(), values, strict=True))
    return found


def _row_key(table_map: TableMap, state: InstanceState) -> Any:
    """The primary key of an object's row of one table: a bare value for one column, else a tuple."""
    if len(table_map.mapper.pk_keys) == 1:
        return state.ident
    parts = tuple([state.ident[position] for position in table_map.ident_keys if position is not None])
    return parts if len(parts) > 1 else parts[0]
