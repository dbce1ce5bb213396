"""The ways to get a declarative base, and to map classes with a registry."""

from __future__ import annotations

import pytest

from holdfast import Column, Integer, String, Table, exc, inspect
from holdfast.orm import (
    DeclarativeBase,
    DeclarativeBaseNoMeta,
    Mapped,
    Mapper,
    as_declarative,
    class_mapper,
    column_property,
    declarative_base,
    mapped_column,
    object_mapper,
    registry,
    synonym,
)
from holdfast.orm import exc as orm_exc


def test_declarative_base_function():
    Base = declarative_base()

    class Thing(Base):
        __tablename__ = "thing"
        id = Column(Integer, primary_key=True)

    assert Thing(id=3).id == 3
    assert Thing.__table__.metadata is Base.metadata


def test_base_with_a_class_of_its_own():
    class Helper:
        def shout(self):
            return type(self).__name__.upper()

    Base = declarative_base(cls=Helper)

    class Thing(Base):
        __tablename__ = "thing"
        id = Column(Integer, primary_key=True)

    assert Thing().shout() == "THING"


def test_as_declarative():
    @as_declarative()
    class Base:
        def shout(self):
            return "!"

    class Thing(Base):
        __tablename__ = "thing"
        id = Column(Integer, primary_key=True)

    assert Thing().shout() == "!"


def test_base_without_metaclass():
    class Base(DeclarativeBaseNoMeta):
        pass

    class Thing(Base):
        __tablename__ = "thing"
        id: Mapped[int] = mapped_column(primary_key=True)

    assert type(Thing) is type
    assert Thing(id=1).id == 1


def test_registry_mapped():
    mapper_registry = registry()

    @mapper_registry.mapped
    class Thing:
        __tablename__ = "thing"
        id: Mapped[int] = mapped_column(primary_key=True)

    assert Thing(id=1).id == 1
    assert mapper_registry.mappers == frozenset({Thing.__mapper__})


def test_imperative_mapping():
    mapper_registry = registry()
    table = Table(
        "person",
        mapper_registry.metadata,
        Column("id", Integer, primary_key=True),
        Column("first", String(20)),
        Column("last", String(20)),
    )

    class Person:
        pass

    mapper = mapper_registry.map_imperatively(
        Person,
        table,
        properties={
            "given_name": table.c.first,
            "full": column_property(table.c.first + table.c.last),
            "name": synonym("given_name"),
        },
    )
    assert mapper is Person.__mapper__ is inspect(Person)
    assert set(mapper.column_attrs.keys()) == {"given_name", "full", "id", "last"}
    person = Person(given_name="Ada", last="L")
    assert person.name == "Ada"
    person.name = "Eva"
    assert person.given_name == "Eva"
    assert str(Person.name == "Ada") == "person.first = :first_1"


def test_own_constructor_stays():
    mapper_registry = registry()

    @mapper_registry.mapped
    class Thing:
        __tablename__ = "thing"
        id: Mapped[int] = mapped_column(primary_key=True)

        def __init__(self, number):
            self.id = number

    assert Thing(5).id == 5


def test_constructor_of_the_registry():
    def construct(self, **values):
        for key, value in values.items():
            setattr(self, key, value)
        self.constructed = True

    Base = declarative_base(constructor=construct)

    class Thing(Base):
        __tablename__ = "thing"
        id = Column(Integer, primary_key=True)

    thing = Thing(id=4)
    assert (thing.id, thing.constructed) == (4, True)


def test_include_exclude_and_prefix():
    mapper_registry = registry()
    table = Table(
        "t", mapper_registry.metadata, *[Column(name, Integer, primary_key=name == "id") for name in ("id", "a", "b")]
    )

    class Included:
        pass

    class Excluded:
        pass

    class Prefixed:
        pass

    mapper_registry.map_imperatively(Included, table, include_properties=["id", "a"])
    mapper_registry.map_imperatively(Excluded, table, exclude_properties=["a"])
    mapper_registry.map_imperatively(Prefixed, table, column_prefix="_")
    assert Included.__mapper__.column_attrs.keys() == ["id", "a"]
    assert Excluded.__mapper__.column_attrs.keys() == ["id", "b"]
    assert Prefixed.__mapper__.column_attrs.keys() == ["_id", "_a", "_b"]
    with pytest.raises(
        orm_exc.UnmappedColumnError, match=r"No column t.a is configured on mapper Mapper\[Excluded\(t\)\]"
    ):
        Excluded.__mapper__.key_of(table.c.a)


def test_a_class_is_mapped_once():
    mapper_registry = registry()
    table = Table("t", mapper_registry.metadata, Column("id", Integer, primary_key=True))

    class Thing:
        pass

    mapper_registry.map_imperatively(Thing, table)
    with pytest.raises(exc.ArgumentError, match="already has a primary mapper defined"):
        mapper_registry.map_imperatively(Thing, table)


def test_dispose_unmaps():
    mapper_registry = registry()
    table = Table("t", mapper_registry.metadata, Column("id", Integer, primary_key=True))

    class Thing:
        pass

    mapper_registry.map_imperatively(Thing, table)
    mapper_registry.dispose()
    assert not hasattr(Thing, "__mapper__")
    assert not hasattr(Thing, "id")
    with pytest.raises(TypeError):
        Thing(id=3)
    mapper_registry.map_imperatively(Thing, table)
    assert Thing(id=3).id == 3


def test_unmapped_classes():
    class Plain:
        pass

    with pytest.raises(orm_exc.UnmappedClassError, match=r"Class '.*Plain' is not mapped"):
        class_mapper(Plain)
    with pytest.raises(orm_exc.UnmappedInstanceError, match=r"Class '.*Plain' is not mapped"):
        object_mapper(Plain())
    with pytest.raises(exc.NoInspectionAvailable):
        inspect(Plain)


def test_mapper_of_objects():
    class Base(DeclarativeBase):
        pass

    class Thing(Base):
        __tablename__ = "thing"
        id: Mapped[int] = mapped_column(primary_key=True)

    assert object_mapper(Thing()) is class_mapper(Thing) is Thing.__mapper__
    assert isinstance(inspect(Thing), Mapper)
    assert inspect(Thing()).mapper is Thing.__mapper__
