"""Which type an operator results in, as data: {operator: {(left, right): result}}, by affinity.

Source: SQLAlchemy 2.1's documented behaviour, observed.  A pair that is not listed results in the left type.
"""

from __future__ import annotations

from operator import add, floordiv, mul, sub, truediv
from typing import Any

from holdfast.sql.types.base import _NULL_TAKES_OTHER, OPERATOR_RESULTS, TypeEngine
from holdfast.sql.types.numeric import Float, Integer, Numeric
from holdfast.sql.types.temporal import Date, DateTime, Interval, Time

RESULTS: dict[Any, dict[tuple[Any, Any], type[TypeEngine[Any]]]] = {
    add: {
        (Integer, Numeric): Numeric,
        (Integer, Float): Float,
        (Integer, Date): Date,
        (Date, Time): DateTime,
        (Date, Interval): DateTime,
        (Time, Date): DateTime,
        (Interval, Date): DateTime,
        (Interval, Time): Time,
        (Interval, DateTime): DateTime,
    },
    sub: {
        (Integer, Numeric): Numeric,
        (Integer, Float): Float,
        (Date, Date): Integer,
        (Date, DateTime): Interval,
        (Date, Interval): DateTime,
        (Time, Time): Interval,
        (DateTime, DateTime): Interval,
    },
    mul: {
        (Integer, Numeric): Numeric,
        (Integer, Float): Float,
        (Integer, Interval): Interval,
        (Numeric, Interval): Interval,
        (Float, Interval): Interval,
    },
    truediv: {
        (Integer, Integer): Numeric,
        (Integer, Numeric): Numeric,
        (Integer, Float): Float,
    },
    floordiv: {
        (Integer, Numeric): Numeric,
    },
}

OPERATOR_RESULTS.update(
    {(op, left, right): result for op, pairs in RESULTS.items() for (left, right), result in pairs.items()}
)
#: `NULL op x` has the type of x for operators whose operands may change places.
_NULL_TAKES_OTHER.update((add, mul))
