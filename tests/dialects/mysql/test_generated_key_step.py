"""Without RETURNING: the keys of many rows are computed from the first one and the step between keys."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest

from holdfast import Column, Integer, MetaData, String, Table, create_engine, select, text
from holdfast.dialects.mysql.features import ASSUMED_MYSQL, features_of
from holdfast.engine import Connection, Engine
from holdfast.engine.batch import InsertBatch, returns
from holdfast.exc import InvalidRequestError
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column
from holdfast.types import TypeDecorator
from tests import servers
from tests.conftest import Statements
from tests.servers.private import PrivateMariaDB

ENGINES = ("InnoDB", "MyISAM", "Aria")


class Key(TypeDecorator[str]):
    """A key that is text in Python."""

    impl = Integer
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else f"key {value}"


def as_mysql(engine: Engine) -> Engine:
    """The engine with MySQL's flags, which has no RETURNING."""
    engine.connect().close()
    dialect: Any = engine.dialect
    dialect.features = features_of(ASSUMED_MYSQL, False)._replace(
        sequences=False, max_statement_bytes=dialect.features.max_statement_bytes
    )
    return engine


def table_of(storage: str = "InnoDB") -> Table:
    return Table(
        "t%t",
        MetaData(),
        Column("k%y", Integer, primary_key=True),
        Column("name", String(100)),
        mariadb_engine=storage,
    )


@pytest.fixture
def mysql(mariadb: Engine) -> Engine:
    return as_mysql(mariadb)


@pytest.fixture
def connection(mysql: Engine) -> Iterator[Connection]:
    with mysql.connect() as connection:
        yield connection


def insert(connection: Connection, table: Table, names: list[str]) -> list[int]:
    key = table.c["k%y"]
    batch = InsertBatch(connection.dialect, table, (table.c.name,), (key,))
    return [found for (found,) in batch.execute(connection, [(name,) for name in names])]


def stored(connection: Connection, table: Table) -> dict[str, int]:
    return {name: key for key, name in connection.execute(select(table))}


@pytest.mark.parametrize("storage", ENGINES)
@pytest.mark.parametrize(("increment", "offset"), [(1, 1), (5, 3)])
def test_keys_are_those_of_the_rows(mysql: Engine, storage: str, increment: int, offset: int) -> None:
    table = table_of(storage)
    table.create(mysql)
    statements = Statements.of(mysql)
    names = [f"row {number}" for number in range(2500)]
    with mysql.begin() as connection:
        connection.execute(text(f"SET auto_increment_increment = {increment}, auto_increment_offset = {offset}"))
        insert(connection, table, ["before"])
        keys = insert(connection, table, names)
        assert len(statements.of_kind("INSERT")) == 1 + 3
        rows = stored(connection, table)
        assert keys == [rows[name] for name in names]
        assert {later - key for key, later in pairwise(keys[:1000])} == {increment}
        connection.execute(text("SET auto_increment_increment = DEFAULT, auto_increment_offset = DEFAULT"))


def test_types_see_the_keys(connection: Connection) -> None:
    table = Table("t", MetaData(), Column("id", Key, primary_key=True, autoincrement=True), Column("name", String(9)))
    table.create(connection)
    batch = InsertBatch(connection.dialect, table, (table.c.name,), (table.c.id,))
    assert batch.execute(connection, [("a",), ("b",)]) == [("key 1",), ("key 2",)]
    assert batch.execute(connection, [("c",)]) == [("key 3",)]


def test_statements_that_are_too_long_are_cut(connection: Connection) -> None:
    connection.dialect.features = connection.dialect.features._replace(max_statement_bytes=2000)
    table = table_of()
    table.create(connection)
    seen = Statements.of(connection.engine)
    names = [f"{number:90}" for number in range(20)]
    keys = insert(connection, table, names)
    assert len(seen.of_kind("INSERT")) == 4
    rows = stored(connection, table)
    assert keys == [rows[name] for name in names]


