"""`column_descriptions`: the items of a SELECT of entities, as dictionaries."""

from __future__ import annotations

from typing import Any

from holdfast.orm.loading.expand import is_entity
from holdfast.sql.expressions.names import AnonymousName


def describe_columns(select: Any) -> list[dict[str, Any]]:
    """Return for each item `name`, `type`, `aliased`, `expr` and `entity`. Source: SQLAlchemy 2.1 documentation."""
    return [_described(entry) for entry in select._entities]


def _described(entry: Any) -> dict[str, Any]:
    if is_entity(entry):
        name = entry.class_.__name__ if entry.is_mapper else entry.name
        return {
            "name": None if isinstance(name, AnonymousName) else name,
            "type": entry.class_,
            "aliased": bool(entry.is_aliased_class),
            "expr": entry.entity,
            "entity": entry.entity,
        }
    if getattr(entry, "is_bundle", False):
        parent = getattr(entry.exprs[0], "parent", None) if entry.exprs else None
        return {
            "name": entry.name,
            "type": type(entry),
            "aliased": False,
            "expr": entry,
            "entity": None if parent is None else parent.entity,
        }
    if getattr(entry, "is_attribute", False):
        parent = entry.parent
        return {
            "name": entry.key,
            "type": entry.expression.type,
            "aliased": bool(parent.is_aliased_class),
            "expr": entry,
            "entity": parent.entity,
        }
    return {
        "name": getattr(entry, "key", None) or getattr(entry, "name", None),
        "type": getattr(entry, "type", None),
        "aliased": False,
        "expr": entry,
        "entity": None,
    }
