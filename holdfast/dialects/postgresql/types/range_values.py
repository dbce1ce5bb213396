"""`Range` and `MultiRange`: the Python values of PostgreSQL's range and multirange types.

Source: PostgreSQL manual, "Range Types" and "Range/Multirange Functions and Operators".

Rules: a bound is compared as a cut between values: `(value, 0)` lies before the value, `(value, 1)` behind it, and an
end without a value lies beyond all cuts.  Where values have neighbours (integers, dates) the cut behind one is the cut
before the next, so that `(1,5)` and `[2,5)` are the same range.  Every comparison below is one of cuts.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from holdfast.sql.types import NULLTYPE, TypeEngine

_T = TypeVar("_T")

BoundsType = Literal["()", "(]", "[)", "[]"]

#: prefix of the names of PostgreSQL's types -> range and multirange type; filled by `ranges.py`
TYPES_OF_KIND: dict[str, tuple[TypeEngine[Any], TypeEngine[Any]]] = {}

_BELOW_ALL, _BETWEEN, _ABOVE_ALL = -1, 0, 1
_DAY = datetime.timedelta(days=1)
#: characters that PostgreSQL reads as part of a range's syntax
_SPECIAL = frozenset('()[],"\\{}')


class _Cut(NamedTuple):
    """A place between values: `side` tells whether there is a value at all, `behind` on which side of it."""

    side: int
    value: Any = 0
    behind: int = 0


_FIRST, _LAST = _Cut(_BELOW_ALL), _Cut(_ABOVE_ALL)


def _cut(value: Any, behind: bool) -> _Cut:
    if behind:
        following = _next(value)
        if following is not None:
            return _Cut(_BETWEEN, following)
    return _Cut(_BETWEEN, value, int(behind))


def _next(value: Any) -> Any:
    """The value that follows; None when there is none, or none that can be told."""
    if isinstance(value, int):
        return value + 1
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime) and value < datetime.date.max:
        return value + _DAY
    return None


class Range(Generic[_T]):
    """A range of values between two bounds.

    :param lower: the lower bound; None: unbounded.
    :param upper: the upper bound; None: unbounded.
    :param bounds: `[` or `(` and `]` or `)`: whether the bounds belong to the range.
    :param empty: the range that holds nothing.
    """

    __slots__ = ("bounds", "empty", "lower", "upper")

    lower: _T | None
    upper: _T | None
    bounds: BoundsType
    empty: bool

    def __init__(
        self, lower: _T | None = None, upper: _T | None = None, *, bounds: BoundsType = "[)", empty: bool = False
    ) -> None:
        assign = object.__setattr__
        assign(self, "lower", lower)
        assign(self, "upper", upper)
        assign(self, "bounds", bounds)
        assign(self, "empty", empty)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"A Range does not change; cannot assign to field {name!r}")

    __delattr__ = __setattr__  # type: ignore[assignment]  # neither is allowed

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.lower, self.upper, self.bounds, self.empty)

    @property
    def is_empty(self) -> bool:
        """Whether it is the empty range."""
        return self.empty

    isempty = is_empty

    @property
    def lower_inc(self) -> bool:
        """Whether the lower bound is said to belong to the range."""
        return self.bounds[0] == "["

    @property
    def lower_inf(self) -> bool:
        """Whether there is no lower bound."""
        return not self.empty and self.lower is None

    @property
    def upper_inc(self) -> bool:
        """Whether the upper bound is said to belong to the range."""
        return self.bounds[1] == "]"

    @property
    def upper_inf(self) -> bool:
        """Whether there is no upper bound."""
        return not self.empty and self.upper is None

    @property
    def __sa_type_engine__(self) -> Any:
        return _types_of((self,))[0]

    def __bool__(self) -> bool:
        return not self.empty

    def _cuts(self) -> tuple[_Cut, _Cut]:
        lower = _FIRST if self.lower is None else _cut(self.lower, self.bounds[0] == "(")
        upper = _LAST if self.upper is None else _cut(self.upper, self.bounds[1] == "]")
        return lower, upper

    def _holds_nothing(self) -> bool:
        """Whether PostgreSQL makes the empty range of it."""
        lower, upper = self._cuts()
        return self.empty or lower >= upper

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Range):
            return NotImplemented
        if self._holds_nothing() or other._holds_nothing():
            return self._holds_nothing() and other._holds_nothing()
        return self._cuts() == other._cuts()

    def __hash__(self) -> int:
        return hash("empty" if self._holds_nothing() else self._cuts())

    def contained_by(self, other: Range[_T]) -> bool:
        """Whether the other range holds all of this one."""
        if self._holds_nothing():
            return True
        if other._holds_nothing():
            return False
        mine, theirs = self._cuts(), other._cuts()
        return theirs[0] <= mine[0] and mine[1] <= theirs[1]

    def contains(self, value: _T | Range[_T]) -> bool:
        """Whether the range holds a value, or all of another range."""
        if isinstance(value, Range):
            return value.contained_by(self)
        if self.empty:
            return False
        # the bounds as they are said, since a value between two neighbours may be asked for
        lower = _FIRST if self.lower is None else _Cut(_BETWEEN, self.lower, int(self.bounds[0] == "("))
        upper = _LAST if self.upper is None else _Cut(_BETWEEN, self.upper, int(self.bounds[1] == "]"))
        return lower <= _Cut(_BETWEEN, value) < upper

    __contains__ = contains

    def overlaps(self, other: Range[_T]) -> bool:
        """Whether there are values in both."""
        if self._holds_nothing() or other._holds_nothing():
            return False
        mine, theirs = self._cuts(), other._cuts()
        return mine[0] < theirs[1] and theirs[0] < mine[1]

    def strictly_left_of(self, other: Range[_T]) -> bool:
        """Whether all values are less than those of the other."""
        return not (self._holds_nothing() or other._holds_nothing()) and self._cuts()[1] <= other._cuts()[0]

    __lshift__ = strictly_left_of

    def strictly_right_of(self, other: Range[_T]) -> bool:
        """Whether all values are greater than those of the other."""
        return other.strictly_left_of(self)

    __rshift__ = strictly_right_of

    def not_extend_left_of(self, other: Range[_T]) -> bool:
        """Whether no value is less than all of the other's."""
        return not (self._holds_nothing() or other._holds_nothing()) and self._cuts()[0] >= other._cuts()[0]

    def not_extend_right_of(self, other: Range[_T]) -> bool:
        """Whether no value is greater than all of the other's."""
        return not (self._holds_nothing() or other._holds_nothing()) and self._cuts()[1] <= other._cuts()[1]

    def adjacent_to(self, other: Range[_T]) -> bool:
        """Whether the two have no value in common and none between them."""
        if self._holds_nothing() or other._holds_nothing():
            return False
        mine, theirs = self._cuts(), other._cuts()
        return (mine[1] == theirs[0] != _LAST) or (mine[0] == theirs[1] != _LAST)

    def union(self, other: Range[_T]) -> Range[_T]:
        """Return the range that holds the values of both.

        :raises ValueError: there is a gap between them.
        """
        if self._holds_nothing():
            return other
        if other._holds_nothing():
            return self
        if not (self.overlaps(other) or self.adjacent_to(other)):
            raise ValueError("Adding non-overlapping and non-adjacent ranges is not implemented")
        mine, theirs = self._cuts(), other._cuts()
        return _between(self if mine[0] <= theirs[0] else other, self if mine[1] >= theirs[1] else other)

    __add__ = union

    def difference(self, other: Range[_T]) -> Range[_T]:
        """Return the range of the values that the other does not hold.

        :raises ValueError: these are on both sides of the other.
        """
        if self._holds_nothing() or not self.overlaps(other):
            return self
        mine, theirs = self._cuts(), other._cuts()
        on_the_left, on_the_right = mine[0] < theirs[0], theirs[1] < mine[1]
        if on_the_left and on_the_right:
            raise ValueError("Subtracting a strictly inner range is not implemented")
        if on_the_left:
            closing = ")" if other.bounds[0] == "[" else "]"
            return Range(self.lower, other.lower, bounds=_bounds(self.bounds[0], closing))
        if on_the_right:
            opening = "(" if other.bounds[1] == "]" else "["
            return Range(other.upper, self.upper, bounds=_bounds(opening, self.bounds[1]))
        return Range(empty=True)

    __sub__ = difference

    def intersection(self, other: Range[_T]) -> Range[_T]:
        """Return the range of the values that both hold."""
        if not self.overlaps(other):
            return Range(empty=True)
        mine, theirs = self._cuts(), other._cuts()
        return _between(other if mine[0] < theirs[0] else self, self if mine[1] <= theirs[1] else other)

    __mul__ = intersection

    def __str__(self) -> str:
        if self.empty:
            return "empty"
        return f"{self.bounds[0]}{_bound_text(self.lower)},{_bound_text(self.upper)}{self.bounds[1]}"

    def __repr__(self) -> str:
        return f"Range(lower={self.lower!r}, upper={self.upper!r}, bounds={self.bounds!r}, empty={self.empty!r})"