def test_keys_that_are_not_as_promised_are_refused(connection: Connection) -> None:
    """Here a trigger makes others of them."""
    table = table_of()
    table.create(connection)
    connection.exec_driver_sql(
        "CREATE TRIGGER other BEFORE INSERT ON `t%%t` FOR EACH ROW SET NEW.`k%%y` = IF(NEW.name = 'b', 77, NEW.`k%%y`)"
    )
    with pytest.raises(
        InvalidRequestError, match=r"^3 rows were inserted into table 't%t', but 1 have the keys 1, 2 \.\."
    ):
        insert(connection, table, ["a", "b", "c"])


def test_what_cannot_be_computed_is_not_tried(connection: Connection) -> None:
    metadata = MetaData()
    pair = Table("pair", metadata, Column("id", Integer, primary_key=True), Column("b", Integer, primary_key=True))
    other = Table("other", metadata, Column("id", Integer, primary_key=True), Column("b", Integer, server_default="1"))
    dialect = connection.dialect
    assert returns(dialect, other, (other.c.b,), (other.c.id,))
    assert not returns(dialect, other, (), (other.c.id,))
    assert not returns(dialect, other, (other.c.id,), (other.c.b,))
    assert not returns(dialect, other, (other.c.b,), (other.c.id, other.c.b))
    assert not returns(dialect, pair, (pair.c.b,), (pair.c.id,))
    dialect.features = dialect.features._replace(batched_insert=False)
    assert not returns(dialect, other, (other.c.b,), (other.c.id,))


# -- the ORM


class Base(DeclarativeBase):
    pass


class Named(Base):
    __tablename__ = "named"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))


def test_the_flush_inserts_many_rows_at_once(mysql: Engine) -> None:
    Base.metadata.create_all(mysql)
    statements = Statements.of(mysql)
    with Session(mysql) as session:
        objects = [Named(name=f"n{number}") for number in range(1500)]
        session.add_all(objects)
        session.flush()
        assert len(statements.of_kind("INSERT")) == 2
        ids = dict(session.execute(select(Named.name, Named.id)).tuples().all())
        assert [ids[each.name] for each in objects] == [each.id for each in objects]


# -- other writers


def write_side_by_side(engine: Engine, table: Table, writers: int, rounds: int) -> None:
    """Several connections insert at once, by batches, row by row and from queries; each knows its own keys."""
    start = threading.Barrier(writers + 2)

    def batches(writer: int) -> None:
        with engine.connect() as connection:
            start.wait()
            for number in range(rounds):
                names = [f"writer {writer}, round {number}, row {row}" for row in range(1 + (number * 7) % 40)]
                keys = insert(connection, table, names)
                connection.commit()
                mine = table.c.name.startswith(f"writer {writer}, round {number},")
                rows = {name: key for key, name in connection.execute(select(table).where(mine))}
                assert [rows[name] for name in names] == keys

    def singles() -> None:
        with engine.connect() as connection:
            start.wait()
            for _ in range(rounds * 3):
                connection.execute(table.insert(), {"name": "single"})
                connection.commit()

    def queries() -> None:
        with engine.connect() as connection:
            start.wait()
            for _ in range(rounds):
                connection.exec_driver_sql("INSERT INTO `t%%t` (name) SELECT 'query' FROM seq_1_to_20")
                connection.commit()

    with ThreadPoolExecutor(writers + 2) as pool:
        running = [pool.submit(batches, writer) for writer in range(writers)]
        running += [pool.submit(singles), pool.submit(queries)]
        for each in running:
            each.result()


@pytest.mark.parametrize("increment", [1, 5])
@pytest.mark.parametrize("lock_mode", [0, 1, 2])
def test_beside_other_writers(lock_mode: int, increment: int) -> None:
    """In all of InnoDB's ways to give out keys; in mode 2 nobody waits for anybody."""
    settings = {"innodb_autoinc_lock_mode": lock_mode, "auto_increment_increment": increment}
    with servers.running(PrivateMariaDB(settings)) as server:
        engine = as_mysql(create_engine(server.url, pool_size=10))
        with engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT @@innodb_autoinc_lock_mode").scalar_one() == lock_mode
        table = table_of()
        table.create(engine)
        write_side_by_side(engine, table, writers=4, rounds=25)
        engine.dispose()
