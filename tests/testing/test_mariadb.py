"""MariaDB passes the conformance suite."""

from __future__ import annotations

import pytest

from holdfast import URL
from holdfast.testing.suite import *  # noqa: F403
from tests import servers


@pytest.fixture
def suite_url() -> URL:
    # PyMySQL reads all certificates of the system for each connection, which takes longer than most tests.
    return servers.url("mariadb").update_query_dict({"ssl_disabled": "true"})
