"""scoped_session: a registry of one Session per scope, by default per thread. Source: text A, "Contextual/Thread-local
Sessions".
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from holdfast.exc import InvalidRequestError
from holdfast.orm.session.session import Session
from holdfast.util.scoped_registry import ScopedRegistry, ThreadLocalRegistry

S = TypeVar("S", bound=Session)


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
