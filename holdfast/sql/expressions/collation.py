"""COLLATE."""

from __future__ import annotations

from typing import Any, ClassVar

from holdfast.sql import coercion, operators
from holdfast.sql.expressions.element import ColumnElement
from holdfast.sql.traversal import VALUE, Fields
from holdfast.sql.types import NULLTYPE, TypeEngine


class CollationClause(ColumnElement[str]):
    """The name of a collation."""

    __slots__ = ("collation", "collation_schema")
    __visit_name__ = "collation"
    _fields: ClassVar[Fields] = {"collation": VALUE, "collation_schema": VALUE}
    _from_objects = ()
    type: TypeEngine[Any] = NULLTYPE

    def __init__(self, collation: str, collation_schema: str | None = None) -> None:
        self.collation = collation
        self.collation_schema = collation_schema


def collate(expression: Any, collation: str, collation_schema: str | None = None) -> ColumnElement[str]:
    """Return ``expression COLLATE collation``.

    :param expression: a string expression, or a Python string.
    :param collation: the name of the collation.
    :param collation_schema: the schema that it is in.
    """
    made: ColumnElement[str] = coercion.expression(expression).operate(
        operators.collate, collation, collation_schema=collation_schema
    )
    return made
