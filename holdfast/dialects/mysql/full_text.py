"""MATCH .. AGAINST over several columns; ``column.match()`` is the form for one.

Source: MySQL 8.0 Reference Manual, "Full-Text Search Functions".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.sql import coercion, operators
from holdfast.sql.expressions.binary import BinaryExpression, ExpressionClauseList

if TYPE_CHECKING:
    from typing import Self


class match(BinaryExpression[Any]):
    """``MATCH (cols) AGAINST (against)``: a condition, and as a value the relevance.

    :param cols: the columns of a FULLTEXT index.
    :param against: the words, or an expression.
    :param in_boolean_mode: IN BOOLEAN MODE.
    :param in_natural_language_mode: IN NATURAL LANGUAGE MODE, which is the server's default.
    :param with_query_expansion: WITH QUERY EXPANSION.
    :raises holdfast.exc.ArgumentError: columns or words are missing.
    """

    __slots__ = ()
    inherit_cache = True
    stringify_dialect = "mysql"

    def __init__(self, *cols: Any, **kw: Any) -> None:
        if not cols:
            raise exc.ArgumentError("columns are required")
        against = kw.pop("against", None)
        if against is None:
            raise exc.ArgumentError("against is required")
        modifiers = {
            "mysql_boolean_mode": kw.pop("in_boolean_mode", False),
            "mysql_natural_language": kw.pop("in_natural_language_mode", False),
            "mysql_query_expansion": kw.pop("with_query_expansion", False),
        }
        if kw:
            raise exc.ArgumentError(f"unknown arguments: {', '.join(sorted(kw))}")
        columns: ExpressionClauseList[Any] = ExpressionClauseList(
            operators.comma_op, *(coercion.column_expression(column) for column in cols)
        )
        # MATCH has parentheses of its own
        columns.group = False
        super().__init__(columns, coercion.expression(against), operators.match_op, modifiers=modifiers)

    def in_boolean_mode(self) -> Self:
        """Return a copy IN BOOLEAN MODE."""
        return self._with_mode("mysql_boolean_mode")

    def in_natural_language_mode(self) -> Self:
        """Return a copy IN NATURAL LANGUAGE MODE."""
        return self._with_mode("mysql_natural_language")

    def with_query_expansion(self) -> Self:
        """Return a copy WITH QUERY EXPANSION."""
        return self._with_mode("mysql_query_expansion")

    def _with_mode(self, name: str) -> Self:
        changed: Self = self._changed({"modifiers": {**self.modifiers, name: True}})
        return changed
