"""Changed relationships become foreign keys and association rows."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import ForeignKey, String, text
from holdfast.exc import SAWarning
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from tests.orm.servers import on_sqlite
from tests.orm.unitofwork.library import Author, Book, Tag


def pairs(session: Session, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.execute(text(sql))]


def test_appending_gives_the_child_the_parents_key(session: Session) -> None:
    author = Author()
    session.add(author)
    session.flush()

    author.books.append(Book())
    session.flush()

    assert pairs(session, "select author_id from book") == [(author.id,)]


def test_removing_sets_null(session: Session) -> None:
    author = Author(books=[Book(), Book()])
    session.add(author)
    session.flush()

    book = author.books.pop()
    session.flush()

    assert book.author_id is None
    assert pairs(session, "select author_id from book order by id") == [(1,), (None,)]


def test_a_child_moves_between_parents_with_one_update(session: Session, statements: Any) -> None:
    one, two = Author(books=[Book()]), Author()
    session.add_all([one, two])
    session.flush()
    statements.clear()

    two.books.append(one.books[0])
    session.flush()

    assert len(statements.of_kind("UPDATE")) == 1
    assert pairs(session, "select author_id from book") == [(two.id,)]


def test_a_persistent_child_takes_the_key_of_a_new_parent(session: Session) -> None:
    book = Book()
    session.add(book)
    session.flush()

    book.author = Author()
    session.flush()

    assert pairs(session, "select author_id from book") == [(1,)]


def test_None_overrules_a_foreign_key_value(session: Session) -> None:
    author = Author()
    session.add(author)
    session.flush()
    book = Book(author=author)
    session.add(book)
    session.flush()

    book.author, book.author_id = None, author.id
    session.flush()

    assert book.author_id is None


def test_expired_parents_are_not_loaded_for_their_key(session: Session, statements: Any) -> None:
    author = Author()
    session.add(author)
    session.commit()
    statements.clear()

    session.add(Book(author=author))
    session.flush()

    assert not statements.of_kind("SELECT")


def test_each_pair_of_a_many_to_many_is_written_once(session: Session) -> None:
    book, tag = Book(), Tag()
    book.tags.append(tag)
    assert tag.books == [book]
    session.add(book)

    session.flush()

    assert pairs(session, "select * from book_tag") == [(1, 1)]


def test_all_association_rows_go_in_one_statement(session: Session, statements: Any) -> None:
    tags = [Tag() for _ in range(5)]
    session.add_all([Book(tags=tags) for _ in range(4)])

    session.flush()

    assert len([statement for statement in statements if "book_tag" in statement]) == 1
    assert len(pairs(session, "select * from book_tag")) == 20


def test_removed_pairs_are_deleted_and_added_ones_inserted(session: Session) -> None:
    one, two, three = Tag(), Tag(), Tag()
    book = Book(tags=[one, two])
    session.add_all([book, three])
    session.commit()

    book.tags.remove(one)
    three.books.append(book)
    session.flush()

    assert pairs(session, "select tag_id from book_tag order by tag_id") == [(two.id,), (three.id,)]


def test_an_object_outside_of_the_session_is_warned_of_and_left_out(session: Session) -> None:
    author = Author()
    book = Book(author=author)
    session.add(book)
    session.expunge(author)

    with pytest.warns(
        SAWarning, match=r"^Object of type <Author> not in session, add operation along 'Book.author' won't proceed"
    ):
        session.flush()

    assert pairs(session, "select author_id from book") == [(None,)]


def test_a_primary_key_is_never_blanked_out(engine: Any) -> None:
    class Base(DeclarativeBase):
        type_annotation_map = {str: String(100)}

    class Owner(Base):
        __tablename__ = "owner"
        id: Mapped[int] = mapped_column(primary_key=True)
        details: Mapped[list[Detail]] = relationship()

    class Detail(Base):
        __tablename__ = "detail"
        owner_id: Mapped[int] = mapped_column(ForeignKey("owner.id"), primary_key=True)

    Base.metadata.create_all(engine)
    with Session(engine) as session:
        owner = Owner(details=[Detail()])
        session.add(owner)
        session.flush()
        owner.details.clear()

        with pytest.raises(
            AssertionError,
            match=r"^Dependency rule on column 'owner.id' tried to blank-out primary key column 'detail.owner_id' on",
        ):
            session.flush()


@on_sqlite
def test_loaded_children_follow_a_changed_key(engine: Any) -> None:
    class Base(DeclarativeBase):
        type_annotation_map = {str: String(100)}

    class Owner(Base):
        __tablename__ = "owner"
        name: Mapped[str] = mapped_column(primary_key=True)
        things: Mapped[list[Thing]] = relationship(passive_updates=False)

    class Thing(Base):
        __tablename__ = "thing"
        id: Mapped[int] = mapped_column(primary_key=True)
        owner: Mapped[str | None] = mapped_column(ForeignKey("owner.name"))

    Base.metadata.create_all(engine)
    with Session(engine) as session:
        owner = Owner(name="a", things=[Thing(), Thing()])
        session.add(owner)
        session.commit()

        owner.name = "b"
        session.flush()

        assert pairs(session, "select owner from thing") == [("b",), ("b",)]
