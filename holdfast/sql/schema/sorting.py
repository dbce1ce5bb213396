"""The order of tables by their foreign keys.

Rules: a table comes behind those it refers to; tables without an edge between them keep the order they are given in.
A cycle is broken at foreign key constraints: those come back separately, to be added with ALTER behind the tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.util.warnings import warn

if TYPE_CHECKING:
    from holdfast.sql.schema.foreign_key import ForeignKey, ForeignKeyConstraint
    from holdfast.sql.schema.table import Table

_Edges = dict["Table", list["Table"]]


def sort_tables(
    tables: Iterable[Table],
    skip_fn: Callable[[ForeignKey], bool] | None = None,
    extra_dependencies: Iterable[tuple[Table, Table]] | None = None,
) -> list[Table]:
    """Return the tables, referred ones first; a warning tells of cycles, whose tables then come in the given order.

    :param skip_fn: True for a foreign key constraint that is to be left out of consideration.
    :param extra_dependencies: (parent, child) pairs to obey besides.
    """
    filter_fn: Any = None
    if skip_fn is not None:
        skip = skip_fn

        def filter_fn(constraint: Any) -> bool | None:
            return True if any(skip(fk) for fk in constraint.elements) else None

    groups = sort_tables_and_constraints(tables, filter_fn, extra_dependencies, _warn_for_cycles=True)
    return [table for table, _ in groups if table is not None]


def sort_tables_and_constraints(
    tables: Iterable[Table],
    filter_fn: Callable[[ForeignKeyConstraint], bool | None] | None = None,
    extra_dependencies: Iterable[tuple[Table, Table]] | None = None,
    _warn_for_cycles: bool = False,
) -> list[tuple[Table | None, list[ForeignKeyConstraint]]]:
    """Return (table, its foreign key constraints) pairs in an order for CREATE, and (None, the others) at the end.

    :param filter_fn: for a constraint: True: put it to the others at the end; False: keep it with its table whatever
        follows from that; None: as need be.
    :param extra_dependencies: (parent, child) pairs to obey besides.
    :raises CircularDependencyError: a cycle has no constraint that could come at the end.
    """
    tables = list(tables)
    members = set(tables)
    fixed: _Edges = {table: [] for table in tables}
    later: dict[Any, None] = {}
    for parent, child in extra_dependencies or ():
        if parent in members and child in members:
            fixed[child].append(parent)
    for table in tables:
        fixed[table].extend(parent for parent in table._extra_dependencies if parent in members)
    mutable: dict[Any, tuple[Table, Table]] = {}
    for table in tables:
        for constraint in table._sorted_fk_constraints():
            verdict = filter_fn(constraint) if filter_fn is not None else None
            if verdict is True or (constraint.use_alter and verdict is None):
                later[constraint] = None
                continue
            referred = constraint.referred_table
            if referred is table or referred not in members:
                continue
            if verdict is False:
                fixed[table].append(referred)
            else:
                mutable[constraint] = (referred, table)
    order = _ordered(tables, fixed, mutable, later, _warn_for_cycles)
    result: list[tuple[Table | None, list[Any]]] = [
        (table, [constraint for constraint in table._sorted_fk_constraints() if constraint not in later])
        for table in order
    ]
    result.append((None, list(later)))
    return result


def _ordered(
    tables: list[Table],
    fixed: _Edges,
    mutable: dict[Any, tuple[Table, Table]],
    later: dict[Any, None],
    warn_for_cycles: bool,
) -> list[Table]:
    """Sort, moving the constraints of one cycle after the other to `later`."""
    while True:
        graph: _Edges = {table: list(parents) for table, parents in fixed.items()}
        for parent, child in mutable.values():
            graph[child].append(parent)
        try:
            return list(stable_order(tables, graph))
        except CycleError as error:
            cycle = set(error.args[1])
            broken = [c for c, (parent, child) in mutable.items() if parent in cycle and child in cycle]
            names = ", ".join(sorted(table.fullname for table in cycle))
            if not broken:
                raise exc.CircularDependencyError(
                    f"Cannot sort tables; the dependencies between {names} form a cycle",
                    sorted(cycle, key=lambda table: table.fullname),
                    [(parent, child) for child, parents in fixed.items() for parent in parents],
                ) from None
            if warn_for_cycles:
                warn(
                    f'Cannot correctly sort tables; there are unresolvable cycles between tables "{names}", which is '
                    "usually caused by mutually dependent foreign key constraints.  Foreign key constraints involving "
                    "these tables will not be considered; this warning may raise an error in a future release."
                )
            for constraint in broken:
                del mutable[constraint]
                later[constraint] = None


def stable_order(items: Iterable[Any], parents: dict[Any, list[Any]]) -> Iterator[Any]:
    """Yield the items, each behind its parents, else in the given order.

    :raises graphlib.CycleError: there is a cycle; its `args[1]` are the members.
    """
    sorter: TopologicalSorter[Any] = TopologicalSorter()
    position = {}
    for index, item in enumerate(items):
        position[item] = index
        sorter.add(item, *parents.get(item, ()))
    sorter.prepare()
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=position.__getitem__)
        yield from ready
        sorter.done(*ready)
