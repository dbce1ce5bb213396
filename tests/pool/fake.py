"""A driver without a database: connections that remember what was done to them."""

from __future__ import annotations

from typing import Any


class FakeConnection:
    """A DBAPI connection; ``calls`` lists its method calls."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.calls: list[str] = []
        self.fail_on: str | None = None

    def _call(self, name: str) -> None:
        if self.fail_on == name:
            raise RuntimeError(f"{name} failed")
        self.calls.append(name)

    def cursor(self) -> object:
        self._call("cursor")
        return object()

    def commit(self) -> None:
        self._call("commit")

    def rollback(self) -> None:
        self._call("rollback")

    def close(self) -> None:
        self._call("close")

    @property
    def closed(self) -> bool:
        return "close" in self.calls


class FakeDriver:
    """Makes numbered connections; call it for one."""

    def __init__(self) -> None:
        self.made: list[FakeConnection] = []
        self.refuses = False

    def __call__(self) -> FakeConnection:
        if self.refuses:
            raise RuntimeError("no connection")
        self.made.append(FakeConnection(len(self.made) + 1))
        return self.made[-1]


class PingDialect:
    """What a pool asks of a dialect, with pings that can be made to fail."""

    is_async = False
    has_terminate = False

    def __init__(self) -> None:
        self.dead: set[FakeConnection] = set()

    def do_ping(self, connection: Any) -> bool:
        return connection not in self.dead

    def do_rollback(self, connection: Any) -> None:
        connection.rollback()

    def do_commit(self, connection: Any) -> None:
        connection.commit()

    def do_close(self, connection: Any) -> None:
        connection.close()

    def do_terminate(self, connection: Any) -> None:
        connection.close()

    def get_driver_connection(self, connection: Any) -> Any:
        return connection
