"""Cascades as iteration: which objects does an operation on one object reach?

Rules
* Only relationships with the cascade are followed. Nothing is loaded, except for `delete`, whose rows must be known
  (`passive_deletes` says otherwise).
* `save-update` also reaches objects that were removed from a relationship and not flushed yet, so that the flush sees
  them.
Source: text A, "Cascades".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from holdfast.orm.attributes.attribute import instance_state
from holdfast.orm.base.symbols import NO_VALUE, PASSIVE_NO_INITIALIZE, PASSIVE_NO_RESULT, PASSIVE_OFF
from holdfast.orm.state.instance_state import InstanceState


def related_instances(state: InstanceState, prop: Any, cascade: str) -> list[Any]:
    """The objects that `state` refers to by the relationship `prop`, as far as the cascade wants to know them."""
    attribute = state.mapper.attributes[prop.key]
    loads = cascade == "delete" and not prop.passive_deletes and state.home is not None
    passive = PASSIVE_OFF if loads else PASSIVE_NO_INITIALIZE
    if cascade == "save-update":
        if attribute.uselist and attribute.key not in state.dict:
            return []  # what waits for the collection to be loaded has not asked to come in
        history = attribute.history(state, PASSIVE_NO_INITIALIZE)
        return [item for item in history.sum() if item is not None]
    value = attribute.get(state, passive)
    if value is None or value is NO_VALUE or value is PASSIVE_NO_RESULT:
        return []
    return [item for item in attribute.members(value) if item is not None] if attribute.uselist else [value]


def cascade_iterator(
    cascade: str, state: InstanceState, halt_on: Callable[[InstanceState], bool] | None = None
) -> Iterator[InstanceState]:
    """Yield the states that `cascade` reaches from `state`, without `state` itself, parents first.

    Parameters: `cascade`, one of the cascade names of relationship(); `halt_on`, tells of a state that it and what
    lies behind it is to be left out.
    """
    seen = {state}
    waiting = [state]
    while waiting:
        current = waiting.pop(0)
        mapper: Any = current.mapper
        for prop in mapper.relationships_with(cascade):
            for item in related_instances(current, prop, cascade):
                reached = instance_state(item)
                if reached in seen or (halt_on is not None and halt_on(reached)):
                    continue
                seen.add(reached)
                yield reached
                waiting.append(reached)
