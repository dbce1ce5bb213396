"""Batches: few statements for many rows, RETURNING matched to the rows, SQL as designed."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from holdfast import Column, Date, DateTime, Integer, MetaData, Numeric, String, Table, event, exc, func, select
from holdfast.engine import Connection
from holdfast.engine.batch import DeleteBatch, InsertBatch, UpdateBatch
from tests.engine.shop import customer, on_sqlite, stock


@pytest.fixture
def sent(connection: Connection) -> list[str]:
    """The SQL that the connection executes from now on."""
    seen: list[str] = []
    event.listen(connection, "before_cursor_execute", lambda conn, cursor, sql, *rest: seen.append(sql))
    return seen


def insert(connection: Connection, columns: tuple[Any, ...], returning: tuple[Any, ...] = ()) -> InsertBatch:
    return InsertBatch.of(connection.dialect, columns[0].table, columns, returning)


@on_sqlite
def test_a_batch_is_made_once_a_shape(connection: Connection) -> None:
    assert insert(connection, (customer.c.name,)) is insert(connection, (customer.c.name,))
    assert insert(connection, (customer.c.name,)) is not insert(connection, (customer.c.city,))


@on_sqlite
def test_insert_without_returning_is_executemany(connection: Connection, sent: list[str]) -> None:
    batch = insert(connection, (customer.c.name,))
    assert batch.execute(connection, [("a",), ("b",)]) == []
    assert batch.execute(connection, [("c",)]) == []
    assert batch.execute(connection, []) == []
    assert sent == ["INSERT INTO customer (name) VALUES (?)"] * 2
    assert connection.scalars(select(customer.c.name)).all() == ["a", "b", "c"]


@on_sqlite
def test_generated_keys_come_in_the_order_of_the_rows(connection: Connection, sent: list[str]) -> None:
    batch = insert(connection, (customer.c.name,), (customer.c.id,))
    rows = [(f"n{number}",) for number in range(1201)]
    keys = batch.execute(connection, rows)
    assert len(sent) == 3
    assert sent[0].startswith("INSERT INTO customer (name) VALUES (?), (?), (?)")
    assert sent[0].endswith(" RETURNING id")
    by_key = {(row.id,): (row.name,) for row in connection.execute(select(customer))}
    assert [by_key[key] for key in keys] == rows


@on_sqlite
def test_further_columns_of_returning(connection: Connection) -> None:
    batch = insert(connection, (customer.c.name,), (customer.c.city, customer.c.id))
    assert batch.execute(connection, [("a",), ("b",)]) == [(None, 1), (None, 2)]
    batch = insert(connection, (customer.c.name,), (customer.c.city,))
    assert batch.execute(connection, [("a",), ("b",)]) == [(None,), (None,)]


@on_sqlite
def test_keys_given_by_the_client_match_the_rows(connection: Connection, sent: list[str]) -> None:
    columns = (stock.c.shop, stock.c.item, stock.c.pieces)
    batch = insert(connection, columns, (stock.c.pieces,))
    rows = [(2, "b", 1), (1, "z", 2), (1, "a", 3)]
    assert batch.execute(connection, rows) == [(1,), (2,), (3,)]
    assert sent == ["INSERT INTO stock (shop, item, pieces) VALUES (?, ?, ?), (?, ?, ?), (?, ?, ?)"
                    " RETURNING shop, item, pieces"]  # fmt: skip


@on_sqlite
def test_rows_come_back_in_order_even_if_the_database_mixes_them(connection: Connection) -> None:
    """RETURNING promises no order: the batch must not rely on the one that it sees."""
    batch = insert(connection, (customer.c.name,), (customer.c.id,))
    answer = [(12,), (10,), (11,)]
    batch._order_by_key(answer)
    assert answer == [(10,), (11,), (12,)]


@on_sqlite
def test_keys_that_do_not_ascend_are_refused(connection: Connection) -> None:
    batch = insert(connection, (customer.c.name,), (customer.c.id,))
    with pytest.raises(exc.InvalidRequestError, match="generated for table 'customer' do not ascend"):
        batch._order_by_key([(500,), (3,), (90,)])


@on_sqlite
def test_without_any_key_rows_go_one_by_one(connection: Connection, sent: list[str]) -> None:
    table = Table("keyless", MetaData(), Column("a", Integer), Column("b", Integer))
    table.create(connection)
    sent.clear()
    batch = InsertBatch.of(connection.dialect, table, (table.c.a,), (table.c.a, table.c.b))
    assert batch.execute(connection, [(1,), (2,)]) == [(1, None), (2, None)]
    assert sent == ["INSERT INTO keyless (a) VALUES (?) RETURNING a, b"] * 2


@on_sqlite
def test_rows_of_nothing_but_defaults(connection: Connection, sent: list[str]) -> None:
    batch = InsertBatch.of(connection.dialect, customer, (), (customer.c.id,))
    assert batch.execute(connection, [(), ()]) == [(1,), (2,)]
    InsertBatch.of(connection.dialect, customer, ()).execute(connection, [()])
    assert sent[0] == "INSERT INTO customer DEFAULT VALUES RETURNING id"
    assert connection.scalar(select(func.count()).select_from(customer)) == 3


@on_sqlite
def test_processors_are_applied(connection: Connection) -> None:
    table = Table(
        "dated", MetaData(), Column("id", Integer, primary_key=True), Column("day", Date), Column("at", DateTime)
    )
    table.create(connection)
    day, at = datetime.date(2026, 1, 2), datetime.datetime(2026, 1, 2, 3, 4, 5)
    batch = InsertBatch.of(connection.dialect, table, (table.c.day, table.c.at), (table.c.id, table.c.day))
    assert batch.execute(connection, [(day, at), (None, at)]) == [(1, day), (2, None)]
    update = UpdateBatch.of(connection.dialect, table, (table.c.id,), (table.c.day,))
    other = datetime.date(2027, 1, 1)
    assert update.execute(connection, [(1, other), (2, other)]) == 2
    assert update.execute(connection, [(1, day)]) == 1
    assert connection.execute(select(table.c.day, table.c.at)).all() == [(day, at), (other, at)]


@on_sqlite
def test_keys_of_a_processed_type_go_one_by_one_when_more_is_returned(connection: Connection, sent: list[str]) -> None:
    table = Table("by_day", MetaData(), Column("day", Date, primary_key=True), Column("n", Integer, server_default="5"))
    table.create(connection)
    sent.clear()
    days = [(datetime.date(2026, 1, number),) for number in (3, 1, 2)]
    batch = InsertBatch.of(connection.dialect, table, (table.c.day,), (table.c.day, table.c.n))
    assert batch.execute(connection, days) == [(*day, 5) for day in days]
    assert len(sent) == 3


@on_sqlite
def test_update_sets_each_row_to_its_own_values(connection: Connection, sent: list[str]) -> None:
    insert(connection, (customer.c.name,)).execute(connection, [(f"n{number}",) for number in range(1, 1101)])
    sent.clear()
    batch = UpdateBatch.of(connection.dialect, customer, (customer.c.id,), (customer.c.name, customer.c.city))
    rows = [(number, f"m{number}", "x") for number in range(1, 1101)]
    assert batch.execute(connection, rows) == 1100
    assert len(sent) == 3
    assert sent[0].startswith(
        "UPDATE customer SET name = v.column2, city = v.column3 FROM (VALUES (?, ?, ?), (?, ?, ?)"
    )
    assert sent[0].endswith(") AS v WHERE customer.id = v.column1")
    assert connection.execute(select(customer).order_by(customer.c.id)).all() == rows


@on_sqlite
def test_update_of_one_row_is_plain(connection: Connection, sent: list[str]) -> None:
    insert(connection, (customer.c.name,)).execute(connection, [("a",)])
    batch = UpdateBatch.of(connection.dialect, customer, (customer.c.id,), (customer.c.name,))
    assert batch.execute(connection, [(1, "b")]) == 1
    assert batch.execute(connection, [(9, "b")]) == 0
    assert batch.execute(connection, []) == 0
    assert sent[1] == "UPDATE customer SET name = ? WHERE id = ?"


@on_sqlite
def test_update_counts_only_rows_that_are_there(connection: Connection) -> None:
    insert(connection, (customer.c.name,)).execute(connection, [("a",), ("b",)])
    batch = UpdateBatch.of(connection.dialect, customer, (customer.c.id,), (customer.c.name,))
    assert batch.execute(connection, [(1, "x"), (2, "y"), (3, "z")]) == 2


@on_sqlite
def test_update_by_text_keys_and_composite_keys(connection: Connection) -> None:
    insert(connection, (stock.c.shop, stock.c.item)).execute(connection, [(1, "a"), (1, "b"), (2, "a")])
    batch = UpdateBatch.of(connection.dialect, stock, (stock.c.shop, stock.c.item), (stock.c.pieces,))
    assert batch.execute(connection, [(1, "a", 10), (2, "a", 20)]) == 2
    assert connection.execute(select(stock).order_by(stock.c.shop, stock.c.item)).all() == [
        (1, "a", 10), (1, "b", None), (2, "a", 20),
    ]  # fmt: skip


@on_sqlite
def test_update_of_many_rows_without_update_from(connection: Connection, sent: list[str]) -> None:
    insert(connection, (customer.c.name,)).execute(connection, [("a",), ("b",)])
    sent.clear()
    dialect: Any = connection.dialect
    dialect.features = dialect.features._replace(update_many="")
    batch = UpdateBatch(dialect, customer, (customer.c.id,), (customer.c.name,))
    assert batch.execute(connection, [(1, "x"), (2, "y"), (3, "z")]) == 2
    assert sent == ["UPDATE customer SET name = ? WHERE id = ?"]


UPDATES_OF_TWO_ROWS = {
    "from_values": (
        "UPDATE customer SET name = v.column2 FROM (VALUES (?, ?), (?, ?)) AS v WHERE customer.id = v.column1"
    ),
    "from_named_values": (
        "UPDATE customer SET name = v.column2 FROM (VALUES (CAST(? AS INTEGER), CAST(? AS VARCHAR)), "
        "(CAST(? AS INTEGER), CAST(? AS VARCHAR))) "
        "AS v (column1, column2) WHERE customer.id = v.column1"
    ),
    "join_values": (
        "UPDATE customer JOIN (SELECT ? AS column1, ? AS column2 UNION ALL SELECT ?, ?) AS v "
        "ON customer.id = v.column1 SET customer.name = v.column2"
    ),
}


@on_sqlite
@pytest.mark.parametrize("form", UPDATES_OF_TWO_ROWS)
def test_update_of_many_rows_in_the_words_of_the_database(connection: Connection, form: str) -> None:
    dialect: Any = connection.dialect
    dialect.features = dialect.features._replace(update_many=form)
    batch = UpdateBatch(dialect, customer, (customer.c.id,), (customer.c.name,))
    assert batch.describe(2) == UPDATES_OF_TWO_ROWS[form]


@on_sqlite
def test_delete(connection: Connection, sent: list[str]) -> None:
    insert(connection, (customer.c.name,)).execute(connection, [(f"n{number}",) for number in range(1101)])
    sent.clear()
    batch = DeleteBatch.of(connection.dialect, customer, (customer.c.id,))
    assert batch.execute(connection, [(number,) for number in range(1, 1103)]) == 1101
    assert len(sent) == 3
    assert sent[0].startswith("DELETE FROM customer WHERE id IN (?, ?, ?")
    assert batch.execute(connection, [(1,)]) == 0
    assert sent[-1] == "DELETE FROM customer WHERE id = ?"
    assert batch.execute(connection, []) == 0


@on_sqlite
def test_delete_by_composite_keys(connection: Connection, sent: list[str]) -> None:
    insert(connection, (stock.c.shop, stock.c.item)).execute(connection, [(1, "a"), (1, "b"), (2, "a")])
    sent.clear()
    batch = DeleteBatch.of(connection.dialect, stock, (stock.c.shop, stock.c.item))
    assert batch.execute(connection, [(1, "a"), (2, "a")]) == 2
    assert sent == ["DELETE FROM stock WHERE (shop, item) IN (VALUES (?, ?), (?, ?))"]
    assert connection.execute(select(stock.c.shop, stock.c.item)).all() == [(1, "b")]


@on_sqlite
def test_names_are_quoted(connection: Connection) -> None:
    table = Table('odd "t"', MetaData(), Column("Key", Integer, primary_key=True), Column("order", String))
    table.create(connection)
    columns = (table.c.order,)
    assert InsertBatch.of(connection.dialect, table, columns, (table.c.Key,)).execute(connection, [("a",), ("b",)]) == [
        (1,), (2,),
    ]  # fmt: skip
    update = UpdateBatch.of(connection.dialect, table, (table.c.Key,), columns)
    assert update.execute(connection, [(1, "x"), (2, "y")]) == 2
    assert DeleteBatch.of(connection.dialect, table, (table.c.Key,)).execute(connection, [(1,), (2,)]) == 2


@on_sqlite
def test_description(connection: Connection) -> None:
    batch = insert(connection, (customer.c.name,), (customer.c.id,))
    assert batch.describe(1) == "INSERT INTO customer (name) VALUES (?) RETURNING id"
    assert batch.describe(1200) == (
        "INSERT INTO customer (name) VALUES (?), (?) RETURNING id  -- 1200 rows in 3 statements"
    )
    delete = DeleteBatch.of(connection.dialect, customer, (customer.c.id,))
    assert delete.describe(3) == "DELETE FROM customer WHERE id IN (?, ?)  -- 3 rows in 1 statement"


@on_sqlite
def test_chunks_respect_the_number_of_parameters(connection: Connection, sent: list[str]) -> None:
    dialect: Any = connection.dialect
    dialect.features = dialect.features._replace(max_parameters=7)
    batch = InsertBatch(dialect, customer, (customer.c.name, customer.c.city), (customer.c.id,))
    assert batch.execute(connection, [("a", "x")] * 7) == [(number,) for number in range(1, 8)]
    assert len(sent) == 3


@on_sqlite
def test_errors_carry_the_statement(connection: Connection) -> None:
    insert(connection, (customer.c.id,)).execute(connection, [(1,)])
    batch = insert(connection, (customer.c.id,), (customer.c.name,))
    with pytest.raises(exc.IntegrityError, match=r"UNIQUE constraint failed: customer.id") as raised:
        batch.execute(connection, [(2,), (1,)])
    assert raised.value.statement is not None
    assert raised.value.statement.startswith("INSERT INTO customer (id) VALUES")


MIXED = [Decimal("12345678901234567890.0123456789"), 1.5, None, 7, Decimal("0.1")]


@pytest.fixture
def amounts(connection: Connection) -> Table:
    """A table of exact numbers."""
    table = Table("amount", MetaData(), Column("id", Integer, primary_key=True), Column("sum", Numeric(30, 10)))
    table.create(connection)
    return table


@pytest.mark.parametrize("database", ["postgresql", "mariadb"], indirect=True)
def test_a_float_among_exact_numbers_leaves_them_exact(connection: Connection, amounts: Table) -> None:
    keys = insert(connection, (amounts.c.sum,), (amounts.c.id,)).execute(connection, [(value,) for value in MIXED])
    assert connection.scalars(select(amounts.c.sum).order_by(amounts.c.id)).all() == MIXED

    turned = MIXED[::-1]
    batch = UpdateBatch.of(connection.dialect, amounts, (amounts.c.id,), (amounts.c.sum,))
    batch.execute(connection, [(key, value) for (key,), value in zip(keys, turned, strict=True)])
    assert connection.scalars(select(amounts.c.sum).order_by(amounts.c.id)).all() == turned
