"""Garbage collection pauses in a large flush, unless it runs code of the user's."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from holdfast import event
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column
from holdfast.util.garbage import PAUSE_FROM


def flushed_with_collection_off(session: Session, cls: Any, count: int) -> bool:
    """Whether collection was off while the plan of `count` new objects was executed."""
    seen: list[bool] = []
    original = gc.disable

    def disable() -> None:
        seen.append(True)
        original()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gc, "disable", disable)
        session.add_all([cls() for _ in range(count)])
        session.flush()
    assert gc.isenabled()
    return bool(seen)


@pytest.fixture
def base() -> Any:
    class Base(DeclarativeBase):
        pass

    return Base


def test_only_large_flushes_pause(engine: Any, base: Any):
    class Thing(base):
        __tablename__ = "thing"
        id: Mapped[int] = mapped_column(primary_key=True)

    base.metadata.create_all(engine)
    with Session(engine) as session:
        assert not flushed_with_collection_off(session, Thing, 10)
        assert flushed_with_collection_off(session, Thing, PAUSE_FROM)


def test_a_default_of_the_users_is_user_code(engine: Any, base: Any):
    class Thing(base):
        __tablename__ = "thing"
        id: Mapped[int] = mapped_column(primary_key=True)
        size: Mapped[int] = mapped_column(default=lambda: 5)

    base.metadata.create_all(engine)
    with Session(engine) as session:
        assert not flushed_with_collection_off(session, Thing, PAUSE_FROM)


def test_a_listener_is_user_code(engine: Any, base: Any):
    class Thing(base):
        __tablename__ = "thing"
        id: Mapped[int] = mapped_column(primary_key=True)

    base.metadata.create_all(engine)
    event.listen(Thing, "before_insert", lambda mapper, connection, target: None)
    with Session(engine) as session:
        assert not flushed_with_collection_off(session, Thing, PAUSE_FROM)


def test_a_cursor_listener_is_user_code(engine: Any, base: Any):
    class Thing(base):
        __tablename__ = "thing"
        id: Mapped[int] = mapped_column(primary_key=True)

    base.metadata.create_all(engine)
    event.listen(engine, "before_cursor_execute", lambda *args: None)
    with Session(engine) as session:
        assert not flushed_with_collection_off(session, Thing, PAUSE_FROM)
