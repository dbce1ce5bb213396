"""The import path `orm.util` of text A and of users' programs; each function lives in the package of its subject."""

from __future__ import annotations

from holdfast.orm.entities.aliased import AliasedClass, AliasedInsp, aliased
from holdfast.orm.entities.bundle import Bundle
from holdfast.orm.mapper import class_mapper, object_mapper
from holdfast.orm.query import join, outerjoin
from holdfast.orm.relationships import CascadeOptions, with_parent
from holdfast.orm.session import Session, was_deleted
from holdfast.orm.session.membership import state_of as object_state

identity_key = Session.identity_key

__all__ = [
    "AliasedClass",
    "AliasedInsp",
    "Bundle",
    "CascadeOptions",
    "aliased",
    "class_mapper",
    "identity_key",
    "join",
    "object_mapper",
    "object_state",
    "outerjoin",
    "was_deleted",
    "with_parent",
]
