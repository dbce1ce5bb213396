"""Generated code of mapped classes: the constructor with keywords and the tracked `__setattr__` / `__delattr__`.

Rules
* Nothing of the user's becomes source text; attribute names are dictionary keys in `setters`, which maps a key to the
  function that sets it, or to None for a plain column, whose change tracking stands in `__setattr__` itself.
* A class that defines `__setattr__` keeps it: it runs first, and what it left in the instance dictionary is then set
  with tracking.
* A user's own `__init__` runs after the state has been made; signatures stay as they are.
* Values are stored with `object.__setattr__` and not through `__dict__`: asking an instance for its `__dict__` makes
  CPython build one, which costs memory and garbage collections that plain instances do not have. For the same reason
  the first change of an object allocates nothing (`InstanceState._change`), and the former value is read as any
  attribute is; `ColumnAttribute.get`, which Python calls when it is absent, knows this case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from holdfast.orm.base.symbols import NO_VALUE
from holdfast.orm.state.instance_state import STATE_KEY, InstanceState

Setter = Callable[[InstanceState, Any], None]
MADE_HERE = "_holdfast_generated"

store = object.__setattr__


def default_constructor(setters: Mapping[str, Setter | None], state_class: type[InstanceState]) -> Callable[..., None]:
    """The constructor of a class that has none: keywords are mapped attributes, or other attributes of the class.

    TypeError for any other keyword. Source: SQLAlchemy 2.1 documentation, "registry.constructor".
    """
    fresh = state_class.fresh

    def __init__(self: Any, **kwargs: Any) -> None:
        state = getattr(self, STATE_KEY, None)
        if state is None:
            state = fresh(self)
            store(self, STATE_KEY, state)
        for key, value in kwargs.items():
            if key in setters:
                setter = setters[key]
                if setter is None:
                    store(self, key, value)
                else:
                    setter(state, value)
            elif hasattr(type(self), key):
                setattr(self, key, value)
            else:
                known = ", ".join(sorted(setters)) or "none"
                raise TypeError(
                    f"{key!r} is an invalid keyword argument for {type(self).__name__}; its mapped attributes "
                    f"are {known}"
                )

    return __init__


def wrapped_constructor(original: Callable[..., None], state_class: type[InstanceState]) -> Callable[..., None]:
    """A user's constructor, with the state made before it runs."""
    fresh = state_class.fresh

    @wraps(original)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        if getattr(self, STATE_KEY, None) is None:
            store(self, STATE_KEY, fresh(self))
        original(self, *args, **kwargs)

    return __init__


def configuring_constructor(cls: Any, constructor: Callable[..., None]) -> Callable[..., None]:
    """The constructor until first use: configures all mappers, puts the real one in its place and calls it."""

    @wraps(constructor)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        cls.__mapper__._check_configure()
        if cls.__dict__.get("__init__") is __init__:
            cls.__init__ = constructor
        constructor(self, *args, **kwargs)

    setattr(__init__, MADE_HERE, True)
    return __init__


def tracked_setattr(
    setters: Mapping[str, Setter | None],
    original: Callable[[Any, str, Any], None],
    fresh: Callable[[Any], InstanceState],
) -> Callable[[Any, str, Any], None]:
    """The `__setattr__` of a mapped class; `original` sets whatever is not mapped."""

    def __setattr__(self: Any, key: str, value: Any) -> None:
        try:
            setter = setters[key]
        except KeyError:
            original(self, key, value)
            return
        try:
            state = self._sa_instance_state
        except AttributeError:
            state = fresh(self)
            store(self, STATE_KEY, state)
        if setter is not None:
            setter(state, value)
            return
        if state._change is None:
            if state.ident is not None:
                state._change = key
                state._former = getattr(self, key)  # NO_VALUE when absent: see ColumnAttribute.get
                home = state.home
                if home is not None:
                    touch = home.touch  # a local: CPython 3.11 calls it faster than a method
                    touch(self)
        elif state._change != key:
            committed = state.committed
            if key not in committed:
                committed[key] = self.__dict__.get(key, NO_VALUE)
        store(self, key, value)

    setattr(__setattr__, MADE_HERE, True)
    return __setattr__


def overridden_setattr(
    tracked: Callable[[Any, str, Any], None],
    setters: Mapping[str, Setter | None],
    users: Callable[[Any, str, Any], None],
) -> Callable[[Any, str, Any], None]:
    """Tracking around a `__setattr__` that the user's class defines."""

    def __setattr__(self: Any, key: str, value: Any) -> None:
        if key not in setters:
            users(self, key, value)
            return
        values = self.__dict__
        before = values.get(key, NO_VALUE)
        users(self, key, value)
        after = values.get(key, NO_VALUE)
        if after is not before:
            if before is NO_VALUE:
                del values[key]
            else:
                values[key] = before
            if after is not NO_VALUE:
                tracked(self, key, after)

    setattr(__setattr__, MADE_HERE, True)
    return __setattr__


def tracked_delattr(attributes: Mapping[str, Any], original: Callable[[Any, str], None]) -> Callable[[Any, str], None]:
    """The `__delattr__` of a mapped class; `original` deletes whatever is not mapped."""

    def __delattr__(self: Any, key: str) -> None:
        attribute = attributes.get(key)
        if attribute is None:
            original(self, key)
        else:
            attribute.delete(self.__dict__["_sa_instance_state"])

    setattr(__delattr__, MADE_HERE, True)
    return __delattr__
