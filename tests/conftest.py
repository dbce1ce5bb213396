"""Fixtures for all tests: engines on empty databases, and a list of the statements that one executes."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from holdfast import create_engine, event
from holdfast.engine import Engine
from tests import servers
from tests.servers.private import PrivatePostgreSQL

pytest_plugins = ["holdfast.testing.plugin"]

_FAILED = pytest.StashKey[bool]()


class Statements(list[str]):
    """The SQL that reached the driver, in order."""

    @classmethod
    def of(cls, engine: Any) -> Statements:
        """What an engine executes from now on."""
        seen = cls()

        @event.listens_for(engine, "before_cursor_execute")
        def remember(
            connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
        ) -> None:
            seen.append(statement)

        return seen

    def of_kind(self, kind: str) -> list[str]:
        """The statements that begin with a keyword."""
        return [statement for statement in self if statement.lstrip().upper().startswith(kind)]


@pytest.fixture
def engine() -> Iterator[Any]:
    engine = create_engine("sqlite://")
    yield engine
    engine.dispose()


@pytest.fixture
def statements(engine: Any) -> Statements:
    """What `engine` executes from now on."""
    return Statements.of(engine)


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    """An engine on an empty SQLite file."""
    engine = create_engine(f"sqlite:///{tmp_path / 'test.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def postgresql() -> Iterator[Engine]:
    """An engine on an empty PostgreSQL database."""
    engine = create_engine(servers.url("postgresql"))
    yield engine
    engine.dispose()


@pytest.fixture
def mariadb() -> Iterator[Engine]:
    """An engine on an empty MariaDB database."""
    # PyMySQL reads all certificates of the system for each connection, which takes longer than most tests.
    engine = create_engine(servers.url("mariadb"), connect_args={"ssl_disabled": True})
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def database(request: pytest.FixtureRequest) -> Engine:
    """An engine on an empty database: the test runs on each of the three."""
    engine: Engine = request.getfixturevalue(request.param)
    return engine


@pytest.fixture(scope="session")
def twophase_postgresql() -> Iterator[Engine]:
    """An engine on a private PostgreSQL that can prepare transactions; what a test leaves there, stays there."""
    with servers.running(PrivatePostgreSQL({"max_prepared_transactions": 20})) as server:
        engine = create_engine(server.url)
        yield engine
        engine.dispose()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.stash[_FAILED] = True
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """Empty the databases that the test used, after all of its fixtures have ended."""
    yield
    for server in servers.SERVERS.values():
        if not server.used:
            continue
        server.used = False
        # The traceback of a failed test keeps its connections alive.
        failed = item.stash.get(_FAILED, False)
        left = server.left_open(wait=0.0 if failed else 5.0)
        server.empty()
        if left and not failed:
            pytest.fail(f"left open on {server.name}, dispose the engine or close the connection: {left}", False)
