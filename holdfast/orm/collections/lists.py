"""List collections: every mutating method of list, told to the owning attribute. Reordering (sort, reverse) is no
change of membership.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, SupportsIndex, TypeVar

from holdfast.orm.collections.adapter import Instrumented

T = TypeVar("T")


class ListEvents(Instrumented, list[T]):
    """The tracked methods; in front of `list` or a user's subclass of it in the bases of the collection class."""

    __slots__ = ()

    def append(self, item: T) -> None:
        super().append(self._sa_append(item))

    def insert(self, index: SupportsIndex, item: T) -> None:
        super().insert(index, self._sa_append(item))

    def extend(self, items: Iterable[T]) -> None:
        for item in list(items):
            self.append(item)

    def __iadd__(self, items: Iterable[T]) -> ListEvents[T]:  # type: ignore[misc, override]  # list declares Self; the object returned is self
        self.extend(items)
        return self

    def __imul__(self, count: SupportsIndex) -> ListEvents[T]:
        members = list(self)
        if int(count) < 1:
            self.clear()
        for _ in range(int(count) - 1):
            self.extend(members)
        return self

    def remove(self, item: T) -> None:
        position = self.index(item)
        self._sa_remove(self[position])
        super().__delitem__(position)

    def pop(self, index: SupportsIndex = -1) -> T:
        item = self[index]
        self._sa_remove(item)
        return super().pop(index)

    def clear(self) -> None:
        for item in list(self):
            self._sa_remove(item)
        super().clear()

    def __setitem__(self, index: Any, value: Any) -> None:
        if isinstance(index, slice):
            self._replace_slice(index, list(value))
            return
        old = self[index]
        if old is not value:
            self._sa_remove(old)
            value = self._sa_append(value)
        super().__setitem__(index, value)

    def _replace_slice(self, index: slice, values: list[T]) -> None:
        before = list(self)
        after = list(before)
        after[index] = values
        kept = {id(item) for item in after}
        known = {id(item) for item in before}
        for item in before[index]:
            if id(item) not in kept:
                self._sa_remove(item)
        super().__setitem__(index, [item if id(item) in known else self._sa_append(item) for item in values])

    def __delitem__(self, index: SupportsIndex | slice) -> None:
        gone = self[index] if isinstance(index, slice) else [self[index]]
        for item in gone:
            self._sa_remove(item)
        super().__delitem__(index)

    def _sa_members(self) -> list[Any]:
        return list(self)

    def _sa_add_member(self, item: Any) -> None:
        super().append(item)

    def _sa_remove_member(self, item: Any) -> None:
        for position, member in enumerate(self):
            if member is item:
                super().__delitem__(position)
                return

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        return (list, (list(self),))

    def copy(self) -> list[T]:
        return list(self)


class InstrumentedList(ListEvents[T]):
    """The collection that a list relationship holds."""

    __slots__ = ("_sa_attribute", "_sa_state")
