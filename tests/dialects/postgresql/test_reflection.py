"""Reflection: what DDL can create is found again, as SQLAlchemy finds it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy

import holdfast as hf
from holdfast import exc
from holdfast.dialects import postgresql as pg
from holdfast.engine import Connection, Engine
from holdfast.engine.reflection import ObjectKind, ObjectScope
from holdfast.schema import CreateSchema, SetConstraintComment
from tests.conftest import Statements
from tests.dialects.postgresql.rich_schema import RICH_SCHEMA

PARTS = (
    "columns",
    "pk_constraint",
    "foreign_keys",
    "indexes",
    "unique_constraints",
    "check_constraints",
    "table_comment",
    "table_options",
)
SCHEMAS = (None, "public", "s2", "Odd Schema")
pytestmark = pytest.mark.filterwarnings("ignore:Did not recognize type")


@pytest.fixture
def rich(postgresql: Engine) -> Engine:
    """A database with some of everything."""
    with postgresql.begin() as connection:
        connection.exec_driver_sql(RICH_SCHEMA.replace("%", "%%"))
    return postgresql


@pytest.fixture
def oracle(postgresql: Engine) -> Iterator[Any]:
    """SQLAlchemy's Inspector of the same database."""
    url = postgresql.url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    engine = sqlalchemy.create_engine(url)
    yield sqlalchemy.inspect(engine)
    engine.dispose()


ONLY_OURS = (
    *("deferrable", "initially", "exclude_operators", "options", "column_collations", "prefixes"),
    *("postgresql_partition_by", "postgresql_partition_bound"),
)
OPTIONS_ONLY_OURS = ("postgresql_not_valid", "postgresql_serial")


def plain(found: Any) -> Any:
    """What was reflected, types by their repr, without what only we say."""
    if isinstance(found, dict):
        kept = {key: plain(value) for key, value in found.items() if key not in ONLY_OURS}
        if "options" in found:
            kept["options"] = dict(found["options"])
        if any(option in OPTIONS_ONLY_OURS for option in kept.get("dialect_options", ())):
            del kept["dialect_options"]
        return kept
    if isinstance(found, (list, tuple)):
        return [plain(value) for value in found]
    return repr(found) if hasattr(found, "python_type") or hasattr(found, "compile") else found


#: column -> why its type is another than SQLAlchemy's
DIFFERENT_TYPES = {
    "jp": "SQLAlchemy does not know JSONPATH",
    "d2": "SQLAlchemy forgets the length of a domain",
    "ad2": "SQLAlchemy forgets the length of a domain",
}


def compared(key: Any, ours: Any, theirs: Any) -> list[Any]:
    """The parts that differ, with where they are."""
    ours, theirs = plain(ours), plain(theirs)
    if isinstance(theirs, list) and len(ours) == len(theirs):
        pairs = zip(ours, theirs, strict=True)
        return [(key, a, b) for a, b in pairs if a != b and a.get("name") not in DIFFERENT_TYPES]
    return [] if ours == theirs else [(key, ours, theirs)]


def test_all_of_many_tables_as_sqlalchemy(rich: Engine, oracle: Any) -> None:
    inspector = hf.inspect(rich)
    differences = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for part in PARTS:
            for schema in SCHEMAS:
                for kind in ("TABLE", "VIEW", "MATERIALIZED_VIEW", "ANY"):
                    read = f"get_multi_{part}"
                    ours = getattr(inspector, read)(schema, kind=ObjectKind[kind], scope=ObjectScope.ANY)
                    theirs = getattr(oracle, read)(
                        schema,
                        kind=sqlalchemy.engine.reflection.ObjectKind[kind],
                        scope=sqlalchemy.engine.reflection.ObjectScope.ANY,
                    )
                    assert ours.keys() == theirs.keys()
                    for key, value in theirs.items():
                        differences += compared((part, key), ours[key], value)
    assert differences == []


