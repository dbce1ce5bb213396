"""The Inspector and the reflection of tables, on SQLite."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import Column, ForeignKey, Integer, MetaData, String, Table, event, exc, inspect
from holdfast.engine import Connection, Engine, Inspector, ObjectKind

SCHEMA = """
CREATE TABLE par (id INTEGER PRIMARY KEY AUTOINCREMENT, n VARCHAR(30) NOT NULL DEFAULT 'x', CONSTRAINT uqn UNIQUE (n));
CREATE TABLE t (
    a INT, b DECIMAL(10, 2), c DATETIME DEFAULT current_timestamp, -- a comment, with a comma and a )
    d INTEGER REFERENCES par (id) ON DELETE CASCADE, e TEXT COLLATE NOCASE, f foo,
    g INT GENERATED ALWAYS AS (a + 1) STORED, h INT GENERATED ALWAYS AS (a + 2),
    PRIMARY KEY (a, b), UNIQUE (c),
    CONSTRAINT fkx FOREIGN KEY (d) REFERENCES par (id) DEFERRABLE INITIALLY DEFERRED,
    CHECK (a > 1), CONSTRAINT ckn CHECK (b < 3 AND e <> ')'));
CREATE INDEX ix1 ON t (c DESC, d);
CREATE UNIQUE INDEX ix2 ON t (e) WHERE e > 'a';
CREATE VIEW v AS SELECT a, b FROM t;
CREATE TEMP TABLE tt (x INT);
"""


@pytest.fixture
def connection(engine: Engine) -> Any:
    with engine.connect() as connection:
        for statement in SCHEMA.strip().split(";\n"):
            connection.exec_driver_sql(statement.rstrip(";"))
        yield connection


@pytest.fixture
def inspector(connection: Connection) -> Inspector:
    return inspect(connection)


def test_inspect_gives_an_inspector(engine: Engine, connection: Connection) -> None:
    assert isinstance(inspect(engine), Inspector)
    assert isinstance(inspect(connection), Inspector)
    inspector = Inspector.from_engine(engine)
    assert inspect(inspector) is inspector
    assert inspector.default_schema_name == "main"


def test_names(inspector: Inspector) -> None:
    assert inspector.get_table_names() == ["par", "t"]
    assert inspector.get_view_names() == ["v"]
    assert inspector.get_temp_table_names() == ["tt"]
    assert inspector.get_temp_view_names() == []
    assert inspector.get_schema_names() == ["main"]
    assert inspector.get_view_definition("v") == "CREATE VIEW v AS SELECT a, b FROM t"


def test_presence(inspector: Inspector) -> None:
    assert inspector.has_table("t")
    assert inspector.has_table("v")
    assert inspector.has_table("tt")
    assert inspector.has_table("t", schema="main")
    assert not inspector.has_table("t", schema="nope")
    assert not inspector.has_table("nope")
    assert inspector.has_index("t", "ix1")
    assert not inspector.has_index("t", "nope")
    assert inspector.has_schema("main")
    assert not inspector.has_sequence("s")
    assert inspector.has_multi_table(["t", "nope"]) == {(None, "t"): True, (None, "nope"): False}


def test_columns(inspector: Inspector) -> None:
    columns = {column["name"]: column for column in inspector.get_columns("t")}
    assert [repr(column["type"]) for column in columns.values()] == [
        "INTEGER()", "DECIMAL(precision=10, scale=2)", "DATETIME()", "INTEGER()", "TEXT()", "NUMERIC()", "INTEGER()",
        "INTEGER()",
    ]  # fmt: skip
    assert [column["primary_key"] for column in columns.values()] == [1, 2, 0, 0, 0, 0, 0, 0]
    assert columns["c"]["default"] == "current_timestamp"
    assert columns["g"]["computed"] == {"sqltext": "a + 1", "persisted": True}
    assert columns["h"]["computed"] == {"sqltext": "a + 2", "persisted": False}
    par = inspector.get_columns("par")
    assert (par[1]["nullable"], par[1]["default"], par[1]["type"].length) == (False, "'x'", 30)


def test_keys_and_constraints(inspector: Inspector) -> None:
    assert inspector.get_pk_constraint("t") == {"constrained_columns": ["a", "b"], "name": None}
    assert inspector.get_unique_constraints("par") == [{"name": "uqn", "column_names": ["n"]}]
    assert inspector.get_unique_constraints("t") == [{"name": None, "column_names": ["c"]}]
    assert inspector.get_check_constraints("t") == [
        {"sqltext": "b < 3 AND e <> ')'", "name": "ckn"},
        {"sqltext": "a > 1", "name": None},
    ]
    by_name = {key["name"]: key for key in inspector.get_foreign_keys("t")}
    common = {
        "constrained_columns": ["d"], "referred_schema": None, "referred_table": "par", "referred_columns": ["id"],
    }  # fmt: skip
    assert by_name[None] == {"name": None, **common, "options": {"ondelete": "CASCADE"}}
    assert by_name["fkx"] == {"name": "fkx", **common, "options": {"deferrable": True, "initially": "DEFERRED"}}


def test_indexes(inspector: Inspector) -> None:
    first, second = inspector.get_indexes("t")
    assert first == {
        "name": "ix1",
        "column_names": ["c", "d"],
        "unique": 0,
        "dialect_options": {},
        "column_sorting": {"c": ("desc",)},
    }
    assert (second["name"], second["unique"]) == ("ix2", 1)
    assert str(second["dialect_options"]["sqlite_where"]) == "e > 'a'"


def test_indexes_of_expressions(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE INDEX ix3 ON t (lower(e))")
    *_, index = inspect(connection).get_indexes("t")
    assert (index["column_names"], index["expressions"]) == ([None], ["lower(e)"])


def test_many_tables(inspector: Inspector) -> None:
    assert set(inspector.get_multi_columns()) == {(None, "par"), (None, "t")}
    assert set(inspector.get_multi_columns(kind=ObjectKind.VIEW)) == {(None, "v")}
    assert inspector.get_multi_pk_constraint(filter_names=["par", "nope"]) == {
        (None, "par"): {"constrained_columns": ["id"], "name": None}
    }


def test_the_order_of_tables(inspector: Inspector) -> None:
    ordered = inspector.get_sorted_table_and_fkc_names()
    assert [name for name, _ in ordered] == ["par", "t", None]
    assert sorted(ordered[1][1], key=str) == [("t", "fkx"), ("t", None)]


def test_unknown_tables(inspector: Inspector) -> None:
    for ask in (inspector.get_columns, inspector.get_pk_constraint, inspector.get_foreign_keys, inspector.get_indexes):
        with pytest.raises(exc.NoSuchTableError, match="nope"):
            ask("nope")


def test_what_was_read_is_remembered(connection: Connection, inspector: Inspector) -> None:
    assert "new" not in inspector.get_table_names()
    connection.exec_driver_sql("CREATE TABLE new (x INT)")
    assert "new" not in inspector.get_table_names()
    inspector.clear_cache()
    assert "new" in inspector.get_table_names()


def test_reflect_a_table(connection: Connection) -> None:
    metadata = MetaData()
    table = Table("t", metadata, autoload_with=connection)
    assert list(table.c.keys()) == list("abcdefgh")
    assert [column.name for column in table.primary_key] == ["a", "b"]
    assert table.c.g.computed is not None
    assert str(table.c.c.server_default.arg) == "current_timestamp"
    assert {index.name for index in table.indexes} == {"ix1", "ix2"}
    assert "par" in metadata.tables
    assert table.c.d.references(metadata.tables["par"].c.id)
    names = {constraint.name for constraint in table.constraints}
    assert {"fkx", "ckn"} <= names


def test_reflected_tables_can_be_created_elsewhere(connection: Connection) -> None:
    metadata = MetaData()
    metadata.reflect(connection)
    copy = MetaData()
    for table in metadata.sorted_tables:
        table.to_metadata(copy)
    with connection.engine.connect() as other:
        copy.drop_all(other)
        copy.create_all(other)
        again = inspect(other)
        assert [column["name"] for column in again.get_columns("t")] == list("abcdefgh")
        assert again.get_unique_constraints("par") == [{"name": "uqn", "column_names": ["n"]}]
        other.rollback()


def test_reflect_options(connection: Connection) -> None:
    table = Table("par", MetaData(), Column("n", String(99), key="named"), autoload_with=connection)
    assert table.c.named.type.length == 99
    assert list(Table("par", MetaData(), autoload_with=connection, include_columns=["id"]).c.keys()) == ["id"]
    metadata = MetaData()
    Table("t", metadata, autoload_with=connection, resolve_fks=False)
    assert list(metadata.tables) == ["t"]


def test_column_reflect_event(connection: Connection) -> None:
    metadata = MetaData()

    @event.listens_for(metadata, "column_reflect")
    def rename(inspector: Inspector, table: Table, column_info: dict[str, Any]) -> None:
        column_info["key"] = f"attr_{column_info['name']}"

    assert list(Table("par", metadata, autoload_with=connection).c.keys()) == ["attr_id", "attr_n"]


def test_reflect_a_whole_database(connection: Connection) -> None:
    metadata = MetaData()
    metadata.reflect(connection, views=True)
    assert set(metadata.tables) == {"par", "t", "v"}
    other = MetaData()
    other.reflect(connection, only=lambda name, metadata: name == "par")
    assert set(other.tables) == {"par"}
    with pytest.raises(exc.InvalidRequestError, match=r"requested table\(s\) not available in .*: \(nope\)"):
        MetaData().reflect(connection, only=["nope"])


def test_an_unknown_table_is_not_left_in_the_metadata(connection: Connection) -> None:
    metadata = MetaData()
    with pytest.raises(exc.NoSuchTableError, match="nope"):
        Table("nope", metadata, autoload_with=connection)
    assert "nope" not in metadata.tables


def test_tables_that_refer_to_each_other(engine: Engine) -> None:
    metadata = MetaData()
    Table("a", metadata, Column("id", Integer, primary_key=True), Column("b_id", ForeignKey("b.id")))
    Table("b", metadata, Column("id", Integer, primary_key=True), Column("a_id", ForeignKey("a.id")))
    metadata.create_all(engine)
    reflected = MetaData()
    table = Table("a", reflected, autoload_with=engine)
    assert table.c.b_id.references(reflected.tables["b"].c.id)
    assert reflected.tables["b"].c.a_id.references(table.c.id)
    whole = MetaData()
    whole.reflect(engine)
    assert set(whole.tables) == {"a", "b"}
