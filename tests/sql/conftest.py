"""Tables for the tests of the expression language, and a dialect that takes parameters by position."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import Column, ForeignKey, Integer, MetaData, String, Table
from holdfast.dialects.sqlite.pysqlite import PysqliteDialect


@pytest.fixture(scope="package")
def users() -> Table:
    return Table(
        "users",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("name", String(50)),
        Column("age", Integer),
    )


@pytest.fixture(scope="package")
def addresses(users: Table) -> Table:
    return Table(
        "addresses",
        users.metadata,
        Column("id", Integer, primary_key=True),
        Column("user_id", ForeignKey("users.id")),
        Column("email", String(50)),
    )


@pytest.fixture(scope="package")
def sqlite() -> Any:
    return PysqliteDialect()


def flat(sql: Any) -> str:
    """SQL in one line."""
    return " ".join(str(sql).split())
