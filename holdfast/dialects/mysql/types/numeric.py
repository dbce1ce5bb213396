"""Numbers: integers of five widths, fixed and floating point, BIT and YEAR.

NaN and infinity are refused when they are bound: the databases have neither, and some drivers would send them as the
name of a column.

Sources: MySQL 8.0 Reference Manual, chapter "Numeric Data Types"; MariaDB Knowledge Base, "Numeric Data Types".
"""

from __future__ import annotations

from decimal import Decimal
from math import isfinite
from typing import Any, TypeVar

from holdfast import exc
from holdfast.sql import types as generic
from holdfast.sql.types.base import Processor, TypeEngine

_N = TypeVar("_N", bound=Any)


class _Integer:
    """What the integer types share.

    :param display_width: digits to pad to with ``zerofill``; nothing else, and MySQL gives it up.
    :param unsigned: UNSIGNED.
    :param zerofill: ZEROFILL, which implies UNSIGNED.
    """

    def __init__(self, display_width: int | None = None, unsigned: bool = False, zerofill: bool = False) -> None:
        self.display_width = display_width
        self.unsigned = unsigned
        self.zerofill = zerofill


class TINYINT(_Integer, generic.Integer):
    """TINYINT, one byte; ``TINYINT(1)`` is what BOOL is stored as."""

    __visit_name__ = "TINYINT"


class SMALLINT(_Integer, generic.SMALLINT):
    """SMALLINT, two bytes."""

    __visit_name__ = "SMALLINT"


class MEDIUMINT(_Integer, generic.Integer):
    """MEDIUMINT, three bytes."""

    __visit_name__ = "MEDIUMINT"


class INTEGER(_Integer, generic.INTEGER):
    """INTEGER, four bytes."""

    __visit_name__ = "INTEGER"


class BIGINT(_Integer, generic.BIGINT):
    """BIGINT, eight bytes."""

    __visit_name__ = "BIGINT"


class _Finite:
    """What the types with a fraction share."""

    def bind_processor(self, dialect: Any) -> Processor | None:
        """Pass finite numbers on as they are."""
        return _finite

    def literal_processor(self, dialect: Any) -> Processor | None:
        """Return the digits; a Decimal without an exponent, which would make it a DOUBLE."""
        return _digits


class NUMERIC(_Finite, generic.NUMERIC[_N]):
    """NUMERIC, another name of DECIMAL.

    :param precision: digits in all, 65 at the most.
    :param scale: digits behind the point, 38 (MySQL: 30) at the most.
    :param asdecimal: results are Decimal, not float.
    :param unsigned: no negative numbers.
    :param zerofill: padded with zeros; implies ``unsigned``.
    """

    __visit_name__ = "NUMERIC"

    def __init__(
        self,
        precision: int | None = None,
        scale: int | None = None,
        asdecimal: bool = True,
        *,
        unsigned: bool = False,
        zerofill: bool = False,
        decimal_return_scale: int | None = None,
    ) -> None:
        super().__init__(precision, scale, decimal_return_scale, asdecimal)
        self.unsigned = unsigned
        self.zerofill = zerofill


class DECIMAL(NUMERIC[_N], generic.DECIMAL[_N]):
    """DECIMAL; parameters as for :class:`NUMERIC`."""

    __visit_name__ = "DECIMAL"


class FLOAT(_Finite, generic.FLOAT[_N]):
    """FLOAT, four bytes; with a precision above 24 it is DOUBLE.

    :param precision: bits, or with ``scale`` the digits in all.
    :param scale: digits behind the point.
    :param asdecimal: results are Decimal, not float.
    :param unsigned: no negative numbers.
    :param zerofill: padded with zeros; implies ``unsigned``.
    """

    __visit_name__ = "FLOAT"

    def __init__(
        self,
        precision: int | None = None,
        scale: int | None = None,
        asdecimal: bool = False,
        *,
        unsigned: bool = False,
        zerofill: bool = False,
        decimal_return_scale: int | None = None,
    ) -> None:
        super().__init__(precision, asdecimal, decimal_return_scale)
        self.scale = scale
        self.unsigned = unsigned
        self.zerofill = zerofill


