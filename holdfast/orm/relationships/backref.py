"""The two sides of a relationship: `back_populates` links attributes that exist, `backref` makes the other one."""

from __future__ import annotations

from typing import Any

from holdfast import exc
from holdfast.orm.base.symbols import MANYTOMANY

ORMBackrefArgument = str | tuple[str, dict[str, Any]]


def backref(name: str, **kwargs: Any) -> tuple[str, dict[str, Any]]:
    """Name the other side of a relationship, with settings of its own.

    :param name: key of the attribute to make on the related class.
    :param kwargs: parameters of relationship() for it.
    Source: SQLAlchemy 2.1 documentation, backref().
    """
    return name, kwargs


def other_side(prop: Any) -> tuple[str, dict[str, Any]] | None:
    """Key and relationship() parameters of the attribute that `prop.backref` asks for; ArgumentError when the name is
    taken.
    """
    if prop.backref is None:
        return None
    key, given = (prop.backref, {}) if isinstance(prop.backref, str) else prop.backref
    for mapper in prop.mapper.iterate_to_root():
        if key in mapper.props or (key in mapper.class_.__dict__ and not _is_declared(mapper, key)):
            raise exc.ArgumentError(
                f"Error creating backref '{key}' on relationship '{prop}': property of that name exists on mapper "
                f"'{mapper}'"
            )
    kwargs = dict(given)
    primaryjoin, secondaryjoin = prop.join.reversed_joins(mark_remote="remote_side" not in given)
    kwargs.setdefault("primaryjoin", primaryjoin)
    if prop.secondary is not None:
        kwargs.setdefault("secondaryjoin", secondaryjoin)
        kwargs.setdefault("secondary", prop.secondary)
    elif "primaryjoin" in given:
        kwargs.setdefault("foreign_keys", prop.foreign_keys)
    for name in ("viewonly", "post_update", "passive_updates", "sync_backref"):
        kwargs.setdefault(name, getattr(prop, name))
    kwargs["back_populates"] = prop.key
    return key, kwargs


def _is_declared(mapper: Any, key: str) -> bool:
    return key not in mapper.class_.__dict__


def link(prop: Any, other: Any) -> None:
    """Make two relationships each other's reverse; ArgumentError when they cannot be."""
    if not other.is_relationship:
        raise exc.InvalidRequestError(
            f"back_populates on relationship '{prop}' refers to attribute '{other}' that is not a relationship.  The "
            "back_populates parameter should refer to the name of a relationship on the target class."
        )
    if prop.viewonly and prop.sync_backref:
        raise exc.InvalidRequestError(f"sync_backref and viewonly cannot both be True (relationship {prop})")
    if not other.mapper.common_parent(prop.parent):
        raise exc.ArgumentError(
            f"reverse_property {other.key!r} on relationship {prop} references relationship {other}, which does not "
            f"reference mapper {prop.parent}"
        )
    if prop.direction is other.direction and prop.direction is not MANYTOMANY:
        raise exc.ArgumentError(
            f"{prop} and back-reference {other} are both of the same direction {prop.direction!r}.  Did you mean to "
            "set remote_side on the many-to-one side ?"
        )
    prop._reverse_property.add(other)
    other._reverse_property.add(prop)
