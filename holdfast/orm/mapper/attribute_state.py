"""`inspect(instance).attrs`: each mapped attribute of one object, its value and its history."""

from __future__ import annotations

from typing import Any

from holdfast.orm.base.symbols import (
    INIT_OK,
    NO_VALUE,
    PASSIVE_NO_INITIALIZE,
    PASSIVE_OFF,
    LoaderCallableStatus,
    PassiveFlag,
)
from holdfast.orm.mapper.namespace import ReadOnlyProperties
from holdfast.orm.state.history import History
from holdfast.orm.state.instance_state import INFO_KEY, PENDING_KEY, InstanceState
from holdfast.orm.state.lifecycle import DELETED, DETACHED, GONE

PICKLED = (INFO_KEY, PENDING_KEY)

TOLD = ("instance", "ident", "committed", "deleted", "extra")
"""what listeners of `pickle` and `unpickle` are shown of a state; what else they put there is pickled, too"""


class AttributeState:
    """One attribute of one object. Source: SQLAlchemy 2.1 documentation, AttributeState."""

    __slots__ = ("key", "state")

    def __init__(self, state: MappedState, key: str) -> None:
        self.state = state
        self.key = key

    @property
    def loaded_value(self) -> Any | LoaderCallableStatus:
        """The value that is present, NO_VALUE when there is none; never loads."""
        return self.state.dict.get(self.key, NO_VALUE)

    @property
    def value(self) -> Any:
        """The value, as reading the attribute gives it: loads when need be."""
        return self.state.mapper.attributes[self.key].get(self.state, PASSIVE_OFF)

    @property
    def history(self) -> History:
        """What changed since the last load or flush; never loads."""
        return self.state.get_history(self.key, PASSIVE_NO_INITIALIZE)

    def load_history(self) -> History:
        """What changed since the last load or flush, with the former value loaded when it is not known."""
        return self.state.get_history(self.key, PASSIVE_OFF ^ INIT_OK)

    def __repr__(self) -> str:
        return f"<AttributeState {self.state.class_.__name__}.{self.key}>"


class MappedState(InstanceState):
    """An InstanceState with the parts that need the mapper."""

    __slots__ = ()

    @property
    def attrs(self) -> ReadOnlyProperties[AttributeState]:
        """The AttributeState of each mapped attribute, by key."""
        return ReadOnlyProperties({key: AttributeState(self, key) for key in self.mapper.attributes})

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Pickle what belongs to the object itself; its session, peers and loader options stay behind."""
        extra = {key: self.extra[key] for key in PICKLED if key in self.extra} if self.extra else None
        parts = (self(), self.ident, self.committed, self.phase == DELETED, extra or None)
        dispatch: Any = getattr(self.mapper, "instance_dispatch", None)
        if dispatch is None or not dispatch.pickle:
            return _unpickled, parts
        told = dict(zip(TOLD, parts, strict=True))
        dispatch.pickle(self(), told)
        return _unpickled, (*parts, {name: value for name, value in told.items() if name not in TOLD})

    def get_history(self, key: str, passive: PassiveFlag = PASSIVE_OFF) -> History:
        """The History of one attribute; `passive` says what may be loaded for it."""
        history: History = self.mapper.attributes[key].history(self, passive)
        return history


def _unpickled(
    instance: Any,
    ident: Any,
    committed: dict[str, Any] | None,
    was_deleted: bool,
    extra: dict[str, Any] | None,
    added: dict[str, Any] | None = None,
) -> InstanceState:
    """The state of an unpickled object: detached when it has a row, else transient.

    :param added: what listeners of `pickle` have put beside it.
    """
    state: InstanceState = type(instance).__mapper__.state_class.fresh(instance)
    if ident is not None:
        state.ident = ident
        state.phase = GONE if was_deleted else DETACHED
        state.committed = committed
    if extra is not None:
        state.extra = extra
    dispatch: Any = getattr(state.mapper, "instance_dispatch", None)
    if dispatch is not None and dispatch.unpickle:
        parts = (instance, ident, committed, was_deleted, extra)
        dispatch.unpickle(instance, {**dict(zip(TOLD, parts, strict=True)), **(added or {})})
    return state
