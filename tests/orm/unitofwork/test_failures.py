"""A flush that fails leaves the objects as they were, and the session usable after a rollback."""

from __future__ import annotations

import pytest

from holdfast import inspect, text
from holdfast.exc import IntegrityError
from holdfast.orm import Session
from tests.orm.unitofwork.library import Author, Book


def test_generated_keys_are_taken_back(session: Session) -> None:
    author = Author(name="Ann")
    book = Book(isbn="x", author=author)
    session.add_all([Book(isbn="x"), book])

    with pytest.raises(IntegrityError):
        session.flush()

    assert "id" not in author.__dict__
    assert "author_id" not in book.__dict__
    assert inspect(author).identity is None


def test_changes_of_persistent_objects_are_written_by_the_next_flush(session: Session) -> None:
    author, book = Author(name="Ann"), Book(isbn="x")
    session.add_all([author, book])
    session.commit()

    author.name = "Bob"
    session.add(Book(isbn="x"))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
    author.name = "Cid"
    session.commit()

    assert session.execute(text("select name from author")).scalar_one() == "Cid"


def test_nothing_stays_behind_of_a_failed_flush(session: Session) -> None:
    session.add_all([Author(name="Ann"), Book(id=1), Book(id=1)])

    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()

    assert not session.new
    assert session.execute(text("select count(*) from author")).scalar_one() == 0
