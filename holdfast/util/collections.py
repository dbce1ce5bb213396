"""The containers that several layers share.  Each keeps insertion order and costs what the built-in it wraps costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableSet
from threading import Lock
from typing import Any, Generic, NoReturn, TypeVar, overload

_T = TypeVar("_T")
_K = TypeVar("_K")
_V = TypeVar("_V")


class _ReadOnlyDict(dict[_K, _V]):
    """A dict whose public mutators raise TypeError."""

    __slots__ = ()

    def _readonly(self, *arg: Any, **kw: Any) -> NoReturn:
        raise TypeError(f"{self.__class__.__name__} object is immutable and/or readonly.")

    __setitem__ = __delitem__ = clear = pop = popitem = setdefault = update = _readonly
    __ior__ = _readonly


class immutabledict(_ReadOnlyDict[_K, _V]):
    """A read-only dict with copying operations; like a dict, it is not hashable."""

    __slots__ = ()

    def union(self, other: Mapping[_K, _V] | None = None, /, **kw: Any) -> immutabledict[_K, _V]:
        """Return the merge with `other` and keywords; self when there is nothing to add."""
        if not other and not kw:
            return self
        merged: dict[Any, Any] = dict(self)
        if other:
            merged.update(other)
        if kw:
            merged.update(kw)
        return immutabledict(merged)

    def merge_with(self, *others: Mapping[_K, _V] | None) -> immutabledict[_K, _V]:
        """Return the merge with all of `others`, later ones winning; self when all are empty."""
        result = self
        for other in others:
            result = result.union(other)
        return result

    def __or__(self, other: Mapping[Any, Any]) -> immutabledict[Any, Any]:
        return self.union(other)

    def __ror__(self, other: Mapping[Any, Any]) -> immutabledict[Any, Any]:
        return immutabledict({**other, **self})

    def copy(self) -> immutabledict[_K, _V]:
        """Return self: there is nothing to protect by copying."""
        return self

    def __copy__(self) -> immutabledict[_K, _V]:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return immutabledict, (dict(self),)

    def __repr__(self) -> str:
        return f"immutabledict({dict.__repr__(self)})"


class FacadeDict(_ReadOnlyDict[_K, _V]):
    """A dict that is read-only for users and filled by its owner through `_put`, `_take` and `_empty`."""

    __slots__ = ()

    def _put(self, key: _K, value: _V) -> None:
        dict.__setitem__(self, key, value)

    def _take(self, key: _K) -> _V | None:
        return dict.pop(self, key, None)

    def _empty(self) -> None:
        dict.clear(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return FacadeDict, (dict(self),)

    def __repr__(self) -> str:
        return f"FacadeDict({dict.__repr__(self)})"


class IdentitySet(MutableSet[_T]):
    """A set by identity: members need not be hashable, and equal objects are distinct.

    :param items: first members; kept alive by the set.
    """

    __slots__ = ("_members",)

    def __init__(self, items: Iterable[_T] | None = None) -> None:
        self._members: dict[int, _T] = {id(item): item for item in items} if items is not None else {}

    def __contains__(self, item: object) -> bool:
        return id(item) in self._members

    def __iter__(self) -> Iterator[_T]:
        return iter(self._members.values())

    def __len__(self) -> int:
        return len(self._members)

    def add(self, value: _T) -> None:
        """Add unless this very object is a member."""
        self._members[id(value)] = value

    def discard(self, value: _T) -> None:
        """Remove if it is a member."""
        self._members.pop(id(value), None)

    def remove(self, value: _T) -> None:
        """Remove; KeyError when it is no member."""
        del self._members[id(value)]

    def pop(self) -> _T:
        """Remove and return a member; KeyError when empty."""
        return self._members.popitem()[1]

    def clear(self) -> None:
        """Remove all members."""
        self._members.clear()

    def copy(self) -> IdentitySet[_T]:
        """Return a set of the same members."""
        return IdentitySet(self._members.values())

    __copy__ = copy

    def update(self, *others: Iterable[_T]) -> None:
        """Add all members of `others`."""
        for other in others:
            self._members.update({id(item): item for item in other})

    def union(self, *others: Iterable[_T]) -> IdentitySet[_T]:
        """Return the members of this and the others."""
        result = self.copy()
        result.update(*others)
        return result

    def difference(self, *others: Iterable[_T]) -> IdentitySet[_T]:
        """Return the members that none of the others has."""
        drop = {id(item) for other in others for item in other}
        return IdentitySet(item for key, item in self._members.items() if key not in drop)

    def intersection(self, *others: Iterable[_T]) -> IdentitySet[_T]:
        """Return the members that all have."""
        keep = [{id(item) for item in other} for other in others]
        return IdentitySet(item for key, item in self._members.items() if all(key in ids for ids in keep))

    def issubset(self, other: Iterable[Any]) -> bool:
        """Whether `other` has all members of this."""
        ids = {id(item) for item in other}
        return all(key in ids for key in self._members)

    def issuperset(self, other: Iterable[Any]) -> bool:
        """Whether this has all members of `other`."""
        return all(id(item) in self._members for item in other)

    def __or__(self, other: Iterable[Any]) -> IdentitySet[Any]:
        return self.union(other)

    def __and__(self, other: Iterable[Any]) -> IdentitySet[_T]:
        return self.intersection(other)

    def __sub__(self, other: Iterable[Any]) -> IdentitySet[_T]:
        return self.difference(other)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IdentitySet) and self._members.keys() == other._members.keys()

    __hash__ = None  # type: ignore[assignment]  # mutable

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({list(self._members.values())!r})"


class LRUCache(Generic[_K, _V]):
    """A bounded cache that forgets what was not used lately; a hit in the young generation costs one dict lookup.

    Two generations: entries are put into the young one; when that is full it becomes the old one, and what was in
    the old one and not used since is dropped.  So the last `capacity` used entries are always there, and there are
    never more than twice as many.  Safe under threads: a lost race costs one repeated computation at the worst.

    :param capacity: entries, at least 1.
    """

    __slots__ = ("_lock", "_old", "_young", "capacity")

    def __init__(self, capacity: int = 100) -> None:
        self.capacity = capacity
        self._young: dict[_K, _V] = {}
        self._old: dict[_K, _V] = {}
        self._lock = Lock()

    @overload
    def get(self, key: _K) -> _V | None: ...
    @overload
    def get(self, key: _K, default: _V) -> _V: ...
    def get(self, key: _K, default: _V | None = None) -> _V | None:
        """Return the value, or `default`; a hit counts as a use."""
        young = self._young
        if key in young:
            return young[key]
        try:
            value = self._old[key]
        except KeyError:
            return default
        self[key] = value
        return value

    def __getitem__(self, key: _K) -> _V:
        try:
            return self._young[key]
        except KeyError:
            value = self._old[key]
        self[key] = value
        return value

    def __setitem__(self, key: _K, value: _V) -> None:
        self._young[key] = value
        if len(self._young) > self.capacity:
            with self._lock:
                if len(self._young) > self.capacity:
                    self._old = self._young
                    self._young = {}

    def __contains__(self, key: object) -> bool:
        return key in self._young or key in self._old

    def __len__(self) -> int:
        return len(self._old.keys() | self._young.keys())

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._young = {}
            self._old = {}
