from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import create_engine
from holdfast.orm import Session
from tests.orm.mapped import Base
from tests.orm.servers import ENGINES


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Any]:
    """An engine on an empty database: SQLite in memory, and the servers."""
    if request.param != "memory":
        yield request.getfixturevalue(request.param)
        return
    engine = create_engine("sqlite://")
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Any) -> Iterator[Session]:
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
