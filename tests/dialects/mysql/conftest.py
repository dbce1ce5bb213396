"""Engines on an empty MariaDB database, through each of the drivers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from holdfast import create_engine
from holdfast.engine import Engine
from tests import servers


@pytest.fixture(params=["pymysql", "mysqldb"])
def driver(request: pytest.FixtureRequest) -> str:
    """The name of a driver; mysqlclient need not be installed."""
    name: str = request.param
    if name == "mysqldb":
        pytest.importorskip("MySQLdb", reason="mysqlclient is not installed")
    return name


@pytest.fixture
def server(driver: str) -> Iterator[Engine]:
    """An engine on an empty MariaDB database."""
    engine = create_engine(servers.url("mariadb").set(drivername=f"mariadb+{driver}"))
    yield engine
    engine.dispose()
