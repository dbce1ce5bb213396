"""Classes made for each mapped class: the state class, and the twin that loaders build instances on.

The twin is a plain class with the same instance layout and no `__setattr__`: attributes set on it are stored at
CPython's full speed, then `instance.__class__` is set to the mapped class. Whether a class allows that is found by
trying.
"""

from __future__ import annotations

from typing import Any, Self

from holdfast.orm.mapper.attribute_state import MappedState


class PolymorphicState(MappedState):
    """The state of a class with a polymorphic identity: a new object has it from the start."""

    __slots__ = ()

    @classmethod
    def fresh(cls, instance: object) -> Self:
        state = super().fresh(instance)
        discriminator = cls.mapper.discriminator
        if discriminator is not None:
            object.__setattr__(instance, *discriminator)
        return state


def state_class(mapper: Any) -> type[MappedState]:
    """Make the InstanceState subclass whose `mapper` is this one."""
    base = MappedState if mapper.polymorphic_identity is None else PolymorphicState
    return type("InstanceState", (base,), {"__slots__": (), "mapper": mapper, "__module__": __name__})


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
