"""Story two. Select to objects: statement -> cache key -> compiled once -> rows -> generated loader -> identity map."""

from __future__ import annotations

from holdfast import Engine, inspect, select
from holdfast.orm import Session
from tests.conftest import Statements
from tests.flow.library import Author, Base, Book, filled


def test_select_to_objects(database: Engine):
    Base.metadata.create_all(database)
    statements = Statements.of(database)
    with Session(database) as session:
        filled(session)

    with Session(database) as session:
        # Two statements of the same shape have the same key; the literals travel beside it.
        first, second = (select(Book).where(Book.year > year) for year in (1800, 1850))
        key, binds = first._statement_key()
        assert second._statement_key()[0] == key
        assert [bind.value for bind in binds] == [1800]

        # The shape is compiled once.
        statements.clear()
        assert [book.title for book in session.scalars(first)] == ["Moby-Dick", "Typee", "Robur"]
        compiled_before = len(database._compiled_cache or ())
        assert [book.title for book in session.scalars(second)] == ["Moby-Dick", "Robur"]
        assert len(database._compiled_cache or ()) == compiled_before
        assert statements[0] == statements[1] == str(first.compile(database))
        assert statements[0].startswith(
            "SELECT book.id, book.title, book.year, book.author_id \nFROM book \nWHERE book.year > "
        )

        # A row whose object is in the identity map gives that object.
        books = session.scalars(select(Book).order_by(Book.id)).all()
        assert session.get(Book, books[0].id) is books[0]
        assert session.identity_map[inspect(books[0]).key] is books[0]
        assert inspect(books[0]).persistent

        # Values are in the instance dictionary; reading them is plain Python and sends nothing.
        statements.clear()
        assert books[0].__dict__["title"] == books[0].title == "Moby-Dick"
        assert statements == []

        # What is not loaded is loaded for all objects of the result at once: no N+1.
        assert [book.author.name for book in books] == ["Melville", "Melville", "Verne"]
        assert len(statements) == 1
        statements.clear()
        authors = session.scalars(select(Author)).all()
        assert [len(author.books) for author in authors] == [2, 1]
        assert len(statements) == 2
