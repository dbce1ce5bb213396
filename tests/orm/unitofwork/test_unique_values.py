"""A unique value that one row gives up can be taken by another in the same flush."""

from __future__ import annotations

from holdfast import text
from holdfast.orm import Session
from tests.orm.unitofwork.library import Book


def isbns(session: Session) -> dict[int, str]:
    return {row.id: row.isbn for row in session.execute(text("select id, isbn from book"))}


def test_a_deleted_row_gives_its_value_to_a_new_one(session: Session) -> None:
    old = Book(id=1, isbn="x")
    session.add(old)
    session.flush()

    session.delete(old)
    session.add(Book(id=2, isbn="x"))
    session.flush()

    assert isbns(session) == {2: "x"}


def test_a_changed_row_gives_its_value_to_a_new_one(session: Session) -> None:
    old = Book(id=1, isbn="x")
    session.add(old)
    session.flush()

    old.isbn = "y"
    session.add(Book(id=2, isbn="x"))
    session.flush()

    assert isbns(session) == {1: "y", 2: "x"}


def test_a_chain_of_updates_runs_from_its_free_end(session: Session) -> None:
    books = [Book(id=n, isbn=str(n)) for n in range(1, 5)]
    session.add_all(books)
    session.flush()

    for n, book in enumerate(books, 2):
        book.isbn = str(n)
    session.flush()

    assert isbns(session) == {1: "2", 2: "3", 3: "4", 4: "5"}
