"""Peers: who loads together with an object that is asked for something it lacks.

Rules
* Objects of one result (or one flush) are peers. Those that live, belong to the same session, have a row and lack the
  same attribute are loaded with it, `CHUNK` at a time.
* The search goes on where the last one for the attribute stopped, so that walking over a large result costs one walk
  in all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from holdfast.orm.state.instance_state import InstanceState
from holdfast.orm.state.lifecycle import PERSISTENT

CHUNK = 500
"""keys in one statement"""


def peers_lacking(
    state: InstanceState, key: str, session: Any, accept: Callable[[InstanceState, dict[str, Any]], bool] | None = None
) -> list[InstanceState]:
    """`state` and its peers that lack the attribute `key`, up to `CHUNK`.

    :param accept: a further condition on a peer's state and instance dictionary.
    """
    found = [state]
    batch = state.batch
    if batch is None or not session.peer_loading:
        return found
    states = batch.states
    count = len(states)
    if count < 2:
        return found
    home = state.home
    remembered = batch.positions or {}
    start = remembered.get(key, 0)
    at = start
    for at in range(start, start + count):
        peer = states[at % count]
        if peer is state or peer.phase != PERSISTENT or peer.home is not home or peer.batch is not batch:
            continue
        instance = peer()
        if instance is None:
            continue
        values = instance.__dict__
        if key in values or (peer.committed is not None and key in peer.committed):
            continue
        if accept is None or accept(peer, values):
            found.append(peer)
            if len(found) == CHUNK:
                break
    if count > CHUNK:
        if batch.positions is None:
            batch.positions = {}
        batch.positions[key] = (at + 1) % count
    return found
