"""``return_defaults()`` fetches what the statement does not give itself."""

from __future__ import annotations

import pytest

from holdfast import Column, Integer, MetaData, String, Table, func, insert, update
from holdfast.dialects import sqlite

users = Table(
    "users", MetaData(), Column("id", Integer, primary_key=True), Column("name", String), Column("age", Integer)
)


@pytest.mark.parametrize(
    ("statement", "returned"),
    [
        (insert(users).return_defaults(), None),
        (insert(users).values(name="x").return_defaults(), "id, age"),
        (insert(users).values(name="x").return_defaults(users.c.name), "id"),
        (insert(users).values(name=func.lower("X")).return_defaults(users.c.name), "id, name"),
        (update(users).values(name="x").return_defaults(users.c.name, users.c.age), "age"),
    ],
)
def test_what_is_returned(statement: object, returned: str | None) -> None:
    _, word, columns = str(statement.compile(dialect=sqlite.dialect())).partition(" RETURNING ")  # type: ignore[attr-defined]  # a statement
    assert (columns if word else None) == returned


def test_str_shows_it() -> None:
    assert str(insert(users).values(name="x").return_defaults()).endswith("RETURNING users.id, users.age")
