"""PostgreSQL passes the conformance suite."""

from __future__ import annotations

import pytest

from holdfast import URL
from holdfast.testing.suite import *  # noqa: F403
from tests import servers


@pytest.fixture
def suite_url() -> URL:
    return servers.url("postgresql")
