"""before_execute and after_execute for what a flush writes: once for all rows of a batch, as with SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import ForeignKey, String, event
from holdfast.engine import Engine
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from tests.conftest import Statements


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    books: Mapped[list[Book]] = relationship(cascade="all, delete-orphan")


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    title: Mapped[str | None] = mapped_column(String(20))


@pytest.fixture
def session(database: Engine) -> Iterator[Session]:
    Base.metadata.create_all(database)
    with Session(database) as session:
        yield session


class Told(list[Any]):
    """What was announced, and the row counts of the results."""

    def __init__(self, engine: Engine) -> None:
        self.counts: list[int] = []
        event.listen(engine, "before_execute", self.before)
        event.listen(engine, "after_execute", self.after)

    def before(self, conn: Any, clauseelement: Any, multiparams: Any, params: Any, execution_options: Any) -> None:
        kind = clauseelement.__visit_name__
        if kind != "select":
            self.append((f"{kind} {clauseelement.table.name}", multiparams or params))

    def after(self, conn: Any, clauseelement: Any, multiparams: Any, params: Any, options: Any, result: Any) -> None:
        self.counts.append(result.rowcount)


def test_rows_of_a_flush_are_announced_together(database: Engine, session: Session) -> None:
    authors = [Author(name="a", books=[Book(), Book()]), Author(name="b")]
    told = Told(database)
    session.add_all(authors)
    session.flush()
    ids = [author.id for author in authors]
    assert told == [
        ("insert author", [{"name": "a"}, {"name": "b"}]),
        ("insert book", [{"author_id": ids[0], "title": None}] * 2),
    ]
    assert told.counts == [2, 2]


def test_changes_and_deletions_are_announced(database: Engine, session: Session) -> None:
    authors = [Author(id=1, name="a"), Author(id=2, name="b")]
    session.add_all(authors)
    session.flush()
    told = Told(database)
    authors[0].name, authors[1].name = "c", "d"
    session.flush()
    session.delete(authors[0])
    session.flush()
    assert told == [
        ("update author", [{"author_id": 1, "name": "c"}, {"author_id": 2, "name": "d"}]),
        ("delete author", {"id": 1}),
    ]


def test_a_listener_does_not_change_what_is_executed(database: Engine, session: Session) -> None:
    def write() -> list[str]:
        with Session(database) as session:
            statements = Statements.of(database)
            session.add_all([Author(name="a", books=[Book(), Book()]), Author(name="b")])
            session.flush()
            return list(statements)

    plain = write()
    Told(database)
    assert write() == plain


def test_a_listener_may_change_the_values(database: Engine, session: Session) -> None:
    @event.listens_for(database, "before_execute", retval=True)
    def shout(conn: Any, clauseelement: Any, multiparams: Any, params: Any, execution_options: Any) -> Any:
        if clauseelement.__visit_name__ in ("insert", "update"):
            for values in multiparams or [params]:
                values["name"] = values["name"].upper()
        return clauseelement, multiparams, params

    authors = [Author(name="a"), Author(name="b"), Author(id=77, name="c")]
    session.add_all(authors)
    session.flush()
    assert len({author.id for author in authors}) == 3
    authors[0].name, authors[1].name = "d", "e"
    session.commit()
    assert [author.name for author in authors] == ["D", "E", "C"]


def test_a_listener_may_change_the_statement(database: Engine, session: Session) -> None:
    @event.listens_for(database, "before_execute", retval=True)
    def comment(conn: Any, clauseelement: Any, multiparams: Any, params: Any, execution_options: Any) -> Any:
        return clauseelement.prefix_with("/* mine */"), multiparams, params

    statements = Statements.of(database)
    authors = [Author(name=name) for name in "abc"]
    session.add_all(authors)
    session.flush()
    authors[0].name, authors[1].name = "d", "e"
    session.flush()
    session.delete(authors[2])
    session.flush()
    writes = [statement for statement in statements if "SELECT" not in statement or "INSERT" in statement]
    assert writes
    assert all("/* mine */" in statement for statement in writes)
    session.expire_all()
    assert [author.name for author in session.query(Author).order_by(Author.id)] == ["d", "e"]
