"""Declarative mapping: classes that say their table and attributes themselves."""

from __future__ import annotations

from holdfast.orm.declarative.base import (
    DeclarativeBase,
    DeclarativeBaseNoMeta,
    as_declarative,
    declarative_base,
    has_inherited_table,
)
from holdfast.orm.declarative.constructors import column_property, deferred, synonym, synonym_for
from holdfast.orm.declarative.declared_attr import declarative_mixin, declared_attr
from holdfast.orm.declarative.mapped_column import MappedColumn, mapped_column, orm_insert_sentinel
from holdfast.orm.declarative.metaclass import DeclarativeMeta, add_mapped_attribute
from holdfast.orm.declarative.registry import registry

__all__ = [
    "DeclarativeBase",
    "DeclarativeBaseNoMeta",
    "DeclarativeMeta",
    "MappedColumn",
    "add_mapped_attribute",
    "as_declarative",
    "column_property",
    "declarative_base",
    "declarative_mixin",
    "declared_attr",
    "deferred",
    "has_inherited_table",
    "mapped_column",
    "orm_insert_sentinel",
    "registry",
    "synonym",
    "synonym_for",
]
