from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast.orm import Session
from tests.orm.loading.shop import fill


@pytest.fixture
def shop(engine: Any) -> Iterator[Session]:
    """A session over the filled shop."""
    fill(engine)
    with Session(engine) as session:
        yield session
