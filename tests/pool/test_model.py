"""QueuePool against a model: random checkouts, returns, invalidations, disposals and forks."""

from __future__ import annotations

import logging
from collections import deque
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, precondition, rule

from holdfast import exc
from holdfast.pool import QueuePool
from tests.pool.fake import FakeConnection, FakeDriver


class Place:
    """The model's entry: a connection's number, or None; and whether it is to be replaced."""

    def __init__(self) -> None:
        self.number: int | None = None
        self.soft = False


class PoolMachine(RuleBasedStateMachine):
    held = Bundle("held")

    @initialize(size=st.integers(1, 3), overflow=st.integers(0, 2), lifo=st.booleans())
    def begin(self, size: int, overflow: int, lifo: bool) -> None:
        logging.disable()
        self.driver = FakeDriver()
        self.pool = QueuePool(self.driver, pool_size=size, max_overflow=overflow, timeout=0, use_lifo=lifo)
        self.size, self.limit, self.lifo = size, size + overflow, lifo
        self.idle: deque[Place] = deque()
        self.out: dict[Any, Place] = {}
        self.stale: set[int] = set()
        self.closed: set[int] = set()
        self.made = 0

    def teardown(self) -> None:
        logging.disable(logging.NOTSET)

    def close(self, place: Place) -> None:
        if place.number is not None:
            self.closed.add(place.number)
        place.number, place.soft = None, False

    @rule(target=held)
    def check_out(self) -> Any:
        if not self.idle and len(self.out) == self.limit:
            try:
                self.pool.connect()
            except exc.TimeoutError:
                return None
            raise AssertionError("more connections than allowed")
        place = (self.idle.pop() if self.lifo else self.idle.popleft()) if self.idle else Place()
        if place.soft or place.number in self.stale:
            self.close(place)
        if place.number is None:
            self.made += 1
            place.number = self.made
        connection = self.pool.connect()
        self.out[connection] = place
        assert connection.dbapi_connection is self.driver.made[place.number - 1]
        return connection

    def put_back(self, place: Place) -> None:
        if place.number in self.stale and not place.soft:
            self.close(place)
        if len(self.idle) < self.size:
            self.idle.append(place)
        else:
            self.close(place)

    @rule(connection=consumes(held))
    def give_back(self, connection: Any) -> None:
        if connection in self.out:
            self.put_back(self.out.pop(connection))
            connection.close()

    @rule(connection=consumes(held))
    def give_back_after_a_failed_reset(self, connection: Any) -> None:
        if connection in self.out:
            connection.dbapi_connection.fail_on = "rollback"
            place = self.out.pop(connection)
            self.close(place)
            self.put_back(place)
            connection.close()

    @rule(connection=consumes(held))
    def invalidate(self, connection: Any) -> None:
        if connection in self.out:
            place = self.out.pop(connection)
            self.close(place)
            self.put_back(place)
            connection.invalidate()

    @rule(connection=held)
    def invalidate_softly(self, connection: Any) -> None:
        if connection in self.out:
            self.out[connection].soft = True
            connection.invalidate(soft=True)

    @rule(connection=consumes(held))
    def detach_and_close(self, connection: Any) -> None:
        if connection in self.out:
            place = self.out.pop(connection)
            self.close(place)
            self.put_back(place)
            connection.detach()
            connection.close()

    @rule(connection=held)
    def lose(self, connection: Any) -> None:
        """What the engine says when a connection was lost: all of that age are suspect."""
        if connection in self.out:
            place = self.out[connection]
            if not place.soft and place.number not in self.stale:
                self.stale = set(range(1, self.made + 1))
            self.pool._lost(connection._connection_record)

    @rule()
    def dispose(self) -> None:
        self.stale = set(range(1, self.made + 1))
        while self.idle:
            self.close(self.idle.popleft())
        self.pool.dispose()

    @precondition(lambda self: self.out)
    @rule()
    def wake_up_as_a_forked_child(self) -> None:
        """Nothing that the parent has is used or closed."""
        self.idle.clear()
        self.pool._forget_inherited()
        for connection in self.out:
            assert not connection.is_valid
            connection.close()
        self.out.clear()

    @invariant()
    def driver_connections_are_open_or_closed_as_in_the_model(self) -> None:
        if hasattr(self, "pool"):
            assert len(self.driver.made) == self.made
            assert {made.number for made in self.driver.made if made.closed} == self.closed

    @invariant()
    def statistics_are_those_of_the_model(self) -> None:
        if hasattr(self, "pool"):
            assert self.pool.checkedin() == len(self.idle)
            assert self.pool.checkedout() == len(self.out)
            assert self.pool.overflow() == len(self.idle) + len(self.out) - self.size

    @invariant()
    def nobody_shares_a_connection(self) -> None:
        if hasattr(self, "pool"):
            connections: list[FakeConnection] = [connection.dbapi_connection for connection in self.out]
            assert len(set(connections)) == len(connections)


TestPoolMachine = PoolMachine.TestCase
TestPoolMachine.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
