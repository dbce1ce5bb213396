"""Tuples of expressions, for composite comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from holdfast import exc
from holdfast.sql import coercion, operators
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.expressions.element import ColumnElement
from holdfast.sql.operators import OperatorType
from holdfast.sql.traversal import ELEMENTS, TYPE, Fields
from holdfast.sql.types import TupleType, TypeEngine, to_instance


class Tuple(ColumnElement[Any]):
    """``(a, b, ..)``; see :func:`tuple_`."""

    __visit_name__ = "tuple"
    _fields: ClassVar[Fields] = {"clauses": ELEMENTS, "type": TYPE}

    type: TypeEngine[Any]

    def __init__(self, *clauses: Any, types: Sequence[Any] | None = None) -> None:
        if types is None:
            elements = [coercion.expression(clause) for clause in clauses]
        else:
            elements = [
                coercion.expression(clause, type_=to_instance(type_))
                for clause, type_ in zip(clauses, types, strict=True)
            ]
        self.clauses = tuple(element.self_group(against=operators.comma_op) for element in elements)
        self.type = TupleType(*[element.type for element in elements])

    @property
    def _from_objects(self) -> Iterable[Any]:
        return [found for clause in self.clauses for found in clause._from_objects]

    def _bind(self, value: Sequence[Any]) -> Tuple:
        """The other side of a comparison with a Python tuple."""
        if len(value) != len(self.clauses):
            raise exc.ArgumentError(
                f"Wrong number of elements for {len(self.clauses)}-tuple: it is compared with {len(value)} values"
            )
        binds = [
            item
            if isinstance(item, ColumnElement)
            else BindParameter(
                "param", item, unique=True, _compared_to_operator=operators.eq, _compared_to_type=clause.type
            )
            for clause, item in zip(self.clauses, value, strict=True)
        ]
        return Tuple(*binds)

    def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> Any:
        if op in _COMPOSITE and isinstance(other[0], (tuple, list)):
            other = (self._bind(other[0]),)
        return super().operate(op, *other, **kwargs)

    def self_group(self, against: OperatorType | None = None) -> Any:
        return self

    def __iter__(self) -> Any:
        return iter(self.clauses)


_COMPOSITE = frozenset(
    (
        operators.eq,
        operators.ne,
        operators.lt,
        operators.le,
        operators.gt,
        operators.ge,
        operators.is_distinct_from,
        operators.is_not_distinct_from,
    )
)


def tuple_(*clauses: Any, types: Sequence[Any] | None = None) -> Tuple:
    """Return a tuple of expressions.

    :param clauses: expressions or Python values.
    :param types: types for the values.
    """
    return Tuple(*clauses, types=types)