def test_names_as_sqlalchemy(rich: Engine, oracle: Any) -> None:
    inspector: Any = hf.inspect(rich)
    reads = ("table", "view", "materialized_view", "sequence", "foreign_table")
    for schema in (*SCHEMAS, "not there"):
        for read in reads:
            method = f"get_{read}_names"
            assert getattr(inspector, method)(schema) == sorted(getattr(oracle, method)(schema)), (method, schema)
        assert inspector.get_enums(schema) == oracle.get_enums(schema)
    assert inspector.get_enums("*") == oracle.get_enums("*")
    assert inspector.get_domains() == oracle.get_domains()
    assert inspector.get_schema_names() == oracle.get_schema_names()
    assert inspector.get_table_oid("child") == oracle.get_table_oid("child")
    for view in ("v", "mv"):
        assert inspector.get_view_definition(view) == oracle.get_view_definition(view)


def test_the_form_for_one_table_is_that_for_many(rich: Engine) -> None:
    for part in PARTS:
        many = getattr(hf.inspect(rich), f"get_multi_{part}")(kind=ObjectKind.ANY)
        one = hf.inspect(rich)
        for _, name in many:
            assert plain(getattr(one, f"get_{part}")(name)) == plain(many[None, name])


def test_many_tables_take_one_query_for_each_part(rich: Engine) -> None:
    hf.inspect(rich).get_table_names()
    statements = Statements.of(rich)
    inspector = hf.inspect(rich)
    for part in PARTS:
        getattr(inspector, f"get_multi_{part}")()
    # the columns' types refer to enumerations and domains, and these to others
    assert len(statements) <= len(PARTS) + 4


def test_a_domain_knows_all_of_it(rich: Engine) -> None:
    inspector: Any = hf.inspect(rich)
    (zip_code,) = inspector.get_domains("s2")
    assert zip_code == {
        "name": "zip",
        "schema": "s2",
        "visible": False,
        "type": "character varying(10)",
        "nullable": True,
        "default": None,
        "constraints": [
            {"name": "zip_check", "check": r"VALUE::text ~ '^\d+$'::text"},
            {"name": "zip_check1", "check": "length(VALUE::text) > 2"},
        ],
        "collation": "C",
        "collation_schema": None,
    }
    columns = {column["name"]: column["type"] for column in inspector.get_columns("types")}
    assert (columns["d"].check, columns["d"].not_null, columns["d"].constraint_name) == ("VALUE > 0", True, "pos")
    assert columns["d2"].check == r"(VALUE::text ~ '^\d+$'::text) AND (length(VALUE::text) > 2)"


def test_what_only_we_say(rich: Engine) -> None:
    inspector = hf.inspect(rich)
    unique = {found["name"]: found for found in inspector.get_unique_constraints("parent")}
    assert (unique["uq_c"]["deferrable"], unique["uq_c"]["initially"]) == (True, "DEFERRED")
    indexes = {found["name"]: found for found in inspector.get_indexes("child")}
    assert indexes["ex"]["exclude_operators"] == ["=", "<>"]
    keys = {found["name"]: found for found in inspector.get_foreign_keys("child")}
    assert keys["fk_nv"]["dialect_options"] == {"postgresql_not_valid": True}
    assert inspector.get_table_options("part") == {"postgresql_partition_by": "RANGE (k)"}
    assert inspector.get_table_options("part1") == {
        "postgresql_inherits": ("part",),
        "postgresql_partition_bound": "FOR VALUES FROM (0) TO (10)",
    }
    assert inspector.get_table_options("unlog")["prefixes"] == ["UNLOGGED"]
    serial = {found["name"]: found.get("dialect_options") for found in inspector.get_columns("cols")}
    assert (serial["s"], serial["id"]) == ({"postgresql_serial": True}, None)


