"""scoped_session: a registry of one Session per scope, by default per thread. Source: text A, "Contextual/Thread-local
Sessions".
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from holdfast.exc import InvalidRequestError
from holdfast.orm.session.session import Session

S = TypeVar("S", bound=Session)
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


class scoped_session(Generic[S]):
    """Provides scoped management of sessions, and stands for the current one: all its methods and attributes are
    there.

    Parameters: `session_factory`, a callable that makes sessions, usually a sessionmaker; `scopefunc`, returns a
    hashable token of the current scope (default: the thread).
    """

    def __init__(self, session_factory: Callable[..., S], scopefunc: Callable[[], Any] | None = None) -> None:
        self.session_factory = session_factory
        self.registry: ScopedRegistry[S] = (
            ThreadLocalRegistry(session_factory) if scopefunc is None else ScopedRegistry(session_factory, scopefunc)
        )

    def __call__(self, **kw: Any) -> S:
        """Return the current Session, made if there is none. InvalidRequestError when arguments are given and it is
        there already.
        """
        if not kw:
            return self.registry()
        if self.registry.has():
            raise InvalidRequestError("Scoped session is already present; no new arguments may be specified.")
        session = self.session_factory(**kw)
        self.registry.set(session)
        return session

    def remove(self) -> None:
        """Close the current Session, if there is one, and forget it."""
        if self.registry.has():
            self.registry().close()
        self.registry.clear()

    def configure(self, **kwargs: Any) -> None:
        """Change the arguments of the session factory."""
        if self.registry.has():
            warnings.warn(
                "At least one scoped session is already present. configure() can not affect sessions that have "
                "already been created.",
                stacklevel=2,
            )
        self.session_factory.configure(**kwargs)  # type: ignore[attr-defined]  # the factory is a sessionmaker when this is called

    def query_property(self, query_cls: Any = None) -> Any:
        """Return a class property that makes a Query of the class in the current Session."""
        scoped = self

        class QueryProperty:
            def __get__(self, instance: Any, owner: Any) -> Any:
                return (
                    query_cls(owner.__mapper__, session=scoped.registry())
                    if query_cls
                    else scoped.registry().query(owner)
                )

        return QueryProperty()

    def __contains__(self, instance: object) -> bool:
        return instance in self.registry()

    def __iter__(self) -> Any:
        return iter(self.registry())

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.registry(), name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ("session_factory", "registry"):
            object.__setattr__(self, name, value)
        else:
            setattr(self.registry(), name, value)
