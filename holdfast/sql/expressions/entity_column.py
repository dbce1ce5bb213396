"""A column that says which entity it was asked of: classes of one table share its columns, and their rows differ.

`Dog.name` and `Animal.name` are the same column where Dog is a single-table subclass of Animal; an expression of the
first one is about dogs only. The attributes of a class that inherits give EntityColumns to expressions, and a SELECT
finds the entities again when it is compiled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, TypeVar

from holdfast.sql import traversal
from holdfast.sql.expressions.element import BOOLEANTYPE, ColumnElement
from holdfast.sql.operators import OperatorType

_T = TypeVar("_T")

# Whether there is any EntityColumn: looking for them costs a compilation 15 %, which programs without inheritance save.
# Nothing but the time depends on it.
_in_use = False


class EntityColumn(ColumnElement[_T]):
    """A column or expression of an entity; compiled, it is what it holds.

    :param column: the column.
    :param entity: the Mapper or AliasedInsp.
    """

    __visit_name__ = "entity_column"
    _fields: ClassVar[traversal.Fields] = {"column": traversal.ELEMENT}

    column: Any
    entity: Any

    def __init__(self, column: Any, entity: Any) -> None:
        global _in_use
        _in_use = True
        self.column = column
        self.entity = entity
        self.type = column.type
        self.key = column.key
        self.table = column.table
        self.primary_key = column.primary_key
        self.foreign_keys = column.foreign_keys
        self._natural_name = column._natural_name
        self._bind_name = column._bind_name
        self._proxies = (column,)

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__" or name == "column":
            raise AttributeError(name)
        return getattr(self.column, name)

    def __clause_element__(self) -> Any:
        return self.column

    def _gather(self, key: list[Any], binds: list[Any]) -> None:
        key.append(EntityColumn)
        self.entity._gather(key, binds)
        self.column._gather(key, binds)

    def _replace_parts(self, fn: Any) -> Any:
        # a column that was exchanged for another one is no longer the entity's
        replaced = fn(self.column)
        return self if replaced is self.column else replaced

    def _ungroup(self) -> Any:
        return self.column

    def __str__(self) -> str:
        return str(self.column)


class EntityCriterion(ColumnElement[bool]):
    """What must be true of an entity that expressions name; nothing where its rows are those of a statement around.

    :param criterion: the condition.
    """

    __slots__ = ("criterion",)
    __visit_name__ = "entity_criterion"
    _fields: ClassVar[traversal.Fields] = {"criterion": traversal.ELEMENT}
    type = BOOLEANTYPE

    criterion: Any

    def __init__(self, criterion: Any) -> None:
        self.criterion = criterion

    def self_group(self, against: OperatorType | None = None) -> Any:
        grouped = self.criterion.self_group(against)
        return self if grouped is self.criterion else EntityCriterion(grouped)


_APART = frozenset(("over", "funcfilter"))


def entity_columns(element: Any) -> Iterator[EntityColumn[Any]]:
    """The EntityColumns of an expression, in order; those of SELECTs inside, of windows and of FILTER are their own
    business, as a condition for the whole statement would take rows away from its other parts.
    """
    return (each for each in _columns(element) if isinstance(each, EntityColumn))


def leading_entity(element: Any) -> Any:
    """The entity of an expression's first column; None where that is a column of no entity, or of one without a
    hierarchy.
    """
    first = next(_columns(element), None) if _in_use else None
    return first.entity if isinstance(first, EntityColumn) else None


def _columns(element: Any) -> Iterator[Any]:
    stack = [element]
    while stack:
        current = stack.pop()
        if isinstance(current, EntityColumn) or getattr(current, "table", None) is not None:
            yield current
        elif _is_looked_into(current):
            stack.extend(reversed(list(current.get_children())))


def _is_looked_into(element: Any) -> bool:
    return (
        getattr(element, "is_clause_element", False)
        and not element._is_select_base
        and not element._is_from_clause
        and element.__visit_name__ not in _APART
    )


def names_entities(elements: Iterable[Any]) -> bool:
    """Whether some expressions have EntityColumns; always quick where no class inherits."""
    return _in_use and any(next(entity_columns(element), None) is not None for element in elements)


def without_entities(value: Any) -> Any:
    """An expression with plain columns in place of its EntityColumns; SELECTs inside keep theirs."""
    if not _in_use or not getattr(value, "is_clause_element", False):
        return value

    def exchange(element: Any) -> Any:
        if isinstance(element, EntityColumn):
            return element.column
        looked_into = getattr(element, "is_clause_element", False) and not element._is_select_base
        return None if looked_into and not element._is_from_clause else element

    return traversal.replace(value, exchange)
