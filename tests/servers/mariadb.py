"""MariaDB: a database, and others whose names begin with its name, emptied after each test.

A schema is a database there; a test that needs a second one calls it ``f"{engine.url.database}_something"``.
"""

from __future__ import annotations

from typing import Any

from holdfast.engine.url import URL
from tests.servers.server import Server

# It has gone by itself.
NO_SUCH_THREAD = 1094


# SHOW PROCESSLIST cuts a statement after some bytes, in the middle of a character.
_CONNECTIONS = "SELECT id, db, command, CONVERT(LEFT(info, 200) USING ascii) FROM information_schema.processlist"


class MariaDB(Server):
    name = "MariaDB"
    variable = "HOLDFAST_TEST_MARIADB"
    default_url = "mariadb://root@127.0.0.1:3306/"

    def _errors(self) -> tuple[type[Exception], ...]:
        try:
            import pymysql
        except ImportError:
            return (ImportError,)
        return (pymysql.err.OperationalError,)

    def _connect(self, where: URL) -> Any:
        import pymysql

        return pymysql.connect(
            host=where.host,
            port=where.port or 3306,
            user=where.username,
            password=str(where.password or ""),
            autocommit=True,
            connect_timeout=5,
            charset="utf8mb4",
            init_command="SET SESSION lock_wait_timeout = 20, foreign_key_checks = 0",
            **where.query,
        )

    def _lock(self, slot: int) -> bool:
        return self._all("SELECT GET_LOCK(%s, 0)", [f"holdfast_test_{slot}"]) == [(1,)]

    def _create(self, url: URL) -> None:
        self._database = str(url.database)
        self._drop_others()
        self._run(f"DROP DATABASE IF EXISTS {self._database}")
        self._run(f"CREATE DATABASE {self._database} CHARACTER SET utf8mb4")

    def _drop(self) -> None:
        self._drop_others()
        self._run(f"DROP DATABASE IF EXISTS {self._database}")
        self._maintenance.close()

    def _connections(self) -> list[tuple[Any, str]]:
        mine = self._maintenance.thread_id()
        return [
            (number, f"{command}: {info}")
            for number, database, command, info in self._all(_CONNECTIONS, [])
            if database == self._database and number != mine and command != "Killed"
        ]

    def _kill(self, number: Any) -> None:
        import pymysql

        try:
            self._run(f"KILL {int(number)}")
        except pymysql.err.OperationalError as error:
            if error.args[0] != NO_SUCH_THREAD:
                raise

    def empty(self) -> None:
        self._drop_others()
        kinds: dict[str, list[str]] = {}
        # Not from information_schema, which reads the files of all routines and events for it.
        for kind, name in (
            *((kind, name) for name, kind in self._all(f"SHOW FULL TABLES IN {self._database}", [])),
            *self._all("SELECT type, name FROM mysql.proc WHERE db = %s", [self._database]),
            *self._all("SELECT 'EVENT', name FROM mysql.event WHERE db = %s", [self._database]),
        ):
            dropped_as = "TABLE" if kind in ("BASE TABLE", "SYSTEM VERSIONED") else kind
            kinds.setdefault(dropped_as, []).append(self._quoted(name))
        for kind, names in kinds.items():
            if kind in ("TABLE", "VIEW", "SEQUENCE"):
                self._run(f"DROP {kind} {', '.join(names)}")
            else:
                for name in names:
                    self._run(f"DROP {kind} {name}")

    def _drop_others(self) -> None:
        for (name,) in self._all(
            "SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE %s",
            [self._database.replace("_", r"\_") + r"\_%"],
        ):
            self._run("DROP DATABASE `{}`".format(name.replace("`", "``")))

    def _quoted(self, name: str) -> str:
        return "{}.`{}`".format(self._database, name.replace("`", "``"))

    def _run(self, statement: str) -> None:
        with self._maintenance.cursor() as cursor:
            cursor.execute(statement)

    def _all(self, statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
        with self._maintenance.cursor() as cursor:
            cursor.execute(statement, parameters)
            return list(cursor.fetchall())
