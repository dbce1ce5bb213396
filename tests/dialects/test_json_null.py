"""NULL into JSON: the database's NULL and JSON's null are two things, and the program says which."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import JSON, Column, Integer, MetaData, String, Table, cast, insert, null, select
from holdfast.engine import Engine


def stored(database: Engine, type_: Any, value: Any) -> Any:
    """The text in the column after a value was written: None for NULL, "null" for JSON's null."""
    t = Table("documents", MetaData(), Column("id", Integer, primary_key=True), Column("body", type_))
    t.create(database, checkfirst=True)
    with database.begin() as connection:
        connection.execute(t.delete())
        connection.execute(insert(t).values(id=1, **({} if value is LEFT_OUT else {"body": value})))
        text = connection.scalar(select(cast(t.c.body, String(50))))
        assert connection.scalar(select(t.c.body)) is None
        is_null = connection.scalar(select(t.c.id).where(t.c.body.is_(None)))
    assert (text is None) == (is_null == 1)
    return text


LEFT_OUT = object()


@pytest.mark.parametrize(
    ("none_as_null", "value", "expected"),
    [
        (False, None, "null"),
        (False, JSON.NULL, "null"),
        (False, null(), None),
        (False, LEFT_OUT, None),
        (True, None, None),
        (True, JSON.NULL, "null"),
        (True, null(), None),
    ],
)
def test_which_null_it_is(database: Engine, none_as_null: bool, value: Any, expected: str | None):
    assert stored(database, JSON(none_as_null=none_as_null), value) == expected


def test_null_as_a_member_is_a_member(database: Engine):
    t = Table("documents", MetaData(), Column("id", Integer, primary_key=True), Column("body", JSON))
    t.create(database)
    with database.begin() as connection:
        bodies = [{"a": None}, {}, [None]]
        connection.execute(insert(t), [{"id": number, "body": body} for number, body in enumerate(bodies, 1)])
        assert connection.scalars(select(t.c.body).order_by(t.c.id)).all() == bodies
        assert connection.scalars(select(t.c.body["a"]).order_by(t.c.id).limit(2)).all() == [None, None]


def test_many_rows_with_both(database: Engine):
    t = Table("documents", MetaData(), Column("id", Integer, primary_key=True), Column("body", JSON(none_as_null=True)))
    t.create(database)
    with database.begin() as connection:
        connection.execute(insert(t), [{"id": 1, "body": None}, {"id": 2, "body": JSON.NULL}, {"id": 3, "body": 5}])
        assert connection.scalars(select(t.c.id).where(t.c.body.is_(None))).all() == [1]
        assert connection.scalars(select(t.c.body).order_by(t.c.id)).all() == [None, None, 5]
