"""A type's ``column_expression()`` stands in the outermost SELECT list only, and its own type makes the values."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import Column, Integer, MetaData, String, Table, TypeDecorator, create_engine, func, insert, select


class Hexadecimal(TypeDecorator[str]):
    impl = String
    cache_ok = True

    def column_expression(self, column: Any) -> Any:
        return func.hex(column)

    def process_result_value(self, value: Any, dialect: Any) -> str:
        raise AssertionError("the values are those of hex(), which has no type")


@pytest.fixture
def table() -> Table:
    return Table("t", MetaData(), Column("id", Integer, primary_key=True), Column("x", Hexadecimal))


@pytest.mark.parametrize("form", ["subquery", "cte"])
def test_the_expression_is_not_repeated_inside(table: Table, form: str) -> None:
    assert str(select(getattr(select(table.c.x), form)())).count("hex(") == 1


def test_values_that_are_copied_stay_as_they_are(table: Table) -> None:
    assert "hex(" not in str(insert(table).from_select(["x"], select(table.c.x)))


def test_the_type_of_the_expression_makes_the_values(table: Table) -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(insert(table).values(id=1, x="ab"))
        assert connection.execute(select(table.c.x)).scalars().all() == ["6162"]
    engine.dispose()
