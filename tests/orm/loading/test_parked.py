"""What is loaded for peers shows what the session has written by the time that it is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import Column, ForeignKey, Table, create_engine, event, inspect, select, text, update
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


marks = Table(
    "marks",
    Base.metadata,
    Column("page_id", ForeignKey("page.id"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id"), primary_key=True),
)


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str | None]
    pages: Mapped[list[Page]] = relationship(back_populates="book", order_by="Page.id")


class Page(Base):
    __tablename__ = "page"
    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int | None] = mapped_column(ForeignKey("book.id"))
    book: Mapped[Book | None] = relationship(back_populates="pages")
    tags: Mapped[list[Tag]] = relationship(secondary=marks, back_populates="pages")


class Tag(Base):
    __tablename__ = "tag"
    id: Mapped[int] = mapped_column(primary_key=True)
    pages: Mapped[list[Page]] = relationship(secondary=marks, back_populates="tags")


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Book(id=n, pages=[Page(id=10 * n + m) for m in range(3)]) for n in range(1, 6)])
        session.flush()
        session.get_one(Page, 10).tags = [Tag(id=1)]
        session.commit()
        yield session
    engine.dispose()


@pytest.fixture
def books(session: Session) -> list[Book]:
    return list(session.scalars(select(Book).order_by(Book.id)))


@pytest.fixture
def sent(session: Session) -> list[str]:
    found: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: found.append(args[2]))
    return found


def ids(members: Any) -> list[int]:
    return [member.id for member in members]


def test_one_statement_serves_all_peers(books: list[Book], sent: list[str]):
    assert [ids(book.pages) for book in books] == [[10 * n, 10 * n + 1, 10 * n + 2] for n in range(1, 6)]
    assert len(sent) == 1


def test_a_peer_is_not_loaded_until_it_is_asked_for(books: list[Book]):
    assert ids(books[0].pages) == [10, 11, 12]
    assert "pages" in inspect(books[1]).unloaded


def test_a_row_moved_by_its_foreign_key(session: Session, books: list[Book]):
    books[0].pages  # noqa: B018
    session.get_one(Page, 30).book_id = 2
    assert ids(books[1].pages) == [20, 21, 22, 30]
    assert ids(books[2].pages) == [31, 32]


def test_a_new_row_with_a_foreign_key(session: Session, books: list[Book]):
    books[0].pages  # noqa: B018
    session.add(Page(id=99, book_id=2))
    assert ids(books[1].pages) == [20, 21, 22, 99]


def test_a_deleted_member(session: Session, books: list[Book]):
    books[0].pages  # noqa: B018
    session.delete(session.get_one(Page, 21))
    assert ids(books[1].pages) == [20, 22]


def test_a_statement_of_the_session(session: Session, books: list[Book]):
    books[0].pages  # noqa: B018
    session.execute(update(Page.__table__).where(Page.__table__.c.id == 20).values(book_id=3))
    assert ids(books[1].pages) == [21, 22]


def test_textual_sql(session: Session, books: list[Book]):
    books[0].pages  # noqa: B018
    session.execute(text("UPDATE page SET book_id = 3 WHERE id = 20"))
    assert ids(books[1].pages) == [21, 22]


def test_a_reference_follows_the_present_foreign_key(session: Session, sent: list[str]):
    pages = session.scalars(select(Page).order_by(Page.id)).all()
    first = pages[0].book
    assert first is not None and first.id == 1
    pages[3].book_id = 5
    sent.clear()
    book = pages[3].book
    assert book is not None and book.id == 5
    assert sent == []


def test_an_expired_object_is_loaded_anew(session: Session, books: list[Book]):
    books[0].pages  # noqa: B018
    session.connection().exec_driver_sql("UPDATE page SET book_id = 3 WHERE id = 20")
    session.expire(books[1])
    assert ids(books[1].pages) == [21, 22]


def test_other_tables_do_not_matter(session: Session, books: list[Book], sent: list[str]):
    for book in books:
        book.title = f"{len(book.pages)} pages"
    session.flush()
    assert sum(statement.startswith("SELECT") for statement in sent) == 1


def test_reading_and_writing_in_turns_loads_one_at_a_time(session: Session, books: list[Book], sent: list[str]):
    for book in books:
        session.add(Page(book_id=book.id, id=100 + len(book.pages) + 10 * book.id))
    selects = [statement for statement in sent if statement.startswith("SELECT")]
    assert len(selects) == len(books)
    assert all("IN (?)" in statement for statement in selects[1:])


def test_a_new_transaction_begins_anew(session: Session, books: list[Book], sent: list[str]):
    books[0].pages  # noqa: B018
    session.add(Page(id=99, book_id=2))
    session.commit()
    sent.clear()
    assert [len(book.pages) for book in books] == [3, 4, 3, 3, 3]
    assert sum("FROM page" in statement for statement in sent) == 1


def test_associations(session: Session):
    pages = session.scalars(select(Page).order_by(Page.id)).all()
    assert ids(pages[0].tags) == [1]
    session.execute(marks.insert().values(page_id=11, tag_id=1))
    assert ids(pages[1].tags) == [1]


def test_writes_past_the_session(session: Session, books: list[Book]):
    assert len(books[0].pages) == 3
    session.connection().execute(text("DELETE FROM page WHERE book_id = 2"))
    assert books[1].pages == []
