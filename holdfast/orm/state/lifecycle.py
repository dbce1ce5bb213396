"""The life of a mapped object, as a transition table.

Phases are plain integers because generated loaders store them; `TRANSITIONS` is the one place that says which event is
legal in which phase and where it leads. A state enters a phase only through `move()` and `move_all()` (generated
loaders, which create states straight in PERSISTENT, are the exception that the table names as the event `load`).
Source: text A "Quickie Intro to Object States", SQLAlchemy 2.1 documentation "Session Basics".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from holdfast.exc import InvalidRequestError

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState

TRANSIENT: Final = 0
PENDING: Final = 1
PERSISTENT: Final = 2
DELETED: Final = 3
DETACHED: Final = 4
GONE: Final = 5
"""detached, and the row was deleted"""

NAMES: Final = ("transient", "pending", "persistent", "deleted", "detached", "detached")

TRANSITIONS: Final[dict[tuple[int, str], int]] = {
    (TRANSIENT, "add"): PENDING,
    (TRANSIENT, "adopt"): DETACHED,
    (PENDING, "expunge"): TRANSIENT,
    (PENDING, "insert"): PERSISTENT,
    (PENDING, "rollback"): TRANSIENT,
    (PERSISTENT, "load"): PERSISTENT,
    (PERSISTENT, "expunge"): DETACHED,
    (PERSISTENT, "delete"): DELETED,
    (PERSISTENT, "rollback insert"): TRANSIENT,
    (DELETED, "commit"): GONE,
    (DELETED, "expunge"): GONE,
    (GONE, "add"): PERSISTENT,
    (GONE, "make transient"): TRANSIENT,
    (DELETED, "rollback"): PERSISTENT,
    (DELETED, "rollback insert"): TRANSIENT,
    (DELETED, "add"): PERSISTENT,
    (DETACHED, "add"): PERSISTENT,
    (DETACHED, "make transient"): TRANSIENT,
    (PERSISTENT, "make transient"): TRANSIENT,
    (DELETED, "make transient"): TRANSIENT,
    (PENDING, "make transient"): TRANSIENT,
    (TRANSIENT, "make transient"): TRANSIENT,
}


def move(state: InstanceState, event: str) -> None:
    """Move `state` to the phase that `event` leads to; InvalidRequestError when the table has no such move."""
    try:
        state.phase = TRANSITIONS[state.phase, event]
    except KeyError:
        raise InvalidRequestError(
            f"Instance {state} is {NAMES[state.phase]}; '{event}' is not possible for it"
        ) from None


def move_all(states: Iterable[InstanceState], event: str) -> None:
    """`move` for many states."""
    leads_to = {phase: after for (phase, name), after in TRANSITIONS.items() if name == event}
    for state in states:
        try:
            state.phase = leads_to[state.phase]
        except KeyError:
            move(state, event)
