"""BIT and BIT VARYING, and `BitString`, their Python value.

Source: PostgreSQL manual, "Bit String Types".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, SupportsIndex

from holdfast.sql import operators
from holdfast.sql.operators import OperatorType
from holdfast.sql.types import OperatorClass, TypeComparator, TypeEngine
from holdfast.sql.types.base import LITERAL_TYPES, Processor
from holdfast.sql.types.string import text_literal

Bit = Literal["0", "1"]


class BitString(str):
    """A string of the characters 0 and 1, the most significant first.

    :param value: the digits.
    :raises ValueError: there are other characters.
    """

    __slots__ = ()

    def __new__(cls, value: str = "") -> BitString:
        if isinstance(value, cls):
            return value
        if not {"0", "1"}.issuperset(value):
            raise ValueError("BitString must only contain '0' and '1' chars")
        return super().__new__(cls, value)

    @classmethod
    def from_int(cls, value: int, length: int) -> BitString:
        """Return the digits of a number.

        :param value: not negative.
        :param length: the number of digits.
        :raises ValueError: the number is negative or has more digits.
        """
        if value < 0:
            raise ValueError("value must be non-negative")
        digits = f"{value:0{length}b}" if length else ""
        if len(digits) > length or (value and not length):
            raise ValueError(f"Cannot encode {value} as a BitString of length {length}")
        return cls(digits)

    @classmethod
    def from_bytes(cls, value: bytes, length: int = -1) -> BitString:
        """Return the digits of bytes, the first byte being the most significant.

        :param length: the number of digits; -1: eight for each byte.
        :raises ValueError: more digits are needed.
        """
        return cls.from_int(int.from_bytes(value, "big"), len(value) * 8 if length < 0 else length)

    @property
    def bit_length(self) -> int:
        """The number of digits."""
        return len(self)

    @property
    def octet_length(self) -> int:
        """The number of bytes that hold the digits."""
        return (len(self) + 7) // 8

    def get_bit(self, index: int) -> Bit:
        """Return a digit, counted from the left, from 0; IndexError when there is none."""
        return "1" if str.__getitem__(self, index) == "1" else "0"

    def has_bit(self, index: int) -> bool:
        """Whether a digit is 1."""
        return self.get_bit(index) == "1"

    def set_bit(self, index: int, value: bool | int | Bit) -> BitString:
        """Return a copy with another digit at a place; IndexError when there is no such place."""
        if not 0 <= index < len(self):
            raise IndexError("BitString index out of range")
        digit = "1" if value in ("1", 1) else "0"
        return BitString(f"{str(self)[:index]}{digit}{str(self)[index + 1 :]}")

    def to_bytes(self, length: int = -1) -> bytes:
        """Return the digits as bytes.

        :param length: the number of bytes; -1: as many as are needed.
        :raises OverflowError: more bytes are needed.
        """
        return int(self).to_bytes(self.octet_length if length < 0 else length, "big")

    def __int__(self) -> int:
        return int(str(self), 2) if self else 0

    def __bytes__(self) -> bytes:
        return self.to_bytes()

    def __str__(self) -> str:
        return str.__str__(self)

    def __repr__(self) -> str:
        return f'BitString("{str.__str__(self)}")'

    def _combined(self, other: str, combine: Callable[[int, int], int]) -> BitString:
        other = BitString(other)
        if len(self) != len(other):
            raise ValueError("Operands must be the same length")
        return BitString.from_int(combine(int(self), int(other)), len(self))

    def __and__(self, other: str) -> BitString:
        return self._combined(other, int.__and__)

    def __or__(self, other: str) -> BitString:
        return self._combined(other, int.__or__)

    def __xor__(self, other: str) -> BitString:
        return self._combined(other, int.__xor__)

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    def __invert__(self) -> BitString:
        return BitString(str(self).translate(_INVERTED))

    def __lshift__(self, amount: int) -> BitString:
        return BitString((str(self)[amount:]).ljust(len(self), "0"))

    def __rshift__(self, amount: int) -> BitString:
        return BitString((str(self)[: max(len(self) - amount, 0)]).rjust(len(self), "0"))

    def __add__(self, other: str) -> BitString:
        return BitString(str.__add__(self, other))

    def __radd__(self, other: str) -> BitString:
        return BitString(str.__add__(other, self))

    def __getitem__(self, index: SupportsIndex | slice[Any, Any, Any]) -> BitString:
        return BitString(str.__getitem__(self, index))

    def lstrip(self, characters: str | None = None) -> BitString:
        """As `str.lstrip()`."""
        return BitString(str.lstrip(self, characters))

    def rstrip(self, characters: str | None = None) -> BitString:
        """As `str.rstrip()`."""
        return BitString(str.rstrip(self, characters))

    def strip(self, characters: str | None = None) -> BitString:
        """As `str.strip()`."""
        return BitString(str.strip(self, characters))

    def removeprefix(self, prefix: str, /) -> BitString:
        """As `str.removeprefix()`."""
        return BitString(str.removeprefix(self, prefix))

    def removesuffix(self, suffix: str, /) -> BitString:
        """As `str.removesuffix()`."""
        return BitString(str.removesuffix(self, suffix))

    def replace(self, old: str, new: str, /, count: SupportsIndex = -1) -> BitString:
        """As `str.replace()`."""
        return BitString(str.replace(self, old, new, count))

    def zfill(self, width: SupportsIndex, /) -> BitString:
        """As `str.zfill()`."""
        return BitString(str.zfill(self, width))


_INVERTED = str.maketrans("01", "10")


class Comparator(TypeComparator[Any]):
    """The operators of bit strings: `&`, `|` and `~` work on the digits."""

    __slots__ = ()

    def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> Any:
        return super().operate(_BITWISE.get(op, op), *other, **kwargs)

    def reverse_operate(self, op: OperatorType, other: Any, **kwargs: Any) -> Any:
        return super().reverse_operate(_BITWISE.get(op, op), other, **kwargs)


_BITWISE: dict[OperatorType, OperatorType] = {
    operators.and_: operators.bitwise_and_op,
    operators.or_: operators.bitwise_or_op,
    operators.inv: operators.bitwise_not_op,
    operators.lshift: operators.bitwise_lshift_op,
    operators.rshift: operators.bitwise_rshift_op,
}


class BIT(TypeEngine[BitString]):
    """BIT(length) or BIT VARYING(length).

    :param length: digits; BIT without one has a single digit, BIT VARYING as many as there are.
    :param varying: BIT VARYING.
    """

    __visit_name__ = "BIT"
    render_bind_cast = True
    render_literal_cast = True
    operator_classes = (
        OperatorClass.BASE
        | OperatorClass.EQUALITY
        | OperatorClass.ORDERING
        | OperatorClass.BITWISE
        | OperatorClass.CONCATENABLE
    )

    Comparator = Comparator
    comparator_factory = Comparator

    def __init__(self, length: int | None = None, varying: bool = False) -> None:
        self.varying = varying
        # BIT without a length means one digit
        self.length = length if varying else length or 1

    @property
    def python_type(self) -> type[Any]:
        return BitString

    def _unlimited(self, dialect: Any) -> TypeEngine[Any]:
        # another length is another value, not one to be cut or filled up
        new = self.copy()
        new.length = None
        return new

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        if isinstance(value, str):
            return self if len(value) == self.length else _VARYING
        return super().coerce_compared_value(op, value)

    def bind_processor(self, dialect: Any) -> Processor | None:
        return _digits

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        make = BitString
        return lambda value: None if value is None else make(value)

    def literal_processor(self, dialect: Any) -> Processor | None:
        quote = text_literal(dialect)
        return lambda value: quote(str(BitString(value)))


def _digits(value: Any) -> Any:
    return None if value is None else str.__str__(BitString(value))


_VARYING = BIT(varying=True)
LITERAL_TYPES[(BitString.__module__, "BitString")] = _VARYING
