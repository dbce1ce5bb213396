"""From a column's declaration to its type."""

from __future__ import annotations

from typing import Any

from holdfast.dialects.mysql.reflection.create_table import ColumnText, CreateTable
from holdfast.dialects.mysql.types import BIT, ENUM, ISCHEMA_NAMES, SET, YEAR
from holdfast.sql import types as generic
from holdfast.util.warnings import warn

# What the arguments of a type are, by its class; the nearest base decides.
_ARGUMENTS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    ((generic.Numeric, generic.Float), ("precision", "scale")),
    ((generic.Integer, YEAR), ("display_width",)),
    ((generic.DateTime, generic.Time), ("fsp",)),
    ((generic.String, generic._Binary, BIT), ("length",)),
)


def column_type(column: ColumnText, statement: CreateTable) -> Any:
    """Return the type of a column; NULLTYPE, with a warning, for one that is not known."""
    cls = ISCHEMA_NAMES.get(column.type_name)
    if cls is None:
        warn(f"Did not recognize type '{column.type_name}' of column '{column.name}'")
        return generic.NULLTYPE
    settings = {
        name: value
        for name in ("unsigned", "zerofill", "charset", "collation")
        if (value := getattr(column, name))
    }  # fmt: skip
    if issubclass(cls, (ENUM, SET)):
        values = [statement.string(token) for token in column.arguments if token.kind == "string"]
        if cls is SET and "" in values:
            settings["retrieve_as_bitwise"] = True
        return cls(*values, **settings)
    numbers = [int(token.text) for token in column.arguments if token.kind == "word"]
    names = next((names for bases, names in _ARGUMENTS if issubclass(cls, bases)), ())
    return cls(**dict(zip(names, numbers, strict=False)), **settings)
