"""Generated functions of INSERT: objects -> rows of one shape, and database-made values -> objects.

Three stages: a shape is planned (`InsertShape`, data), source is emitted (`emit_*`), and compiled by
`util.codegen`. The shape of an object says which of the table's optional columns it brings a value for, as bits of
an int: bit n stands for `TableMap.optional[n]`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from holdfast.orm.persistence.table_map import MISSING_IF_ABSENT, Filled, Slot, TableMap
from holdfast.util.codegen import Source

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState

Rows = list[tuple[Any, ...]]


class InsertShape(NamedTuple):
    """What the rows of one shape contain. `columns` in row order: plain, present optional, filled; `filled_at`: where
    the filled ones begin.
    """

    bits: int
    columns: tuple[Any, ...]
    slots: tuple[Slot, ...]
    filled: tuple[Filled, ...]
    #: optional columns without a value that nobody but the database can provide
    absent: tuple[Slot, ...]
    #: column -> SQL expression that provides the missing value
    expressions: dict[Any, Any]
    extract: Callable[[Sequence[InstanceState], Any], Rows]


def shape_of(table_map: TableMap, bits: int) -> InsertShape:
    """Return the shape for `bits`, with its extractor generated; memoised on the TableMap."""
    shape: InsertShape | None = table_map.memo.get(("insert", bits))
    if shape is None:
        present = [slot for n, slot in enumerate(table_map.optional) if bits >> n & 1]
        absent = [slot for n, slot in enumerate(table_map.optional) if not bits >> n & 1]
        slots = (*table_map.plain, *present)
        filled = tuple(table_map.filled)
        order = {column: n for n, column in enumerate(table_map.table.columns)}
        entries: list[Slot | Filled] = [*slots, *filled]
        columns = tuple(sorted((entry.column for entry in entries), key=order.__getitem__))
        given = {slot.column for slot in present}
        expressions = {column: clause for column, clause in table_map.expressions.items() if column not in given}
        source = emit_extract(columns, slots, filled)
        extract = source.compile("extract", f"holdfast insert {table_map.mapper.class_.__name__} {bits}")
        shape = InsertShape(bits, columns, slots, filled, tuple(absent), expressions, extract)
        table_map.memo["insert", bits] = shape
    return shape


def classifier(table_map: TableMap) -> Callable[[Sequence[InstanceState]], list[int]]:
    """Return the generated function that gives the shape bits of each object; memoised on the TableMap."""
    classify: Callable[[Sequence[InstanceState]], list[int]] | None = table_map.memo.get("classify")
    if classify is None:
        source = emit_classify(table_map.optional)
        classify = source.compile("classify", f"holdfast shapes {table_map.mapper.class_.__name__}")
        table_map.memo["classify"] = classify
    return classify


def emit_classify(optional: Sequence[Slot]) -> Source:
    """Emit `classify(states) -> list of bits`."""
    source = Source()
    with source.block("def classify(states):"):
        if not optional:
            source.line("return [0] * len(states)")
            return source
        terms = []
        for n, slot in enumerate(optional):
            test = (
                f"{slot.key!r} in values"
                if slot.missing == MISSING_IF_ABSENT
                else f"values.get({slot.key!r}) is not None"
            )
            terms.append(f"({test})" if n == 0 else f"({test}) << {n}")
        if len(terms) == 1:
            source.line(f"return [1 if {terms[0][1:-1]} else 0 for state in states for values in (state().__dict__,)]")
        else:
            source.line(f"return [{' | '.join(terms)} for state in states for values in (state().__dict__,)]")
    return source


def emit_extract(columns: Sequence[Any], slots: Sequence[Slot], filled: Sequence[Filled]) -> Source:
    """Emit `extract(states, context) -> rows`; `context.values` is set for callables that ask for the other values of
    a row.
    """
    source = Source()
    entries: list[Slot | Filled] = [*slots, *filled]
    by_column = {entry.column: entry for entry in entries}
    names = {column: f"v{n}" for n, column in enumerate(columns)}
    with source.block("def extract(states, context):"):
        if not filled:
            row = "".join(f"get({by_column[column].key!r}), " for column in columns)
            source.line(f"return [({row}) for state in states for get in (state().__dict__.get,)]")
            return source
        source.line("rows = []")
        source.line("add = rows.append")
        with source.block("for state in states:"):
            source.line("values = state().__dict__")
            source.line("get = values.get")
            contextual = any(entry.takes_context for entry in filled)
            if contextual:
                source.line("context.begin(values)")
            for entry in filled:
                _emit_fill(source, entry, names[entry.column], contextual)
            made = {entry.column for entry in filled}
            parts = [names[column] if column in made else f"get({by_column[column].key!r})" for column in columns]
            source.line(f"add(({''.join(part + ', ' for part in parts)}))")
        source.line("return rows")
    return source


def _emit_fill(source: Source, entry: Filled, name: str, contextual: bool) -> None:
    provide = provided(source, entry, "context")
    if entry.key is None:
        source.line(f"{name} = {provide}")
    elif entry.missing == MISSING_IF_ABSENT:
        source.line(f"{name} = values[{entry.key!r}] if {entry.key!r} in values else {provide}")
    else:
        source.line(f"{name} = get({entry.key!r})")
        with source.block(f"if {name} is None:"):
            source.line(f"{name} = {provide}")
    if contextual:
        source.line(f"context.filled[{source.constant(entry.column.key, 'column_key')}] = {name}")


def provided(source: Source, entry: Filled, context: str) -> str:
    """The source text of a default value."""
    if entry.call is None:
        return source.constant(entry.value, f"default_{entry.column.name}")
    return f"{source.constant(entry.call, f'default_{entry.column.name}')}({context if entry.takes_context else ''})"


def storer(
    table_map: TableMap, shape: InsertShape, returned: Sequence[Any], is_root: bool
) -> Callable[..., None] | None:
    """Return the generated function that writes filled and returned values, and the ident, into the objects; None
    when there is nothing to write.

    :param returned: the columns of the RETURNING clause.
    :param is_root: True for the first table of the hierarchy, whose row gives the object its ident.
    """
    memo_key = ("store", shape.bits, tuple(returned), is_root)
    if memo_key not in table_map.memo:
        source = emit_store(table_map, shape, returned, is_root)
        name = f"holdfast store {table_map.mapper.class_.__name__} {shape.bits}"
        table_map.memo[memo_key] = None if source is None else source.compile("store", name)
    found: Callable[..., None] | None = table_map.memo[memo_key]
    return found


def emit_store(table_map: TableMap, shape: InsertShape, returned: Sequence[Any], is_root: bool) -> Source | None:
    """Emit `store(states, rows, returned, missing)`; `missing(state)` is called for a row whose key stayed NULL."""
    made = {table_map.keys[column]: f"r{n}" for n, column in enumerate(returned) if column in table_map.keys}
    kept = {entry.key: f"row[{shape.columns.index(entry.column)}]" for entry in shape.filled if entry.key is not None}
    stale = [slot.key for slot in shape.absent if slot.key not in made]
    unset = [slot.key for slot in table_map.plain if slot.column.nullable]
    if not (made or kept or stale or unset or is_root):
        return None
    source = Source()
    with source.block("def store(states, rows, returned, missing):"):
        loop, over = ["state"], ["states"]
        if kept:
            loop.append("row")
            over.append("rows")
        if returned:
            loop.append("(" + "".join(f"r{n}, " for n in range(len(returned))) + ")")
            over.append("returned")
        iterable = over[0] if len(over) == 1 else f"zip({', '.join(over)})"
        with source.block(f"for {', '.join(loop)} in {iterable}:"):
            source.line("values = state().__dict__")
            for key, text in (*kept.items(), *made.items()):
                source.line(f"values[{key!r}] = {text}")
            for key in stale:
                source.line(f"values.pop({key!r}, None)")
            for key in unset:
                with source.block(f"if {key!r} not in values:"):
                    source.line(f"values[{key!r}] = None")
            if is_root:
                _emit_ident(source, table_map, made, kept)
    return source


def _emit_ident(source: Source, table_map: TableMap, made: dict[str, str], kept: dict[Any, str]) -> None:
    keys = table_map.mapper.pk_keys
    texts = [made.get(key) or kept.get(key) or f"values.get({key!r})" for key in keys]
    partial = table_map.mapper.allow_partial_pks
    if len(keys) == 1:
        source.line(f"state.ident = ident = {texts[0]}")
        test = "ident is None"
    else:
        source.line(f"state.ident = ident = ({', '.join(texts)})")
        test = f"{'not any' if partial else 'not all'}([part is not None for part in ident])"
    with source.block(f"if {test}:"):
        source.line("missing(state)")
