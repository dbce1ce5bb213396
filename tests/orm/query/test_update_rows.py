"""`session.execute(update(C), [{..}, ..])` on the three servers: few statements, nothing lost, objects follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from holdfast import Engine, ForeignKey, String, TypeDecorator, func, select, text, update
from holdfast.exc import CompileError, InvalidRequestError
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column
from holdfast.orm.exc import StaleDataError
from tests.conftest import Statements


class Base(DeclarativeBase):
    pass


class Lowered(TypeDecorator[str]):
    """Two values may be one in the database."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else value.lower()


class Item(Base):
    __tablename__ = "item"
    id: Mapped[int] = mapped_column(primary_key=True)
    x: Mapped[int | None]
    name: Mapped[str | None] = mapped_column("the_name", String(20))


class Stamped(Base):
    __tablename__ = "stamped"
    id: Mapped[int] = mapped_column(primary_key=True)
    x: Mapped[int | None]
    by: Mapped[str | None] = mapped_column(
        String(20), onupdate=lambda context: f"row {context.get_current_parameters()['x']}"
    )


class Timed(Base):
    __tablename__ = "timed"
    id: Mapped[int] = mapped_column(primary_key=True)
    x: Mapped[int | None]
    changes: Mapped[int] = mapped_column(default=0, onupdate=text("changes + 1"))


class Versioned(Base):
    __tablename__ = "versioned"
    id: Mapped[int] = mapped_column(primary_key=True)
    x: Mapped[int | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class Word(Base):
    __tablename__ = "word"
    word: Mapped[str] = mapped_column(Lowered, primary_key=True)
    x: Mapped[int | None]


class Animal(Base):
    __tablename__ = "animal"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    legs: Mapped[int | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "animal", "version_id_col": version}


class Dog(Animal):
    __tablename__ = "dog"
    dog_id: Mapped[int] = mapped_column(ForeignKey("animal.id"), primary_key=True)
    tricks: Mapped[int | None]
    __mapper_args__ = {"polymorphic_identity": "dog"}


class Puppy(Dog):
    __mapper_args__ = {"polymorphic_identity": "puppy"}


@pytest.fixture
def session(database: Engine) -> Iterator[Session]:
    Base.metadata.create_all(database)
    with Session(database) as session:
        yield session


@pytest.fixture
def updates(session: Session) -> Callable[[], int]:
    """How many UPDATE statements there were since it was asked last."""
    assert isinstance(session.bind, Engine)
    seen = Statements.of(session.bind)

    def count() -> int:
        found = len(seen.of_kind("UPDATE"))
        seen.clear()
        return found

    return count


def add(session: Session, *objects: Any) -> None:
    session.add_all(objects)
    session.commit()
    session.expunge_all()


def items(session: Session) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.execute(select(Item.id, Item.x, Item.name).order_by(Item.id))]


def test_many_rows_are_a_few_statements(session: Session, updates: Callable[[], int]) -> None:
    add(session, *[Item(id=number, x=0, name="old") for number in range(1, 1502)])
    updates()
    result: Any = session.execute(update(Item), [{"id": n, "x": n * 2, "name": f"it's {n} %"} for n in range(1, 1502)])
    assert updates() <= 4
    assert result.rowcount == 1501
    assert items(session) == [(n, n * 2, f"it's {n} %") for n in range(1, 1502)]


def test_rows_of_the_same_keys_go_together(session: Session, updates: Callable[[], int]) -> None:
    add(session, *[Item(id=number, x=0, name="old") for number in range(1, 9)])
    updates()
    rows: list[dict[str, Any]] = [{"id": n, "x": n} if n % 2 else {"name": f"n{n}", "id": n} for n in range(1, 9)]
    session.execute(update(Item), rows)
    assert updates() == 2
    assert items(session) == [(n, n, "old") if n % 2 else (n, 0, f"n{n}") for n in range(1, 9)]


def test_of_two_changes_of_one_row_the_last_one_wins(session: Session) -> None:
    add(session, Item(id=1, x=0, name="old"), Item(id=2, x=0, name="old"))
    session.execute(
        update(Item),
        [{"id": 1, "x": 1}, {"id": 2, "x": 1}, {"id": 1, "name": "a"}, {"id": 1, "x": 5}, {"id": 1, "x": 6}],
    )
    assert items(session) == [(1, 6, "a"), (2, 1, "old")]


def test_keys_that_are_one_in_the_database_alone(session: Session) -> None:
    add(session, Word(word="a", x=0))
    session.execute(update(Word), [{"word": "a", "x": 1}, {"word": "A", "x": 2}])
    assert session.scalars(select(Word.x)).all() == [2]


def test_a_row_that_is_not_there(session: Session) -> None:
    add(session, Item(id=1, x=0))
    with pytest.raises(
        StaleDataError, match=r"^UPDATE statement on table 'item' expected to update 2 row\(s\); 1 were"
    ):
        session.execute(update(Item), [{"id": 1, "x": 1}, {"id": 99, "x": 1}])


def test_a_row_that_has_the_values_already_is_there(session: Session) -> None:
    add(session, Item(id=1, x=5), Item(id=2, x=5))
    session.execute(update(Item), [{"id": 1, "x": 5}, {"id": 2, "x": 5}])
    session.execute(update(Item), [{"id": 1, "x": 5}])


