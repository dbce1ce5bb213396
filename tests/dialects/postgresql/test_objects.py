"""The ORM on this database: what is particular to it."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import ForeignKey, Index, Integer, String, func, select, text, true
from holdfast.dialects import postgresql as pg
from holdfast.orm import DeclarativeBase, Mapped, Session, aliased, mapped_column, relationship, selectinload


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    born: Mapped[datetime.datetime | None] = mapped_column(pg.TIMESTAMP(timezone=True))
    tags: Mapped[list[str]] = mapped_column(pg.ARRAY(String), default=list)
    facts: Mapped[dict[str, Any]] = mapped_column(pg.JSONB, default=dict)
    key: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4)
    changed: Mapped[int] = mapped_column(server_default=text("7"))
    books: Mapped[list[Book]] = relationship(back_populates="author", cascade="all, delete-orphan")


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    author: Mapped[Author] = relationship(back_populates="books")


Index("facts", Author.facts, postgresql_using="gin")


@pytest.fixture
def session(postgresql: Any) -> Iterator[Session]:
    Base.metadata.create_all(postgresql)
    with Session(postgresql) as session:
        session.add_all(
            Author(name=f"a{number}", books=[Book(title=f"b{number}.{n}") for n in range(2)]) for number in range(30)
        )
        session.commit()
        yield session


def test_values_of_the_server_are_there_after_the_flush(session: Session) -> None:
    author = Author(name="new", tags=["x"], facts={"k": [1, None]}, born=datetime.datetime.now(datetime.UTC))
    session.add(author)
    session.flush()
    assert (author.id, author.changed) == (31, 7)
    session.commit()
    assert (author.tags, author.facts) == (["x"], {"k": [1, None]})


def test_changes_of_many_rows(session: Session) -> None:
    authors = session.scalars(select(Author).order_by(Author.id).options(selectinload(Author.books))).all()
    for number, author in enumerate(authors):
        author.facts = {"number": number}
        author.tags = ["t", str(number)]
        author.books.pop()
    session.commit()
    assert session.scalar(select(func.sum(Author.facts["number"].as_integer()))) == sum(range(30))
    assert session.scalar(select(func.count(Book.id))) == 30


def test_a_unique_value_goes_from_one_row_to_another(session: Session) -> None:
    first, second = session.scalars(select(Author).order_by(Author.id).limit(2)).all()
    second.name, first.name = first.name, "other"
    session.commit()
    assert (first.name, second.name) == ("other", "a0")


def test_upserts_return_objects(session: Session) -> None:
    statement = pg.insert(Author).values([{"name": "a1"}, {"name": "z"}])
    statement = statement.on_conflict_do_update(index_elements=[Author.name], set_={"changed": 99})
    found = session.scalars(statement.returning(Author), execution_options={"populate_existing": True}).all()
    assert sorted((author.name, author.changed) for author in found) == [("a1", 99), ("z", 7)]


def test_locked_objects(session: Session) -> None:
    statement = select(Author).join(Author.books).where(Book.title == "b3.1").with_for_update(of=Author, nowait=True)
    assert session.scalars(statement).one().name == "a3"
    with Session(session.get_bind()) as other:
        free = select(func.count()).select_from(select(Author.id).with_for_update(skip_locked=True).subquery())
        assert other.scalar(free) == 29


def test_one_object_of_each(session: Session) -> None:
    last = select(Book).distinct(Book.author_id).order_by(Book.author_id, Book.id.desc()).subquery()
    books = session.scalars(select(aliased(Book, last)).order_by("id")).all()
    assert [book.title for book in books[:2]] == ["b0.1", "b1.1"]


def test_lateral(session: Session) -> None:
    newest = select(Book.title).where(Book.author_id == Author.id).order_by(Book.id.desc()).limit(1).lateral()
    statement = select(Author.name, newest.c.title).join(newest, true()).order_by(Author.id).limit(1)
    assert session.execute(statement).all() == [("a0", "b0.1")]


def test_deletes_and_updates_with_returning(session: Session) -> None:
    gone = session.query(Book).filter(Book.title.like("b1.%")).delete(synchronize_session="fetch")
    assert gone == 2
    changed = session.query(Author).filter(Author.id <= 3).update({Author.changed: Author.changed + 1})
    assert changed == 3
    session.commit()
    assert session.scalar(select(func.sum(Author.changed).cast(Integer))) == 30 * 7 + 3


def test_results_are_fetched_in_parts(session: Session) -> None:
    statement = select(Author).order_by(Author.id).execution_options(yield_per=7)
    sizes = [len(part) for part in session.scalars(statement).partitions()]
    assert sizes == [7, 7, 7, 7, 2]
