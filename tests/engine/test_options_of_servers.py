"""Execution options that are about the server: isolation levels and schemas."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import Column, Integer, MetaData, Table, create_engine, exc, func, insert, select
from holdfast.engine import Connection, Engine
from holdfast.orm import Session

metadata = MetaData()
entry = Table("entry", metadata, Column("id", Integer, primary_key=True))

OTHER = {"sqlite": "READ UNCOMMITTED", "postgresql": "SERIALIZABLE", "mariadb": "READ COMMITTED"}


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        found: int = connection.scalar(select(func.count()).select_from(entry))
        return found


def test_the_level_of_one_connection_ends_with_it(database: Engine) -> None:
    level = OTHER[database.dialect.name]
    with database.connect() as connection:
        usual = connection.get_isolation_level()
        assert connection.default_isolation_level == usual
    assert usual != level
    with database.connect() as connection:
        assert connection.execution_options(isolation_level=level).get_isolation_level() == level
        connection.execute(select(1))
        connection.rollback()
        assert connection.get_isolation_level() == level
    with database.connect() as connection:
        assert connection.get_isolation_level() == usual


def test_the_level_of_an_engine(database: Engine) -> None:
    level = OTHER[database.dialect.name]
    engine = create_engine(database.url, isolation_level=level)
    for _ in range(2):
        with engine.connect() as connection:
            assert connection.get_isolation_level() == level
            connection.execute(select(1))
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        assert connection.get_isolation_level() == level
    engine.dispose()


def test_an_engine_with_options_shares_the_pool(database: Engine) -> None:
    level = OTHER[database.dialect.name]
    serial = database.execution_options(isolation_level=level)
    assert serial.pool is database.pool
    assert serial.dialect is database.dialect
    with serial.connect() as connection:
        assert connection.get_isolation_level() == level
    with database.connect() as connection:
        assert connection.get_isolation_level() != level
    with Session(serial) as session:
        assert session.connection().get_isolation_level() == level


@pytest.mark.parametrize("how", ["engine", "engine option", "connection"])
def test_autocommit(database: Engine, how: str) -> None:
    metadata.create_all(database)
    engine = database
    options: dict[str, Any] = {"isolation_level": "AUTOCOMMIT"}
    if how == "engine":
        engine = create_engine(database.url, **options)
    elif how == "engine option":
        engine = database.execution_options(**options)
    with engine.connect() as connection:
        if how == "connection":
            connection.execution_options(**options)
        connection.execute(insert(entry), {"id": 1})
        assert count(database) == 1
        connection.rollback()
        with connection.begin() as transaction:
            connection.execute(insert(entry), {"id": 2})
            transaction.rollback()
    assert count(database) == 2
    if engine is not database:
        engine.dispose()


def test_the_mode_of_a_connection_can_be_asked(database: Engine) -> None:
    detect = database.dialect.detect_autocommit_setting
    with database.connect() as connection:
        assert detect(connection.connection.dbapi_connection) is False
        connection.execution_options(isolation_level="AUTOCOMMIT")
        assert detect(connection.connection.dbapi_connection) is True


def test_a_level_that_the_server_does_not_have(database: Engine) -> None:
    with database.connect() as connection, pytest.raises(exc.ArgumentError, match="Invalid value 'CHAOS'"):
        connection.execution_options(isolation_level="chaos")
    engine = create_engine(database.url, isolation_level="chaos")
    with pytest.raises(exc.ArgumentError, match="Valid isolation levels for"):
        engine.connect()
    engine.dispose()


def test_the_level_cannot_change_inside_of_a_transaction(database: Engine) -> None:
    with database.connect() as connection:
        connection.execute(select(1))
        with pytest.raises(exc.InvalidRequestError, match="isolation_level may not be altered"):
            connection.execution_options(isolation_level="AUTOCOMMIT")


@pytest.mark.parametrize("server", ["postgresql", "mariadb"])
def test_schemas_are_translated(request: pytest.FixtureRequest, server: str) -> None:
    engine: Engine = request.getfixturevalue(server)
    names = [f"{engine.url.database}_a", f"{engine.url.database}_b"]
    with engine.connect() as connection:
        for name in names:
            connection.exec_driver_sql(f"CREATE SCHEMA {name}")
        connection.commit()
    try:
        shop = Table("shop", MetaData(), Column("id", Integer, primary_key=True), schema="tenant")
        for number, name in enumerate(names, start=1):
            tenant = engine.execution_options(schema_translate_map={"tenant": name})
            with tenant.begin() as connection:
                shop.create(connection)
                write_and_read(connection, shop, number)
        with engine.connect() as connection:
            for rows, name in enumerate(names, start=1):
                assert connection.exec_driver_sql(f"SELECT count(*) FROM {name}.shop").scalar() == rows
            options = {"schema_translate_map": {"tenant": names[1]}}
            assert len(connection.execute(select(shop), execution_options=options).all()) == 2
            with pytest.raises(exc.ProgrammingError):
                connection.execute(select(shop))
    finally:
        with engine.connect() as connection:
            for name in names:
                tail = " CASCADE" if server == "postgresql" else ""
                connection.exec_driver_sql(f"DROP SCHEMA {name}{tail}")
            connection.commit()


def write_and_read(connection: Connection, table: Table, rows: int) -> None:
    ids = connection.scalars(insert(table).returning(table.c.id), [{"id": number} for number in range(1, rows + 1)])
    assert ids.all() == connection.scalars(select(table.c.id)).all()
