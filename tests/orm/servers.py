"""The servers that the tests of the ORM run on, and what is different there."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import event

ENGINES = ["memory", "postgresql", "mariadb"]

#: For tests of what is no different on a server, such as SQL text, and of what only SQLite lets happen.
on_sqlite = pytest.mark.parametrize("engine", ["memory"], indirect=True)


def enforce_foreign_keys(engine: Any) -> None:
    """Make SQLite do what servers do without being told."""
    if engine.name == "sqlite":

        @event.listens_for(engine, "connect")
        def tell(connection: Any, record: Any) -> None:
            connection.execute("PRAGMA foreign_keys = ON")
