"""`str()` of what only one dialect has shows it as that dialect writes it."""

from __future__ import annotations

import pytest

from holdfast import Column, Integer, MetaData, String, Table, exc, literal, select, update
from holdfast.dialects import mysql, postgresql, sqlite
from holdfast.sql.expression import ColumnElement
from tests.sql.conftest import flat


@pytest.fixture
def users() -> Table:
    return Table("users", MetaData(), Column("id", Integer, primary_key=True), Column("name", String(50)))


def test_statements_of_a_dialect(users: Table):
    assert flat(sqlite.insert(users).values(id=1).on_conflict_do_nothing()) == (
        "INSERT INTO users (id) VALUES (?) ON CONFLICT DO NOTHING"
    )
    assert flat(postgresql.insert(users).values(id=1).on_conflict_do_nothing()).endswith("ON CONFLICT DO NOTHING")
    assert flat(mysql.insert(users).values(id=1).on_duplicate_key_update(name="x")).endswith(
        "ON DUPLICATE KEY UPDATE name = %s"
    )
    assert flat(update(users).values(name="x").ext(mysql.limit(5))).endswith(
        "SET name=%s LIMIT __[POSTCOMPILE_param_1]"
    )


def test_expressions_of_a_dialect_inside_of_others(users: Table):
    assert "ARRAY[users.id, " in flat(select(postgresql.array([users.c.id, literal(2)])))
    assert "MATCH (users.name) AGAINST (" in flat(select(mysql.match(users.c.name, against="x")))


def test_what_no_dialect_has_is_refused():
    class mine(ColumnElement):
        inherit_cache = True

    with pytest.raises(exc.UnsupportedCompilationError, match="can't render element of type"):
        str(select(mine()))
