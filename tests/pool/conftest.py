from __future__ import annotations

import pytest

from tests.pool.fake import FakeDriver


@pytest.fixture
def driver() -> FakeDriver:
    return FakeDriver()
