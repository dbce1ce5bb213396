"""PostgreSQL: a database whose schemas are dropped after each test."""

from __future__ import annotations

from typing import Any

from holdfast.engine.url import URL
from tests.servers.server import Server

_LOCKS = 0x68660000

# Every object in a schema depends on it, and pg_depend has an index for that.
_ANYTHING = """
SELECT EXISTS (SELECT FROM pg_depend
               WHERE refclassid = 'pg_namespace'::regclass AND refobjid = to_regnamespace('public')::oid)
    OR to_regnamespace('public') IS NULL
    OR EXISTS (SELECT FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('public', 'information_schema'))
    OR EXISTS (SELECT FROM pg_prepared_xacts WHERE database = current_database())
"""


class PostgreSQL(Server):
    name = "PostgreSQL"
    variable = "HOLDFAST_TEST_POSTGRESQL"
    default_url = "postgresql://postgres@127.0.0.1:5432/postgres"

    def _errors(self) -> tuple[type[Exception], ...]:
        try:
            import psycopg
        except ImportError:
            return (ImportError,)
        return (psycopg.OperationalError,)

    def _connect(self, where: URL) -> Any:
        import psycopg

        return psycopg.connect(
            host=where.host,
            port=where.port,
            user=where.username,
            password=str(where.password) if where.password else None,
            dbname=where.database,
            autocommit=True,
            connect_timeout=5,
            options="-c lock_timeout=20s -c client_min_messages=warning",
            **where.query,
        )

    def _lock(self, slot: int) -> bool:
        taken: bool = self._maintenance.execute("SELECT pg_try_advisory_lock(%s)", [_LOCKS + slot]).fetchone()[0]
        return taken

    def _create(self, url: URL) -> None:
        # The names are this module's own.
        self._maintenance.execute(f"DROP DATABASE IF EXISTS {url.database} WITH (FORCE)")
        self._maintenance.execute(f"CREATE DATABASE {url.database} ENCODING 'UTF8' TEMPLATE template0")
        self._maintenance.execute(f"ALTER DATABASE {url.database} SET synchronous_commit = off")
        self._inside = self._connect(url)
        self._database = url.database

    def _drop(self) -> None:
        self._inside.close()
        self._maintenance.execute(f"DROP DATABASE IF EXISTS {self._database} WITH (FORCE)")
        self._maintenance.close()

    def _connections(self) -> list[tuple[Any, str]]:
        rows: list[tuple[Any, str]] = self._inside.execute(
            "SELECT pid, state || ': ' || query FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).fetchall()
        return rows

    def _kill(self, number: Any) -> None:
        self._inside.execute("SELECT pg_terminate_backend(%s, 5000)", [number])

    def empty(self) -> None:
        if self._inside.execute(_ANYTHING).fetchone() == (False,):
            return
        for (gid,) in self._all("SELECT gid FROM pg_prepared_xacts WHERE database = current_database()"):
            self._inside.execute("ROLLBACK PREPARED '{}'".format(gid.replace("'", "''")))
        schemas = self._all(
            "SELECT quote_ident(nspname) FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
        )
        drops = "; ".join(f"DROP SCHEMA {schema} CASCADE" for (schema,) in schemas)
        self._inside.execute(f"{drops or 'SELECT 1'}; CREATE SCHEMA public")

    def _all(self, statement: str) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self._inside.execute(statement).fetchall()
        return rows
