"""TIMESTAMP and TIME with precision and zone, and INTERVAL.

Source: PostgreSQL manual, "Date/Time Types".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.sql import types as generic
from holdfast.sql.operators import OperatorType
from holdfast.sql.types import OperatorClass, TypeEngine
from holdfast.sql.types.base import Processor

if TYPE_CHECKING:
    import datetime as dt


class TIMESTAMP(generic.TIMESTAMP):
    """TIMESTAMP(precision) WITH or WITHOUT TIME ZONE.

    :param timezone: WITH TIME ZONE.
    :param precision: digits of the seconds behind the point.
    """

    __visit_name__ = "TIMESTAMP"
    _limits = ("precision",)

    def __init__(self, timezone: bool = False, precision: int | None = None) -> None:
        super().__init__(timezone=timezone)
        self.precision = precision


class TIME(generic.TIME):
    """TIME(precision) WITH or WITHOUT TIME ZONE; parameters as for TIMESTAMP."""

    __visit_name__ = "TIME"
    _limits = ("precision",)

    def __init__(self, timezone: bool = False, precision: int | None = None) -> None:
        super().__init__(timezone=timezone)
        self.precision = precision


class INTERVAL(TypeEngine["dt.timedelta"]):
    """INTERVAL fields (precision).

    :param precision: digits of the seconds behind the point.
    :param fields: such as "YEAR TO MONTH", "DAY TO SECOND".
    """

    __visit_name__ = "INTERVAL"
    _limits = ("precision", "fields")
    _type_affinity = generic.Interval
    operator_classes = (
        OperatorClass.BASE | OperatorClass.EQUALITY | OperatorClass.ORDERING | OperatorClass.DATE_ARITHEMETIC
    )
    native = True

    def __init__(self, precision: int | None = None, fields: str | None = None) -> None:
        self.precision = precision
        self.fields = fields

    @property
    def python_type(self) -> type[dt.timedelta]:
        import datetime

        return datetime.timedelta

    @classmethod
    def _adapted_from(cls, source: TypeEngine[Any], **kw: Any) -> Any:
        if isinstance(source, generic.Interval):
            return cls(precision=source.second_precision)
        return super()._adapted_from(source, **kw)

    def as_generic(self, *, allow_nulltype: bool = False) -> TypeEngine[Any]:
        return generic.Interval(native=True, second_precision=self.precision)

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        found = super().coerce_compared_value(op, value)
        return self if found._type_affinity is generic.Interval else found

    def literal_processor(self, dialect: Any) -> Processor | None:
        return interval_literal


def interval_literal(value: Any) -> str:
    """Return a timedelta as SQL; days, seconds and microseconds each stay what they are."""
    parts = [f"{name}=>{amount}" for name, amount in (("days", value.days), ("secs", _seconds(value))) if amount]
    return f"make_interval({', '.join(parts) or 'secs=>0'})"


def _seconds(value: Any) -> Any:
    return f"{value.seconds}.{value.microseconds:06d}" if value.microseconds else value.seconds
