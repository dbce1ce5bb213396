"""MATCH .. AGAINST, and LIMIT of UPDATE and DELETE."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import (
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    delete,
    exc,
    func,
    insert,
    select,
    update,
)
from holdfast.dialects import mysql
from holdfast.dialects.mysql import limit, match
from holdfast.dialects.mysql.pymysql import PyMySQLDialect
from holdfast.engine import Connection, Engine

METADATA = MetaData()
PAGES = Table(
    "pages",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("title", String(50)),
    Column("body", mysql.TEXT),
    Index("ft", "title", "body", mysql_prefix="FULLTEXT", mariadb_prefix="FULLTEXT"),
)
BOTH = (PAGES.c.title, PAGES.c.body)


def sql(element: Any) -> str:
    return str(element.compile(dialect=PyMySQLDialect()))


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (match(*BOTH, against="x"), "MATCH (pages.title, pages.body) AGAINST (%s)"),
        (match(PAGES.c.body, against="x", in_boolean_mode=True), "MATCH (pages.body) AGAINST (%s IN BOOLEAN MODE)"),
        (match(PAGES.c.body, against="x").in_boolean_mode(), "MATCH (pages.body) AGAINST (%s IN BOOLEAN MODE)"),
        (
            match(PAGES.c.body, against="x").in_natural_language_mode().with_query_expansion(),
            "MATCH (pages.body) AGAINST (%s IN NATURAL LANGUAGE MODE WITH QUERY EXPANSION)",
        ),
        (
            match(PAGES.c.body, against="x").with_query_expansion(),
            "MATCH (pages.body) AGAINST (%s WITH QUERY EXPANSION)",
        ),
        (match(PAGES.c.body, against=func.lower("x")), "MATCH (pages.body) AGAINST (lower(%s))"),
        (~match(PAGES.c.body, against="x"), "NOT (MATCH (pages.body) AGAINST (%s))"),
        (match(PAGES.c.body, against="x") > 0.5, "(MATCH (pages.body) AGAINST (%s)) > %s"),
        (PAGES.c.body.match("x"), "MATCH (pages.body) AGAINST (%s IN BOOLEAN MODE)"),
    ],
)
def test_match(expression: Any, text: str) -> None:
    assert sql(expression) == text


def test_what_match_refuses() -> None:
    with pytest.raises(exc.ArgumentError, match="columns are required"):
        match(against="x")
    with pytest.raises(exc.ArgumentError, match="against is required"):
        match(PAGES.c.body)
    with pytest.raises(exc.ArgumentError, match="unknown arguments: mode"):
        match(PAGES.c.body, against="x", mode=1)
    with pytest.raises(exc.ArgumentError, match="Textual"):
        match("body", against="x")
    with pytest.raises(exc.CompileError, match="Invalid MySQL match flags"):
        sql(match(PAGES.c.body, against="x").in_boolean_mode().in_natural_language_mode())


def test_modes_are_part_of_the_cache_key() -> None:
    plain, boolean = match(PAGES.c.body, against="x"), match(PAGES.c.body, against="x").in_boolean_mode()
    assert select(plain)._statement_key() != select(boolean)._statement_key()
    assert select(plain)._statement_key()[0] == select(match(PAGES.c.body, against="y"))._statement_key()[0]


@pytest.fixture
def pages(mariadb: Engine) -> Any:
    METADATA.create_all(mariadb)
    with mariadb.begin() as connection:
        rows = [("holdfast", "an anchor that keeps"), ("anchors", "about ships and anchors"), ("tea", "with milk")]
        connection.execute(insert(PAGES), [{"id": i, "title": t, "body": b} for i, (t, b) in enumerate(rows, 1)])
    with mariadb.connect() as connection:
        yield connection


def test_searching(pages: Connection) -> None:
    found = select(PAGES.c.id).where(match(*BOTH, against="+anchor* -tea", in_boolean_mode=True)).order_by(PAGES.c.id)
    assert pages.scalars(found).all() == [1, 2]
    relevance = match(*BOTH, against="milk")
    (best, score), *_ = pages.execute(select(PAGES.c.id, relevance).order_by(relevance.desc())).all()
    assert best == 3
    assert isinstance(score, float)
    assert score > 0


def test_limits(pages: Connection) -> None:
    assert pages.execute(update(PAGES).values(title="x").ext(limit(2))).rowcount == 2
    assert pages.execute(delete(PAGES).where(PAGES.c.id > 1).ext(limit(1))).rowcount == 1
    assert pages.execute(delete(PAGES).ext(limit(bindparam("most"))), {"most": 1}).rowcount == 1
    assert pages.scalar(select(func.count()).select_from(PAGES)) == 1


def test_limits_as_sql() -> None:
    assert sql(delete(PAGES).ext(limit(5)).ext(limit(6))) == "DELETE FROM pages LIMIT __[POSTCOMPILE_param_1]"
    with pytest.raises(ValueError, match="invalid literal"):
        limit("a")
    with pytest.raises(exc.ArgumentError, match="DMLLimitClause cannot be applied to select"):
        select(PAGES).ext(limit(5))
    keys = [delete(PAGES).ext(limit(number))._statement_key()[0] for number in (5, 6)]
    assert keys[0] == keys[1] != delete(PAGES)._statement_key()[0]
