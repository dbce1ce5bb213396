"""The lines of ``echo=True``: the SQL as it is sent, and a bracket that tells where it came from, with the parameters.

``[generated in 0.00012s] (5,)`` the statement was compiled now, ``[cached since 3.2s ago] (5,)`` it was compiled so
long ago, ``[no key 0.00003s] ()`` it cannot be cached, ``[raw sql] ()`` it was text to begin with.
"""

from __future__ import annotations

import weakref
from time import perf_counter
from typing import TYPE_CHECKING, Any

from holdfast.exc import abbreviated_parameters

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


def log(connection: Connection, message: str, *args: Any) -> None:
    """Log a line at INFO, behind the connection's ``logging_token``."""
    token = connection._execution_options.get("logging_token")
    if token:
        message = f"[{token}] {message}"
    connection.engine.logger.info(message, *args)


def log_statement(connection: Connection, sql: str, parameters: Any, note: str, many: bool) -> None:
    """Log a SQL text and its parameters."""
    log(connection, "%s", sql)
    if connection.engine.hide_parameters:
        log(connection, "[%s] [SQL parameters hidden due to hide_parameters=True]", note)
    else:
        log(connection, "[%s] %s", note, abbreviated_parameters(parameters, ismulti=many))
