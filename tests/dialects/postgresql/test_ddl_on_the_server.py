"""DDL of all kinds, executed; what came of it is asked from the catalogs."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    Sequence,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    exc,
    func,
    literal,
    select,
    text,
)
from holdfast.schema import (
    AddConstraint,
    CreateIndex,
    CreateSchema,
    CreateTableAs,
    CreateView,
    DropConstraint,
    DropSchema,
    DropView,
)


@pytest.fixture
def connection(postgresql: Any) -> Any:
    with postgresql.connect() as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def metadata() -> MetaData:
    return MetaData()


def asked(connection: Any, sql: str) -> Any:
    """The only value of a query."""
    return connection.exec_driver_sql(sql).scalar()


def definition(connection: Any, name: str) -> str:
    """How the server describes a constraint."""
    found: str = asked(connection, f"select pg_get_constraintdef(oid) from pg_constraint where conname = '{name}'")
    return found


def columns(connection: Any, table: str) -> dict[str, tuple[str, str | None, bool]]:
    """Name -> type, default, whether it may be NULL."""
    sql = f"""select attname, format_type(atttypid, atttypmod), pg_get_expr(adbin, adrelid), not attnotnull
        from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
        where attrelid = '{table}'::regclass and attnum > 0 order by attnum"""
    return {name: (type_, default, null) for name, type_, default, null in connection.exec_driver_sql(sql)}


@pytest.mark.parametrize(
    ("type_", "expected"), [(Integer(), "integer"), (BigInteger(), "bigint"), (SmallInteger(), "smallint")]
)
def test_serial(connection: Any, metadata: MetaData, type_: Any, expected: str) -> None:
    Table("t", metadata, Column("id", type_, primary_key=True)).create(connection)
    assert columns(connection, "t") == {"id": (expected, "nextval('t_id_seq'::regclass)", False)}


def test_identity(connection: Any, metadata: MetaData) -> None:
    identity = Identity(always=True, start=5, increment=3, minvalue=2, maxvalue=99, cycle=True, cache=2)
    table = Table("t", metadata, Column("id", Integer, identity, primary_key=True), Column("n", Integer))
    table.create(connection)
    assert [connection.execute(table.insert()).inserted_primary_key[0] for _ in range(2)] == [5, 8]
    with pytest.raises(exc.ProgrammingError, match="cannot insert a non-DEFAULT value"):
        connection.execute(table.insert().values(id=1))


def test_sequences(connection: Any) -> None:
    Sequence("s", start=9, increment=-2, minvalue=1, maxvalue=9, cycle=True, cache=3, data_type=SmallInteger).create(
        connection
    )
    sql = "select seqtypid::regtype::text, seqstart, seqincrement, seqmax, seqmin, seqcache, seqcycle from pg_sequence"
    assert connection.exec_driver_sql(sql).one() == ("smallint", 9, -2, 9, 1, 3, True)
    with pytest.raises(exc.IdentifierError):
        Sequence("x" * 64).create(connection)


def test_computed_columns(connection: Any, metadata: MetaData) -> None:
    table = Table("t", metadata, Column("a", Integer), Column("b", Integer, Computed("a * 100 % 7", persisted=True)))
    table.create(connection)
    connection.execute(table.insert().values(a=3))
    assert connection.execute(select(table)).all() == [(3, 300 % 7)]


def test_a_computed_column_is_stored_where_the_server_has_no_virtual_ones(connection: Any, metadata: MetaData) -> None:
    Table("t", metadata, Column("a", Integer), Column("b", Integer, Computed("a + 1"))).create(connection)
    (kind,) = connection.exec_driver_sql("select attgenerated from pg_attribute where attname = 'b'").scalars()
    virtual = Table("v", metadata, Column("a", Integer), Column("b", Integer, Computed("a + 1", persisted=False)))
    if connection.dialect.features.virtual_columns:
        virtual.create(connection)
        assert kind == "v"
        return
    assert kind == "s"
    with pytest.raises(exc.CompileError, match="before version 18"):
        virtual.create(connection)


def test_server_defaults(connection: Any, metadata: MetaData) -> None:
    table = Table(
        "t",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("text", String, server_default="it's 100%"),
        Column("slash", String, server_default="a\\b"),
        Column("now", DateTime(timezone=True), server_default=func.now()),
        Column("flag", Boolean, server_default=literal(True)),
        Column("day", Date, server_default=text("'2020-02-29'")),
        Column("key", Uuid, server_default="00000000-0000-0000-0000-000000000001"),
        Column("price", Numeric(5, 2), server_default=text("1.50")),
        Column("data", LargeBinary, server_default=literal(b"\x00'%\\")),
    )
    table.create(connection)
    connection.execute(table.insert())
    row = connection.execute(select(table)).mappings().one()
    assert (row["text"], row["slash"], row["flag"], str(row["day"])) == ("it's 100%", "a\\b", True, "2020-02-29")
    assert (row["key"].int, str(row["price"]), row["data"]) == (1, "1.50", b"\x00'%\\")


def test_constraints(connection: Any, metadata: MetaData) -> None:
    Table("target", metadata, Column("a", Integer), Column("b", Integer), UniqueConstraint("a", "b"))
    table = Table(
        "t",
        metadata,
        Column("id", Integer),
        Column("a", Integer),
        Column("b", Integer),
        PrimaryKeyConstraint("id", name="key", postgresql_include=["a"]),
        UniqueConstraint("a", name="later", deferrable=True, initially="DEFERRED"),
        UniqueConstraint("b", name="covering", postgresql_include=["a"]),
        CheckConstraint("a % 2 = 0", name="even"),
        ForeignKeyConstraint(
            ["a", "b"],
            ["target.a", "target.b"],
            name="fk",
            onupdate="CASCADE",
            ondelete="SET NULL",
            match="FULL",
            deferrable=True,
        ),
    )
    metadata.create_all(connection)
    assert definition(connection, "key") == "PRIMARY KEY (id) INCLUDE (a)"
    assert definition(connection, "later") == "UNIQUE (a) DEFERRABLE INITIALLY DEFERRED"
    assert definition(connection, "covering") == "UNIQUE (b) INCLUDE (a)"
    assert definition(connection, "even") == "CHECK (((a % 2) = 0))"
    assert definition(connection, "fk") == (
        "FOREIGN KEY (a, b) REFERENCES target(a, b) MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL DEFERRABLE"
    )
    for constraint in (
        CheckConstraint(table.c.a > 1, name="more", postgresql_not_valid=True, comment="it's"),
        ForeignKeyConstraint([table.c.b], [table.c.id], name="self", postgresql_not_valid=True),
    ):
        constraint._set_parent(table)
        connection.execute(AddConstraint(constraint))
        assert definition(connection, constraint.name).endswith("NOT VALID")
        connection.execute(DropConstraint(constraint, cascade=True, if_exists=True))


def test_nulls_not_distinct(connection: Any, metadata: MetaData) -> None:
    table = Table("t", metadata, Column("a", Integer), UniqueConstraint("a", postgresql_nulls_not_distinct=True))
    if connection.dialect.server_version_info < (15,):
        with pytest.raises(exc.ProgrammingError):
            table.create(connection)
        return
    table.create(connection)
    with pytest.raises(exc.IntegrityError):
        connection.execute(table.insert(), [{"a": None}, {"a": None}])


def test_indexes(connection: Any, metadata: MetaData) -> None:
    table = Table("t", metadata, Column("a", Integer), Column("b", String), Column("c", Integer))
    Index(
        "all_options",
        table.c.a.desc().nulls_last(),
        func.lower(table.c.b).label("lower_b"),
        (table.c.c + 1).desc(),
        unique=True,
        postgresql_using="btree",
        postgresql_include=["c"],
        postgresql_with={"fillfactor": 70, "deduplicate_items": False},
        postgresql_where=table.c.b != "100%",
        postgresql_ops={"lower_b": "text_pattern_ops", "a": "int4_ops"},
    )
    Index("json_like", table.c.b.op("||")("x"), postgresql_using="hash")
    table.create(connection)
    assert asked(connection, "select pg_get_indexdef('all_options'::regclass)") == (
        "CREATE UNIQUE INDEX all_options ON public.t USING btree (a DESC NULLS LAST, lower((b)::text) "
        "text_pattern_ops, ((c + 1)) DESC) INCLUDE (c) WITH (fillfactor='70', deduplicate_items='false') "
        "WHERE ((b)::text <> '100%'::text)"
    )


def test_concurrent_indexes(postgresql: Any, metadata: MetaData) -> None:
    table = Table("t", metadata, Column("a", Integer))
    with postgresql.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        table.create(connection)
        index = Index("i", table.c.a, postgresql_concurrently=True)
        connection.execute(CreateIndex(index, if_not_exists=True))
        index.drop(connection)
        assert asked(connection, "select count(*) from pg_indexes where indexname = 'i'") == 0


def test_table_options(connection: Any, metadata: MetaData) -> None:
    Table("base", metadata, Column("a", Integer), postgresql_with={"fillfactor": 50}, postgresql_using="heap")
    Table("child", metadata, Column("b", Integer), postgresql_inherits="base").add_is_dependent_on(
        metadata.tables["base"]
    )
    Table("parts", metadata, Column("a", Integer), postgresql_partition_by="RANGE (a)")
    Table("short", metadata, Column("a", Integer), prefixes=["TEMPORARY"], postgresql_on_commit="DELETE ROWS")
    metadata.create_all(connection)
    assert asked(connection, "select reloptions from pg_class where relname = 'base'") == ["fillfactor=50"]
    assert list(columns(connection, "child")) == ["a", "b"]
    assert asked(connection, "select relkind from pg_class where relname = 'parts'") == "p"
    assert asked(connection, "select relpersistence from pg_class where relname = 'short'") == "t"


@pytest.mark.parametrize(
    "options",
    [
        {"postgresql_with": {"fillfactor = 5); --": 1}},
        {"postgresql_using": "heap; --"},
        {"postgresql_on_commit": "DROP; --"},
    ],
)
def test_words_that_cannot_be_quoted_are_checked(connection: Any, metadata: MetaData, options: dict[str, Any]) -> None:
    table = Table("t", metadata, Column("a", Integer), **options)
    with pytest.raises(exc.CompileError, match="Unexpected SQL phrase"):
        table.create(connection)


def test_comments(connection: Any, metadata: MetaData) -> None:
    check = CheckConstraint("a > 0", name="positive", comment="for a reason")
    Table("t", metadata, Column("a", Integer, comment="100% 'sure'"), check, comment="back\\slash")
    metadata.create_all(connection)
    assert asked(connection, "select obj_description('t'::regclass)") == "back\\slash"
    assert asked(connection, "select col_description('t'::regclass, 1)") == "100% 'sure'"
    sql = "select obj_description(oid, 'pg_constraint') from pg_constraint where conname = 'positive'"
    assert asked(connection, sql) == "for a reason"


def test_schemas(connection: Any, metadata: MetaData) -> None:
    connection.execute(CreateSchema("else where", if_not_exists=True))
    table = Table(
        "t", metadata, Column("id", Integer, primary_key=True), Column("e", Enum("x", name="kind")), schema="s"
    )
    Index("i", table.c.e)
    moved = connection.execution_options(schema_translate_map={"s": "else where"})
    metadata.create_all(moved)
    assert moved.execute(table.insert().values(e="x")).inserted_primary_key == (1,)
    assert moved.execute(select(table)).all() == [(1, "x")]
    assert asked(connection, "select count(*) from pg_indexes where schemaname = 'else where'") == 2
    metadata.drop_all(moved)
    connection.execute(DropSchema("else where", cascade=True, if_exists=True))


def test_tables_that_refer_to_each_other(connection: Any, metadata: MetaData) -> None:
    Table("a", metadata, Column("id", Integer, primary_key=True), Column("b_id", ForeignKey("b.id", name="to_b")))
    Table("b", metadata, Column("id", Integer, primary_key=True), Column("a_id", ForeignKey("a.id", name="to_a")))
    metadata.create_all(connection)
    assert definition(connection, "to_b") == "FOREIGN KEY (b_id) REFERENCES b(id)"
    metadata.drop_all(connection)
    assert asked(connection, "select count(*) from pg_tables where schemaname = 'public'") == 0


def test_views_and_copies(connection: Any, metadata: MetaData) -> None:
    table = Table("t", metadata, Column("a", Integer), Column("b", String))
    table.create(connection)
    connection.execute(table.insert(), [{"a": 1, "b": "100%"}, {"a": 2, "b": "x"}])
    chosen = select(table.c.a).where(table.c.b == "100%")
    view = CreateView(chosen, "v", or_replace=True, postgresql_with={"security_barrier": True})
    stored = CreateView(chosen, "m", materialized=True)
    copy = CreateTableAs(chosen, "c", temporary=True)
    for statement in (view, stored, copy):
        connection.execute(statement)
        assert connection.scalars(select(statement.table.c.a)).all() == [1]
    connection.execute(DropView(view.table, if_exists=True))
    connection.execute(DropView(stored.table, materialized=True))
    assert asked(connection, "select count(*) from pg_views where viewname = 'v'") == 0


def test_names_are_counted_in_bytes(connection: Any, metadata: MetaData) -> None:
    Table("é" * 31, metadata, Column("a", Integer)).create(connection)
    table = Table("t", metadata, Column("a", Integer))
    for create in (
        lambda: Table("é" * 32, metadata, Column("a", Integer)).create(connection),
        lambda: Index("é" * 32, table.c.a).create(connection),
        lambda: connection.execute(CreateSchema("é" * 32)),
    ):
        with pytest.raises(exc.IdentifierError, match="exceeds maximum length of 63"):
            create()
