"""The runtime side of a mapped attribute: how its value is read, set, deleted, and what changed.

Rules
* A value is in the instance `__dict__` or it is not known. Reading a present value never comes here.
* Every change goes through `set`/`delete` or a collection event, which record the former value with
  `InstanceState.record`.
* Relationship attributes tell three parties, in this order: history, the session's save-update cascade, the other side
  of the relationship (`reverse`). An event that started at the other side (`initiator` is that attribute) is not sent
  back there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.orm.base.symbols import NO_VALUE, PASSIVE_OFF, PassiveFlag
from holdfast.orm.state.history import History

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState


def instance_state(instance: Any) -> InstanceState:
    """Return the InstanceState of a mapped object.

    AttributeError when `instance` is not an object of a mapped class. Source: text A, attributes.instance_state.
    """
    try:
        state: InstanceState = instance.__dict__["_sa_instance_state"]
    except (KeyError, AttributeError):
        raise AttributeError(
            f"'{type(instance).__name__}' object has no attribute '_sa_instance_state'; only objects of mapped "
            f"classes can be used here"
        ) from None
    return state


class Attribute:
    """Base of ColumnAttribute, ReferenceAttribute and CollectionAttribute."""

    __slots__ = ("active_history", "key", "mapper", "prop")

    uselist = False

    def __init__(self, key: str, mapper: Any, prop: Any, active_history: bool = False) -> None:
        self.key = key
        self.mapper = mapper
        self.prop = prop
        self.active_history = active_history

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"

    def __str__(self) -> str:
        return f"{self.mapper.class_.__name__}.{self.key}"

    def get(self, state: InstanceState, passive: PassiveFlag = PASSIVE_OFF) -> Any:
        """Return the value, loading it as far as `passive` allows; NO_VALUE or PASSIVE_NO_RESULT when it stays
        unknown.
        """
        raise NotImplementedError

    def set(self, state: InstanceState, value: Any, initiator: Any = None) -> None:
        """Set the value, with history and events."""
        raise NotImplementedError

    def delete(self, state: InstanceState) -> None:
        """Remove the value; the next flush sets NULL."""
        raise NotImplementedError

    def history(self, state: InstanceState, passive: PassiveFlag = PASSIVE_OFF) -> History:
        """Return what changed since the last load or flush."""
        raise NotImplementedError

    def changes(self, state: InstanceState, passive: PassiveFlag = PASSIVE_OFF) -> History:
        """The history as a flush sees it: with what waits for a collection that is not loaded."""
        return self.history(state, passive)

    def set_committed_value(self, state: InstanceState, value: Any) -> Any:
        """Store a value as if it had been loaded, and return what is stored."""
        instance = state()
        if instance is not None:
            instance.__dict__[self.key] = value
        if state.committed is not None:
            state.committed.pop(self.key, None)
        return value

    def _deleted_by_user(self, state: InstanceState) -> bool:
        return state.committed is not None and self.key in state.committed

    def _refuse_missing(self, state: InstanceState, values: dict[str, Any]) -> Any:
        """The value that `del` removes; AttributeError when there is none."""
        if self.key not in values:
            old = self.get(state, PASSIVE_OFF)
            if self.key not in values and (old is None or old is NO_VALUE):
                raise AttributeError(f"{self} object does not have a value")
            return old
        return values[self.key]
