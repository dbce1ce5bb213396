"""sessionmaker: a configurable factory of sessions. Source: text A, sessionmaker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Generic, TypeVar, cast, overload

from holdfast.event import dispatcher
from holdfast.orm.session.events import SessionEvents
from holdfast.orm.session.session import Session, close_all_sessions

S = TypeVar("S", bound=Session)


class sessionmaker(Generic[S]):
    """A factory that makes sessions with the arguments given here.

    Parameters: those of Session, and `class_`, the class to make. Arguments of a call override these; `info`
    dictionaries are merged.
    """

    dispatch = dispatcher(SessionEvents)

    @overload
    def __init__(
        self: sessionmaker[Session],
        bind: Any = None,
        *,
        autoflush: bool = True,
        expire_on_commit: bool = True,
        info: Mapping[Any, Any] | None = None,
        **kw: Any,
    ) -> None: ...
    @overload
    def __init__(
        self: sessionmaker[S],
        bind: Any = None,
        *,
        class_: type[S],
        autoflush: bool = True,
        expire_on_commit: bool = True,
        info: Mapping[Any, Any] | None = None,
        **kw: Any,
    ) -> None: ...
    def __init__(
        self,
        bind: Any = None,
        *,
        class_: type[Any] = Session,
        autoflush: bool = True,
        expire_on_commit: bool = True,
        info: Mapping[Any, Any] | None = None,
        **kw: Any,
    ) -> None:
        self.kw: dict[str, Any] = {"bind": bind, "autoflush": autoflush, "expire_on_commit": expire_on_commit, **kw}
        if info is not None:
            self.kw["info"] = dict(info)
        # A class of its own, so that events can be listened to on this factory alone.
        self.class_ = cast("type[S]", type(class_.__name__, (class_,), {"__module__": class_.__module__}))

    def __call__(self, **local_kw: Any) -> S:
        """Make a Session; the arguments override those of the factory."""
        settings = {**self.kw, **local_kw}
        if "info" in self.kw and local_kw.get("info") is not None:
            settings["info"] = {**self.kw["info"], **local_kw["info"]}
        return self.class_(**settings)

    @contextmanager
    def begin(self) -> Iterator[S]:
        """A context manager with a Session in a transaction: commits at the end of the block, rolls back on an
        exception, and closes the session.
        """
        session = self()
        with session, session.begin():
            yield session

    def configure(self, **new_kw: Any) -> None:
        """Change the arguments for the sessions that are made from now on."""
        self.kw.update(new_kw)

    object_session = Session.object_session
    identity_key = Session.identity_key

    @classmethod
    def close_all(cls) -> None:
        """Close all sessions in memory."""
        close_all_sessions()

    def __repr__(self) -> str:
        settings = ", ".join(f"{key}={value!r}" for key, value in self.kw.items())
        return f"{type(self).__name__}(class_={self.class_.__name__!r}, {settings})"
