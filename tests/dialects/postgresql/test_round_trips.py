"""Values of every type are read back as they were written, as parameters and as literals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

import holdfast as hf
from holdfast import exc
from holdfast.dialects import postgresql as pg
from holdfast.engine import Engine
from tests.dialects.postgresql.boundary_values import CASES, EXTENSIONS

WITHOUT_EQUALITY = frozenset(("JSON", "JSONPATH"))


@pytest.fixture
def table(request: pytest.FixtureRequest, postgresql: Engine) -> Iterator[hf.Table]:
    """A table with a column `v` of a case's type."""
    case = request.param
    metadata = hf.MetaData()
    type_ = CASES[case][0].copy()
    table = hf.Table("t", metadata, hf.Column("id", hf.Integer, primary_key=True), hf.Column("v", type_))
    table.info["values"] = CASES[case][1]
    with postgresql.begin() as connection:
        for word, extension in EXTENSIONS.items():
            if word in case:
                connection.exec_driver_sql(f"CREATE EXTENSION {extension}")
        metadata.create_all(connection)
    yield table


def same(found: Any, value: Any) -> bool:
    if isinstance(value, Decimal) and value.is_nan():
        return isinstance(found, Decimal) and found.is_nan()
    return found == value and (isinstance(value, list) or type(found) is type(value))


@pytest.mark.parametrize("table", CASES, indirect=True)
def test_round_trip(postgresql: Engine, table: hf.Table) -> None:
    values = [*table.info["values"], None]
    read = hf.select(table.c.v).order_by(table.c.id)
    with postgresql.connect() as connection:
        connection.execute(table.insert(), [{"id": n, "v": value} for n, value in enumerate(values, 1)])
        found = connection.scalars(read).all()
        assert all(map(same, found, values)), found
        connection.execute(table.delete())
        for number, value in enumerate(values, 1):
            statement = table.insert().values(id=number, v=value)
            sql = statement.compile(postgresql, compile_kwargs={"literal_binds": True})
            connection.exec_driver_sql(str(sql))
        found = connection.scalars(read).all()
        assert all(map(same, found, values)), found


@pytest.mark.parametrize(
    "table", [case for case, (type_, _) in CASES.items() if type_.__visit_name__ not in WITHOUT_EQUALITY], indirect=True
)
def test_a_literal_means_what_the_parameter_means(postgresql: Engine, table: hf.Table) -> None:
    """A row is found by its value, written either way."""
    column = table.c.v
    with postgresql.connect() as connection:
        for value in table.info["values"]:
            connection.execute(table.delete())
            connection.execute(table.insert(), {"id": 1, "v": value})
            statement = hf.select(hf.func.count()).where(column == hf.literal(value, column.type))
            assert connection.scalar(statement) == 1, value
            sql = str(statement.compile(postgresql, compile_kwargs={"literal_binds": True}))
            assert connection.exec_driver_sql(sql).scalar() == 1, sql


@pytest.mark.parametrize("text", ["infinity", "-infinity", "4713-01-01 BC", "20000-01-01"])
def test_dates_that_python_has_not_are_refused(postgresql: Engine, text: str) -> None:
    with postgresql.connect() as connection, pytest.raises(exc.DataError, match="date too"):
        connection.scalar(hf.select(hf.cast(hf.literal(text), hf.Date)))


def test_money_is_text(postgresql: Engine) -> None:
    with postgresql.connect() as connection:
        connection.exec_driver_sql("SET lc_monetary = 'C'")
        assert connection.scalar(hf.select(hf.cast(Decimal("1000.5"), pg.MONEY))) == "$1,000.50"


def test_a_parameter_is_not_cut_by_the_limits_of_its_column(postgresql: Engine) -> None:
    """The cast of a parameter has no length and no precision."""
    for type_, value in (
        (pg.ARRAY(hf.String(2)), ["abc"]),
        (hf.String(2), "abc"),
        (pg.TIMESTAMP(precision=0), dt.datetime(2020, 1, 1, 0, 0, 0, 900_000)),
        (pg.ARRAY(hf.Numeric(2, 1)), [Decimal("1.234")]),
    ):
        with postgresql.connect() as connection:
            assert connection.scalar(hf.select(hf.literal(value, type_))) == value


@pytest.mark.parametrize("value", [(1, 2), {1, 2}, iter([1, 2])], ids=["tuple", "set", "iterator"])
def test_any_iterable_is_an_array(postgresql: Engine, value: Any) -> None:
    with postgresql.connect() as connection:
        assert sorted(connection.scalar(hf.select(hf.literal(value, pg.ARRAY(hf.Integer))))) == [1, 2]


def test_the_serializers_of_the_engine_are_used(postgresql: Engine) -> None:
    engine = hf.create_engine(
        postgresql.url, json_serializer=lambda value: '{"written": 1}', json_deserializer=lambda text: ("read", text)
    )
    with engine.connect() as connection:
        assert connection.scalar(hf.select(hf.literal({}, hf.JSON))) == ("read", '{"written": 1}')
    engine.dispose()


def test_results_that_the_driver_gives_cost_nothing() -> None:
    dialect = pg.dialect()
    for case in (
        "Integer",
        "String",
        "Numeric",
        "Float",
        "DateTime",
        "Uuid",
        "LargeBinary",
        "JSON",
        "JSONB",
        "Interval",
    ):
        assert CASES[case][0]._result(dialect) is None, case
    for case in ("ARRAY of Integer", "ARRAY of String", "ARRAY of JSONB"):
        assert CASES[case][0]._result(dialect) is None, case
    for case in ("Integer", "String", "Numeric", "Float", "DateTime", "Uuid", "LargeBinary", "Interval"):
        assert CASES[case][0]._bind(dialect) is None, case


@pytest.mark.parametrize("case", ["String", "LargeBinary", "JSON", "HSTORE", "ARRAY of String", "Enum"])
def test_literals_mean_the_same_under_the_old_rule_for_backslashes(postgresql: Engine, case: str) -> None:
    """``standard_conforming_strings`` off: a backslash escapes in plain literals."""
    type_, values = CASES[case]
    with postgresql.connect() as connection:
        for extension in EXTENSIONS.values():
            connection.exec_driver_sql(f"CREATE EXTENSION {extension}")
        connection.exec_driver_sql("SET standard_conforming_strings = off; SET escape_string_warning = off")
        if case == "Enum":
            type_.create(connection)
        for value in values:
            statement = hf.select(hf.cast(hf.literal(value, type_), type_))
            sql = str(statement.compile(postgresql, compile_kwargs={"literal_binds": True}))
            found = connection.execute(
                hf.text(sql.replace(":", r"\:").replace("%%", "%")).columns(hf.column("x", type_))
            ).scalar()
            assert same(found, value), sql


@pytest.mark.parametrize("type_", [hf.String(), pg.ARRAY(hf.String), pg.JSONB()], ids=repr)
def test_text_with_nul_characters_is_refused(postgresql: Engine, type_: Any) -> None:
    value = ["a\0"] if type_._is_array else "a\0"
    with postgresql.connect() as connection, pytest.raises(exc.DBAPIError, match=r"NUL|u0000"):
        connection.scalar(hf.select(hf.literal(value, type_)))