def test_versions_are_compared_and_raised(session: Session, updates: Callable[[], int]) -> None:
    add(session, *[Versioned(id=number, x=0) for number in (1, 2, 3)])
    updates()
    session.execute(update(Versioned), [{"id": 1, "x": 1, "version": 1}, {"id": 2, "x": 2, "version": 1}])
    assert updates() == 1
    found = session.execute(select(Versioned.x, Versioned.version).order_by(Versioned.id)).all()
    assert [tuple(row) for row in found] == [(1, 2), (2, 2), (0, 1)]
    with pytest.raises(StaleDataError, match="expected to update 2"):
        session.execute(update(Versioned), [{"id": 1, "x": 9, "version": 1}, {"id": 3, "x": 9, "version": 1}])
    with pytest.raises(InvalidRequestError, match=r"No version supplied for column versioned\.version"):
        session.execute(update(Versioned), [{"id": 1, "x": 9}])


def test_onupdate_of_python_and_of_the_database(session: Session, updates: Callable[[], int]) -> None:
    add(session, *[Stamped(id=n, x=0) for n in (1, 2, 3)], *[Timed(id=n, x=0) for n in (1, 2)])
    updates()
    session.execute(update(Stamped), [{"id": 1, "x": 10}, {"id": 2, "x": 20}])
    assert updates() == 1
    session.execute(update(Stamped), [{"id": 3, "by": "me"}])
    assert session.scalars(select(Stamped.by).order_by(Stamped.id)).all() == ["row 10", "row 20", "me"]
    session.execute(update(Timed), [{"id": 1, "x": 10}, {"id": 2, "x": 20}])
    assert session.scalars(select(Timed.changes)).all() == [1, 1]


def test_expressions_and_values_of_the_statement(session: Session) -> None:
    add(session, Item(id=1, x=5), Item(id=2, x=5))
    session.execute(update(Item), [{"id": 1, "x": Item.x + 1}, {"id": 2, "x": 9}])
    assert [row[1] for row in items(session)] == [6, 9]
    session.execute(update(Item).values(name=func.upper("v")), [{"id": 1, "x": 1}, {"id": 2, "x": 2}])
    assert items(session) == [(1, 1, "V"), (2, 2, "V")]


def test_a_class_in_two_tables(session: Session, updates: Callable[[], int]) -> None:
    add(session, Dog(id=1, legs=4, tricks=0), Puppy(id=2, legs=4, tricks=0))
    updates()
    session.execute(update(Dog), [{"id": n, "legs": 3, "tricks": n, "version": 1} for n in (1, 2)])
    assert updates() == 2
    # the version stands in the other table
    session.execute(update(Puppy), [{"id": 2, "tricks": 7, "version": 2}])
    rows = session.execute(select(Dog.legs, Dog.tricks, Dog.version).order_by(Dog.id)).all()
    assert [tuple(row) for row in rows] == [(3, 1, 2), (3, 7, 3)]


def test_objects_follow_unless_they_are_changed(session: Session) -> None:
    add(session, Item(id=1, x=1, name="a"), Versioned(id=1, x=1), Stamped(id=1, x=1, by="me"), Timed(id=1, x=1))
    item, versioned, stamped, timed = (session.get_one(cls, 1) for cls in (Item, Versioned, Stamped, Timed))
    item.name = "mine"
    with session.no_autoflush:
        session.execute(update(Item), [{"id": 1, "x": 7, "name": "theirs"}])
        session.execute(update(Versioned), [{"id": 1, "x": 7, "version": 1}])
        session.execute(update(Stamped), [{"id": 1, "x": 7}])
        session.execute(update(Timed), [{"id": 1, "x": 7}])
    assert (item.x, item.name, versioned.x, versioned.version) == (7, "mine", 7, 2)
    assert (stamped.by, timed.changes) == ("row 7", 1)
    versioned.x = 8
    session.commit()
    assert (item.name, versioned.x, versioned.version) == ("mine", 8, 3)


def test_objects_do_not_follow_when_that_is_not_wanted(session: Session) -> None:
    add(session, Item(id=1, x=1))
    item = session.get_one(Item, 1)
    session.execute(update(Item), [{"id": 1, "x": 7}], execution_options={"synchronize_session": False})
    assert item.x == 1
    with pytest.raises(InvalidRequestError, match=r"^The 'fetch' synchronization strategy is not available for 'bulk'"):
        session.execute(update(Item), [{"id": 1, "x": 7}], execution_options={"synchronize_session": "fetch"})


def test_a_rolled_back_savepoint_takes_the_values_of_objects_back(session: Session) -> None:
    add(session, Item(id=1, x=1))
    item = session.get_one(Item, 1)
    savepoint = session.begin_nested()
    session.execute(update(Item), [{"id": 1, "x": 7}])
    assert item.x == 7
    savepoint.rollback()
    assert item.x == 1


def test_what_is_refused(session: Session) -> None:
    with pytest.raises(InvalidRequestError, match="No primary key value supplied for column"):
        session.execute(update(Item), [{"id": None, "x": 1}, {"id": 2, "x": 1}])
    with pytest.raises(CompileError, match=r"^Unconsumed column names: nope; "):
        session.execute(update(Item), [{"id": 1, "nope": 1}])
    with pytest.raises(InvalidRequestError, match=r"does not support UPDATE\.\.RETURNING when executemany is used"):
        session.execute(update(Item).returning(Item.id), [{"id": 1, "x": 1}, {"id": 2, "x": 1}])
    with pytest.raises(InvalidRequestError, match="does not support additional WHERE criteria"):
        session.execute(update(Item).where(Item.x == 1), [{"id": 1, "x": 1}])


def test_nothing_to_do(session: Session, updates: Callable[[], int]) -> None:
    result: Any = session.execute(update(Item), [{"id": 1}, {"id": 2}])
    assert (updates(), result.rowcount) == (0, 0)
