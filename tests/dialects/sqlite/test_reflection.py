"""The Inspector on SQLite: what SQLAlchemy's says about the same database, and what it leaves out."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy

import holdfast
from holdfast import Column, Computed, ForeignKey, Index, Integer, MetaData, String, Table, exc, func, inspect
from holdfast.schema import CheckConstraint, CreateIndex, CreateTable, ForeignKeyConstraint, UniqueConstraint

STATEMENTS = """
CREATE TABLE types (id INTEGER PRIMARY KEY, a TEXT, b VARCHAR(20) NOT NULL, c NUMERIC(10,2) DEFAULT 5,
    d DATETIME DEFAULT CURRENT_TIMESTAMP, e BLOB, f REAL, g BOOLEAN, h DATE, i TIME, j JSON, k BIGINT, l SMALLINT,
    m FLOAT, n DECIMAL(5), o CHAR(3), p NVARCHAR(9), q DOUBLE, s INT, t UNSIGNED BIG INT, u TINYINT, v CLOB,
    w "weird type", x, y VARYING CHARACTER(255), aa TIMESTAMP, bb FLOAT(5), cc DECIMAL(10,2), dd STRING,
    ee VARCHAR(10) COLLATE NOCASE, ff DATE_CHAR, gg JSONB, hh INT8)
CREATE TABLE defaults (id INTEGER PRIMARY KEY, x TEXT DEFAULT 'it''s', y INTEGER DEFAULT (1+2), z TEXT DEFAULT "dq",
    w INTEGER DEFAULT -5, v TEXT DEFAULT NULL)
CREATE TABLE no_rowid (a TEXT, b INTEGER, PRIMARY KEY (b, a)) WITHOUT ROWID
CREATE TABLE strict_table (id INTEGER PRIMARY KEY, a ANY, b TEXT) STRICT
CREATE TABLE both_options (id INTEGER PRIMARY KEY, b TEXT) STRICT, WITHOUT ROWID
CREATE TABLE parent (id INTEGER, id2 INTEGER, name TEXT UNIQUE, CONSTRAINT pk_parent PRIMARY KEY (id, id2),
    CONSTRAINT uq_x UNIQUE (id2, name), UNIQUE (name, id))
CREATE TABLE child (id INTEGER PRIMARY KEY, pid INTEGER REFERENCES types(id), a INTEGER, b INTEGER,
    CONSTRAINT fk_ab FOREIGN KEY (a, b) REFERENCES parent (id, id2) ON UPDATE SET NULL ON DELETE RESTRICT
    DEFERRABLE INITIALLY DEFERRED, FOREIGN KEY (b) REFERENCES defaults)
CREATE TABLE checks (id INTEGER PRIMARY KEY, a INTEGER CHECK (a > 0), b INTEGER
    CONSTRAINT b_pos CHECK (b > 0 AND b < 10), c TEXT CHECK (c IN ('x', 'y,)')),
    CONSTRAINT ab CHECK (a < b), CHECK (length(c) > 1))
CREATE TABLE "hostile ""table" ("a b" INTEGER, "c""d" TEXT, [e f] TEXT, `g h` TEXT, 'i j' TEXT, "select" TEXT, "ü" TEXT,
    PRIMARY KEY ("a b"), CONSTRAINT "my ck" CHECK ("a b" > 0))
CREATE TABLE self_reference (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES self_reference(id))
CREATE TABLE commented ( -- a comment, with comma
    id INTEGER PRIMARY KEY, /* another ( */ a TEXT -- end
    , b TEXT)
