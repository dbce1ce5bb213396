"""UNION, EXCEPT, INTERSECT."""

from __future__ import annotations

from enum import Enum
from typing import Any, ClassVar, TypeVar

from holdfast import exc
from holdfast.sql import coercion
from holdfast.sql.expressions.element import ClauseElement
from holdfast.sql.selectables.fromclause import FromGrouping
from holdfast.sql.selectables.labels import PlannedColumn, SelectLabelStyle
from holdfast.sql.statements.selectbase import GenerativeSelect, TypedRows
from holdfast.sql.traversal import ELEMENTS, IGNORED, VALUE, Fields

_R = TypeVar("_R", covariant=True)


class CompoundKeyword(Enum):
    """The keywords between the selects."""

    UNION = "UNION"
    UNION_ALL = "UNION ALL"
    EXCEPT = "EXCEPT"
    EXCEPT_ALL = "EXCEPT ALL"
    INTERSECT = "INTERSECT"
    INTERSECT_ALL = "INTERSECT ALL"


class CompoundSelect(GenerativeSelect, TypedRows[_R]):
    """Selects joined by a set operation; columns are named as in the first."""

    __visit_name__ = "compound_select"
    _fields: ClassVar[Fields] = {
        "keyword": VALUE,
        "selects": ELEMENTS,
        **GenerativeSelect._fields,
        "_is_orm": IGNORED,
    }

    UNION = CompoundKeyword.UNION
    UNION_ALL = CompoundKeyword.UNION_ALL
    EXCEPT = CompoundKeyword.EXCEPT
    EXCEPT_ALL = CompoundKeyword.EXCEPT_ALL
    INTERSECT = CompoundKeyword.INTERSECT
    INTERSECT_ALL = CompoundKeyword.INTERSECT_ALL

    selects: tuple[Any, ...]
    keyword: str

    def __init__(self, keyword: Any, *selects: Any) -> None:
        self.keyword = keyword.value if isinstance(keyword, CompoundKeyword) else keyword
        members = [_member(select) for select in selects]
        if not members:
            raise exc.ArgumentError(f"{self.keyword} needs at least one SELECT")
        self.selects = tuple(members)
        if any(_inner(member)._is_orm for member in members):
            self._is_orm = True

    def _first(self) -> Any:
        return _inner(self.selects[0])

    @property
    def _result_entries(self) -> tuple[Any, ...]:
        entries: tuple[Any, ...] = self._first()._result_entries
        return entries

    def _result_elements(self) -> list[Any]:
        elements: list[Any] = self._first()._result_elements()
        return elements

    def _plan(self) -> list[PlannedColumn]:
        plan: list[PlannedColumn] = self._first()._plan()
        return plan

    def _derived_plan(self) -> list[PlannedColumn]:
        plan: list[PlannedColumn] = self._first()._derived_plan()
        return plan

    def _columns_beside(self, column: Any) -> tuple[Any, ...]:
        """The columns of the other selects in the place of one of the first."""
        place = next(number for number, entry in enumerate(self._plan()) if entry.column is column)
        plans = [_inner(member)._plan() for member in self.selects[1:]]
        return tuple([plan[place].column for plan in plans if place < len(plan)])

    def set_label_style(self, style: SelectLabelStyle) -> Any:
        """A copy whose first select has another labelling style."""
        first, *rest = self.selects
        inner = _inner(first).set_label_style(style)
        return self._with(selects=(FromGrouping(inner) if isinstance(first, FromGrouping) else inner, *rest))

    def get_label_style(self) -> SelectLabelStyle:
        """The labelling style of the first select."""
        style: SelectLabelStyle = self._first().get_label_style()
        return style

    def is_derived_from(self, fromclause: Any) -> bool:
        return any(_inner(member).is_derived_from(fromclause) for member in self.selects)


def _inner(member: Any) -> Any:
    while isinstance(member, FromGrouping):
        member = member.element
    return member


def _member(value: Any) -> Any:
    element = coercion.clause_element(value)
    if not isinstance(element, ClauseElement) or not (element._is_select_base or isinstance(element, FromGrouping)):
        raise exc.ArgumentError(
            f"SELECT construct for inclusion in a UNION or other set construct expected, got {value!r}."
        )
    if isinstance(element, GenerativeSelect) and (
        isinstance(element, CompoundSelect) or element._is_grouped_in_compound
    ):
        return FromGrouping(element)
    return element


def union(*selects: Any) -> CompoundSelect[Any]:
    """Return ``select UNION select ..``."""
    return CompoundSelect("UNION", *selects)


def union_all(*selects: Any) -> CompoundSelect[Any]:
    """Return ``select UNION ALL select ..``."""
    return CompoundSelect("UNION ALL", *selects)


def except_(*selects: Any) -> CompoundSelect[Any]:
    """Return ``select EXCEPT select ..``."""
    return CompoundSelect("EXCEPT", *selects)


def except_all(*selects: Any) -> CompoundSelect[Any]:
    """Return ``select EXCEPT ALL select ..``."""
    return CompoundSelect("EXCEPT ALL", *selects)


def intersect(*selects: Any) -> CompoundSelect[Any]:
    """Return ``select INTERSECT select ..``."""
    return CompoundSelect("INTERSECT", *selects)


def intersect_all(*selects: Any) -> CompoundSelect[Any]:
    """Return ``select INTERSECT ALL select ..``."""
    return CompoundSelect("INTERSECT ALL", *selects)
