"""The operators of containment, which arrays, ranges, JSONB and HSTORE have.

Source: PostgreSQL manual, "Array Functions and Operators", "JSON Functions and Operators", "Range/Multirange Functions
and Operators", "hstore".
"""

from __future__ import annotations

from typing import Any

from holdfast.dialects.postgresql.types import operators
from holdfast.sql.types import TypeComparator


class ContainmentComparator(TypeComparator[Any]):
    """The operators of values that hold others."""

    __slots__ = ()

    def contains(self, other: Any, **kw: Any) -> Any:
        """`@>`: holds all that the other holds: members, keys and values, or the values of a range."""
        return self.operate(operators.CONTAINS, other)

    def contained_by(self, other: Any) -> Any:
        """`<@`: the other holds all that this one holds."""
        return self.operate(operators.CONTAINED_BY, other)
