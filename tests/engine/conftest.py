from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from holdfast import create_engine
from holdfast.engine import Connection, Engine
from tests.engine import shop


@pytest.fixture
def connection(database: Engine) -> Iterator[Connection]:
    """A connection to a database with the shop's tables, on each server; see ``shop.on_sqlite``."""
    with database.connect() as connection:
        shop.metadata.create_all(connection)
        connection.commit()
        yield connection


@pytest.fixture
def file_engine(tmp_path: Path) -> Iterator[Any]:
    """An engine on a file, so that connections are several."""
    engine = create_engine(f"sqlite:///{tmp_path / 'shop.db'}")
    shop.metadata.create_all(engine)
    yield engine
    engine.dispose()
