"""Where programs run: SQLite in memory, or a server.

A `Database` belongs to one variant of the mapping and one library; whatever a test asks of it besides SQL of that
library goes past the library. `PLACE` makes them; `python -m tests.differential --database URL` sets it to a server
before the first mapping is built.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Protocol

from holdfast import make_url

from .library import Library

Contents = dict[str, list[tuple[Any, ...]]]


class Database(Protocol):
    """The tables of one variant and one library."""

    engine: Any

    def contents(self) -> Contents:
        """Every row of every table, in the order of the values."""

    def clear(self) -> None:
        """Delete every row, so that generated keys start again; no connection of the engine is in use."""

    def writes(self) -> int:
        """A number that grows when the library writes rows."""

    def plain(self, message: str) -> str:
        """An error's message, with SQLite's words for what the database said."""


class Place(Protocol):
    """What makes databases."""

    def database(self, library: Library, metadata: Any) -> Database:
        """A new one, with the tables of the MetaData."""


class InMemory:
    """SQLite in memory.

    Transactions begin as the documentation of its driver shows, so that savepoints work. Foreign keys are enforced.
    """

    def database(self, library: Library, metadata: Any) -> Database:
        return _InMemory(library, metadata)


class _InMemory:
    """An in-memory database of one library, and its only driver connection."""

    def __init__(self, library: Library, metadata: Any) -> None:
        self.engine = library.create_engine("sqlite://")
        self._connections: list[sqlite3.Connection] = []
        self._tables = [table.name for table in metadata.sorted_tables]

        @library.event.listens_for(self.engine, "connect")  # type: ignore[untyped-decorator]
        def connected(connection: sqlite3.Connection, record: Any) -> None:
            connection.isolation_level = None
            connection.execute("PRAGMA foreign_keys = ON")
            self._connections.append(connection)

        @library.event.listens_for(self.engine, "begin")  # type: ignore[untyped-decorator]
        def begun(connection: Any) -> None:
            connection.exec_driver_sql("BEGIN")

        metadata.create_all(self.engine)

    @property
    def _driver(self) -> sqlite3.Connection:
        (connection,) = self._connections
        return connection

    def contents(self) -> Contents:
        return {
            table: sorted(self._driver.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in self._tables
        }

    def clear(self) -> None:
        if self._driver.in_transaction:
            self._driver.execute("ROLLBACK")
        self._driver.execute("PRAGMA foreign_keys = OFF")
        for table in self._tables:
            self._driver.execute(f"DELETE FROM {table}")
        self._driver.execute("PRAGMA foreign_keys = ON")

    def writes(self) -> int:
        return self._driver.total_changes

    def plain(self, message: str) -> str:
        return message


class Server:
    """A server, with a schema for each variant and library; `close()` drops them.

    The commands of a subclass are for its driver, on a connection of their own that commits each.
    """

    #: (what the server says, what SQLite would have said); the statement follows
    messages: tuple[tuple[str, str], ...]

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.schemas: list[str] = []
        self._connection = self._connect()
        self._cursor = self._connection.cursor()

    def _connect(self) -> Any:
        raise NotImplementedError

    def _create(self, schema: str) -> Any:
        """Make a schema, empty; return the URL under which tables are made in it."""
        raise NotImplementedError

    def _drop(self, schema: str) -> None:
        raise NotImplementedError

    def empty(self, schema: str, tables: list[str]) -> None:
        """Delete the rows of tables that were written to, and start generated keys again."""
        raise NotImplementedError

    def run(self, command: str) -> None:
        self._cursor.execute(command)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        self._cursor.execute(query)
        return list(self._cursor.fetchall())

    def database(self, library: Library, metadata: Any) -> Database:
        schema = f"{self.url.database}_{library.name}_{len(self.schemas)}"
        self.schemas.append(schema)
        return _OnServer(self, schema, self._create(schema), library, metadata)

    def close(self) -> None:
        for schema in self.schemas:
            self._drop(schema)
        self._connection.close()


class PostgreSQL(Server):
    messages = (
        (r"violates foreign key constraint[^\[]*\[SQL", "FOREIGN KEY constraint failed\n[SQL"),
        (r"violates unique constraint \"(\w+)_pkey\"", r"UNIQUE constraint failed: \1.key"),
    )

    def _connect(self) -> Any:
        where = self.url
        return import_module("psycopg").connect(
            host=where.host, port=where.port, user=where.username, password=where.password, dbname=where.database,
            autocommit=True,
        )  # fmt: skip

    def _create(self, schema: str) -> Any:
        self._drop(schema)
        self.run(f"CREATE SCHEMA {schema}")
        return self.url.update_query_dict({"options": f"-csearch_path={schema}"})

    def _drop(self, schema: str) -> None:
        self.run(f"DROP SCHEMA IF EXISTS {schema} CASCADE")

    def empty(self, schema: str, tables: list[str]) -> None:
        self.run(f"TRUNCATE {', '.join(f'{schema}.{table}' for table in tables)} RESTART IDENTITY")


class MariaDB(Server):
    messages = (
        (r"a foreign key constraint fails[^\[]*\[SQL", "FOREIGN KEY constraint failed\n[SQL"),
        (r"Duplicate entry [^\[]*\[SQL: INSERT INTO (\w+)", r"UNIQUE constraint failed: \1.key [SQL: INSERT INTO \1"),
    )

    def _connect(self) -> Any:
        where = self.url
        return import_module("pymysql").connect(
            host=where.host, port=where.port or 3306, user=where.username, password=where.password or "",
            autocommit=True, init_command="SET SESSION foreign_key_checks = 0",
        )  # fmt: skip

    def _create(self, schema: str) -> Any:
        self._drop(schema)
        self.run(f"CREATE DATABASE {schema}")
        return self.url.set(database=schema)

    def _drop(self, schema: str) -> None:
        self.run(f"DROP DATABASE IF EXISTS {schema}")

    def empty(self, schema: str, tables: list[str]) -> None:
        for table in tables:
            self.run(f"DELETE FROM {schema}.{table}")
            self.run(f"ALTER TABLE {schema}.{table} AUTO_INCREMENT = 1")


class _OnServer:
    """A schema of one library."""

    def __init__(self, server: Server, schema: str, url: Any, library: Library, metadata: Any) -> None:
        self.engine = library.create_engine(url.render_as_string(hide_password=False))
        self._server = server
        self._schema = schema
        self._tables = [table.name for table in metadata.tables.values()]
        self._writes = 0
        self._clean = True
        metadata.create_all(self.engine)
        self.engine.dispose()

        @library.event.listens_for(self.engine, "after_cursor_execute")  # type: ignore[untyped-decorator]
        def executed(connection: Any, cursor: Any, statement: str, *others: Any) -> None:
            if statement.startswith(("INSERT", "UPDATE", "DELETE")):
                self._clean = False
                self._writes += cursor.rowcount

    def contents(self) -> Contents:
        return {
            table: sorted(self._server.rows(f"SELECT * FROM {self._schema}.{table}"), key=repr)
            for table in self._tables
        }

    def clear(self) -> None:
        self.engine.dispose()
        if not self._clean:
            self._server.empty(self._schema, self._tables)
        self._clean = True

    def writes(self) -> int:
        return self._writes

    def plain(self, message: str) -> str:
        for said, meant in self._server.messages:
            message = re.sub(said, meant, message)
        return message


SERVERS: dict[str, type[Server]] = {"postgresql": PostgreSQL, "mysql": MariaDB, "mariadb": MariaDB}
PLACE: Place = InMemory()


@contextmanager
def placed(url: str | None) -> Iterator[None]:
    """Make databases on the server of a URL, which names a database, and drop them in the end; None: in memory."""
    global PLACE
    if url is None:
        yield
        return
    before, server = PLACE, SERVERS[make_url(url).get_backend_name()](url)
    PLACE = server
    try:
        yield
    finally:
        PLACE = before
        server.close()
