"""The range and multirange types.

Source: PostgreSQL manual, "Range Types", "Range/Multirange Functions and Operators".

Rules: values are `Range` and `MultiRange`; they are sent as text with a cast, and what the driver makes of results is
exchanged for them.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from holdfast.dialects.postgresql.types import operators
from holdfast.dialects.postgresql.types.containment import ContainmentComparator
from holdfast.dialects.postgresql.types.range_values import TYPES_OF_KIND, MultiRange, Range, multirange_text
from holdfast.sql import types as generic
from holdfast.sql.operators import OperatorType
from holdfast.sql.types import NULLTYPE, OperatorClass, TypeEngine
from holdfast.sql.types.base import Processor
from holdfast.sql.types.string import text_literal

_T = TypeVar("_T")


class Comparator(ContainmentComparator):
    """The operators of range and multirange expressions."""

    __slots__ = ()

    def overlaps(self, other: Any) -> Any:
        """`&&`: the two have values in common."""
        return self.operate(operators.OVERLAP, other)

    def strictly_left_of(self, other: Any) -> Any:
        """`<<`: all values are less than those of the other."""
        return self.operate(operators.STRICTLY_LEFT_OF, other)

    __lshift__ = strictly_left_of

    def strictly_right_of(self, other: Any) -> Any:
        """`>>`: all values are greater than those of the other."""
        return self.operate(operators.STRICTLY_RIGHT_OF, other)

    __rshift__ = strictly_right_of

    def not_extend_right_of(self, other: Any) -> Any:
        """`&<`: no value is greater than all of the other's."""
        return self.operate(operators.NOT_EXTEND_RIGHT_OF, other)

    def not_extend_left_of(self, other: Any) -> Any:
        """`&>`: no value is less than all of the other's."""
        return self.operate(operators.NOT_EXTEND_LEFT_OF, other)

    def adjacent_to(self, other: Any) -> Any:
        """`-|-`: the two have no value in common and none between them."""
        return self.operate(operators.ADJACENT_TO, other)

    def union(self, other: Any) -> Any:
        """`+`: the values of both."""
        return self.expr + other

    def difference(self, other: Any) -> Any:
        """`-`: the values that the other does not hold."""
        return self.expr - other

    def intersection(self, other: Any) -> Any:
        """`*`: the values that both hold."""
        return self.expr * other


class AbstractRange(TypeEngine[_T]):
    """Base of the range and multirange types."""

    render_bind_cast = True
    render_literal_cast = True
    operator_classes = OperatorClass.NUMERIC | OperatorClass.CONTAINS
    Comparator = Comparator
    comparator_factory = Comparator

    #: the type of the bounds
    _bound_type: ClassVar[TypeEngine[Any]] = NULLTYPE

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        if op is operators.CONTAINS and self._is_bound(value):
            return self._bound_type
        return super().coerce_compared_value(op, value)

    def _is_bound(self, value: Any) -> bool:
        return not isinstance(value, (Range, list, tuple, str)) and self._bound_type is not NULLTYPE


class AbstractSingleRange(AbstractRange[Range[_T]]):
    """Base of the range types; its values are `Range`, or text in PostgreSQL's form."""

    __visit_name__ = "RANGE"

    @property
    def python_type(self) -> type[Any]:
        return Range

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        return self if isinstance(value, Range) else super().coerce_compared_value(op, value)

    def bind_processor(self, dialect: Any) -> Processor | None:
        return _range_text

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        return range_of

    def literal_processor(self, dialect: Any) -> Processor | None:
        quote = text_literal(dialect)
        return lambda value: quote(_range_text(value))


class AbstractMultiRange(AbstractRange[MultiRange[_T]]):
    """Base of the multirange types; its values are `MultiRange` or other lists of `Range`, or text."""

    __visit_name__ = "MULTIRANGE"
    hashable = False

    @property
    def python_type(self) -> type[Any]:
        return MultiRange

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        return self if isinstance(value, (Range, list, tuple)) else super().coerce_compared_value(op, value)

    def bind_processor(self, dialect: Any) -> Processor | None:
        return _multirange_text

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        return lambda value: None if value is None else MultiRange(map(range_of, value))

    def literal_processor(self, dialect: Any) -> Processor | None:
        quote = text_literal(dialect)
        return lambda value: quote(_multirange_text(value))