class _Double(_Finite):
    """What DOUBLE and REAL share; parameters as for :class:`DOUBLE`."""

    def __init__(
        self,
        precision: int | None = None,
        scale: int | None = None,
        asdecimal: bool = True,
        *,
        unsigned: bool = False,
        zerofill: bool = False,
        decimal_return_scale: int | None = None,
    ) -> None:
        if (precision is None) != (scale is None):
            raise exc.ArgumentError("You must specify both precision and scale or omit both altogether.")
        self.precision = precision
        self.scale = scale
        self.asdecimal = asdecimal
        self.decimal_return_scale = decimal_return_scale
        self.unsigned = unsigned
        self.zerofill = zerofill

    @classmethod
    def _adapted_from(cls, source: TypeEngine[Any], **kw: Any) -> Any:
        # the generic types have a precision in bits, which says nothing here
        if getattr(source, "scale", None) is None:
            kw.setdefault("precision", None)
        adapted: Any = super()._adapted_from(source, **kw)  # type: ignore[misc]  # TypeEngine comes behind in the MRO
        return adapted


class DOUBLE(_Double, generic.DOUBLE[_N]):
    """DOUBLE, eight bytes.

    :param precision: digits in all; both or neither of it and ``scale``.
    :param scale: digits behind the point.
    :param asdecimal: results are Decimal, not float; the default.
    :param unsigned: no negative numbers.
    :param zerofill: padded with zeros; implies ``unsigned``.
    :raises holdfast.exc.ArgumentError: only one of precision and scale is given.
    """

    __visit_name__ = "DOUBLE"


class DOUBLE_PRECISION(DOUBLE[_N]):
    """DOUBLE by the name of the SQL standard."""

    __visit_name__ = "DOUBLE_PRECISION"


class REAL(_Double, generic.REAL[_N]):
    """REAL, another name of DOUBLE; parameters as for :class:`DOUBLE`."""

    __visit_name__ = "REAL"


class Relevance(generic.MatchType):
    """What MATCH .. AGAINST gives: a number, zero for rows that do not match."""

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        """Leave the number as it is."""
        return None


class BIT(TypeEngine[int]):
    """BIT: Python int.

    :param length: bits, 1 to 64.
    """

    __visit_name__ = "BIT"

    def __init__(self, length: int | None = None) -> None:
        self.length = length

    @property
    def python_type(self) -> type[int]:
        return int

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        """From the driver's bytes to a number."""
        return _number_of_bytes

    def literal_processor(self, dialect: Any) -> Processor | None:
        return _integer_text


class YEAR(TypeEngine[int]):
    """YEAR: Python int, 1901 to 2155, and 0.

    :param display_width: 4; servers before MySQL 5.7 have 2 as well.
    """

    __visit_name__ = "YEAR"

    def __init__(self, display_width: int | None = None) -> None:
        self.display_width = display_width

    @property
    def python_type(self) -> type[int]:
        return int

    def literal_processor(self, dialect: Any) -> Processor | None:
        return _integer_text


def _finite(value: Any) -> Any:
    if isinstance(value, (float, Decimal)) and not (
        value.is_finite() if isinstance(value, Decimal) else isfinite(value)
    ):
        raise ValueError("NaN and infinity are no numbers to MySQL and MariaDB; use NULL, or a finite number")
    return value


def _digits(value: Any) -> str:
    number = _finite(Decimal(value) if isinstance(value, str) else value)
    return format(number, "f") if isinstance(number, Decimal) else str(number)


def _number_of_bytes(value: Any) -> Any:
    # an expression, as BIT_OR(), is a number already
    return int.from_bytes(value, "big") if isinstance(value, bytes) else value


def _integer_text(value: Any) -> str:
    return str(int(value))
