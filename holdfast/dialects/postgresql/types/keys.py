"""The operators of keys, which JSONB and HSTORE have.

Source: PostgreSQL manual, "JSON Functions and Operators", "hstore".
"""

from __future__ import annotations

from typing import Any

from holdfast.dialects.postgresql.types import operators
from holdfast.dialects.postgresql.types.array import ARRAY
from holdfast.dialects.postgresql.types.containment import ContainmentComparator
from holdfast.sql import types as generic
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.operators import OperatorType

TEXT_ARRAY: ARRAY[str] = ARRAY(generic.Text())


class KeyComparator(ContainmentComparator):
    """The operators of values with keys."""

    __slots__ = ()

    def has_key(self, other: Any) -> Any:
        """`?`: the string is a key; of a JSON array, a member."""
        return self.operate(operators.HAS_KEY, other)

    def has_all(self, other: Any) -> Any:
        """`?&`: all strings are keys; a list, or an array expression."""
        return self._with_keys(operators.HAS_ALL, other)

    def has_any(self, other: Any) -> Any:
        """`?|`: one of the strings is a key; a list, or an array expression."""
        return self._with_keys(operators.HAS_ANY, other)

    def _with_keys(self, op: OperatorType, keys: Any) -> Any:
        return self.operate(op, self._text_array(keys))

    def _text_array(self, keys: Any) -> Any:
        """A list of strings as a parameter; anything else as it is."""
        if isinstance(keys, (list, tuple)):
            return BindParameter.literal_value(self.expr._bind_name, list(keys), TEXT_ARRAY)
        return keys
