"""A database for each process, empty for each test, on servers that are there."""

from __future__ import annotations

import os
import sys

import pytest

from holdfast import create_engine, inspect
from tests import servers
from tests.servers.ready import run
from tests.servers.server import Server

EVERYTHING = {
    "postgresql": [
        "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
        "CREATE TABLE child (id INTEGER REFERENCES parent)",
        "CREATE VIEW seen AS SELECT * FROM parent",
        'CREATE SCHEMA "it\'s"',
        'CREATE TABLE "it\'s".parent (id INTEGER)',
        "CREATE TYPE mood AS ENUM ('good')",
        "CREATE SEQUENCE counter",
    ],
    "mariadb": [
        "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
        "CREATE TABLE child (id INTEGER, FOREIGN KEY (id) REFERENCES parent (id))",
        "CREATE VIEW seen AS SELECT * FROM parent",
        "CREATE DATABASE {database}_second",
        "CREATE TABLE {database}_second.parent (id INTEGER)",
        "CREATE PROCEDURE work() SELECT 1",
        "CREATE SEQUENCE counter",
    ],
}


@pytest.fixture(params=sorted(servers.SERVERS))
def name(request: pytest.FixtureRequest) -> str:
    servers.url(request.param)
    return str(request.param)


@pytest.fixture
def server(name: str) -> Server:
    return servers.SERVERS[name]


def test_everything_is_dropped(name: str, server: Server) -> None:
    engine = create_engine(servers.url(name))
    schemas = inspect(engine).get_schema_names()
    with engine.begin() as connection:
        for statement in EVERYTHING[name]:
            connection.exec_driver_sql(statement.format(database=engine.url.database))
    server.empty()
    inspector = inspect(engine)
    assert (inspector.get_table_names(), inspector.get_view_names(), inspector.get_sequence_names()) == ([], [], [])
    assert inspector.get_schema_names() == schemas
    engine.dispose()


def test_open_connections_are_found_and_closed(name: str, server: Server) -> None:
    engine = create_engine(servers.url(name))
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE locked (id INTEGER)")
        connection.exec_driver_sql("SELECT * FROM locked")
        assert len(server.left_open()) == 1
        server.empty()
        connection.invalidate()
    engine.dispose()
    assert server.left_open(wait=5.0) == []


def test_two_processes_never_share_a_database(server: Server) -> None:
    other = type(server)()
    assert other.use() != server.use()
    other.give_back()


@pytest.mark.parametrize(
    ("environment", "outcome"), [({}, pytest.skip.Exception), ({"CI": "1"}, pytest.fail.Exception)]
)
def test_a_missing_server_is_named(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], outcome: type) -> None:
    missing = servers.PostgreSQL()
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setitem(os.environ, missing.variable, "postgresql://nobody:secret@127.0.0.1:1/postgres")
    monkeypatch.setitem(servers.SERVERS, "postgresql", missing)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    with pytest.raises(outcome, match=r"PostgreSQL is not running at .*127.0.0.1:1/.*HOLDFAST_TEST_POSTGRESQL") as told:
        servers.url("postgresql")
    assert "secret" not in str(told.value)


def test_a_command_runs_when_the_servers_are_there(monkeypatch: pytest.MonkeyPatch, name: str, server: Server) -> None:
    assert server.answers()
    monkeypatch.setattr("tests.servers.ready.SERVERS", {name: server})
    assert run([sys.executable, "-c", "raise SystemExit(3)"], patience=5.0) == 3
