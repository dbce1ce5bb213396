"""DDL as text, by the generic dialect, and executed on SQLite."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import event, exc
from holdfast.schema import (
    DDL,
    AddConstraint,
    CheckConstraint,
    Column,
    Computed,
    CreateColumn,
    CreateIndex,
    CreateSchema,
    CreateSequence,
    CreateTable,
    CreateTableAs,
    CreateView,
    DropConstraint,
    DropIndex,
    DropSchema,
    DropSequence,
    DropTable,
    DropView,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    MetaData,
    Sequence,
    SetColumnComment,
    SetTableComment,
    Table,
    UniqueConstraint,
    conv,
)
from holdfast.sql import seams
from holdfast.types import Boolean, DateTime, Enum, Integer, Numeric, String, UserDefinedType


@pytest.fixture
def metadata() -> MetaData:
    return MetaData()


@pytest.fixture
def table(metadata: MetaData) -> Table:
    return Table(
        "p",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("n", String(5), nullable=False, key="nk", unique=True, server_default="it's", comment="name's"),
        Column("Q", Numeric(10, 2), CheckConstraint('"Q" > 3', name="cq")),
        CheckConstraint("id > 0"),
        comment="people",
        prefixes=["TEMPORARY"],
    )


def test_create_table(table: Table) -> None:
    assert str(CreateTable(table)) == (
        "\nCREATE TEMPORARY TABLE p (\n"
        "\tid INTEGER NOT NULL, \n"
        "\tn VARCHAR(5) DEFAULT 'it''s' NOT NULL, \n"
        '\t"Q" NUMERIC(10, 2) CONSTRAINT cq CHECK ("Q" > 3), \n'
        "\tPRIMARY KEY (id), \n"
        "\tCHECK (id > 0), \n"
        "\tUNIQUE (n)\n"
        ")\n\n"
    )
    assert str(CreateTable(table, if_not_exists=True)).startswith("\nCREATE TEMPORARY TABLE IF NOT EXISTS p (")


def test_foreign_keys(table: Table, metadata: MetaData) -> None:
    child = Table(
        "c",
        metadata,
        Column("id", Integer, ForeignKey("p.id", name="fk", ondelete="CASCADE", onupdate="SET NULL", match="FULL")),
        Column("n", ForeignKey("p.nk", deferrable=True, initially="DEFERRED")),
        ForeignKeyConstraint(["id"], ["p.id"], name="later", use_alter=True),
        schema="s",
    )
    text = str(CreateTable(child))
    assert "CONSTRAINT fk FOREIGN KEY(id) REFERENCES p (id) MATCH FULL ON DELETE CASCADE ON UPDATE SET NULL" in text
    assert "FOREIGN KEY(n) REFERENCES p (n) DEFERRABLE INITIALLY DEFERRED" in text
    assert "later" not in text
    assert "FOREIGN KEY" not in str(CreateTable(child, include_foreign_key_constraints=[]))
    later = next(c for c in child.foreign_key_constraints if c.name == "later")
    assert str(AddConstraint(later)) == "ALTER TABLE s.c ADD CONSTRAINT later FOREIGN KEY(id) REFERENCES p (id)"


@pytest.mark.parametrize("argument", ["ondelete", "onupdate", "initially"])
def test_rules_are_phrases_and_nothing_else(argument: str, table: Table, metadata: MetaData) -> None:
    Table("c", metadata, Column("id", ForeignKey("p.id", **{argument: "CASCADE; DROP TABLE p"})))
    with pytest.raises(exc.CompileError, match="Unexpected SQL phrase"):
        str(CreateTable(metadata.tables["c"]))


def test_generated_columns(metadata: MetaData) -> None:
    table = Table(
        "t",
        metadata,
        Column("id", Integer, Identity(always=True, start=3, increment=2), primary_key=True),
        Column("twice", Integer, Computed("id * 2", persisted=True)),
        Column("at", DateTime, server_default=seams.text("CURRENT_TIMESTAMP")),
    )
    assert [str(CreateColumn(column)) for column in table.c] == [
        "id INTEGER GENERATED ALWAYS AS IDENTITY (INCREMENT BY 2 START WITH 3)",
        "twice INTEGER GENERATED ALWAYS AS (id * 2) STORED",
        "at DATETIME DEFAULT CURRENT_TIMESTAMP",
    ]


def test_names_are_quoted_where_they_must(metadata: MetaData) -> None:
    table = Table(
        'odd "name"',
        metadata,
        Column("select", Integer, primary_key=True),
        Column("plain", Integer, quote=True),
        schema="My Schema",
    )
    text = str(CreateTable(table))
    assert 'CREATE TABLE "My Schema"."odd ""name""" (' in text
    assert '"select" INTEGER' in text
    assert '"plain" INTEGER' in text


def test_indexes(table: Table) -> None:
    index = Index("ix", table.c.nk.desc(), table.c.id + 1, seams.text("zz"), unique=True)
    assert str(CreateIndex(index)) == "CREATE UNIQUE INDEX ix ON p (n DESC, id + 1, zz)"
    assert str(CreateIndex(index, if_not_exists=True)).startswith("CREATE UNIQUE INDEX IF NOT EXISTS ix")
    assert str(DropIndex(index, if_exists=True)) == "\nDROP INDEX IF EXISTS ix"
    with pytest.raises(exc.CompileError, match="Index 'alone' is not associated with any table"):
        str(CreateIndex(Index("alone", "x")))


def test_checks_have_literal_values_and_bare_names(table: Table) -> None:
    check = CheckConstraint(table.c.nk.in_(["a", "b'c"]), name="chosen")
    assert str(AddConstraint(check)) == "ALTER TABLE p ADD CONSTRAINT chosen CHECK (n IN ('a', 'b''c'))"


def test_checks_of_types_depend_on_the_dialect(metadata: MetaData) -> None:
    from holdfast.dialects.sqlite.dialect import SQLiteDialect

    table = Table(
        "t",
        metadata,
        Column("flag", Boolean(create_constraint=True)),
        Column("kind", Enum("a", "b", create_constraint=True, name="kinds")),
    )
    assert "CHECK (flag IN" not in str(CreateTable(table))
    text = str(CreateTable(table).compile(dialect=SQLiteDialect()))
    assert "CHECK (flag IN (0, 1))" in text
    assert "CONSTRAINT kinds CHECK (kind IN ('a', 'b'))" in text


def test_other_statements(table: Table) -> None:
    unique = UniqueConstraint(table.c.id, name="u")
    assert str(DropTable(table, if_exists=True)) == "\nDROP TABLE IF EXISTS p"
    assert str(DropConstraint(unique, cascade=True, if_exists=True)) == (
        "ALTER TABLE p DROP CONSTRAINT IF EXISTS u CASCADE"
    )
    assert str(CreateSchema("x", if_not_exists=True)) == "CREATE SCHEMA IF NOT EXISTS x"
    assert str(DropSchema("X", cascade=True)) == 'DROP SCHEMA "X" CASCADE'
    assert str(SetTableComment(table)) == "COMMENT ON TABLE p IS 'people'"
    assert str(SetColumnComment(table.c.nk)) == "COMMENT ON COLUMN p.n IS 'name''s'"
    table.comment = table.c.nk.comment = None
    assert str(SetTableComment(table)) == "COMMENT ON TABLE p IS NULL"
    assert str(SetColumnComment(table.c.nk)) == "COMMENT ON COLUMN p.n IS NULL"
    sequence = Sequence("s", start=1, increment=2, nominvalue=True, maxvalue=9, cache=3, cycle=False, schema="q")
    assert str(CreateSequence(sequence)) == (
        "CREATE SEQUENCE q.s INCREMENT BY 2 START WITH 1 MAXVALUE 9 NO MINVALUE CACHE 3 NO CYCLE"
    )
    assert str(DropSequence(sequence)) == "DROP SEQUENCE q.s"


def test_a_constraint_without_a_name_cannot_be_dropped(table: Table) -> None:
    with pytest.raises(exc.CompileError, match="Can't emit DROP CONSTRAINT for constraint UniqueConstraint"):
        str(DropConstraint(UniqueConstraint(table.c.id)))


def test_a_constraint_added_by_itself_leaves_the_table(table: Table) -> None:
    check = CheckConstraint("id < 9", name="small", table=table)
    AddConstraint(check)
    assert "small" not in str(CreateTable(table))


def test_ddl_text(table: Table) -> None:
    ddl = DDL("ALTER %(table)s IN %(fullname)s SET %(word)s = '100%%'", context={"word": "fill"})
    assert str(ddl.against(table)) == "ALTER p IN p SET fill = '100%'"
    with pytest.raises(exc.ArgumentError, match="Expected a string or unicode SQL statement"):
        DDL(5)  # type: ignore[arg-type]


def test_conditional_parts(metadata: MetaData) -> None:
    table = Table(
        "t",
        metadata,
        Column("a", Integer),
        CheckConstraint("a > 1", name="everywhere"),
        CheckConstraint("a > 2", name="elsewhere").ddl_if(dialect="elsewhere"),
        CheckConstraint("a > 3", name="asked").ddl_if(
            callable_=lambda ddl, target, bind, **kw: kw["state"] == "yes", state="yes"
        ),
    )
    text = str(CreateTable(table))
    assert "everywhere" in text
    assert "asked" in text
    assert "elsewhere" not in text


def test_types_of_users_name_themselves(metadata: MetaData) -> None:
    class Money(UserDefinedType[Any]):
        cache_ok = True

        def __init__(self, digits: int) -> None:
            self.digits = digits

        def get_col_spec(self, **kw: Any) -> str:
            return f"MONEY({self.digits}) /* {kw['type_expression'].name} */"

    table = Table("t", metadata, Column("price", Money(2)))
    assert str(CreateColumn(table.c.price)) == "price MONEY(2) /* price */"


def test_a_column_without_a_type(metadata: MetaData) -> None:
    from holdfast.engine.default import DefaultDialect
    from holdfast.sql.compiler.ddl import DDLCompiler
    from holdfast.sql.compiler.typenames import TypeCompiler

    dialect = DefaultDialect()
    dialect.ddl_compiler, dialect.type_compiler_cls = DDLCompiler, TypeCompiler  # type: ignore[misc]
    with pytest.raises(exc.CompileError, match=r"\(in table 't', column 'a'\): Can't generate DDL for NullType\(\)"):
        CreateTable(Table("t", metadata, Column("a"))).compile(dialect=dialect)


def test_long_names(metadata: MetaData) -> None:
    from holdfast.dialects.sqlite.dialect import SQLiteDialect

    dialect = SQLiteDialect()
    dialect.max_identifier_length = 20
    table = Table("t", metadata, Column("a", Integer))
    made = str(CreateIndex(Index(conv("ix_" + "a" * 30), table.c.a)).compile(dialect=dialect))
    assert made.startswith("CREATE INDEX ix_aaaaaaaaa_")
    with pytest.raises(exc.IdentifierError, match="exceeds maximum length of 20 characters"):
        CreateIndex(Index("ix_" + "a" * 30, table.c.a)).compile(dialect=dialect)


def test_views_and_tables_of_a_select(table: Table, metadata: MetaData) -> None:
    select = table.select().where(table.c.id > 5)
    view = CreateView(select, "v", metadata=metadata, or_replace=True)
    assert str(view) == 'CREATE OR REPLACE VIEW v AS SELECT p.id, p.n, p."Q" \nFROM p \nWHERE p.id > 5'
    assert view.table is metadata.tables["v"]
    assert view.table.c.keys() == ["id", "n", "Q"]
    assert str(DropView(view.table, materialized=True)) == "\nDROP MATERIALIZED VIEW v"
    assert metadata.get_schema_objects(CreateView) == [view]
    assert metadata.get_schema_object_by_name(CreateView, "v") is view
    made = CreateTableAs(table.select(), "copied", temporary=True, if_not_exists=True)
    assert str(made).startswith("CREATE TEMPORARY TABLE IF NOT EXISTS copied AS SELECT")


def test_schema_translation(table: Table) -> None:
    ddl = CreateTable(table).compile(schema_translate_map={None: "app"})
    assert "CREATE TEMPORARY TABLE app.p (" in str(ddl)


def test_create_all_runs_in_order_and_tells(engine: Any, metadata: MetaData, statements: list[str]) -> None:
    Table(
        "child", metadata, Column("id", ForeignKey("a_parent.id"), primary_key=True), Column("x", Integer, index=True)
    )
    parent = Table("a_parent", metadata, Column("id", Integer, primary_key=True))
    told: list[str] = []
    event.listen(parent, "before_create", lambda target, connection, **kw: told.append(target.name))
    event.listen(metadata, "after_create", lambda target, connection, **kw: told.append("metadata"))
    event.listen(parent, "after_create", DDL("CREATE INDEX extra ON %(table)s (id)").execute_if(dialect="sqlite"))
    event.listen(parent, "after_create", DDL("NONSENSE").execute_if(dialect="elsewhere"))
    metadata.create_all(engine)
    creations = [statement.split("(")[0].strip() for statement in statements if "CREATE" in statement]
    assert creations == [
        "CREATE TABLE a_parent",
        "CREATE INDEX extra ON a_parent",
        "CREATE TABLE child",
        "CREATE INDEX ix_child_x ON child",
    ]
    assert told == ["a_parent", "metadata"]
    statements.clear()
    metadata.create_all(engine)
    assert not [statement for statement in statements if "CREATE" in statement]
    metadata.drop_all(engine)
    assert [s.strip() for s in statements if "DROP" in s] == ["DROP TABLE child", "DROP TABLE a_parent"]


def test_views_are_created_behind_their_tables(engine: Any, metadata: MetaData) -> None:
    base = Table("base", metadata, Column("id", Integer, primary_key=True))
    view = CreateView(base.select(), "a_view", metadata=metadata)
    metadata.create_all(engine)
    with engine.connect() as connection:
        assert connection.execute(view.table.select()).all() == []
    metadata.drop_all(engine)


def test_conditional_ddl_is_a_statement(table: Table) -> None:
    conditional = DDL("ANALYZE %(table)s").execute_if(dialect="sqlite")
    assert isinstance(conditional, DDL)
    assert str(conditional.against(table)) == "ANALYZE p"
