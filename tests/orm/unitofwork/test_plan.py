"""`session.plan()`: the flush as data, shown and not run."""

from __future__ import annotations

from typing import Any

from holdfast import inspect
from holdfast.orm import Session
from holdfast.orm.persistence.steps import DeleteRows, InsertAssociations, InsertRows, UpdateRows
from tests.orm.unitofwork.library import Author, Book, Chapter, Tag


def snapshot(*objects: Any) -> list[Any]:
    """All that a flush may change of objects."""
    return [
        (dict(item.__dict__), state.ident, state.phase, None if state.committed is None else dict(state.committed))
        for item in objects
        for state in (inspect(item),)
    ]


def test_planning_changes_nothing(session: Session, statements: Any) -> None:
    kept, gone = Author(name="kept"), Author(name="gone", books=[Book()])
    session.add_all([kept, gone])
    session.flush()
    kept.name = "changed"
    session.delete(gone)
    new = Book(title="new", author=kept, tags=[Tag()])
    session.add(new)
    objects = (kept, gone, gone.books[0], new, new.tags[0])
    before, lists = snapshot(*objects), (dict(session._new), dict(session._modified), dict(session._deleted))
    statements.clear()

    str(session.plan())

    assert snapshot(*objects) == before
    assert (session._new, session._modified, session._deleted) == lists
    assert not statements


def test_steps_are_in_the_order_in_which_they_run(session: Session) -> None:
    book = Book(title="x", author=Author(), tags=[Tag()], chapters=[Chapter()])
    session.add(book)

    steps = session.plan().steps

    kinds = [
        (type(step), step.prop.key if isinstance(step, InsertAssociations) else step.mapper.class_) for step in steps
    ]  # type: ignore[union-attr]
    assert kinds.index((InsertRows, Author)) < kinds.index((InsertRows, Book)) < kinds.index((InsertRows, Chapter))
    assert kinds[-1][0] is InsertAssociations


def test_edges_carry_their_reason(session: Session) -> None:
    session.add(Book(author=Author()))

    plan = session.plan()

    assert [(edge.before, edge.after) for edge in plan.edges] == [(0, 1)]
    assert "book.author_id needs author.id, relationship Book.author" in [edge.reason for edge in plan.edges]


def test_an_empty_plan(session: Session) -> None:
    plan = session.plan()

    assert not plan
    assert plan.summary() == "nothing to flush"


def test_the_plan_is_what_the_flush_then_does(session: Session, statements: Any) -> None:
    author = Author(name="a")
    session.add(author)
    session.flush()
    gone = Author()
    session.add(gone)
    session.flush()
    author.name = "b"
    session.delete(gone)
    session.add(Author(name="c"))
    statements.clear()

    plan = session.plan()
    shown = str(plan)
    session.flush()

    assert [type(step) for step in plan.steps] == [InsertRows, UpdateRows, DeleteRows]
    written = [statement for statement in statements if not statement.startswith("SELECT")]
    assert len(written) == 3
    for statement in written:
        assert statement in shown
