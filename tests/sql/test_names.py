"""Names that the compiler gives, and the public names of the package."""

from __future__ import annotations

import importlib

import pytest

import holdfast
from holdfast import Column, Integer, MetaData, Table, func, literal, quoted_name, select, union
from holdfast.engine.default import DefaultDialect
from holdfast.sql import LABEL_STYLE_NONE, LABEL_STYLE_TABLENAME_PLUS_COL
from tests.sql.conftest import flat


def test_names_of_one_prefix_are_numbered_in_the_order_of_the_text(users):
    one, two = users.alias(), users.alias()
    assert flat(select(two.c.id, one.c.id)) == (
        "SELECT users_1.id, users_2.id AS id_1 FROM users AS users_1, users AS users_2"
    )


def test_parameters_and_labels_share_the_numbers(users, addresses):
    statement = select(users.c.id + 1, users.c.id, addresses.c.id)
    assert flat(statement).startswith("SELECT users.id + :id_1 AS anon_1, users.id, addresses.id AS id_2 FROM")


@pytest.fixture
def short():
    class Short(DefaultDialect):
        label_length = 20
        max_identifier_length = 30

    dialect = Short()
    dialect.label_length = 20
    return dialect


def test_long_generated_names_are_cut(short):
    table = Table(
        "a_rather_long_table_name", MetaData(), Column("and_a_long_column_name", Integer), Column("x", Integer)
    )
    statement = select(table).set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
    names = [result.name for result in statement.compile(dialect=short).result_columns]
    assert all(len(name) <= 20 for name in names)
    assert len(set(names)) == 2


def test_names_that_users_give_are_not_cut(short):
    assert "AS a_label_of_more_than_twenty_characters" in str(
        select(literal(1).label("a_label_of_more_than_twenty_characters")).compile(dialect=short)
    )


def test_quoted_name():
    forced, plain = quoted_name("simple", True), quoted_name("Mixed", False)
    assert flat(select(func.f().label(forced), func.g().label(plain))) == 'SELECT f() AS "simple", g() AS Mixed'
    assert forced == "simple"
    assert forced.upper() is forced


def test_schemas_qualify_tables_and_can_be_translated():
    table = Table("t", MetaData(), Column("x", Integer), schema="one")
    assert flat(select(table)) == "SELECT one.t.x FROM one.t"
    compiled = select(table).compile(schema_translate_map={"one": "two"})
    assert flat(compiled) == "SELECT two.t.x FROM two.t"


@pytest.mark.parametrize("module", ["holdfast.sql", "holdfast.sql.expression", "holdfast.sql.functions"])
def test_public_modules(module):
    loaded = importlib.import_module(module)
    assert all(hasattr(loaded, name) for name in loaded.__all__)


def test_an_unknown_name():
    with pytest.raises(AttributeError, match="module 'holdfast' has no attribute 'nothing'"):
        _ = holdfast.nothing


def test_columns_of_a_subquery_have_distinct_names_in_every_labelling_style(users, addresses):
    """At the top level LABEL_STYLE_NONE repeats names; in FROM they could not be told apart."""
    both = select(users.c.id, addresses.c.id).set_label_style(LABEL_STYLE_NONE)
    assert flat(both) == "SELECT users.id, addresses.id FROM users, addresses"
    assert flat(select(both.subquery("s"))) == (
        "SELECT s.id, s.id_1 FROM (SELECT users.id AS id, addresses.id AS id_1 FROM users, addresses) AS s"
    )
    assert flat(select(union(both, both).subquery("s"))).startswith(
        "SELECT s.id, s.id_1 FROM (SELECT users.id AS id, addr"
    )
