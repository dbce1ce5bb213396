"""Objects of class hierarchies are written to the tables of their class and of its bases."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import ForeignKey, String, delete, insert, select, text, update
from holdfast.orm import DeclarativeBase, Mapped, Session, aliased, mapped_column


class Base(DeclarativeBase):
    type_annotation_map = {str: String(100)}


class Person(Base):
    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="unknown")
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "person"}


class Engineer(Person):
    __tablename__ = "engineer"

    id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    language: Mapped[str | None]
    __mapper_args__ = {"polymorphic_identity": "engineer"}


class Manager(Person):
    level: Mapped[int | None]
    __mapper_args__ = {"polymorphic_identity": "manager"}


class Driver(Person):
    __tablename__ = "driver"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    license: Mapped[str | None]
    __mapper_args__ = {"polymorphic_identity": "driver"}


@pytest.fixture
def session(engine: Any) -> Iterator[Session]:
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Person(name="p"), Engineer(name="e", language="py"), Manager(name="m", level=3)])
        session.commit()
        yield session


def rows(session: Session, table: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.execute(text(f"SELECT * FROM {table} ORDER BY id"))]


@pytest.mark.parametrize(("cls", "kind"), [(Person, "person"), (Engineer, "engineer"), (Manager, "manager")])
def test_a_new_object_knows_its_kind(cls: type[Person], kind: str) -> None:
    assert cls().kind == kind


def test_the_kind_may_be_set(session: Session) -> None:
    session.add(Person(name="x", kind="manager"))
    session.commit()
    assert isinstance(session.scalars(select(Person).where(Person.name == "x")).one(), Manager)


def test_a_pickled_object_keeps_its_kind() -> None:
    assert pickle.loads(pickle.dumps(Person(kind="manager"))).kind == "manager"


def test_insert(session: Session) -> None:
    assert [row[1:3] for row in rows(session, "person")] == [("p", "person"), ("e", "engineer"), ("m", "manager")]
    assert [row[3] for row in rows(session, "person")] == [None, None, 3]
    assert rows(session, "engineer") == [(2, "py")]


def test_a_select_of_the_base_gives_objects_of_each_class(session: Session) -> None:
    session.expunge_all()
    assert [type(each) for each in session.scalars(select(Person).order_by(Person.id))] == [Person, Engineer, Manager]


def test_get_looks_at_the_class(session: Session) -> None:
    session.expunge_all()
    assert isinstance(session.get(Person, 2), Engineer)
    assert session.get(Manager, 2) is None
    session.expunge_all()
    assert session.get(Manager, 2) is None


def test_what_the_base_did_not_load_is_not_expired(session: Session, statements: Any) -> None:
    session.expunge_all()
    objects = session.scalars(select(Person)).all()
    statements.clear()
    assert session.get(Person, 2) in objects
    assert list(statements) == []


def test_update_of_both_tables(session: Session) -> None:
    engineer, manager = session.scalars(select(Engineer)).one(), session.scalars(select(Manager)).one()
    engineer.name, engineer.language, manager.level = "E", "c", 4
    session.commit()
    assert [(row[1], row[3]) for row in rows(session, "person")] == [("p", None), ("E", None), ("m", 4)]
    assert rows(session, "engineer") == [(2, "c")]


def test_delete_from_both_tables(session: Session) -> None:
    for each in session.scalars(select(Person)):
        session.delete(each)
    session.commit()
    assert rows(session, "person") == rows(session, "engineer") == []


def test_update_and_delete_statements_of_a_single_table_class(session: Session) -> None:
    session.execute(update(Manager).values(level=9))
    session.execute(delete(Manager).where(Manager.level == 9))
    session.commit()
    assert [row[1] for row in rows(session, "person")] == ["p", "e"]


def test_flat_alias_of_a_joined_class(session: Session) -> None:
    other = aliased(Engineer, flat=True)
    statement = select(other).where(other.name == "e")
    assert "FROM person AS person_1 JOIN engineer AS engineer_1 ON person_1.id = engineer_1.id" in str(statement)
    assert session.scalars(statement).one().language == "py"


def test_statements_of_a_joined_class_are_for_its_own_table(session: Session) -> None:
    session.execute(update(Engineer).values(language="c"))
    assert rows(session, "engineer") == [(2, "c")]
    session.execute(delete(Engineer))
    assert rows(session, "engineer") == []
    assert len(rows(session, "person")) == 3


def test_insert_of_many_rows_says_their_kind(session: Session) -> None:
    session.execute(insert(Manager), [{"name": "x", "level": 1}, {"name": "y", "level": 2, "kind": "person"}])
    assert [row[1:] for row in rows(session, "person")[3:]] == [("x", "manager", 1), ("y", "person", 2)]
    with pytest.raises(NotImplementedError, match=r"in several tables \(person, engineer\)"):
        session.execute(insert(Engineer), [{"name": "x"}])


def test_update_by_primary_key_reaches_all_tables(session: Session) -> None:
    session.execute(update(Engineer), [{"id": 2, "name": "E", "language": "c"}])
    assert rows(session, "engineer") == [(2, "c")]
    assert rows(session, "person")[1][1] == "E"


def test_a_key_of_another_name_in_the_subclass(session: Session) -> None:
    driver = Driver(name="d", license="B")
    session.add(driver)
    session.commit()
    session.execute(update(Driver), [{"id": driver.id, "name": "D", "license": "C"}])
    session.expire_all()
    assert (driver.name, driver.license, driver.person_id) == ("D", "C", driver.id)
    session.delete(driver)
    session.commit()
    assert session.scalars(select(Driver)).all() == []
