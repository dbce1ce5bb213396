"""Loading class hierarchies: rows become objects of the class that their discriminator says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import Column, ForeignKey, String, Table, create_engine, delete, event, func, insert, select, update
from holdfast.exc import InvalidRequestError
from holdfast.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    aliased,
    contains_eager,
    joinedload,
    lazyload,
    mapped_column,
    relationship,
    selectinload,
    subqueryload,
)
from holdfast.orm.entities.options_functions import selectin_polymorphic
from tests.conftest import Statements


class Base(DeclarativeBase):
    type_annotation_map = {str: String(100)}


class Company(Base):
    __tablename__ = "company"
    id: Mapped[int] = mapped_column(primary_key=True)
    employees: Mapped[list[Employee]] = relationship(back_populates="company", order_by="Employee.id")
    engineers: Mapped[list[Engineer]] = relationship(viewonly=True, order_by="Engineer.id")


class Employee(Base):
    __tablename__ = "employee"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    type: Mapped[str]
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id"))
    company: Mapped[Company] = relationship(back_populates="employees")
    __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "employee"}


class Engineer(Employee):
    __tablename__ = "engineer"
    id: Mapped[int] = mapped_column(ForeignKey("employee.id"), primary_key=True)
    skill: Mapped[str]
    tools: Mapped[list[Tool]] = relationship(order_by="Tool.id")
    __mapper_args__ = {"polymorphic_identity": "engineer"}


class Manager(Employee):
    __tablename__ = "manager"
    id: Mapped[int] = mapped_column(ForeignKey("employee.id"), primary_key=True)
    title: Mapped[str]
    __mapper_args__ = {"polymorphic_identity": "manager", "polymorphic_load": "selectin"}


class Tool(Base):
    __tablename__ = "tool"
    id: Mapped[int] = mapped_column(primary_key=True)
    engineer_id: Mapped[int] = mapped_column(ForeignKey("engineer.id"))


class Animal(Base):
    __tablename__ = "animal"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "animal"}


class Dog(Animal):
    bark: Mapped[str | None]
    __mapper_args__ = {"polymorphic_identity": "dog"}


class Puppy(Dog):
    __mapper_args__ = {"polymorphic_identity": "puppy"}


class Cat(Animal):
    meow: Mapped[str | None]
    __mapper_args__ = {"polymorphic_identity": "cat", "polymorphic_load": "inline"}


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    tables = Base.metadata.tables
    kinds = ["employee", "engineer", "manager", "engineer", "manager"]
    animals = [("animal", None, None), ("dog", "w", None), ("cat", None, "m"), ("puppy", "w", None)]
    with engine.begin() as connection:

        def fill(table: str, rows: list[dict[str, Any]]) -> None:
            connection.execute(insert(tables[table]), rows)

        fill("company", [{"id": 1}, {"id": 2}])
        fill(
            "employee",
            [{"id": n, "name": f"e{n}", "type": kind, "company_id": 1 + n % 2} for n, kind in enumerate(kinds, 1)],
        )
        fill("engineer", [{"id": 2, "skill": "s2"}, {"id": 4, "skill": "s4"}])
        fill("manager", [{"id": 3, "title": "t3"}, {"id": 5, "title": "t5"}])
        fill("tool", [{"id": 1, "engineer_id": 2}, {"id": 2, "engineer_id": 2}, {"id": 3, "engineer_id": 4}])
        fill("animal", [{"id": n, "kind": k, "bark": b, "meow": m} for n, (k, b, m) in enumerate(animals, 1)])
    with Session(engine) as session:
        yield session


@pytest.fixture
def sent(session: Session) -> Statements:
    seen = Statements()
    event.listen(session.bind, "before_cursor_execute", lambda connection, cursor, text, *rest: seen.append(text))
    return seen


def names(objects: Any) -> list[str]:
    return [f"{type(each).__name__}{each.id}" for each in objects]


ALL = ["Employee1", "Engineer2", "Manager3", "Engineer4", "Manager5"]
everybody = select(Employee).order_by(Employee.id)


def test_objects_of_the_class_that_the_row_says(session: Session) -> None:
    assert names(session.scalars(everybody)) == ALL
    assert names(session.scalars(select(Animal).order_by(Animal.id))) == ["Animal1", "Dog2", "Cat3", "Puppy4"]


def test_a_subclass_of_its_own_table(session: Session, sent: Statements) -> None:
    engineers = session.scalars(select(Engineer).where(Engineer.name != "e2", Engineer.skill == "s4")).all()
    assert [(each.name, each.skill) for each in engineers] == [("e4", "s4")]
    assert "FROM employee JOIN engineer ON employee.id = engineer.id" in sent[0] and len(sent) == 1
    assert session.scalars(select(Engineer.skill).order_by(Engineer.id)).all() == ["s2", "s4"]


def test_columns_of_a_subclass_are_loaded_on_access_for_all_peers(session: Session, sent: Statements) -> None:
    engineers = [each for each in session.scalars(everybody) if isinstance(each, Engineer)]
    sent.clear()
    assert [each.skill for each in engineers] == ["s2", "s4"]
    assert len(sent) == 1


def test_columns_of_a_subclass_with_a_further_statement(session: Session, sent: Statements) -> None:
    managers = [each for each in session.scalars(everybody) if isinstance(each, Manager)]
    assert len(sent) == 2 and [each.__dict__["title"] for each in managers] == ["t3", "t5"]
    session.expunge_all()
    option = selectin_polymorphic(Employee, [Engineer])
    engineers = [each for each in session.scalars(everybody.options(option)) if isinstance(each, Engineer)]
    assert [each.__dict__["skill"] for each in engineers] == ["s2", "s4"]


def test_columns_of_a_subclass_inline(session: Session, sent: Statements) -> None:
    cat = session.scalars(select(Animal).where(Animal.id == 3)).one()
    assert cat.__dict__["meow"] == "m" and len(sent) == 1


def test_single_table_subclasses_have_their_rows_only(session: Session, sent: Statements) -> None:
    assert names(session.scalars(select(Dog).order_by(Dog.id))) == ["Dog2", "Puppy4"]
    assert names(session.scalars(select(Puppy))) == ["Puppy4"]
    assert session.scalars(select(Dog.id).order_by(Dog.id)).all() == [2, 4]
    assert session.scalar(select(func.count()).select_from(Dog)) == 2
    other = aliased(Dog)
    assert names(session.scalars(select(other).order_by(other.id))) == ["Dog2", "Puppy4"]
    assert session.execute(update(Dog).values(bark="x")).rowcount == 2
    assert session.execute(delete(Puppy)).rowcount == 1


def test_get(session: Session) -> None:
    assert names([session.get(Employee, 3), session.get(Engineer, 2), session.get(Animal, 4)]) == [
        "Manager3",
        "Engineer2",
        "Puppy4",
    ]
    assert session.get(Engineer, 3) is None and session.get(Dog, 3) is None


@pytest.mark.parametrize("strategy", [joinedload, selectinload, None], ids=["joined", "selectin", "lazy"])
def test_relationships_to_a_hierarchy(session: Session, strategy: Any) -> None:
    statement = select(Company).order_by(Company.id)
    if strategy is not None:
        statement = statement.options(strategy(Company.employees), strategy(Company.engineers))
    companies = session.scalars(statement).unique().all()
    assert [names(company.employees) for company in companies] == [ALL[1::2], ALL[0::2]]
    assert [[each.skill for each in company.engineers] for company in companies] == [["s2", "s4"], []]
    assert all(employee.company is company for company in companies for employee in company.employees)


@pytest.mark.parametrize("strategy", [joinedload, selectinload, None], ids=["joined", "selectin", "lazy"])
def test_relationships_of_a_subclass(session: Session, strategy: Any) -> None:
    for statement in (everybody, select(Engineer).order_by(Engineer.id)):
        options = () if strategy is None else (strategy(Engineer.tools),)
        found = session.scalars(statement.options(*options)).unique().all()
        assert [names(each.tools) for each in found if isinstance(each, Engineer)] == [["Tool1", "Tool2"], ["Tool3"]]
        session.expunge_all()


def test_joins(session: Session) -> None:
    for target in (Company.engineers, Company.employees.of_type(Engineer)):
        statement = select(Company).join(target).where(Engineer.skill == "s2")
        assert names(session.scalars(statement)) == ["Company1"]
    other = aliased(Engineer)
    assert names(session.scalars(select(other).where(other.skill == "s2", other.name == "e2"))) == ["Engineer2"]


def test_expired_objects(session: Session, sent: Statements) -> None:
    employees = session.scalars(everybody).all()
    session.expire_all()
    sent.clear()
    assert [each.name for each in employees] == ["e1", "e2", "e3", "e4", "e5"]
    assert len(sent) == 3


@pytest.mark.parametrize("strategy", [joinedload, selectinload, subqueryload, lazyload])
def test_of_type_in_an_option_takes_no_members_out_of_a_collection(session: Session, strategy: Any) -> None:
    option = strategy(Company.employees.of_type(Engineer))
    companies = session.scalars(select(Company).options(option).order_by(Company.id)).unique().all()
    assert [names(company.employees) for company in companies] == [
        ["Engineer2", "Engineer4"],
        ["Employee1", "Manager3", "Manager5"],
    ]


@pytest.mark.parametrize("strategy", [joinedload, selectinload])
def test_of_type_in_an_option_loads_what_the_subclass_has(session: Session, sent: Statements, strategy: Any) -> None:
    option = strategy(Company.employees.of_type(Engineer)).selectinload(Engineer.tools)
    first = session.scalars(select(Company).options(option).where(Company.id == 1)).unique().one()
    loaded = len(sent)
    assert [(each.skill, names(each.tools)) for each in first.employees if isinstance(each, Engineer)] == [
        ("s2", ["Tool1", "Tool2"]),
        ("s4", ["Tool3"]),
    ]
    assert len(sent) == loaded


def test_a_subclass_is_joined_to_its_base_class_as_an_alias(session: Session) -> None:
    with pytest.raises(InvalidRequestError, match=r"its table 'employee' is in the FROM clause already; join to alias"):
        session.execute(select(Employee).join(Engineer, Engineer.company_id == Employee.company_id))
    other = aliased(Engineer, flat=True)
    statement = select(Employee.id).join(other, other.company_id == Employee.company_id).where(other.skill == "s2")
    assert session.scalars(statement.order_by(Employee.id)).all() == [2, 4]


def test_any_of_a_single_table_subclass_asks_for_its_rows_only() -> None:
    class Base(DeclarativeBase):
        pass

    class Owner(Base):
        __tablename__ = "owner"
        id: Mapped[int] = mapped_column(primary_key=True)
        pets: Mapped[list[Pet]] = relationship()

    class Pet(Base):
        __tablename__ = "pet"
        id: Mapped[int] = mapped_column(primary_key=True)
        kind: Mapped[str]
        owner_id: Mapped[int] = mapped_column(ForeignKey("owner.id"))
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "pet"}

    class Hamster(Pet):
        __mapper_args__ = {"polymorphic_identity": "hamster"}

    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Owner(id=1, pets=[Pet()]), Owner(id=2, pets=[Hamster()])])
        session.commit()
        assert session.scalars(select(Owner.id).where(Owner.pets.of_type(Hamster).any())).all() == [2]
    engine.dispose()


def test_inlined_subclasses_that_are_reached_by_a_join() -> None:
    class Base(DeclarativeBase):
        pass

    members = Table("members", Base.metadata, Column("team_id", ForeignKey("team.id")), Column("x", ForeignKey("p.id")))

    class Person(Base):
        __tablename__ = "p"
        id: Mapped[int] = mapped_column(primary_key=True)
        kind: Mapped[str]
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "person"}

    class Coder(Person):
        __tablename__ = "coder"
        id: Mapped[int] = mapped_column(ForeignKey("p.id"), primary_key=True)
        language: Mapped[str]
        __mapper_args__ = {"polymorphic_identity": "coder", "polymorphic_load": "inline"}

    class Team(Base):
        __tablename__ = "team"
        id: Mapped[int] = mapped_column(primary_key=True)
        people: Mapped[list[Person]] = relationship(secondary=members, order_by=Person.id)

    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Team(id=1, people=[Person(id=1), Coder(id=2, language="c"), Coder(id=3, language="ml")]))
        session.commit()
        session.expunge_all()
        joined = session.execute(select(Team, Person).join(Team.people).order_by(Person.id)).all()
        assert names(person for _, person in joined) == ["Person1", "Coder2", "Coder3"]
        session.expunge_all()
        team = session.scalars(select(Team).options(selectinload(Team.people))).one()
        assert [getattr(person, "language", None) for person in team.people] == [None, "c", "ml"]
        session.expunge_all()
        option = contains_eager(Team.people)
        team = session.scalars(select(Team).join(Team.people).order_by(Person.id).options(option)).unique().one()
        assert [person.__dict__.get("language") for person in team.people] == [None, "c", "ml"]
    engine.dispose()
