from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast.orm import Session
from tests.orm.mapped import Base


@pytest.fixture
def session(engine: Any) -> Iterator[Session]:
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
