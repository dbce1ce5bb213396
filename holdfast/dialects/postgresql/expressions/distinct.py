"""`distinct_on()`: SELECT DISTINCT ON.

Source: PostgreSQL manual, "SELECT", DISTINCT Clause.
"""

from __future__ import annotations

from typing import Any, ClassVar

from holdfast import exc
from holdfast.sql import coercion
from holdfast.sql.statements.extensions import SyntaxExtension
from holdfast.sql.traversal import ELEMENTS, Fields


class DistinctOn(SyntaxExtension):
    """See :func:`distinct_on`."""

    __visit_name__ = "postgresql_distinct_on"
    _fields: ClassVar[Fields] = {"expressions": ELEMENTS}

    def __init__(self, expressions: tuple[Any, ...]) -> None:
        self.expressions = tuple(coercion.order_by(item) for item in expressions)

    def apply_to_select(self, select_stmt: Any) -> None:
        """Make it a SELECT DISTINCT ON."""
        if select_stmt._distinct:
            raise exc.InvalidRequestError("Cannot mix select.ext(distinct_on(...)) and select.distinct(...)")
        # the statement is a copy that nobody else has seen
        select_stmt._distinct = True
        select_stmt._distinct_on = self.expressions


def distinct_on(*expr: Any) -> DistinctOn:
    """Return an extension that makes `SELECT DISTINCT ON (..)` of a SELECT: `select(..).ext(distinct_on(a, b))`.

    :param expr: what is distinct; of the rows that agree in all of it the first is selected.
    """
    return DistinctOn(expr)
