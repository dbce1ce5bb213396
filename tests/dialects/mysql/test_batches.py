"""Many rows in few statements, on MariaDB; and what is done without RETURNING, which MySQL lacks."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from holdfast import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    select,
)
from holdfast.dialects.mysql.features import ASSUMED_MYSQL, features_of, syntax_of
from holdfast.engine import Connection, Engine
from holdfast.engine.batch import DeleteBatch, InsertBatch, UpdateBatch
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from holdfast.sql.schema import ForeignKey
from tests.conftest import Statements

table = Table(
    "t%`t",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("s%", String(60)),
    Column("when", DateTime),
    Column("number", Numeric(20, 5)),
    Column("float", Float),
    Column("bytes", LargeBinary(2**24)),
    Column("data", JSON),
    Column("flag", Boolean),
)
VALUES = tuple(table.c)[1:]


def row(n: int) -> tuple[Any, ...]:
    """Different values, some of them NULL."""
    return (
        f"it's {n} % \\ 😀" if n % 3 else None,
        datetime.datetime(2020, 1, 1, n % 24),
        Decimal(n) / 8 if n % 5 else None,
        n * 1.5,
        bytes([n % 256, 0, 255, 39, 92]),
        {"n": n, "q'": '"%\\'} if n % 4 else None,
        n % 2 == 0 if n % 7 else None,
    )


@pytest.fixture
def connection(server: Engine) -> Iterator[Connection]:
    table.create(server)
    with server.connect() as connection:
        yield connection


def test_insert_update_and_delete_many(connection: Connection) -> None:
    dialect, count = connection.dialect, 1201
    rows = [row(n) for n in range(count)]
    keys = [key for (key,) in InsertBatch(dialect, table, VALUES, (table.c.id,)).execute(connection, rows)]
    everything = select(table).order_by(table.c.id)
    assert [tuple(found) for found in connection.execute(everything)] == [
        (key, *values) for key, values in zip(keys, rows, strict=True)
    ]
    changed = [(key, *row(n + 7)) for n, key in enumerate(keys)]
    update = UpdateBatch(dialect, table, (table.c.id,), VALUES)
    assert update.execute(connection, changed) == count
    assert [tuple(found) for found in connection.execute(everything)] == changed
    # Rows that have the values already count, rows that are not there do not.
    assert update.execute(connection, [*changed, (10**6, *row(1)), (10**6 + 1, *row(2))]) == count
    assert DeleteBatch(dialect, table, (table.c.id,)).execute(connection, [(key,) for key in [*keys, 10**6]]) == count


def test_one_update_for_many_rows(server: Engine) -> None:
    seen = Statements.of(server)
    table.create(server)
    with server.connect() as connection:
        UpdateBatch(server.dialect, table, (table.c.id,), (table.c["s%"],)).execute(connection, [(1, "a"), (2, None)])
    (sql,) = seen.of_kind("UPDATE")
    assert sql == (
        "UPDATE `t%%``t` JOIN (SELECT %s AS column1, %s AS column2 UNION ALL SELECT %s, %s) AS v "
        "ON `t%%``t`.id = v.column1 SET `t%%``t`.`s%%` = v.column2"
    )


def test_statements_fit_into_a_packet(connection: Connection) -> None:
    connection.dialect.features = connection.dialect.features._replace(max_statement_bytes=10_000)
    rows = [(bytes([n]) * 1000,) for n in range(20)]
    seen = Statements.of(connection.engine)
    batch = InsertBatch(connection.dialect, table, (table.c.bytes,), (table.c.id,))
    keys = [key for (key,) in batch.execute(connection, rows)]
    assert keys == sorted(keys)
    assert len(seen.of_kind("INSERT")) > 1
    update = UpdateBatch(connection.dialect, table, (table.c.id,), (table.c.bytes,))
    assert update.execute(connection, [(key, b"x" * 1000) for key in keys]) == 20
    assert set(connection.scalars(select(table.c.bytes))) == {b"x" * 1000}


# -- the ORM


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author%"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
    rank: Mapped[int] = mapped_column(server_default="7")
    books: Mapped[list[Book]] = relationship(
        back_populates="author", cascade="all, delete-orphan", order_by="Book.title"
    )


class Book(Base):
    __tablename__ = "book"
    author_id: Mapped[int] = mapped_column(ForeignKey("author%.id"), primary_key=True)
    title: Mapped[str] = mapped_column(String(50), primary_key=True)
    pages: Mapped[int | None]
    author: Mapped[Author] = relationship(back_populates="books")


@pytest.fixture(params=["mariadb", "as mysql"])
def library(server: Engine, request: pytest.FixtureRequest) -> Engine:
    """An engine with the tables; once with the feature flags of MySQL, without RETURNING."""
    Base.metadata.create_all(server)
    dialect: Any = server.dialect
    if request.param == "as mysql":
        dialect.features = features_of(ASSUMED_MYSQL, False)
        assert not dialect.features.insert_returning
        dialect.syntax = syntax_of(dialect.server_version_info, True)
    return server


def test_the_orm_saves_loads_and_changes(library: Engine) -> None:
    with Session(library) as session:
        authors = [Author(name=f"a{n}", books=[Book(title=f"t{n}.{m}") for m in range(3)]) for n in range(20)]
        session.add_all(authors)
        session.commit()
        ids = [author.id for author in authors]
        assert ids == sorted(set(ids))
        assert all(author.rank == 7 for author in authors)
    with Session(library) as session:
        loaded = session.scalars(select(Author).order_by(Author.id)).all()
        assert [author.name for author in loaded] == [f"a{n}" for n in range(20)]
        assert [book.title for book in loaded[5].books] == ["t5.0", "t5.1", "t5.2"]
        for author in loaded:
            author.rank += author.id
            author.books[0].pages = author.id
        loaded[0].books.pop()
        session.delete(loaded[1])
        session.commit()
    with Session(library) as session:
        assert session.scalars(select(Author.rank).order_by(Author.id)).all() == [7 + n for n in ids if n != ids[1]]
        assert len(session.scalars(select(Book)).all()) == 20 * 3 - 1 - 3
        found = session.get(Book, (ids[2], "t2.0"))
        assert found is not None
        assert (found.pages, found.author.name) == (ids[2], "a2")


def test_a_versioned_row_that_was_not_changed_counts(library: Engine) -> None:
    """CLIENT_FOUND_ROWS: otherwise an UPDATE to the same value would look as if the row were gone."""
    with Session(library) as session:
        author = Author(name="x")
        session.add(author)
        session.commit()
        session.connection().exec_driver_sql("UPDATE `author%%` SET name = 'y'")
        author.name = "y"
        session.commit()
        assert session.scalars(select(Author.name)).all() == ["y"]
