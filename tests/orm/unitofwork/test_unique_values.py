"""A unique value that one row gives up can be taken by another in the same flush."""

from __future__ import annotations

from holdfast import UniqueConstraint, text
from holdfast.event import listen
from holdfast.orm import Mapped, Session, mapped_column
from tests.orm.unitofwork.library import Base, Book


class Seat(Base):
    __tablename__ = "seat"
    __table_args__ = (UniqueConstraint("hall", "row_", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hall: Mapped[int]
    row: Mapped[int] = mapped_column("row_")
    number: Mapped[int]


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


def test_a_value_passes_between_rows_that_do_not_know_what_they_held(session: Session) -> None:
    first, second = Book(id=1, isbn="x"), Book(id=2, isbn="y")
    session.add_all([first, second])
    session.commit()

    second.isbn = "x"
    first.isbn = "z"
    session.commit()

    assert isbns(session) == {1: "z", 2: "x"}


def test_the_row_that_gives_goes_first_whatever_its_key(session: Session) -> None:
    first, second = Book(id=1, isbn="x"), Book(id=2, isbn="y")
    session.add_all([first, second])
    session.commit()

    first.isbn = "y"
    second.isbn = "z"
    session.commit()

    assert isbns(session) == {1: "y", 2: "z"}


def test_of_a_pair_that_is_unique_the_part_that_was_not_set_is_found_out_too(session: Session) -> None:
    first, second = Seat(hall=1, row=1, number=1), Seat(hall=1, row=2, number=1)
    session.add_all([first, second])
    session.commit()

    first.number = 2
    second.row = 1
    session.commit()

    assert session.execute(text("select row_, number from seat order by id")).all() == [(1, 2), (1, 1)]


def test_what_rows_held_is_asked_for_once(session: Session) -> None:
    books = [Book(id=n, isbn=str(n)) for n in range(1, 5)]
    session.add_all(books)
    session.commit()

    for n, book in enumerate(books, 2):
        book.isbn = str(n)
    statements: list[str] = []
    listen(session.connection(), "before_cursor_execute", lambda *args: statements.append(args[2]))
    session.flush()

    assert [statement.split()[0] for statement in statements].count("SELECT") == 1
    assert isbns(session) == {1: "2", 2: "3", 3: "4", 4: "5"}


def test_one_row_that_is_set_has_nobody_to_take_its_value(session: Session) -> None:
    book = Book(id=1, isbn="x")
    session.add(book)
    session.commit()

    book.isbn = "y"
    statements: list[str] = []
    listen(session.connection(), "before_cursor_execute", lambda *args: statements.append(args[2]))
    session.flush()

    assert [statement.split()[0] for statement in statements] == ["UPDATE"]


def test_a_new_row_takes_what_a_row_held_that_is_not_loaded(session: Session) -> None:
    old = Book(id=1, isbn="x")
    session.add(old)
    session.commit()

    old.isbn = "y"
    session.add(Book(id=2, isbn="x"))
    session.commit()

    assert isbns(session) == {1: "y", 2: "x"}


def test_a_new_row_takes_what_a_deleted_row_held_that_is_not_loaded(session: Session) -> None:
    old = Book(id=1, isbn="x", chapters=[])
    session.add(old)
    session.commit()

    session.expire(old, ["isbn"])
    session.delete(old)
    session.add(Book(id=2, isbn="x"))
    session.commit()

    assert isbns(session) == {2: "x"}
