"""INSERT with ON CONFLICT, RETURNING, UPDATE .. FROM, DELETE .. USING, generated keys: executed by the server."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from holdfast import (
    Column,
    Identity,
    Index,
    Integer,
    MetaData,
    Sequence,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    bindparam,
    exc,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from holdfast.dialects import postgresql as pg

metadata = MetaData()
stock = Table(
    "stock",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String),
    Column("size", Integer),
    Column("amount", Integer, server_default="0"),
    UniqueConstraint("name", "size", name="One of a kind"),
)
arrivals = Table("arrivals", metadata, Column("stock_id", Integer), Column("amount", Integer))
partial = Index("small ones", stock.c.name, unique=True, postgresql_where=stock.c.size < 5)


@pytest.fixture
def connection(postgresql: Any) -> Any:
    with postgresql.connect() as connection:
        metadata.create_all(connection)
        connection.execute(stock.insert().values(id=100_000, name="bolt", size=3))
        yield connection
        connection.rollback()


def rows(connection: Any) -> list[Any]:
    found: list[Any] = connection.execute(select(stock.c.name, stock.c.size, stock.c.amount).order_by(stock.c.id)).all()
    return found


BOLT = {"name": "bolt", "size": 3, "amount": 7}


def upsert(**options: Any) -> Any:
    """An INSERT of what is there already, which adds up the amounts."""
    statement = pg.insert(stock).values(**BOLT)
    return statement.on_conflict_do_update(set_={"amount": stock.c.amount + statement.excluded.amount}, **options)


@pytest.mark.parametrize(
    "target",
    [
        {"constraint": "One of a kind"},
        {"constraint": next(c for c in stock.constraints if c.name == "One of a kind")},
        {"constraint": partial},
        {"index_elements": ["name", "size"]},
        {"index_elements": [stock.c.name, stock.c.size]},
        {"index_elements": ["name"], "index_where": stock.c.size < 5},
    ],
)
def test_the_row_in_the_way_is_updated(connection: Any, target: dict[str, Any]) -> None:
    # More often than the driver prepares a statement after: a partial index is found then as well.
    for times in range(1, 8):
        connection.execute(upsert(**target))
        assert rows(connection) == [("bolt", 3, 7 * times)]


def test_where_says_which_rows_are_updated(connection: Any) -> None:
    statement = upsert(constraint="One of a kind", where=stock.c.amount > 0).returning(stock.c.amount)
    assert connection.scalars(statement).all() == []
    assert rows(connection) == [("bolt", 3, 0)]


def test_the_row_in_the_way_is_left(connection: Any) -> None:
    assert connection.execute(pg.insert(stock).values(**BOLT).on_conflict_do_nothing()).rowcount == 0
    many = [BOLT, {"name": "nut", "size": 9, "amount": 1}]
    connection.execute(pg.insert(stock).on_conflict_do_nothing(index_elements=["name", "size"]), many)
    assert rows(connection) == [("nut", 9, 1), ("bolt", 3, 0)]


def test_the_row_in_the_way_of_many(connection: Any) -> None:
    statement = pg.insert(stock)
    statement = statement.on_conflict_do_update(index_elements=["name", "size"], set_=dict(statement.excluded))
    new = [{"id": 7, **BOLT}, {"id": 8, "name": "nut", "size": 9, "amount": 1}]
    connection.execute(statement, new)
    assert rows(connection) == [("bolt", 3, 7), ("nut", 9, 1)]


def test_an_unknown_constraint(connection: Any) -> None:
    with pytest.raises(exc.ProgrammingError, match='constraint "nobody" for table "stock" does not exist'):
        connection.execute(upsert(constraint="nobody"))


def test_misuse() -> None:
    statement = pg.insert(stock)
    with pytest.raises(ValueError, match="'constraint' and 'index_elements' are mutually exclusive"):
        statement.on_conflict_do_nothing("x", ["name"])
    with pytest.raises(ValueError, match="Either constraint or index_elements"):
        statement.on_conflict_do_update(set_={"name": "x"})
    with pytest.raises(ValueError, match="set parameter dictionary must not be empty"):
        statement.on_conflict_do_update("x", set_={})
    with pytest.raises(exc.InvalidRequestError, match="already has an ON CONFLICT clause"):
        statement.on_conflict_do_nothing().on_conflict_do_nothing()


# -- keys


def test_generated_keys(connection: Any) -> None:
    inserted = connection.execute(stock.insert().values(name="nut"))
    assert inserted.inserted_primary_key == (1,)
    assert connection.execute(stock.insert()).inserted_primary_key == (2,)
    key = select(func.max(stock.c.id) + 1).scalar_subquery()
    assert connection.execute(stock.insert().values(id=key)).inserted_primary_key == (100_001,)


@pytest.mark.parametrize(
    "column",
    [
        Column("id", Integer, primary_key=True),
        Column("id", Integer, Identity(start=1), primary_key=True),
        Column("id", Integer, Identity(always=True), primary_key=True),
        Column("id", Integer, Sequence("numbers"), primary_key=True),
        Column("id", Integer, Sequence("numbers", optional=True), primary_key=True),
        Column("id", Integer, primary_key=True, server_default=text("(floor(random() * 0) + 1)::int")),
    ],
    ids=["serial", "identity", "identity always", "sequence", "optional sequence", "server default"],
)
def test_ways_to_generate_keys(postgresql: Any, column: Column[int]) -> None:
    metadata = MetaData()
    table = Table("t", metadata, column, Column("name", String))
    with postgresql.begin() as connection:
        metadata.create_all(connection)
        assert connection.execute(table.insert().values(name="a")).inserted_primary_key == (1,)
        assert connection.scalar(select(table.c.id)) == 1
        metadata.drop_all(connection)


def test_keys_of_the_server_that_are_no_numbers(postgresql: Any) -> None:
    metadata = MetaData()
    default = func.md5(func.random().cast(String)).cast(Uuid)
    table = Table("t", metadata, Column("id", Uuid, primary_key=True, server_default=default), Column("n", Integer))
    with postgresql.begin() as connection:
        metadata.create_all(connection)
        key = connection.execute(table.insert().values(n=1)).inserted_primary_key
        assert isinstance(key[0], uuid.UUID)
        assert connection.execute(select(table)).all() == [(key[0], 1)]


# -- RETURNING


def test_returning(connection: Any) -> None:
    many = [{"name": f"n{number}", "size": number} for number in range(2500)]
    statement = stock.insert().returning(stock.c.id, stock.c.size, sort_by_parameter_order=True)
    returned = connection.execute(statement, many).all()
    assert [size for _, size in returned] == list(range(2500))
    changed = stock.update().where(stock.c.size < 2).values(amount=5).returning(stock.c.name, stock.c.amount)
    assert sorted(connection.execute(changed).all()) == [("n0", 5), ("n1", 5)]
    gone = stock.delete().where(stock.c.amount == 5).returning(func.upper(stock.c.name))
    assert sorted(connection.scalars(gone).all()) == ["N0", "N1"]


def test_returning_from_other_tables(connection: Any) -> None:
    connection.execute(arrivals.insert(), [{"stock_id": 100_000, "amount": 4}])
    changed = (
        stock.update()
        .values(amount=stock.c.amount + arrivals.c.amount)
        .where(stock.c.id == arrivals.c.stock_id)
        .returning(stock.c.amount, arrivals.c.amount.label("added"))
    )
    assert connection.execute(changed).all() == [(4, 4)]
    gone = stock.delete().where(stock.c.id == arrivals.c.stock_id).returning(stock.c.name, arrivals.c.amount)
    assert connection.execute(gone).all() == [("bolt", 4)]


# -- many parameters


def test_many_updates(connection: Any) -> None:
    connection.execute(stock.insert(), [{"name": f"n{number}", "size": 9} for number in range(50)])
    statement = update(stock).where(stock.c.name == bindparam("which")).values(amount=bindparam("many"))
    result = connection.execute(statement, [{"which": f"n{number}", "many": number} for number in range(50)])
    assert result.rowcount == 50
    assert connection.scalar(select(func.sum(stock.c.amount))) == sum(range(50))


def test_a_failure_in_many(connection: Any) -> None:
    with pytest.raises(exc.IntegrityError), connection.begin_nested():
        connection.execute(stock.insert(), [{"id": 1}, {"id": 100_000}, {"id": 2}])
    assert rows(connection) == [("bolt", 3, 0)]


def test_insert_from_select(connection: Any) -> None:
    source = select(stock.c.name, literal(8), stock.c.amount)
    connection.execute(insert(stock).from_select(["name", "size", "amount"], source))
    assert rows(connection) == [("bolt", 8, 0), ("bolt", 3, 0)]


def test_defaults(connection: Any) -> None:
    connection.execute(stock.insert().values(name="x", amount=text("DEFAULT")))
    connection.execute(stock.insert().values({}))
    assert rows(connection) == [("x", None, 0), (None, None, 0), ("bolt", 3, 0)]