CREATE TABLE selected AS SELECT id, a, b FROM types
CREATE INDEX ix_a ON types (a)
CREATE UNIQUE INDEX ix_ab ON types (a, b)
CREATE INDEX ix_partial ON types (c) WHERE c > 5 AND b = ':x'
CREATE UNIQUE INDEX ix_partial2 ON types (c) where a is not null
CREATE INDEX "ix hostile" ON "hostile ""table" ("a b", "c""d" COLLATE NOCASE)
CREATE VIEW a_view AS SELECT id, a FROM types WHERE a = ':x'
CREATE VIEW named_view (p, q) AS SELECT id, count(*) FROM types GROUP BY id
CREATE TEMP TABLE temporary (id INTEGER PRIMARY KEY, x TEXT UNIQUE)
CREATE TEMP VIEW temporary_view AS SELECT * FROM temporary
CREATE INDEX temp.ix_temporary ON temporary (x)
CREATE TRIGGER a_trigger AFTER INSERT ON types BEGIN SELECT 1; END
ATTACH ':memory:' AS other
CREATE TABLE other.ot (id INTEGER PRIMARY KEY, x TEXT UNIQUE, y INTEGER REFERENCES ot2(id),
    CONSTRAINT ck CHECK (x <> ''))
CREATE TABLE other.ot2 (id INTEGER PRIMARY KEY)
CREATE INDEX other.ix_ot ON ot (x) WHERE x > 'a'
CREATE VIEW other.ov AS SELECT * FROM ot
CREATE TABLE other.types (zz INTEGER)
"""
TABLES = [
    *((name, None) for name in ("types", "defaults", "no_rowid", "strict_table", "both_options", "parent", "child")),
    *((name, None) for name in ("checks", 'hostile "table', "self_reference", "commented", "selected", "a_view")),
    *((name, None) for name in ("named_view", "temporary", "temporary_view", "not_there")),
    *((name, "other") for name in ("ot", "ot2", "ov", "types", "not_there")),
    ("types", "main"),
]
ABOUT_TABLES = [
    "get_columns",
    "get_pk_constraint",
    "get_foreign_keys",
    "get_indexes",
    "get_unique_constraints",
    "get_check_constraints",
    "get_table_options",
    "has_table",
]
ABOUT_SCHEMAS = ["get_table_names", "get_view_names"]
ABOUT_DATABASES = ["get_schema_names", "get_temp_table_names", "get_temp_view_names"]


def inspected(library: Any) -> Iterator[Any]:
    engine = library.create_engine("sqlite://")
    with engine.connect() as connection:
        statement = ""
        for line in [*STATEMENTS.strip().splitlines(), "CREATE"]:
            if statement and line.startswith(("CREATE", "ATTACH")):
                connection.exec_driver_sql(statement)
                statement = ""
            statement += line + "\n"
        connection.commit()
        yield library.inspect(connection)
    engine.dispose()


@pytest.fixture(scope="module")
def ours() -> Iterator[Any]:
    yield from inspected(holdfast)


@pytest.fixture(scope="module")
def theirs() -> Iterator[Any]:
    yield from inspected(sqlalchemy)


def answer(inspector: Any, method: str, *args: Any, **kwargs: Any) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return comparable(getattr(inspector, method)(*args, **kwargs))
    except Exception as error:
        return type(error).__name__


def comparable(value: Any) -> Any:
    """Types by their repr, SQL by its text, constraints without an order (which has no meaning)."""
    if isinstance(value, dict):
        return {key: comparable(item) for key, item in value.items()}
    if isinstance(value, list):
        items = [comparable(item) for item in value]
        return items if any("type" in item for item in items) else sorted(items, key=repr)
    if hasattr(value, "_type_affinity"):
        return repr(value)
    return str(value) if hasattr(value, "compile") else value


@pytest.mark.parametrize("method", ABOUT_TABLES)
@pytest.mark.parametrize(("table", "schema"), TABLES)
def test_tables_as_sqlalchemy_sees_them(ours: Any, theirs: Any, method: str, table: str, schema: str | None) -> None:
    assert answer(ours, method, table, schema=schema) == answer(theirs, method, table, schema=schema)


@pytest.mark.parametrize("method", ABOUT_SCHEMAS)
@pytest.mark.parametrize("schema", [None, "main", "temp", "other"])
def test_names_as_sqlalchemy_sees_them(ours: Any, theirs: Any, method: str, schema: str | None) -> None:
    assert answer(ours, method, schema) == answer(theirs, method, schema)


@pytest.mark.parametrize("method", ABOUT_DATABASES)
def test_databases_as_sqlalchemy_sees_them(ours: Any, theirs: Any, method: str) -> None:
    assert answer(ours, method) == answer(theirs, method)


@pytest.mark.parametrize("schema", [None, "other"])
@pytest.mark.parametrize("method", [name.replace("get_", "get_multi_") for name in ABOUT_TABLES if name != "has_table"])
def test_many_tables_at_once_as_sqlalchemy_sees_them(ours: Any, theirs: Any, method: str, schema: str | None) -> None:
    assert answer(ours, method, schema=schema) == answer(theirs, method, schema=schema)


@pytest.mark.parametrize(
    ("view", "schema"), [("a_view", None), ("ov", "other"), ("temporary_view", None), ("no", None)]
)
def test_views_as_sqlalchemy_sees_them(ours: Any, theirs: Any, view: str, schema: str | None) -> None:
    assert answer(ours, "get_view_definition", view, schema) == answer(theirs, "get_view_definition", view, schema)


# -- what SQLAlchemy does not see, or not rightly


@pytest.fixture
def inspect_after() -> Iterator[Any]:
    """Execute statements and return an Inspector."""
    engine = holdfast.create_engine("sqlite://")
    with engine.connect() as connection:

        def run(*statements: str) -> Any:
            for statement in statements:
                connection.exec_driver_sql(statement)
            return inspect(connection)

        yield run


def test_expressions_of_an_index(inspect_after: Any) -> None:
    inspector = inspect_after(
        "CREATE TABLE t (a TEXT, b TEXT)",
        "CREATE INDEX i ON t (lower(a) DESC, b, substr(a, 1, 2) COLLATE NOCASE) WHERE a = ')'",
    )
    (index,) = inspector.get_indexes("t")
    assert index["column_names"] == [None, "b", None]
    assert index["expressions"] == ["lower(a) DESC", "b", "substr(a, 1, 2) COLLATE NOCASE"]
    assert str(index["dialect_options"]["sqlite_where"]) == "a = ')'"


def test_descending_columns_of_an_index(inspect_after: Any) -> None:
    (index,) = inspect_after("CREATE TABLE t (a, b)", "CREATE INDEX i ON t (a, b DESC)").get_indexes("t")
    assert index["column_sorting"] == {"b": ("desc",)}


def test_generated_columns_on_one_line(inspect_after: Any) -> None:
    inspector = inspect_after("CREATE TABLE t (a, b AS (a * 2) STORED, c TEXT AS (a || ')') VIRTUAL)")
    computed = [column.get("computed") for column in inspector.get_columns("t")]
    assert computed == [
        None,
        {"sqltext": "a * 2", "persisted": True},
        {"sqltext": "a || ')'", "persisted": False},
    ]


def test_names_of_constraints_behind_columns(inspect_after: Any) -> None:
    inspector = inspect_after(
        "CREATE TABLE p (id INTEGER PRIMARY KEY)",
        'CREATE TABLE t (a INTEGER CONSTRAINT fk_a REFERENCES p, "b" TEXT CONSTRAINT uq_b UNIQUE, UNIQUE ("b", a))',
    )
    assert [key["name"] for key in inspector.get_foreign_keys("t")] == ["fk_a"]
    assert inspector.get_unique_constraints("t") == [
        {"name": "uq_b", "column_names": ["b"]},
        {"name": None, "column_names": ["b", "a"]},
    ]


def test_options_of_foreign_keys_behind_columns(inspect_after: Any) -> None:
    inspector = inspect_after(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a REFERENCES t ON DELETE CASCADE, "
        "b REFERENCES t DEFERRABLE INITIALLY IMMEDIATE, c REFERENCES t NOT DEFERRABLE)"
    )
    assert [key["options"] for key in inspector.get_foreign_keys("t")] == [
        {"ondelete": "CASCADE"},
        {"deferrable": True, "initially": "IMMEDIATE"},
        {"deferrable": False},
    ]


def test_a_temporary_table_is_in_its_schema(inspect_after: Any) -> None:
    inspector = inspect_after("CREATE TEMP TABLE t (a)")
    assert inspector.has_table("t")
    assert inspector.has_table("t", schema="temp")
    assert not inspector.has_table("t", schema="main")


def test_names_are_found_whatever_their_case(inspect_after: Any) -> None:
    inspector = inspect_after("CREATE TABLE Things (Id INTEGER CONSTRAINT Key PRIMARY KEY)")
    assert inspector.get_pk_constraint("tHINGS") == {"constrained_columns": ["Id"], "name": "Key"}


def test_a_table_that_is_not_there_is_named_with_its_schema(inspect_after: Any) -> None:
    inspector = inspect_after("ATTACH ':memory:' AS other")
    for method in ("get_columns", "get_indexes", "get_table_options", "get_view_definition"):
        with pytest.raises(exc.NoSuchTableError, match=r"^other\.nope$"):
            getattr(inspector, method)("nope", schema="other")


# -- there and back


def tables(metadata: MetaData) -> None:
    Table(
        "parents",
        metadata,
        Column("a", Integer, primary_key=True),
        Column("b", Integer, primary_key=True),
        sqlite_with_rowid=False,
    )
    Table(
        "things",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("name", String(50), nullable=False, server_default="it's"),
        Column("twice", Integer, Computed("id * 2", persisted=True)),
        Column(
            "other", ForeignKey("things.id", name="fk_other", ondelete="CASCADE", deferrable=True, initially="DEFERRED")
        ),
        Column("a", Integer),
        Column("b", Integer),
        ForeignKeyConstraint(["a", "b"], ["parents.a", "parents.b"], name="fk_ab", onupdate="SET NULL"),
        UniqueConstraint("name", "a", name="uq_name_a"),
        CheckConstraint("a > 0 AND b <> 5", name="ck_a"),
        sqlite_autoincrement=True,
    )
    things = metadata.tables["things"]
    Index("ix_lower", func.lower(things.c.name))
    Index("ix_partial", things.c.a, unique=True, sqlite_where=things.c.b > 5)
    Index("ix_down", things.c.a.desc(), things.c.b)
    Table("strict_things", metadata, Column("id", Integer, primary_key=True), sqlite_strict=True)


def ddl(metadata: MetaData, engine: Any) -> list[list[str]]:
    """The lines of each table's DDL; the order of its constraints has no meaning."""
    found = []
    for table in metadata.sorted_tables:
        texts = [str(element.compile(engine)) for element in (CreateTable(table), *map(CreateIndex, table.indexes))]
        found.append(sorted(line.strip(" ,") for text in texts for line in text.splitlines()))
    return found


def test_reflected_tables_are_created_as_they_were() -> None:
    engine = holdfast.create_engine("sqlite://")
    written, reflected = MetaData(), MetaData()
    tables(written)
    written.create_all(engine)
    reflected.reflect(engine)
    assert ddl(reflected, engine) == ddl(written, engine)


def test_columns_without_a_type_are_created_again() -> None:
    first, second = holdfast.create_engine("sqlite://"), holdfast.create_engine("sqlite://")
    with first.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INTEGER PRIMARY KEY, free, must NOT NULL, photo LONGBLOB)")
    metadata = MetaData()
    metadata.reflect(first)
    metadata.create_all(second)
    for engine in (first, second):
        columns = inspect(engine).get_columns("t")[1:]
        assert [(column["name"], repr(column["type"]), column["nullable"]) for column in columns] == [
            ("free", "NullType()", True),
            ("must", "NullType()", False),
            ("photo", "BLOB()", True),
        ]
