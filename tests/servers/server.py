"""A server with a database for this test process.

A process holds a numbered slot of each server by an advisory lock on a connection that stays open; the number names its
database.  So processes side by side never share one, and what a killed run has left is found and dropped by the next.
"""

from __future__ import annotations

import atexit
import os
import time
from itertools import count
from typing import Any

from holdfast.engine.url import URL, make_url


class Unreachable(Exception):
    """The server is not there."""


class Server:
    """A database server; subclasses talk to it through its driver, as holdfast itself is under test."""

    name: str
    variable: str
    default_url: str

    def __init__(self) -> None:
        self._url: URL | None = None
        self._missing: str | None = None
        self._maintenance: Any = None
        self._owner = 0
        self.used = False

    @property
    def maintenance_url(self) -> URL:
        """Where the server is, and whom it lets create databases."""
        return make_url(os.environ.get(self.variable) or self.default_url)

    def use(self) -> URL:
        """Return the URL of this process's database, which is created at the first use.

        :raises Unreachable: the server is not there.
        """
        if self._missing is not None:
            raise Unreachable(self._missing)
        if self._url is None:
            where = self.maintenance_url
            try:
                self._maintenance = self._connect(where)
            except self._errors() as error:
                self._missing = f"{self.name} is not running at {where} (set {self.variable}): {error}"
                raise Unreachable(self._missing) from error
            slot = next(slot for slot in count(1) if self._lock(slot))
            self._url = where.set(database=f"holdfast_test_{slot}")
            self._create(self._url)
            self._owner = os.getpid()
            atexit.register(self.give_back)
        self.used = True
        return self._url

    def give_back(self) -> None:
        """Drop this process's database and leave its slot to others; a child of the process does nothing."""
        if self._owner == os.getpid():
            self.left_open()
            self._drop()
            self._url, self._owner = None, 0

    def answers(self) -> bool:
        """Whether the server is there."""
        try:
            self._connect(self.maintenance_url).close()
        except self._errors():
            return False
        return True

    def left_open(self, wait: float = 0.0) -> list[str]:
        """Close the connections that are still open to this process's database and return what each one did last.

        :param wait: seconds; a server takes a moment to notice that a client has gone.
        """
        deadline = time.monotonic() + wait
        while (found := self._connections()) and time.monotonic() < deadline:
            time.sleep(0.01)
        for number, _ in found:
            self._kill(number)
        return [did for _, did in found]

    # -- per server

    def _errors(self) -> tuple[type[Exception], ...]:
        """What connecting raises when there is no server, and no driver."""
        raise NotImplementedError

    def _connect(self, where: URL) -> Any:
        """Return a connection of the driver, in autocommit mode."""
        raise NotImplementedError

    def _lock(self, slot: int) -> bool:
        """Whether the slot was free; it is this process's until the maintenance connection ends."""
        raise NotImplementedError

    def _create(self, url: URL) -> None:
        """Create the database, instead of one of the same name."""
        raise NotImplementedError

    def _drop(self) -> None:
        """Drop the database and close the maintenance connections."""
        raise NotImplementedError

    def _connections(self) -> list[tuple[Any, str]]:
        """The other connections to the database: number, last statement."""
        raise NotImplementedError

    def _kill(self, number: Any) -> None:
        raise NotImplementedError

    def empty(self) -> None:
        """Drop everything in the database, if there is anything."""
        raise NotImplementedError
