"""The instance state: everything holdfast knows about one mapped object, and at the same time the weak reference to
it.

Rules
* `InstanceState` subclasses `weakref.ref`; calling it gives the instance or None. The identity map stores states, so
  there is no second object a row. Each mapper makes one subclass (`state_class`) that carries `mapper` as a class
  attribute.
* `ident` is the raw primary key value (a tuple when composite); it is None exactly as long as the object has no row.
* `committed` maps attribute key -> the value before the first change since load or flush; None means "unmodified". It
  is kept only for states with an `ident`: all values of a new object are additions anyway. The first change stands in
  two slots, the key in `_change` and the value in `_former`; the dictionary is made, and put into `_change`, when
  somebody asks for it.
* `home` is the owning session's weak reference to itself, shared by all its states (`home.py`); None outside of a
  session.
* `extra` holds what few objects need (see the `*_KEY` names); reading it starts with `if state.extra`.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Self

from holdfast.orm.base.symbols import NO_VALUE
from holdfast.orm.state.home import Home
from holdfast.orm.state.lifecycle import DELETED, GONE, NAMES, PENDING, PERSISTENT, TRANSIENT

if TYPE_CHECKING:
    from holdfast.orm.state.protocols import MapperLike, SessionLike

STATE_KEY = "_sa_instance_state"

PARENTS_KEY = "parents"
"""extra: {delete-orphan attribute: parent state or None}, the parents that claimed or released this object"""
ORPHANED_KEY = "orphaned"
"""extra: True when a parent outside of the session let go of this new object; is it an orphan when it is flushed?"""
PENDING_KEY = "pending"
"""extra: {attribute key: PendingCollection}, changes queued for a collection that is not loaded"""
INFO_KEY = "info"
"""extra: the user's InstanceState.info dictionary"""
OPTIONS_KEY = "options"
"""extra: loader options given for this object alone (Session.get and refresh)"""


class LoadBatch:
    """What the objects of one result (or one flush) share: each other, as the peers of peer loading, the loader
    options of their statement, how far peers were found lacking which attribute, and what was loaded for them."""

    __slots__ = ("options", "parked", "positions", "states")

    def __init__(self, options: tuple[Any, ...] = ()) -> None:
        self.states: list[InstanceState] = []
        self.options = options
        self.positions: dict[str, int] | None = None
        self.parked: dict[str, Any] | None = None


