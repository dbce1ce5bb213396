"""Changed objects become UPDATEs of the changed columns only."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import func, inspect, literal, null, select, text, update
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column
from holdfast.orm.exc import StaleDataError
from tests.orm.unitofwork.library import Author, Book


def stored(session: Session, table: str = "author") -> list[Any]:
    return [tuple(row) for row in session.execute(text(f"select * from {table} order by id"))]


@pytest.fixture
def authors(session: Session) -> list[Author]:
    authors = [Author(name=name) for name in ("Ann", "Bob", "Cid")]
    session.add_all(authors)
    session.flush()
    return authors


def test_objects_with_the_same_changed_columns_share_a_statement(
    session: Session, authors: list[Author], statements: Any
) -> None:
    for author in authors:
        author.name = (author.name or "") + "!"

    session.flush()

    assert len(statements.of_kind("UPDATE")) == 1
    assert stored(session) == [(1, "Ann!"), (2, "Bob!"), (3, "Cid!")]


def test_a_value_set_to_itself_is_no_change(session: Session, authors: list[Author], statements: Any) -> None:
    authors[0].name = "Ann"
    authors[1].name = "other"
    authors[1].name = "Bob"
    assert authors[0] in session.dirty

    session.flush()

    assert not statements
    assert not session.dirty


def test_a_value_set_without_knowing_the_old_one_is_a_change(
    session: Session, authors: list[Author], statements: Any
) -> None:
    session.expire(authors[0])
    authors[0].name = "Ann"

    session.flush()

    assert len(statements.of_kind("UPDATE")) == 1


@pytest.mark.parametrize("expression", [null(), select(literal("Zed")).scalar_subquery(), func.upper("zed")], ids=type)
def test_an_expression_is_a_change_whatever_the_old_value(
    session: Session, authors: list[Author], statements: Any, expression: Any
) -> None:
    session.execute(update(Author).values(name=None))
    assert [author.name for author in authors] == [None, None, None]
    authors[0].name = expression

    session.flush()

    assert len(statements.of_kind("UPDATE")) == 2
    assert authors[0].name in (None, "Zed", "ZED")


def test_unchanged_columns_are_not_written(session: Session, statements: Any) -> None:
    book = Book(title="One", isbn="1")
    session.add(book)
    session.flush()

    book.title = "Two"
    session.flush()

    assert "isbn" not in statements[-1]


def test_None_and_del_set_null(session: Session, authors: list[Author]) -> None:
    authors[0].name = None
    del authors[1].name

    session.flush()

    assert stored(session)[:2] == [(1, None), (2, None)]


def test_sql_expressions_get_a_statement_of_their_own(session: Session, authors: list[Author]) -> None:
    authors[0].name = func.upper("ann")
    authors[1].name = "plain"

    session.flush()

    assert authors[0].name == "ANN"
    assert stored(session)[:2] == [(1, "ANN"), (2, "plain")]


def test_a_changed_key_is_written_and_the_object_found_under_it(session: Session, authors: list[Author]) -> None:
    authors[0].id = 100

    session.flush()

    assert stored(session) == [(2, "Bob"), (3, "Cid"), (100, "Ann")]
    assert inspect(authors[0]).identity == (100,)
    assert session.get(Author, 100) is authors[0]
    assert session.get(Author, 1) is None


def test_a_changed_key_comes_back_with_a_rollback(session: Session, authors: list[Author]) -> None:
    session.commit()
    authors[0].id = 100
    session.flush()

    session.rollback()

    assert session.get(Author, 1) is authors[0]
    assert authors[0].id == 1


def test_a_row_that_is_gone_is_reported(session: Session, authors: list[Author]) -> None:
    session.execute(text("delete from author where id = 2"))
    for author in authors:
        author.name = "new"

    with pytest.raises(
        StaleDataError, match=r"^UPDATE statement on table 'author' expected to update 3 row\(s\); 2 were matched\."
    ):
        session.flush()


def test_a_part_of_a_key_changes_while_the_other_is_expired(engine: Any) -> None:
    class Base(DeclarativeBase):
        pass

    class Place(Base):
        __tablename__ = "place"
        row: Mapped[int] = mapped_column(primary_key=True)
        seat: Mapped[int] = mapped_column(primary_key=True)

    Base.metadata.create_all(engine)
    with Session(engine) as session:
        place = Place(row=1, seat=2)
        session.add(place)
        session.commit()

        place.row = 3
        session.flush()

        assert inspect(place).identity == (3, 2)


def test_a_sql_expression_takes_the_place_of_null_beside_another_change(session: Session) -> None:
    book = Book(title="T")
    session.add(book)
    session.flush()

    book.title = "U"
    book.isbn = func.lower("ABC")
    session.flush()

    assert (book.title, book.isbn) == ("U", "abc")
