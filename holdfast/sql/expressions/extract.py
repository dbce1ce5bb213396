"""EXTRACT."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from holdfast import exc
from holdfast.sql import coercion
from holdfast.sql.expressions.element import ColumnElement
from holdfast.sql.traversal import ELEMENT, VALUE, Fields
from holdfast.sql.types import Integer, TypeEngine

_INTEGER = Integer()


#: The field is a keyword, which stands in the SQL as it is.
_FIELD = re.compile(r"[A-Za-z]\w*\Z", re.ASCII)


class Extract(ColumnElement[int]):
    """``EXTRACT(field FROM expr)``."""

    __visit_name__ = "extract"
    _fields: ClassVar[Fields] = {"field": VALUE, "expr": ELEMENT}

    type: TypeEngine[Any] = _INTEGER

    def __init__(self, field: str, expr: Any) -> None:
        if not (isinstance(field, str) and _FIELD.match(field)):
            raise exc.ArgumentError(
                f"extract() takes the name of a part of a date or time, such as 'year', not {field!r}"
            )
        self.field = field
        self.expr = coercion.column_expression(expr)


def extract(field: str, expr: Any) -> Extract:
    """Return ``EXTRACT(field FROM expr)``.

    :param field: part of a date or time, such as ``"year"``.
    :param expr: the date or time expression.
    """
    return Extract(field, expr)
