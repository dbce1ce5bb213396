"""Expiring many objects, as commit() and rollback() do.  Source: text A, "Refreshing / Expiring"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from holdfast.orm.mapper.events import InstanceEvents
from holdfast.orm.state.instance_state import PARENTS_KEY, PENDING_KEY, InstanceState

if TYPE_CHECKING:
    from holdfast.orm.session.session import Session


def known_names(state: InstanceState, names: Iterable[str]) -> list[str]:
    """The names of attributes, as a list.

    :raises KeyError: the object has no such attribute.
    """
    mapper: Any = state.mapper
    found = list(names)
    for name in found:
        if name not in mapper.props:
            raise KeyError(f"{state} has no mapped attribute {name!r} to expire")
    return found


def expire_states(session: Session, states: Iterable[InstanceState], keys: list[str] | None = None) -> None:
    """Drop the values of many objects, with unflushed changes.

    :param keys: the attributes; None for all, which is written out for speed.
    """
    modified = session._modified
    told = list(states) if "expire" in InstanceEvents.heard else []
    if keys is not None:
        for state in told or states:
            state.expire(keys)
            if state._change is None:
                modified.pop(state, None)
    else:
        for state in told or states:
            instance = state()
            if instance is None:
                continue
            state.mapper.drop_values(instance.__dict__)
            if state._change is not None:
                state._change = None
                modified.pop(state, None)
            if state.extra is not None:
                state.extra.pop(PENDING_KEY, None)
                state.extra.pop(PARENTS_KEY, None)
    for state in told:
        instance = state()
        dispatch: Any = getattr(state.mapper, "instance_dispatch", None)
        if instance is not None and dispatch is not None:
            dispatch.expire(instance, keys)
