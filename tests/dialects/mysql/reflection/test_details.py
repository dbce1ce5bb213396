"""Reflection of MariaDB in detail: what SQLAlchemy passes over, names, views, temporary tables, SQL modes."""

from __future__ import annotations

import pytest
import sqlalchemy

from holdfast import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    exc,
    inspect,
    literal,
    select,
    text,
)
from holdfast.dialects import mysql
from holdfast.engine import Connection, Engine, ObjectKind, ObjectScope
from tests.dialects.mysql.reflection.comparison import ASKED, everything, ours, prepare, reflected, theirs


def test_defaults_of_all_kinds(connection: Connection) -> None:
    prepare(
        connection,
        "CREATE SEQUENCE s",
        """
        CREATE TABLE t (
            a bit(4) DEFAULT b'101', b int DEFAULT nextval(s), c varchar(20) DEFAULT (concat('a', 'b,c)')),
            d timestamp NULL DEFAULT NULL ON UPDATE current_timestamp, e datetime DEFAULT (now() + interval 1 day),
            f int INVISIBLE DEFAULT 3, g int DEFAULT -5, h varchar(20) DEFAULT 'COMMENT ''x'' NOT NULL'
        )
        """,
    )
    database = connection.engine.url.database
    defaults = {column["name"]: column["default"] for column in inspect(connection).get_columns("t")}
    assert defaults == {
        "a": "b'101'",
        "b": f"nextval(`{database}`.`s`)",
        "c": "concat('a','b,c)')",
        "d": "NULL ON UPDATE current_timestamp()",
        "e": "(current_timestamp() + interval 1 day)",
        "f": "3",
        "g": "-5",
        "h": "'COMMENT ''x'' NOT NULL'",
    }


def test_checks_of_columns(connection: Connection) -> None:
    prepare(connection, "CREATE TABLE t (a int CHECK (a > 0 AND a < 9), j json, CONSTRAINT named CHECK (a <> 5))")
    assert inspect(connection).get_check_constraints("t") == [
        {"name": "named", "sqltext": "`a` <> 5"},
        {"name": None, "sqltext": "`a` > 0 and `a` < 9", "column": "a"},
        {"name": None, "sqltext": "json_valid(`j`)", "column": "j"},
    ]


def test_the_check_of_a_json_column_goes_with_the_column(connection: Connection) -> None:
    """A program that gives the column itself, as JSON, gets one check and not two."""
    prepare(connection, "CREATE TABLE t (a int, j json)")
    (made,) = connection.exec_driver_sql("SHOW CREATE TABLE t").all()
    read, given = (Table("t", MetaData(), *columns, autoload_with=connection) for columns in ((), (Column("j", JSON),)))
    assert [len(table.c.j.constraints) for table in (read, given)] == [1, 0]
    for table in (read, given):
        table.drop(connection)
        table.create(connection)
        assert connection.exec_driver_sql("SHOW CREATE TABLE t").all() == [made]


def test_indexes_in_detail(connection: Connection) -> None:
    prepare(
        connection,
        "CREATE TABLE t (a int, b int, KEY down (a DESC, b), KEY tree (a) USING BTREE, KEY unused (b) IGNORED)",
    )
    assert inspect(connection).get_indexes("t") == [
        {"name": "down", "column_names": ["a", "b"], "unique": False, "column_sorting": {"a": ("desc",)}},
        {"name": "tree", "column_names": ["a"], "unique": False, "dialect_options": {"mariadb_using": "BTREE"}},
        {"name": "unused", "column_names": ["b"], "unique": False, "dialect_options": {"mariadb_ignored": True}},
    ]
    table = Table("t", MetaData(), autoload_with=connection)
    table.drop(connection)
    table.create(connection)
    assert inspect(connection).get_indexes("t")[0]["column_sorting"] == {"a": ("desc",)}


