"""Where listeners live.

Rules: a target owns a `dispatch` object with one attribute an event, a tuple of listeners that is empty by default,
so that the hot path is one truth test::

    if connection.dispatch.before_execute:
        for listener in connection.dispatch.before_execute: ...

The tuples are immutable snapshots, replaced under one lock when a listener is added or removed; reading needs no
lock.  Listeners of a class are class attributes of a dispatch class made for that target class, in parallel to the
target's own hierarchy: an instance without own listeners costs nothing, and sees later class-level ones.  Instances
with own listeners (and children, see `_child`) are told by their parent to build their tuples anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import RLock
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakSet, ref

if TYPE_CHECKING:
    from holdfast.event.family import Events

Listener = Callable[..., Any]

mutex = RLock()


class Listeners(tuple[Listener, ...]):
    """The listeners of one event of one target; calling it calls each of them."""

    __slots__ = ()

    def __call__(self, *args: Any, **kw: Any) -> None:
        for listener in self:
            listener(*args, **kw)


NONE = Listeners()


class Entry:
    """One registered listener: `fn` as the user gave it, `call` as it is invoked, and the dispatches that hold it."""

    __slots__ = ("call", "fn", "homes", "propagate")

    def __init__(self, fn: Listener, call: Listener, propagate: bool) -> None:
        self.fn = fn
        self.call = call
        self.propagate = propagate
        self.homes: list[ref[Dispatch]] = []


class Dispatch:
    """The listeners of one target; subclassed per event family, and per target class below it."""

    family: ClassVar[type[Events[Any]]]
    target_class: ClassVar[type | None] = None

    _own: dict[str, list[Entry]] | None = None
    _dependents: WeakSet[Dispatch] | None = None
    _parent: Dispatch | None = None
    _registered: bool = False

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Listeners: ...

    def _inherited(self, name: str) -> Listeners:
        above: Listeners = getattr(type(self) if self._parent is None else self._parent, name)
        return above

    def _refresh(self, name: str) -> None:
        """Build the tuple of one event anew, and those of the dependents."""
        own = self._own.get(name) if self._own is not None else None
        inherited = self._inherited(name)
        self.__dict__[name] = Listeners((*inherited, *[entry.call for entry in own])) if own else inherited
        for dependent in tuple(self._dependents or ()):
            dependent._refresh(name)

    def _register(self) -> None:
        """Ask the parent, or the class level, to be told of changes."""
        if not self._registered:
            self._registered = True
            (_class_level(type(self)) if self._parent is None else self._parent)._adopt(self)

    def _adopt(self, dependent: Dispatch) -> None:
        if self._dependents is None:
            self._dependents = WeakSet()
        self._dependents.add(dependent)

    def _add(self, name: str, entry: Entry, insert: bool = False) -> None:
        with mutex:
            if self._own is None:
                self._own = {}
            entries = self._own.setdefault(name, [])
            if insert:
                entries.insert(0, entry)
            else:
                entries.append(entry)
            entry.homes.append(ref(self))
            self._register()
            self._refresh(name)

    def _discard(self, name: str, entry: Entry) -> None:
        with mutex:
            if self._own is not None and entry in self._own.get(name, ()):
                self._own[name].remove(entry)
                self._refresh(name)

    def _find(self, name: str, fn: Listener) -> Entry | None:
        for entry in (self._own or {}).get(name, ()):
            if entry.fn is fn or entry.fn == fn:
                return entry
        return None

    def _child(self) -> Dispatch:
        """Return a dispatch with all of these listeners, present and future, that can have own ones besides.

        Used by a Connection that gets its own listeners next to its Engine's.
        """
        child = type(self)()
        child._parent = self
        with mutex:
            self._register()
            child._register()
            for name in self.family.names:
                child._refresh(name)
        return child

    def _update(self, other: Dispatch, only_propagate: bool = True) -> None:
        """Take over the own listeners of another dispatch of the same family.

        :param only_propagate: only those that were registered with `propagate=True`.
        """
        for name, entries in (other._own or {}).items():
            for entry in entries:
                if (entry.propagate or not only_propagate) and self._find(name, entry.fn) is None:
                    self._add(name, entry)

    def __reduce__(self) -> tuple[Any, ...]:
        # listeners belong to the process: an unpickled target starts without own ones
        return _unpickled, (self.family, self.target_class)


class _ClassLevel(Dispatch):
    """The level of a whole target class; its tuples are class attributes of the dispatch class."""

    def __init__(self, dispatch_class: type[Dispatch]) -> None:
        self.dispatch_class = dispatch_class
        self.family = dispatch_class.family  # type: ignore[misc]  # class-wide in Dispatch, here one object a class
        for name in self.family.names:
            self.__dict__[name] = getattr(dispatch_class, name)

    def _register(self) -> None:
        """The top of the hierarchy is told by nobody."""

    def _refresh(self, name: str) -> None:
        for dispatch_class in _with_subclasses(self.dispatch_class):
            calls = [
                entry.call
                for base in reversed(dispatch_class.__mro__)
                if "_level" in base.__dict__
                for entry in (base.__dict__["_level"]._own or {}).get(name, ())
            ]
            listeners = Listeners(calls) if calls else NONE
            setattr(dispatch_class, name, listeners)
            level: _ClassLevel | None = dispatch_class.__dict__.get("_level")
            if level is not None:
                level.__dict__[name] = listeners
                for dependent in tuple(level._dependents or ()):
                    dependent._refresh(name)


def _with_subclasses(cls: type[Dispatch]) -> Iterable[type[Dispatch]]:
    found = {cls: None}
    queue = [cls]
    while queue:
        for sub in queue.pop().__subclasses__():
            if sub not in found:
                found[sub] = None
                queue.append(sub)
    return found


def _class_level(dispatch_class: type[Dispatch]) -> _ClassLevel:
    level: _ClassLevel | None = dispatch_class.__dict__.get("_level")
    if level is None:
        level = _ClassLevel(dispatch_class)
        dispatch_class._level = level  # type: ignore[attr-defined]  # own attribute of each dispatch class, not inherited
    return level


class dispatcher:
    """The `dispatch` attribute of a target class, made on first access: the class's level, or the instance's own.

    Instances without `__dict__` keep theirs in a slot named `_dispatch`.

    :param family: the events of the target.
    """

    def __init__(self, family: type[Events[Any]]) -> None:
        self.family = family

    def __get__(self, instance: Any, owner: type) -> Dispatch:
        made: type[Dispatch] | None = owner.__dict__.get("_dispatch_class")
        if made is None or made.family is not self.family:
            made = dispatch_class(self.family, owner)
        if instance is None:
            return _class_level(made)
        try:
            namespace = instance.__dict__
        except AttributeError:
            found: Dispatch | None = getattr(instance, "_dispatch", None)
            if found is None:
                found = instance._dispatch = made()
            return found
        own: Dispatch = namespace.setdefault("dispatch", made())
        return own


def dispatch_class(family: type[Events[Any]], owner: type) -> type[Dispatch]:
    """Return the dispatch class of a target class, below those of the target's bases."""
    with mutex:
        found: type[Dispatch] | None = owner.__dict__.get("_dispatch_class")
        if found is not None and found.family is family:
            return found
        bases = tuple(
            dispatch_class(family, base)
            for base in owner.__bases__
            if isinstance(attribute := _dispatcher_of(base), dispatcher) and attribute.family is family
        )
        made = type(f"{owner.__name__}Dispatch", bases or (family.dispatch_base,), {"target_class": owner})
        owner._dispatch_class = made  # type: ignore[attr-defined]  # own attribute of each target class, not inherited
        return made


def _dispatcher_of(cls: type) -> object:
    for base in cls.__mro__:
        if "dispatch" in base.__dict__:
            return base.__dict__["dispatch"]
    return None


def _unpickled(family: type[Events[Any]], owner: type | None) -> Dispatch:
    return family.dispatch_base() if owner is None else dispatch_class(family, owner)()
