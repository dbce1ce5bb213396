"""One object per scope, where a function says which scope is the current one. Source: text A, util.ScopedRegistry."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class ScopedRegistry(Generic[T]):
    """Stores one object per key that `scopefunc` returns. Source: text A, util.ScopedRegistry."""

    def __init__(self, createfunc: Callable[[], T], scopefunc: Callable[[], Any]) -> None:
        self.createfunc = createfunc
        self.scopefunc = scopefunc
        self.registry: dict[Any, T] = {}

    def __call__(self) -> T:
        key = self.scopefunc()
        if key not in self.registry:
            self.registry[key] = self.createfunc()
        return self.registry[key]

    def has(self) -> bool:
        """True when the current scope has an object."""
        return self.scopefunc() in self.registry

    def set(self, obj: T) -> None:
        """Set the object of the current scope."""
        self.registry[self.scopefunc()] = obj

    def clear(self) -> None:
        """Forget the object of the current scope."""
        self.registry.pop(self.scopefunc(), None)


class ThreadLocalRegistry(ScopedRegistry[T]):
    """Stores one object per thread. Source: text A, util.ThreadLocalRegistry."""

    def __init__(self, createfunc: Callable[[], T]) -> None:
        self.createfunc = createfunc
        self._local = threading.local()

    def __call__(self) -> T:
        if not self.has():
            self._local.value = self.createfunc()
        value: T = self._local.value
        return value

    def has(self) -> bool:
        return hasattr(self._local, "value")

    def set(self, obj: T) -> None:
        self._local.value = obj

    def clear(self) -> None:
        if self.has():
            del self._local.value
