"""The mapper events of a flush."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import event, inspect, text
from holdfast.orm import Session
from tests.orm.unitofwork.library import Author

EVENTS = ("before_insert", "after_insert", "before_update", "after_update", "before_delete", "after_delete")


@pytest.fixture
def calls() -> Iterator[list[tuple[str, Any]]]:
    seen: list[tuple[str, Any]] = []
    listeners = [
        (name, lambda mapper, connection, target, name=name: seen.append((name, inspect(target).identity)))
        for name in EVENTS
    ]
    for name, listener in listeners:
        event.listen(Author, name, listener)
    yield seen
    for name, listener in listeners:
        event.remove(Author, name, listener)


def test_each_kind_of_write_is_announced_and_reported(session: Session, calls: list[tuple[str, Any]]) -> None:
    author = Author(name="Ann")
    session.add(author)
    session.flush()
    author.name = "Bob"
    session.flush()
    session.delete(author)
    session.flush()

    assert calls == [
        ("before_insert", None),
        ("after_insert", (1,)),
        ("before_update", (1,)),
        ("after_update", (1,)),
        ("before_delete", (1,)),
        ("after_delete", (1,)),
    ]


def test_before_update_is_called_without_a_net_change_too(
    session: Session, calls: list[tuple[str, Any]], statements: Any
) -> None:
    author = Author(name="Ann")
    session.add(author)
    session.flush()
    statements.clear()
    calls.clear()

    author.name = "Ann"
    author.name = "Ann"
    session.flush()

    assert [name for name, _ in calls] == ["before_update", "after_update"]
    assert not statements


def test_what_before_insert_sets_is_inserted(session: Session) -> None:
    def capitalise(mapper: Any, connection: Any, target: Author) -> None:
        target.name = (target.name or "").upper()

    event.listen(Author, "before_insert", capitalise)
    event.listen(Author, "before_update", capitalise)
    try:
        author = Author(name="ann")
        session.add(author)
        session.flush()
        assert session.execute(text("select name from author")).scalar_one() == "ANN"

        author.name = "bob"
        session.flush()
        assert session.execute(text("select name from author")).scalar_one() == "BOB"
    finally:
        event.remove(Author, "before_insert", capitalise)
        event.remove(Author, "before_update", capitalise)
