"""LIMIT of UPDATE and DELETE, as a statement extension.

Source: MySQL 8.0 Reference Manual, "UPDATE Statement", "DELETE Statement".
"""

from __future__ import annotations

from typing import Any, ClassVar

from holdfast.sql import coercion
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.expressions.element import ClauseElement
from holdfast.sql.statements.extensions import SyntaxExtension
from holdfast.sql.traversal import ELEMENT, Fields
from holdfast.sql.types import Integer


class DMLLimitClause(SyntaxExtension):
    """LIMIT behind the WHERE of UPDATE or DELETE; made by :func:`limit`."""

    __visit_name__ = "mysql_dml_limit_clause"
    stringify_dialect = "mysql"
    _fields: ClassVar[Fields] = {"count": ELEMENT}

    def __init__(self, limit: Any) -> None:
        element = coercion.clause_element(limit)
        if not isinstance(element, ClauseElement):
            element = BindParameter(None, int(limit), Integer(), unique=True, literal_execute=True)
        elif isinstance(element, BindParameter) and element.type._isnull:
            element = element._with_type(Integer())
        self.count = element

    def apply_to_update(self, update_stmt: Any) -> None:
        """Add this to an UPDATE, in the place of a former limit."""
        update_stmt.apply_syntax_extension_point(self.append_replacing_same_type, "post_criteria")

    def apply_to_delete(self, delete_stmt: Any) -> None:
        """Add this to a DELETE, in the place of a former limit."""
        delete_stmt.apply_syntax_extension_point(self.append_replacing_same_type, "post_criteria")


def limit(limit: Any) -> DMLLimitClause:
    """Return a LIMIT for ``update(..).ext()`` and ``delete(..).ext()``.

    :param limit: a number of rows, or an expression.
    :raises ValueError: it is neither.
    """
    return DMLLimitClause(limit)
