"""The FROM list of an ORM SELECT: what `select_from()`, `join()` and `outerjoin()` with entities and relationships
mean.

Rules
* The candidates for the left side of a join are what `select_from()` gave, else what the selected entities and
  columns come from.
* A relationship knows its left side (the entity it is an attribute of); any other target goes where foreign keys or
  its ON clause lead.
* A relationship through a secondary table is two joins, with an anonymous alias of the secondary table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from holdfast import exc
from holdfast.inspection import inspect
from holdfast.sql import traversal
from holdfast.sql.selectables.join import Join, can_join

AMBIGUOUS = (
    "Can't determine which FROM clause to join from, there are multiple FROMS which can join to this entity. "
    "Please use the .select_from() method to establish an explicit left side, as well as providing an explicit "
    "ON clause if not present "
    "already to help resolve the ambiguity."
)


def selectable_of(item: Any) -> Any:
    """The Core FROM element of an entity or FROM element."""
    if getattr(item, "is_clause_element", False):
        return item
    found = getattr(item, "selectable", None)
    return inspect(item).selectable if found is None else found


def adapted(expression: Any, *adapters: Callable[[Any], Any]) -> Any:
    """The expression with its table columns exchanged by the first adapter that knows another one for them."""

    def exchange(element: Any) -> Any:
        if not element._is_column_element or getattr(element, "table", None) is None:
            return None
        for adapt in adapters:
            found = adapt(element)
            if found is not None and found is not element:
                return found
        return None

    return traversal.replace(expression, exchange)


def entity_adapter(entity: Any) -> Callable[[Any], Any]:
    """The adapter for an entity: columns of its mapper's tables to those of its alias."""
    if getattr(entity, "is_aliased_class", False):
        return entity.adapt  # type: ignore[no-any-return]  # an AliasedInsp, untyped from here
    return lambda column: column


def position_of(froms: list[Any], selectable: Any) -> int | None:
    """Which FROM element is `selectable` or is a join that has it."""
    for index, element in enumerate(froms):
        if element is selectable or (element._is_join and any(each is selectable for each in element._hide_froms)):
            return index
    return None


def joined(left: Any, right: Any, onclause: Any, isouter: bool = False, full: bool = False) -> Join:
    """`left JOIN right ON onclause`; the condition comes from foreign keys when it is None."""
    return Join(left, right, onclause, isouter, full)


