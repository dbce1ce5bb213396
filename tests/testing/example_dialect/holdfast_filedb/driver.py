"""The driver: ``sqlite3`` of the standard library."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from holdfast.engine.dialect import ConnectArgs
from holdfast.engine.url import URL
from holdfast_filedb.dialect import FileDBDialect


class FileDBSqlite3Dialect(FileDBDialect):
    """``filedb:///path/of/the.file``."""

    driver = "sqlite3"

    @classmethod
    def import_dbapi(cls) -> Any:
        """Import and return the driver."""
        import sqlite3

        return sqlite3

    def create_connect_args(self, url: URL) -> ConnectArgs:
        """Return the file's name; the pool gives a connection to one thread at a time."""
        return (str(url.database),), {"check_same_thread": False}

    def on_connect(self) -> Callable[[Any], None]:
        """Enforce foreign keys; define a function of the SQL standard that SQLite is built without."""

        def set_up(connection: Any) -> None:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.create_function("floor", 1, math.floor, deterministic=True)
            connection.isolation_level = "DEFERRED"

        return set_up

    def is_disconnect(self, e: BaseException, connection: Any, cursor: Any) -> bool:
        """Whether the connection was closed."""
        return isinstance(e, self.loaded_dbapi.ProgrammingError) and "closed database" in str(e)