@pytest.mark.parametrize("read", [f"get_{part}" for part in PARTS] + ["get_view_definition", "get_table_oid"])
def test_a_table_that_is_not_there(postgresql: Engine, read: str) -> None:
    inspector = hf.inspect(postgresql)
    with pytest.raises(exc.NoSuchTableError, match=r"^nowhere$"):
        getattr(inspector, read)("nowhere")
    with pytest.raises(exc.NoSuchTableError, match=r"^no\.nowhere$"):
        getattr(inspector, read)("nowhere", schema="no")


def test_whether_something_is_there(rich: Engine) -> None:
    inspector: Any = hf.inspect(rich)
    assert inspector.has_table("child")
    assert inspector.has_table("v")
    assert inspector.has_table("mv")
    assert inspector.has_table("Odd Table", schema="Odd Schema")
    assert not inspector.has_table("Odd Table")
    assert not inspector.has_table("seq1")
    assert not inspector.has_table("pg_class")
    assert inspector.has_multi_table(["child", "x'y"]) == {(None, "child"): True, (None, "x'y"): False}
    assert inspector.has_sequence("seq1")
    assert inspector.has_sequence("seq2", schema="s2")
    assert not inspector.has_sequence("child")
    assert inspector.has_index("child", "Odd Index")
    assert not inspector.has_index("parent", "Odd Index")
    assert inspector.has_schema("Odd Schema")
    assert not inspector.has_schema("odd schema")
    assert inspector.has_type("mood")
    assert inspector.has_type("color", schema="s2")
    assert not inspector.has_type("color")
    assert inspector.has_type("color", schema="*")


@pytest.fixture
def connection(postgresql: Engine) -> Iterator[Connection]:
    """A connection whose transaction is rolled back."""
    with postgresql.connect() as connection:
        yield connection


def test_temporary_tables(connection: Connection) -> None:
    connection.exec_driver_sql(
        "CREATE TABLE lasting (a int); CREATE TEMP TABLE passing (a int UNIQUE);"
        "CREATE TEMP VIEW glimpse AS SELECT 1 AS b"
    )
    inspector = hf.inspect(connection)
    assert inspector.get_table_names() == ["lasting"]
    assert inspector.get_temp_table_names() == ["passing"]
    assert inspector.get_temp_view_names() == ["glimpse"]
    assert inspector.get_view_names() == []
    assert inspector.has_table("passing")
    assert [column["name"] for column in inspector.get_columns("glimpse")] == ["b"]
    both = inspector.get_multi_columns(scope=ObjectScope.ANY, kind=ObjectKind.ANY)
    assert sorted(name for _, name in both) == ["glimpse", "lasting", "passing"]
    assert list(inspector.get_multi_indexes(scope=ObjectScope.TEMPORARY)) == [(None, "passing")]
    assert list(inspector.get_multi_indexes(filter_names=["lasting", "x"])) == [(None, "lasting")]


def test_foreign_tables(connection: Connection) -> None:
    connection.exec_driver_sql(
        "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;"
        "CREATE FOREIGN TABLE abroad (a int NOT NULL DEFAULT 5) SERVER s"
    )
    inspector: Any = hf.inspect(connection)
    assert inspector.get_foreign_table_names() == ["abroad"]
    assert inspector.get_table_names() == []
    assert inspector.get_columns("abroad")[0]["default"] == "5"
    assert list(inspector.get_multi_columns()) == [(None, "abroad")]


def test_the_search_path_decides_on_the_schema_of_a_reference(connection: Connection, oracle: Any) -> None:
    connection.exec_driver_sql(
        "CREATE SCHEMA a; CREATE SCHEMA b; CREATE TABLE a.t (id int PRIMARY KEY);"
        "CREATE TABLE b.u (t int REFERENCES a.t); CREATE TABLE p (t int REFERENCES a.t);"
        "CREATE TABLE public.q (id int PRIMARY KEY);"
        "CREATE TABLE a.r (q int REFERENCES public.q, t int REFERENCES a.t)"
    )

    def referred(table: str, schema: str | None, **kw: Any) -> list[str | None]:
        keys = hf.inspect(connection).get_foreign_keys(table, schema, **kw)
        return [key["referred_schema"] for key in keys]

    assert referred("p", None) == ["a"]
    assert referred("r", "a") == [None, "a"]
    assert referred("r", "a", postgresql_ignore_search_path=True) == ["a", "a"]
    connection.exec_driver_sql("SET search_path = a, public")
    assert referred("p", None) == [None]
    assert referred("p", None, postgresql_ignore_search_path=True) == ["a"]
    assert referred("u", "b") == [None]
    assert referred("u", "b", postgresql_ignore_search_path=True) == ["a"]
    table = hf.Table("p", hf.MetaData(), autoload_with=connection, postgresql_ignore_search_path=True)
    assert sorted(table.metadata.tables) == ["a.t", "p"]


