"""What was loaded for peers, until it is asked for.

Rules
* A relationship that is loaded for one object is loaded for its peers in the same statement. What belongs to them is
  parked at the `LoadBatch`, by the key that the statement found it by, and goes into an object at the first access.
* What is parked is as old as its statement. When the session has since written a table that the statement read
  (`Session._writes`), it is dropped, and the objects of the batch load the relationship alone from then on: else a
  loop that reads and writes in turns would load for all peers every time. A new transaction drops it too.
* A reference by primary key needs no more than its objects held: the identity map finds them by the foreign key that
  the object has at its access.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from weakref import WeakSet

from holdfast.orm.entities.options_tree import RelationChoice
from holdfast.orm.loading.batches import CHUNK
from holdfast.orm.loading.related import (
    RelatedLoad,
    distinct_keys,
    load_identities,
    parents_of,
    prepared,
    store_group,
    uses_get,
)
from holdfast.orm.state.instance_state import InstanceState, LoadBatch


class Parked:
    """What is parked for one relationship of one batch."""

    __slots__ = ("__weakref__", "alone", "everything", "groups", "held", "load", "stamp")

    def __init__(self, everything: int, stamp: int) -> None:
        #: what the session had written when this was loaded
        self.everything = everything
        self.stamp = stamp
        #: key -> related objects; a key that has none is there with an empty list
        self.groups: dict[Any, Any] = {}
        #: the load whose `key_of` gives the key of an object
        self.load: RelatedLoad | None = None
        #: objects that only the identity map would hold
        self.held: list[Any] = []
        #: whether objects load it without their peers
        self.alone = False

    def forget(self) -> None:
        """Keep no objects."""
        self.groups = {}
        self.held = []

    def find(self, state: InstanceState, values: dict[str, Any]) -> Any:
        """The related objects of an object; None when they are not here."""
        if not self.groups or self.load is None or self.load.key_of is None:
            return None
        return self.groups.get(self.load.key_of(state, values))

    def holds(self, state: InstanceState, values: dict[str, Any]) -> bool:
        """Whether an object needs not be loaded as a peer again."""
        return self.find(state, values) is not None


def parked_for(session: Any, batch: LoadBatch, prop: Any) -> Parked:
    """What is parked for a relationship, as far as it is not out of date."""
    if batch.parked is None:
        batch.parked = {}
    everything, stamp = session._writes.everything, session._writes.stamp(_tables_of(prop))
    parked: Parked | None = batch.parked.get(prop.key)
    if parked is None:
        parked = batch.parked[prop.key] = Parked(everything, stamp)
    elif parked.stamp != stamp or parked.everything != everything:
        written = parked.alone or bool(parked.groups)
        parked.alone = written and parked.everything == everything
        parked.groups = {}
        parked.everything, parked.stamp = everything, stamp
    if session._writes.parked is None:
        session._writes.parked = WeakSet()
    session._writes.parked.add(parked)
    return parked


def _tables_of(prop: Any) -> Sequence[Any]:
    """The tables that say what is related by a relationship."""
    memo, key = prop.parent._memo, ("parked", prop.key)
    tables: Sequence[Any] | None = memo.get(key)
    if tables is None:
        found = [*prop.mapper.tables, *([] if prop.secondary is None else [prop.secondary])]
        if prop.join.equalities() is None:
            found += prop.parent.tables
        tables = memo[key] = tuple(found)
    return tables


def unpark(state: InstanceState) -> None:
    """Forget what is parked for an object that is expired."""
    batch = state.batch
    for parked in (batch.parked or {}).values() if batch is not None else ():
        values = state.dict
        if parked.holds(state, values):
            del parked.groups[parked.load.key_of(state, values)]


def load_with_peers(
    session: Any, prop: Any, choice: RelationChoice, states: Sequence[InstanceState], parked: Parked
) -> None:
    """Load a relationship of the first of the states, and park what was found for the others."""
    load = prepared(session, prop, choice, (prop,))
    parents = parents_of(prop, load, states)
    keys = distinct_keys(parents)
    state, values, key = parents[0]
    if uses_get(prop, choice):
        known = load_identities(session, prop, load, keys, False, CHUNK)
        values.setdefault(prop.key, known.get(key) if key is not None else None)
        parked.held += known.values()
        return
    groups = load.run(session, keys, False, CHUNK) if keys else {}
    store_group(prop, values, state, groups.get(key, ()) if key is not None else ())
    parked.load = load
    parked.groups.update((each, groups.get(each, ())) for each in keys)
