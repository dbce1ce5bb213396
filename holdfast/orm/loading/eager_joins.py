"""Joined eager loading in the statement: LEFT OUTER JOINs to anonymous aliases, and the subquery that keeps LIMIT
meaning objects.

Rules
* An inner join below an outer one goes inside its right side, so that it cannot take away parents.
* A statement that limits, groups or makes its rows distinct is put into a subquery first when a joined collection
  multiplies rows.
* The order of a relationship comes after the statement's own.
"""

from __future__ import annotations

from typing import Any

from holdfast.orm.loading.joins import FromList, adapted, entity_adapter, joined
from holdfast.orm.loading.shape import EagerJoin, EntityShape, Shape
from holdfast.sql import seams


def needs_subquery(select: Any, shape: Shape) -> bool:
    """Whether the rows must be fixed before collections are joined to them."""
    if not shape.repeats:
        return False
    limited = select._limit is not None or select._offset is not None or getattr(select, "_fetch", None) is not None
    return limited or bool(select._distinct) or bool(select._group_by)


def attach_eager_joins(froms: FromList, shape: Shape, source: Any = None) -> list[Any]:
    """Add the eager joins of all entities to FROM.

    :param source: the subquery that stands for all entities of the statement, or None.
    :return: the ORDER BY entries of the joined relationships.
    """
    order: list[Any] = []
    for entity in shape.walk():
        # joins of joined entities are attached with the join that brings them
        if entity.joins and not _is_joined(entity, shape):
            index = froms.index_for(entity.entity.selectable if source is None else source)
            element = froms.elements[index]
            for join in entity.joins:
                element = _attach(element, join, entity.entity if source is None else source, False)
                _collect_order(join, order)
            froms.replace(index, element)
    return order


def _is_joined(entity: EntityShape, shape: Shape) -> bool:
    return any(join.child is entity for other in shape.walk() for join in other.joins)


def _attach(left: Any, join: EagerJoin, source: Any, below_outer: bool) -> Any:
    """`left` with a relationship joined to it.

    :param source: the entity or subquery whose columns the condition refers to.
    :param below_outer: what the condition refers to may be absent, as an outer join brought it.
    """
    prop, child = join.prop, join.child
    right: Any = child.entity.selectable
    primary, secondary, second = prop.join_targets(
        _known(source), child.entity, alias_secondary=prop.secondary is not None
    )
    join.secondary = secondary
    for criterion in join.criteria:
        criterion = adapted(criterion, entity_adapter(child.entity))
        if second is None:
            primary = primary & criterion
        else:
            second = second & criterion
    inner = bool(join.inner) and not (below_outer and join.inner == "unnested")
    nested = [each for each in child.joins if each.inner and each.inner != "unnested" and not inner]
    flat = [each for each in child.joins if not any(each is other for other in nested)]
    if secondary is not None:
        if inner and not nested:
            left, right, primary = joined(left, secondary, primary), right, second
        else:
            right = joined(secondary, right, second)
    for each in nested:
        right = _attach(right, each, child.entity, False)
    made: Any = joined(left, right, primary, not inner)
    for each in flat:
        made = _attach(made, each, child.entity, below_outer or not inner)
    return made


def _known(source: Any) -> Any:
    """A source for `join_targets`: None stands for the mapper's own table."""
    return None if getattr(source, "is_mapper", False) else source


def _collect_order(join: EagerJoin, order: list[Any]) -> None:
    if join.prop.uselist and join.prop.order_by:
        adapters = [entity_adapter(join.child.entity)]
        if join.secondary is not None:
            adapters.append(join.secondary.corresponding_column)
        order.extend(adapted(expression, *adapters) for expression in join.prop.order_by)
    for each in join.child.joins:
        _collect_order(each, order)


def wrap(core: Any, shape: Shape) -> tuple[Any, Any, list[Any]]:
    """Put a statement into a subquery.

    :param core: the statement with the shape's own columns.
    :return: the subquery, its columns for the shape's own slots in order, and its ORDER BY entries for the outer
        statement.
    """
    own = [slot.column for slot in shape.own]
    extra: list[Any] = []
    for expression in core._order_by:
        column = _bare(expression)
        if not any(column is each for each in own) and not _is_reference(column):
            extra.append(column)
    inner = core._with(_entities=(*own, *extra), _for_update=None)
    subquery = inner.subquery()
    columns = list(subquery.c)
    for slot, column in zip(shape.own, columns, strict=False):
        slot.column = column
    known = {id(column): stand for column, stand in zip((*own, *extra), columns, strict=False)}
    order = [_replaced(expression, known) for expression in core._order_by if not _is_reference(_bare(expression))]
    return subquery, columns[: len(own)], order


def _bare(expression: Any) -> Any:
    """An ORDER BY entry without its direction."""
    while getattr(expression, "modifier", None) is not None and hasattr(expression, "element"):
        expression = expression.element
    return expression


def _is_reference(column: Any) -> bool:
    return getattr(column, "__visit_name__", "") == "label_reference"


def _replaced(expression: Any, known: dict[int, Any]) -> Any:
    stand = known.get(id(_bare(expression)))
    if stand is None:
        return expression
    if _bare(expression) is expression:
        return stand
    return expression._replace_parts(lambda part: _replaced(part, known))


def select_from_subquery(core: Any, subquery: Any, columns: list[Any]) -> Any:
    """A SELECT of a subquery's columns with the label style and options of the statement inside."""
    outer = seams.select(*columns).select_from(subquery)
    outer = outer._with(_execution_options=core._execution_options, _for_update=core._for_update)
    return outer.set_label_style(core.get_label_style())
