"""Joins of two FROM elements, and how their condition is found from foreign keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from holdfast import exc
from holdfast.sql import coercion, operators, traversal
from holdfast.sql.expressions.boolean import and_
from holdfast.sql.expressions.element import ColumnElement
from holdfast.sql.operators import OperatorType
from holdfast.sql.selectables.columns import ColumnSet
from holdfast.sql.selectables.fromclause import FromClause, FromGrouping
from holdfast.sql.selectables.labels import LABEL_STYLE_TABLENAME_PLUS_COL
from holdfast.sql.traversal import ELEMENT, VALUE, Fields


class Join(FromClause):
    """``left JOIN right ON onclause``."""

    __visit_name__ = "join"
    _fields: ClassVar[Fields] = {
        "left": ELEMENT,
        "right": ELEMENT,
        "onclause": ELEMENT,
        "isouter": VALUE,
        "full": VALUE,
    }
    _is_join = True

    def __init__(self, left: Any, right: Any, onclause: Any = None, isouter: bool = False, full: bool = False) -> None:
        self.left = coercion.core_from_clause(left)
        self.right = coercion.core_from_clause(right).self_group(against=None)
        if isinstance(self.right, Join):
            self.right = FromGrouping(self.right)
        if onclause is None:
            self.onclause = join_condition(self.left, self.right)
        else:
            self.onclause = coercion.condition(onclause).self_group(against=operators._asbool)
        self.isouter = isouter
        self.full = full

    @property
    def description(self) -> str:
        """Both sides, for messages."""
        return f"Join object on {self.left.description}({id(self.left)}) and {self.right.description}({id(self.right)})"

    def _populate_columns(self) -> Iterable[tuple[str, ColumnElement[Any]]]:
        for side in (self.left, self.right):
            for column in side.c:
                table_name = getattr(column.table, "name", None)
                yield (f"{table_name}_{column.key}" if table_name else column.key), column

    @property
    def primary_key(self) -> Any:
        """The primary keys of both sides, without the columns that the condition makes equal to others."""
        memo = self.__dict__
        if "_primary_key" not in memo:
            columns = [column for column in self.c if column.primary_key]
            memo["_primary_key"] = ColumnSet(_reduced(columns, self.onclause))
        return memo["_primary_key"]

    @property
    def _hide_froms(self) -> Iterable[FromClause]:  # type: ignore[override]  # both sides
        return [found for side in (self.left, self.right) for found in side._from_objects]

    @property
    def _from_objects(self) -> Iterable[Any]:
        return [self, *self.left._from_objects, *self.right._from_objects]

    def is_derived_from(self, fromclause: Any) -> bool:
        return (
            fromclause is self
            or bool(self.left.is_derived_from(fromclause))
            or bool(self.right.is_derived_from(fromclause))
        )

    def self_group(self, against: OperatorType | None = None) -> Any:
        return FromGrouping(self)

    def alias(self, name: str | None = None, flat: bool = False) -> Any:
        """An alias of the join.

        :param name: the name; None for an anonymous one.
        :param flat: alias each side instead of making a subquery of the whole.
        """
        if flat:
            return self._flat_alias(name)
        return self.select().set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL).subquery(name)

    def _flat_alias(self, name: str | None) -> Join:
        def aliased(side: Any) -> Any:
            inner = side._ungroup() if isinstance(side, FromGrouping) else side
            if inner._is_join:
                return inner._flat_alias(name)
            return inner.alias(name=f"{name}_{inner.name}" if name else None)

        left, right = aliased(self.left), aliased(self.right)

        def exchange(element: Any) -> Any:
            if element._is_column_element and element.table is not None:
                found = left.corresponding_column(element)
                return right.corresponding_column(element) if found is None else found
            return None

        return Join(left, right, traversal.replace(self.onclause, exchange), self.isouter, self.full)


def _reduced(columns: list[Any], onclause: Any) -> list[Any]:
    """The columns without those that are equal to another one of them."""
    kept = list(columns)
    for left, right in equated_columns(onclause):
        if any(left is k for k in kept) and any(right is k for k in kept):
            # The referring column is the redundant one.
            redundant = left if any(fk.references(right.table) for fk in left.foreign_keys) else right
            kept = [k for k in kept if k is not redundant]
    return kept


def equated_columns(clause: Any) -> list[tuple[Any, Any]]:
    """The pairs of columns that a condition requires to be equal."""
    if clause is None:
        return []
    clauses = clause.clauses if getattr(clause, "operator", None) is operators.and_ else [clause]
    return [
        (c.left, c.right)
        for c in clauses
        if getattr(c, "operator", None) is operators.eq and c.left.table is not None and c.right.table is not None
    ]


def join_condition(left: Any, right: Any, a_subset: Any = None, consider_as_foreign_keys: Any = None) -> Any:
    """The condition that the foreign keys between two FROM elements make.

    :raises NoForeignKeysError: there is none.
    :raises AmbiguousForeignKeysError: there are several constraints between the two.
    """
    found = _constraints(left, right, consider_as_foreign_keys)
    if not found and a_subset is not None:
        found = _constraints(a_subset, right, consider_as_foreign_keys)
    if len(found) > 1:
        raise exc.AmbiguousForeignKeysError(
            f"Can't determine join between '{left.description}' and '{right.description}'; tables have more than one "
            "foreign key constraint relationship between them. Please specify the 'onclause' of this join explicitly."
        )
    if not found:
        hint = (
            " Perhaps you meant to convert the right side to a subquery using alias()?"
            if isinstance(left, FromGrouping)
            else ""
        )
        raise exc.NoForeignKeysError(
            f"Can't find any foreign key relationships between '{left.description}' and '{right.description}'.{hint}"
        )
    (pairs,) = found.values()
    return and_(*[column == referent for column, referent in pairs]) if len(pairs) > 1 else pairs[0][0] == pairs[0][1]


def can_join(left: Any, right: Any, a_subset: Any = None) -> bool:
    """Whether the foreign keys connect the two FROM elements."""
    return bool(_constraints(left, right, None)) or (a_subset is not None and bool(_constraints(a_subset, right, None)))


def _constraints(left: Any, right: Any, considered: Any) -> dict[Any, list[tuple[Any, Any]]]:
    """Foreign key constraint -> pairs of referred and referring column, in both directions."""
    found: dict[Any, list[tuple[Any, Any]]] = {}
    directions = [(right, left)] if left is right else [(right, left), (left, right)]
    for referring, referred in directions:
        for fk in sorted(referring.foreign_keys, key=lambda fk: fk.parent._token):
            if considered is not None and fk.parent not in considered:
                continue
            try:
                column = fk.get_referent(referred)
            except exc.NoReferenceError as error:
                if getattr(error, "table_name", None) in _names_of(referred):
                    raise
                continue
            if column is not None:
                found.setdefault(fk.constraint, []).append((column, fk.parent))
    return found


def _names_of(fromclause: Any) -> set[str]:
    return {element.name for element in fromclause._from_objects if getattr(element, "name", None)}


def join(left: Any, right: Any, onclause: Any = None, isouter: bool = False, full: bool = False) -> Join:
    """Return ``left JOIN right ON onclause``; see :meth:`FromClause.join`."""
    return Join(left, right, onclause, isouter, full)


def outerjoin(left: Any, right: Any, onclause: Any = None, full: bool = False) -> Join:
    """Return ``left LEFT OUTER JOIN right ON onclause``; see :meth:`FromClause.join`."""
    return Join(left, right, onclause, isouter=True, full=full)
