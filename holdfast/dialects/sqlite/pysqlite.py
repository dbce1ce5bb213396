"""The driver ``sqlite3`` of the standard library."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from holdfast import exc
from holdfast.dialects.sqlite.dialect import SQLiteDialect
from holdfast.engine.dialect import ConnectArgs
from holdfast.engine.option_texts import Converters, boolean, option_value
from holdfast.engine.url import URL
from holdfast.pool import Pool, QueuePool, SingletonThreadPool

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection

# Statements that the driver keeps prepared, per connection; its own default of 128 is little for batches of several
# sizes.
CACHED_STATEMENTS = 300

# PEP 249's level for "threads may share the module, connections and cursors".
SERIALIZED = 3

# What to do about result codes (page "Result and Extended Result Codes").
_SHARED = "another connection of the shared cache uses the table; end its transaction or result first"
LOCKS: dict[int | None, str] = {
    5: "another transaction holds the lock: it did not end within the timeout (the URL's 'timeout', in seconds), or "
    "this transaction has read already, so that waiting could not help; end transactions soon, or begin those that "
    "will write with transaction_mode='immediate'",
    6: _SHARED,
    262: _SHARED,
    517: "another transaction has written since this one has read, so that it can only be rolled back and run again; "
    "begin transactions that read and then write with transaction_mode='immediate'",
}

# Query keys of the URL that are arguments of sqlite3.connect(), and what makes a value of their text.
_CONNECT_KEYS: Converters = {
    "uri": boolean,
    "timeout": float,
    "isolation_level": str,
    "detect_types": int,
    "check_same_thread": boolean,
    "cached_statements": int,
}
# Query keys that are settings of the dialect.
_SETTINGS: Converters = {
    "transaction_mode": str,
    "foreign_keys": boolean,
    "journal_mode": str,
    "synchronous": str,
}


class PysqliteDialect(SQLiteDialect):
    """SQLite through ``sqlite3``.

    URL: ``sqlite:///relative.db``, ``sqlite:////absolute.db``, ``sqlite://`` (in memory). Query keys: the arguments
    of ``sqlite3.connect()`` (``timeout`` in seconds, how long to wait for a lock, 5 by default), the settings of
    :class:`SQLiteDialect`, and with ``uri=true`` all others go into SQLite's own file URI, as ``mode=ro``.
    """

    driver = "pysqlite"

    @classmethod
    def import_dbapi(cls) -> Any:
        """Import and return ``sqlite3``."""
        import sqlite3  # not before there is an engine for it

        return sqlite3

    def get_dialect_pool_class(self, url: URL) -> type[Pool]:
        """A file takes a QueuePool; a database in memory belongs to one connection, so each thread keeps its own."""
        return SingletonThreadPool if _is_memory(url) else QueuePool

    def create_connect_args(self, url: URL) -> ConnectArgs:
        """Return the file name and the options."""
        if url.username or url.host or url.password or url.port:
            raise exc.ArgumentError(
                f"Invalid SQLite URL: {url}\nValid SQLite URL forms are sqlite:///:memory: or "
                "sqlite:////absolute/path/to/file.db"
            )
        options: dict[str, Any] = {"cached_statements": CACHED_STATEMENTS}
        rest: list[tuple[str, str]] = []
        for key, values in url.normalized_query.items():
            if key in _CONNECT_KEYS:
                options[key] = option_value(_CONNECT_KEYS, key, values[-1])
            elif key in _SETTINGS:
                self._set(key, option_value(_SETTINGS, key, values[-1]))
            else:
                rest += [(key, value) for value in values]
        if options.get("isolation_level"):
            self._set("transaction_mode", options.pop("isolation_level"))
        filename = url.database or ":memory:"
        if options.get("uri"):
            if rest:
                filename += "?" + urlencode(rest)
        elif rest:
            raise exc.ArgumentError(
                f"SQLite takes no URL option {rest[0][0]!r}; options of SQLite's own file URIs need 'uri=true' beside "
                "them"
            )
        elif filename != ":memory:":
            # The process may change its directory between two connections.
            filename = os.path.abspath(filename)
        # Pools hand a connection to one thread at a time; a library compiled for it (level 3) takes any thread then.
        options.setdefault("check_same_thread", self.dbapi is not None and self.dbapi.threadsafety < SERIALIZED)
        return (filename,), options

    def initialize(self, connection: Connection) -> None:
        """Learn how many parameters this build of the library takes."""
        super().initialize(connection)
        raw = connection._raw_connection()
        if hasattr(raw, "getlimit"):
            limit = raw.getlimit(self.loaded_dbapi.SQLITE_LIMIT_VARIABLE_NUMBER)
            self.features = self.features._replace(max_parameters=limit)

    def connect(self, *cargs: Any, **cparams: Any) -> Any:
        """Call ``sqlite3.connect()``; its ``autocommit=False`` (Python 3.12) asks for what this dialect does anyway.

        :raises holdfast.exc.ArgumentError: ``autocommit=True`` is spelled ``isolation_level="AUTOCOMMIT"`` here.
        """
        if cparams.pop("autocommit", False) is True:
            raise exc.ArgumentError(
                "The driver's autocommit=True would leave commit() and rollback() without effect; give "
                'isolation_level="AUTOCOMMIT" to create_engine() or execution_options() instead'
            )
        return super().connect(*cargs, **cparams)

    def _advice(self, e: BaseException) -> str | None:
        """What to do about locks, and functions that came with later versions."""
        if "no such function: jsonb" in str(e):
            return "the type JSONB needs SQLite 3.45 or later; before that, JSON keeps documents as text"
        return LOCKS.get(getattr(e, "sqlite_errorcode", None))

    def is_disconnect(self, e: BaseException, connection: Any, cursor: Any) -> bool:
        """Only a connection that was closed is lost."""
        return isinstance(e, self.loaded_dbapi.ProgrammingError) and "Cannot operate on a closed database." in str(e)


def _is_memory(url: URL) -> bool:
    return (url.database or ":memory:") == ":memory:" or url.query.get("mode") == "memory"


dialect = PysqliteDialect
