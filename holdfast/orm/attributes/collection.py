"""Attributes that hold a collection of other objects: one-to-many and many-to-many.

A change of a collection that is not loaded (it comes from the other side) is queued in `state.extra["pending"]` and
applied when the collection is loaded; the flush reads the queue as history, so nothing needs loading to be saved. An
empty collection that was only looked at on a new object waits in `state.extra["empty"]`; it becomes a value with its
first change.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from holdfast.orm import seams
from holdfast.orm.attributes.attribute import Attribute
from holdfast.orm.attributes.relation import RelationAttribute
from holdfast.orm.base.symbols import (
    CALLABLES_OK,
    INIT_OK,
    NO_VALUE,
    PASSIVE_NO_FETCH,
    PASSIVE_NO_RESULT,
    PASSIVE_OFF,
    PassiveFlag,
)
from holdfast.orm.collections.adapter import Instrumented
from holdfast.orm.collections.factory import CollectionFactory, collection_factory, collection_kind
from holdfast.orm.state.history import HISTORY_BLANK, History
from holdfast.orm.state.instance_state import PENDING_KEY, InstanceState
from holdfast.orm.state.lifecycle import PERSISTENT

EMPTY_KEY = "empty"


class PendingCollection:
    """Members that came and went while the collection was not loaded."""

    __slots__ = ("added", "removed")

    def __init__(self) -> None:
        self.added: dict[int, Any] = {}
        self.removed: dict[int, Any] = {}

    def append(self, item: Any) -> None:
        if self.removed.pop(id(item), None) is None:
            self.added[id(item)] = item

    def remove(self, item: Any) -> None:
        if self.added.pop(id(item), None) is None:
            self.removed[id(item)] = item


class CollectionAttribute(RelationAttribute):
    """A collection relationship; also the owner that its instrumented collections report to."""

    __slots__ = ("collection_class", "make", "plain_list")

    uselist = True

    def __init__(self, key: str, mapper: Any, prop: Any, active_history: bool = False) -> None:
        super().__init__(key, mapper, prop, active_history)
        self.collection_class: Any = prop.collection_class or list
        self.make: CollectionFactory = collection_factory(self.collection_class)
        self.plain_list = self.collection_class is list

    def new_collection(self, state: InstanceState) -> Any:
        """Return an empty collection that belongs to the instance but is not stored in it."""
        collection = self.make()
        collection._sa_state = state
        collection._sa_attribute = self
        return collection

    def members(self, collection: Any) -> list[Any]:
        """Return the members of a collection as a new list."""
        if isinstance(collection, Instrumented):
            return collection._sa_members()
        return list(collection.values()) if isinstance(collection, dict) else list(collection)

    def fill(self, state: InstanceState, instances: Iterable[Any]) -> Any:
        """Store a collection of loaded instances, with the changes that were queued for it, and return it."""
        instance = state()
        if self.plain_list:
            collection = self.make(instances)  # type: ignore[call-arg]  # InstrumentedList takes its members at once
            collection._sa_state = state
            collection._sa_attribute = self
        else:
            collection = self.new_collection(state)
            for item in instances:
                collection._sa_add_member(item)
        if instance is not None:
            instance.__dict__[self.key] = collection
        if state.extra is not None and PENDING_KEY in state.extra:
            self._apply_pending(state, collection)
        return collection

    def _apply_pending(self, state: InstanceState, collection: Any) -> None:
        pending = state.extra and state.extra[PENDING_KEY].pop(self.key, None)
        if not pending:
            return
        loaded = self.members(collection)
        present = {id(item) for item in loaded}
        for item in pending.added.values():
            if id(item) not in present:
                collection._sa_add_member(item)
        for item in pending.removed.values():
            collection._sa_remove_member(item)
        if state.committed is None:
            state.record(self.key, loaded, state())
        else:
            state.committed[self.key] = loaded

    def get(self, state: InstanceState, passive: PassiveFlag = PASSIVE_OFF) -> Any:
        instance = state()
        if instance is None:
            return NO_VALUE
        values = instance.__dict__
        if self.key in values:
            return values[self.key]
        if not self._deleted_by_user(state) and (state.ident is not None or self._loads_without_row(state)):
            if not passive & CALLABLES_OK:
                return NO_VALUE
            value = seams.load_relationship(state, self, passive)
            if value is not NO_VALUE:
                return value
        return self._empty(state) if passive & INIT_OK else NO_VALUE

    def _empty(self, state: InstanceState) -> Any:
        waiting = state.extras().setdefault(EMPTY_KEY, {})
        collection = waiting.get(self.key)
        if collection is None:
            collection = waiting[self.key] = self.new_collection(state)
        return collection

    def changing(self, state: InstanceState, collection: Any) -> None:
        instance = state()
        if instance is None:
            return
        if state.ident is not None:
            committed = state.committed
            if committed is None or self.key not in committed:
                state.record(self.key, self.members(collection), instance)
        if state.extra is not None and EMPTY_KEY in state.extra and state.extra[EMPTY_KEY].get(self.key) is collection:
            instance.__dict__[self.key] = state.extra[EMPTY_KEY].pop(self.key)

    def admit(self, state: InstanceState, item: Any, initiator: Any = None) -> None:
        if item is not None:
            self._admit(state, item, initiator)

    def appended(self, state: InstanceState, item: Any, initiator: Any = None) -> Any:
        if item is not None:
            self._tell_appended(state, state(), item, initiator)
        return item

    def removed(self, state: InstanceState, item: Any, initiator: Any = None) -> None:
        self._tell_removed(state, state(), item, initiator)

    def _pending(self, state: InstanceState) -> PendingCollection:
        queues = state.extras().setdefault(PENDING_KEY, {})
        queue = queues.get(self.key)
        if queue is None:
            queue = queues[self.key] = PendingCollection()
            if state.ident is not None and state.committed is None:
                state.committed = {}  # a detached object too: the flush after it is added has to empty the queue
            instance, session = state(), state.session
            if session is not None and state.phase == PERSISTENT and instance is not None:
                session._modified[state] = instance
        return queue  # type: ignore[no-any-return]  # extra is an open dictionary; this entry holds PendingCollections only

    def add_from_reverse(self, state: InstanceState, item: Any, initiator: Attribute) -> None:
        collection = self.get(state, PASSIVE_NO_FETCH)
        if collection is PASSIVE_NO_RESULT or collection is NO_VALUE:
            self.admit(state, item, initiator)
            self.appended(state, item, initiator)
            self._pending(state).append(item)
            return
        if not any(member is item for member in self.members(collection)) or self.plain_list:
            self.admit(state, item, initiator)
            self.changing(state, collection)
            collection._sa_add_member(self.appended(state, item, initiator))

    def remove_from_reverse(self, state: InstanceState, item: Any, initiator: Attribute) -> None:
        collection = self.get(state, PASSIVE_NO_FETCH)
        if collection is PASSIVE_NO_RESULT or collection is NO_VALUE:
            self.removed(state, item, initiator)
            self._pending(state).remove(item)
            return
        if any(member is item for member in self.members(collection)):
            self.changing(state, collection)
            self.removed(state, item, initiator)
            collection._sa_remove_member(item)

    def set(self, state: InstanceState, value: Any, initiator: Any = None) -> None:
        instance = state()
        values = instance.__dict__
        old = self.get(state, PASSIVE_OFF)
        if value is old:
            return
        new = self.new_collection(state)
        arriving = self._convert(value, new)
        old_members = self.members(old)
        if state.ident is not None:
            state.record(self.key, old_members, instance)
        if state.extra is not None and EMPTY_KEY in state.extra:
            state.extra[EMPTY_KEY].pop(self.key, None)
        values[self.key] = new
        before = {id(item) for item in old_members}
        after = {id(item) for _, item in arriving}
        for key, item in arriving:
            member = item if item is None else self._arrives(state, item, initiator, id(item) in before)
            if key is None:
                new._sa_add_member(member)
            else:
                dict.__setitem__(new, key, member)
        old._sa_attribute = None
        for item in old_members:
            if id(item) not in after:
                self.removed(state, item, initiator)

    def _arrives(self, state: InstanceState, item: Any, initiator: Any, known: bool) -> Any:
        """A member of an assigned collection; one that was there before comes into the session, no more."""
        if known:
            self._cascade(state, self._related_state(item), initiator)
            return item
        self.admit(state, item, initiator)
        return self.appended(state, item, initiator)

    def _convert(self, value: Any, target: Any) -> list[tuple[Any, Any]]:
        """The members of an assigned collection as (dictionary key or None, member); TypeError when it is of another
        kind.
        """
        wanted, given = collection_kind(target), collection_kind(value)
        if wanted is not None and given is not wanted:
            name = wanted.__name__
            raise TypeError(
                f"Incompatible collection type: {type(value).__name__ if value is not None else 'None'} is not "
                f"{name}-like; "
                f"assign a {name} to {self}"
            )
        if wanted is dict:
            return list(value.items())
        return [(None, item) for item in value]

    def delete(self, state: InstanceState) -> None:
        instance = state()
        values = instance.__dict__
        if self.key not in values:
            return
        collection = values[self.key]
        for item in self.members(collection):
            self.changing(state, collection)
            self.removed(state, item)
        collection._sa_attribute = None
        del values[self.key]

    def set_committed_value(self, state: InstanceState, value: Any) -> Any:
        if state.committed is not None:
            state.committed.pop(self.key, None)
        items = value.values() if isinstance(value, dict) else value
        return self.fill(state, list(items) if items is not None else ())

    def changes(self, state: InstanceState, passive: PassiveFlag = PASSIVE_OFF) -> History:
        queues = None if state.extra is None else state.extra.get(PENDING_KEY)
        if queues and self.key in queues:
            collection = self.get(state, passive & ~INIT_OK) if passive & INIT_OK else NO_VALUE
            if collection is NO_VALUE or collection is PASSIVE_NO_RESULT:
                queue = queues[self.key]
                return History(list(queue.added.values()), (), list(queue.removed.values()))
        return self.history(state, passive)

    def history(self, state: InstanceState, passive: PassiveFlag = PASSIVE_OFF) -> History:
        collection = self.get(state, passive & ~INIT_OK)
        if collection is NO_VALUE or collection is PASSIVE_NO_RESULT:
            if self._deleted_by_user(state) and state.committed is not None:
                return History((), (), state.committed[self.key])
            return HISTORY_BLANK
        members = self.members(collection)
        if state.ident is None:
            return History(members, (), ())
        old = members if state.committed is None else state.committed.get(self.key, members)
        if old is NO_VALUE or old is members:
            return History((), members, ())
        before, after = {id(item) for item in old}, {id(item) for item in members}
        return History(
            [item for item in members if id(item) not in before],
            [item for item in members if id(item) in before],
            [item for item in old if id(item) not in after],
        )
