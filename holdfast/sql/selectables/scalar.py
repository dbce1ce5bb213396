"""A SELECT as a value: scalar subqueries and EXISTS."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from holdfast import exc
from holdfast.sql import operators, seams
from holdfast.sql.expressions.element import BOOLEANTYPE, ColumnElement, UnaryExpression
from holdfast.sql.operators import OperatorType
from holdfast.sql.traversal import ELEMENT, VALUE, Fields
from holdfast.sql.types import NULLTYPE, TypeEngine

_T = TypeVar("_T")


class ScalarSelect(ColumnElement[_T]):
    """``(SELECT ..)`` where a value is expected."""

    __visit_name__ = "scalar_select"
    _fields: ClassVar[Fields] = {"element": ELEMENT}
    # The FROM list of the statement around it is not concerned.
    _from_objects = ()

    element: Any

    def __init__(self, element: Any) -> None:
        self.element = element

    @property
    def type(self) -> TypeEngine[Any]:  # type: ignore[override]  # that of the only column
        columns = list(self.element._result_elements())
        return getattr(columns[0], "type", NULLTYPE) if len(columns) == 1 else NULLTYPE

    def _gather(self, key: list[Any], binds: list[Any]) -> None:
        key.append(ScalarSelect)
        self.element._gather(key, binds)

    @property
    def c(self) -> Any:
        """Raises InvalidRequestError: a scalar subquery is one value."""
        raise exc.InvalidRequestError(
            "Scalar Select expression has no columns; use this object directly within a column-level expression."
        )

    columns = c

    def where(self, crit: Any) -> ScalarSelect[_T]:
        """A copy with a further condition in the SELECT."""
        return ScalarSelect(self.element.where(crit))

    def correlate(self, *fromclauses: Any) -> ScalarSelect[_T]:
        """A copy that takes these FROM elements from the statement around it; see :meth:`Select.correlate`."""
        return ScalarSelect(self.element.correlate(*fromclauses))

    def correlate_except(self, *fromclauses: Any) -> ScalarSelect[_T]:
        """A copy that takes all FROM elements but these from the statement around it."""
        return ScalarSelect(self.element.correlate_except(*fromclauses))

    def self_group(self, against: OperatorType | None = None) -> Any:
        return self


class Exists(UnaryExpression[bool]):
    """``EXISTS (SELECT ..)``; see :func:`exists`."""

    __visit_name__ = "exists"
    _fields: ClassVar[Fields] = {"element": ELEMENT, "operator": VALUE}
    _from_objects = ()
    _is_implicitly_boolean = True

    def __init__(self, element: Any) -> None:
        self.element = element
        self.operator = operators.exists
        self.modifier = None
        self.negate = None
        self.type = BOOLEANTYPE

    def select(self) -> Any:
        """``SELECT EXISTS (..)``."""
        return seams.select(self)

    def _with_select(self, change: Any) -> Exists:
        return Exists(ScalarSelect(change(self.element.element)))

    def where(self, *clause: Any) -> Exists:
        """A copy with further conditions in the SELECT."""
        return self._with_select(lambda select: select.where(*clause))

    def select_from(self, *froms: Any) -> Exists:
        """A copy with further FROM elements in the SELECT."""
        return self._with_select(lambda select: select.select_from(*froms))

    def correlate(self, *fromclauses: Any) -> Exists:
        """A copy that takes these FROM elements from the statement around it; see :meth:`Select.correlate`."""
        return self._with_select(lambda select: select.correlate(*fromclauses))

    def correlate_except(self, *fromclauses: Any) -> Exists:
        """A copy that takes all FROM elements but these from the statement around it."""
        return self._with_select(lambda select: select.correlate_except(*fromclauses))

    def with_hint(self, selectable: Any, text: str, dialect_name: str = "*") -> Exists:
        """A copy with a hint; see :meth:`Select.with_hint`."""
        return self._with_select(lambda select: select.with_hint(selectable, text, dialect_name))

    def with_statement_hint(self, text: str, dialect_name: str = "*") -> Exists:
        """A copy with a hint for the whole SELECT."""
        return self._with_select(lambda select: select.with_statement_hint(text, dialect_name))

    def get_children(self, **kw: Any) -> Iterable[Any]:
        return (self.element,)
