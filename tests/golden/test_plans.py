"""The text of flush plans, as files. Write them anew with HOLDFAST_GOLDEN=write."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from holdfast import Column, ForeignKey, Table
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

HERE = Path(__file__).parent / "plans"


class Base(DeclarativeBase):
    pass


wears = Table(
    "wears",
    Base.metadata,
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Column("shirt_id", ForeignKey("shirt.id"), primary_key=True),
)


class Person(Base):
    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    favorite_id: Mapped[int | None] = mapped_column(ForeignKey("ball.id", name="favorite", use_alter=True))
    boss_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    balls: Mapped[list[Ball]] = relationship(
        foreign_keys="Ball.person_id", back_populates="person", cascade="all, delete-orphan"
    )
    favorite: Mapped[Ball | None] = relationship(foreign_keys=favorite_id, post_update=True)
    boss: Mapped[Person | None] = relationship(foreign_keys=boss_id, remote_side=id, back_populates="reports")
    reports: Mapped[list[Person]] = relationship(foreign_keys=boss_id, back_populates="boss")
    shirts: Mapped[list[Shirt]] = relationship(secondary=wears)


class Ball(Base):
    __tablename__ = "ball"

    id: Mapped[int] = mapped_column(primary_key=True)
    color: Mapped[str] = mapped_column(default="red")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person | None] = relationship(foreign_keys=person_id, back_populates="balls")


class Shirt(Base):
    __tablename__ = "shirt"

    number: Mapped[str] = mapped_column(unique=True)
    id: Mapped[int] = mapped_column(primary_key=True)


@pytest.fixture
def session(engine: Any) -> Iterator[Session]:
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session


def check(name: str, text: str) -> None:
    """Compare `text` with the golden file, or write the file."""
    path = HERE / f"{name}.txt"
    if os.environ.get("HOLDFAST_GOLDEN") == "write":
        path.write_text(text + "\n")
    assert path.read_text() == text + "\n"


def team() -> Person:
    boss = Person(name="Ann", balls=[Ball(), Ball(color="blue")], shirts=[Shirt(number="1")])
    boss.favorite = boss.balls[1]
    boss.reports = [Person(name="Bob"), Person(name="Cid", reports=[Person(name="Dee" * 20)])]
    return boss


def test_new_objects_that_refer_to_each_other(session: Session) -> None:
    session.add(team())

    check("insert", str(session.plan()))


def test_changes_and_deletes(session: Session) -> None:
    boss = team()
    session.add(boss)
    session.flush()

    boss.name = "Anna"
    boss.reports[0].boss = boss.reports[1]
    session.delete(boss.shirts[0])
    boss.shirts = [Shirt(number="1")]
    boss.balls.pop()
    boss.favorite = None

    check("change", str(session.plan()))


def test_deletes_of_all(session: Session) -> None:
    boss = team()
    session.add(boss)
    session.flush()

    with session.no_autoflush:
        for person in (boss, *boss.reports, *boss.reports[1].reports):
            session.delete(person)

    check("delete", str(session.plan()))


def test_the_short_form(session: Session) -> None:
    session.add(team())

    check("summary", session.plan().summary())