def test_enumerations_of_the_search_path_have_no_schema(connection: Connection) -> None:
    connection.exec_driver_sql(
        "CREATE SCHEMA a; CREATE TYPE a.e AS ENUM ('x'); CREATE TABLE t (e a.e, es a.e[]); CREATE DOMAIN a.d AS int;"
        "ALTER TABLE t ADD d a.d"
    )
    types = {column["name"]: column["type"] for column in hf.inspect(connection).get_columns("t")}
    assert (types["e"].schema, types["es"].item_type.schema, types["d"].schema) == ("a", "a", "a")
    connection.exec_driver_sql("SET search_path = a, public")
    types = {column["name"]: column["type"] for column in hf.inspect(connection).get_columns("t")}
    assert (types["e"].schema, types["es"].item_type.schema, types["d"].schema) == (None, None, None)


@pytest.mark.parametrize(
    "name", ["it's", 'double "quotes"', "per%cent", "co:lon", "back\\slash", "😀", "a.b", "--", "Select"]
)
def test_odd_names_everywhere(postgresql: Engine, name: str) -> None:
    metadata = hf.MetaData(schema=name)
    hf.Table(
        name,
        metadata,
        hf.Column(name, hf.Enum(name, name=f"{name} type", inherit_schema=True), primary_key=True, comment=name),
        hf.Column("p", hf.Integer),
        hf.CheckConstraint("p > 0", name=f"{name} check"),
        hf.UniqueConstraint("p", name=f"{name} unique"),
        hf.Index(f"{name} index", "p", postgresql_where=hf.text("p > 5")),
        comment=name,
    )
    with postgresql.begin() as connection:
        connection.execute(CreateSchema(name))
        metadata.create_all(connection)
    inspector = hf.inspect(postgresql)
    assert inspector.get_table_names(name) == [name]
    assert inspector.get_table_comment(name, name) == {"text": name}
    column = inspector.get_columns(name, name)[0]
    assert (column["name"], column["comment"], column["type"].enums, column["type"].name) == (
        name,
        name,
        [name],
        f"{name} type",
    )
    assert inspector.get_pk_constraint(name, name)["constrained_columns"] == [name]
    assert [found["name"] for found in inspector.get_check_constraints(name, name)] == [f"{name} check"]
    assert [found["name"] for found in inspector.get_indexes(name, name)] == [f"{name} index", f"{name} unique"]
    copy = hf.MetaData()
    copy.reflect(postgresql, schema=name)
    copy.drop_all(postgresql)
    copy.create_all(postgresql)
    assert hf.inspect(postgresql).get_indexes(name, name) == inspector.get_indexes(name, name)


