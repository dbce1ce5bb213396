"""The Inspector, the same on the three databases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy

from holdfast import (
    Column,
    Computed,
    Date,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Sequence,
    String,
    Table,
    exc,
    inspect,
    select,
    text,
)
from holdfast.engine import Engine, Inspector, ObjectKind, ObjectScope
from holdfast.schema import CreateView
from tests.engine.reflection.schema import NAMES, create


@pytest.fixture
def inspector(database: Engine) -> Iterator[Inspector]:
    metadata = create(database)
    with database.connect() as connection:
        view = select(metadata.tables["child"].c.name)
        connection.execute(CreateView(view, "names", metadata=MetaData()))
        yield inspect(connection)


def test_names(inspector: Inspector) -> None:
    assert sorted(inspector.get_table_names()) == NAMES
    assert inspector.get_view_names() == ["names"]
    assert inspector.default_schema_name in inspector.get_schema_names()
    assert sorted(inspector.get_table_names(inspector.default_schema_name)) == NAMES
    assert "FROM" in inspector.get_view_definition("names").upper()
    with pytest.raises(exc.NoSuchTableError, match="nope"):
        inspector.get_view_definition("nope")


def test_presence(inspector: Inspector) -> None:
    assert inspector.has_table("parent")
    assert inspector.has_table("names")
    assert not inspector.has_table("nope")
    assert not inspector.has_table("parent", schema="nope")
    assert inspector.has_table("parent", schema=inspector.default_schema_name)
    assert inspector.has_multi_table(["parent", "nope"]) == {(None, "parent"): True, (None, "nope"): False}
    assert inspector.has_index("child", "ix_name")
    assert not inspector.has_index("child", "nope")
    assert not inspector.has_index("nope", "ix_name")
    assert inspector.has_schema(str(inspector.default_schema_name))
    assert not inspector.has_schema("nope")
    assert not inspector.has_sequence("nope")


def test_columns(inspector: Inspector) -> None:
    columns = {column["name"]: column for column in inspector.get_columns("child")}
    assert list(columns) == [
        "second", "first", "parent_id", "area", "number", "amount", "name", "made", "body", "bytes", "twice",
    ]  # fmt: skip
    assert [name for name, column in columns.items() if not column["nullable"]] == ["second", "first", "amount"]
    types = {name: column["type"] for name, column in columns.items()}
    assert isinstance(types["second"], Integer)
    assert isinstance(types["amount"], Numeric)
    assert (types["amount"].precision, types["amount"].scale) == (12, 3)
    assert isinstance(types["name"], String)
    assert types["name"].length == 30
    assert isinstance(types["made"], DateTime)
    assert isinstance(types["bytes"], LargeBinary)
    assert isinstance(inspector.get_columns("parent")[4]["type"], Date)
    assert {name for name, column in columns.items() if column["default"] is not None} == {"amount", "name", "made"}
    assert columns["twice"]["computed"]["persisted"] is True
    assert "first" in columns["twice"]["computed"]["sqltext"]


def test_columns_of_a_view(inspector: Inspector) -> None:
    (column,) = inspector.get_columns("names")
    assert (column["name"], column["type"].length) == ("name", 30)


def test_primary_keys_in_their_order(inspector: Inspector) -> None:
    assert inspector.get_pk_constraint("child")["constrained_columns"] == ["second", "first"]
    assert inspector.get_pk_constraint("names")["constrained_columns"] == []


def test_foreign_keys(inspector: Inspector) -> None:
    by_name = {key["name"]: key for key in inspector.get_foreign_keys("child")}
    parent = {key: value for key, value in by_name["fk_parent"].items() if key != "comment"}
    assert parent == {
        "name": "fk_parent", "constrained_columns": ["parent_id"], "referred_schema": None, "referred_table": "parent",
        "referred_columns": ["id"], "options": {"ondelete": "CASCADE"},
    }  # fmt: skip
    place = by_name["fk_place"]
    assert (place["constrained_columns"], place["referred_columns"]) == (["area", "number"], ["area", "number"])
    assert place["options"] == {"onupdate": "CASCADE"}


def test_indexes(inspector: Inspector) -> None:
    by_name = {index["name"]: index for index in inspector.get_indexes("child")}
    assert by_name["ix_name"]["column_names"] == ["name"]
    assert not by_name["ix_name"]["unique"]
    assert by_name["ix_both"]["column_names"] == ["area", "amount"]
    assert by_name["ix_both"]["unique"]


def test_constraints(inspector: Inspector) -> None:
    unique = {each["name"]: each["column_names"] for each in inspector.get_unique_constraints("parent")}
    assert unique == {"uq_place": ["area", "number"], "uq_code": ["code"]}
    (check,) = [each for each in inspector.get_check_constraints("child") if each["name"] == "ck_amount"]
    assert "amount" in check["sqltext"]
    assert "> " in check["sqltext"]


METHODS = (
    "columns", "pk_constraint", "foreign_keys", "indexes", "unique_constraints", "check_constraints", "table_options",
)  # fmt: skip


def test_many_tables_are_one_after_the_other(inspector: Inspector) -> None:
    many = {what: getattr(inspector, f"get_multi_{what}")() for what in METHODS}
    inspector.clear_cache()
    for what in METHODS:
        assert {name for _, name in many[what]} == set(NAMES)
        for (schema, name), value in many[what].items():
            assert schema is None
            assert repr(value) == repr(getattr(inspector, f"get_{what}")(name))


def test_unknown_tables(inspector: Inspector) -> None:
    for what in METHODS:
        with pytest.raises(exc.NoSuchTableError, match="nope"):
            getattr(inspector, f"get_{what}")("nope")
        assert getattr(inspector, f"get_multi_{what}")(filter_names=["nope"]) == {}


def test_kinds_and_names_of_many(inspector: Inspector) -> None:
    assert set(inspector.get_multi_columns(kind=ObjectKind.VIEW)) == {(None, "names")}
    assert set(inspector.get_multi_columns(kind=ObjectKind.ANY)) == {(None, name) for name in (*NAMES, "names")}
    assert set(inspector.get_multi_columns(filter_names=["parent", "names", "nope"])) == {(None, "parent")}
    assert inspector.get_multi_columns(scope=ObjectScope.TEMPORARY) == {}
    own = inspector.default_schema_name
    assert set(inspector.get_multi_pk_constraint(schema=own, filter_names=["child"])) == {(own, "child")}


def test_what_was_read_belongs_to_the_caller(inspector: Inspector) -> None:
    inspector.get_columns("parent")[0]["name"] = "changed"
    inspector.get_table_names().append("more")
    assert inspector.get_columns("parent")[0]["name"] == "id"
    assert sorted(inspector.get_table_names()) == NAMES


def test_what_was_read_is_remembered(database: Engine) -> None:
    create(database)
    inspector = inspect(database)
    assert len(inspector.get_columns("employee")) == 2
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE employee ADD COLUMN more INTEGER"))
    assert len(inspector.get_columns("employee")) == 2
    inspector.clear_cache()
    assert len(inspector.get_columns("employee")) == 3


def test_the_order_of_tables(inspector: Inspector) -> None:
    ordered = inspector.get_sorted_table_and_fkc_names()
    names = [name for name, _ in ordered]
    assert names.index("parent") < names.index("child")
    assert names[-1] is None
    assert {key for _, key in ordered[-1][1]} == {"fk_left", "fk_right"}
    assert {key for name, keys in ordered[:-1] for _, key in keys} == {"fk_parent", "fk_place", "fk_boss"}


def test_comments(database: Engine) -> None:
    metadata = MetaData()
    note = 'it\'s 100% \\ "quoted" :x ?'
    Table("t", metadata, Column("a", Integer, comment=note), Column("b", Integer), comment=note)
    Table("plain", metadata, Column("a", Integer))
    if not database.dialect.features.comments:
        metadata.create_all(database)
        with pytest.raises(NotImplementedError, match="comments"):
            inspect(database).get_table_comment("t")
        return
    metadata.create_all(database)
    inspector = inspect(database)
    assert inspector.get_table_comment("t") == {"text": note}
    assert inspector.get_table_comment("plain") == {"text": None}
    assert [column["comment"] for column in inspector.get_columns("t")] == [note, None]
    assert inspector.get_multi_table_comment() == {(None, "t"): {"text": note}, (None, "plain"): {"text": None}}


def test_sequences(database: Engine) -> None:
    if not database.dialect.features.sequences:
        assert not inspect(database).has_sequence("counter")
        return
    with database.begin() as connection:
        Sequence("counter").create(connection)
    inspector = inspect(database)
    assert inspector.get_sequence_names() == ["counter"]
    assert inspector.has_sequence("counter")
    assert inspector.get_table_names() == []


def test_generated_keys(database: Engine) -> None:
    metadata = MetaData()
    items: list[Any] = [Identity(start=5)] if database.dialect.features.identity_columns else []
    Table("t", metadata, Column("id", Integer, *items, primary_key=True), Column("x", Integer))
    metadata.create_all(database)
    again = MetaData()
    table = Table("t", again, autoload_with=database)
    with database.begin() as connection:
        connection.execute(table.insert(), {"x": 1})
        assert connection.scalar(select(table.c.id)) == (5 if items else 1)


def test_a_virtual_column(database: Engine) -> None:
    if database.dialect.name == "postgresql":
        pytest.skip("PostgreSQL 15 has stored generated columns alone")
    metadata = MetaData()
    Table("t", metadata, Column("a", Integer), Column("b", Integer, Computed("a + 1", persisted=False)))
    metadata.create_all(database)
    assert inspect(database).get_columns("t")[1]["computed"]["persisted"] is False


def test_an_index_that_descends(database: Engine) -> None:
    metadata = MetaData()
    table = Table("t", metadata, Column("a", Integer), Column("b", Integer))
    Index("ix", table.c.a.desc(), table.c.b)
    metadata.create_all(database)
    (index,) = inspect(database).get_indexes("t")
    assert index["column_names"] == ["a", "b"]
    if database.dialect.name != "sqlite":
        assert index["column_sorting"]["a"][0] == "desc"


def test_temporary_tables(database: Engine) -> None:
    with database.connect() as connection:
        connection.execute(text("CREATE TEMPORARY TABLE short (a INTEGER PRIMARY KEY, b VARCHAR(5))"))
        inspector = inspect(connection)
        assert inspector.has_table("short")
        assert "short" not in inspector.get_table_names()
        table = Table("short", MetaData(), autoload_with=connection)
        assert [(column.name, column.primary_key) for column in table.c] == [("a", True), ("b", False)]
        connection.rollback()


PEERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "mariadb": "mariadb+pymysql"}


def test_sqlalchemys_inspector_says_the_same(database: Engine) -> None:
    create(database)
    url = database.url.set(drivername=PEERS[database.dialect.name]).render_as_string(hide_password=False)
    peer = sqlalchemy.create_engine(url)
    with database.connect() as connection, peer.connect() as other:
        ours, theirs = inspect(connection), sqlalchemy.inspect(other)
        for name in NAMES:
            for what in METHODS:
                found, expected = (_plain(getattr(each, f"get_{what}")(name), each) for each in (ours, theirs))
                assert found == expected, (name, what)
    peer.dispose()


def _plain(value: Any, inspector: Any) -> Any:
    """An answer in a form that can be compared: types as their names, lists by the names of their members."""
    if isinstance(value, dict):
        return {key: _plain(item, inspector) for key, item in value.items()}
    if isinstance(value, list):
        plain = [_plain(item, inspector) for item in value]
        return sorted(plain, key=lambda item: str(item["name"])) if plain and isinstance(plain[0], dict) else plain
    return value.compile(dialect=inspector.dialect) if hasattr(value, "dialect_impl") else value
