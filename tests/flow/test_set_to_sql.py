"""Story three. Set to SQL: attribute set -> state marked -> collect -> cascade -> plan (data) -> batched execution."""

from __future__ import annotations

from holdfast import Engine, inspect, select
from holdfast.orm import Session
from tests.conftest import Statements
from tests.flow.library import Author, Base, Book, Tag, filled


def test_set_to_sql(database: Engine):
    Base.metadata.create_all(database)
    statements = Statements.of(database)
    with Session(database) as session:
        filled(session)
        melville = session.scalars(select(Author).where(Author.name == "Melville")).one()
        moby, typee = melville.books
        sea = session.scalars(select(Tag).where(Tag.label == "sea")).one()

        # Setting an attribute marks the state, which remembers the former value, and the session holds the object.
        moby.year = 1852
        state = inspect(moby)
        assert state.committed == {"year": 1851}
        assert state.attrs.year.history == ([1852], (), [1851])
        assert moby in session.dirty

        # Other changes: an orphan, a new object, a new link.
        melville.books.remove(typee)
        melville.books.append(Book(title="Omoo", tags={sea}))
        assert len(session.new) == 1

        # The plan is data, made without writing anything.
        statements.clear()
        plan = session.plan()
        assert statements.of_kind("INSERT") + statements.of_kind("UPDATE") + statements.of_kind("DELETE") == []
        assert moby in session.dirty
        text = str(plan)
        assert "Omoo" in text
        assert "INSERT INTO book" in text

        # The flush executes it, with one statement for each kind of change of each table.
        statements.clear()
        session.flush()
        assert len(statements.of_kind("INSERT")) == 2
        assert len(statements.of_kind("UPDATE")) == 1
        assert len(statements.of_kind("DELETE")) == 2
        assert not session.new and not session.dirty
        assert inspect(typee).deleted
        session.commit()

    with Session(database) as session:
        assert [(book.title, book.year) for book in session.scalars(select(Book).order_by(Book.title))] == [
            ("Moby-Dick", 1852),
            ("Omoo", None),
            ("Robur", 1886),
        ]


def test_many_objects_take_few_statements(database: Engine):
    Base.metadata.create_all(database)
    statements = Statements.of(database)
    with Session(database) as session:
        session.add_all(
            [Author(name=f"author {number}", books=[Book(title=f"book {number}")]) for number in range(300)]
        )
        statements.clear()
        session.flush()
        assert len(statements) == 2
