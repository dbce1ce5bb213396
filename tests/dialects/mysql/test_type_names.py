"""The names of types in DDL, beside SQLAlchemy's; and their text elsewhere."""

from __future__ import annotations

import enum
from typing import Any

import pytest
import sqlalchemy.types
from sqlalchemy.dialects import mysql as their_mysql
from sqlalchemy.dialects.mysql import pymysql as their_pymysql

from holdfast import Column, Integer, MetaData, Table, exc, types
from holdfast.dialects import mysql
from holdfast.dialects.mysql.pymysql import PyMySQLDialect
from holdfast.schema import CreateTable
from holdfast.types import TypeDecorator


class Level(enum.Enum):
    LOW = 1
    HIGH = 2


#: names of classes and what they are called with; the second list is of the generic types
OWN: list[tuple[tuple[str, ...], list[dict[str, Any]]]] = [
    (
        ("TINYINT", "SMALLINT", "MEDIUMINT", "INTEGER", "BIGINT"),
        [{}, {"display_width": 5}, {"unsigned": True}, {"display_width": 5, "unsigned": True, "zerofill": True}],
    ),
    (
        ("DECIMAL", "NUMERIC", "FLOAT"),
        [{}, {"precision": 10}, {"precision": 10, "scale": 2}, {"precision": 10, "scale": 2, "unsigned": True}],
    ),
    (("DOUBLE", "REAL"), [{}, {"precision": 10, "scale": 2}, {"zerofill": True}]),
    (("BIT",), [{}, {"length": 8}]),
    (("YEAR",), [{}, {"display_width": 4}]),
    (("DATETIME", "TIMESTAMP", "TIME"), [{}, {"fsp": 0}, {"fsp": 6}, {"timezone": True}]),
    (
        ("VARCHAR", "CHAR", "NVARCHAR", "NCHAR", "TEXT"),
        [
            {"length": 5},
            {"length": 5, "charset": "latin1"},
            {"length": 5, "charset": "latin1", "collation": "latin1_bin"},
            {"length": 5, "collation": "utf8mb4_bin"},
            {"length": 5, "ascii": True},
            {"length": 5, "unicode": True, "binary": True},
            {"length": 5, "binary": True},
        ],
    ),
    (("TINYTEXT", "MEDIUMTEXT", "LONGTEXT"), [{}, {"charset": "latin1"}, {"collation": "utf8mb4_bin"}]),
    (("TINYBLOB", "MEDIUMBLOB", "LONGBLOB"), [{}, {"length": 5}]),
    (("JSON", "INET4", "INET6"), [{}]),
]
GENERIC: list[tuple[tuple[str, ...], list[dict[str, Any]]]] = [
    (("String", "Unicode", "VARCHAR", "NVARCHAR"), [{"length": 5}, {"length": 5, "collation": "x"}]),
    (("Text", "UnicodeText", "TEXT", "CHAR", "NCHAR"), [{}, {"length": 5}, {"collation": "x"}]),
    (("LargeBinary", "BLOB", "BINARY"), [{}, {"length": 5}]),
    (("VARBINARY",), [{"length": 5}]),
    (("Numeric", "NUMERIC", "DECIMAL"), [{}, {"precision": 10}, {"precision": 10, "scale": 2}]),
    (("Float", "FLOAT"), [{}, {"precision": 5}, {"precision": 53}]),
    (("Double", "DOUBLE", "DOUBLE_PRECISION", "REAL"), [{}, {"precision": 53}]),
    (
        (
            "Integer", "SmallInteger", "BigInteger", "INTEGER", "SMALLINT", "BIGINT", "Boolean", "BOOLEAN", "Date",
            "DATE", "Time", "TIME", "DateTime", "DATETIME", "TIMESTAMP", "JSON", "Uuid", "UUID",
            "PickleType",
        ),
        [{}],
    ),
]  # fmt: skip

CASES = [
    *((mysql, their_mysql, name, arguments) for names, each in OWN for name in names for arguments in each),
    *((types, sqlalchemy.types, name, arguments) for names, each in GENERIC for name in names for arguments in each),
]


def test_the_names_are_sqlalchemys() -> None:
    ours, theirs = PyMySQLDialect(), their_pymysql.dialect()
    for own, other, name, arguments in CASES:
        expected = getattr(other, name)(**arguments).compile(dialect=theirs)
        assert getattr(own, name)(**arguments).compile(dialect=ours) == expected, (name, arguments)


@pytest.mark.parametrize(
    "make",
    [
        lambda m, t: m.ENUM("a", "b'c", "d\\e"),
        lambda m, t: m.ENUM("a", charset="latin1", collation="latin1_bin"),
        lambda m, t: m.ENUM(Level),
        lambda m, t: m.ENUM("a", binary=True),
        lambda m, t: m.SET("a", "b", charset="latin1"),
        lambda m, t: m.SET("a", "", retrieve_as_bitwise=True),
        lambda m, t: t.Enum("a", "b"),
        lambda m, t: t.Enum("a", "longer", native_enum=False),
        lambda m, t: t.Enum(Level, length=20, native_enum=False),
    ],
)
def test_lists(make: Any) -> None:
    expected = make(their_mysql, sqlalchemy.types).compile(dialect=their_pymysql.dialect())
    assert make(mysql, types).compile(dialect=PyMySQLDialect()) == expected


