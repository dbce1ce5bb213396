"""`array([..])`, `array_agg()`, `Any()` and `All()`.

Source: PostgreSQL manual, "Array Constructors", "Aggregate Functions".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import eq
from typing import Any as AnyType

from holdfast.dialects.postgresql.types.array import ARRAY
from holdfast.sql import coercion, operators
from holdfast.sql.expressions.binary import ExpressionClauseList
from holdfast.sql.expressions.element import Grouping
from holdfast.sql.expressions.function import func
from holdfast.sql.operators import OperatorType
from holdfast.sql.types import NULLTYPE, TypeEngine, to_instance

_TIGHTER = frozenset((operators.any_op, operators.all_op, operators.getitem))


class array(ExpressionClauseList[AnyType]):
    """`ARRAY[a, b, ..]`: an array of expressions.

    :param clauses: expressions and Python values; arrays among them make an array of one dimension more.
    :param type_: the type of the members, needed when there are none; by default that of the first that has one.
    """

    __visit_name__ = "array"
    stringify_dialect = "postgresql"
    inherit_cache = True
    _fields = ExpressionClauseList._fields

    def __init__(self, clauses: Iterable[AnyType], type_: AnyType = None, **kw: AnyType) -> None:
        elements = [coercion.expression(clause) for clause in clauses]
        super().__init__(operators.comma_op, *elements, type_=_array_type(elements, type_))

    def self_group(self, against: OperatorType | None = None) -> AnyType:
        return Grouping(self) if against in _TIGHTER else self


def _array_type(elements: list[AnyType], type_: AnyType) -> TypeEngine[AnyType]:
    if type_ is not None:
        given = to_instance(type_)
        return given if given._is_array else ARRAY(given)
    item: AnyType = next((element.type for element in elements if element.type is not NULLTYPE), NULLTYPE)
    if item._is_array:
        return ARRAY(item.item_type, dimensions=(item.dimensions or 1) + 1)
    return ARRAY(item)


def array_agg(*args: AnyType, **kw: AnyType) -> AnyType:
    """`array_agg(expression)` with the operators of PostgreSQL's ARRAY; parameters as for any function."""
    call = func.array_agg(*args, **kw)
    type_ = call.type
    if isinstance(type_, ARRAY) or not type_._is_array:
        return call
    return call._changed({"type": type_.adapt(ARRAY)})


def Any(other: AnyType, arrexpr: AnyType, operator: Callable[..., AnyType] = eq) -> AnyType:
    """`other operator ANY (array)`; see `ARRAY.Comparator.any()`. Deprecated: write `other == any_(array)`."""
    return arrexpr.any(other, operator)


def All(other: AnyType, arrexpr: AnyType, operator: Callable[..., AnyType] = eq) -> AnyType:
    """`other operator ALL (array)`; see `ARRAY.Comparator.all()`. Deprecated: write `other == all_(array)`."""
    return arrexpr.all(other, operator)
