"""References to the values of the INSERT or UPDATE that they stand in: ``from_dml_column()``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from holdfast.sql import coercion
from holdfast.sql.expressions.element import ColumnElement
from holdfast.sql.traversal import ELEMENT, Fields
from holdfast.sql.types import TypeEngine

_T = TypeVar("_T")


class DMLTargetCopy(ColumnElement[_T]):
    """The value that the statement around it gives to a column."""

    __visit_name__ = "dmltargetcopy"
    _fields: ClassVar[Fields] = {"column": ELEMENT}

    type: TypeEngine[Any]

    def __init__(self, column: Any) -> None:
        self.column = coercion.column_expression(column)
        self.type = self.column.type

    @property
    def _from_objects(self) -> Iterable[Any]:
        return ()


def from_dml_column(column: Any) -> DMLTargetCopy[Any]:
    """Return the value that the INSERT or UPDATE around it gives to a column.

    :param column: a column of the statement's table.  Where an UPDATE does not set it, it is the column itself.
    """
    return DMLTargetCopy(column)