def of_holdfast() -> hf.MetaData:
    """Tables with some of everything that our DDL makes."""
    metadata = hf.MetaData()
    mood = hf.Enum("sad", "glad", name="mood")
    hf.Table(
        "parent",
        metadata,
        hf.Column("a", hf.Integer),
        hf.Column("b", hf.BigInteger, hf.Identity(always=True, start=5, increment=2, cache=3, cycle=True, maxvalue=99)),
        hf.Column("c", hf.String(30, collation="C"), nullable=False, server_default="x'y", comment="a 'comment'"),
        hf.Column("d", hf.Numeric(10, 2), hf.Computed("a * 2", persisted=True)),
        hf.Column("e", mood, server_default="sad"),
        hf.Column("f", pg.ARRAY(mood)),
        hf.Column("g", pg.DOMAIN("positive", hf.Integer, check="VALUE > 0", constraint_name="is_positive")),
        hf.Column("h", pg.TIMESTAMP(timezone=True, precision=3), server_default=hf.func.now()),
        hf.Column("i", pg.INTERVAL(fields="DAY TO SECOND", precision=2)),
        hf.Column("j", pg.JSONB),
        hf.Column("k", pg.BIT(7, varying=True)),
        hf.Column("l", pg.INT4RANGE),
        hf.Column("m", hf.Uuid, server_default=hf.text("gen_random_uuid()")),
        hf.PrimaryKeyConstraint("b", "a", name="parent_pk", postgresql_include=["c"]),
        hf.UniqueConstraint("c", name="uq", deferrable=True, initially="DEFERRED"),
        hf.UniqueConstraint("c", "d", name="uq_nulls", postgresql_nulls_not_distinct=True, postgresql_include=["e"]),
        pg.ExcludeConstraint(("l", "&&"), name="no_overlap", deferrable=True, initially="DEFERRED"),
        pg.ExcludeConstraint(("c", "="), (hf.func.lower(hf.column("c")), "="), using="btree", where="a > 5"),
        comment="the 'parent'",
        postgresql_with={"fillfactor": 70},
    )
    child = hf.Table(
        "child",
        metadata,
        hf.Column("id", hf.Integer, primary_key=True),
        hf.Column("a", hf.Integer),
        hf.Column("b", hf.BigInteger),
        hf.Column("n", hf.Text),
        hf.Column("o", hf.ForeignKey("other.o.id", ondelete="SET DEFAULT")),
        hf.Column("up", hf.ForeignKey("child.id", name="fk_up", use_alter=True)),
        hf.ForeignKeyConstraint(
            ["b", "a"],
            ["parent.b", "parent.a"],
            name="fk",
            ondelete="SET NULL (a)",
            onupdate="CASCADE",
            match="FULL",
            deferrable=True,
            initially="DEFERRED",
            comment="about 'fk'",
        ),
        hf.CheckConstraint(r"a > 0 AND n <> '\:b'", name="ck"),
        hf.CheckConstraint("b > 0", name="ck_own", postgresql_no_inherit=True),
    )
    hf.Table("o", metadata, hf.Column("id", hf.SmallInteger, primary_key=True), schema="other")
    c = child.c
    hf.Index("ix_sorted", c.a.desc(), c.b.nulls_first(), c.n.desc().nulls_last())
    hf.Index("ix_where", c.a, unique=True, postgresql_where=c.b > 5, postgresql_include=["n"])
    hf.Index("ix_expression", hf.func.lower(c.n), c.a, (c.a + c.b))
    hf.Index("ix_ops", c.n, postgresql_ops={"n": "text_pattern_ops"}, postgresql_with={"fillfactor": 50})
    hf.Index("ix_hash", c.n, postgresql_using="hash")
    hf.Index("ix_nulls", c.a, c.n, unique=True, postgresql_nulls_not_distinct=True)
    return metadata


def everything(engine: Engine) -> dict[Any, Any]:
    """All that is reflected, without views' definitions."""
    inspector = hf.inspect(engine)
    found = {}
    for schema in (None, "other"):
        for part in PARTS:
            for key, value in getattr(inspector, f"get_multi_{part}")(schema).items():
                found[part, key] = repr(value)
    return found


