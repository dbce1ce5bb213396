"""create_mock_engine()."""

from __future__ import annotations

from typing import Any

from holdfast.engine.mock import create_mock_engine
from tests.engine.shop import metadata


def test_a_schema_is_printed_and_not_executed() -> None:
    printed: list[str] = []

    def executor(statement: Any, *parameters: Any) -> None:
        printed.append(str(statement.compile(dialect=engine.dialect)).strip().splitlines()[0])

    engine = create_mock_engine("sqlite://", executor)
    metadata.create_all(engine)  # checkfirst asks, and finds nothing
    assert sorted(printed) == ["CREATE TABLE customer (", "CREATE TABLE purchase (", "CREATE TABLE stock ("]
    printed.clear()
    metadata.drop_all(engine, checkfirst=False)
    assert sorted(printed) == ["DROP TABLE customer", "DROP TABLE purchase", "DROP TABLE stock"]
