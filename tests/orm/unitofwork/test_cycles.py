"""Rows that need each other: trees, mutual references, and the error for what cannot be ordered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import ForeignKey, text
from holdfast.exc import CircularDependencyError
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from tests.orm.unitofwork.library import Shelf


class Base(DeclarativeBase):
    pass


class Person(Base):
    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    favorite_id: Mapped[int | None] = mapped_column(ForeignKey("ball.id", name="favorite", use_alter=True))
    balls: Mapped[list[Ball]] = relationship(foreign_keys="Ball.person_id", back_populates="person")
    favorite: Mapped[Ball | None] = relationship(foreign_keys=favorite_id, post_update=True)


class Ball(Base):
    __tablename__ = "ball"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person | None] = relationship(foreign_keys=person_id, back_populates="balls")


@pytest.fixture
def play(engine: Any) -> Iterator[Session]:
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session


def test_a_tree_needs_one_statement_a_level(session: Session, statements: Any) -> None:
    root = Shelf(shelves=[Shelf(shelves=[Shelf() for _ in range(10)]) for _ in range(10)])
    session.add(root)

    session.flush()

    assert len(statements.of_kind("INSERT")) == 3
    assert session.execute(text("select count(*) from shelf where parent_id is null")).scalar_one() == 1
    assert root.shelves[3].shelves[0].parent_id == root.shelves[3].id


def test_explicit_keys_of_a_tree_are_sorted_parents_first(session: Session) -> None:
    session.add_all([Shelf(id=3, parent_id=2), Shelf(id=2, parent_id=1), Shelf(id=1)])

    session.flush()

    assert session.execute(text("select count(*) from shelf")).scalar_one() == 3


def test_objects_that_need_each_others_keys_are_an_error(session: Session) -> None:
    one, two = Shelf(name="one"), Shelf(name="two")
    one.parent, two.parent = two, one
    session.add_all([one, two])

    with pytest.raises(
        CircularDependencyError, match=r"^Circular dependency detected\. \(<Shelf at .*, <Shelf at .*post_update=True"
    ):
        session.flush()


def test_post_update_writes_the_second_reference_afterwards(play: Session, statements: Any) -> None:
    person = Person(balls=[Ball(), Ball()])
    person.favorite = person.balls[1]
    play.add(person)

    play.flush()

    assert [statement.split()[0] for statement in statements] == ["INSERT", "INSERT", "UPDATE"]
    assert play.execute(text("select favorite_id from person")).scalar_one() == person.balls[1].id


def test_post_update_of_persistent_objects(play: Session) -> None:
    person = Person(balls=[Ball(), Ball()])
    person.favorite = person.balls[1]
    play.add(person)
    play.commit()

    person.favorite = person.balls[0]
    play.commit()
    assert play.execute(text("select favorite_id from person")).scalar_one() == person.balls[0].id

    person.favorite = None
    play.commit()
    assert play.execute(text("select favorite_id from person")).scalar_one() is None


def test_post_update_takes_the_reference_back_before_deletes(play: Session, statements: Any) -> None:
    person = Person(balls=[Ball(), Ball()])
    person.favorite = person.balls[1]
    play.add(person)
    play.flush()
    statements.clear()

    for ball in person.balls:
        play.delete(ball)
    play.delete(person)
    play.flush()

    assert [statement.split()[0] for statement in statements] == ["UPDATE", "DELETE", "DELETE"]