def _range_text(value: Any) -> Any:
    return value if value is None else str(value)


def _multirange_text(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    return multirange_text([value] if isinstance(value, Range) else value)


def range_of(value: Any) -> Any:
    """Return a driver's range as a `Range`."""
    if value is None or isinstance(value, Range):
        return value
    if value.isempty:
        return Range(empty=True)
    return Range(value.lower, value.upper, bounds=value.bounds)


class _BoundBigInteger(generic.BigInteger):
    """The type of a bound of INT8RANGE: the operators do not take an INTEGER for it."""

    render_bind_cast = True
    render_literal_cast = True


class _BoundNumeric(generic.Numeric[Any]):
    """The type of a bound of NUMRANGE: the operators do not take an INTEGER for it."""

    render_bind_cast = True
    render_literal_cast = True


class INT4RANGE(AbstractSingleRange[int]):
    """INT4RANGE."""

    __visit_name__ = "INT4RANGE"
    _bound_type = generic.Integer()


class INT8RANGE(AbstractSingleRange[int]):
    """INT8RANGE."""

    __visit_name__ = "INT8RANGE"
    _bound_type = _BoundBigInteger()


class NUMRANGE(AbstractSingleRange[Any]):
    """NUMRANGE."""

    __visit_name__ = "NUMRANGE"
    _bound_type = _BoundNumeric()


class DATERANGE(AbstractSingleRange[Any]):
    """DATERANGE."""

    __visit_name__ = "DATERANGE"
    _bound_type = generic.Date()


class TSRANGE(AbstractSingleRange[Any]):
    """TSRANGE: of TIMESTAMP WITHOUT TIME ZONE."""

    __visit_name__ = "TSRANGE"
    _bound_type = generic.DateTime()


class TSTZRANGE(AbstractSingleRange[Any]):
    """TSTZRANGE: of TIMESTAMP WITH TIME ZONE."""

    __visit_name__ = "TSTZRANGE"
    _bound_type = generic.DateTime(timezone=True)


class INT4MULTIRANGE(AbstractMultiRange[int]):
    """INT4MULTIRANGE."""

    __visit_name__ = "INT4MULTIRANGE"
    _bound_type = INT4RANGE._bound_type


class INT8MULTIRANGE(AbstractMultiRange[int]):
    """INT8MULTIRANGE."""

    __visit_name__ = "INT8MULTIRANGE"
    _bound_type = INT8RANGE._bound_type


class NUMMULTIRANGE(AbstractMultiRange[Any]):
    """NUMMULTIRANGE."""

    __visit_name__ = "NUMMULTIRANGE"
    _bound_type = NUMRANGE._bound_type


class DATEMULTIRANGE(AbstractMultiRange[Any]):
    """DATEMULTIRANGE."""

    __visit_name__ = "DATEMULTIRANGE"
    _bound_type = DATERANGE._bound_type


class TSMULTIRANGE(AbstractMultiRange[Any]):
    """TSMULTIRANGE."""

    __visit_name__ = "TSMULTIRANGE"
    _bound_type = TSRANGE._bound_type


class TSTZMULTIRANGE(AbstractMultiRange[Any]):
    """TSTZMULTIRANGE."""

    __visit_name__ = "TSTZMULTIRANGE"
    _bound_type = TSTZRANGE._bound_type


TYPES_OF_KIND.update(
    {
        "INT4": (INT4RANGE(), INT4MULTIRANGE()),
        "INT8": (INT8RANGE(), INT8MULTIRANGE()),
        "NUM": (NUMRANGE(), NUMMULTIRANGE()),
        "DATE": (DATERANGE(), DATEMULTIRANGE()),
        "TS": (TSRANGE(), TSMULTIRANGE()),
        "TSTZ": (TSTZRANGE(), TSTZMULTIRANGE()),
    }
)
