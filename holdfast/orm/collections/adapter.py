"""How a collection knows its owner: two slots, `_sa_state` and `_sa_attribute`, and the functions that read them.

Rules
* An instrumented collection asks its attribute for each member that comes (`admit`, which may refuse it), tells it of
  each change *before* it happens (`changing`, once per unit of work), then of each member that comes (`appended`) or
  goes (`removed`).
* A collection that was replaced on its owner has `_sa_attribute` None and is an ordinary list, set or dict from then
  on.
* `CollectionAdapter` is a facade made on demand; nothing keeps one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState


class CollectionOwner(Protocol):
    """What a collection may ask of the attribute that owns it (a CollectionAttribute)."""

    key: str

    def changing(self, state: InstanceState, collection: Any) -> None:
        """Keep the members as they are now, for the history."""

    def admit(self, state: InstanceState, item: Any, initiator: Any = None) -> None:
        """Let a member into the session, or refuse it, before anything changes."""

    def appended(self, state: InstanceState, item: Any, initiator: Any = None) -> Any:
        """A member comes; returns the member to store."""

    def removed(self, state: InstanceState, item: Any, initiator: Any = None) -> None:
        """A member goes."""


class Instrumented:
    """The base of all instrumented collections."""

    __slots__ = ()

    _sa_state: InstanceState | None
    _sa_attribute: CollectionOwner | None

    def _sa_append(self, item: Any) -> Any:
        attribute, state = self._sa_attribute, self._sa_state
        if attribute is None or state is None:
            return item
        attribute.admit(state, item)
        attribute.changing(state, self)
        return attribute.appended(state, item)

    def _sa_remove(self, item: Any) -> None:
        attribute, state = self._sa_attribute, self._sa_state
        if attribute is not None and state is not None:
            attribute.changing(state, self)
            attribute.removed(state, item)

    def _sa_members(self) -> list[Any]:
        """The members as a new list."""
        raise NotImplementedError

    def _sa_add_member(self, item: Any) -> None:
        """Add without telling the attribute."""
        raise NotImplementedError

    def _sa_remove_member(self, item: Any) -> None:
        """Remove without telling the attribute; nothing happens when `item` is no member."""
        raise NotImplementedError


class CollectionAdapter:
    """Works on a collection attribute of one instance, with or without events.

    Source: SQLAlchemy 2.1 documentation, "Collection Internals".
    """

    __slots__ = ("_attribute", "_data", "_state")

    def __init__(self, data: Instrumented) -> None:
        self._data = data
        self._attribute = data._sa_attribute
        self._state = data._sa_state

    @property
    def data(self) -> Any:
        """The collection itself."""
        return self._data

    @property
    def owner_state(self) -> InstanceState | None:
        """The state of the instance that owns the collection."""
        return self._state

    @property
    def attr(self) -> CollectionOwner | None:
        """The attribute that owns the collection, or None once the collection was replaced."""
        return self._attribute

    def append_with_event(self, item: Any, initiator: Any = None) -> None:
        """Add a member, with history, backrefs and cascades."""
        if self._attribute is not None and self._state is not None:
            self._attribute.admit(self._state, item, initiator)
            self._attribute.changing(self._state, self._data)
            item = self._attribute.appended(self._state, item, initiator)
        self._data._sa_add_member(item)

    def append_without_event(self, item: Any) -> None:
        """Add a member as if it had been loaded."""
        self._data._sa_add_member(item)

    def remove_with_event(self, item: Any, initiator: Any = None) -> None:
        """Remove a member, with history, backrefs and cascades."""
        if self._attribute is not None and self._state is not None:
            self._attribute.changing(self._state, self._data)
            self._attribute.removed(self._state, item, initiator)
        self._data._sa_remove_member(item)

    def remove_without_event(self, item: Any) -> None:
        """Remove a member without history."""
        self._data._sa_remove_member(item)

    def clear_with_event(self) -> None:
        """Remove all members."""
        for item in self._data._sa_members():
            self.remove_with_event(item)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._data._sa_members())

    def __len__(self) -> int:
        return len(self._data._sa_members())

    def __bool__(self) -> bool:
        return True


def collection_adapter(collection: Any) -> CollectionAdapter | None:
    """Return the adapter of an instrumented collection, or None for any other object."""
    return CollectionAdapter(collection) if isinstance(collection, Instrumented) else None
