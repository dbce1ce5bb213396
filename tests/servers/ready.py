"""Run a command when PostgreSQL and MariaDB are there: ``python -m tests.servers.ready pytest -q``.

Each is waited for, at the URL in the environment or at its usual port; one that does not come is started as a private
server, which ends with the command.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import ExitStack

from tests.servers import SERVERS
from tests.servers.private import PrivateMariaDB, PrivatePostgreSQL
from tests.servers.server import Unreachable

_PRIVATE = {"postgresql": PrivatePostgreSQL, "mariadb": PrivateMariaDB}


def run(command: list[str], patience: float) -> int:
    """Run a command with the servers that it needs and return its exit code.

    :param patience: seconds to wait for the servers.
    """
    deadline = time.monotonic() + patience
    with ExitStack() as started:
        environment = dict(os.environ)
        for name, server in SERVERS.items():
            while not (there := server.answers()) and time.monotonic() < deadline:
                time.sleep(0.5)
            if there:
                print(f"{server.name}: {server.maintenance_url}", flush=True)
                continue
            try:
                private = started.enter_context(_PRIVATE[name]({}))
            except Unreachable as missing:
                # The tests decide whether they can do without: not where the environment has CI.
                print(missing, flush=True)
                continue
            environment[server.variable] = private.url.render_as_string(hide_password=False)
            print(f"{server.name}: private, {private.url}", flush=True)
        return subprocess.run(command, env=environment).returncode


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:], patience=60.0 if os.environ.get("CI") else 2.0))
