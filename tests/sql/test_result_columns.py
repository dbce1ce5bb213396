"""What a compiled statement says about its rows."""

from __future__ import annotations

import pytest

from holdfast import Integer, String, column, func, insert, literal_column, select, text, type_coerce, union
from holdfast.sql import LABEL_STYLE_TABLENAME_PLUS_COL


def names(statement, dialect=None):
    return [result.name for result in statement.compile(dialect=dialect).result_columns]


def test_columns_are_known_by_object_and_name(users):
    first = select(users).compile().result_columns[0]
    assert first.name == "id"
    assert first.keys == (users.c.id, "id")
    assert first.type is users.c.id.type


def test_labels_are_known_by_what_they_label(users):
    label = users.c.id.label("x")
    (result,) = select(label).compile().result_columns
    assert result.name == "x"
    assert label in result.keys and users.c.id in result.keys and "x" in result.keys


def test_numbered_names(users, addresses):
    assert names(select(users.c.id, addresses.c.id, func.count())) == ["id", "id_1", "count_1"]


def test_tablename_style_keeps_the_plain_name_as_a_key(users):
    statement = select(users.c.id).set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
    (result,) = statement.compile().result_columns
    assert result.name == "users_id"
    assert "id" in result.keys


def test_the_type_of_an_expression(users):
    assert isinstance(select(users.c.name + "x").compile().result_columns[0].type, String)
    assert isinstance(select(type_coerce(users.c.name, Integer)).compile().result_columns[0].type, Integer)


def test_compounds_have_the_columns_of_the_first(users, addresses):
    assert names(union(select(users.c.id), select(addresses.c.user_id))) == ["id"]


def test_subqueries_do_not_add_columns(users):
    inner = select(users.c.id).scalar_subquery()
    assert names(select(inner.label("x")).where(users.c.id.in_(select(users.c.age)))) == ["x"]


def test_returning(users, sqlite):
    assert names(insert(users).returning(users.c.id, users.c.name.label("n")), sqlite) == ["id", "n"]


def test_insert_without_returning_has_none(users, sqlite):
    assert names(insert(users).values(id=1), sqlite) == []


@pytest.mark.parametrize("entry", [text("a, b"), literal_column("*")])
def test_text_in_a_select_list_is_matched_by_name(entry):
    assert not select(entry).compile().ordered_columns


def test_textual_select(users):
    positional = text("SELECT id, name FROM users").columns(users.c.id, users.c.name).compile()
    assert positional.ordered_columns
    assert [result.keys[0] for result in positional.result_columns] == [users.c.id, users.c.name]
    named = text("SELECT id, name FROM users").columns(name=String, id=Integer).compile()
    assert not named.ordered_columns


def test_plain_text_has_no_columns():
    compiled = text("SELECT 1").compile()
    assert compiled.result_columns == ()
    assert not compiled.ordered_columns


def test_kinds_of_statements(users):
    assert select(users).compile().is_select
    assert insert(users).compile().is_insert
    assert users.update().compile().is_update
    assert users.delete().compile().is_delete
    assert text("x").compile().is_text
    assert not (column("x") == 5).compile().is_select