class InstanceState(weakref.ref[Any]):
    """State of one mapped instance; what `inspect(instance)` returns. Source: SQLAlchemy 2.1 documentation,
    InstanceState.
    """

    __slots__ = ("_change", "_former", "batch", "extra", "home", "ident", "phase")

    mapper: ClassVar[MapperLike]

    ident: Any
    home: Home | None
    _change: str | dict[str, Any] | None
    _former: Any
    batch: LoadBatch | None
    phase: int
    extra: dict[str, Any] | None

    @classmethod
    def fresh(cls, instance: object) -> Self:
        """Make the state of a new, transient instance. (No `__init__`: generated loaders fill the slots themselves.)"""
        state = cls(instance)
        state.ident = state.home = state._change = state.batch = state.extra = None
        state.phase = TRANSIENT
        return state

    @property
    def committed(self) -> dict[str, Any] | None:
        """The values before the first change, by attribute key; None when nothing has changed."""
        change = self._change
        if change.__class__ is str:
            self._change = change = {change: self._former}
            self._former = None
        return change  # type: ignore[return-value]  # the test above is for the exact class

    @committed.setter
    def committed(self, values: dict[str, Any] | None) -> None:
        self._change = values

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    def obj(self) -> Any | None:
        """Return the instance, or None when it has been garbage collected."""
        return self()

    @property
    def class_(self) -> type[Any]:
        """The mapped class."""
        return self.mapper.class_

    @property
    def session(self) -> SessionLike | None:
        """The Session that holds the object, or None."""
        return None if self.home is None else self.home()

    @property
    def key(self) -> tuple[type[Any], tuple[Any, ...], Any] | None:
        """The identity key `(class, primary key, identity token)`, or None while the object has no row."""
        return None if self.ident is None else self.mapper.key_of_ident(self.ident)

    @property
    def identity_key(self) -> tuple[type[Any], tuple[Any, ...], Any] | None:
        """The identity key; the same as `key`."""
        return self.key

    @property
    def identity(self) -> tuple[Any, ...] | None:
        """The primary key as a tuple, or None while the object has no row."""
        key = self.key
        return None if key is None else key[1]

    @property
    def has_identity(self) -> bool:
        """True when the object has (or had) a row."""
        return self.ident is not None

    @property
    def transient(self) -> bool:
        """True when the object is in no session and has no row."""
        return self.phase == TRANSIENT

    @property
    def pending(self) -> bool:
        """True when the object is in a session and will be inserted by the next flush."""
        return self.phase == PENDING and self.session is not None

    @property
    def persistent(self) -> bool:
        """True when the object is in a session and has a row."""
        return self.phase == PERSISTENT and self.session is not None

    @property
    def deleted(self) -> bool:
        """True when a flush deleted the row and the transaction has not ended."""
        return self.phase == DELETED and self.session is not None

    @property
    def detached(self) -> bool:
        """True when the object has a row and is in no session."""
        return self.ident is not None and self.session is None

    @property
    def was_deleted(self) -> bool:
        """True when a flush deleted the object's row, also after the commit."""
        return self.phase == DELETED or self.phase == GONE

    @property
    def modified(self) -> bool:
        """True when the object has changes that were not flushed, or is new with values."""
        if self.ident is None:
            return len(self._values()) > 1
        return self._change is not None

    @property
    def unloaded(self) -> set[str]:
        """The keys of mapped attributes that have no value in the instance dictionary."""
        return set(self.mapper.attributes).difference(self._values())

    @property
    def expired(self) -> bool:
        """True when the object has a row and not all of its column attributes are loaded.

        Those of a subclass do not count: a SELECT of the base class leaves them out.
        """
        values = self._values()
        return self.ident is not None and any(key not in values for key in self.mapper.base_mapper.expirable_keys)

    @property
    def expired_attributes(self) -> set[str]:
        """The keys of column attributes that the next access will load."""
        values = self._values()
        return set() if self.ident is None else {key for key in self.mapper.expirable_keys if key not in values}

    @property
    def info(self) -> dict[str, Any]:
        """A dictionary for the user's own data about this object."""
        info: dict[str, Any] = self.extras().setdefault(INFO_KEY, {})
        return info

    def _values(self) -> dict[str, Any]:
        instance = self()
        return {} if instance is None else instance.__dict__

    def extras(self) -> dict[str, Any]:
        """The dictionary of rare things, made on first use."""
        if self.extra is None:
            self.extra = {}
        return self.extra

    def record(self, key: str, old: Any, instance: object) -> None:
        """Remember `old` as the value of `key` before its first change and keep the changed object alive in its
        session.
        """
        if self.ident is None:
            return
        committed = self.committed
        if committed is None:
            self.committed = {key: old}
            if self.home is not None:
                self.home.touch(instance)
        elif key not in committed:
            committed[key] = old

    def forget_changes(self) -> None:
        """Take the present values as the committed ones."""
        self.committed = None
        if self.extra is not None:
            self.extra.pop(PENDING_KEY, None)

    def expire(self, keys: Iterable[str] | None = None) -> None:
        """Drop the values of `keys` (all mapped attributes when None) with their unflushed changes, so that the next
        access loads them.
        """
        instance = self()
        if instance is None:
            return
        values = instance.__dict__
        if keys is None:
            self.mapper.drop_values(values)
            self.committed = None
            if self.extra is not None:
                self.extra.pop(PENDING_KEY, None)
            return
        for key in keys:
            values.pop(key, None)
            if self.committed is not None:
                self.committed.pop(key, None)
            if self.extra is not None and PENDING_KEY in self.extra:
                self.extra[PENDING_KEY].pop(key, None)
        if self.committed is not None and not self.committed:
            self.committed = None

    def value_before(self, key: str) -> Any:
        """The value of `key` as of the last load or flush: the recorded one, else the present one, else NO_VALUE."""
        if self.committed is not None and key in self.committed:
            return self.committed[key]
        return self._values().get(key, NO_VALUE)

    @property
    def object(self) -> Any | None:
        """The instance, or None when it has been garbage collected."""
        return self()

    @property
    def dict(self) -> dict[str, Any]:
        """The instance's `__dict__`; empty when the instance has been garbage collected."""
        return self._values()

    def __str__(self) -> str:
        return f"<{self.mapper.class_.__name__} at {id(self()):#x}>"

    def __repr__(self) -> str:
        return f"<InstanceState of {self}, {NAMES[self.phase]}>"
