"""`do_orm_execute` is told of the statements that the session makes itself: get(), refresh(), attributes that load."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from holdfast import ForeignKey, create_engine, event, select
from holdfast.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    joinedload,
    mapped_column,
    relationship,
    selectinload,
    with_loader_criteria,
)


class Base(DeclarativeBase):
    pass


class Parent(Base):
    __tablename__ = "parent"
    id: Mapped[int] = mapped_column(primary_key=True)
    size: Mapped[int]
    note: Mapped[int | None] = mapped_column(deferred=True)
    children: Mapped[list[Child]] = relationship(back_populates="parent", order_by=lambda: Child.id)


class Child(Base):
    __tablename__ = "child"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("parent.id"))
    parent: Mapped[Parent | None] = relationship(back_populates="children")


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Parent(id=n, size=n, children=[Child(id=n * 10), Child(id=n * 10 + 1)]) for n in (1, 2)])
        session.commit()
        session.expunge_all()
        yield session
    engine.dispose()


def listen(session: Session, action: Callable[[Any], Any] = lambda state: None) -> list[str]:
    seen: list[str] = []

    def listener(state: Any) -> Any:
        kind = "column" if state.is_column_load else "relationship" if state.is_relationship_load else "statement"
        assert state.is_select and state.is_orm_statement
        seen.append(f"{kind} {state.bind_mapper.class_.__name__}")
        return action(state)

    event.listen(session, "do_orm_execute", listener)
    return seen


def test_get(session: Session) -> None:
    seen = listen(session)
    parent = session.get_one(Parent, 1)
    assert session.get(Parent, 1) is parent
    assert session.get(Parent, 9) is None
    assert seen == ["statement Parent", "statement Parent"]


def test_columns_that_load(session: Session) -> None:
    seen = listen(session)
    parents = session.scalars(select(Parent)).all()
    assert [parent.note for parent in parents] == [None, None]
    session.expire_all()
    assert parents[0].size == 1
    session.refresh(parents[0])
    assert seen == ["statement Parent"] + 4 * ["column Parent"]


def test_relationships_that_load(session: Session) -> None:
    seen = listen(session)
    parents = session.scalars(select(Parent)).all()
    assert [len(parent.children) for parent in parents] == [2, 2]
    assert [child.parent for parent in parents for child in parent.children] == [parents[0]] * 2 + [parents[1]] * 2
    assert seen == ["statement Parent", "relationship Child", "relationship Child"]


def test_loads_that_follow_a_statement(session: Session) -> None:
    seen = listen(session)
    assert len(session.scalars(select(Parent).options(selectinload(Parent.children))).all()) == 2
    session.expunge_all()
    session.scalars(select(Parent).options(joinedload(Parent.children))).unique().all()
    assert seen == ["statement Parent", "relationship Child", "statement Parent"]


@pytest.mark.parametrize("options", [[], [selectinload(Parent.children)]])
def test_a_listener_changes_the_load_of_a_relationship(session: Session, options: list[Any]) -> None:
    def only_even(state: Any) -> None:
        if state.is_relationship_load:
            state.statement = state.statement.where(Child.id % 2 == 0)

    listen(session, only_even)
    parents = session.scalars(select(Parent).options(*options)).all()
    assert [[child.id for child in parent.children] for parent in parents] == [[10], [20]]


def test_a_listener_adds_criteria_to_everything(session: Session) -> None:
    def second(state: Any) -> None:
        state.statement = state.statement.options(with_loader_criteria(Parent, Parent.id > 1))

    listen(session, second)
    assert session.get(Parent, 1) is None
    assert session.get_one(Parent, 2).size == 2
    assert session.get_one(Child, 10).parent is None
    assert session.get_one(Child, 20).parent is session.get(Parent, 2)


def test_a_listener_answers_itself(session: Session) -> None:
    listen(session, lambda state: state.invoke_statement())
    parent = session.get_one(Parent, 1)
    assert [child.id for child in parent.children] == [10, 11]
    assert parent.note is None
    session.expire(parent)
    assert parent.size == 1
    session.refresh(parent)
    assert parent.size == 1
    assert session.get_one(Child, 21).parent is session.get(Parent, 2)