def _restored(lower: Any, upper: Any, bounds: BoundsType, empty: bool) -> Range[Any]:
    return Range(lower, upper, bounds=bounds, empty=empty)


def _between(from_lower_of: Range[Any], to_upper_of: Range[Any]) -> Range[Any]:
    bounds = _bounds(from_lower_of.bounds[0], to_upper_of.bounds[1])
    return Range(from_lower_of.lower, to_upper_of.upper, bounds=bounds)


def _bounds(opening: str, closing: str) -> Any:
    return opening + closing


def _bound_text(value: Any) -> str:
    if value is None:
        return ""
    text = str(value)
    if text and _SPECIAL.isdisjoint(text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '""') + '"'


class MultiRange(list[Range[_T]]):
    """A list of ranges, as a value of a multirange type: it says its type itself, where a plain list does not."""

    @property
    def __sa_type_engine__(self) -> Any:
        return _types_of(self)[1]


def multirange_text(ranges: Iterable[Range[Any]]) -> str:
    """Return ranges as PostgreSQL writes a multirange: `{[1,3),[5,7)}`."""
    return "{" + ",".join(map(str, ranges)) + "}"


def _types_of(ranges: Iterable[Range[Any]]) -> tuple[TypeEngine[Any], TypeEngine[Any]]:
    values = [value for item in ranges for value in (item.lower, item.upper) if value is not None]
    kind = _kind_of(values) if values else None
    return (NULLTYPE, NULLTYPE) if kind is None else TYPES_OF_KIND[kind]


def _kind_of(values: list[Any]) -> str | None:
    first = values[0]
    if isinstance(first, int):
        return "INT4" if all(-(2**31) <= value < 2**31 for value in values) else "INT8"
    if isinstance(first, (Decimal, float)):
        return "NUM"
    if isinstance(first, datetime.datetime):
        return "TSTZ" if first.tzinfo is not None else "TS"
    return "DATE" if isinstance(first, datetime.date) else None
