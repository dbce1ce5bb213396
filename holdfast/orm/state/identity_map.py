"""The identity map: one object for one row within a session.

Rules
* Inside, a dictionary per base mapper: `ident -> InstanceState`. Loaders look up raw primary key values there.
* States are weak references; nothing is called when an object dies. Dead entries are swept when the map has doubled
  since the last sweep, so the cost of a sweep is a constant share of the cost of the loads that filled the map.
* Outside, a read-only mapping `identity key -> instance`, which shows living objects only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState
    from holdfast.orm.state.protocols import MapperLike

FIRST_SWEEP = 1000


class IdentityMap(Mapping[tuple[type[Any], tuple[Any, ...], Any], Any]):
    """The persistent objects of a session by identity key. Source: text A, Session.identity_map."""

    __slots__ = ("_by_mapper", "_sweep_at")

    def __init__(self) -> None:
        self._by_mapper: dict[MapperLike, dict[Any, InstanceState]] = {}
        self._sweep_at = FIRST_SWEEP

    def of(self, mapper: MapperLike) -> dict[Any, InstanceState]:
        """The states of `mapper`'s hierarchy by raw primary key; the dictionary stays the same for the life of the
        map.
        """
        base = mapper.base_mapper
        states = self._by_mapper.get(base)
        if states is None:
            states = self._by_mapper[base] = {}
        return states

    def grown(self) -> None:
        """To be called after a load added states: sweeps the dead ones when the map has doubled."""
        total = 0
        for states in self._by_mapper.values():
            total += len(states)
        if total >= self._sweep_at:
            self._sweep_at = max(FIRST_SWEEP, 2 * self.sweep())

    def sweep(self) -> int:
        """Remove the states of dead objects and return how many living ones remain."""
        alive = 0
        for states in self._by_mapper.values():
            dead = [ident for ident, state in states.items() if state() is None]
            for ident in dead:
                del states[ident]
            alive += len(states)
        return alive

    def states(self) -> list[InstanceState]:
        """The states of all living objects."""
        return [state for states in self._by_mapper.values() for state in list(states.values()) if state() is not None]

    def find(self, mapper: MapperLike, ident: Any) -> InstanceState | None:
        """The state of the living object with the raw primary key `ident`, or None."""
        states = self._by_mapper.get(mapper.base_mapper)
        if states is None:
            return None
        state = states.get(ident)
        return None if state is None or state() is None else state

    def remove(self, state: InstanceState) -> None:
        """Remove `state` if it is the one present for its key."""
        states = self._by_mapper.get(state.mapper.base_mapper)
        if states is not None and states.get(state.ident) is state:
            del states[state.ident]

    def clear(self) -> None:
        """Remove everything; dictionaries handed out by `of()` become empty."""
        for states in self._by_mapper.values():
            states.clear()
        self._sweep_at = FIRST_SWEEP

    def __getitem__(self, key: tuple[type[Any], tuple[Any, ...], Any]) -> Any:
        for mapper, states in self._by_mapper.items():
            if mapper.class_ is key[0]:
                state = states.get(mapper.ident_of_key(key))
                instance = None if state is None else state()
                if instance is not None:
                    return instance
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        try:
            self[key]  # type: ignore[index]  # any object may be asked for; a malformed key is simply absent
        except (KeyError, TypeError, IndexError):
            return False
        return True

    def __iter__(self) -> Iterator[tuple[type[Any], tuple[Any, ...], Any]]:
        for state in self.states():
            key = state.key
            if key is not None:
                yield key

    def __len__(self) -> int:
        return len(self.states())

    def all_states(self) -> list[InstanceState]:
        """The states of all living objects; SQLAlchemy's name for `states()`."""
        return self.states()
