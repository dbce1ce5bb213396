"""The database servers that tests run on: one database per server and test process, emptied after each test.

Where they are: the URLs in the environment's ``HOLDFAST_TEST_POSTGRESQL`` and ``HOLDFAST_TEST_MARIADB``, or the usual
ports of this machine.  The fixtures ``postgresql``, ``mariadb``, ``sqlite`` and ``database`` are in
``tests/conftest.py``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn, TypeVar

import pytest

from holdfast.engine.url import URL
from tests.servers.mariadb import MariaDB
from tests.servers.postgresql import PostgreSQL
from tests.servers.private import PrivateServer
from tests.servers.server import Server, Unreachable

SERVERS: dict[str, Server] = {"postgresql": PostgreSQL(), "mariadb": MariaDB()}


def url(name: str) -> URL:
    """Return the URL of this process's database on a server, ``"postgresql"`` or ``"mariadb"``.

    The database is empty when a test begins, and is emptied when the test and its fixtures have ended; so call it in a
    test or in a fixture of the scope of a function.  A server that is not there skips the test, and fails it where the
    environment has ``CI``.
    """
    server = SERVERS[name]
    try:
        return server.use()
    except Unreachable as missing:
        _do_without(missing)


_PrivateServer = TypeVar("_PrivateServer", bound=PrivateServer)


@contextmanager
def running(server: _PrivateServer) -> Iterator[_PrivateServer]:
    """Run a private server; one that is not installed skips the test, or fails it, as in :func:`url`."""
    try:
        server.__enter__()
    except Unreachable as missing:
        _do_without(missing)
    try:
        yield server
    finally:
        server.__exit__()


def _do_without(missing: Unreachable) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(str(missing), pytrace=False)
    pytest.skip(str(missing))
