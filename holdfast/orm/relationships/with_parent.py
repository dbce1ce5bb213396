"""with_parent(): the condition that a row belongs to a given parent object."""

from __future__ import annotations

from typing import Any

from holdfast import exc
from holdfast.orm.relationships.comparator import bound_value
from holdfast.orm.relationships.occurrence import is_table_column
from holdfast.sql import traversal
from holdfast.sql.expressions.boolean import and_


def with_parent(instance: object, prop: Any, from_entity: Any = None) -> Any:
    """Return the condition that relates rows of a relationship's class to a parent object.

    :param instance: the parent object.
    :param prop: a relationship attribute of its class, such as `User.addresses`.
    :param from_entity: an aliased() form of the parent's class that the relationship is taken from; by default that of
        `prop`.
    :return: a condition with bound parameters that are read from the object at execution.
    Source: SQLAlchemy 2.1 documentation, with_parent().
    """
    if isinstance(prop, str):
        raise exc.ArgumentError("with_parent() accepts class-bound mapped attributes, not strings")
    relationship = getattr(prop, "property", prop)
    if not getattr(relationship, "is_relationship", False):
        raise exc.ArgumentError(f"Expected relationship property for with_parent(), got {prop}")
    bind = bound_value(instance)
    target = getattr(prop, "of_type_entity", None)
    if relationship.secondary is None:
        return relationship.criterion_with(bind, target)
    primary, _, secondary = relationship.join_targets(None, target, alias_secondary=True)
    parent = relationship.parent.persist_selectable.c

    def value_of(column: Any) -> Any:
        return bind(column) if is_table_column(column) and parent.contains_column(column) else None

    return and_(traversal.replace(primary, value_of), secondary)
