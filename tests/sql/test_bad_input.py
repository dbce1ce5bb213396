"""Names and values from outside never become SQL."""

from __future__ import annotations

import pytest

from holdfast import (
    Column,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    column,
    exc,
    func,
    insert,
    literal,
    select,
    table,
    text,
)
from tests.sql.conftest import flat

NASTY = 'x"; DROP TABLE users; --'


@pytest.mark.parametrize("quote", ['"', "'", "`", "--", "/*", ";"])
def test_names_are_quoted(quote):
    name = f"a{quote}b"
    written = '"' + name.replace('"', '""') + '"'
    assert flat(select(column(name))) == f"SELECT {written}"
    assert flat(select(column("x").label(name))) == f"SELECT x AS {written}"
    assert flat(select(table(name, column("x")))) == f"SELECT {written}.x FROM {written}"
    assert flat(select(table("t", column("x")).alias(name))) == f"SELECT {written}.x FROM t AS {written}"
    assert flat(select(select(column("x")).cte(name))).startswith(f"WITH {written} AS (SELECT x) ")
    assert flat(select(column("x").collate(name))) == f"SELECT x COLLATE {written} AS anon_1"


def test_reserved_words_and_capitals_are_quoted():
    assert flat(select(column("select"), column("Mixed"), column("plain"))) == 'SELECT "select", "Mixed", plain'


def test_function_names_are_quoted():
    assert flat(select(getattr(func, NASTY)())).startswith('SELECT "x""; DROP TABLE users; --"() AS')


@pytest.mark.parametrize("clause", ["where", "having"])
def test_strings_are_no_conditions(users, clause):
    with pytest.raises(exc.ArgumentError, match=r"should be explicitly declared as text\("):
        getattr(select(users), clause)("1 = 1")


def test_strings_are_no_columns():
    with pytest.raises(exc.ArgumentError, match=r"should be explicitly declared with text\("):
        select("password FROM users")


def test_strings_in_order_by_are_names(users):
    with pytest.raises(exc.CompileError, match="Can't resolve label reference"):
        str(select(users.c.id).order_by("id; DROP TABLE users"))
    assert flat(select(users.c.id.label(NASTY)).order_by(NASTY)).endswith('ORDER BY "x""; DROP TABLE users; --"')


def test_values_are_bound(users, sqlite):
    statement = select(users.c.id).where(users.c.name == NASTY, users.c.name.in_([NASTY]), users.c.name.contains(NASTY))
    sql, values = statement.compile(dialect=sqlite)._positional(statement._statement_key()[1])
    assert "DROP" not in sql
    assert values == (NASTY, NASTY, NASTY)


def test_literals_are_escaped(users, sqlite):
    compiled = select(literal("it's"), literal("a\\b")).compile(dialect=sqlite, compile_kwargs={"literal_binds": True})
    assert "'it''s'" in compiled.string


def test_like_escapes_wildcards(users):
    compiled = users.c.name.contains("50%_/", autoescape=True).compile()
    assert list(compiled.params.values()) == ["50/%/_//"]
    assert str(compiled).endswith("ESCAPE '/'")


def test_keys_of_values_must_be_columns(users):
    with pytest.raises(exc.CompileError, match="Unconsumed column names"):
        str(insert(users).values({NASTY: 1}))


def test_parameter_names_are_not_text(users, sqlite):
    statement = select(users.c.id).where(users.c.id == bindparam(NASTY, 5))
    sql, values = statement.compile(dialect=sqlite)._positional(statement._statement_key()[1])
    assert "DROP" not in sql
    assert values == (5,)


def test_names_with_braces_and_percents(users, sqlite):
    t = Table("t", MetaData(), Column("{0}%s{name}", Integer), Column("\x01", String))
    statement = select(t).where(t.c["{0}%s{name}"] == 5)
    sql, values = statement.compile(dialect=sqlite)._positional(statement._statement_key()[1])
    assert '"{0}%s{name}" = ?' in sql
    assert values == (5,)


def test_text_is_the_users_own(users):
    assert flat(select(text("anything"))) == "SELECT anything"


def test_error_messages_cut_long_input():
    with pytest.raises(exc.ArgumentError) as caught:
        select("x" * 10_000)
    assert len(str(caught.value)) < 500
