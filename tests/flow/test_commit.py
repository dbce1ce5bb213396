"""Story four. Commit: flush until clean -> commit -> states move -> expire -> connections go home."""

from __future__ import annotations

import pytest

from holdfast import Engine, event, inspect, select
from holdfast.exc import IntegrityError, PendingRollbackError
from holdfast.orm import Session
from tests.flow.library import Author, Base, Book, filled


def test_commit(database: Engine):
    Base.metadata.create_all(database)
    session = Session(database)
    author = Author(name="Melville")
    session.add(author)
    assert inspect(author).pending
    assert database.pool.checkedout() == 0

    # A listener that makes changes while the session is flushed is flushed too: the commit goes on until the session
    # is clean.
    @event.listens_for(session, "after_flush")
    def name_the_book(session: Session, plan: object) -> None:
        if not author.__dict__.get("books"):
            author.books.append(Book(title="Moby-Dick"))

    session.commit()

    # States moved, values are expired, the connection is back in the pool.
    assert inspect(author).persistent
    assert set(author.__dict__) == {"_sa_instance_state"}
    assert database.pool.checkedout() == 0
    assert not session.in_transaction()

    # The next access begins a new transaction and loads.
    assert [book.title for book in author.books] == ["Moby-Dick"]
    assert database.pool.checkedout() == 1
    session.close()
    assert database.pool.checkedout() == 0
    assert inspect(author).detached


def test_rollback_gives_everything_back(database: Engine):
    Base.metadata.create_all(database)
    with Session(database) as session:
        filled(session)
        melville = session.scalars(select(Author).where(Author.name == "Melville")).one()
        melville.name = "Herman"
        session.delete(melville.books[0])
        poe = Author(name="Poe")
        session.add(poe)
        session.flush()
        session.rollback()

        assert inspect(poe).transient
        assert poe.name == "Poe"
        assert melville.name == "Melville"
        assert len(melville.books) == 2


def test_a_failed_flush_wants_a_rollback_and_loses_nothing(database: Engine):
    Base.metadata.create_all(database)
    with Session(database) as session:
        filled(session)
        nameless = Author()
        session.add(nameless)
        with pytest.raises(IntegrityError):
            session.commit()
        with pytest.raises(PendingRollbackError, match=r"first issue Session.rollback"):
            session.scalars(select(Author)).all()
        session.rollback()
        nameless.name = "Anon"
        session.add(nameless)
        session.commit()
        assert sorted(session.scalars(select(Author.name))) == ["Anon", "Melville", "Verne"]


def test_a_savepoint_is_undone_alone(database: Engine):
    Base.metadata.create_all(database)
    with Session(database) as session:
        filled(session)
        author = session.scalars(select(Author).where(Author.name == "Verne")).one()
        author.name = "Jules"
        with pytest.raises(RuntimeError), session.begin_nested():
            author.name = "nobody"
            session.add(Author(name="ghost"))
            session.flush()
            raise RuntimeError
        assert author.name == "Jules"
        session.commit()
        assert sorted(session.scalars(select(Author.name))) == ["Jules", "Melville"]
