"""`Textual`: base of the types whose values are exchanged as text in a form of PostgreSQL's own."""

from __future__ import annotations

from operator import eq, ge, gt, le, lt, ne
from typing import Any

from holdfast.sql.operators import OperatorType, in_op, is_distinct_from, is_not_distinct_from, not_in_op
from holdfast.sql.types import TypeEngine
from holdfast.sql.types.base import Processor
from holdfast.sql.types.string import text_literal

_WITH_THE_SAME: frozenset[OperatorType] = frozenset(
    (eq, ne, lt, le, gt, ge, in_op, not_in_op, is_distinct_from, is_not_distinct_from)
)


class Textual(TypeEngine[str]):
    """A type whose values are str, or anything with a `str()` that the type reads."""

    render_literal_cast = True

    @property
    def python_type(self) -> type[Any]:
        return str

    def literal_processor(self, dialect: Any) -> Processor | None:
        quote = text_literal(dialect)
        return lambda value: quote(str(value))

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        # PostgreSQL compares none of these types with VARCHAR
        if isinstance(value, str) and op in _WITH_THE_SAME:
            return self
        return super().coerce_compared_value(op, value)
