"""Puts the generated code and the descriptors on a mapped class, and takes them off again.

Called by the mapper: `instrument_class(mapper)` once, `instrument_attribute(mapper, prop)` for each property.
`mapper.attributes` and `mapper.setters` are the dictionaries that the generated code looks into, so properties added
later are seen at once.
"""

from __future__ import annotations

from typing import Any

from holdfast.orm.attributes.attribute import Attribute
from holdfast.orm.attributes.collection import CollectionAttribute
from holdfast.orm.attributes.column import ColumnAttribute
from holdfast.orm.attributes.constructor import (
    MADE_HERE,
    configuring_constructor,
    default_constructor,
    overridden_setattr,
    tracked_delattr,
    tracked_setattr,
    wrapped_constructor,
)
from holdfast.orm.attributes.instrumented import InstrumentedAttribute
from holdfast.orm.attributes.reference import ReferenceAttribute

INSTALLED = ("__init__", "__setattr__", "__delattr__")


def instrument_class(mapper: Any) -> None:
    """Install the constructor and the tracked `__setattr__` and `__delattr__` on `mapper.class_`."""
    cls: Any = mapper.class_
    mapper.original_members = {name: cls.__dict__[name] for name in INSTALLED if name in cls.__dict__}
    _install_constructor(mapper, cls)
    _install_setattr(mapper, cls)
    _install_delattr(mapper, cls)


def _install_constructor(mapper: Any, cls: Any) -> None:
    inherited = cls.__init__
    constructor = mapper.registry.constructor
    own = cls.__dict__.get("__init__")
    if own is not None and not getattr(own, MADE_HERE, False):
        made = (
            wrapped_constructor(own, mapper.state_class)
            if own is not constructor
            else default_constructor(mapper.setters, mapper.state_class)
        )
    elif inherited is object.__init__ or inherited is constructor or _is_mapped_constructor(cls):
        made = default_constructor(mapper.setters, mapper.state_class)
    else:
        made = wrapped_constructor(inherited, mapper.state_class)
    cls.__init__ = configuring_constructor(cls, made)


def _is_mapped_constructor(cls: type[Any]) -> bool:
    """True when the inherited `__init__` is one that holdfast generated for a mapped base without a constructor of its
    own.
    """
    for base in cls.__mro__[1:]:
        if "__init__" in base.__dict__:
            mapper = base.__dict__.get("__mapper__")
            return mapper is not None and "__init__" not in mapper.original_members
    return False


def _install_setattr(mapper: Any, cls: Any) -> None:
    fresh = mapper.state_class.fresh
    own = cls.__dict__.get("__setattr__")
    inherited = next(
        base.__dict__["__setattr__"]
        for base in cls.__mro__[1:]
        if "__setattr__" in base.__dict__ and not getattr(base.__dict__["__setattr__"], MADE_HERE, False)
    )
    users = own if own is not None and not getattr(own, MADE_HERE, False) else inherited
    if users is object.__setattr__:
        cls.__setattr__ = tracked_setattr(mapper.setters, object.__setattr__, fresh)
    else:
        cls.__setattr__ = overridden_setattr(tracked_setattr(mapper.setters, users, fresh), mapper.setters, users)


def _install_delattr(mapper: Any, cls: Any) -> None:
    original = cls.__dict__.get("__delattr__") or object.__delattr__
    cls.__delattr__ = tracked_delattr(mapper.attributes, original)


def instrument_attribute(mapper: Any, prop: Any) -> Attribute:
    """Make the runtime attribute of a property, put its descriptor on the class, and return it."""
    attribute = _runtime_attribute(mapper, prop)
    mapper.attributes[prop.key] = attribute
    plain = isinstance(attribute, ColumnAttribute) and not attribute.active_history
    mapper.setters[prop.key] = None if plain else attribute.set
    setattr(mapper.class_, prop.key, InstrumentedAttribute(mapper.class_, prop.key, mapper, prop, attribute))
    return attribute


def _runtime_attribute(mapper: Any, prop: Any) -> Attribute:
    if not prop.is_relationship:
        # the UPDATE compares the version that was there before
        is_version = mapper.version_id_col is not None and mapper.version_id_col in prop.columns
        return ColumnAttribute(prop.key, mapper, prop, prop.active_history or is_version)
    if prop.uselist:
        return CollectionAttribute(prop.key, mapper, prop)
    return ReferenceAttribute(prop.key, mapper, prop, prop.active_history or not prop.use_get)


def uninstrument_class(mapper: Any) -> None:
    """Take everything off the class again, for `clear_mappers()` and `registry.dispose()`."""
    cls = mapper.class_
    for key in mapper.attributes:
        if isinstance(cls.__dict__.get(key), InstrumentedAttribute):
            delattr(cls, key)
    for name in INSTALLED:
        if name in mapper.original_members:
            setattr(cls, name, mapper.original_members[name])
        elif name in cls.__dict__:
            delattr(cls, name)
