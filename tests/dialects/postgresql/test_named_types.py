"""ENUM and DOMAIN: what CREATE and DROP them, and when."""

from __future__ import annotations

import enum
from typing import Any

import pytest

import holdfast as hf
from holdfast import exc
from holdfast.dialects import postgresql as pg
from holdfast.engine import Engine, create_mock_engine
from holdfast.schema import CreateTable
from tests.conftest import Statements

DIALECT = pg.dialect()


def ddl(element: Any) -> str:
    return str(element.compile(dialect=DIALECT)).strip()


def emitted(run: Any) -> list[str]:
    """The statements of a function that is given a mock engine."""
    statements: list[str] = []
    run(create_mock_engine("postgresql://", lambda element: statements.append(" ".join(ddl(element).split()))))
    return statements


@pytest.fixture
def library() -> hf.MetaData:
    """Two tables that share an enumeration, one of MetaData, an array of one, and a domain."""
    metadata = hf.MetaData()
    shared = hf.Enum("a", "b", name="shared")
    hf.Table("t1", metadata, hf.Column("e", shared))
    hf.Table(
        "t2",
        metadata,
        hf.Column("e", shared),
        hf.Column("f", hf.Enum("x", name="of_metadata", metadata=metadata)),
        hf.Column("g", pg.ARRAY(hf.Enum("q", name="in_array"))),
        hf.Column("d", pg.DOMAIN("number", hf.Integer)),
    )
    return metadata


@pytest.mark.parametrize(
    ("element", "text"),
    [
        (
            pg.CreateEnumType(pg.ENUM("a", "b'c", name="My E", schema="s")),
            "CREATE TYPE s.\"My E\" AS ENUM ('a', 'b''c')",
        ),
        (pg.DropEnumType(pg.ENUM("a", name="e")), "DROP TYPE e"),
        (pg.CreateDomainType(pg.DOMAIN("d", hf.Integer)), "CREATE DOMAIN d AS INTEGER"),
        (
            pg.CreateDomainType(
                pg.DOMAIN(
                    "d",
                    hf.String(5),
                    collation="C",
                    default="x'",
                    constraint_name="ck",
                    not_null=True,
                    check="VALUE > ''",
                    schema="s",
                )
            ),
            "CREATE DOMAIN s.d AS VARCHAR(5) COLLATE \"C\" DEFAULT 'x''' NOT NULL CONSTRAINT ck CHECK (VALUE > '')",
        ),
        (
            pg.CreateDomainType(
                pg.DOMAIN("d", hf.Integer, default=hf.text("5"), check=hf.func.abs(hf.text("VALUE")) > 1)
            ),
            "CREATE DOMAIN d AS INTEGER DEFAULT 5 CHECK (abs(VALUE) > 1)",
        ),
        (
            pg.CreateDomainType(pg.DOMAIN("d", hf.String(5), collation="c", collation_schema="q")),
            "CREATE DOMAIN d AS VARCHAR(5) COLLATE q.c",
        ),
        (pg.DropDomainType(pg.DOMAIN("d", hf.Integer)), "DROP DOMAIN d"),
    ],
)
def test_text(element: Any, text: str) -> None:
    assert ddl(element) == text


def test_create_all_creates_each_type_once_before_the_tables(library: hf.MetaData) -> None:
    assert emitted(lambda engine: library.create_all(engine, checkfirst=False)) == [
        "CREATE TYPE of_metadata AS ENUM ('x')",
        "CREATE TYPE shared AS ENUM ('a', 'b')",
        "CREATE TYPE in_array AS ENUM ('q')",
        "CREATE DOMAIN number AS INTEGER",
        "CREATE TABLE t1 ( e shared )",
        "CREATE TABLE t2 ( e shared, f of_metadata, g in_array[], d number )",
    ]


def test_drop_all_drops_the_types_after_the_tables(library: hf.MetaData) -> None:
    assert emitted(lambda engine: library.drop_all(engine, checkfirst=False)) == [
        "DROP TABLE t2",
        "DROP TABLE t1",
        "DROP DOMAIN number",
        "DROP TYPE in_array",
        "DROP TYPE shared",
        "DROP TYPE of_metadata",
    ]


