"""Where the rules of the graph come from: foreign keys between the tables of a flush, and unique values that pass
from one row to another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from holdfast.exc import NoReferenceError
from holdfast.orm.base.symbols import NO_VALUE
from holdfast.orm.persistence.table_map import TableMap, table_maps
from holdfast.orm.persistence.update_shape import changed_keys
from holdfast.orm.unitofwork.cascade import LOAD
from holdfast.orm.unitofwork.former import Former, former_values
from holdfast.orm.unitofwork.graph import DELETE, INSERT, UPDATE, Node, RowPairs, Rule

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState
    from holdfast.orm.state.protocols import SessionLike

FOREIGN_KEY_ORDER = ((INSERT, INSERT), (INSERT, UPDATE), (UPDATE, DELETE), (DELETE, DELETE))
"""(operation of the row that goes first, of the one that follows): a row comes after what it refers to, and goes
before it.
"""

NOTHING_FOUND: Former = {}


def rows_map(state: InstanceState, table: Any) -> TableMap | None:
    """How an object is written to a table; None when it has no row there."""
    return table_maps(state.mapper).get(table)


def tables_by_node(nodes: Sequence[Node]) -> dict[Any, list[Node]]:
    """The INSERT, UPDATE and DELETE nodes that write to each table."""
    found: dict[Any, list[Node]] = {}
    for node in nodes:
        if node.operation in (INSERT, UPDATE, DELETE):
            for mapper in _mappers_of(node.rows):
                for table in table_maps(mapper):
                    members = found.setdefault(table, [])
                    if node not in members:
                        members.append(node)
    return found


def _mappers_of(states: Sequence[InstanceState]) -> list[Any]:
    """The mappers of objects; each mapper has a state class of its own."""
    state_classes: dict[Any, None] = dict.fromkeys(map(type, states))
    return [state_class.mapper for state_class in state_classes]


def foreign_key_rules(nodes: Sequence[Node], post_updated: set[Any]) -> Iterator[Rule]:
    """Rules of the foreign keys between the tables of a flush.

    :param post_updated: foreign key columns that an UPDATE of their own writes; they order nothing.
    """
    tables = tables_by_node(nodes)
    for table, holders in tables.items():
        for elements in foreign_keys_of(table):
            referred = elements[0][1].table
            if referred not in tables or any(parent in post_updated for parent, _ in elements):
                continue
            for holder in holders:
                for owner in tables[referred]:
                    yield from _foreign_key_rule(holder, owner, elements)


def foreign_keys_of(table: Any) -> Iterator[list[tuple[Any, Any]]]:
    """The foreign keys of a table as (column, referred column); those to tables that are not defined are left out."""
    for constraint in table._sorted_fk_constraints():
        try:
            yield [(element.parent, element.column) for element in constraint.elements]
        except NoReferenceError:
            continue


def _foreign_key_rule(holder: Node, owner: Node, elements: list[tuple[Any, Any]]) -> Iterator[Rule]:
    columns, keys = [pair[0] for pair in elements], [pair[1] for pair in elements]
    if holder is owner and columns[0].table is not keys[0].table and all(column.primary_key for column in columns):
        return  # the table of a subclass refers to that of its base: two parts of one object
    reason = f"{', '.join(map(str, columns))} refers to {', '.join(map(str, keys))}, foreign key"
    if (owner.operation, holder.operation) in FOREIGN_KEY_ORDER and holder.operation != DELETE:
        if holder is owner:
            pairs = _out_of_order(holder, columns, keys)
            if pairs:
                yield Rule(owner, holder, reason, partial(list, pairs), weak=True)
        elif columns[0].table is not keys[0].table or holder.operation == UPDATE:
            yield Rule(
                owner,
                holder,
                reason,
                partial(matching, owner.rows, keys, holder.rows, columns, former=False),
                weak=True,
            )
    if (holder.operation, owner.operation) in FOREIGN_KEY_ORDER and owner.operation == DELETE:
        dependents = partial(_dependents, owner.rows, keys, holder.rows, columns)
        if holder is not owner:
            yield Rule(holder, owner, reason, dependents, weak=True)
            return
        _load(holder.rows, columns)
        pairs = dependents()
        if pairs:
            yield Rule(holder, owner, reason, partial(list, pairs), weak=True)


def _dependents(
    owners: Sequence[InstanceState], keys: Sequence[Any], holders: Sequence[InstanceState], columns: Sequence[Any]
) -> RowPairs:
    """(holder, owner) for rows that refer to rows that are deleted."""
    return [(holder, owner) for owner, holder in matching(owners, keys, holders, columns, former=True)]


def matching(
    owners: Sequence[InstanceState],
    keys: Sequence[Any],
    holders: Sequence[InstanceState],
    columns: Sequence[Any],
    former: bool,
) -> RowPairs:
    """(owner, holder) for holders whose foreign key has the value of the owner's key; `former`: as the rows are now
    in the database.
    """
    by_key = {}
    for owner in owners:
        value = row_values(owner, keys, former)
        if value is not None:
            by_key[value] = owner
    found: RowPairs = []
    if by_key:
        for holder in holders:
            value = row_values(holder, columns, former)
            if value is not None and (matched := by_key.get(value)) is not None and matched is not holder:
                found.append((matched, holder))
    return found


def _out_of_order(node: Node, columns: Sequence[Any], keys: Sequence[Any]) -> RowPairs:
    """Row pairs of a self-referring table, if the order in which the objects were added would insert a row before the
    one it refers to.
    """
    table_map = rows_map(node.rows[0], columns[0].table)
    first_key = None if table_map is None else table_map.keys.get(keys[0])
    if first_key is None or all(state._values().get(first_key) is None for state in node.rows):
        return []
    pairs = matching(node.rows, keys, node.rows, columns, former=False)
    position = {state: n for n, state in enumerate(node.rows)}
    return pairs if any(position[owner] > position[holder] for owner, holder in pairs) else []


def row_values(state: InstanceState, columns: Sequence[Any], former: bool, found: Former = NOTHING_FOUND) -> Any:
    """The values of columns of an object as a tuple, without loading; None when one of them is NULL, unknown or
    unhashable.

    :param former: as the row is now in the database.
    :param found: what the database says of values that the object does not know.
    """
    table_map = rows_map(state, columns[0].table)
    if table_map is None:
        return None
    values = []
    for column in columns:
        key = table_map.keys.get(column)
        if key is None:
            return None
        value = state.value_before(key) if former else state._values().get(key, NO_VALUE)
        if value is NO_VALUE and found and (former or key not in (state.committed or ())):
            value = found.get((state, key), NO_VALUE)
        keys = table_map.mapper.pk_keys
        if value is NO_VALUE and state.ident is not None and key in keys:
            value = state.ident if len(keys) == 1 else state.ident[keys.index(key)]
        if value is None or value is NO_VALUE or type(value).__hash__ is None:
            return None
        values.append(value)
    return tuple(values)


def _load(states: Sequence[InstanceState], columns: Sequence[Any]) -> None:
    """Load expired foreign keys of objects that are deleted together: which of them goes first depends on them."""
    if len(states) < 2:
        return
    for state in states:
        table_map = rows_map(state, columns[0].table)
        if table_map is not None:
            for column in columns:
                key = table_map.keys.get(column)
                if key is not None and state.value_before(key) is NO_VALUE:
                    table_map.mapper.attributes[key].get(state, LOAD)


def unique_rules(nodes: Sequence[Node], session: SessionLike) -> Iterator[Rule]:
    """Rules for unique values that one row gives up, by DELETE or UPDATE, and another takes in the same flush."""
    for table, members in tables_by_node(nodes).items():
        givers = [node for node in members if node.operation != INSERT]
        takers = [node for node in members if node.operation != DELETE]
        if not givers or not takers or (givers == takers and len(givers) == 1 and len(givers[0].rows) < 2):
            continue
        touched = None if any(node.operation == DELETE for node in givers) else _touched(givers)
        for columns in unique_columns(table):
            if touched is not None and touched.isdisjoint(_keys_of(columns, members)):
                continue
            rows = {node: _written(node, columns) for node in members}
            found = NOTHING_FOUND
            if sum(map(len, rows.values())) > 1 and any(rows[node] for node in takers):
                found = former_values(session, [state for node in givers for state in rows[node]], columns)
            freed = {
                value: (node, state)
                for node in givers
                for state in rows[node]
                if (value := row_values(state, columns, True, found)) is not None
            }
            if freed:
                yield from _taken(freed, {node: rows[node] for node in takers}, columns, found)


def _touched(nodes: Sequence[Node]) -> set[str]:
    """All attribute keys that were set on the objects of UPDATE nodes."""
    touched: set[str] = set()
    for node in nodes:
        for state in node.rows:
            change = state._change
            if isinstance(change, str):
                touched.add(change)
            elif change:
                touched.update(change)
    return touched


def _keys_of(columns: Sequence[Any], nodes: Sequence[Node]) -> set[str]:
    """The attribute keys of columns in all mappers of the nodes."""
    maps = {table_maps(mapper).get(columns[0].table) for node in nodes for mapper in _mappers_of(node.rows)}
    return {
        key for found in maps if found is not None for column in columns if (key := found.keys.get(column)) is not None
    }


def unique_columns(table: Any) -> list[tuple[Any, ...]]:
    """The column sets of a table that a constraint or an index keeps unique, the primary key first."""
    found = [tuple(table.primary_key)]
    for constraint in table.constraints:
        if getattr(constraint, "__visit_name__", "") == "unique_constraint":
            found.append(tuple(constraint.columns))
    found += (tuple(index.columns) for index in table.indexes if index.unique)
    return sorted(filter(None, dict.fromkeys(found)), key=lambda columns: [column.name for column in columns])


def _written(node: Node, columns: Sequence[Any]) -> Sequence[InstanceState]:
    """The objects of a node that give up or take values of the columns."""
    return [state for state in node.rows if _changes(state, columns)] if node.operation == UPDATE else node.rows


def _changes(state: InstanceState, columns: Sequence[Any]) -> bool:
    table_map = rows_map(state, columns[0].table)
    if table_map is None or not state.committed:
        return False
    wanted = {table_map.keys.get(column) for column in columns}
    return not wanted.isdisjoint(state.committed) and not wanted.isdisjoint(changed_keys(table_map, state))


def _taken(
    freed: dict[Any, tuple[Node, InstanceState]],
    takers: dict[Node, Sequence[InstanceState]],
    columns: Sequence[Any],
    found: Former,
) -> Iterator[Rule]:
    pairs: dict[tuple[Node, Node], RowPairs] = {}
    for node, states in takers.items():
        for state in states:
            value = row_values(state, columns, False, found)
            giver = None if value is None else freed.get(value)
            if giver is not None and giver[1] is not state:
                pairs.setdefault((giver[0], node), []).append((giver[1], state))
    for (before, after), passed in pairs.items():
        names = ", ".join(map(str, columns))
        yield Rule(
            before,
            after,
            f"{names} is unique, and its value passes from one row to another",
            partial(list, passed),
            weak=True,
        )
