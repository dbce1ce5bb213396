"""Generated functions of UPDATE and DELETE: which columns of an object changed, and objects -> rows.

The shape of an UPDATE is the tuple of changed attribute keys. The first values of a row identify it: the primary
key as it was before the flush and, on versioned mappers, the version that was read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from holdfast.orm.base.symbols import NO_VALUE
from holdfast.orm.persistence.expressions import is_expression
from holdfast.orm.persistence.insert_shape import provided
from holdfast.orm.persistence.table_map import Filled, TableMap, next_version
from holdfast.util.codegen import Source

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState

Rows = list[tuple[Any, ...]]
Changed = tuple[str, ...]


class UpdateShape(NamedTuple):
    """What the rows of one shape contain: `where` columns, then `sets` columns; `filled` are the onupdate values
    among them.
    """

    where: tuple[Any, ...]
    sets: tuple[Any, ...]
    filled: tuple[Filled, ...]
    bump: str | None
    extract: Callable[[Sequence[InstanceState], Any], Rows]
    store: Callable[[Sequence[InstanceState], Rows], None] | None


def changed_keys(table_map: TableMap, state: InstanceState) -> Changed:
    """The attributes with a net change that belong to the table."""
    committed = state.committed
    if not committed:
        return ()
    values = state._values()
    compare = table_map.compare
    changed = []
    for key, old in committed.items():
        if key in compare:
            if old is NO_VALUE and key in table_map.mapper.pk_keys:
                old = _ident_part(table_map.mapper, state, key)
            if differs(values.get(key), old, compare[key]):
                changed.append(key)
    return tuple(changed)


def changed_groups(table_map: TableMap, states: Sequence[InstanceState]) -> dict[Changed, list[InstanceState]]:
    """Objects with a net change by the attributes that changed; the others are left out."""
    by_set: dict[str | tuple[str, ...], list[InstanceState]] = {}
    for state in states:
        change = state._change
        if change:
            form = change if change.__class__ is str else tuple(change)
            if form in by_set:
                by_set[form].append(state)
            else:
                by_set[form] = [state]
    groups: dict[Changed, list[InstanceState]] = {}
    for form, members in by_set.items():
        keys = (form,) if isinstance(form, str) else form
        changed, rest = _split(table_map, keys, members, single=keys is not form)
        if changed:
            groups.setdefault(tuple([key for key in keys if key in table_map.compare]), []).extend(changed)
        for state in rest:
            found = changed_keys(table_map, state)
            if found:
                groups.setdefault(found, []).append(state)
    return groups


def _split(
    table_map: TableMap, keys: tuple[str, ...], states: list[InstanceState], single: bool
) -> tuple[list[InstanceState], list[InstanceState]]:
    """Objects of which all set attributes have changed, and those that need a closer look.

    :param single: the states have one change, in the form without a dictionary.
    """
    compare, key_attributes = table_map.compare, table_map.mapper.pk_keys
    columns = [key for key in keys if key in compare]
    if not columns:
        return [], []
    if any(compare[key] is not None or key in key_attributes for key in columns):
        return [], states
    memo_key = ("split", single, tuple(columns))
    split: Callable[[list[InstanceState]], tuple[list[InstanceState], list[InstanceState]]] | None = table_map.memo.get(
        memo_key
    )
    if split is None:
        source = emit_split_single(*columns) if single else emit_split(columns)
        split = source.compile("split", f"holdfast changes {table_map.mapper.class_.__name__}")
        table_map.memo[memo_key] = split
    try:
        return split(states)
    except TypeError:
        # A SQL expression is no more equal to a value than unequal.
        return [], states


def emit_split_single(key: str) -> Source:
    """Emit the same for objects whose one change stands in `_change` and `_former`; asks for no dictionaries."""
    source = Source()
    with source.block("def split(states):"):
        source.line("changed = []")
        with source.block("for state in states:"):
            source.line(f"new, old = getattr(state(), {key!r}), state._former")
            with source.block("if new is not old and (old is None or not new == old):"):
                source.line("changed.append(state)")
        source.line("return changed, ()")
    return source


def emit_split(columns: Sequence[str]) -> Source:
    """Emit `split(states) -> (all of the columns changed, some may have)`."""
    source = Source()
    with source.block("def split(states):"):
        source.line("changed, rest = [], []")
        with source.block("for state in states:"):
            source.line("get, committed = state().__dict__.get, state.committed")
            tests = []
            for n, key in enumerate(columns):
                tests.append(
                    f"(new{n} := get({key!r})) is not (old{n} := committed[{key!r}])"
                    f" and (old{n} is None or not new{n} == old{n})"
                )
            with source.block(f"if {' and '.join(tests)}:"):
                source.line("changed.append(state)")
            if len(columns) > 1:
                with source.block("else:"):
                    source.line("rest.append(state)")
        source.line("return changed, rest")
    return source


def differs(new: Any, old: Any, compare: Callable[[Any, Any], bool] | None) -> bool:
    """True when a value is not what the row holds; an unknown former value counts as different."""
    if new is old:
        return False
    if old is NO_VALUE or is_expression(new):
        return True
    if compare is not None and new is not None and old is not None:
        return not compare(new, old)
    return not bool(new == old)


def _ident_part(mapper: Any, state: InstanceState, key: str) -> Any:
    if state.ident is None:
        return NO_VALUE
    return state.ident if len(mapper.pk_keys) == 1 else state.ident[mapper.pk_keys.index(key)]


def update_shape(table_map: TableMap, changed: Changed) -> UpdateShape:
    """Return the shape for a set of changed attributes, with its functions generated; memoised on the TableMap."""
    shape: UpdateShape | None = table_map.memo.get(("update", changed))
    if shape is None:
        wanted = set(changed)
        filled = tuple(entry for entry in table_map.onupdate if entry.key not in wanted)
        bump = None
        if table_map.version is not None and table_map.mapper.version_id_generator is not False:
            bump = table_map.keys[table_map.version]
            wanted.discard(bump)
        chosen = {entry.column for entry in filled} | {
            column for column, key in table_map.keys.items() if key in wanted
        }
        if bump is not None:
            chosen.add(table_map.version)
        sets = tuple(column for column in table_map.table.columns if column in chosen)
        where = (*table_map.primary_key, table_map.version) if table_map.version is not None else table_map.primary_key
        name = table_map.mapper.class_.__name__
        extract = emit_update(table_map, sets, filled, bump).compile("extract", f"holdfast update {name}")
        store_source = emit_store(table_map, len(where), sets, filled, bump)
        store = None if store_source is None else store_source.compile("store", f"holdfast update {name} store")
        shape = table_map.memo["update", changed] = UpdateShape(where, sets, filled, bump, extract, store)
    return shape


def emit_update(table_map: TableMap, sets: Sequence[Any], filled: Sequence[Filled], bump: str | None) -> Source:
    """Emit `extract(states, context) -> rows`."""
    source = Source()
    onupdate = {entry.column: entry for entry in filled}
    with source.block("def extract(states, context):"):
        parts = [*_where_parts(source, table_map)]
        for column in sets:
            if bump is not None and column is table_map.version:
                mapper = source.constant(table_map.mapper, "mapper")
                parts.append(
                    f"{source.constant(next_version, 'next_version')}({mapper}, {_version_part(source, table_map)})"
                )
            elif column in onupdate:
                parts.append(provided(source, onupdate[column], "context.begin(values)"))
            else:
                parts.append(f"values.get({table_map.keys[column]!r})")
        row = "".join(part + ", " for part in parts)
        source.line(f"return [({row}) for state in states for values in (state().__dict__,)]")
    return source


def emit_store(
    table_map: TableMap, offset: int, sets: Sequence[Any], filled: Sequence[Filled], bump: str | None
) -> Source | None:
    """Emit `store(states, rows)`, which writes onupdate values and the new version into the objects; None when there
    are none.
    """
    made = {entry.key: sets.index(entry.column) for entry in filled if entry.key is not None}
    if bump is not None:
        made[bump] = sets.index(table_map.version)
    if not made:
        return None
    source = Source()
    with source.block("def store(states, rows):"), source.block("for state, row in zip(states, rows):"):
        source.line("values = state().__dict__")
        for key, position in made.items():
            source.line(f"values[{key!r}] = row[{offset + position}]")
    return source


def delete_extractor(table_map: TableMap) -> Callable[[Sequence[InstanceState]], Rows]:
    """Return the generated function `extract(states) -> rows` of keys (and versions); memoised on the TableMap."""
    extract: Callable[[Sequence[InstanceState]], Rows] | None = table_map.memo.get("delete")
    if extract is None:
        source = emit_delete(table_map)
        extract = table_map.memo["delete"] = source.compile(
            "extract", f"holdfast delete {table_map.mapper.class_.__name__}"
        )
    return extract


def emit_delete(table_map: TableMap) -> Source:
    """Emit `extract(states) -> rows`."""
    source = Source()
    with source.block("def extract(states):"):
        parts = _where_parts(source, table_map)
        row = "".join(part + ", " for part in parts)
        unpack = " for values in (state().__dict__,)" if "values" in row else ""
        source.line(f"return [({row}) for state in states{unpack}]")
    return source


def _where_parts(source: Source, table_map: TableMap) -> list[str]:
    single = len(table_map.mapper.pk_keys) == 1
    parts = []
    for column, position in zip(table_map.primary_key, table_map.ident_keys, strict=True):
        if position is None:
            parts.append(f"{source.constant(committed_value, 'committed_value')}(state, {table_map.keys[column]!r})")
        else:
            parts.append("state.ident" if single else f"state.ident[{position}]")
    if table_map.version is not None:
        parts.append(_version_part(source, table_map))
    return parts


def _version_part(source: Source, table_map: TableMap) -> str:
    return f"{source.constant(committed_value, 'committed_value')}(state, {table_map.keys[table_map.version]!r})"


def committed_value(state: InstanceState, key: str) -> Any:
    """The value that the row holds, as far as the object knows; loads an expired one."""
    value = state.value_before(key)
    if value is NO_VALUE:
        mapper: Any = state.mapper
        value = mapper.attributes[key].get(state)
    return value