def test_drop_all_of_one_table_leaves_what_others_use(library: hf.MetaData) -> None:
    t2 = library.tables["t2"]
    assert emitted(lambda engine: library.drop_all(engine, tables=[t2], checkfirst=False)) == [
        "DROP TABLE t2",
        "DROP DOMAIN number",
        "DROP TYPE in_array",
        "DROP TYPE of_metadata",
    ]


def test_a_table_creates_its_types_and_leaves_them(library: hf.MetaData) -> None:
    t1 = library.tables["t1"]
    assert emitted(lambda engine: t1.create(engine)) == [
        "CREATE TYPE shared AS ENUM ('a', 'b')",
        "CREATE TABLE t1 ( e shared )",
    ]
    assert emitted(lambda engine: t1.drop(engine, checkfirst=False)) == ["DROP TABLE t1"]


def test_types_that_are_there_already_are_left_alone() -> None:
    there = pg.ENUM("a", name="there", create_type=False)
    metadata = hf.MetaData()
    hf.Table("t", metadata, hf.Column("e", there))
    assert emitted(lambda engine: metadata.create_all(engine)) == ["CREATE TABLE t ( e there )"]
    assert emitted(lambda engine: metadata.drop_all(engine, checkfirst=False)) == ["DROP TABLE t"]
    assert emitted(lambda engine: there.create(engine)) == ["CREATE TYPE there AS ENUM ('a')"]
    assert emitted(lambda engine: there.drop(engine, checkfirst=False)) == ["DROP TYPE there"]


def test_checkfirst_asks_the_server(postgresql: Engine, library: hf.MetaData) -> None:
    inspector: Any = hf.inspect(postgresql)
    library.create_all(postgresql)
    library.tables["t1"].drop(postgresql)
    assert inspector.has_type("shared")
    statements = Statements.of(postgresql)
    library.create_all(postgresql)
    assert [" ".join(statement.split()) for statement in statements.of_kind("CREATE")] == [
        "CREATE TABLE t1 ( e shared )"
    ]
    library.drop_all(postgresql)
    assert not inspector.has_type("shared")
    assert not inspector.has_type("number")
    library.drop_all(postgresql)


def test_create_and_drop_by_hand(postgresql: Engine) -> None:
    inspector: Any = hf.inspect(postgresql)
    for type_ in (pg.ENUM("a", name="by hand"), pg.DOMAIN("d", hf.Integer), hf.Enum("b", name="generic")):
        type_.create(postgresql)
        type_.create(postgresql, checkfirst=True)
        assert inspector.has_type(type_.name)
        with pytest.raises(exc.ProgrammingError, match="already exists"):
            type_.create(postgresql, checkfirst=False)
        type_.drop(postgresql)
        type_.drop(postgresql, checkfirst=True)
        assert not inspector.has_type(type_.name)


def test_types_are_created_in_their_schema(postgresql: Engine) -> None:
    metadata = hf.MetaData(schema="one")
    type_ = hf.Enum("a", name="e", metadata=metadata)
    own = hf.Enum("b", name="own", inherit_schema=True)
    hf.Table("t", metadata, hf.Column("e", type_), hf.Column("o", own))
    inspector: Any = hf.inspect(postgresql)
    with postgresql.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA one; CREATE SCHEMA two")
    metadata.create_all(postgresql)
    assert inspector.has_type("e", schema="one")
    assert inspector.has_type("own", schema="one")
    assert not inspector.has_type("e")
    assert inspector.has_type("e", schema="*")


def test_schema_translation_reaches_the_types(postgresql: Engine) -> None:
    metadata = hf.MetaData()
    table = hf.Table(
        "t",
        metadata,
        hf.Column("id", hf.Integer, primary_key=True),
        hf.Column("e", hf.Enum("a", name="e", schema="per_user")),
        hf.Column("d", pg.ARRAY(hf.Enum("b", name="f", schema="per_user"))),
        schema="per_user",
    )
    with postgresql.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA real")
        connection = connection.execution_options(schema_translate_map={"per_user": "real"})
        metadata.create_all(connection)
        connection.execute(table.insert(), {"e": "a", "d": ["b"]})
        assert connection.execute(hf.select(table.c.e, table.c.d, hf.cast("a", table.c.e.type))).one() == (
            "a",
            ["b"],
            "a",
        )
        metadata.create_all(connection)
    inspector: Any = hf.inspect(postgresql)
    assert {found["name"] for found in inspector.get_enums("real")} == {"e", "f"}


