"""The FROM list: what brings elements into it, joins, correlation."""

from __future__ import annotations

import pytest

from holdfast import Integer, String, column, exc, exists, func, literal, select, table, text, true
from holdfast.types import NullType
from tests.sql.conftest import flat


def froms(statement):
    return [source.description for source in statement.get_final_froms()]


def test_columns_and_conditions_bring_their_tables(users, addresses):
    assert froms(select(users.c.id).where(addresses.c.id == 5)) == ["users", "addresses"]


def test_ordering_brings_none(users, addresses):
    assert froms(select(users.c.id).order_by(addresses.c.id)) == ["users"]


def test_explicit_elements_come_first(users, addresses):
    assert froms(select(users.c.id).select_from(addresses)) == ["addresses", "users"]


def test_a_join_hides_its_sides(users, addresses):
    joined = users.join(addresses)
    assert select(users, addresses).select_from(joined).get_final_froms() == [joined]


def test_text_in_from():
    assert flat(select(column("x")).select_from(text("somewhere"))) == "SELECT x FROM somewhere"


def test_functions_in_from():
    assert flat(select(column("x")).select_from(func.gen(5))) == "SELECT x FROM gen(:gen_1)"


def test_joins_in_a_row(users, addresses):
    statement = select(users.c.id).join(addresses).outerjoin(users.alias("boss"), literal(1) == 1)
    assert flat(statement).endswith(
        "FROM users JOIN addresses ON users.id = addresses.user_id LEFT OUTER JOIN users AS boss ON :param_1 = :param_2"
    )


def test_join_from_names_the_left_side(users, addresses):
    other = users.alias("other")
    statement = select(users.c.id, other.c.id).join_from(other, addresses)
    assert froms(statement)[1:] == ["users"]
    assert "other JOIN addresses ON other.id = addresses.user_id" in flat(statement)


def test_joining_what_cannot_be_joined(users):
    with pytest.raises(exc.InvalidRequestError, match="Don't know how to join to"):
        str(select(users).join(table("nothing", column("x", Integer))))


def test_joining_to_one_of_several(users, addresses):
    with pytest.raises(exc.InvalidRequestError, match="there are multiple FROMS which can join to this entity"):
        str(select(users, users.alias()).join(addresses))


def test_a_scalar_subquery_correlates_with_the_statement_around_it(users, addresses):
    newest = select(func.max(addresses.c.id)).where(addresses.c.user_id == users.c.id).scalar_subquery()
    assert flat(select(users.c.name, newest.label("n"))) == (
        "SELECT users.name, (SELECT max(addresses.id) AS max_1 FROM addresses WHERE addresses.user_id = users.id) AS n "
        "FROM users"
    )


def test_a_subquery_of_the_same_table_alone_does_not_correlate(users):
    most = select(func.max(users.c.age)).scalar_subquery()
    assert flat(select(users.c.id).where(users.c.age == most)).endswith(
        "WHERE users.age = (SELECT max(users.age) AS max_1 FROM users)"
    )


def test_correlation_that_leaves_nothing(users, addresses):
    inner = select(users.c.id).where(addresses.c.user_id == users.c.id).scalar_subquery()
    with pytest.raises(exc.InvalidRequestError, match="returned no FROM clauses due to auto-correlation"):
        str(select(users, addresses).where(users.c.id == inner))


def test_explicit_correlation(users, addresses):
    condition = addresses.c.user_id == users.c.id
    only = exists(addresses.c.id).where(condition).correlate(users)
    none = exists(addresses.c.id).where(condition).correlate(None)
    but = exists(addresses.c.id).where(condition).correlate_except(addresses)
    assert "FROM addresses WHERE" in flat(select(users.c.id).where(only))
    assert "FROM addresses, users WHERE" in flat(select(users.c.id).where(none))
    assert "FROM addresses WHERE" in flat(select(users.c.id).where(but))


def test_a_subquery_in_from_does_not_correlate(users, addresses):
    inner = select(addresses.c.id).where(addresses.c.user_id == users.c.id).subquery("inner")
    assert "FROM addresses, users WHERE" in flat(select(users.c.id, inner.c.id))


def test_lateral_correlates_with_what_stands_beside_it(users, addresses):
    inner = select(addresses.c.email).where(addresses.c.user_id == users.c.id).lateral("l")
    assert flat(select(users.c.id, inner.c.email).join(inner, true())) == (
        "SELECT users.id, l.email FROM users JOIN LATERAL (SELECT addresses.email AS email FROM addresses "
        "WHERE addresses.user_id = users.id) AS l ON true"
    )


def test_update_and_delete_correlate(users, addresses):
    newest = select(func.max(addresses.c.email)).where(addresses.c.user_id == users.c.id).scalar_subquery()
    assert flat(users.update().values(name=newest)) == (
        "UPDATE users SET name=(SELECT max(addresses.email) AS max_1 FROM addresses WHERE addresses.user_id = users.id)"
    )
    orphaned = ~exists().where(addresses.c.user_id == users.c.id)
    assert flat(users.delete().where(orphaned)) == (
        "DELETE FROM users WHERE NOT (EXISTS (SELECT * FROM addresses WHERE addresses.user_id = users.id))"
    )


def test_the_order_of_froms_does_not_depend_on_hashes(users, addresses):
    statement = select(addresses.c.id, users.c.id).where(users.c.id == addresses.c.user_id)
    assert {tuple(froms(statement)) for _ in range(5)} == {("addresses", "users")}


def test_froms_has_a_new_name(users):
    with pytest.warns(exc.SADeprecationWarning, match=r"Select.froms attribute is moved to the Select.get_final_froms"):
        assert select(users.c.id).froms == [users]


def test_columns_of_a_function_in_from_take_the_type_that_is_given_for_all():
    each = func.json_each("[1]").table_valued("key", column("value", Integer), type_=String)
    assert [type(c.type) for c in each.c] == [String, Integer]
    assert isinstance(func.json_each("[1]").table_valued("key").c.key.type, NullType)
