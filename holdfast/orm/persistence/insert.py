"""Run an InsertRows step: a batch for each run of objects with the same shape, in the order in which the objects were
added.

Rules
* A run ends where the shape changes, so generated keys ascend in the order of `Session.add`. Where every object
  brings its own key, order matters less than the number of statements, and all objects of a shape go together.
* Tables of subclasses follow those of their bases, for all objects.
* Rows with SQL expressions get a statement each.
Source: SQLAlchemy 2.1 behaviour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from holdfast.engine.batch import returns
from holdfast.orm.exc import FlushError
from holdfast.orm.persistence.batches import insert_batch
from holdfast.orm.persistence.expressions import forget_expressions, has_expression, single_insert
from holdfast.orm.persistence.insert_shape import InsertShape, Rows, classifier, shape_of, storer
from holdfast.orm.persistence.key_sync import apply_copy, assign
from holdfast.orm.persistence.row_context import RowContext
from holdfast.orm.persistence.steps import InsertRows
from holdfast.orm.persistence.table_map import TableMap, table_maps
from holdfast.orm.persistence.work import Work, by_mapper, fire
from holdfast.util.warnings import warn

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState


class Run(NamedTuple):
    """Objects of one mapper and shape, next to each other."""

    table_map: TableMap
    shape: InsertShape
    states: Sequence[InstanceState]


def insert_rows(step: InsertRows, work: Work) -> None:
    """Execute the step.

    Raises FlushError when the database gave a row no primary key; errors of the database propagate.
    """
    for copy in step.copies:
        apply_copy(copy, work.undo)
    fire("before_insert", step, work)
    for root, (_table, runs) in enumerate(insert_runs(step.states)):
        for group in _alike(runs, work):
            _insert_group(group, work, is_root=root == 0)
    fire("after_insert", step, work)


def insert_runs(states: Sequence[InstanceState]) -> Iterable[tuple[Any, list[Run]]]:
    """Tables with the runs of objects to insert into them."""
    mappers = list(by_mapper(states))
    tables: dict[Any, list[Any]] = {}
    for mapper in mappers:
        for table in table_maps(mapper):
            tables.setdefault(table, []).append(mapper)
    for table, members in tables.items():
        if len(mappers) == 1:
            yield table, _runs_of(table_maps(members[0])[table], states)
        else:
            here = set(members)
            segments = groupby((state for state in states if state.mapper in here), key=lambda state: state.mapper)
            runs = [run for mapper, part in segments for run in _runs_of(table_maps(mapper)[table], list(part))]
            yield table, runs


def _runs_of(table_map: TableMap, states: Sequence[InstanceState]) -> list[Run]:
    shapes = classifier(table_map)(states)
    distinct = set(shapes)
    if len(distinct) == 1:
        return [Run(table_map, shape_of(table_map, shapes[0]), states)]
    key_bits = [n for n, slot in enumerate(table_map.optional) if slot.column.primary_key]
    paired = zip(shapes, states, strict=True)
    ordered = (
        sorted(paired, key=lambda pair: pair[0])
        if all(bits >> n & 1 for bits in distinct for n in key_bits)
        else paired
    )
    return [
        Run(table_map, shape_of(table_map, bits), [state for _, state in part])
        for bits, part in groupby(ordered, key=lambda pair: pair[0])
    ]


def returned_columns(table_map: TableMap, shape: InsertShape, dialect: Any) -> tuple[Any, ...]:
    """The columns that the database fills and the flush wants to know: keys, and other defaults as `eager_defaults`
    says.
    """
    eager = table_map.mapper.eager_defaults
    fetch = dialect.features.insert_returning and eager in (True, "auto")
    return tuple(
        column
        for column in table_map.table.columns
        if column in table_map.keys
        and any(slot.column is column for slot in shape.absent)
        and (
            (
                column.primary_key
                and (
                    column in shape.expressions
                    or column.server_default is not None
                    or column is table_map.table.autoincrement_column
                )
            )
            or (fetch and not column.primary_key and (column.server_default is not None or column in shape.expressions))
        )
    )


def _alike(runs: Sequence[Run], work: Work) -> Iterable[list[Run]]:
    """Consecutive runs that one statement can insert: of several classes, but with the same columns."""

    def signature(run: Run) -> tuple[Any, ...]:
        dialect = work.connection(run.table_map.mapper).dialect
        returned = returned_columns(run.table_map, run.shape, dialect)
        # identities, because comparing columns makes SQL
        return tuple([tuple(map(id, part)) for part in (run.shape.columns, run.shape.expressions.values(), returned)])

    return (list(group) for _, group in groupby(runs, key=signature))


def _insert_group(runs: list[Run], work: Work, is_root: bool) -> None:
    first = runs[0]
    connection = work.connection(first.table_map.mapper)
    returned = returned_columns(first.table_map, first.shape, connection.dialect)
    warn_of_missing_key(first, returned)
    parts = [run.shape.extract(run.states, RowContext(run.table_map, connection, isinsert=True)) for run in runs]
    rows = parts[0] if len(parts) == 1 else [row for part in parts for row in part]
    fetches = returns(connection.dialect, first.table_map.table, first.shape.columns, returned)
    # The values of sequences are the batch's own business.
    expressions = [clause for clause in first.shape.expressions.values() if not getattr(clause, "is_sequence", False)]
    if not fetches or expressions or has_expression(rows):
        for run, part in zip(runs, parts, strict=True):
            _insert_singly(run, part, returned, connection, work, is_root)
        return
    values = insert_batch(connection.dialect, first.table_map.table, first.shape.columns, returned).execute(
        connection, rows
    )
    start = 0
    for run, part in zip(runs, parts, strict=True):
        stop = start + len(part)
        _store(run, run.states, part, values if len(runs) == 1 else values[start:stop], returned, work, is_root)
        start = stop


def _insert_singly(run: Run, rows: Rows, returned: tuple[Any, ...], connection: Any, work: Work, is_root: bool) -> None:
    for state, row in zip(run.states, rows, strict=True):
        made = single_insert(connection, run.table_map.table, run.shape.columns, row, run.shape.expressions, returned)
        _store(run, [state], [row], [made], returned, work, is_root)
        forget_expressions(run.table_map, state, dict(zip(run.shape.columns, row, strict=True)), work.undo)


def _store(
    run: Run,
    states: Sequence[InstanceState],
    rows: Rows,
    values: Sequence[tuple[Any, ...]],
    returned: tuple[Any, ...],
    work: Work,
    is_root: bool,
) -> None:
    store = storer(run.table_map, run.shape, returned, is_root)
    if store is None:
        return
    keys = run.table_map.keys
    work.undo.generated(states, [keys[column] for column in returned if column in keys])
    store(states, rows, values, refuse_null_key)
    if is_root:
        for table_map in table_maps(run.table_map.mapper).values():
            for parent_key, key in table_map.inherited:
                for state in states:
                    assign(state, key, state._values()[parent_key], work.undo)


def warn_of_missing_key(run: Run, returned: tuple[Any, ...]) -> None:
    """Warn of primary key columns that nobody provides a value for."""
    for slot in run.shape.absent:
        column = slot.column
        if (
            column.primary_key
            and not column.nullable
            and column not in returned
            and column not in run.shape.expressions
        ):
            warn(
                f"Column '{column}' is marked as a member of the primary key for table '{column.table}', but has "
                "no Python-side or server-side default "
                "generator indicated, nor does it indicate 'autoincrement=True' or 'nullable=True', and no "
                "explicit value is passed.  Primary key "
                "columns typically may not store NULL."
            )


def refuse_null_key(state: InstanceState) -> None:
    """FlushError for a row without a primary key."""
    raise FlushError(
        f"Instance {state} has a NULL identity key.  If this is an auto-generated value, check that the database "
        "table allows generation of new primary "
        "key values, and that the mapped Column object is configured to expect these generated values.  Ensure "
        "also that this flush() is not occurring "
        "at an inappropriate time, such as within a load() event."
    )
