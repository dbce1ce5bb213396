"""Rows of INSERT .. RETURNING are matched to the rows that were sent, whoever writes at the same time."""

from __future__ import annotations

import datetime
import threading
import uuid
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest

from holdfast import (
    CHAR,
    Column,
    ForeignKey,
    Identity,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Uuid,
    create_engine,
    exc,
    insert,
    insert_sentinel,
    select,
    text,
)
from holdfast import (
    Sequence as DbSequence,
)
from holdfast.dialects import postgresql as pg
from holdfast.engine import Engine
from holdfast.engine.batch import InsertBatch
from holdfast.engine.batch.matching import By, matching
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column
from tests.conftest import Statements

WRITERS = 4
ROUNDS = 3
ROWS = 300


def by_threads(work: Callable[[int], None]) -> None:
    """Run `work(number)` in several threads at once; the first failure is raised."""
    failures: list[BaseException] = []
    start = threading.Barrier(WRITERS)

    def run(number: int) -> None:
        try:
            start.wait()
            work(number)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def write(engine: Engine, table: Table, number: int) -> None:
    """Insert rows whose value says who wrote them, and look whether each got the key that its row has."""
    with engine.connect() as connection:
        for turn in range(ROUNDS):
            sent = [f"{number}.{turn}.{row}" for row in range(ROWS)]
            statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
            keys = connection.scalars(statement, [{"value": value} for value in sent]).all()
            stored = dict(connection.execute(select(table.c.id, table.c.value)).all())
            connection.commit()
            assert [stored[key] for key in keys] == sent


def table_with(*id_arguments: Any, metadata: MetaData | None = None, **id_options: Any) -> Table:
    key: Column[Any] = Column("id", *id_arguments, primary_key=True, **id_options)
    return Table("written", metadata or MetaData(), key, Column("value", String(40)))


def pooled(engine: Engine) -> Engine:
    return create_engine(engine.url, pool_size=WRITERS)


@pytest.mark.parametrize("server", ["postgresql", "mariadb"])
def test_keys_that_the_server_counts(request: pytest.FixtureRequest, server: str) -> None:
    engine = pooled(request.getfixturevalue(server))
    table = table_with(Integer)
    table.create(engine)
    by_threads(lambda number: write(engine, table, number))
    engine.dispose()


@pytest.mark.parametrize(
    "identity",
    [Identity(), Identity(increment=-1), Identity(increment=7, start=100), Identity(cache=50), Identity(always=True)],
    ids=["plain", "descending", "steps", "cached", "always"],
)
def test_identity_columns_of_postgresql(postgresql: Engine, identity: Identity) -> None:
    engine = pooled(postgresql)
    table = table_with(Integer, identity)
    table.create(engine)
    by_threads(lambda number: write(engine, table, number))
    engine.dispose()


def test_an_identity_that_begins_anew_is_inserted_row_by_row(postgresql: Engine) -> None:
    table = table_with(Integer, Identity(minvalue=1, maxvalue=500, cycle=True))
    table.create(postgresql)
    batch = InsertBatch.of(postgresql.dialect, table, (table.c.value,), (table.c.id,))
    with postgresql.connect() as connection:
        connection.exec_driver_sql("SELECT setval(pg_get_serial_sequence('written', 'id'), 495)")
        keys = batch.execute(connection, [(str(number),) for number in range(10)])
        assert [key for (key,) in keys] == [496, 497, 498, 499, 500, 1, 2, 3, 4, 5]
        connection.rollback()


@pytest.mark.parametrize("increment", [1, -3, 10])
@pytest.mark.parametrize("server", ["postgresql", "mariadb"])
def test_keys_of_a_sequence(request: pytest.FixtureRequest, server: str, increment: int) -> None:
    engine = pooled(request.getfixturevalue(server))
    metadata = MetaData()
    table = table_with(Integer, DbSequence("numbers", increment=increment, cache=20), metadata=metadata)
    metadata.create_all(engine)
    seen = Statements.of(engine)
    by_threads(lambda number: write(engine, table, number))
    if server == "postgresql":
        assert len(seen.of_kind("INSERT")) == WRITERS * ROUNDS, "one statement a call"
    engine.dispose()


def test_auto_increment_in_steps(mariadb: Engine) -> None:
    table = table_with(Integer)
    table.create(mariadb)
    with mariadb.connect() as connection:
        connection.exec_driver_sql("SET auto_increment_increment = 10, auto_increment_offset = 3")
        statement = insert(table).returning(table.c.id, table.c.value)
        found = connection.execute(statement, [{"value": str(row)} for row in range(50)]).all()
        assert [row.value for row in found] == [str(row) for row in range(50)]
        assert [row.id for row in found] == list(range(3, 503, 10))
        connection.rollback()


