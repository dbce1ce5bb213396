"""Private servers: a PostgreSQL or a MariaDB of the test's own, in a temporary folder, to set as it likes and to kill.

What was committed when a server is killed is there when it is started again, but nothing is ever forced to the disk.
Should the test process die, a keeper process ends the server and removes its folder.

Sources: the manual pages of initdb, postgres, mariadb-install-db and mariadbd.
"""

from __future__ import annotations

import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from holdfast.engine.url import URL
from tests.servers.server import Unreachable

START_SECONDS = 120.0
PORT_ATTEMPTS = 20
# Below the ports that systems give to clients: a client that asks for a server which is down cannot be given the
# server's own port, and so be connected to itself.
PORTS = range(20000, 32000)

# Ends the server and removes its folder when this process is gone: then the pipe to its input is closed.
KEEPER = """
cat > /dev/null
if [ -f "$1" ]; then kill -9 "$(head -n 1 "$1")"; fi
rm -rf "$2"
"""


class PrivateServer:
    """A server that runs inside a ``with`` block.

    :param settings: of the server's configuration, by name.
    :ivar url: where it is; the same after a restart.
    """

    name: str
    accounts: tuple[str, ...]
    ready: str
    port_taken: str
    stop_signal: signal.Signals

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        self._settings = dict(settings or {})
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    @property
    def url(self) -> URL:
        """The URL of the server's first database, as its superuser, without a password."""
        raise NotImplementedError

    def _create(self) -> None:
        """Make an empty database cluster."""
        raise NotImplementedError

    def _command(self) -> list[str]:
        """What starts the server."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        self._account = _account(self.accounts) if os.geteuid() == 0 else None
        # The account must be able to reach the folder, which the administrator's own temporary folder may refuse.
        self._folder = Path(tempfile.mkdtemp(prefix="holdfast-", dir="/tmp" if self._account else None))
        self._data = self._folder / "data"
        self._pid_file = self._folder / "pid"
        self._keeper = subprocess.Popen(
            ["sh", "-c", KEEPER, "keeper", str(self._pid_file), str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            if self._account is not None:
                shutil.chown(self._folder, self._account.pw_uid, self._account.pw_gid)
            self._create()
            self.start()
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._remove()

    def _remove(self) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._keeper.communicate()

    # -- the process

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the server and wait until it takes connections."""
        if self.running:
            return
        for _ in range(PORT_ATTEMPTS):
            if self.port == 0:
                self.port = _free_port()
            complaint = self._try_to_start()
            if not complaint:
                return
            if self.port_taken not in complaint:
                break
            self.port = 0
        raise RuntimeError(f"private {self.name} did not start:\n{complaint}")

    def _try_to_start(self) -> str:
        """Start the process and return what it said if it ended before it was ready."""
        log = self._folder / "log"
        log.unlink(missing_ok=True)
        with log.open("wb") as output:
            self._process = self._popen(self._command(), output)
        self._pid_file.write_text(str(self._process.pid))
        deadline = time.monotonic() + START_SECONDS
        while self.ready not in (said := log.read_text(errors="replace")):
            if not self.running or time.monotonic() > deadline:
                self.kill()
                return said[-4000:] or "it said nothing"
            time.sleep(0.02)
        return ""

    def stop(self) -> None:
        """Shut the server down in good order; open connections are closed by it."""
        if self._process is not None:
            if self.running:
                self._process.send_signal(self.stop_signal)
            self._process.wait(START_SECONDS)
            self._pid_file.unlink(missing_ok=True)

    def kill(self) -> None:
        """Kill the server and all its processes, as a power cut would."""
        if self._process is None:
            return
        if self.running:
            # Stopped first, so that it starts no others meanwhile.
            self._process.send_signal(signal.SIGSTOP)
            children = _children(self._process.pid)
            self._process.kill()
            for child in children:
                try:
                    os.kill(child, signal.SIGKILL)
                except ProcessLookupError:
                    continue
        self._process.wait()
        self._pid_file.unlink(missing_ok=True)

    def _popen(self, command: list[str], output: Any) -> subprocess.Popen[bytes]:
        who: dict[str, Any] = {}
        # A MariaDB that starts removes the temporary tables of all that share its folder for them.
        environment = {**os.environ, "LC_ALL": "C", "HOME": str(self._folder), "TMPDIR": str(self._folder)}
        if self._account is not None:
            who = {"user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []}
            environment["USER"] = environment["LOGNAME"] = self._account.pw_name
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=self._folder,
            env=environment,
            start_new_session=True,
            **who,
        )

    def _run(self, command: list[str]) -> None:
        process = self._popen(command, subprocess.PIPE)
        output, _ = process.communicate()
        if process.returncode:
            raise RuntimeError(f"{command[0]} failed:\n{output.decode(errors='replace')}")


