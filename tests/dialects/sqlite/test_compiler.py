"""SQL that SQLite spells in its own way."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import cast, column, delete, exc, extract, func, insert, select, table, true, tuple_, update
from holdfast.dialects import sqlite
from holdfast.types import JSON, Date, DateTime, Float, Integer, Numeric, String

t = table("t", column("a", Integer), column("b", String), column("j", JSON), column("d", DateTime), column("f", Float))


def sql(element: Any, **kw: Any) -> str:
    return " ".join(str(element.compile(dialect=sqlite.dialect(), compile_kwargs=kw)).split())


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (t.c.a // 5, "t.a / ?"),
        (t.c.a / 5, "t.a / (? + 0.0)"),
        (t.c.f // 5, "FLOOR(t.f / ?)"),
        (t.c.a % 5, "t.a % ?"),
        (t.c.a.is_distinct_from(5), "t.a IS NOT ?"),
        (t.c.a.is_not_distinct_from(None), "t.a IS NULL"),
        (t.c.b.regexp_match("x"), "t.b REGEXP ?"),
        (~t.c.b.regexp_match("x"), "t.b NOT REGEXP ?"),
        (t.c.j["x"], "JSON_QUOTE(JSON_EXTRACT(t.j, ?))"),
        (t.c.j["x"].as_string(), "CAST(JSON_EXTRACT(t.j, ?) AS VARCHAR)"),
        (t.c.j["x"].as_integer(), "CAST(JSON_EXTRACT(t.j, ?) AS INTEGER)"),
        (t.c.j[("x", 1)].as_boolean(), "CAST(JSON_EXTRACT(t.j, ?) AS BOOLEAN)"),
        (t.c.j[3].as_float(), "CAST(JSON_EXTRACT(t.j, ?) AS FLOAT)"),
        (t.c.j["x"].as_numeric(10, 2), "CAST(JSON_EXTRACT(t.j, ?) AS NUMERIC(10, 2))"),
        (extract("year", t.c.d), "CAST(STRFTIME('%Y', t.d) AS INTEGER)"),
        (cast(t.c.a, String), "CAST(t.a AS VARCHAR)"),
        (cast(t.c.a, Numeric(10, 2)), "CAST(t.a AS NUMERIC(10, 2))"),
        (cast(t.c.b, Date), "date(t.b)"),
        (func.now(), "CURRENT_TIMESTAMP"),
        (func.char_length("x"), "length(?)"),
        (t.c.b.ilike("x"), "lower(t.b) LIKE lower(?)"),
        (t.c.b.contains("x"), "t.b LIKE '%' || ? || '%'"),
        (true(), "1"),
        (select(t.c.a).limit(5), "SELECT t.a FROM t LIMIT ? OFFSET ?"),
        (select(t.c.a).offset(5), "SELECT t.a FROM t LIMIT ? OFFSET ?"),
        (select(t.c.a).limit(5).offset(6), "SELECT t.a FROM t LIMIT ? OFFSET ?"),
        (select(t.c.a).with_for_update(), "SELECT t.a FROM t"),
        (insert(t), "INSERT INTO t (a, b, j, d, f) VALUES (?, ?, ?, ?, ?)"),
        (delete(t).where(t.c.a == 1).returning(t.c.a), "DELETE FROM t WHERE t.a = ? RETURNING a"),
        (update(t).values(a=1).returning(t.c.a, t.c.b), "UPDATE t SET a=? RETURNING a, b"),
    ],
)
def test_spelling(element: Any, expected: str) -> None:
    assert sql(element) == expected


def test_lists() -> None:
    assert sql(select(t.c.a).where(t.c.a.in_([])), render_postcompile=True).endswith(
        "WHERE t.a IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1)"
    )
    assert sql(tuple_(t.c.a, t.c.b).in_([(1, 2), (3, 4)]), render_postcompile=True) == (
        "(t.a, t.b) IN (VALUES (?, ?), (?, ?))"
    )


def test_reserved_words_are_quoted() -> None:
    odd = table("order", column("index"), column("key"), column("name"), column("Mixed"))
    assert sql(select(odd)) == 'SELECT "order"."index", "order"."key", "order".name, "order"."Mixed" FROM "order"'


def test_unknown_extract_fields() -> None:
    with pytest.raises(exc.CompileError, match="foo is not a valid extract argument"):
        sql(extract("foo", t.c.d))


def test_regexp_replace_is_not_there() -> None:
    with pytest.raises(exc.CompileError, match="does not support regular expression replacements"):
        sql(t.c.b.regexp_replace("a", "b"))
