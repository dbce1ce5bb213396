"""Session.merge: copies the state of a graph of objects onto the session's own objects.

Rules
* For each given object: find the session's object by key (identity map, then database), else make a new one; copy the
  values that are present; follow the merge cascade. `merged` (given state -> own instance) stops cycles and makes
  every object be copied once.
* Copying is a work list, not recursion: a graph may be deeper than Python's stack.
* Only what differs is set, so an unchanged object stays clean.
* Objects of one collection or of merge_all() are looked up in the database together, not one by one.
Source: text A, "Merging".
"""

from __future__ import annotations

import warnings
from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from holdfast.exc import InvalidRequestError, SAWarning
from holdfast.orm.base.symbols import PASSIVE_OFF
from holdfast.orm.exc import StaleDataError
from holdfast.orm.session import membership
from holdfast.orm.session.lookup import load_many
from holdfast.orm.state.instance_state import InstanceState
from holdfast.orm.state.lifecycle import PENDING, move

if TYPE_CHECKING:
    from holdfast.orm.session.session import Session


class Merge:
    """One call of merge() or merge_all()."""

    def __init__(self, session: Session, load: bool, options: Any) -> None:
        self.session = session
        self.load = load
        self.options = options
        self.merged: dict[InstanceState, Any] = {}
        self.by_key: dict[tuple[Any, Any], Any] = {}
        self.entered: set[tuple[InstanceState, Any]] = set()
        self.absent: set[tuple[Any, Any]] = set()
        self.keep: list[Any] = []
        self.waiting: deque[tuple[InstanceState, InstanceState]] = deque()

    def merge_all(self, states: Iterable[InstanceState]) -> list[Any]:
        """Merge several objects and what their merge cascade reaches; returns the session's objects."""
        merged = self._own_each(list(states))
        while self.waiting:
            self._copy(*self.waiting.popleft())
        return merged

    def _own_each(self, given: list[InstanceState]) -> list[Any]:
        """The session's objects for several given ones; those that are missing are looked up together."""
        if self.load and len(given) > 1:
            self._prefetch(given)
        return [self._own(state) for state in given]

    def _ident(self, state: InstanceState) -> Any:
        """The raw primary key of a given object, or None when it has none, or only a part of one."""
        return (
            state.ident if state.ident is not None else state.mapper.ident_of_values(state.dict, none_if_partial=True)
        )

    def _prefetch(self, states: list[InstanceState]) -> None:
        wanted: dict[Any, dict[Any, None]] = {}
        for state in states:
            if state.home is self.session._home:
                continue
            ident = self._ident(state)
            mapper = state.mapper
            if (
                ident is not None
                and self.session.identity_map.find(mapper, ident) is None
                and (mapper, ident) not in self.absent
            ):
                wanted.setdefault(mapper, {})[ident] = None
        for mapper, idents in wanted.items():
            found = load_many(self.session, mapper, list(idents), self.options)
            self.keep.extend(found)
            present = {instance.__dict__["_sa_instance_state"].ident for instance in found}
            self.absent.update((mapper, ident) for ident in idents if ident not in present)

    def _own(self, state: InstanceState) -> Any:
        """The session's object for a given one, found or made, and put on the list of those to copy onto."""
        if state in self.merged:
            return self.merged[state]
        session, mapper = self.session, state.mapper
        ident = self._ident(state)
        if state.ident is None:
            if state in session._new:
                warnings.warn(
                    f"Instance {state} is already pending in this Session yet is being merged again; this is "
                    f"probably not what you want to do",
                    SAWarning,
                    stacklevel=5,
                )
            if not self.load:
                raise InvalidRequestError(
                    "merge() with load=False option does not support objects transient (i.e. unpersisted) objects.  "
                    "flush() all changes on mapped instances before merging with load=False."
                )
        own = self._find(state, ident)
        if own is None:
            own = mapper.new_instance()
            own_state: InstanceState = own.__dict__["_sa_instance_state"]
            if self.load:
                membership.put(session, own_state)
            else:
                self._make_persistent(state, own_state, ident)
        self.merged[state] = own
        if ident is not None:
            self.by_key[mapper.base_mapper, ident] = own
        if own.__dict__["_sa_instance_state"] is not state:
            self.waiting.append((state, own.__dict__["_sa_instance_state"]))
        return own

    def _find(self, state: InstanceState, ident: Any) -> Any:
        if ident is None:
            return None
        session, mapper = self.session, state.mapper
        found = session.identity_map.find(mapper, ident)
        if found is not None:
            if self.load and found is not state and found.expired:
                return session.get(mapper.class_, ident, options=self.options)
            return found()
        known = self.by_key.get((mapper.base_mapper, ident))
        if known is not None:
            return known
        if not self.load:
            if state.committed is not None:
                raise InvalidRequestError(
                    "merge() with load=False option does not support objects marked as 'dirty'.  flush() all "
                    "changes on mapped instances "
                    "before merging with load=False."
                )
            return None
        return None if (mapper, ident) in self.absent else session.get(mapper.class_, ident, options=self.options)

    def _make_persistent(self, state: InstanceState, own_state: InstanceState, ident: Any) -> None:
        own_state.ident = ident
        move(own_state, "adopt")
        membership.put_existing(self.session, own_state)

    def _copy(self, state: InstanceState, own_state: InstanceState) -> None:
        self._check_version(state, own_state)
        values, own_values = state.dict, own_state.dict
        for key, attribute in own_state.mapper.attributes.items():
            if key not in values:
                continue
            if attribute.prop.is_relationship:
                self._copy_relationship(attribute, state, own_state)
            elif not self.load:
                own_values[key] = values[key]
            elif key not in own_values or (
                own_values[key] is not values[key] and attribute.compare(own_values[key], values[key]) is not True
            ):
                attribute.set(own_state, values[key])
        if not self.load:
            own_state.committed = None

    def _check_version(self, state: InstanceState, own_state: InstanceState) -> None:
        column = state.mapper.version_id_col
        if column is None or own_state.phase == PENDING:
            return
        key = state.mapper.key_of(column)
        given, present = state.dict.get(key), own_state.mapper.attributes[key].get(own_state, PASSIVE_OFF)
        if given is not None and given != present:
            raise StaleDataError(
                f"Version id '{given}' on merged state {state} does not match existing version '{present}'. "
                f"Leave the version attribute unset when "
                "merging to update the most recent version."
            )

    def _copy_relationship(self, attribute: Any, state: InstanceState, own_state: InstanceState) -> None:
        prop = attribute.prop
        if self.load and any((state, reverse) in self.entered for reverse in prop._reverse_property):
            return
        if not prop.cascade.merge:
            return
        value = state.dict[attribute.key]
        if not attribute.uselist:
            self._copy_reference(attribute, value, own_state)
            return
        members = [membership.state_of(item) for item in attribute.members(value)]
        for member in members:
            self.entered.add((member, prop))
        if self.load:
            before = attribute.members(attribute.get(own_state, PASSIVE_OFF))
        own = self._own_each(members)
        if not self.load:
            attribute.fill(own_state, own)
        elif attribute.key not in own_state.dict or [id(item) for item in before] != [id(item) for item in own]:
            self._set_collection(attribute, own_state, value, own)

    def _set_collection(self, attribute: Any, own_state: InstanceState, value: Any, own: list[Any]) -> None:
        if isinstance(value, dict):
            attribute.set(own_state, dict(zip(value, own, strict=True)))
        else:
            attribute.set(own_state, set(own) if isinstance(value, set) else own)

    def _copy_reference(self, attribute: Any, value: Any, own_state: InstanceState) -> None:
        own = None
        if value is not None:
            given = membership.state_of(value)
            self.entered.add((given, attribute.prop))
            own = self._own(given)
        if not self.load:
            own_state.dict[attribute.key] = own
            return
        if attribute.key not in own_state.dict or own_state.dict[attribute.key] is not own:
            attribute.set(own_state, own)
