"""The columns of selectables, and which of them correspond to which."""

from __future__ import annotations

import pytest

from holdfast import Column, ForeignKey, Integer, MetaData, Table, column, exc, select, table, union
from holdfast.sql.selectables.columns import ColumnCollection, WriteableColumnCollection


def test_access_by_name_index_and_attribute(users):
    assert users.c.id is users.c["id"] is users.c[0]
    assert list(users.c) == [users.c.id, users.c.name, users.c.age]
    assert users.c.keys() == ["id", "name", "age"]
    assert users.c[0:2].keys() == ["id", "name"]
    assert users.c["age", "id"].keys() == ["age", "id"]
    assert users.c.get("nothing") is None


def test_what_is_not_there(users):
    with pytest.raises(AttributeError, match="nothing"):
        _ = users.c.nothing
    with pytest.raises(KeyError, match="nothing"):
        users.c["nothing"]
    with pytest.raises(IndexError):
        users.c[9]


def test_membership_is_by_name(users):
    assert "id" in users.c
    assert users.c.contains_column(users.c.id)
    with pytest.raises(exc.ArgumentError, match="requires a string"):
        assert users.c.id in users.c
    with pytest.raises(exc.ArgumentError, match="string arguments"):
        users.c.contains_column("id")


def test_a_column_named_like_a_method():
    t = table("t", column("keys"), column("_all"))
    assert t.c.keys() == ["keys", "_all"]
    assert t.c["keys"].name == "keys"
    assert t.c["_all"].name == "_all"


def test_corresponding_column(users):
    alias = users.alias()
    subquery = select(alias).subquery()
    assert alias.corresponding_column(users.c.id) is alias.c.id
    assert subquery.corresponding_column(users.c.id) is subquery.c.id
    assert subquery.corresponding_column(alias.c.name) is subquery.c.name
    assert users.corresponding_column(alias.c.id) is users.c.id
    assert alias.corresponding_column(Column("id", Integer)) is None


def test_corresponding_column_embedded(users):
    one, two = users.alias(), users.alias()
    assert one.corresponding_column(two.c.id) is one.c.id
    assert one.corresponding_column(two.c.id, require_embedded=True) is None
    assert one.corresponding_column(users.c.id, require_embedded=True) is one.c.id


def test_lineage(users):
    subquery = select(users.c.id.label("x")).subquery()
    assert users.c.id in subquery.c.x.base_columns
    assert subquery.c.x.shares_lineage(users.c.id)
    assert not subquery.c.x.shares_lineage(users.c.age)


def test_keys_and_foreign_keys_pass_through(users, addresses):
    alias = addresses.alias()
    assert list(alias.primary_key) == [alias.c.id]
    assert {fk.column for fk in alias.c.user_id.foreign_keys} == {users.c.id}
    assert next(iter(users.join(addresses).primary_key)) is users.c.id


def test_compound_columns_are_those_of_the_first_select(users, addresses):
    subquery = union(select(users.c.id, users.c.name), select(addresses.c.id, addresses.c.email)).subquery()
    assert subquery.c.keys() == ["id", "name"]


def test_selects_export_their_columns(users):
    statement = select(users.c.id, (users.c.age + 1).label("older"))
    assert statement.selected_columns.keys() == ["id", "older"]
    assert statement.exported_columns.keys() == ["id", "older"]
    with pytest.warns(exc.SADeprecationWarning, match="implicitly create a subquery"):
        assert statement.c.keys() == ["id", "older"]


def test_writeable_collection():
    collection = WriteableColumnCollection()
    a, b = column("a"), column("b")
    collection.add(a)
    collection.add(b, key="z")
    assert collection.keys() == ["a", "z"]
    other = column("a")
    assert collection.replace(other) is a
    assert collection.a is other
    assert collection.keys() == ["a", "z"]
    collection.remove(other)
    assert not hasattr(collection, "a")
    assert isinstance(collection.as_readonly(), ColumnCollection)


def test_join_columns_are_qualified(users, addresses):
    assert users.join(addresses).c.addresses_id is addresses.c.id


def test_a_join_that_has_no_foreign_key(users):
    other = Table("other", MetaData(), Column("id", Integer))
    with pytest.raises(
        exc.NoForeignKeysError, match="Can't find any foreign key relationships between 'users' and 'other'"
    ):
        users.join(other)


def test_a_join_that_is_ambiguous(users):
    two = Table("two", users.metadata, Column("a", ForeignKey("users.id")), Column("b", ForeignKey("users.id")))
    with pytest.raises(
        exc.AmbiguousForeignKeysError, match="tables have more than one foreign key constraint relationship"
    ):
        users.join(two)
    users.metadata.remove(two)
