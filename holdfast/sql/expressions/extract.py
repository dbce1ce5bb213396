"""EXTRACT."""

from __future__ import annotations

from typing import Any, ClassVar

from holdfast.sql import coercion
from holdfast.sql.expressions.element import ColumnElement
from holdfast.sql.traversal import ELEMENT, VALUE, Fields
from holdfast.sql.types import Integer, TypeEngine

_INTEGER = Integer()


class Extract(ColumnElement[int]):
    """``EXTRACT(field FROM expr)``."""

    __visit_name__ = "extract"
    _fields: ClassVar[Fields] = {"field": VALUE, "expr": ELEMENT}

    type: TypeEngine[Any] = _INTEGER

    def __init__(self, field: str, expr: Any) -> None:
        self.field = field
        self.expr = coercion.column_expression(expr)


def extract(field: str, expr: Any) -> Extract:
    """Return ``EXTRACT(field FROM expr)``.

    :param field: part of a date or time, such as ``"year"``.
    :param expr: the date or time expression.
    """
    return Extract(field, expr)
