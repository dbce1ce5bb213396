"""WITH."""

from __future__ import annotations

import pytest

from holdfast import delete, exc, insert, literal, select, update
from tests.sql.conftest import flat


def test_a_cte_is_written_once(users):
    cte = select(users.c.id).cte("c")
    assert flat(select(cte.c.id).where(cte.c.id.in_(select(cte.c.id)))) == (
        "WITH c AS (SELECT users.id AS id FROM users) SELECT c.id FROM c WHERE c.id IN (SELECT c.id FROM c)"
    )


def test_ctes_that_refer_to_others_come_after_them(users):
    one = select(users.c.id).cte("one")
    two = select(one.c.id).cte("two")
    assert flat(select(two)).startswith(
        "WITH one AS (SELECT users.id AS id FROM users), two AS (SELECT one.id AS id FROM one) "
    )


def test_recursion(users):
    numbers = select(literal(1).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < 5))
    assert flat(select(numbers.c.n)) == (
        "WITH RECURSIVE numbers(n) AS (SELECT :param_1 AS n UNION ALL SELECT numbers.n + :n_1 AS anon_1 FROM numbers "
        "WHERE numbers.n < :n_2) SELECT numbers.n FROM numbers"
    )


def test_an_alias_of_a_cte(users):
    cte = select(users.c.id).cte("c")
    other = cte.alias("d")
    assert flat(select(cte.c.id, other.c.id)).endswith("SELECT c.id, d.id AS id_1 FROM c, c AS d")


def test_two_ctes_of_one_name(users):
    one, two = select(users.c.id).cte("c"), select(users.c.age).cte("c")
    with pytest.raises(exc.CompileError, match="Multiple, unrelated CTEs found with the same name: 'c'"):
        str(select(one, two))


def test_anonymous_ctes_are_numbered(users):
    one, two = select(users.c.id).cte(), select(users.c.age).cte()
    assert flat(select(one, two)).startswith("WITH anon_1 AS (SELECT users.id AS id FROM users), anon_2 AS (")


def test_nesting_keeps_a_cte_with_the_statement_that_uses_it(users):
    inner = select(users.c.id).cte("c", nesting=True)
    outer = select(inner.c.id).subquery("s")
    assert flat(select(outer)) == (
        "SELECT s.id FROM (WITH c AS (SELECT users.id AS id FROM users) SELECT c.id AS id FROM c) AS s"
    )


def test_added_ctes_need_no_reference(users):
    added = select(users.c.id).cte("added")
    assert flat(select(users.c.age).add_cte(added)).startswith(
        "WITH added AS (SELECT users.id AS id FROM users) SELECT"
    )


def test_dml_in_a_cte(users, sqlite):
    gone = delete(users).where(users.c.id == 5).returning(users.c.name).cte("gone")
    statement = select(gone.c.name).where(gone.c.name == "x")
    compiled = statement.compile(dialect=sqlite)
    assert flat(statement) == (
        "WITH gone AS (DELETE FROM users WHERE users.id = :id_1 RETURNING users.name) "
        "SELECT gone.name FROM gone WHERE gone.name = :name_1"
    )
    assert compiled._positional(statement._statement_key()[1])[1] == (5, "x")


def test_values_of_an_insert_in_a_cte_do_not_clash(users):
    one = insert(users).values(id=1).returning(users.c.id).cte("one")
    two = insert(users).values(id=2).returning(users.c.id).cte("two")
    assert select(one, two).compile().params == {"param_1": 1, "param_2": 2}


@pytest.mark.parametrize("make", [update, delete])
def test_dml_with_ctes(users, make):
    cte = select(users.c.id).cte("c")
    statement = make(users).where(users.c.id.in_(select(cte.c.id)))
    assert flat(statement).startswith("WITH c AS (SELECT users.id AS id FROM users) ")


def test_prefixes_and_suffixes(users):
    cte = select(users.c.id).cte("c").prefix_with("MATERIALIZED").suffix_with("X")
    assert flat(select(cte)) == "WITH c AS MATERIALIZED (SELECT users.id AS id FROM users) X SELECT c.id FROM c"
