from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import event
from holdfast.orm import Session
from tests.orm.unitofwork.library import Base


@pytest.fixture
def session(engine: Any) -> Iterator[Session]:
    """A session on a library whose foreign keys the database enforces."""

    @event.listens_for(engine, "connect")
    def enforce_foreign_keys(connection: Any, record: Any) -> None:
        connection.execute("PRAGMA foreign_keys = ON")

    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
