"""`select(..).from_statement(..)`: entities from the rows of another statement, textual or not.

The columns of the entities are found among those of the statement: by identity or lineage when it is a construct,
else by name (`name`, then `table_name`). A column attribute that the rows have not is left unloaded; without the
primary key there
is no object.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from holdfast.exc import NoSuchColumnError
from holdfast.orm.loading.expand import expand
from holdfast.orm.loading.plan_cache import plans_for
from holdfast.orm.loading.select_plan import SelectPlan
from holdfast.orm.loading.shape import Shape


def plan_from_statement(connection: Any, select: Any, params: Any, options: Any) -> tuple[Any, SelectPlan]:
    """Execute the inner statement and return its cursor and the plan for its rows."""
    inner = select._statement
    found = select._statement_key()
    key = None if found is None else found[0]
    cache = plans_for(connection)
    compiled: Any = None if key is None else cache.get(("from_statement", key))
    if compiled is None:
        # a SELECT of entities gives columns here, without what eager loading would join
        compiled = cache.compile(_core(inner))
        if key is not None:
            cache["from_statement", key] = compiled
    inner_found = inner._statement_key()
    binds = None if inner_found is None else inner_found[1]
    cursor = connection._execute_compiled(compiled, binds, params, options, True)
    names = tuple([column[0] for column in cursor.description])
    plan = None if key is None else cache.get((key, names))
    if plan is None:
        expansion = expand(select._with(_statement=None), joins=False)
        _locate(expansion.shape, _core(inner), names)
        plan = SelectPlan(expansion, compiled, cache.dialect, width=len(names))
        if key is not None:
            cache[key, names] = plan
    else:
        plan.metadata.follow(select)
    return cursor, plan


def _core(inner: Any) -> Any:
    """The inner statement as it is executed: a SELECT of entities with the columns that are loaded with them."""
    return expand(inner, eager=False).statement if inner.__visit_name__ == "select" and inner._is_orm else inner


def _locate(shape: Shape, inner: Any, names: Sequence[str]) -> None:
    """Set the positions of all slots to those in the rows of the inner statement."""
    elements = _elements(inner)
    for slot in shape.slots:
        slot.position = _position(slot.column, elements, names)
    for entity in shape.walk():
        for slot in entity.idents:
            if slot.position < 0:
                raise NoSuchColumnError(
                    f"Could not locate column in row for column '{slot.column}'; the statement must have the "
                    f"primary key of {entity.mapper}"
                )
        entity.attributes = [(key, slot) for key, slot in entity.attributes if slot.position >= 0]


def _elements(inner: Any) -> list[Any]:
    result = getattr(inner, "_result_elements", None)
    return [] if result is None else list(result())


def _position(column: Any, elements: list[Any], names: Sequence[str]) -> int:
    for position, element in enumerate(elements):
        if element is column:
            return position
    if not getattr(column, "is_literal", False) and getattr(column, "table", None) is not None:
        for position, element in enumerate(elements):
            if (
                getattr(element, "table", None) is not None
                and element.shares_lineage(column)
                and _same_table(element, column)
            ):
                return position
    table = getattr(getattr(column, "table", None), "name", None)
    for name in (f"{table}_{column.key}", getattr(column, "name", None)):
        if name is not None and name in names:
            return list(names).index(name)
    return -1


def _same_table(element: Any, column: Any) -> bool:
    return element.table is column.table or element.table.is_derived_from(column.table)
