"""The pytest plugin of the conformance suite: its options and fixtures."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from holdfast.engine import Connection, Engine
from holdfast.engine.create import create_engine
from holdfast.sql.schema import MetaData
from holdfast.testing.requirements import Requirements, skip_unless_met

pytest.register_assert_rewrite("holdfast.testing.suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare ``--dburi`` and ``--requirements``."""
    group = parser.getgroup("holdfast")
    group.addoption("--dburi", help="URL of an empty database that the conformance suite may fill")
    group.addoption("--requirements", help="package.module:Class, a subclass of holdfast.testing.Requirements")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marks."""
    config.addinivalue_line("markers", "requires(*flags): feature flags that the test needs")
    config.addinivalue_line("markers", "requires_isolation_level(level): an isolation level that the test needs")


@pytest.fixture
def suite_url(pytestconfig: pytest.Config) -> Any:
    """The database under test; a test module may override this fixture instead of being given ``--dburi``."""
    url = pytestconfig.getoption("--dburi")
    if url is None:
        pytest.skip("the conformance suite needs --dburi")
    return url


@pytest.fixture
def requirements(pytestconfig: pytest.Config) -> Requirements:
    """What the dialect's maker leaves out."""
    place = pytestconfig.getoption("--requirements")
    if place is None:
        return Requirements()
    module, _, name = place.partition(":")
    cls: type[Requirements] = getattr(import_module(module), name)
    return cls()


@pytest.fixture
def suite_engine(request: pytest.FixtureRequest, suite_url: Any, requirements: Requirements) -> Iterator[Engine]:
    """An engine on the database under test, when that has what the test needs."""
    engine = create_engine(suite_url)
    try:
        # What a database can do may depend on its version, which the first connection asks for.
        engine.connect().close()
        skip_unless_met(request.node, engine, requirements)
        yield engine
    finally:
        engine.dispose()


@pytest.fixture
def metadata(suite_engine: Engine) -> Iterator[MetaData]:
    """An empty MetaData; what it has at the end of the test is dropped."""
    metadata = MetaData()
    yield metadata
    metadata.drop_all(suite_engine)


@pytest.fixture
def connection(suite_engine: Engine, metadata: MetaData) -> Iterator[Connection]:
    """A connection; it ends before the tables of `metadata` are dropped."""
    with suite_engine.connect() as connection:
        yield connection