class FromList:
    """The FROM list under construction.

    :param explicit: elements given by `select_from()`.
    :param implied: where the selected entities and columns come from.
    :param criteria: gives the criteria that options add to the ON clause of a joined entity.
    """

    def __init__(
        self, explicit: Iterable[Any], implied: Iterable[Any], criteria: Callable[[Any], list[Any]] | None = None
    ) -> None:
        self._criteria = criteria
        self.elements = [selectable_of(item) for item in explicit]
        self._explicit = len(self.elements)
        self._used: set[int] = set()
        if not self.elements:
            for item in implied:
                if position_of(self.elements, item) is None:
                    if item._is_join:
                        # the columns of a hierarchy's tables do not say how they are joined
                        self._used.add(len(self.elements))
                    self.elements.append(item)
        self.targets: list[Any] = []
        """the entities that were joined"""

    def result(self) -> tuple[Any, ...]:
        """What must stand in FROM beside what columns and criteria imply."""
        if self._explicit:
            return tuple(self.elements)
        return tuple([element for index, element in enumerate(self.elements) if index in self._used])

    def replace(self, index: int, element: Any) -> None:
        """Put a join in place of its left side."""
        self.elements[index] = element
        self._used.add(index)

    def index_for(self, selectable: Any) -> int:
        """Where `selectable` stands in FROM; it is added when it does not."""
        index = position_of(self.elements, selectable)
        if index is None:
            self.elements.append(selectable)
            index = len(self.elements) - 1
            self._used.add(index)
        return index

    # joins

    def join(self, target: Any, onclause: Any, isouter: bool, full: bool, left: Any = None) -> None:
        """Apply one `Select.join()`, or `join_from()` when `left` is given."""
        if _is_attribute(target):
            self._join_relationship(target, None, onclause, isouter, full)
        elif _is_attribute(onclause):
            self._join_relationship(onclause, target, None, isouter, full)
        else:
            right = selectable_of(target)
            index = self._left_for(target, right, onclause) if left is None else self.index_for(selectable_of(left))
            _refuse_overlap(self.elements[index], right, target)
            made = joined(self.elements[index], right, onclause, isouter, full)
            self.targets.append(target)
            for criterion in self._criteria_of(target):
                made = joined(made.left, made.right, made.onclause & criterion, isouter, full)
            self.replace(index, made)

    def _join_relationship(self, attribute: Any, target: Any, onclause: Any, isouter: bool, full: bool) -> None:
        prop = attribute.property
        if not prop.is_relationship:
            raise exc.ArgumentError(f"Join target {attribute} does not refer to a mapped entity")
        left = attribute.parent
        if target is None:
            right_entity = attribute.of_type_entity or prop.entity
        else:
            right_entity = _entity(target)
        right = selectable_of(right_entity)
        if left.selectable is right:
            raise exc.InvalidRequestError(
                f"Can't construct a join from {left} to {right_entity}, they are the same entity; join to an "
                "aliased() form, "
                f"as in {attribute}.of_type(alias)"
            )
        primary, secondary, second = prop.join_targets(
            left, _side(right_entity, prop), alias_secondary=prop.secondary is not None
        )
        if onclause is not None:
            primary = primary & onclause
        self.targets.append(right_entity)
        extra = [adapted(criterion, entity_adapter(right_entity)) for criterion in attribute.extra_criteria]
        for criterion in (*extra, *self._criteria_of(right_entity)):
            if second is None:
                primary = primary & criterion
            else:
                second = second & criterion
        index = self.index_for(left.selectable)
        element = self.elements[index]
        _refuse_overlap(element, right, right_entity)
        if secondary is not None:
            if isouter or full:
                element = joined(element, joined(secondary, right, second), primary, isouter, full)
            else:
                element = joined(joined(element, secondary, primary), right, second)
        else:
            element = joined(element, right, primary, isouter, full)
        self.replace(index, element)

    def _criteria_of(self, entity: Any) -> list[Any]:
        if self._criteria is None or not getattr(entity, "_is_orm_entity", False):
            return []
        return self._criteria(entity)

    def _left_for(self, target: Any, right: Any, onclause: Any) -> int:
        elements = self.elements
        if not elements:
            raise exc.InvalidRequestError(
                f"Don't know how to join to {target!r}. Please use the .select_from() method to establish an "
                "explicit left side, as well as "
                "providing an explicit ON clause if not present already to help resolve the ambiguity."
            )
        candidates = [index for index, element in enumerate(elements) if element is not right]
        if onclause is None:
            found = [index for index in candidates if can_join(elements[index], right)]
        else:
            named = set(map(id, onclause._from_objects))
            found = [
                index for index in candidates if any(id(part) in named for part in elements[index]._from_objects)
            ] or candidates
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            raise exc.InvalidRequestError(AMBIGUOUS)
        raise exc.InvalidRequestError(
            f"Don't know how to join to {target!r}. Please use the .select_from() method to establish an "
            "explicit left side, as well as "
            "providing an explicit ON clause if not present already to help resolve the ambiguity."
        )


def _refuse_overlap(left: Any, right: Any, target: Any) -> None:
    """InvalidRequestError when a class of several tables is joined to something that has one of them already."""
    if not right._is_join:
        return
    present = {id(each) for each in (left, *left._hide_froms)}
    for table in right._hide_froms:
        if id(table) in present and not table._is_join:
            raise exc.InvalidRequestError(
                f"Can't join to {target}: its table {table.name!r} is in the FROM clause already; join to "
                f"aliased({getattr(target, 'class_', target).__name__}, flat=True) and use its attributes"
            )


def _is_attribute(item: Any) -> bool:
    return bool(getattr(item, "is_attribute", False))


def _entity(item: Any) -> Any:
    return (
        item if getattr(item, "_is_orm_entity", False) or getattr(item, "is_clause_element", False) else inspect(item)
    )


def _side(entity: Any, prop: Any) -> Any:
    """What `join_targets` adapts the related columns to: nothing when it is the relationship's own target."""
    return None if entity is prop.entity and not entity.is_aliased_class else entity
