from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast.orm import Session
from tests.orm.servers import enforce_foreign_keys
from tests.orm.unitofwork.library import Base


@pytest.fixture
def session(engine: Any) -> Iterator[Session]:
    """A session on a library whose foreign keys the database enforces."""

    enforce_foreign_keys(engine)

    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