def test_what_our_ddl_creates_is_reflected_as_by_sqlalchemy(postgresql: Engine, oracle: Any) -> None:
    with postgresql.begin() as connection:
        connection.execute(CreateSchema("other"))
        of_holdfast().create_all(connection)
    inspector = hf.inspect(postgresql)
    for part in PARTS:
        for schema in (None, "other"):
            theirs = getattr(oracle, f"get_multi_{part}")(schema)
            ours = getattr(inspector, f"get_multi_{part}")(schema)
            assert [item for key in theirs for item in compared((part, key), ours[key], theirs[key])] == []
    child = {found["name"]: found for found in inspector.get_foreign_keys("child")}
    assert child["fk"]["options"] == {
        "onupdate": "CASCADE",
        "ondelete": "SET NULL (a)",
        "deferrable": True,
        "initially": "DEFERRED",
        "match": "FULL",
    }
    assert child["fk"]["comment"] == "about 'fk'"


def test_reflected_tables_create_the_same_again(postgresql: Engine) -> None:
    with postgresql.begin() as connection:
        connection.execute(CreateSchema("other"))
        metadata = of_holdfast()
        metadata.create_all(connection)
    before = everything(postgresql)
    copy = hf.MetaData()
    copy.reflect(postgresql)
    assert sorted(copy.tables) == ["child", "other.o", "parent"]
    metadata.drop_all(postgresql)
    assert everything(postgresql) == {}
    copy.create_all(postgresql)
    assert everything(postgresql) == before


def test_views_are_reflected_as_tables(postgresql: Engine) -> None:
    with postgresql.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE t (a int PRIMARY KEY); CREATE VIEW v AS SELECT a, 'x' AS b FROM t;"
            "CREATE MATERIALIZED VIEW mv AS SELECT a FROM t; CREATE INDEX ix ON mv (a)"
        )
    metadata = hf.MetaData()
    metadata.reflect(postgresql, views=True)
    assert sorted(metadata.tables) == ["mv", "t", "v"]
    assert [index.name for index in metadata.tables["mv"].indexes] == ["ix"]
    assert repr(metadata.tables["v"].c.b.type) == "TEXT()"


def test_a_table_with_some_of_its_columns(postgresql: Engine) -> None:
    with postgresql.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE t (id serial PRIMARY KEY, a int, b int, CHECK (a > b)); CREATE INDEX ix ON t (b)"
        )
    table = hf.Table("t", hf.MetaData(), autoload_with=postgresql, include_columns=["id", "a"])
    assert [column.name for column in table.c] == ["id", "a"]
    assert table.indexes == set()
    assert table.c.id.autoincrement is True
    with postgresql.begin() as connection:
        assert connection.execute(table.insert().returning(table.c.id), {"a": 5}).scalar() == 1


def test_comments_on_constraints(postgresql: Engine) -> None:
    table = hf.Table("t", hf.MetaData(), hf.Column("a", hf.Integer), hf.UniqueConstraint("a", name="u", comment="why"))
    table.create(postgresql)
    assert hf.inspect(postgresql).get_unique_constraints("t")[0]["comment"] == "why"
    reflected = hf.Table("t", hf.MetaData(), autoload_with=postgresql)
    (unique,) = [found for found in reflected.constraints if found.name == "u"]
    assert unique.comment == "why"
    unique.comment = "another"
    with postgresql.begin() as connection:
        connection.execute(SetConstraintComment(unique))
    assert hf.inspect(postgresql).get_unique_constraints("t")[0]["comment"] == "another"


@pytest.mark.parametrize("default", ["nextval('s'::regclass)", "now()", "'a:b'::text", r"'\:b'::text", "'a : b'::text"])
def test_the_text_of_a_reflected_default_is_that_of_the_server(connection: Connection, default: str) -> None:
    connection.exec_driver_sql(
        f"CREATE SEQUENCE s; CREATE TABLE t (a text DEFAULT {default}); SET search_path = public"
    )
    table = hf.Table("t", hf.MetaData(), autoload_with=connection)
    clause: Any = table.c.a.server_default
    assert str(clause.arg.compile(dialect=connection.dialect)) == hf.inspect(connection).get_columns("t")[0]["default"]
    if default.startswith("nextval"):
        assert clause.arg.text == hf.inspect(connection).get_columns("t")[0]["default"]