def test_uuid_keys_of_the_server_are_fetched_row_by_row(postgresql: Engine) -> None:
    engine = pooled(postgresql)
    table = table_with(Uuid, server_default=text("gen_random_uuid()"))
    table.create(engine)
    assert matching(engine.dialect, table, (table.c.value,), (table.c.id,)).by is By.ITSELF
    by_threads(lambda number: write(engine, table, number))
    engine.dispose()


def test_a_sentinel_column_lets_uuid_keys_go_in_one_statement(postgresql: Engine) -> None:
    engine = pooled(postgresql)
    table = table_with(Uuid, server_default=text("gen_random_uuid()"))
    table.append_column(insert_sentinel("_sentinel"))
    table.create(engine)
    seen = Statements.of(engine)
    by_threads(lambda number: write(engine, table, number))
    assert len(seen.of_kind("INSERT")) == WRITERS * ROUNDS
    assert "_sentinel" in seen.of_kind("INSERT")[0]
    engine.dispose()


def test_a_column_of_ones_own_as_sentinel(database: Engine) -> None:
    table = Table(
        "noted",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("tag", Uuid, default=uuid.uuid4, insert_sentinel=True),
        Column("value", String(40)),
    )
    table.create(database)
    seen = Statements.of(database)
    with database.begin() as connection:
        statement = insert(table).returning(table.c.value, table.c.id)
        found = connection.execute(statement, [{"value": str(row)} for row in range(20)]).all()
        assert [row.value for row in found] == [str(row) for row in range(20)]
        assert dict(connection.execute(select(table.c.value, table.c.id)).all()) == dict(found)
    (sent,) = seen.of_kind("INSERT")
    assert sent.count("RETURNING") == 1


def test_composite_keys_with_a_generated_part(postgresql: Engine) -> None:
    table = Table(
        "part",
        MetaData(),
        Column("tenant", Integer, primary_key=True),
        Column("id", Integer, Identity(), primary_key=True),
        Column("value", String(40)),
    )
    table.c.id.autoincrement = True
    table.create(postgresql)
    seen = Statements.of(postgresql)
    with postgresql.begin() as connection:
        rows = [{"tenant": row % 3, "value": str(row)} for row in range(30)]
        found = connection.execute(insert(table).returning(table.c.tenant, table.c.id, table.c.value), rows).all()
        assert [(row.tenant, row.value) for row in found] == [(row["tenant"], row["value"]) for row in rows]
    assert len(seen.of_kind("INSERT")) == 1


def test_composite_keys_from_the_client(database: Engine) -> None:
    table = Table(
        "place",
        MetaData(),
        Column("x", Integer, primary_key=True, autoincrement=False),
        Column("name", String(10), primary_key=True),
        Column("value", Integer, server_default="5"),
    )
    table.create(database)
    with database.begin() as connection:
        rows = [{"x": 30 - row, "name": f"n{row % 7}"} for row in range(30)]
        found = connection.execute(insert(table).returning(table.c.value, table.c.x), rows).all()
        assert found == [(5, row["x"]) for row in rows]


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        (CHAR(5), ["a", "b"]),
        (Numeric(10, 2), [Decimal("1.5"), Decimal("2")]),
        (Uuid(as_uuid=False), [uuid.uuid4().hex.upper()]),
    ],
    ids=["padded", "rounded", "spelled"],
)
def test_keys_that_come_back_changed_are_not_what_rows_are_matched_by(
    database: Engine, type_: Any, values: Sequence[Any]
) -> None:
    table = Table(
        "odd", MetaData(), Column("id", type_, primary_key=True), Column("value", Integer, server_default="5")
    )
    table.create(database)
    with database.begin() as connection:
        found = connection.scalars(insert(table).returning(table.c.value), [{"id": value} for value in values])
        assert found.all() == [5] * len(values)


def test_values_of_any_kind_go_through_the_sorted_form(postgresql: Engine) -> None:
    """The rows of a sorted INSERT pass through a query, whose columns have types of their own."""
    table = Table(
        "kinds",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("a", String(5)),
        Column("b", Numeric(20, 4)),
        Column("c", Uuid),
        Column("parent", ForeignKey("kinds.id")),
    )
    table.create(postgresql)
    one = uuid.uuid4()
    rows: list[dict[str, Any]] = [
        {"a": None, "b": None, "c": None, "parent": None},
        {"a": "x", "b": Decimal("1.2345"), "c": one, "parent": 1},
    ]
    with postgresql.begin() as connection:
        found = connection.execute(insert(table).returning(*table.c), rows).all()
        assert found == [(1, None, None, None, None), (2, "x", Decimal("1.2345"), one, 1)]
        with pytest.raises(exc.DataError), connection.begin_nested():
            connection.execute(insert(table).returning(table.c.id), [{"a": "too long"}, {"a": "y"}])


