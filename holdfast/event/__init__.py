"""Events: `listen()` for what targets (engines, pools, tables, mappers, sessions ...) tell."""

from __future__ import annotations

from typing import Any, Final

from holdfast.event.dispatch import Dispatch, Listeners, dispatcher
from holdfast.event.family import EventKey, Events
from holdfast.event.registration import contains, listen, listens_for, remove
from holdfast.util.symbols import symbol


class EventTarget:
    """Base of classes that have events: a `dispatch` attribute, made by `dispatcher(family)`."""

    __slots__ = ()

    dispatch: dispatcher | Any


CANCEL: Final = symbol("CANCEL")
NO_RETVAL: Final = symbol("NO_RETVAL")

__all__ = [
    "CANCEL",
    "NO_RETVAL",
    "Dispatch",
    "EventKey",
    "EventTarget",
    "Events",
    "Listeners",
    "contains",
    "dispatcher",
    "listen",
    "listens_for",
    "remove",
]
