"""aliased() and Bundle."""

from __future__ import annotations

import pytest

from holdfast import Column, Integer, MetaData, Table, exc, inspect, select
from holdfast.orm import AliasedClass, Bundle, DeclarativeBase, DictBundle, Mapped, aliased, mapped_column


class Base(DeclarativeBase):
    pass


class Person(Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column("full_name")

    def shout(self):
        return "!"

    @classmethod
    def by_name(cls, name):
        return cls.name == name


def test_attributes_are_in_terms_of_the_alias():
    other = aliased(Person, name="other")
    assert str(other.name == "x") == "other.full_name = :full_name_1"
    assert other.id is other.id
    assert other.__table__ is Person.__table__


def test_inspect_gives_the_entity():
    other = aliased(Person, name="other")
    insp = inspect(other)
    assert (insp.mapper, insp.name, insp.entity, insp.class_) == (inspect(Person), "other", other, Person)
    assert insp.is_aliased_class
    assert not insp.is_mapper
    assert str(insp) == "aliased(Person)"


def test_classmethods_see_the_alias():
    assert str(aliased(Person, name="other").by_name("x")) == "other.full_name = :full_name_1"


def test_alias_of_a_subquery():
    subquery = select(Person.__table__).where(Person.__table__.c.id > 5).subquery("part")
    part = aliased(Person, subquery)
    assert str(part.name.expression) == "part.full_name"


def test_adapt_on_names():
    plain = Table("elsewhere", MetaData(), Column("id", Integer), Column("full_name", Integer))
    assert str(aliased(Person, plain, adapt_on_names=True).name.expression) == "elsewhere.full_name"


def test_expressions_are_adapted_as_a_whole():
    insp = inspect(aliased(Person, name="other"))
    table = Person.__table__
    assert str(insp.adapt(table.c.id + 5 > table.c.full_name)) == "other.id + :id_1 > other.full_name"


def test_tables_get_a_plain_alias():
    assert aliased(Person.__table__, name="p").name == "p"
    with pytest.raises(exc.ArgumentError, match="adapt_on_names only applies to ORM elements"):
        aliased(Person.__table__, adapt_on_names=True)


def test_unknown_attributes():
    with pytest.raises(AttributeError):
        _ = aliased(Person).size


def test_each_alias_is_a_thing_of_its_own():
    one, other = aliased(Person), aliased(Person)
    assert isinstance(one, AliasedClass)
    assert str((one.id == other.id).compile()) == "person_1.id = person_2.id"


def test_bundle():
    bundle = Bundle("b", Person.id, Person.name)
    assert bundle.c.keys() == ["id", "name"]
    assert bundle.c.name is Person.name
    assert bundle.label("other").name == "other"
    make = bundle.create_row_processor(None, [lambda row: row[0], lambda row: row[1]], ["id", "name"])
    assert make((1, "x")).name == "x"
    assert DictBundle("b", Person.id).create_row_processor(None, [lambda row: row[0]], ["id"])((1,)) == {"id": 1}


def test_conditions_keep_the_order_of_their_operands():
    other = aliased(Person, name="other")
    assert str(other.id == Person.id) == "other.id = person.id"
    assert str(Person.id < other.id) == "person.id < other.id"
