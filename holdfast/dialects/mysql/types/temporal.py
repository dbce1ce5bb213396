"""Dates and times with fractional seconds.

TIME is a time of day or a duration of up to 838 hours in either direction. A time of day is a ``datetime.time``;
what is none, below zero or a day and more, is a ``datetime.timedelta``. Time zones are not stored.

Sources: MySQL 8.0 Reference Manual, "The TIME Type", "Fractional Seconds in Time Values"; MariaDB Knowledge Base,
"TIME".
"""

from __future__ import annotations

import datetime
from typing import Any

from holdfast.sql import types as generic
from holdfast.sql.operators import OperatorType
from holdfast.sql.types.base import Processor, TypeEngine

_DAY = datetime.timedelta(days=1)
_ZERO = datetime.timedelta()


class TIME(generic.TIME):
    """TIME: Python time, or timedelta for what is no time of day.

    :param timezone: has no effect here.
    :param fsp: digits of the fraction of a second, 0 to 6.
    """

    __visit_name__ = "TIME"

    def __init__(self, timezone: bool = False, fsp: int | None = None) -> None:
        super().__init__(timezone=timezone)
        self.fsp = fsp

    def bind_processor(self, dialect: Any) -> Processor | None:
        """From time without its zone, or timedelta as ``-25:10:11.500000``."""
        return _bound_time

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        """From the driver's timedelta."""
        return _time_of_day

    def literal_processor(self, dialect: Any) -> Processor | None:
        return lambda value: f"'{_bound_time(value)}'"

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        # compared as a duration, which an Interval column is not stored as
        return self if isinstance(value, datetime.timedelta) else super().coerce_compared_value(op, value)


class _Moment:
    """What DATETIME and TIMESTAMP share."""

    def literal_processor(self, dialect: Any) -> Processor | None:
        """Return the text without the time zone, as drivers bind it."""
        return _moment_text


class DATETIME(_Moment, generic.DATETIME):
    """DATETIME.

    :param timezone: has no effect here.
    :param fsp: digits of the fraction of a second, 0 to 6; by default 0: fractions are not stored.
    """

    __visit_name__ = "DATETIME"

    def __init__(self, timezone: bool = False, fsp: int | None = None) -> None:
        super().__init__(timezone=timezone)
        self.fsp = fsp


class TIMESTAMP(_Moment, generic.TIMESTAMP):
    """TIMESTAMP, kept in UTC and shown in the connection's time zone.

    :param timezone: has no effect here.
    :param fsp: digits of the fraction of a second, 0 to 6; by default 0: fractions are not stored.
    """

    __visit_name__ = "TIMESTAMP"

    def __init__(self, timezone: bool = False, fsp: int | None = None) -> None:
        super().__init__(timezone=timezone)
        self.fsp = fsp


def _bound_time(value: Any) -> Any:
    if isinstance(value, datetime.timedelta):
        sign, value = ("-", -value) if value < _ZERO else ("", value)
        minutes, seconds = divmod(value.seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{sign}{value.days * 24 + hours:02}:{minutes:02}:{seconds:02}.{value.microseconds:06}"
    if isinstance(value, datetime.time) and value.tzinfo is not None:
        return value.replace(tzinfo=None)
    return value


def _time_of_day(value: Any) -> Any:
    if isinstance(value, datetime.timedelta) and _ZERO <= value < _DAY:
        minutes, seconds = divmod(value.seconds, 60)
        return datetime.time(minutes // 60, minutes % 60, seconds, value.microseconds)
    return value


def _moment_text(value: Any) -> str:
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        value = value.replace(tzinfo=None)
    return f"""'{value.isoformat(sep=" ") if isinstance(value, datetime.datetime) else value.isoformat()}'"""
