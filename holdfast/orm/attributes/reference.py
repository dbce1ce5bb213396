"""Attributes that refer to one other object: many-to-one, and the one-to-one side that holds no foreign key.

What the latter of an expired object held before it was set is looked for by the flush (`unitofwork/cascade.py`).
"""

from __future__ import annotations

from typing import Any

from holdfast.orm import seams
from holdfast.orm.attributes.attribute import Attribute
from holdfast.orm.attributes.relation import RelationAttribute
from holdfast.orm.base.symbols import (
    CALLABLES_OK,
    INIT_OK,
    NO_AUTOFLUSH,
    NO_RAISE,
    NO_VALUE,
    PASSIVE_NO_FETCH,
    PASSIVE_NO_RESULT,
    PASSIVE_OFF,
    PassiveFlag,
)
from holdfast.orm.state.history import HISTORY_BLANK, History
from holdfast.orm.state.instance_state import InstanceState

OLD_VALUE = PASSIVE_NO_FETCH & ~INIT_OK | NO_RAISE
OLD_VALUE_LOADED = PASSIVE_OFF & ~INIT_OK | NO_AUTOFLUSH | NO_RAISE


class ReferenceAttribute(RelationAttribute):
    """A scalar relationship. Its former value is looked for in the identity map, and in the database only when
    `active_history` says so.
    """

    __slots__ = ()

    def get(self, state: InstanceState, passive: PassiveFlag = PASSIVE_OFF) -> Any:
        instance = state()
        if instance is None:
            return NO_VALUE
        values = instance.__dict__
        if self.key in values:
            return values[self.key]
        if self._deleted_by_user(state):
            return None if passive & INIT_OK else NO_VALUE
        if state.ident is not None or self._loads_without_row(state):
            if not passive & CALLABLES_OK:
                return NO_VALUE
            return seams.load_relationship(state, self, passive)
        return None if passive & INIT_OK else NO_VALUE

    def set(self, state: InstanceState, value: Any, initiator: Any = None) -> None:
        instance = state()
        values = instance.__dict__
        if value is not None:
            self._related_state(value)
        old = values.get(self.key, NO_VALUE)
        found = old is NO_VALUE
        if found and state.ident is not None and not self._deleted_by_user(state):
            known = state.session is not None and (
                self.prop.single_parent or (self.active_history and self._key_is_loaded(values))
            )
            old = self.get(state, OLD_VALUE_LOADED if known else OLD_VALUE)
            if old is PASSIVE_NO_RESULT:
                old = NO_VALUE
        if old is value:
            if self.key not in values:
                values[self.key] = value
            if state.ident is not None:
                state.record(self.key, old, instance)
            if (
                found and value is not None and self.active_history
            ):  # the other side may have been set since its row was written
                self._tell_appended(state, instance, value, initiator)
            return
        if value is not None:
            self._admit(state, value, initiator)
        state.record(self.key, old, instance)
        values[self.key] = value
        if old is not None and old is not NO_VALUE:
            # An initiator that is a collection is the new value's; the old value's collection is another one and must
            # be told.
            # (Between two scalar sides the old value keeps its reference until it is flushed or loaded, as in
            # SQLAlchemy.)
            told = initiator is not None and (value is None or not initiator.uselist)
            self._tell_removed(state, instance, old, initiator if told else None)
        if value is not None:
            self._tell_appended(state, instance, value, initiator)

    def _key_is_loaded(self, values: dict[str, Any]) -> bool:
        """Whether the former value can be looked for; the one of an expired object is looked for by the flush."""
        keys: tuple[str, ...] = self.mapper.pk_keys
        return all(key in values for key in keys)

    def delete(self, state: InstanceState) -> None:
        instance = state()
        values = instance.__dict__
        if self.key in values and values[self.key] is None and state.ident is None:
            del values[self.key]
            return
        old = self._refuse_missing(state, values)
        state.record(self.key, old, instance)
        values.pop(self.key, None)
        if old is not None and old is not NO_VALUE:
            self._tell_removed(state, instance, old, None)

    def history(self, state: InstanceState, passive: PassiveFlag = PASSIVE_OFF) -> History:
        committed = state.committed
        if committed is None or self.key not in committed:
            value = self.get(state, passive & ~INIT_OK)
            if value is NO_VALUE or value is PASSIVE_NO_RESULT:
                return HISTORY_BLANK
            return History((), [value], ()) if state.ident is not None else History([value], (), ())
        old = committed[self.key]
        value = state.dict.get(self.key, NO_VALUE)
        if value is NO_VALUE:
            return HISTORY_BLANK if old is NO_VALUE or old is None else History((), (), [old])
        if value is old:
            return History((), [value], ())
        return History([value], (), () if old is NO_VALUE else [old])

    def add_from_reverse(self, state: InstanceState, item: Any, initiator: Attribute) -> None:
        self.set(state, item, initiator)

    def remove_from_reverse(self, state: InstanceState, item: Any, initiator: Attribute) -> None:
        present = self.get(state, OLD_VALUE)
        if present is item:
            self.set(state, None, initiator)
        elif present is NO_VALUE or present is PASSIVE_NO_RESULT:
            instance = state()
            if instance is not None:
                state.record(self.key, NO_VALUE, instance)
                instance.__dict__[self.key] = None
