"""The public functions: listen, listens_for, remove, contains."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from holdfast.event.family import find

_F = TypeVar("_F", bound=Callable[..., Any])


def listen(target: Any, identifier: str, fn: Callable[..., Any], *args: Any, **kw: Any) -> None:
    """Register `fn` for an event of a target; a second registration of the same function there is ignored.

    :param target: a class (its instances and subclasses are meant) or an instance.
    :param identifier: the event's name.
    :param fn: called with the event's arguments.
    :param kw: `propagate` (to subclasses or copies), `insert` (before the others), `named` (by keyword),
        `once`, `retval` (use the returned value), and what the event's family adds.
    :raises InvalidRequestError: the target has no such event.
    """
    key = find(target, identifier, fn)
    key.family._listen(key, *args, **kw)


def listens_for(target: Any, identifier: str, *args: Any, **kw: Any) -> Callable[[_F], _F]:
    """Decorate a function as listener; parameters as for `listen()`."""

    def decorate(fn: _F) -> _F:
        listen(target, identifier, fn, *args, **kw)
        return fn

    return decorate


def remove(target: Any, identifier: str, fn: Callable[..., Any]) -> None:
    """Remove a listener; the arguments are those it was registered with.

    :raises InvalidRequestError: it is not registered.
    """
    key = find(target, identifier, fn)
    key.family._remove(key)


def contains(target: Any, identifier: str, fn: Callable[..., Any]) -> bool:
    """Whether the listener is registered at that target."""
    key = find(target, identifier, fn)
    return key.family._contains(key)
