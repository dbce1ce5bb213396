"""Random programs on a pool of ours and on one of SQLAlchemy's: the same events, driver calls, errors and statistics.

Left out is where ours does more:
* ``dispose()`` while connections are checked out: ours closes them when they return;
* detached connections that are invalidated, cannot be reset or are dropped: ours closes them;
* a StaticPool with two checkouts at a time, or soft invalidations: ours fires all the events, and closes the old one.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy.event
import sqlalchemy.exc
import sqlalchemy.pool
from hypothesis import given
from hypothesis import strategies as st

import holdfast.event
import holdfast.exc
import holdfast.pool
from tests.pool.fake import FakeDriver, PingDialect
from tests.pool.test_events import NAMES


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Both log the errors of resets that are made to fail here."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


class SQLAlchemyPingDialect(PingDialect):
    has_terminate = False

    def _do_ping_w_event(self, connection: Any) -> bool:
        return self.do_ping(connection)


class Run:
    """A pool, what it was seen to do, and the connections that are checked out."""

    def __init__(
        self, pool_module: Any, event_module: Any, exc_module: Any, kind: str, settings: dict[str, Any]
    ) -> None:
        self.driver = FakeDriver()
        self.dialect = SQLAlchemyPingDialect()
        self.seen: list[Any] = []
        self.refusals = 0
        self.exc = exc_module
        self.shared = kind == "StaticPool"
        cls = getattr(pool_module, kind)
        self.pool = cls(self.driver, dialect=self.dialect, **settings)
        for name in NAMES:
            event_module.listen(self.pool, name, getattr(self, f"on_{name}", self.hearing(name)))
        self.held: list[Any] = []

    def hearing(self, name: str) -> Any:
        return lambda connection, *rest: self.seen.append((name, connection and connection.number))

    def on_reset(self, connection: Any, record: Any, state: Any) -> None:
        told = state.transaction_was_reset, state.terminate_only, state.asyncio_safe
        self.seen.append(("reset", connection.number, record is None, told))

    def on_checkout(self, connection: Any, record: Any, proxy: Any) -> None:
        self.seen.append(("checkout", connection.number))
        if self.refusals:
            self.refusals -= 1
            raise self.exc.DisconnectionError("refused")

    def run(self, program: list[tuple[str, int]]) -> list[Any]:
        for step in program:
            self.seen.append(step)
            try:
                self.step(*step)
            except Exception as error:
                self.seen.append(type(error).__name__)
            self.seen.append(self.statistics())
        for connection in self.held:
            connection.close()
        self.seen.append(self.statistics())
        self.pool.dispose()
        self.seen.append([connection.calls for connection in self.driver.made])
        return list(self.seen)

    def step(self, what: str, number: int) -> None:
        if what == "connect":
            if not (self.shared and self.held):
                self.held.append(self.pool.connect())
        elif what == "refuse checkouts":
            self.refusals = number
        elif what == "refuse connections":
            self.driver.refuses = not self.driver.refuses
        elif what == "recreate":
            if not self.held:
                self.pool = self.pool.recreate()
        elif what == "dispose":
            if not self.held:
                self.pool.dispose()
        elif what == "die":
            if self.driver.made:
                self.dialect.dead.add(self.driver.made[number % len(self.driver.made)])
        elif what == "fail reset":
            if self.driver.made:
                connection = self.driver.made[number % len(self.driver.made)]
                if connection not in [held.dbapi_connection for held in self.held if held.is_detached]:
                    connection.fail_on = "rollback"
        elif self.held:
            self.step_with_connection(what, number % len(self.held))

    def step_with_connection(self, what: str, number: int) -> None:
        connection = self.held[number]
        if what == "close":
            del self.held[number]
            connection.close()
        elif what == "drop":
            if connection.is_detached or self.held.count(connection) > 1:
                connection.close()
            del self.held[number]
        elif what == "invalidate":
            if not (connection.is_valid and connection.is_detached):
                connection.invalidate()
        elif what == "invalidate softly":
            if not self.shared:
                connection.invalidate(soft=True)
        elif what == "detach":
            if connection.is_valid and connection.dbapi_connection.fail_on is None:
                connection.detach()
        elif what == "note" and connection.is_valid:
            connection.info["note"] = connection.info.get("note", 0) + 1
            self.seen.append((connection.info["note"], connection.is_detached))

    def statistics(self) -> Any:
        pool = self.pool
        if not hasattr(pool, "checkedin"):
            return type(pool).__name__
        return pool.size(), pool.checkedin(), pool.checkedout(), pool.overflow(), pool.status()


COMMON = ["connect"] * 4 + ["close"] * 3 + ["drop", "invalidate", "invalidate softly", "detach", "note", "recreate"]
TROUBLE = ["refuse checkouts", "refuse connections", "fail reset"]


def programs(*more: str) -> Any:
    return st.lists(st.tuples(st.sampled_from([*COMMON, *TROUBLE, *more]), st.integers(0, 3)), max_size=25)


def compare(kind: str, settings: dict[str, Any], program: list[tuple[str, int]]) -> None:
    ours = Run(holdfast.pool, holdfast.event, holdfast.exc, kind, settings).run(program)
    theirs = Run(sqlalchemy.pool, sqlalchemy.event, sqlalchemy.exc, kind, settings).run(program)
    assert ours == theirs


resets = st.sampled_from(["rollback", "commit", None])


@given(
    program=programs("dispose"),
    settings=st.fixed_dictionaries(
        {
            "pool_size": st.integers(0, 2),
            "max_overflow": st.integers(-1, 2),
            "use_lifo": st.booleans(),
            "timeout": st.just(0.0),
            "reset_on_return": resets,
        }
    ),
)
def test_queue_pool(settings: dict[str, Any], program: list[tuple[str, int]]) -> None:
    compare("QueuePool", settings, program)


@given(program=programs("die"), lifo=st.booleans())
def test_queue_pool_with_pings(lifo: bool, program: list[tuple[str, int]]) -> None:
    compare("QueuePool", {"pool_size": 1, "max_overflow": 0, "timeout": 0.0, "pre_ping": True}, program)


@given(program=programs("dispose"), reset=resets)
@pytest.mark.parametrize("kind", ["NullPool", "StaticPool", "AssertionPool"])
def test_other_pools(kind: str, reset: Any, program: list[tuple[str, int]]) -> None:
    compare(kind, {"reset_on_return": reset}, program)


@given(program=programs(), reset=resets)
def test_singleton_thread_pool(reset: Any, program: list[tuple[str, int]]) -> None:
    compare("SingletonThreadPool", {"reset_on_return": reset}, program)