class PrivatePostgreSQL(PrivateServer):
    """A PostgreSQL server, for tests that need settings such as ``max_prepared_transactions``."""

    name = "PostgreSQL"
    accounts = ("postgres", "nobody")
    ready = "database system is ready to accept connections"
    port_taken = "could not bind"
    # A "fast" shutdown.
    stop_signal = signal.SIGINT

    @property
    def url(self) -> URL:
        return URL.create("postgresql", username="postgres", host="127.0.0.1", port=self.port, database="postgres")

    def _create(self) -> None:
        initdb = self._program("initdb")
        self._run([initdb, "-D", str(self._data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"])

    def _command(self) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self._folder,
            "fsync": "off",
            "shared_buffers": "16MB",
            **self._settings,
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [self._program("postgres"), "-D", str(self._data), *options]

    def _program(self, name: str) -> str:
        folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
        if shutil.which("pg_config"):
            said = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True).stdout
            folders.insert(0, Path(said.strip()))
        return _program(self.name, name, folders)


class PrivateMariaDB(PrivateServer):
    """A MariaDB server."""

    name = "MariaDB"
    accounts = ("mysql", "nobody")
    ready = "ready for connections"
    port_taken = "Can't start server: Bind on TCP/IP port"
    stop_signal = signal.SIGTERM

    @property
    def url(self) -> URL:
        return URL.create("mariadb", username="root", host="127.0.0.1", port=self.port, database="private")

    def _create(self) -> None:
        self._run(
            [
                self._program("mariadb-install-db"),
                "--no-defaults",
                f"--datadir={self._data}",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--skip-name-resolve",
            ]
        )
        # A database is a folder there.
        (self._data / "private").mkdir()
        if self._account is not None:
            shutil.chown(self._data / "private", self._account.pw_uid, self._account.pw_gid)

    def _command(self) -> list[str]:
        settings = {
            "datadir": self._data,
            "bind-address": "127.0.0.1",
            "port": self.port,
            "socket": self._folder / "socket",
            "character-set-server": "utf8mb4",
            # Written at each commit, not forced to the disk.
            "innodb-flush-log-at-trx-commit": 2,
            "innodb-buffer-pool-size": "32M",
            "innodb-log-file-size": "16M",
            "skip-name-resolve": 1,
            **self._settings,
        }
        return [self._program("mariadbd"), "--no-defaults", *(f"--{name}={value}" for name, value in settings.items())]

    def _program(self, name: str) -> str:
        return _program(self.name, name, [Path("/usr/sbin"), Path("/usr/libexec"), Path("/usr/local/sbin")])


def _program(server: str, name: str, folders: list[Path]) -> str:
    found = shutil.which(name) or shutil.which(name, path=os.pathsep.join(map(str, folders)))
    if found is None:
        raise Unreachable(f"{server} is not installed here: there is no {name}, neither in PATH nor in {folders}")
    return found


def _version(folder: Path) -> float:
    # /usr/lib/postgresql/15/bin
    return float(folder.parent.name)


def _account(names: tuple[str, ...]) -> pwd.struct_passwd:
    """The first of the accounts that this system has; servers refuse to run as root."""
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in names if name in known)


def _free_port() -> int:
    while True:
        port = random.choice(PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def _children(pid: int) -> list[int]:
    """The processes that a process has started (where /proc tells; elsewhere they end when they notice its death)."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
