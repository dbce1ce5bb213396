"""What the ORM relies on: entities are kept as they are, and made into tables when the statement is compiled."""

from __future__ import annotations

import pytest

from holdfast import delete, func, insert, inspect, select, update
from holdfast.inspection import _inspects
from holdfast.sql import seams
from tests.sql.conftest import flat


class Entity:
    """A stand-in for a Mapper."""

    _is_orm_entity = True

    def __init__(self, cls, table):
        self.class_ = cls
        self.selectable = self.local_table = table
        self.entity_namespace = cls

    def _gather(self, key, binds):
        key.append((Entity, id(self)))

    def __clause_element__(self):
        return self.selectable

    @property
    def _from_objects(self):
        return (self.selectable,)


class Attribute:
    """A stand-in for an InstrumentedAttribute."""

    _is_orm_entity = True

    def __init__(self, parent, column):
        self.parent = parent
        self.column = column
        self.key = column.key

    def _gather(self, key, binds):
        key.append((Attribute, id(self.parent), self.key))

    def __clause_element__(self):
        return self.column

    def __eq__(self, other):
        return self.column == other

    __hash__ = object.__hash__

    @property
    def _from_objects(self):
        return (self.column.table,)


def mapped(name, table):
    cls = MappedType(name, (), {})
    cls.entity = Entity(cls, table)
    for column in table.c:
        setattr(cls, column.key, Attribute(cls.entity, column))
    return cls


class MappedType(type):
    """The type of mapped classes, so that inspect() can be told about them."""


@_inspects(MappedType)
def _inspect_mapped(cls):
    return cls.entity


def as_core(statement, eager=False):
    """What `seams.expand_orm_select` does, in small."""

    def core(entity):
        return entity.__clause_element__() if getattr(entity, "_is_orm_entity", False) else entity

    joins = tuple(join._replace(target=core(join.target), onclause=core(join.onclause)) for join in statement._joins)
    changes = {
        "_is_orm": False,
        "_entities": tuple(map(core, statement._entities)),
        "_from": tuple(map(core, statement._from)),
    }
    return statement._with(**changes, _joins=joins)


@pytest.fixture(autouse=True)
def expansion(monkeypatch):
    monkeypatch.setattr(seams, "expand_orm_select", as_core)
    monkeypatch.setattr(seams, "expand_orm_dml", lambda statement: statement._with(_is_orm=False))


@pytest.fixture
def User(users):
    return mapped("User", users)


@pytest.fixture
def Address(addresses):
    return mapped("Address", addresses)


def test_entities_are_kept_in_order(User, users):
    statement = select(User, users.c.id, User.name)
    assert statement._entities == (inspect(User), users.c.id, User.name)
    assert statement._is_orm


def test_a_select_of_core_columns_is_not_orm(users):
    assert not select(users)._is_orm


def test_the_compiler_expands_entities(User):
    assert flat(select(User).where(User.id == 5)) == (
        "SELECT users.id, users.name, users.age FROM users WHERE users.id = :id_1"
    )


def test_functions_take_attributes(User):
    assert flat(select(func.max(User.id))) == "SELECT max(users.id) AS max_1 FROM users"


def test_joins_keep_entities_and_attributes(User, Address):
    statement = select(User).join(Address)
    assert statement._joins[0].target is inspect(Address)
    assert select(User).join(User.name)._joins[0].target is User.name
    assert flat(statement) == (
        "SELECT users.id, users.name, users.age FROM users JOIN addresses ON users.id = addresses.user_id"
    )


def test_join_makes_a_core_select_an_orm_one(users, Address):
    assert select(users).join(Address)._is_orm
    assert select(users).select_from(Address)._is_orm
    assert select(users).add_columns(Address)._is_orm


def test_filter_by_asks_what_was_joined_last(User, Address):
    assert flat(select(User).join(Address).filter_by(id=5)).endswith("WHERE addresses.id = :id_1")
    assert flat(select(User).join(Address).filter_by(name="x")).endswith("WHERE users.name = :name_1")


def test_entities_are_part_of_the_key(User, users):
    assert select(User)._statement_key()[0] != select(users)._statement_key()[0]
    assert select(User)._statement_key()[0] == select(User)._statement_key()[0]


def test_parameters_survive_the_expansion(User, sqlite):
    first, second = select(User).where(User.id == 5), select(User).where(User.id == 6)
    compiled = first.compile(dialect=sqlite)
    assert compiled._positional(second._statement_key()[1])[1] == (6,)


@pytest.mark.parametrize("make", [insert, update, delete])
def test_dml_keeps_the_entity_and_takes_its_table(make, User, users):
    statement = make(User)
    assert statement._entity is inspect(User)
    assert statement.table is users


def test_values_of_an_entity_get_the_types_of_the_columns(User, sqlite):
    statement = insert(User).values(name="x")
    other = insert(User).values(name="y")
    compiled = statement.compile(dialect=sqlite)
    assert compiled._positional(other._statement_key()[1]) == ("INSERT INTO users (name) VALUES (?)", ("y",))
