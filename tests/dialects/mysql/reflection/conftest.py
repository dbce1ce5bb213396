"""A connection, a second database, and SQLAlchemy on the same server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy

from holdfast.engine import Connection, Engine


@pytest.fixture
def connection(mariadb: Engine) -> Iterator[Connection]:
    with mariadb.connect() as connection:
        yield connection


@pytest.fixture
def other(connection: Connection) -> str:
    """A second database."""
    name = f"{connection.engine.url.database}_other"
    connection.exec_driver_sql(f"CREATE DATABASE {name}")
    return name


@pytest.fixture
def oracle(mariadb: Engine) -> Iterator[sqlalchemy.Connection]:
    """SQLAlchemy on the same database."""
    peer = sqlalchemy.create_engine(mariadb.url.set(drivername="mariadb+pymysql").render_as_string(hide_password=False))
    with peer.connect() as connection:
        yield connection
    peer.dispose()
