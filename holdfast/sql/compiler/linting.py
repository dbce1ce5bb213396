"""Finds FROM elements that no condition connects: their rows are combined each with each, a cartesian product.

Two elements are connected when a comparison, anywhere in the WHERE clause or in the ON clauses, has one of them on its
left side and the other on its right side, or when they are joined.  LATERAL and what says ``joins_implicitly`` connects
itself.  A subquery in a condition connects what it compares with each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntFlag
from typing import Any

from holdfast.sql import operators, traversal
from holdfast.util.warnings import warn


class Linting(IntFlag):
    """What the compiler looks for, and what it does about it."""

    NO_LINTING = 0
    COLLECT_CARTESIAN_PRODUCTS = 1
    WARN_LINTING = 2
    FROM_LINTING = COLLECT_CARTESIAN_PRODUCTS | WARN_LINTING


NO_LINTING = Linting.NO_LINTING
COLLECT_CARTESIAN_PRODUCTS = Linting.COLLECT_CARTESIAN_PRODUCTS
WARN_LINTING = Linting.WARN_LINTING
FROM_LINTING = Linting.FROM_LINTING


class _Groups:
    """Elements in groups of connected ones."""

    def __init__(self) -> None:
        self._parents: dict[int, int] = {}

    def group_of(self, element: Any) -> int:
        number = id(element)
        while (parent := self._parents.get(number, number)) != number:
            number = parent
        return number

    def connect(self, one: Any, other: Any) -> None:
        self._parents[self.group_of(one)] = self.group_of(other)


def unconnected(froms: list[Any], conditions: Iterable[Any]) -> list[Any]:
    """The FROM elements that are not connected with the first one; empty where all are.

    :param froms: the FROM list of one statement.
    :param conditions: its WHERE clause.
    """
    listed = [source for source in froms if not source._is_text_clause and not _connects_itself(source)]
    if len(listed) < 2:
        return []
    groups = _Groups()
    to_look_at = list(conditions)
    for source in froms:
        if source._is_from_clause:
            for inner in source._hide_froms:
                groups.connect(inner, source)
                if inner._is_join:
                    to_look_at.append(inner.onclause)
            if source._is_join:
                to_look_at.append(source.onclause)
    for condition in to_look_at:
        for element in traversal.iterate(condition):
            if element.__visit_name__ == "binary" and operators.is_comparison(element.operator):
                _connect_sides(groups, element)
    first = groups.group_of(listed[0])
    return [source for source in listed[1:] if groups.group_of(source) != first]


def _connects_itself(source: Any) -> bool:
    return source._is_lateral or getattr(source, "joins_implicitly", False)


def _connect_sides(groups: _Groups, comparison: Any) -> None:
    rights = list(comparison.right._from_objects)
    for left in comparison.left._from_objects:
        for right in rights:
            groups.connect(left, right)


def warn_of_cartesian_product(kind: str, froms: list[Any], conditions: Iterable[Any], name_of: Any) -> None:
    """Warn when a statement combines the rows of FROM elements each with each.

    :param kind: SELECT, UPDATE or DELETE.
    :param name_of: from the name of an element to its text; the compiler numbers anonymous ones.
    """
    alone = unconnected(froms, conditions)
    if not alone:
        return
    names = [f'"{name_of(_name(source))}"' for source in (froms[0], *alone)]
    warn(
        f"{kind} statement has a cartesian product between FROM element(s) {', '.join(names[1:])} and FROM element "
        f"{names[0]}.  Apply join condition(s) between each element to resolve."
    )


def _name(source: Any) -> str:
    while source._is_join:
        source = source.left
    name: str = getattr(source, "name", None) or source.description
    return name
