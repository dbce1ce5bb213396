"""INSERT, UPDATE, DELETE: defaults, keys, RETURNING, many parameter sets."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest

from holdfast import Column, Integer, MetaData, String, Table, bindparam, event, exc, func, select, text
from holdfast.engine import Connection, ExecutionContext
from tests.engine.shop import customer, on_sqlite, purchase, stock


def names(connection: Connection) -> list[str]:
    return list(connection.scalars(select(customer.c.name).order_by(customer.c.id)))


def test_insert_one(connection: Connection) -> None:
    result = connection.execute(customer.insert(), {"name": "a"})
    assert result.rowcount == 1
    if connection.dialect.features.lastrowid:
        assert result.lastrowid == 1
    assert result.is_insert
    assert result.inserted_primary_key == (1,)
    assert result.inserted_primary_key.id == 1
    assert result.inserted_primary_key._mapping[customer.c.id] == 1
    assert result.last_inserted_params() == {"name": "a"}


def test_insert_values(connection: Connection) -> None:
    result = connection.execute(customer.insert().values(name="a", city=func.upper("x")))
    assert result.inserted_primary_key == (1,)
    assert connection.execute(select(customer)).one() == (1, "a", "X")


def test_insert_nothing_but_defaults(connection: Connection) -> None:
    assert connection.execute(customer.insert()).inserted_primary_key == (1,)


def test_a_given_key(connection: Connection) -> None:
    assert connection.execute(stock.insert(), {"shop": 2, "item": "x"}).inserted_primary_key == (2, "x")


def test_insert_many(connection: Connection) -> None:
    result = connection.execute(customer.insert(), [{"name": "a"}, {"name": "b"}])
    assert result.rowcount == 2
    assert result.inserted_primary_key_rows == [(None,), (None,)]
    with pytest.raises(exc.InvalidRequestError, match="This statement was an executemany call"):
        _ = result.inserted_primary_key
    assert names(connection) == ["a", "b"]


def test_several_rows_of_values(connection: Connection) -> None:
    connection.execute(customer.insert().values([{"name": "a"}, {"name": "b"}]))
    assert names(connection) == ["a", "b"]


def test_parameter_sets_need_the_same_names(connection: Connection) -> None:
    message = r"A value is required for bind parameter 'name', in parameter group 1"
    with pytest.raises(exc.StatementError, match=message):
        connection.execute(customer.insert(), [{"name": "a"}, {"city": "b"}])


def test_unknown_names_are_refused(connection: Connection) -> None:
    with pytest.raises(exc.CompileError, match="Unconsumed column names: nope"):
        connection.execute(customer.insert(), {"nope": 1})


def test_insert_returning_one(connection: Connection) -> None:
    result = connection.execute(customer.insert().returning(customer.c.id, customer.c.name), {"name": "a"})
    assert result.keys() == ["id", "name"]
    assert result.one() == (1, "a")


def test_insert_returning_many_comes_in_the_order_of_the_sets(connection: Connection) -> None:
    sets = [{"name": f"n{number}"} for number in range(1200)]
    result = connection.execute(customer.insert().returning(customer.c.id, customer.c.name), sets)
    assert [row.name for row in result] == [given["name"] for given in sets]


def test_insert_returning_many_with_given_keys(connection: Connection) -> None:
    sets = [{"shop": 1, "item": item, "pieces": 3} for item in "cab"]
    result = connection.execute(stock.insert().returning(stock.c.item, stock.c.pieces), sets)
    assert result.all() == [("c", 3), ("a", 3), ("b", 3)]


def test_insert_returning_many_with_an_expression_goes_set_by_set(connection: Connection) -> None:
    statement = customer.insert().values(city=func.upper(bindparam("where"))).returning(customer.c.city)
    result = connection.execute(statement, [{"name": "a", "where": "x"}, {"name": "b", "where": "y"}])
    assert result.scalars().all() == ["X", "Y"]


def test_update_and_delete_count_matched_rows(connection: Connection) -> None:
    connection.execute(customer.insert(), [{"name": "a"}, {"name": "b"}, {"name": "c"}])
    assert connection.execute(customer.update().values(city="x")).rowcount == 3
    assert connection.execute(customer.update().where(customer.c.id < 3).values(city="x")).rowcount == 2
    assert connection.execute(customer.delete().where(customer.c.id > 1)).rowcount == 2
    assert connection.execute(customer.delete().where(customer.c.id > 1)).rowcount == 0


def test_update_many(connection: Connection) -> None:
    connection.execute(customer.insert(), [{"name": "a"}, {"name": "b"}])
    statement = customer.update().where(customer.c.id == bindparam("key"))
    result = connection.execute(statement, [{"key": 1, "name": "x"}, {"key": 2, "name": "y"}])
    assert result.rowcount == 2
    assert names(connection) == ["x", "y"]


@on_sqlite
def test_update_and_delete_returning(connection: Connection) -> None:
    connection.execute(customer.insert(), [{"name": "a"}, {"name": "b"}])
    updated = connection.execute(customer.update().values(city="x").returning(customer.c.name, customer.c.city))
    assert sorted(updated.all()) == [("a", "x"), ("b", "x")]
    deleted = connection.execute(customer.delete().where(customer.c.id == 1).returning(customer.c.name))
    assert deleted.rowcount == 1
    assert deleted.scalars().all() == ["a"]
    connection.commit()


def test_rows_of_returning_do_not_keep_the_transaction_open(connection: Connection) -> None:
    connection.execute(customer.insert().returning(customer.c.id), [{"name": "a"}, {"name": "b"}]).first()
    connection.commit()
    assert names(connection) == ["a", "b"]


def test_return_defaults(connection: Connection) -> None:
    result = connection.execute(purchase.insert().return_defaults(purchase.c.made_at), {"amount": 5})
    assert result.inserted_primary_key == (1,)
    assert result.returned_defaults is not None
    assert result.returned_defaults.made_at == connection.scalar(select(purchase.c.made_at))
    assert not result.returns_rows


def test_columns_that_only_the_database_knows(connection: Connection) -> None:
    result = connection.execute(purchase.insert(), {"amount": 5})
    assert list(result.postfetch_cols()) == [purchase.c.made_at]
    assert result.lastrow_has_defaults()


def test_results_of_other_statements_refuse(connection: Connection) -> None:
    selected = connection.execute(select(customer))
    for ask in (lambda: selected.inserted_primary_key, selected.last_inserted_params):
        with pytest.raises(exc.InvalidRequestError, match=r"Statement is not an insert\(\) expression construct"):
            ask()
    updated = connection.execute(customer.update().values(name="x"))
    with pytest.raises(exc.InvalidRequestError, match=r"Statement is not an insert\(\) expression construct"):
        _ = updated.inserted_primary_key
    assert updated.last_updated_params() == {"name": "x"}


class TestDefaults:
    """Python-side defaults are called for each row; SQL ones are rendered."""

    @pytest.fixture
    def numbers(self) -> Any:
        return count(1)

    @pytest.fixture
    def table(self, connection: Connection, numbers: Any) -> Table:
        def described(context: ExecutionContext) -> str:
            given = context.get_current_parameters()
            return f"{given['scalar']}-{given['number']}"

        table = Table(
            "defaulted",
            MetaData(),
            Column("id", Integer, primary_key=True),
            Column("scalar", String(20), default="s"),
            Column("number", Integer, default=lambda: next(numbers)),
            Column("described", String(40), default=described),
            Column("expression", Integer, default=func.abs(-7)),
            Column("changed", Integer, onupdate=lambda: next(numbers) * 100),
        )
        table.create(connection)
        return table

    def test_one(self, connection: Connection, table: Table) -> None:
        result = connection.execute(table.insert())
        assert connection.execute(select(table)).one() == (1, "s", 1, "s-1", 7, None)
        assert {column.key for column in result.prefetch_cols()} == {"scalar", "number", "described"}
        assert result.last_inserted_params()["described"] == "s-1"

    def test_given_values_win(self, connection: Connection, table: Table) -> None:
        connection.execute(table.insert(), {"scalar": "given", "expression": 1})
        assert connection.execute(select(table)).one() == (1, "given", 1, "given-1", 1, None)

    def test_many(self, connection: Connection, table: Table) -> None:
        connection.execute(table.insert(), [{"scalar": "a"}, {"scalar": "b"}])
        assert connection.scalars(select(table.c.described)).all() == ["a-1", "b-2"]

    def test_many_with_returning(self, connection: Connection, table: Table) -> None:
        statement = table.insert().returning(table.c.described, table.c.expression)
        assert connection.execute(statement, [{"scalar": "a"}, {"scalar": "b"}]).all() == [("a-1", 7), ("b-2", 7)]

    def test_several_rows_of_values(self, connection: Connection, table: Table) -> None:
        connection.execute(table.insert().values([{"scalar": "a"}, {"scalar": "b"}]))
        assert connection.scalars(select(table.c.described)).all() == ["a-1", "b-2"]

    def test_onupdate(self, connection: Connection, table: Table) -> None:
        connection.execute(table.insert())
        connection.execute(table.update().values(scalar="x"))
        assert connection.scalar(select(table.c.changed)) == 200
        connection.execute(table.update().values(changed=5))
        assert connection.scalar(select(table.c.changed)) == 5

    def test_an_error_in_a_default_is_wrapped(self, connection: Connection) -> None:
        def fail() -> int:
            raise RuntimeError("no number today")

        table = Table(
            "failing", MetaData(), Column("id", Integer, primary_key=True), Column("x", Integer, default=fail)
        )
        table.create(connection)
        with pytest.raises(exc.StatementError, match="no number today"):
            connection.execute(table.insert())

    def test_current_parameters_elsewhere(self, connection: Connection) -> None:
        context = ExecutionContext(connection)
        with pytest.raises(exc.InvalidRequestError, match="can only be invoked in the context of a Python side column"):
            context.get_current_parameters()


def test_a_key_that_is_a_sql_expression(connection: Connection) -> None:
    table = Table("keyed", MetaData(), Column("id", String(10), primary_key=True, default=func.lower("KEY")))
    table.create(connection)
    assert connection.execute(table.insert()).inserted_primary_key == ("key",)


def test_results_side_by_side_and_one_behind_the_other(connection: Connection) -> None:
    def returning(statement: Any) -> Any:
        return connection.execute(statement.returning(customer.c.id), [{"name": "a"}, {"name": "b"}])

    both = returning(customer.insert()).splice_horizontally(returning(customer.insert()))
    assert both.all() == [(1, 3), (2, 4)]
    behind = returning(customer.insert()).splice_vertically(returning(customer.insert()))
    assert behind.scalars().all() == [5, 6, 7, 8]


def test_insert_from_select(connection: Connection) -> None:
    connection.execute(customer.insert(), [{"name": "a"}, {"name": "b"}])
    connection.execute(customer.insert().from_select(["name"], select(customer.c.city).where(text("1 = 1"))))
    assert connection.scalar(select(func.count()).select_from(customer)) == 4


@pytest.mark.parametrize("returning", [False, True])
def test_a_set_that_lacks_a_value_is_named(connection: Connection, returning: bool) -> None:
    statement = customer.insert().returning(customer.c.id) if returning else customer.insert()
    with pytest.raises(exc.StatementError, match="A value is required for bind parameter 'city', in parameter group 1"):
        connection.execute(statement, [{"name": "a", "city": "x"}, {"name": "b"}])


def test_rows_of_a_plain_insert_share_statements_where_that_is_faster(connection: Connection) -> None:
    seen: list[bool] = []
    event.listen(connection, "before_cursor_execute", lambda *arguments: seen.append(arguments[4].batched))
    result = connection.execute(customer.insert(), [{"name": str(number)} for number in range(5)])
    assert result.rowcount == 5
    assert seen == [connection.dialect.features.multirow_insert_is_faster]
    assert names(connection) == ["0", "1", "2", "3", "4"]
