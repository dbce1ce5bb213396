"""Attributes that hold column values."""

from __future__ import annotations

from typing import Any

from holdfast.orm import seams
from holdfast.orm.attributes.attribute import Attribute
from holdfast.orm.base.symbols import (
    CALLABLES_OK,
    INIT_OK,
    NO_VALUE,
    PASSIVE_NO_RESULT,
    PASSIVE_OFF,
    SQL_OK,
    PassiveFlag,
)
from holdfast.orm.state.history import HISTORY_BLANK, History
from holdfast.orm.state.instance_state import InstanceState


class ColumnAttribute(Attribute):
    """A mapped column. Plain ones are set by the class's generated `__setattr__` without coming here."""

    __slots__ = ("compare",)

    def __init__(self, key: str, mapper: Any, prop: Any, active_history: bool = False) -> None:
        super().__init__(key, mapper, prop, active_history)
        self.compare = prop.columns[0].type.compare_values

    def get(self, state: InstanceState, passive: PassiveFlag = PASSIVE_OFF) -> Any:
        instance = state()
        if instance is None:
            return NO_VALUE
        values = instance.__dict__
        if self.key in values:
            return values[self.key]
        if state._change == self.key:
            # A single change whose value is absent: the generated __setattr__ is asking for the former one.
            return NO_VALUE
        if state.ident is not None and not self._deleted_by_user(state):
            if not passive & CALLABLES_OK:
                return NO_VALUE
            if not passive & SQL_OK:
                return PASSIVE_NO_RESULT
            return seams.load_column(state, self.key, passive)
        return None if passive & INIT_OK else NO_VALUE

    def set(self, state: InstanceState, value: Any, initiator: Any = None) -> None:
        instance = state()
        values = instance.__dict__
        if state.ident is not None:
            old = values.get(self.key, NO_VALUE)
            if old is NO_VALUE and self.active_history and not self._deleted_by_user(state):
                old = self.get(state, PASSIVE_OFF) if state.session is not None else NO_VALUE
            state.record(self.key, old, instance)
        values[self.key] = value

    def delete(self, state: InstanceState) -> None:
        instance = state()
        values = instance.__dict__
        old = self._refuse_missing(state, values)
        state.record(self.key, old, instance)
        values.pop(self.key, None)

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
            return HISTORY_BLANK if old is NO_VALUE else History((), (), [old])
        if old is NO_VALUE:
            return History([value], (), ())
        if value is old or self.compare(value, old) is True:
            return History((), [value], ())
        return History([value], (), [old])
