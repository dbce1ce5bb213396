"""PostgreSQL passes the suite's tests of two-phase transactions, where the server is set up for them."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast.testing.suite.transactions import TestTwoPhase, number

__all__ = ["TestTwoPhase", "number"]


@pytest.fixture
def suite_url(twophase_postgresql: Any) -> Any:
    return twophase_postgresql.url
