"""Expressions know the entity of their columns: a subclass's expressions are about its own rows only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import (
    ForeignKey,
    Index,
    case,
    cast,
    create_engine,
    delete,
    exists,
    func,
    literal,
    select,
    tuple_,
    union_all,
    update,
)
from holdfast.orm import (
    Bundle,
    DeclarativeBase,
    Mapped,
    Session,
    aliased,
    column_property,
    mapped_column,
    relationship,
)
from holdfast.orm.mapper.properties import ColumnProperty
from holdfast.types import JSON, String


class Base(DeclarativeBase):
    pass


class Owner(Base):
    __tablename__ = "owner"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    animals: Mapped[list[Animal]] = relationship()
    dogs: Mapped[list[Dog]] = relationship(
        viewonly=True, primaryjoin=lambda: Dog.owner_id == Owner.id, order_by=lambda: Dog.name.desc()
    )


class Animal(Base):
    __tablename__ = "animal"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("owner.id"))
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "animal"}


class Shouting(ColumnProperty.Comparator[str]):
    def __eq__(self, other: Any) -> Any:  # type: ignore[override]  # a SQL expression
        return func.upper(self.__clause_element__()) == other

    __hash__ = ColumnProperty.Comparator.__hash__


class Dog(Animal):
    bark: Mapped[str | None] = column_property(mapped_column(String), comparator_factory=Shouting)
    toys: Mapped[Any] = mapped_column(JSON, nullable=True)
    __mapper_args__ = {"polymorphic_identity": "dog"}


class Cat(Animal):
    meow: Mapped[str | None]
    __mapper_args__ = {"polymorphic_identity": "cat"}


class Worker(Base):
    __tablename__ = "worker"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "worker"}


class Smith(Worker):
    __tablename__ = "smith"
    id: Mapped[int] = mapped_column(ForeignKey("worker.id"), primary_key=True)
    anvil: Mapped[str]
    __mapper_args__ = {"polymorphic_identity": "smith"}


class Apprentice(Smith):
    __mapper_args__ = {"polymorphic_identity": "apprentice"}


@pytest.fixture
def farm() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        anna, ben = Owner(id=1, name="anna"), Owner(id=2, name="ben")
        rex = Dog(id=1, name="rex", bark="wuff", toys={"ball": 1}, owner_id=1)
        session.add_all([anna, ben, rex, Cat(id=2, name="tom", meow="miau", owner_id=1)])
        session.add_all([Cat(id=3, name="kit", owner_id=2), Dog(id=4, name="ace", owner_id=1)])
        session.add_all([Worker(id=1, name="wil", kind="worker"), Smith(id=2, name="sam", anvil="big")])
        session.add(Apprentice(id=3, name="al", anvil="small"))
        session.commit()
        yield session
    engine.dispose()


def rows(farm: Session, statement: Any) -> list[Any]:
    return [row[0] if len(row) == 1 else tuple(row) for row in farm.execute(statement)]


def test_the_select_list(farm: Session) -> None:
    assert rows(farm, select(func.count(Dog.id))) == [2]
    assert rows(farm, select(Dog.name.label("n")).order_by("n")) == ["ace", "rex"]
    assert rows(farm, select(case((Dog.name == "rex", 1), else_=0)).order_by(Dog.id)) == [1, 0]
    assert rows(farm, select(cast(Dog.id, String))) == ["1", "4"]
    assert rows(farm, select(func.count(Dog.id.distinct()), func.max(Dog.name))) == [(2, "rex")]
    assert rows(farm, select(Bundle("b", func.max(Dog.name)))) == [("rex",)]


def test_other_classes_of_the_table_have_statements_of_their_own(farm: Session) -> None:
    for _ in range(2):
        assert [farm.scalar(select(func.count(cls.id))) for cls in (Animal, Dog, Cat)] == [4, 2, 2]


def test_the_first_column_says_what_an_expression_is_about(farm: Session) -> None:
    words = case((Animal.kind == "dog", Dog.bark), else_=Cat.meow)
    assert rows(farm, select(words).order_by(Animal.id)) == ["wuff", "miau", None, None]
    assert rows(farm, select(Dog.id + Animal.id)) == [2, 8]


def test_filter_and_windows_take_no_rows_from_the_others(farm: Session) -> None:
    assert rows(farm, select(func.count(Animal.id), func.count(Animal.id).filter(Dog.name == "rex"))) == [(4, 1)]


def test_aliases(farm: Session) -> None:
    dog = aliased(Dog)
    assert rows(farm, select(func.lower(dog.name))) == ["rex", "ace"]
    assert rows(farm, select(Owner.name).where(dog.owner_id == Owner.id, dog.name == "tom")) == []
    named = aliased(Dog, select(Dog).where(Dog.name == "rex").subquery())
    assert rows(farm, select(func.max(named.name), func.count(named.id))) == [("rex", 1)]


def test_where(farm: Session) -> None:
    assert rows(farm, select(Owner.name).where(Dog.owner_id == Owner.id).distinct()) == ["anna"]
    assert rows(farm, select(Animal.id).where(Dog.name > "")) == [1, 4]
    assert rows(farm, select(literal(1)).where(Dog.name == "tom")) == []
    assert rows(farm, select(Animal.id).where(tuple_(Dog.id, Dog.name).in_([(1, "rex"), (2, "tom")]))) == [1]


def test_order_by_alone_names_no_rows(farm: Session) -> None:
    assert rows(farm, select(Animal.id).order_by(Dog.name)) == [4, 3, 1, 2]


def test_exists_and_subqueries(farm: Session) -> None:
    assert rows(farm, select(Owner.name).where(exists().where(Dog.owner_id == Owner.id))) == ["anna"]
    count = select(func.count(Dog.id)).where(Dog.owner_id == Owner.id).scalar_subquery()
    assert rows(farm, select(Owner.name, count).order_by(Owner.id)) == [("anna", 2), ("ben", 0)]
    counted = select(func.count(Dog.id).label("n")).subquery()
    assert rows(farm, select(counted.c.n)) == [2]
    assert rows(farm, union_all(select(func.max(Dog.id)), select(func.max(Cat.id)))) == [4, 3]
    assert rows(farm, select(select(Dog.name.label("n")).cte().c.n)) == ["rex", "ace"]


def test_a_correlated_entity_is_the_statement_around_its_own(farm: Session) -> None:
    owned = exists().where(Owner.id == Dog.owner_id)
    assert rows(farm, select(Animal.id).where(owned)) == [1, 2, 3, 4]
    assert rows(farm, select(Dog.id).where(owned)) == [1, 4]


def test_an_outer_join_keeps_its_rows(farm: Session) -> None:
    statement = select(Owner.name, func.count(Dog.id)).outerjoin(Owner.dogs).group_by(Owner.id).order_by(Owner.id)
    assert rows(farm, statement) == [("anna", 2), ("ben", 0)]
    statement = select(Owner.name, func.lower(Dog.name)).outerjoin(Dog, Dog.owner_id == Owner.id).order_by(Dog.id)
    assert rows(farm, statement) == [("ben", None), ("anna", "rex"), ("anna", "ace")]
    assert rows(farm, select(Owner.name).join(Owner.animals).where(Dog.name > "t")) == []


def test_joined_subclasses_bring_their_join(farm: Session) -> None:
    assert rows(farm, select(func.count(Smith.name))) == [2]
    assert rows(farm, select(Smith.name.label("n")).order_by("n")) == ["al", "sam"]
    assert rows(farm, select(func.max(Apprentice.anvil))) == ["small"]
    assert rows(farm, select(func.count(Worker.id))) == [3]
    flat = aliased(Apprentice, flat=True)
    assert rows(farm, select(func.lower(flat.anvil), func.lower(flat.name))) == [("small", "al")]


def test_query(farm: Session) -> None:
    assert farm.query(func.count(Dog.id)).scalar() == 2
    assert farm.query(Dog.name.label("n")).count() == 2
    assert farm.query(Owner.id).filter(Dog.owner_id == Owner.id).distinct().count() == 1


def test_update_and_delete(farm: Session) -> None:
    rex = farm.get_one(Dog, 1)
    farm.execute(update(Dog).where(Dog.name == "rex").values(name=Dog.name + "!"))
    assert rex.name == "rex!"
    farm.execute(update(Owner).values(name=select(func.min(Dog.name)).scalar_subquery()))
    assert farm.scalars(select(Owner.name)).all() == ["ace", "ace"]
    farm.execute(delete(Dog).where(Dog.owner_id.in_(select(func.max(Dog.owner_id)))))
    assert farm.scalars(select(Animal.id)).all() == [2, 3]


def test_a_comparator_of_ones_own(farm: Session) -> None:
    assert rows(farm, select(Animal.id).where(Dog.bark == "WUFF")) == [1]
    assert rows(farm, select(func.count(Dog.bark))) == [1]


def test_operators_of_types(farm: Session) -> None:
    assert rows(farm, select(Dog.toys["ball"].as_integer()).where(Dog.id == 1)) == [1]


def test_conditions_of_relationships(farm: Session) -> None:
    anna = farm.get_one(Owner, 1)
    assert [dog.name for dog in anna.dogs] == ["rex", "ace"]
    assert rows(farm, select(Owner.name).where(Owner.dogs.any(Dog.name == "tom"))) == []


def test_expressions_find_their_values_in_rows(farm: Session) -> None:
    count = func.count(Dog.id)
    row = farm.execute(select(count, Dog.name.label("n"), Dog.name).where(Dog.id == 1)).one()
    assert row._mapping[count] == 1
    assert row._mapping[Dog.name] == row.n == "rex"


def test_the_schema_gets_plain_columns() -> None:
    assert list(Index("ix_bark", Dog.name).columns) == [Animal.__table__.c.name]
    assert Dog.name.expression is Animal.__table__.c.name
    assert Dog.name.table is Animal.__table__
    assert (Dog.name == "x").left.table is Animal.__table__
    Animal.__table__.indexes.clear()
