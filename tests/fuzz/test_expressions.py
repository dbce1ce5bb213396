"""Random expressions mean what they say: the database and a Python evaluator agree on their values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from holdfast import create_engine, select
from holdfast.engine import Engine
from tests.fuzz.language import ROWS, TYPES, Expression, OutOfRange, expressions, like, table

ROW_BY_ROW = select(table.c.id).select_from(table).order_by(table.c.id)


def exactly(examples: int) -> Any:
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )


def meant(expression: Expression) -> list[Any]:
    """The values that the evaluator gives, one for each row."""
    try:
        return [expression.value(row) for row in ROWS]
    except OutOfRange:
        assume(False)
        raise


def filled(engine: Engine) -> Any:
    """A connection to a database with the rows in it."""
    table.metadata.create_all(engine)
    connection = engine.connect()
    connection.execute(table.insert(), ROWS)
    connection.commit()
    return connection


@pytest.fixture(scope="module")
def sqlite_rows():
    engine = create_engine("sqlite://")
    with filled(engine) as connection:
        yield connection
    engine.dispose()


@given(expression=expressions())
@exactly(350)
def test_sqlite_and_the_evaluator_agree(sqlite_rows: Any, expression: Expression):
    expected = meant(expression)
    assert sqlite_rows.scalars(ROW_BY_ROW.with_only_columns(expression.sql())).all() == expected


@given(expression=expressions(kind="bool"))
@exactly(120)
def test_as_a_condition_an_expression_selects_the_rows_where_it_is_true(sqlite_rows: Any, expression: Expression):
    expected = [row["id"] for row, value in zip(ROWS, meant(expression), strict=True) if value is True]
    assert sqlite_rows.scalars(ROW_BY_ROW.where(expression.sql())).all() == expected


@given(expression=expressions())
@exactly(150)
def test_parentheses_stand_where_they_are_needed(sqlite_rows: Any, expression: Expression):
    meant(expression)
    plain, grouped = expression.sql(), expression.sql(grouped=True)
    both = sqlite_rows.execute(ROW_BY_ROW.with_only_columns(plain.label("plain"), grouped.label("grouped"))).all()
    assert [row.plain for row in both] == [row.grouped for row in both]


@given(expression=expressions())
@exactly(100)
def test_literals_in_the_text_are_worth_what_parameters_are(sqlite_rows: Any, expression: Expression):
    expected = meant(expression)
    statement = ROW_BY_ROW.with_only_columns(expression.sql())
    sql = str(statement.compile(sqlite_rows.engine, compile_kwargs={"literal_binds": True}))
    found = [row[0] for row in sqlite_rows.exec_driver_sql(sql)]
    assert [None if value is None else TYPES[expression.kind].python_type(value) for value in found] == expected


@pytest.mark.parametrize("server", ["postgresql", "mariadb"])
def test_servers_and_the_evaluator_agree(request: pytest.FixtureRequest, server: str):
    with filled(request.getfixturevalue(server)) as connection:

        @given(expression=expressions(portable=True))
        @exactly(100)
        def agree(expression: Expression) -> None:
            expected = meant(expression)
            with connection.begin():
                found = connection.scalars(ROW_BY_ROW.with_only_columns(expression.sql())).all()
            assert found == expected

        agree()


@pytest.mark.parametrize(
    ("pattern", "escape", "value", "expected"),
    [("a%", None, "abc", True), ("a_", None, "abc", False), ("ax%", "x", "a%", True), ("ax%", "x", "abc", False)],
)
def test_the_evaluator_knows_like(pattern: str, escape: str | None, value: str, expected: bool):
    assert like(pattern, escape, value) is expected


def test_the_rows_make_a_difference():
    """A column that is the same in all rows would hide a mix-up."""
    names = [name for name in ROWS[0] if name != "id"]
    assert all(len({repr(row[name]) for row in ROWS}) > 1 for name in names)