def test_options_in_detail(connection: Connection) -> None:
    prepare(connection, "CREATE TABLE t (a int) ENGINE=Aria TRANSACTIONAL=0", "CREATE TABLE u (a int) ENCRYPTED=NO")
    inspector = inspect(connection)
    assert inspector.get_table_options("t")["mariadb_transactional"] == "0"
    assert inspector.get_table_options("u")["mariadb_encrypted"] == "NO"


def test_addresses(connection: Connection) -> None:
    prepare(connection, "CREATE TABLE t (a inet4, b inet6)")
    types = [column["type"] for column in inspect(connection).get_columns("t")]
    assert [type(type_) for type_ in types] == [mysql.INET4, mysql.INET6]


NAMES = [
    "back`tick", "two``", "per%cent %s", 'dou"ble', "quo'te", "dot.ted", "semi;colon", "sp ace", "select", "ü漢", "\\",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names(connection: Connection, name: str) -> None:
    """Of tables, columns, constraints and indexes; MariaDB keeps names in the Unicode plane 0."""
    metadata = MetaData()
    parent = Table("parent", metadata, Column(name, Integer, primary_key=True))
    Table(
        name,
        metadata,
        Column(name, Integer, primary_key=True),
        Column("other", Integer, ForeignKey(parent.c[name], name=f"fk {name}")),
        Index(f"ix {name}", name, "other"),
        CheckConstraint(text("other > 0"), name=f"ck {name}"),
        comment=name,
    )
    metadata.create_all(connection)
    inspector = inspect(connection)
    assert name in inspector.get_table_names()
    assert inspector.has_table(name)
    assert inspector.has_index(name, f"ix {name}")
    again = reflected(connection)
    table = again.tables[name]
    assert list(table.c.keys()) == [name, "other"]
    assert list(table.primary_key) == [table.c[name]]
    assert table.c.other.references(again.tables["parent"].c[name])
    assert {index.name for index in table.indexes} >= {f"ix {name}"}
    assert {constraint.name for constraint in table.constraints} >= {f"ck {name}", f"fk {name}"}
    assert table.comment == name
    before = everything(connection, again)
    again.drop_all(connection)
    again.create_all(connection)
    assert everything(connection, again) == before


def test_listed_names(connection: Connection, oracle: sqlalchemy.Connection, other: str) -> None:
    prepare(
        connection,
        "CREATE TABLE b (a int)",
        "CREATE TABLE versioned (a int) WITH SYSTEM VERSIONING",
        f"CREATE TABLE {other}.c (a int)",
    )
    prepare(connection, "CREATE VIEW v AS SELECT a FROM b", "CREATE SEQUENCE s")
    inspector, peer = inspect(connection), sqlalchemy.inspect(oracle)
    assert inspector.get_table_names() == peer.get_table_names() == ["b", "versioned"]
    assert inspector.get_view_names() == peer.get_view_names() == ["v"]
    assert inspector.get_sequence_names() == peer.get_sequence_names() == ["s"]
    assert inspector.get_table_names(other) == ["c"]
    assert inspector.get_schema_names() == peer.get_schema_names()
    assert inspector.default_schema_name == peer.default_schema_name
    assert inspector.get_view_names("information_schema") == peer.get_view_names("information_schema")


def test_presence(connection: Connection, other: str) -> None:
    prepare(connection, "CREATE TABLE t (a int, KEY Ix (a))", f"CREATE TABLE {other}.u (a int)", "CREATE SEQUENCE s")
    prepare(connection, "CREATE VIEW v AS SELECT a FROM t", "CREATE TEMPORARY TABLE tt (a int)")
    inspector = inspect(connection)
    for name in ("t", "v", "tt", "s"):
        assert inspector.has_table(name)
    assert not inspector.has_table("T")
    assert not inspector.has_table("u")
    assert inspector.has_table("u", schema=other)
    assert not inspector.has_table("t", schema="nope")
    assert inspector.has_index("t", "ix")
    assert not inspector.has_index("t", "nope")
    assert not inspector.has_index("nope", "ix")
    assert inspector.has_sequence("s")
    assert not inspector.has_sequence("t")
    assert not inspector.has_sequence("nope")
    assert not inspector.has_sequence("s", schema=other)
    assert inspector.has_schema(other)
    assert not inspector.has_schema("nope")


def test_views(connection: Connection, oracle: sqlalchemy.Connection) -> None:
    prepare(connection, "CREATE TABLE t (a int, b varchar(10) CHARACTER SET latin1, c decimal(5, 2) NOT NULL)")
    prepare(connection, "CREATE VIEW v AS SELECT a, b, c, concat(b, 'x') d, now(3) e FROM t WHERE a > 1")
    inspector, peer = inspect(connection), sqlalchemy.inspect(oracle)
    assert inspector.get_view_definition("v") == peer.get_view_definition("v")
    found, expected = ours(connection, "v"), theirs(oracle, "v")
    # nullability and default are those that the server tells, of each column
    described = [(c["name"], c["type"]) for c in found["get_columns"]]
    assert described == [(c["name"], c["type"]) for c in expected["get_columns"]]
    assert [c["nullable"] for c in found["get_columns"]] == [True, True, False, True, False]
    assert {k: v for k, v in found.items() if k != "get_columns"} == {
        k: v for k, v in expected.items() if k != "get_columns"
    }
    for name in ("t", "nope"):
        with pytest.raises(exc.NoSuchTableError, match=name):
            inspector.get_view_definition(name)


def test_a_view_of_a_table_that_is_gone(connection: Connection) -> None:
    prepare(connection, "CREATE TABLE t (a int)", "CREATE VIEW v AS SELECT a FROM t", "DROP TABLE t")
    inspector = inspect(connection)
    assert inspector.has_table("v")
    assert "`t`" in inspector.get_view_definition("v")
    with pytest.raises(exc.UnreflectableTableError, match="`v` could not be reflected"):
        inspector.get_columns("v")
    assert inspector.get_multi_columns(kind=ObjectKind.ANY) == {}
    metadata = MetaData()
    with pytest.warns(Warning, match="Skipping table v"):
        metadata.reflect(connection, views=True)
    assert not metadata.tables


def test_temporary_tables(connection: Connection) -> None:
    prepare(connection, "CREATE TEMPORARY TABLE tt (a int PRIMARY KEY, b varchar(5) UNIQUE DEFAULT 'x')")
    inspector = inspect(connection)
    assert inspector.get_table_names() == []
    table = Table("tt", MetaData(), autoload_with=connection)
    assert table._prefixes == ["TEMPORARY"]
    assert [column.name for column in table.primary_key] == ["a"]
    assert str(table.c.b.server_default.arg) == "'x'"
    assert inspector.has_table("tt")
    assert inspector.get_unique_constraints("tt") == [{"name": "b", "column_names": ["b"], "duplicates_index": "b"}]
    # the server lists them nowhere
    with pytest.raises(NotImplementedError, match="temporary tables"):
        inspector.get_temp_table_names()
    assert inspector.get_multi_columns(scope=ObjectScope.TEMPORARY) == {}


def test_many_tables_are_asked_for_once_each(mariadb: Engine, connection: Connection) -> None:
    for number in range(5):
        prepare(connection, f"CREATE TABLE t{number} (id int PRIMARY KEY, x int UNIQUE CHECK (x > 0)) COMMENT 'c'")
    seen: list[str] = []
    event.listen(mariadb, "before_cursor_execute", lambda c, cursor, sql, *rest: seen.append(sql))
    metadata = MetaData()
    metadata.reflect(connection)
    assert len(metadata.tables) == 5
    assert len([sql for sql in seen if sql.startswith("SHOW CREATE TABLE")]) == 5
    assert len(seen) <= 7
    inspector = inspect(connection)
    columns = inspector.get_multi_columns(filter_names=["t1", "t3", "nope"])
    assert set(columns) == {(None, "t1"), (None, "t3")}


def test_the_cache_can_be_cleared(connection: Connection) -> None:
    prepare(connection, "CREATE TABLE t (a int)")
    inspector = inspect(connection)
    assert len(inspector.get_columns("t")) == 1
    prepare(connection, "ALTER TABLE t ADD COLUMN b int")
    assert len(inspector.get_columns("t")) == 1
    inspector.clear_cache()
    assert len(inspector.get_columns("t")) == 2


def test_unknown_tables(connection: Connection) -> None:
    inspector = inspect(connection)
    for method in ASKED:
        with pytest.raises(exc.NoSuchTableError, match="nope"):
            getattr(inspector, method)("nope")
        with pytest.raises(exc.NoSuchTableError, match="nowhere"):
            getattr(inspector, method)("t", schema="nowhere")


def test_foreign_keys_between_databases(connection: Connection, oracle: sqlalchemy.Connection, other: str) -> None:
    own = connection.engine.url.database
    prepare(
        connection,
        "CREATE TABLE here (id int PRIMARY KEY)",
        f"CREATE TABLE {other}.there (id int PRIMARY KEY,"
        f" a int REFERENCES {own}.here (id), b int REFERENCES there (id))",
    )
    assert inspect(connection).get_foreign_keys("there", other) == sqlalchemy.inspect(oracle).get_foreign_keys(
        "there", other
    )
    metadata = MetaData()
    table = Table("there", metadata, schema=other, autoload_with=connection)
    assert set(metadata.tables) == {f"{other}.there", f"{own}.here"}
    assert table.c.a.references(metadata.tables[f"{own}.here"].c.id)
    assert table.c.b.references(table.c.id)


@pytest.mark.parametrize("mode", ["ANSI_QUOTES", "NO_BACKSLASH_ESCAPES", "PIPES_AS_CONCAT"])
def test_sql_modes(mariadb: Engine, mode: str) -> None:
    """The server writes names and strings by the mode of the connection."""
    engine = create_engine(mariadb.url)
    set_mode = f"SET SESSION sql_mode = '{mode}'"
    event.listen(engine, "connect", lambda raw, record: raw.cursor().execute(set_mode), insert=True)
    metadata = MetaData()
    Table(
        "ta`ble",
        metadata,
        Column('co"l', String(20), server_default="it's \\ a \\n"),
        Column("e", mysql.ENUM("a\\", "b'"), comment="com\\ment"),
        comment="it's \\ %",
    )
    with engine.connect() as connection:
        metadata.create_all(connection)
        again = reflected(connection)
        table = again.tables["ta`ble"]
        assert table.comment == "it's \\ %"
        assert table.c.e.type.enums == ["a\\", "b'"]
        assert table.c.e.comment == "com\\ment"
        connection.execute(table.insert(), {"e": "a\\"})
        assert connection.execute(select(table)).one() == ("it's \\ a \\n", "a\\")
        inline = literal("\\ \\n 'x", literal_execute=True)
        assert connection.execute(select(inline, literal("\\ \\n 'x"))).one() == ("\\ \\n 'x", "\\ \\n 'x")
        before = everything(connection, again)
        again.drop_all(connection)
        again.create_all(connection)
        assert everything(connection, again) == before
    engine.dispose()


def test_by_the_name_of_mysql(mariadb: Engine) -> None:
    """The options are called by the dialect's name."""
    engine = create_engine(mariadb.url.set(drivername="mysql+pymysql"))
    metadata = MetaData()
    Table("t", metadata, Column("a", String(20)), Index("ix", "a", mysql_length=5), mysql_engine="InnoDB")
    with engine.connect() as connection:
        metadata.create_all(connection)
        again = reflected(connection)
        assert again.tables["t"].dialect_options["mysql"]["engine"] == "InnoDB"
        assert inspect(connection).get_indexes("t")[0]["dialect_options"] == {"mysql_length": {"a": 5}}
        before = everything(connection, again)
        again.drop_all(connection)
        again.create_all(connection)
        assert everything(connection, again) == before
    engine.dispose()
