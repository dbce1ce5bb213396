"""Integer, Numeric and Float.

Rules: `Numeric` gives Decimal and `Float` gives float unless `asdecimal` says otherwise; where the driver has no
Decimal of its own, values travel as floats, and results are rounded to `decimal_return_scale` digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from holdfast import exc
from holdfast.sql.types.base import LITERAL_TYPES, Processor, TypeEngine
from holdfast.sql.types.operator_class import OperatorClass

if TYPE_CHECKING:
    from decimal import Decimal

_N = TypeVar("_N", bound="Decimal | float")

_DEFAULT_SCALE = 10


class Integer(TypeEngine[int]):
    """Python int; INTEGER."""

    __visit_name__ = "integer"
    _is_generic = True
    operator_classes = OperatorClass.INTEGER

    def get_dbapi_type(self, dbapi: Any) -> Any:
        return dbapi.NUMBER

    @property
    def python_type(self) -> type[int]:
        return int

    def literal_processor(self, dialect: Any) -> Processor | None:
        return _integer_text


class SmallInteger(Integer):
    """Python int; SMALLINT."""

    __visit_name__ = "small_integer"
    _is_generic = True


class BigInteger(Integer):
    """Python int; BIGINT."""

    __visit_name__ = "big_integer"
    _is_generic = True


class NumericCommon(TypeEngine[_N]):
    """What Numeric and Float share.

    :param precision: digits in all (for Float: what the database takes it for).
    :param scale: digits behind the point.
    :param decimal_return_scale: digits to round to when a float becomes a Decimal; by default the scale, or 10.
    :param asdecimal: results are Decimal, not float.
    """

    operator_classes = OperatorClass.NUMERIC
    _limits = ("precision", "scale")

    def __init__(
        self, *, precision: int | None, scale: int | None, decimal_return_scale: int | None, asdecimal: bool
    ) -> None:
        self.precision = precision
        self.scale = scale
        self.decimal_return_scale = decimal_return_scale
        self.asdecimal = asdecimal

    @property
    def _effective_decimal_return_scale(self) -> int:
        if self.decimal_return_scale is not None:
            return self.decimal_return_scale
        scale = getattr(self, "scale", None)
        return _DEFAULT_SCALE if scale is None else scale

    def get_dbapi_type(self, dbapi: Any) -> Any:
        return dbapi.NUMBER

    def literal_processor(self, dialect: Any) -> Processor | None:
        special = getattr(dialect, "_float_literals", {})

        def process(value: Any) -> str:
            text = _number_text(value)
            name = _NOT_FINITE.get(text.lower())
            if name is None:
                return text
            if name not in special:
                raise exc.ArgumentError(f"The dialect {dialect.name!r} has no literal for {name}")
            return str(special[name])

        return process

    @property
    def python_type(self) -> type[Any]:
        if not self.asdecimal:
            return float
        from decimal import Decimal

        return Decimal

    def bind_processor(self, dialect: Any) -> Processor | None:
        return None if dialect.supports_native_decimal else _to_float

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        if not self.asdecimal:
            return _to_float if dialect.supports_native_decimal else None
        return None if dialect.supports_native_decimal else to_decimal_processor(self._effective_decimal_return_scale)


class Numeric(NumericCommon[_N]):
    """Fixed point numbers: Decimal, or float with `asdecimal=False`; NUMERIC.

    :param precision: digits in all.
    :param scale: digits behind the point.
    :param decimal_return_scale: digits to round to when the driver gives floats; by default the scale, or 10.
    :param asdecimal: results are Decimal.
    """

    __visit_name__ = "numeric"
    _is_generic = True

    @overload
    def __init__(
        self: Numeric[Decimal],
        precision: int | None = ...,
        scale: int | None = ...,
        decimal_return_scale: int | None = ...,
        asdecimal: Literal[True] = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: Numeric[float],
        precision: int | None = ...,
        scale: int | None = ...,
        decimal_return_scale: int | None = ...,
        *,
        asdecimal: Literal[False],
    ) -> None: ...
    @overload
    def __init__(
        self,
        precision: int | None = ...,
        scale: int | None = ...,
        decimal_return_scale: int | None = ...,
        asdecimal: bool = ...,
    ) -> None: ...
    def __init__(
        self,
        precision: int | None = None,
        scale: int | None = None,
        decimal_return_scale: int | None = None,
        asdecimal: bool = True,
    ) -> None:
        super().__init__(
            precision=precision, scale=scale, decimal_return_scale=decimal_return_scale, asdecimal=asdecimal
        )


Numeric._type_affinity = Numeric


class Float(NumericCommon[_N]):
    """Floating point numbers: float, or Decimal with `asdecimal=True`; FLOAT.

    :param precision: the precision for DDL; databases differ in what it means.
    :param asdecimal: results are Decimal.
    :param decimal_return_scale: digits to round to when results become Decimal; by default 10.
    """

    __visit_name__ = "float"
    _is_generic = True
    scale: int | None = None

    @overload
    def __init__(
        self: Float[float],
        precision: int | None = ...,
        asdecimal: Literal[False] = ...,
        decimal_return_scale: int | None = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: Float[Decimal],
        precision: int | None = ...,
        *,
        asdecimal: Literal[True],
        decimal_return_scale: int | None = ...,
    ) -> None: ...
    @overload
    def __init__(
        self, precision: int | None = ..., asdecimal: bool = ..., decimal_return_scale: int | None = ...
    ) -> None: ...
    def __init__(
        self, precision: int | None = None, asdecimal: bool = False, decimal_return_scale: int | None = None
    ) -> None:
        self.precision = precision
        self.asdecimal = asdecimal
        self.decimal_return_scale = decimal_return_scale

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        if self.asdecimal:
            return to_decimal_processor(self._effective_decimal_return_scale)
        return _to_float if dialect.supports_native_decimal else None


Float._type_affinity = Float


class Double(Float[_N]):
    """A Float of double precision; DOUBLE or DOUBLE PRECISION."""

    __visit_name__ = "double"
    _is_generic = True


def _to_float(value: Any) -> Any:
    return None if value is None else float(value)


def to_decimal_processor(scale: int) -> Processor:
    """Return a function that makes a Decimal of a float (or None), rounded to `scale` digits."""
    from decimal import Decimal

    template = f"%.{scale}f"

    def process(value: Any) -> Any:
        return None if value is None else Decimal(template % value)

    return process


def _integer_text(value: Any) -> str:
    return str(int(value))


# How Python spells what is not finite, in lower case -> its name in SQL.
_NOT_FINITE = {
    "inf": "Infinity",
    "infinity": "Infinity",
    "-inf": "-Infinity",
    "-infinity": "-Infinity",
    "nan": "NaN",
    "-nan": "NaN",
    "snan": "NaN",
}


def _number_text(value: Any) -> str:
    if isinstance(value, str):
        # never pass text through as SQL: it must be a number
        from decimal import Decimal

        value = Decimal(value)
    return str(value)


LITERAL_TYPES[("builtins", "int")] = Integer()
# Of more than 32 bits: a parameter that is cast to INTEGER could not take it.
LITERAL_TYPES[("builtins", "large int")] = BigInteger()
LITERAL_TYPES[("builtins", "float")] = Double()
LITERAL_TYPES[("decimal", "Decimal")] = Numeric()
