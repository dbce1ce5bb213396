"""Relationships between mapped classes."""

from __future__ import annotations

from holdfast.orm.relationships.backref import backref
from holdfast.orm.relationships.cascade import CascadeOptions
from holdfast.orm.relationships.constructors import dynamic_loader, relationship
from holdfast.orm.relationships.occurrence import foreign, remote
from holdfast.orm.relationships.property import Relationship, RelationshipProperty
from holdfast.orm.relationships.with_parent import with_parent

__all__ = [
    "CascadeOptions",
    "Relationship",
    "RelationshipProperty",
    "backref",
    "dynamic_loader",
    "foreign",
    "relationship",
    "remote",
    "with_parent",
]
