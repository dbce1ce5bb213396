"""A flush that fails at its first, second ... statement: all or nothing, and the same objects can be saved again."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import ForeignKey, event, exc, select, text
from holdfast.engine import Engine
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    books: Mapped[list[Book]] = relationship(back_populates="author", cascade="all, delete-orphan")


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
    author: Mapped[Author] = relationship(back_populates="books")


# Types of the reserved names of columns need a length on MariaDB.
for column in (Author.__table__.c.name, Book.__table__.c.title):
    column.type.length = 50


class Failure(Exception):
    """Raised in front of a statement."""


class FailsAt:
    """Makes the n-th changing statement fail, the first being 0: before it is sent, or in the database."""

    def __init__(self, engine: Engine, number: int, in_database: bool) -> None:
        self.engine, self.left, self.in_database = engine, number, in_database
        self.failed = False

    def __enter__(self) -> FailsAt:
        event.listen(self.engine, "before_cursor_execute", self.listen, retval=True)
        return self

    def __exit__(self, *error: Any) -> None:
        event.remove(self.engine, "before_cursor_execute", self.listen)

    def listen(
        self, connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
    ) -> tuple[str, Any]:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            self.left -= 1
            if self.left == -1:
                self.failed = True
                if not self.in_database:
                    raise Failure
                cursor.execute("INSERT INTO books (id, title, author_id) VALUES (1, NULL, NULL)")
        return statement, parameters


@pytest.fixture
def library(database: Engine) -> Engine:
    Base.metadata.create_all(database)
    with Session(database) as session:
        session.add(Author(id=1, name="a", books=[Book(id=1, title="a1"), Book(id=2, title="a2")]))
        session.add(Author(id=2, name="b", books=[Book(id=3, title="b1")]))
        session.commit()
    return database


def stored(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        authors = connection.execute(select(Author.id, Author.name).order_by(Author.id)).all()
        books = connection.execute(select(Book.id, Book.title, Book.author_id).order_by(Book.id)).all()
        return [*map(tuple, authors), *map(tuple, books)]


BEFORE = [(1, "a"), (2, "b"), (1, "a1", 1), (2, "a2", 1), (3, "b1", 2)]
AFTER = [(1, "A"), (3, "c"), (1, "a1", 1), (3, "b1", 3), (4, "c1", 3)]


def change(session: Session) -> None:
    """Insert, update, move and delete, without a flush."""
    with session.no_autoflush:
        a, b = session.get_one(Author, 1), session.get_one(Author, 2)
        a.name = "A"
        del a.books[1]
        c = Author(id=3, name="c", books=[Book(id=4, title="c1")])
        session.add(c)
        c.books.append(b.books[0])
        session.delete(b)


@pytest.mark.parametrize("in_database", [False, True], ids=["before it is sent", "in the database"])
def test_a_flush_is_all_or_nothing(library: Engine, in_database: bool) -> None:
    number = 0
    while True:
        with Session(library) as session:
            change(session)
            with FailsAt(library, number, in_database) as fails:
                if not _fails(session):
                    break
            assert fails.failed
            session.rollback()
            assert not session.new
            assert not session.dirty
            assert not session.deleted
            assert stored(library) == BEFORE
            # The same session goes on as if nothing had been.
            assert [author.name for author in session.scalars(select(Author).order_by(Author.id))] == ["a", "b"]
            assert [book.title for book in session.get_one(Author, 1).books] == ["a1", "a2"]
        number += 1
    assert number >= 4
    assert stored(library) == AFTER


def _fails(session: Session) -> bool:
    try:
        session.commit()
    except (Failure, exc.StatementError):
        return True
    return False


@pytest.mark.parametrize("number", range(3))
def test_after_a_failure_the_same_changes_can_be_made_again(library: Engine, number: int) -> None:
    with Session(library) as session:
        change(session)
        with FailsAt(library, number, in_database=False):
            assert _fails(session)
        session.rollback()
        change(session)
        session.commit()
    assert stored(library) == AFTER


@pytest.mark.parametrize("number", range(3))
def test_a_savepoint_keeps_what_was_before_it(library: Engine, number: int) -> None:
    with Session(library) as session:
        session.execute(text("INSERT INTO authors (id, name) VALUES (9, 'kept')"))
        with pytest.raises((Failure, exc.StatementError)), FailsAt(library, number, True), session.begin_nested():
            change(session)
        session.commit()
    assert stored(library) == [*BEFORE[:2], (9, "kept"), *BEFORE[2:]]
