"""Functions on attributes of instances, for event handlers and for code that does not go through the class's
descriptors.

Source: text A, "Attribute and State Management Utilities".
"""

from __future__ import annotations

from typing import Any

from holdfast.exc import InvalidRequestError
from holdfast.orm.attributes.attribute import Attribute, instance_state
from holdfast.orm.attributes.collection import CollectionAttribute
from holdfast.orm.attributes.instrumented import InstrumentedAttribute
from holdfast.orm.base.symbols import NO_VALUE, PASSIVE_OFF, PassiveFlag
from holdfast.orm.collections.adapter import CollectionAdapter
from holdfast.orm.state.history import History
from holdfast.orm.state.instance_state import InstanceState


def _attribute(state: InstanceState, key: str) -> Attribute:
    attribute: Attribute | None = state.mapper.attributes.get(key)
    if attribute is None:
        known = ", ".join(sorted(state.mapper.attributes))
        raise InvalidRequestError(
            f"Class {state.mapper.class_.__name__} has no mapped attribute {key!r}; it has {known}"
        )
    return attribute


def get_attribute(instance: object, key: str) -> Any:
    """Return the value of an attribute, loading it when necessary."""
    state = instance_state(instance)
    return _attribute(state, key).get(state, PASSIVE_OFF)


def set_attribute(instance: object, key: str, value: Any, initiator: Any = None) -> None:
    """Set an attribute, with history and events."""
    state = instance_state(instance)
    _attribute(state, key).set(state, value, initiator)


def del_attribute(instance: object, key: str) -> None:
    """Delete the value of an attribute, with history and events."""
    state = instance_state(instance)
    _attribute(state, key).delete(state)


def set_committed_value(instance: object, key: str, value: Any) -> None:
    """Set an attribute as if the value had been loaded: no history, no events. Collections take any iterable."""
    state = instance_state(instance)
    _attribute(state, key).set_committed_value(state, value)


def get_history(obj: object, key: str, passive: PassiveFlag = PASSIVE_OFF) -> History:
    """Return the History of an attribute; `passive` says what may be loaded for it."""
    state = obj if isinstance(obj, InstanceState) else instance_state(obj)
    return _attribute(state, key).history(state, passive)


def init_collection(obj: object, key: str) -> CollectionAdapter:
    """Store an empty collection for an attribute without loading it, and return its adapter."""
    state = obj if isinstance(obj, InstanceState) else instance_state(obj)
    attribute = _attribute(state, key)
    if not isinstance(attribute, CollectionAttribute):
        raise InvalidRequestError(f"{attribute} is not a collection")
    return CollectionAdapter(attribute.fill(state, ()))


def flag_modified(instance: object, key: str) -> None:
    """Mark an attribute as changed, whatever its value: the next flush writes it. InvalidRequestError when it has no
    value.
    """
    state = instance_state(instance)
    _attribute(state, key)
    if key not in state.dict:
        raise InvalidRequestError(f"Can't flag attribute '{key}' modified; it's not present in the object state")
    state.record(key, NO_VALUE, instance)
    if state.committed is not None:
        state.committed[key] = NO_VALUE


def flag_dirty(instance: object) -> None:
    """Mark an object as changed without naming an attribute: before_flush listeners see it in Session.dirty, and no
    SQL follows by itself.
    """
    state = instance_state(instance)
    session = state.session
    if state.ident is not None:
        if state.committed is None:
            state.committed = {}
        if session is not None:
            session._modified[state] = instance


def is_instrumented(instance: object, key: str) -> bool:
    """Return True when `key` is a mapped attribute of the instance's class."""
    return isinstance(getattr(type(instance), key, None), InstrumentedAttribute)


def manager_of_class(cls: type[Any]) -> Any:
    """Return the mapper of a class, which also manages its attributes here, or None."""
    return cls.__dict__.get("__mapper__")
