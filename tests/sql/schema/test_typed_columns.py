"""Tables whose columns are described by a class."""

from __future__ import annotations

import pytest

from holdfast import exc
from holdfast.schema import Column, MetaData, Table, TypedColumns
from holdfast.types import Boolean, Integer, String


class Person(TypedColumns):
    id = Column(Integer, primary_key=True)
    name: Column[str]
    age: Column[int | None]
    code: Column[str] = Column("short_code", String(5))


class Employee(Person):
    active: Column[bool]


class Unknown(TypedColumns):
    data: Column[object]


def test_columns_come_from_attributes_and_annotations() -> None:
    table = Table("person", MetaData(), Person)
    assert table.c.keys() == ["id", "name", "age", "code"]
    assert [column.name for column in table.c] == ["id", "name", "age", "short_code"]
    assert isinstance(table.c.age.type, Integer)
    assert [column.nullable for column in table.c] == [False, False, True, False]


def test_one_class_makes_many_tables() -> None:
    metadata = MetaData()
    first, second = Table("a", metadata, Person), Table("b", metadata, Employee, Column("more", Integer))
    assert first.c.id is not second.c.id
    assert second.c.keys() == ["id", "name", "age", "code", "active", "more"]
    assert isinstance(second.c.active.type, Boolean)


def test_mistakes() -> None:
    with pytest.raises(exc.InvalidRequestError, match=r"Cannot instantiate a TypedColumns object\."):
        Person()
    with pytest.raises(exc.ArgumentError, match="Could not find a SQL type for type <class 'object'>"):
        Table("u", MetaData(), Unknown)
    with pytest.raises(exc.InvalidRequestError, match=r"may not define methods\. Found \['run'\]"):

        class Wrong(TypedColumns):
            def run(self) -> None: ...
