"""The metaclasses of declarative classes, and adding attributes to classes that are mapped."""

from __future__ import annotations

from typing import Any

from holdfast import exc
from holdfast.orm.attributes.instrumented import QueryableAttribute
from holdfast.orm.declarative.mapped_column import MappedColumn
from holdfast.orm.declarative.scan import map_declared
from holdfast.orm.mapper.mapper import Mapper
from holdfast.orm.mapper.properties import MapperProperty
from holdfast.orm.mapper.registry import MapperRegistry
from holdfast.orm.mapper.synonym import Synonym
from holdfast.sql.schema.column import Column
from holdfast.sql.schema.metadata import MetaData


class DeclarativeAttributeIntercept(type):
    """Metaclass of declarative classes: an attribute that is set on a mapped class later is mapped too."""

    def __setattr__(cls, key: str, value: Any) -> None:
        if (
            isinstance(value, (MappedColumn, Column, MapperProperty, QueryableAttribute))
            and "__mapper__" in cls.__dict__
        ):
            add_mapped_attribute(cls, key, value)
        else:
            type.__setattr__(cls, key, value)

    def __delattr__(cls, key: str) -> None:
        mapper = cls.__dict__.get("__mapper__")
        if isinstance(mapper, Mapper) and key in mapper.props and not mapper.disposing:
            raise NotImplementedError("Can't un-map individual mapped attributes on a mapped class.")
        type.__delattr__(cls, key)


def add_mapped_attribute(target: type[Any], key: str, attr: Any) -> None:
    """Add a mapped attribute to a mapped class; a column is added to its table too.

    :param target: the class.
    :param key: the attribute's name.
    :param attr: a column, mapped_column(), relationship() or other property.
    Source: SQLAlchemy 2.1 documentation, add_mapped_attribute().
    """
    mapper: Mapper[Any] = target.__mapper__
    if isinstance(attr, QueryableAttribute):
        if attr.key == key and attr.parent is mapper:
            # the mapper itself installs its descriptors
            type.__setattr__(target, key, attr)
        elif mapper.props.get(key) is not None and attr.prop is mapper.props[key]:
            type.__setattr__(target, key, attr)
        else:
            mapper.add_property(key, Synonym(attr.key))
        return
    if isinstance(attr, MappedColumn):
        column = attr.completed(key, None, None)
        mapper.local_table.append_column(column, replace_existing=True)
        mapper.add_property(key, attr.as_property(column))
        return
    if isinstance(attr, Column):
        if attr.name is None:
            attr.name = key
            attr.key = attr._bind_name = attr.name
        if attr.table is None:
            mapper.local_table.append_column(attr, replace_existing=True)
    mapper.add_property(key, attr)


class DeclarativeMeta(DeclarativeAttributeIntercept):
    """Metaclass of the bases that `declarative_base()` makes: classes of it are mapped."""

    metadata: MetaData
    registry: MapperRegistry

    def __init__(cls, classname: str, bases: tuple[type, ...], dict_: dict[str, Any], **kw: Any) -> None:
        own = cls.__dict__
        found = getattr(cls, "_sa_registry", None)
        if found is None:
            found = own.get("registry")
            if not isinstance(found, MapperRegistry):
                raise exc.InvalidRequestError(
                    f"Declarative base class {classname} has no 'registry' attribute, or registry is not a "
                    "holdfast.orm.registry() object"
                )
            type.__setattr__(cls, "_sa_registry", found)
        if not own.get("__abstract__", False):
            map_declared(found, cls)
        type.__init__(cls, classname, bases, dict_)
