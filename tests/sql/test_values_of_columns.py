"""A plain value has the type of its column; an expression, a parameter too, keeps its own."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import Column, Connection, Integer, MetaData, Table, TypeDecorator, bindparam, create_engine, literal


class Marked(TypeDecorator[int]):
    impl = Integer
    cache_ok = True

    def __init__(self, mark: int) -> None:
        super().__init__()
        self.mark = mark

    def process_bind_param(self, value: int | None, dialect: Any) -> int | None:
        return None if value is None else value * 100 + self.mark


table = Table("t", MetaData(), Column("id", Integer, primary_key=True), Column("a", Marked(1)))
VALUES = {
    "plain": (lambda: 5, 501),
    "literal": (lambda: literal(5), 5),
    "literal of a type": (lambda: literal(5, Marked(9)), 509),
    "parameter": (lambda: bindparam("p", 5), 5),
    "parameter of a type": (lambda: bindparam("p", 5, type_=Marked(9)), 509),
    "parameter named like the column": (lambda: bindparam("a", 5, type_=Marked(9), unique=True), 509),
    "parameter without a type": (lambda: bindparam("p", None), None),
}


@pytest.fixture(scope="module")
def connection() -> Any:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        table.create(connection)
        yield connection
    engine.dispose()


@pytest.mark.parametrize("kind", VALUES)
def test_the_type_of_a_value(connection: Connection, kind: str) -> None:
    make, expected = VALUES[kind]

    def stored(*statements: Any) -> list[Any]:
        for statement in (table.delete(), *statements):
            connection.execute(statement)
        return list(connection.exec_driver_sql("SELECT a FROM t ORDER BY id").scalars())

    # One after the other: what is cached for one kind is not taken for another.
    assert stored(table.insert().values(a=make())) == [expected]
    assert stored(table.insert().values([{"a": 1}, {"a": make()}])) == [101, expected]
    assert stored(table.insert(), table.update().values(a=make())) == [expected]
    assert stored(table.insert(), table.update().values({table.c.a: make()})) == [expected]
