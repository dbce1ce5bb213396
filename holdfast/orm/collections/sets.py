"""Set collections: every mutating method of set, told to the owning attribute."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Any, SupportsIndex, TypeVar

from holdfast.orm.collections.adapter import Instrumented

T = TypeVar("T")


class SetEvents(Instrumented, set[T]):
    """The tracked methods; in front of `set` or a user's subclass of it in the bases of the collection class."""

    __slots__ = ()

    def add(self, item: T) -> None:
        if item not in self:
            super().add(self._sa_append(item))

    def discard(self, item: Any) -> None:
        if item in self:
            self._sa_remove(item)
            super().discard(item)

    def remove(self, item: T) -> None:
        if item not in self:
            raise KeyError(item)
        self.discard(item)

    def pop(self) -> T:
        if not self:
            raise KeyError("pop from an empty set")
        item = next(iter(self))
        self.discard(item)
        return item

    def clear(self) -> None:
        for item in list(self):
            self.discard(item)

    def update(self, *others: Iterable[T]) -> None:
        for other in others:
            for item in list(other):
                self.add(item)

    def difference_update(self, *others: Iterable[Any]) -> None:
        for other in others:
            for item in list(other):
                self.discard(item)

    def intersection_update(self, *others: Iterable[Any]) -> None:
        kept = self.intersection(*others)
        for item in list(self):
            if item not in kept:
                self.discard(item)

    def symmetric_difference_update(self, other: Iterable[T]) -> None:
        for item in set(other):
            if item in self:
                self.discard(item)
            else:
                self.add(item)

    def __ior__(self, other: AbstractSet[T]) -> SetEvents[T]:  # type: ignore[misc, override]  # set declares Self; the object returned is self
        self.update(other)
        return self

    def __isub__(self, other: AbstractSet[Any]) -> SetEvents[T]:  # type: ignore[misc]  # as above
        self.difference_update(other)
        return self

    def __iand__(self, other: AbstractSet[Any]) -> SetEvents[T]:  # type: ignore[misc]  # as above
        self.intersection_update(other)
        return self

    def __ixor__(self, other: AbstractSet[T]) -> SetEvents[T]:  # type: ignore[misc, override]  # as above
        self.symmetric_difference_update(other)
        return self

    def _sa_members(self) -> list[Any]:
        return list(self)

    def _sa_add_member(self, item: Any) -> None:
        super().add(item)

    def _sa_remove_member(self, item: Any) -> None:
        super().discard(item)

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        return (set, (list(self),))

    def copy(self) -> set[T]:
        return set(self)


class InstrumentedSet(SetEvents[T]):
    """The collection that a set relationship holds."""

    __slots__ = ("_sa_attribute", "_sa_state")
