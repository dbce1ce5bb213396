"""Connection.execute() and its kin: what can be executed, parameters, results, caching, options."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from holdfast import DDL, bindparam, exc, func, literal_column, select, text
from holdfast.engine import Connection
from holdfast.types import Integer, String
from tests.engine.shop import customer, on_sqlite, purchase


@pytest.fixture
def filled(connection: Connection) -> Connection:
    connection.execute(customer.insert(), [{"id": i, "name": f"n{i}", "city": "x"} for i in range(1, 6)])
    connection.commit()
    return connection


def test_select(filled: Connection) -> None:
    result = filled.execute(select(customer.c.id, customer.c.name).where(customer.c.id == 2))
    assert result.keys() == ["id", "name"]
    row = result.one()
    assert (row.id, row.name, row._mapping[customer.c.name]) == (2, "n2", "n2")


def test_scalar_and_scalars(filled: Connection) -> None:
    assert filled.scalar(select(func.count()).select_from(customer)) == 5
    assert filled.scalars(select(customer.c.id).order_by(customer.c.id)).all() == [1, 2, 3, 4, 5]
    assert filled.scalar(select(customer.c.id).where(customer.c.id == 99)) is None


def test_parameters_by_name(filled: Connection) -> None:
    statement = select(customer.c.name).where(customer.c.id == bindparam("wanted"))
    assert filled.execute(statement, {"wanted": 3}).scalar() == "n3"
    assert filled.execute(statement, [{"wanted": 4}]).scalar() == "n4"


def test_one_compiled_statement_serves_other_values(filled: Connection) -> None:
    cache: dict[Any, Any] = {}
    connection = filled.execution_options(compiled_cache=cache)
    for number in (1, 2, 3):
        assert connection.execute(select(customer.c.id).where(customer.c.id == number)).scalar() == number
    assert len(cache) == 1


def test_without_a_cache(filled: Connection) -> None:
    connection = filled.execution_options(compiled_cache=None)
    assert connection.execute(select(customer.c.id).where(customer.c.id == 2)).scalar() == 2


def test_in_lists_of_different_lengths_share_a_compiled_statement(filled: Connection) -> None:
    for wanted in ([1], [1, 2, 3], []):
        found = filled.scalars(select(customer.c.id).where(customer.c.id.in_(wanted)).order_by(customer.c.id)).all()
        assert found == wanted


def test_text(filled: Connection) -> None:
    assert filled.execute(text("SELECT name FROM customer WHERE id = :id"), {"id": 2}).scalar() == "n2"
    filled.execute(text("UPDATE customer SET city = :city WHERE id = :id"), [{"id": i, "city": "y"} for i in (1, 2)])
    assert filled.scalar(text("SELECT count(*) FROM customer WHERE city = 'y'")) == 2


def test_text_with_columns(filled: Connection) -> None:
    statement = text("SELECT name, 5 AS five, id FROM customer WHERE id = 1").columns(id=Integer, five=String)
    row = filled.execute(statement).one()
    assert row == ("n1", 5, 1)
    assert row.five == 5


def test_rows_of_text_are_found_by_columns_of_the_same_name(filled: Connection) -> None:
    row = filled.execute(text("SELECT id, name FROM customer WHERE id = 1")).one()
    assert row._mapping[customer.c.name] == "n1"


def test_functions_and_literals(connection: Connection) -> None:
    assert connection.execute(func.lower("ABC")).scalar() == "abc"
    assert connection.scalar(select(literal_column("1 + 1"))) == 2


def test_compiled_objects(filled: Connection) -> None:
    compiled = select(customer.c.name).where(customer.c.id == 2).compile(dialect=filled.dialect)
    assert filled.execute(compiled).scalar() == "n2"


@on_sqlite
def test_driver_sql(filled: Connection) -> None:
    assert filled.exec_driver_sql("SELECT ?", (1,)).scalar() == 1
    assert filled.exec_driver_sql("SELECT :a", {"a": 2}).scalar() == 2
    result = filled.exec_driver_sql("UPDATE customer SET city = ? WHERE id = ?", [("z", 1), ("z", 2)])
    assert result.rowcount == 2


@pytest.mark.parametrize("thing", ["SELECT 1", 5, customer])
def test_what_cannot_be_executed(connection: Connection, thing: Any) -> None:
    with pytest.raises(exc.ObjectNotExecutableError, match="Not an executable object"):
        connection.execute(thing)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ((1,), "List argument must consist only of dictionaries"),
        ([1], "List argument must consist only of dictionaries"),
        ("x", "mapping or list expected for parameters"),
    ],
)
def test_wrong_parameters(connection: Connection, parameters: Any, message: str) -> None:
    with pytest.raises(exc.ArgumentError, match=message):
        connection.execute(text("SELECT :a"), parameters)


@on_sqlite
def test_a_missing_parameter(connection: Connection) -> None:
    message = r"(?s)A value is required for bind parameter 'q'.*\[SQL: SELECT \?\]"
    with pytest.raises(exc.StatementError, match=message):
        connection.execute(text("SELECT :q"))


@on_sqlite
def test_a_value_that_the_type_refuses(connection: Connection) -> None:
    message = "SQLite DateTime type only accepts Python datetime and date objects as input"
    with pytest.raises(exc.StatementError, match=message) as raised:
        connection.execute(purchase.insert(), {"amount": 1, "made_at": "today"})
    assert isinstance(raised.value.orig, TypeError)


def test_result_processors(connection: Connection) -> None:
    moment = datetime.datetime(2026, 2, 28, 13, 5, 9)
    connection.execute(purchase.insert(), {"id": 1, "amount": 1, "made_at": moment})
    assert connection.execute(select(purchase.c.made_at)).one() == (moment,)
    assert connection.scalars(select(purchase.c.made_at)).all() == [moment]
    assert connection.execute(select(purchase.c.id, purchase.c.made_at)).mappings().one()["made_at"] == moment
    assert [row.made_at for row in connection.execute(select(purchase))] == [moment]


def test_yield_per_option(filled: Connection) -> None:
    statement = select(customer.c.id).execution_options(yield_per=2)
    assert [len(part) for part in filled.execute(statement).partitions()] == [2, 2, 1]
    assert [
        len(part) for part in filled.execute(select(customer), execution_options={"yield_per": 4}).partitions()
    ] == [
        4,
        1,
    ]


@on_sqlite
def test_schema_translate_map(connection: Connection) -> None:
    connection.exec_driver_sql("ATTACH DATABASE ':memory:' AS other")
    connection.rollback()
    translated = connection.execution_options(schema_translate_map={None: "other"})
    customer.create(translated)
    translated.execute(customer.insert(), [{"name": "there"}, {"name": "too"}])
    translated.execute(customer.insert().returning(customer.c.id), [{"name": "a"}, {"name": "b"}])
    assert translated.scalar(select(func.count()).select_from(customer)) == 4
    assert translated.exec_driver_sql("SELECT count(*) FROM other.customer").scalar() == 4
    assert translated.exec_driver_sql("SELECT count(*) FROM main.customer").scalar() == 0


def test_preserve_rowcount(filled: Connection) -> None:
    result = filled.execute(select(customer), execution_options={"preserve_rowcount": True})
    result.all()
    assert result.rowcount == (-1 if filled.dialect.name == "sqlite" else 5), "SQLite does not count what it reads"


@on_sqlite
def test_many_parameter_sets_for_a_select_are_the_drivers_error(filled: Connection) -> None:
    statement = select(customer.c.name).where(customer.c.id == bindparam("wanted"))
    with pytest.raises(exc.ProgrammingError, match=r"executemany\(\) can only execute DML statements"):
        filled.execute(statement, [{"wanted": 1}, {"wanted": 2}])


def test_text_that_writes_and_returns_counts_its_rows(filled: Connection) -> None:
    if filled.dialect.features.update_returning:
        result = filled.execute(text("UPDATE customer SET city = 'x' WHERE id < 3 RETURNING id"))
        assert len(result.all()) == 2
        assert result.rowcount == 2


def test_ddl_may_return_rows(connection: Connection) -> None:
    assert connection.execute(DDL("SELECT 1")).all() == [(1,)]


@pytest.mark.parametrize("option", ["isolation_level", "compiled_cache"])
def test_options_that_are_a_connections(option: str) -> None:
    with pytest.raises(exc.ArgumentError, match=f"'{option}' execution option may only be specified on Connection"):
        select(1).execution_options(**{option: None})