def test_a_domain_over_an_enumeration(postgresql: Engine) -> None:
    metadata = hf.MetaData()
    domain = pg.DOMAIN("happy", pg.ENUM("sad", "glad", name="mood"), check="VALUE = 'glad'")
    table = hf.Table("t", metadata, hf.Column("m", pg.ARRAY(domain)))
    metadata.create_all(postgresql)
    with postgresql.begin() as connection:
        connection.execute(table.insert(), {"m": ["glad"]})
        assert connection.scalar(hf.select(table.c.m)) == ["glad"]
    metadata.drop_all(postgresql)
    assert hf.inspect(postgresql).get_table_names() == []


@pytest.mark.parametrize("name", ["time", "real", "interval", "order", 'Odd "Name"', "json"])
def test_names_that_mean_another_type_are_quoted(postgresql: Engine, name: str) -> None:
    metadata = hf.MetaData(schema=name)
    table = hf.Table("t", metadata, hf.Column("e", hf.Enum("a", name=name, inherit_schema=True)))
    with postgresql.begin() as connection:
        connection.execute(hf.schema.CreateSchema(name))
        metadata.create_all(connection)
        connection.execute(table.insert(), {"e": "a"})
        assert connection.scalar(hf.select(hf.cast(table.c.e, table.c.e.type))) == "a"
        metadata.drop_all(connection)


def test_an_enum_needs_a_name() -> None:
    table = hf.Table("t", hf.MetaData(), hf.Column("e", hf.Enum("a", "b")))
    with pytest.raises(exc.CompileError, match="PostgreSQL ENUM type requires a name"):
        ddl(CreateTable(table))


def test_an_enum_stored_as_text_is_no_type() -> None:
    table = hf.Table("t", hf.MetaData(), hf.Column("e", hf.Enum("a", "bcd", name="e", native_enum=False)))
    assert "e VARCHAR(3)" in ddl(CreateTable(table))


def test_names_of_an_enum_class() -> None:
    class Shade(enum.Enum):
        LIGHT = "l"
        DARK = "d"

    assert ddl(pg.CreateEnumType(pg.ENUM(Shade))) == "CREATE TYPE shade AS ENUM ('LIGHT', 'DARK')"
    by_value = pg.ENUM(Shade, values_callable=lambda cls: [item.value for item in cls])
    assert ddl(pg.CreateEnumType(by_value)) == "CREATE TYPE shade AS ENUM ('l', 'd')"


def test_the_members_are_checked(postgresql: Engine) -> None:
    type_ = pg.ENUM("a", "b", name="e")
    type_.create(postgresql)
    with postgresql.connect() as connection:
        with pytest.raises(exc.DBAPIError, match="invalid input value for enum"):
            connection.scalar(hf.select(hf.cast("c", type_)))
        connection.rollback()
        strict = pg.ENUM("a", name="e", validate_strings=True)
        with pytest.raises(exc.StatementError, match="'c' is not among the defined enum values"):
            connection.scalar(hf.select(hf.literal("c", strict)))


def test_on_another_database_it_is_text(sqlite: Engine) -> None:
    """A column may have PostgreSQL's own type, or have it as a variant: elsewhere nothing is created for it."""
    metadata = hf.MetaData()
    own = pg.ENUM("a", name="own", metadata=metadata)
    variant = hf.String(5).with_variant(pg.ENUM("a", name="variant"), "postgresql")
    table = hf.Table("t", metadata, hf.Column("o", own), hf.Column("v", variant))
    metadata.create_all(sqlite)
    with sqlite.begin() as connection:
        connection.execute(table.insert(), {"o": "a", "v": "a"})
        assert connection.execute(hf.select(table)).all() == [("a", "a")]
    metadata.drop_all(sqlite)
    assert emitted(lambda engine: metadata.create_all(engine, checkfirst=False)) == [
        "CREATE TYPE own AS ENUM ('a')",
        "CREATE TYPE variant AS ENUM ('a')",
        "CREATE TABLE t ( o own, v variant )",
    ]


