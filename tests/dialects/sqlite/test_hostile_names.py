"""Names of any characters, in every place of a statement: quoted, so that they mean themselves, or refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from holdfast import Column, Index, Integer, MetaData, Table, create_engine, exc, func, insert, inspect, select, update
from holdfast.dialects.sqlite.compiler import RESERVED_WORDS
from holdfast.engine import Engine

PARTS = st.sampled_from(
    [
        *"\"'`[]().,:;%?@#$&*!=<>|\\/~^{} \t\n\r\x01\x1f\x7f",
        *["--", "/*", "*/", "%s", "%(x)s", ":x", "?1", "@p", "$1", "a", "B", "é", "ß", "😀", "\u202e", "\ufeff", "x'"],
    ]
)
NAMES = st.one_of(st.lists(PARTS, min_size=1, max_size=6).map("".join), st.sampled_from(sorted(RESERVED_WORDS)))


def engine_with(table: Table) -> Engine:
    engine = create_engine("sqlite://")
    table.create(engine)
    return engine


@given(table_name=NAMES, column_name=NAMES, index_name=NAMES)
@example(table_name='x"; DROP TABLE y; --', column_name="a' OR '1'='1", index_name="]")
def test_tables_columns_and_indexes(table_name: str, column_name: str, index_name: str) -> None:
    if table_name.lower() == index_name.lower() or column_name.lower() == "id":
        return  # SQLite has one namespace for tables and indexes
    table = Table(table_name, MetaData(), Column("id", Integer, primary_key=True), Column(column_name, Integer))
    column = table.c[column_name]
    Index(index_name, column)
    engine = engine_with(table)
    with engine.connect() as connection:
        connection.execute(insert(table), {"id": 1, column_name: 5})
        connection.execute(insert(table), [{"id": 2, column_name: 6}, {"id": 3, column_name: 7}])
        connection.execute(update(table).where(column == 6).values({column_name: 60}))
        assert connection.execute(insert(table).values({"id": 4, column_name: 8}).returning(column)).scalar() == 8
        assert connection.execute(select(column).order_by(column)).scalars().all() == [5, 7, 8, 60]
        assert connection.execute(select(table).where(column == 60)).mappings().one() == {"id": 2, column_name: 60}
        inspector = inspect(connection)
        assert inspector.get_table_names() == [table_name]
        assert [found["name"] for found in inspector.get_columns(table_name)] == ["id", column_name]
        assert [found["name"] for found in inspector.get_indexes(table_name)] == [index_name]
        reflected = Table(table_name, MetaData(), autoload_with=connection)
        assert connection.execute(select(func.count()).select_from(reflected)).scalar() == 4
        assert reflected.c[column_name].name == column_name
        connection.commit()
    table.drop(engine)
    engine.dispose()


@given(alias=NAMES, label=NAMES, cte=NAMES)
def test_aliases_labels_and_ctes(alias: str, label: str, cte: str) -> None:
    table = Table("things", MetaData(), Column("id", Integer, primary_key=True))
    engine = engine_with(table)
    with engine.connect() as connection:
        connection.execute(insert(table), {"id": 1})
        aliased = table.alias(alias)
        row = connection.execute(select(aliased.c.id.label(label)).where(aliased.c.id == 1).order_by(label)).one()
        assert row._mapping[label] == 1
        if label in ("true", "false"):
            return  # SQLite gives these columns of a subquery another name: there it says "no such column"
        query = select(table.c.id.label(label)).cte(cte)
        assert connection.execute(select(query.c[label])).scalar() == 1
        assert connection.execute(select(select(table.c.id.label(label)).subquery(alias).c[label])).scalar() == 1
    engine.dispose()


@given(name=NAMES)
def test_savepoints(name: str) -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("CREATE TABLE t (x)")
        engine.dialect.do_savepoint(connection, name)
        connection.exec_driver_sql("INSERT INTO t VALUES (1)")
        engine.dialect.do_rollback_to_savepoint(connection, name)
        engine.dialect.do_release_savepoint(connection, name)
        assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar() == 0
    engine.dispose()


@given(name=NAMES, value=st.integers(-5, 5))
def test_parameters(name: str, value: int) -> None:
    table = Table("things", MetaData(), Column("id", Integer, primary_key=True), Column(name, Integer))
    if len(table.c) == 1:
        return
    engine = engine_with(table)
    with engine.connect() as connection:
        connection.execute(insert(table).values({name: value}))
        assert connection.execute(select(table.c[name]).where(table.c[name].in_([value, 9]))).scalar() == value
    engine.dispose()


@pytest.mark.parametrize("schema", ['a"b', "select", "x y", "ü.%s", "a'b"])
def test_schemas(schema: str) -> None:
    engine = create_engine("sqlite://")
    table = Table("things", MetaData(), Column("id", Integer, primary_key=True), schema=schema)
    Index("ix", table.c.id, sqlite_where=table.c.id > 0)
    with engine.connect() as connection:
        connection.exec_driver_sql(
            f"ATTACH ':memory:' AS {engine.dialect.identifier_preparer.quote_identifier(schema)}"
        )
        table.create(connection)
        connection.execute(insert(table), {"id": 1})
        assert connection.execute(select(table)).all() == [(1,)]
        inspector = inspect(connection)
        assert schema in inspector.get_schema_names()
        assert inspector.get_table_names(schema) == ["things"]
        assert [index["name"] for index in inspector.get_indexes("things", schema)] == ["ix"]
        assert Table("things", MetaData(), schema=schema, autoload_with=connection).primary_key.columns.keys() == ["id"]
    engine.dispose()


def refused(make: Any) -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection, pytest.raises((exc.SQLAlchemyError, ValueError), match=r"null character|NUL"):
        connection.execute(make())
    engine.dispose()


def test_a_nul_is_refused() -> None:
    """The library's strings end there."""
    table = Table("a\0b", MetaData(), Column("id", Integer))
    refused(lambda: select(table))
    refused(lambda: select(Table("t", MetaData(), Column("a\0b", Integer)).c[0]))