@pytest.mark.parametrize(
    ("type_", "message"),
    [
        (types.String(), "VARCHAR requires a length on dialect mysql"),
        (types.Unicode(), "VARCHAR requires a length on dialect mysql"),
        (mysql.VARCHAR(), "VARCHAR requires a length on dialect mysql"),
        (mysql.NVARCHAR(), "NVARCHAR requires a length on dialect mysql"),
        (types.VARBINARY(), "VARBINARY requires a length on dialect mysql"),
        (types.NullType(), r"Can't generate DDL for NullType\(\)"),
    ],
)
def test_types_without_what_they_need(type_: Any, message: str) -> None:
    with pytest.raises(exc.CompileError, match=message):
        type_.compile(dialect=PyMySQLDialect())
    table = Table("t", MetaData(), Column("id", Integer), Column("x", type_))
    with pytest.raises(exc.CompileError, match="x"):
        CreateTable(table).compile(dialect=PyMySQLDialect())


def test_types_that_there_are_not() -> None:
    with pytest.raises(exc.UnsupportedCompilationError, match="ARRAY"):
        types.ARRAY(types.Integer).compile(dialect=PyMySQLDialect())
    with pytest.raises(exc.ArgumentError, match="You must specify both precision and scale or omit both altogether"):
        mysql.DOUBLE(10)


def test_the_type_of_uuids_depends_on_the_server() -> None:
    names = [types.Uuid().compile(dialect=PyMySQLDialect(is_mariadb=is_mariadb)) for is_mariadb in (False, True)]
    assert names == ["CHAR(32)", "UUID"]
    assert types.Uuid(native_uuid=False).compile(dialect=PyMySQLDialect(is_mariadb=True)) == "CHAR(32)"


def test_names_of_character_sets_and_collations_are_quoted_when_they_have_to_be() -> None:
    type_ = mysql.VARCHAR(5, charset="x; DROP", collation="a`b")
    assert type_.compile(dialect=PyMySQLDialect()) == "VARCHAR(5) CHARACTER SET `x; DROP` COLLATE `a``b`"


def test_their_text_is_their_name() -> None:
    own = [mysql.TINYINT(1), mysql.LONGTEXT(), mysql.SET("a"), mysql.ENUM("a"), mysql.YEAR(), mysql.INET6()]
    assert [str(type_) for type_ in own] == ["TINYINT", "LONGTEXT", "SET", "ENUM", "YEAR", "INET6"]


@pytest.mark.parametrize(
    "type_",
    [
        mysql.INTEGER(display_width=5, unsigned=True),
        mysql.DECIMAL(10, 2, unsigned=True),
        mysql.FLOAT(10, 2, zerofill=True),
        mysql.DOUBLE(10, 2, asdecimal=False),
        mysql.TIME(fsp=6),
        mysql.VARCHAR(10, charset="latin1", collation="latin1_bin"),
        mysql.NCHAR(5),
        mysql.ENUM("a", "b", charset="latin1"),
        mysql.SET("a", "", retrieve_as_bitwise=True, collation="x"),
        mysql.BIT(5),
    ],
    ids=repr,
)
def test_copies_and_keys(type_: Any) -> None:
    copy = type_.copy()
    assert repr(copy) == repr(type_)
    assert copy._static_key == type_._static_key
    assert copy.compile(dialect=PyMySQLDialect()) == type_.compile(dialect=PyMySQLDialect())
    assert eval(repr(type_), vars(mysql))._static_key == type_._static_key


def test_keys_tell_types_apart() -> None:
    given = [
        mysql.ENUM("a"), mysql.ENUM("a", charset="latin1"), mysql.SET("a"), mysql.SET("b"),
        mysql.SET("a", retrieve_as_bitwise=True), mysql.TIME(), mysql.TIME(fsp=3), mysql.INTEGER(),
        mysql.INTEGER(unsigned=True), mysql.VARCHAR(5), mysql.NVARCHAR(5),
    ]  # fmt: skip
    assert len({type_._static_key for type_ in given}) == len(given)


def test_generic_types_of_the_own_ones() -> None:
    theirs = [
        their_mysql.TINYINT(1), their_mysql.DECIMAL(10, 2), their_mysql.DOUBLE(),
        their_mysql.NVARCHAR(5), their_mysql.LONGBLOB(), their_mysql.DATETIME(fsp=6),
        their_mysql.TIME(), their_mysql.JSON(), their_mysql.BINARY(5),
    ]  # fmt: skip
    for other in theirs:
        own = eval(repr(other), vars(mysql))
        assert repr(own.as_generic()) == repr(other.as_generic())


def test_generic_types_can_be_created_elsewhere_and_hold_the_values() -> None:
    assert repr(mysql.LONGTEXT(charset="utf8mb4").as_generic()) == "Text()"
    assert repr(mysql.SET("red", "blue", collation="x").as_generic()) == "String(length=8, collation='x')"


def test_an_interval_keeps_its_microseconds() -> None:
    names = {repr(type_): type_.compile(dialect=PyMySQLDialect()) for type_ in INTERVALS}
    assert names == {
        "Interval()": "DATETIME(6)",
        "Interval(native=False)": "DATETIME(6)",
        "Interval(second_precision=3)": "DATETIME(3)",
        "Interval(second_precision=0)": "DATETIME",
    }


INTERVALS = [
    types.Interval(),
    types.Interval(native=False),
    types.Interval(second_precision=3),
    types.Interval(second_precision=0),
]


def test_decorated_types() -> None:
    class Tags(TypeDecorator[Any]):
        impl = mysql.SET
        cache_ok = True

    assert Tags("a", "b").compile(dialect=PyMySQLDialect()) == "SET('a','b')"
    variant = types.String().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")
    assert variant.compile(dialect=PyMySQLDialect()) == "LONGTEXT"
