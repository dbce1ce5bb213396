"""`inspect()`: from a user's object to the object that describes it.

Rules: handlers are registered by the type of the subject (`_inspects`), a class that is its own inspection says so
(`_self_inspects`); the handlers of a type are found once, along its MRO, and memoised.  A handler returns None when
this very object is not its business, and the next one along the MRO is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Literal, Protocol, TypeVar, overload

from holdfast import exc

_T = TypeVar("_T")
_T_co = TypeVar("_T_co", covariant=True)
_C = TypeVar("_C", bound=type)
_F = TypeVar("_F", bound=Callable[..., Any])


class Inspectable(Generic[_T]):
    """A class whose instances `inspect()` turns into `_T`; for type checkers."""

    __slots__ = ()


class _InspectableClass(Protocol[_T_co]):
    """A class that `inspect()` turns into what its (typing-only) classmethod `_sa_inspect_type` returns."""

    @classmethod
    def _sa_inspect_type(cls) -> _T_co: ...


class _InspectableInstance(Protocol[_T_co]):
    """An object that `inspect()` turns into what its (typing-only) method `_sa_inspect_instance` returns."""

    def _sa_inspect_instance(self) -> _T_co: ...


_handlers: dict[type, Callable[[Any], Any]] = {}
_resolved: dict[type, tuple[Callable[[Any], Any], ...]] = {}


@overload
def inspect(subject: type[_InspectableClass[_T]], raiseerr: bool = True) -> _T: ...
@overload
def inspect(subject: _InspectableInstance[_T], raiseerr: bool = True) -> _T: ...
@overload
def inspect(subject: Inspectable[_T], raiseerr: bool = True) -> _T: ...
@overload
def inspect(subject: Any, raiseerr: Literal[False]) -> Any | None: ...
@overload
def inspect(subject: Any, raiseerr: bool = True) -> Any: ...
def inspect(subject: Any, raiseerr: bool = True) -> Any:
    """Return what describes `subject`: the Mapper of a mapped class, the state of an instance, an engine's Inspector.

    :param subject: any object.
    :param raiseerr: raise when nothing is known about it; False: return None.
    :raises NoInspectionAvailable: as said.
    """
    cls = type(subject)
    handlers = _resolved.get(cls)
    if handlers is None:
        handlers = tuple(_handlers[base] for base in cls.__mro__ if base in _handlers)
        _resolved[cls] = handlers
    for handler in handlers:
        found = handler(subject)
        if found is not None:
            return found
    if raiseerr:
        if handlers and not isinstance(subject, type):
            raise exc.NoInspectionAvailable(
                f"No inspection system is available for object of type {cls}; it is not a mapped instance, "
                "an engine, or a construct of this library"
            )
        raise exc.NoInspectionAvailable(
            f"No inspection system is available for object of type {cls}"
            + (f": class {subject.__qualname__!r} is not mapped" if isinstance(subject, type) else "")
        )
    return None


def _inspects(*types: type) -> Callable[[_F], _F]:
    """Register the decorated function as the handler for subjects of `types` and of their subclasses."""

    def register(function: _F) -> _F:
        for cls in types:
            if cls in _handlers:
                raise exc.InvalidRequestError(f"Type {cls} is already registered with inspect()")
            _handlers[cls] = function
        _resolved.clear()
        return function

    return register


def _itself(subject: _T) -> _T:
    return subject


def _self_inspects(cls: _C) -> _C:
    """Register the decorated class: its instances are their own inspection."""
    _inspects(cls)(_itself)
    return cls
