"""One of the two libraries: their public names are the same, so a mapping or a program is written once.

Transactions begin as the documentation of SQLite's driver shows, so that savepoints work. Foreign keys are enforced.
"""

from __future__ import annotations

import sqlite3
from importlib import import_module
from typing import Any


class Library:
    """The public names of a library and its `orm` package, as attributes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._modules = (import_module(name), import_module(f"{name}.orm"))

    def __repr__(self) -> str:
        return self.name

    def __getattr__(self, name: str) -> Any:
        for module in self._modules:
            if hasattr(module, name):
                return getattr(module, name)
        raise AttributeError(f"neither {self.name} nor {self.name}.orm has {name!r}")


class Database:
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
    def driver(self) -> sqlite3.Connection:
        (connection,) = self._connections
        return connection

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, in the order of the values, read without the library."""
        return {
            table: sorted(self.driver.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in self._tables
        }

    def clear(self) -> None:
        """Delete every row without the library, so that generated keys start again."""
        if self.driver.in_transaction:
            self.driver.execute("ROLLBACK")
        self.driver.execute("PRAGMA foreign_keys = OFF")
        for table in self._tables:
            self.driver.execute(f"DELETE FROM {table}")
        self.driver.execute("PRAGMA foreign_keys = ON")
