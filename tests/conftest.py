"""Fixtures for all tests: a private in-memory engine, and a list of the statements that it executes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import create_engine, event


class Statements(list[str]):
    """The SQL that reached the driver, in order."""

    def of_kind(self, kind: str) -> list[str]:
        """The statements that begin with a keyword."""
        return [statement for statement in self if statement.lstrip().upper().startswith(kind)]


@pytest.fixture
def engine() -> Iterator[Any]:
    engine = create_engine("sqlite://")
    yield engine
    engine.dispose()


@pytest.fixture
def statements(engine: Any) -> Statements:
    """What `engine` executes from now on."""
    seen = Statements()

    @event.listens_for(engine, "before_cursor_execute")
    def remember(
        connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
    ) -> None:
        seen.append(statement)

    return seen
