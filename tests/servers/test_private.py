"""A private server runs, survives a restart and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from holdfast import create_engine, text
from holdfast.pool import NullPool
from tests import servers
from tests.servers.private import PrivateMariaDB, PrivatePostgreSQL, PrivateServer

pytestmark = pytest.mark.parametrize("kind", [PrivatePostgreSQL, PrivateMariaDB])


def test_what_was_committed_is_there_after_a_kill(kind: type[PrivateServer]) -> None:
    with servers.running(kind()) as server:
        engine = create_engine(server.url, poolclass=NullPool)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE kept (id INTEGER)"))
            connection.execute(text("INSERT INTO kept VALUES (1)"))
        server.kill()
        assert not server.running
        server.start()
        with engine.connect() as connection:
            assert connection.execute(text("SELECT id FROM kept")).all() == [(1,)]


def test_a_server_is_set_as_asked(kind: type[PrivateServer]) -> None:
    query = "SHOW max_connections" if kind is PrivatePostgreSQL else "SELECT @@max_connections"
    with servers.running(kind({"max_connections": 17})) as server:
        engine = create_engine(server.url, poolclass=NullPool)
        with engine.connect() as connection:
            assert int(connection.execute(text(query)).scalar_one()) == 17


def test_a_wrong_setting_is_reported_with_what_the_server_said(kind: type[PrivateServer]) -> None:
    with pytest.raises(RuntimeError, match="no_such_setting"):
        servers.running(kind({"no_such_setting": 1})).__enter__()


def test_a_killed_test_process_leaves_nothing_behind(kind: type[PrivateServer]) -> None:
    program = f"""
import sys
import time
from tests.servers.private import {kind.__name__} as Server
server = Server().__enter__()
print(server._folder, server.port, flush=True)
sys.stdin.read()
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        text=True,
    )
    with process:
        assert process.stdout
        said = process.stdout.readline().split()
        if not said:
            pytest.skip("the server is not installed here")
        os.kill(process.pid, signal.SIGKILL)
    folder, port = Path(said[0]), int(said[1])
    while folder.exists():  # the keeper is at work
        time.sleep(0.01)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port)).close()
