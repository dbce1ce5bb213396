"""Deleted objects: their rows, what depends on them, and what is warned of."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import inspect, text
from holdfast.exc import SAWarning
from holdfast.orm import Session
from tests.orm.unitofwork.library import Author, Book, Chapter, Shelf, Tag


def count(session: Session, table: str) -> int:
    number: int = session.execute(text(f"select count(*) from {table}")).scalar_one()
    return number


def saved(session: Session, *objects: Any) -> None:
    session.add_all(objects)
    session.commit()


def test_many_objects_need_one_statement(session: Session, statements: Any) -> None:
    shelves = [Shelf() for _ in range(30)]
    session.add_all(shelves)
    session.flush()

    for shelf in shelves:
        session.delete(shelf)
    session.flush()

    assert len(statements.of_kind("DELETE")) == 1
    assert all(inspect(shelf).deleted for shelf in shelves)
    assert shelves[0] not in session


def test_children_of_a_deleted_parent_lose_their_reference(session: Session) -> None:
    book = Book(author=Author())
    saved(session, book)

    session.delete(book.author)
    session.flush()

    assert book.author_id is None


def test_a_child_deleted_with_its_parent_is_not_updated_first(session: Session, statements: Any) -> None:
    book = Book(author=Author())
    saved(session, book)

    with session.no_autoflush:
        session.delete(book.author)
        session.delete(book)
    session.flush()

    assert not statements.of_kind("UPDATE")
    assert [statement.split()[2] for statement in statements.of_kind("DELETE")] == ["book", "author"]


def test_delete_cascade_loads_what_depends_and_deletes_it_first(session: Session, statements: Any) -> None:
    book = Book(chapters=[Chapter(), Chapter()])
    saved(session, book)

    session.delete(book)
    session.flush()

    assert [statement.split()[2] for statement in statements.of_kind("DELETE")] == ["chapter", "book"]
    assert count(session, "chapter") == 0


def test_an_orphan_is_deleted(session: Session) -> None:
    book = Book(chapters=[Chapter(title="a"), Chapter(title="b")])
    saved(session, book)

    removed = book.chapters.pop()
    session.flush()

    assert inspect(removed).deleted
    assert count(session, "chapter") == 1


def test_a_child_that_finds_another_parent_is_no_orphan(session: Session) -> None:
    one, two = Book(chapters=[Chapter()]), Book()
    saved(session, one, two)

    two.chapters.append(one.chapters.pop())
    session.flush()

    assert session.execute(text("select book_id from chapter")).scalars().all() == [two.id]


def test_association_rows_go_with_either_side(session: Session) -> None:
    book, tag = Book(), Tag()
    book.tags = [tag, Tag()]
    saved(session, book)

    session.delete(tag)
    session.flush()
    assert count(session, "book_tag") == 1

    session.delete(book)
    session.flush()
    assert count(session, "book_tag") == 0


def test_a_tree_is_deleted_from_the_leaves(session: Session, statements: Any) -> None:
    root = Shelf(shelves=[Shelf(shelves=[Shelf(), Shelf()]), Shelf()])
    saved(session, root)
    shelves = [root, *root.shelves, *root.shelves[0].shelves]
    statements.clear()

    for shelf in shelves:
        session.delete(shelf)
    session.flush()

    assert count(session, "shelf") == 0
    assert len(statements.of_kind("DELETE")) == 3


def test_a_row_that_is_gone_already_is_warned_of(session: Session) -> None:
    shelf = Shelf()
    session.add(shelf)
    session.flush()
    session.execute(text("delete from shelf"))
    session.delete(shelf)

    with pytest.warns(
        SAWarning, match=r"^DELETE statement on table 'shelf' expected to delete 1 row\(s\); 0 were matched"
    ):
        session.flush()