def test_a_domain_checks_and_fills(postgresql: Engine) -> None:
    domain = pg.DOMAIN("small", hf.Integer, check="VALUE < 10", default="7", not_null=True)
    table = hf.Table("t", hf.MetaData(), hf.Column("id", hf.Integer, primary_key=True), hf.Column("v", domain))
    table.create(postgresql)
    with postgresql.begin() as connection:
        connection.execute(table.insert(), {"id": 1})
        assert connection.scalar(hf.select(table.c.v)) == 7
        assert connection.scalar(hf.select(table.c.v + 1).where(table.c.v < 8)) == 8
    with postgresql.connect() as connection, pytest.raises(exc.IntegrityError, match="small"):
        connection.execute(table.insert(), {"id": 2, "v": 11})
    domain.create(postgresql)


@pytest.mark.parametrize(
    "make", [lambda **kw: hf.Enum("a", name="e", **kw), lambda **kw: pg.DOMAIN("e", hf.Integer, **kw)]
)
@pytest.mark.parametrize(("of_metadata", "of_table"), [(None, None), ("m", None), (None, "t"), ("m", "t")])
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, lambda of_metadata, of_table: of_metadata),
        ({"inherit_schema": True}, lambda of_metadata, of_table: of_table or of_metadata),
        ({"schema": "own"}, lambda of_metadata, of_table: "own"),
        ({"schema": None}, lambda of_metadata, of_table: None),
    ],
)
def test_the_schema_of_a_type(make: Any, of_metadata: Any, of_table: Any, arguments: Any, expected: Any) -> None:
    """Without a schema of its own a type is in that of the MetaData, with `inherit_schema` in that of the table."""
    table = hf.Table("t", hf.MetaData(schema=of_metadata), hf.Column("a", make(**arguments)), schema=of_table)
    assert table.c.a.type.schema == expected(of_metadata, of_table)


def test_the_schema_of_a_type_in_a_copied_table() -> None:
    table = hf.Table(
        "t",
        hf.MetaData(schema="m"),
        hf.Column("a", hf.Enum("a", name="e")),
        hf.Column("b", hf.Enum("a", name="f", schema="own")),
        hf.Column("c", hf.Enum("a", name="g", inherit_schema=True)),
    )

    def schemas(copy: Any) -> list[Any]:
        return [column.type.schema for column in copy.c]

    assert schemas(table) == ["m", "own", "m"]
    assert schemas(table.to_metadata(hf.MetaData(schema="n"))) == ["m", "own", "m"]
    assert schemas(table.to_metadata(hf.MetaData(schema="n"), schema="tenant")) == ["tenant", "own", "tenant"]
    assert schemas(table.to_metadata(hf.MetaData(schema="n"), schema=None)) == ["n", "own", "n"]
    assert schemas(table) == ["m", "own", "m"]


def test_a_domain_of_metadata_comes_after_its_enumeration() -> None:
    metadata = hf.MetaData()
    pg.DOMAIN("domain", pg.ARRAY(pg.ENUM("a", name="enum")), metadata=metadata)
    assert emitted(lambda engine: metadata.create_all(engine, checkfirst=False)) == [
        "CREATE TYPE enum AS ENUM ('a')",
        "CREATE DOMAIN domain AS enum[]",
    ]
    assert emitted(lambda engine: metadata.drop_all(engine, checkfirst=False)) == [
        "DROP DOMAIN domain",
        "DROP TYPE enum",
    ]


def test_a_table_is_created_whose_types_are_there(postgresql: Engine) -> None:
    """`Table.create()` asks for the types first, but not for the table: `Table.drop()` leaves the types."""
    table = hf.Table("t", hf.MetaData(), hf.Column("a", hf.Enum("a", name="e")))
    table.create(postgresql)
    table.drop(postgresql)
    table.create(postgresql)
    with pytest.raises(exc.ProgrammingError, match="already exists"):
        table.create(postgresql)
    table.create(postgresql, checkfirst=True)