# -- how many rows a statement has


def statements_of_ten_rows(engine: Engine, **options: Any) -> int:
    table = table_with(Integer)
    table.create(engine, checkfirst=True)
    seen = Statements.of(engine)
    with engine.begin() as connection:
        statement = insert(table).returning(table.c.id)
        connection.execute(statement, [{"value": str(row)} for row in range(10)], execution_options=options)
    return len(seen.of_kind("INSERT"))


def test_the_page_size_is_an_option_of_executions_and_engines(sqlite: Engine) -> None:
    assert statements_of_ten_rows(sqlite) == 1
    assert statements_of_ten_rows(sqlite, insertmanyvalues_page_size=4) == 3
    paged = create_engine(sqlite.url, insertmanyvalues_page_size=5)
    assert statements_of_ten_rows(paged) == 2
    paged.dispose()


def test_batches_can_be_turned_off(sqlite: Engine) -> None:
    plain = create_engine(sqlite.url, use_insertmanyvalues=False)
    assert statements_of_ten_rows(plain) == 10
    plain.dispose()


def test_a_schema_map_of_one_execution_reaches_the_batch(sqlite: Engine) -> None:
    table = Table("here", MetaData(), Column("id", Integer, primary_key=True), Column("value", Integer), schema="away")
    with sqlite.begin() as connection:
        options = {"schema_translate_map": {"away": None}}
        connection.exec_driver_sql("CREATE TABLE here (id INTEGER PRIMARY KEY, value INTEGER)")
        statement = insert(table).returning(table.c.id)
        rows = [{"value": 1}, {"value": 2}]
        assert connection.scalars(statement, rows, execution_options=options).all() == [1, 2]


# -- the ORM's flush


class Base(DeclarativeBase):
    pass


class Tagged(Base):
    __tablename__ = "tagged"
    id: Mapped[uuid.UUID] = mapped_column(server_default=text("gen_random_uuid()"), primary_key=True)
    name: Mapped[str]
    mark = insert_sentinel("mark")


class Counted(Base):
    __tablename__ = "counted"
    id: Mapped[int] = mapped_column(DbSequence("counted_id"), primary_key=True)
    name: Mapped[str]


@pytest.mark.parametrize("cls", [Tagged, Counted])
def test_new_objects_get_their_keys_in_one_statement(postgresql: Engine, cls: Any) -> None:
    Base.metadata.create_all(postgresql)
    seen = Statements.of(postgresql)
    with Session(postgresql) as session:
        objects = [cls(name=str(number)) for number in range(50)]
        session.add_all(objects)
        session.flush()
        assert len(seen.of_kind("INSERT")) == 1
        stored = dict(session.execute(select(cls.id, cls.name)).all())
        assert [stored[each.id] for each in objects] == [str(number) for number in range(50)]


POSTGRESQL_KINDS: list[tuple[Any, Any]] = [
    (pg.JSONB(), {"a": [1, None]}),
    (pg.ARRAY(Integer()), [1, None, 3]),
    (pg.ENUM("low", "high", name="level"), "high"),
    (pg.INTERVAL(), datetime.timedelta(days=1, seconds=5)),
    (pg.BYTEA(), b"\x00\xff"),
    (pg.INET(), "10.0.0.1"),
    (pg.TIMESTAMP(timezone=True), datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)),
    (pg.INT4RANGE(), pg.Range(1, 5)),
    (pg.HSTORE(), {"a": None}),
    (pg.TSVECTOR(), "'a':1"),
    (pg.MONEY(), "$1.00"),
]


@pytest.mark.parametrize(
    ("type_", "value"), POSTGRESQL_KINDS, ids=[type(kind[0]).__name__ for kind in POSTGRESQL_KINDS]
)
def test_types_of_postgresql_go_through_the_sorted_form(postgresql: Engine, type_: Any, value: Any) -> None:
    table = Table("kind", MetaData(), Column("id", Integer, primary_key=True), Column("value", type_))
    with postgresql.begin() as connection:
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS hstore")
    postgresql.dispose()
    table.create(postgresql)
    with postgresql.begin() as connection:
        rows = [{"value": None}, {"value": value}, {"value": value}]
        assert connection.scalars(insert(table).returning(table.c.id), rows).all() == [1, 2, 3]
        stored = connection.scalars(select(table.c.value).order_by(table.c.id)).all()
        assert stored[0] is None
        assert stored[1] == stored[2] is not None
