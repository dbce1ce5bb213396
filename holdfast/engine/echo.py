"""The lines of ``echo=True``: the SQL as it is sent, and a bracket that tells where it came from, with the parameters.

``[generated in 0.00012s] (5,)`` the statement was compiled now, ``[cached since 3.2s ago] (5,)`` it was compiled so
long ago, ``[no key 0.00003s] ()`` it cannot be cached, ``[raw sql] ()`` it was text to begin with.

With ``echo="debug"`` the columns of a result follow, and each row when it is fetched.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from time import perf_counter
from typing import TYPE_CHECKING, Any

from holdfast.exc import abbreviated_parameters
from holdfast.log import DEBUG, INFO

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection

RAW = "raw sql"

# Kept aside, because only an echoing engine asks for it.
_first_seen: weakref.WeakKeyDictionary[Any, float] = weakref.WeakKeyDictionary()


def origin(compiled: Any, cacheable: bool, started: float) -> str:
    """Return the note in the bracket for a compiled statement.

    :param started: ``perf_counter()`` when its execution began.
    """
    now = perf_counter()
    if not cacheable:
        return f"no key {now - started:.5f}s"
    since = _first_seen.get(compiled)
    if since is None:
        _first_seen[compiled] = now
        return f"generated in {now - started:.5f}s"
    return f"cached since {now - since:.4g}s ago"


def log(connection: Connection, message: str, *args: Any, level: int = INFO) -> None:
    """Log a line, at INFO, behind the connection's ``logging_token``."""
    token = connection._execution_options.get("logging_token")
    if token:
        message = f"[{token}] {message}"
    connection.engine.logger.log(level, message, *args)


def log_statement(connection: Connection, sql: str, parameters: Any, note: str, many: bool) -> None:
    """Log a SQL text and its parameters."""
    log(connection, "%s", sql)
    if connection.engine.hide_parameters:
        log(connection, "[%s] [SQL parameters hidden due to hide_parameters=True]", note)
    else:
        log(connection, "[%s] %s", note, abbreviated_parameters(parameters, ismulti=many))


def with_rows(connection: Connection, cursor: Any) -> Any:
    """Return a cursor that logs at DEBUG what is fetched from it; the same cursor when nobody reads that."""
    if cursor.description is None or not connection.engine.logger.isEnabledFor(DEBUG):
        return cursor
    log(connection, "Col %r", tuple([column[0] for column in cursor.description]), level=DEBUG)
    return _EchoingCursor(connection, cursor)


class _EchoingCursor:
    """A DBAPI cursor that logs its rows."""

    __slots__ = ("_connection", "_cursor")

    def __init__(self, connection: Connection, cursor: Any) -> None:
        self._connection = connection
        self._cursor = cursor

    def _seen(self, row: Any) -> Any:
        log(self._connection, "Row %s", abbreviated_parameters(tuple(row), ismulti=False), level=DEBUG)
        return row

    def fetchone(self) -> Any:
        """Return the next row, or None."""
        row = self._cursor.fetchone()
        return None if row is None else self._seen(row)

    def fetchmany(self, size: int) -> list[Any]:
        """Return the next rows."""
        return list(map(self._seen, self._cursor.fetchmany(size)))

    def fetchall(self) -> list[Any]:
        """Return all remaining rows."""
        return list(map(self._seen, self._cursor.fetchall()))

    def __iter__(self) -> Iterator[Any]:
        return map(self._seen, self._cursor)

    @property
    def arraysize(self) -> int:
        """The cursor's ``arraysize``."""
        size: int = self._cursor.arraysize
        return size

    @arraysize.setter
    def arraysize(self, size: int) -> None:
        self._cursor.arraysize = size

    @property
    def driver_cursor(self) -> Any:
        """The driver's cursor."""
        return getattr(self._cursor, "driver_cursor", self._cursor)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)
