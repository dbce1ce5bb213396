"""The second driver of MariaDB passes the tests in which drivers differ: values, results, batches, transactions."""

from __future__ import annotations

import pytest

from holdfast import URL
from holdfast.testing.suite.data import *  # noqa: F403
from holdfast.testing.suite.results import *  # noqa: F403
from holdfast.testing.suite.round_trips import *  # noqa: F403
from holdfast.testing.suite.transactions import *  # noqa: F403
from tests import servers

pytest.importorskip("MySQLdb")


@pytest.fixture
def suite_url() -> URL:
    return servers.url("mariadb").set(drivername="mariadb+mysqldb")
