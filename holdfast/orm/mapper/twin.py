"""Classes made for each mapped class: the state class, and the twin that loaders build instances on.

The twin is a plain class with the same instance layout and no `__setattr__`: attributes set on it are stored at
CPython's full speed, then `instance.__class__` is set to the mapped class. Whether a class allows that is found by
trying.
"""

from __future__ import annotations

from typing import Any

from holdfast.orm.mapper.attribute_state import MappedState


def state_class(mapper: Any) -> type[MappedState]:
    """Make the InstanceState subclass whose `mapper` is this one."""
    return type("InstanceState", (MappedState,), {"__slots__": (), "mapper": mapper, "__module__": __name__})


def twin(cls: type[Any]) -> type[Any] | None:
    """Make the twin of a mapped class; None when its instances cannot be built that way."""
    # a user's __new__ must run
    if any("__new__" in base.__dict__ for base in cls.__mro__[:-1]):
        return None
    made = type(f"{cls.__name__}Twin", (), {"__module__": cls.__module__})
    trial = made()
    try:
        trial.__class__ = cls
    except TypeError:
        return None
    # back at once: the trial must not run a user's __del__
    trial.__class__ = made
    return made
