"""Values of each type written, read back, and written as inline literals, with both drivers."""

from __future__ import annotations

import datetime
import enum
import ipaddress
import math
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from holdfast import (
    DOUBLE_PRECISION,
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Enum,
    Float,
    Integer,
    Interval,
    LargeBinary,
    MetaData,
    Numeric,
    PickleType,
    String,
    Table,
    Text,
    Time,
    Unicode,
    Uuid,
    cast,
    create_engine,
    exc,
    func,
    literal,
    select,
)
from holdfast.dialects import mysql
from holdfast.engine import Connection, Engine
from tests import servers


@pytest.fixture
def connection(server: Engine) -> Iterator[Connection]:
    with server.connect() as connection:
        yield connection


def table_of(connection: Connection, type_: Any) -> Table:
    table = Table("t", MetaData(), Column("id", Integer, primary_key=True), Column("x", type_, nullable=True))
    table.create(connection)
    return table


def same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def stored(connection: Connection, type_: Any, *values: Any) -> list[Any]:
    """What is read back of values; the literal of each is the same as the parameter, in Python and in the database."""
    table = table_of(connection, type_)
    connection.execute(table.insert(), [{"id": 2 * number + 2, "x": value} for number, value in enumerate(values)])
    for number, value in enumerate(values):
        if value is not None:
            inline = literal(value, type_, literal_execute=True)
            connection.execute(table.insert().values(id=2 * number + 3, x=inline))
    bound, inline = table.alias("bound"), table.alias("inline")
    pairs = select(bound.c.x, inline.c.x).where(inline.c.id == bound.c.id + 1, bound.c.id % 2 == 0)
    for one, other in connection.execute(pairs):
        assert same(one, other)
    equal = pairs.with_only_columns(func.count()).where(bound.c.x.is_not_distinct_from(inline.c.x))
    assert connection.scalar(equal) == len([value for value in values if value is not None])
    return list(connection.scalars(select(table.c.x).where(table.c.id % 2 == 0).order_by(table.c.id)))


def values(type_: Any, *given: Any) -> Any:
    """The test case of a type; None goes with every list of values."""
    return pytest.param(type_, [*given, None], id=repr(type_)[:60])


INTEGERS = [
    values(mysql.TINYINT(), 0, -128, 127),
    values(mysql.TINYINT(unsigned=True), 255),
    values(mysql.SMALLINT(), -(2**15), 2**15 - 1),
    values(mysql.MEDIUMINT(), -(2**23), 2**23 - 1),
    values(mysql.MEDIUMINT(8, unsigned=True, zerofill=True), 5, 2**24 - 1),
    values(Integer(), -(2**31), 2**31 - 1),
    values(mysql.INTEGER(unsigned=True), 2**32 - 1),
    values(mysql.BIGINT(), -(2**63), 2**63 - 1),
    values(mysql.BIGINT(unsigned=True), 2**64 - 1),
    values(mysql.BIT(), 0, 1),
    values(mysql.BIT(10), 0, 1023),
    values(mysql.BIT(64), 2**64 - 1, 2**63),
    values(mysql.YEAR(), 0, 1901, 2155),
    values(mysql.YEAR(4), 2026),
    values(Boolean(), True, False),
]

_DIGITS = "12345678901234567890123456789012345678"
FRACTIONS = [
    values(Numeric(38, 0), Decimal(_DIGITS), Decimal(-int(_DIGITS))),
    values(Numeric(65, 30), Decimal(_DIGITS[:35] + "." + _DIGITS[:30]), Decimal("0E-30")),
    values(mysql.DECIMAL(38, 38), Decimal("0." + _DIGITS), Decimal("1E-38")),
    values(mysql.DECIMAL(10, 2, unsigned=True), Decimal("99999999.99")),
    values(mysql.NUMERIC(40, 10), Decimal("1E+29"), Decimal("-1.5")),
    values(mysql.DECIMAL(10, 2, asdecimal=False), 1.25, -99999999.99),
    values(Float(53), 1.7976931348623157e308, 2.2250738585072014e-308, -0.1, 0.0, 1 / 3, 1e22),
    values(Double(), 0.1 + 0.2, 2.0**70, 123456789.123456789),
    values(mysql.DOUBLE(asdecimal=False), math.pi),
    values(mysql.DOUBLE(20, 5, asdecimal=False), 123456.78901),
    values(mysql.FLOAT(), 1.5, -0.25),
    values(mysql.FLOAT(10, 3), 2.125),
    values(mysql.REAL(asdecimal=False), 1e-300),
]

TEXTS = [
    values(String(50), "", " x ", "quo'te\"s `b` \\ back\\\\slash \\' %s %% :x ?", "-- # /* ;", "😀 é ß 漢\U0010ffff"),
    values(String(50), "nul\x00 \x1a \r\n\t end\x00"),
    values(Text(), "", "a" * 60000),
    values(Unicode(10), "\u0130\u00df"),
    values(mysql.VARCHAR(20, charset="utf8mb4", collation="utf8mb4_bin"), "A", "\ud7ff"),
    values(mysql.VARCHAR(20, charset="latin1"), "é"),
    values(mysql.VARCHAR(20, unicode=True), "漢"),
    values(mysql.VARCHAR(20, binary=True), "X"),
    values(mysql.CHAR(3), "", "ab"),
    values(mysql.NCHAR(3), "é漢"),
    values(mysql.NVARCHAR(3), "é漢"),
    values(mysql.TINYTEXT(), "x" * 255),
    values(mysql.MEDIUMTEXT(), "😀" * 20000),
    values(mysql.LONGTEXT(), "y" * 70000),
    values(mysql.TEXT(100, collation="utf8mb4_bin"), "z"),
    values(mysql.ENUM("a", "b'\\%", "ü", "😀"), "a", "b'\\%", "ü", "😀"),
    values(Enum("one", "two"), "one"),
    values(Enum("one", "two", native_enum=False, create_constraint=True, name="ck"), "two"),
    values(mysql.INET4(), "0.0.0.0", "255.255.255.255"),
    values(mysql.INET6(), "::", "2001:db8::ff00:42:8329"),
]

ALL_BYTES = bytes(range(256))
BYTES = [
    values(LargeBinary(), b"", ALL_BYTES, b"\\'\"\x00\xff%s", b"\xf0\x28\x8c\x28"),
    values(mysql.VARBINARY(300), b"", ALL_BYTES),
    values(mysql.BINARY(255), ALL_BYTES[1:]),
    values(mysql.TINYBLOB(), b"\x00"),
    values(mysql.MEDIUMBLOB(), ALL_BYTES * 300),
    values(mysql.LONGBLOB(), ALL_BYTES * 4000),
]

MOMENTS = [
    values(Date(), datetime.date(1000, 1, 1), datetime.date(9999, 12, 31), datetime.date(1, 1, 1)),
    values(DateTime(), datetime.datetime(1000, 1, 1), datetime.datetime(9999, 12, 31, 23, 59, 59)),
    values(mysql.DATETIME(fsp=6), datetime.datetime(2026, 2, 28, 13, 5, 9, 1), datetime.datetime.max),
    values(mysql.DATETIME(fsp=3), datetime.datetime(2026, 2, 28, 13, 5, 9, 120000)),
    values(mysql.TIMESTAMP(fsp=6), datetime.datetime(2026, 2, 28, 13, 5, 9, 999999)),
    values(Time(), datetime.time(0, 0), datetime.time(23, 59, 59)),
    values(mysql.TIME(fsp=6), datetime.time(1, 2, 3, 4), datetime.time.max),
    values(
        mysql.TIME(fsp=6),
        datetime.timedelta(hours=-838, minutes=-59, seconds=-59),
        datetime.timedelta(microseconds=-1),
        datetime.timedelta(hours=-25, minutes=-10, seconds=-11, microseconds=-500000),
        datetime.timedelta(hours=24),
        datetime.timedelta(hours=838, minutes=59, seconds=59, microseconds=999999),
    ),
    values(Interval(), datetime.timedelta(days=400, microseconds=7), datetime.timedelta(days=-400)),
]


class Color(enum.Enum):
    RED = "r"
    BLUE = "b"


STRUCTURES = [
    values(JSON(), {"a": [1, None, "x", 1.5, True, {}]}, [], "", 0, False, {"": "'\\\"\x7f\u2028 é 😀 %s"}),
    values(mysql.JSON(none_as_null=True), {"k": 2**63}),
    values(Uuid(), uuid.UUID(int=0), uuid.UUID("12345678-1234-5678-1234-567812345678")),
    values(Uuid(as_uuid=False), "12345678-1234-5678-1234-567812345678"),
    values(Uuid(native_uuid=False), uuid.UUID(int=2**128 - 1)),
    values(Enum(Color), Color.RED),
    values(mysql.SET("a", "b'", "ü"), set(), {"a"}, {"a", "b'", "ü"}),
    values(mysql.SET("a", "", "c", retrieve_as_bitwise=True), set(), {""}, {"a", "", "c"}),
]


@pytest.mark.parametrize(("type_", "values"), [*INTEGERS, *FRACTIONS, *TEXTS, *BYTES, *MOMENTS, *STRUCTURES])
def test_values(connection: Connection, type_: Any, values: list[Any]) -> None:
    for given, back in zip(values, stored(connection, type_, *values), strict=True):
        assert same(given, back)


def test_a_set_of_64_members(connection: Connection) -> None:
    members = {f"m{number}" for number in range(64)}
    assert stored(connection, mysql.SET(*sorted(members), retrieve_as_bitwise=True), members) == [members]


def test_what_a_set_takes(connection: Connection) -> None:
    plain, bitwise = mysql.SET("a", "b", "c"), mysql.SET("a", "b", "c", retrieve_as_bitwise=True)
    assert stored(connection, plain, ["c", "a"], "a,c", 5) == [{"a", "c"}] * 3
    connection.exec_driver_sql("DROP TABLE t")
    assert stored(connection, bitwise, ["c", "a"], "a,c", 5) == [{"a", "c"}] * 3


def test_what_a_set_refuses(connection: Connection) -> None:
    with pytest.raises(exc.ArgumentError, match="Can't use the blank value '' in a SET"):
        mysql.SET("a", "")
    plain = table_of(connection, mysql.SET("a", "b"))
    with pytest.raises(exc.StatementError, match="'a,b' cannot be a member of a SET"):
        connection.execute(plain.insert(), {"x": {"a,b"}})
    with pytest.raises(exc.DBAPIError, match="Data truncated"):
        connection.execute(plain.insert(), {"x": {"nope"}})
    bitwise = Table("t", MetaData(), Column("x", mysql.SET("a", "b", retrieve_as_bitwise=True)))
    with pytest.raises(exc.StatementError, match="'nope' is not among the values of SET"):
        connection.execute(bitwise.insert(), {"x": {"nope"}})


def test_sets_compare_with_sets_and_text(connection: Connection) -> None:
    table = table_of(connection, mysql.SET("a", "b", "c"))
    connection.execute(table.insert(), [{"id": 1, "x": {"a", "c"}}, {"id": 2, "x": set()}])
    for condition in (table.c.x == {"c", "a"}, table.c.x == "a,c", table.c.x.contains("c")):
        assert connection.scalars(select(table.c.id).where(condition)).all() == [1]


def test_text_that_is_stored_for_what_an_enum_does_not_have(connection: Connection) -> None:
    table = table_of(connection, mysql.ENUM("a", "b"))
    connection.exec_driver_sql("SET SESSION sql_mode = ''")
    connection.execute(table.insert(), {"x": "nope"})
    assert connection.scalar(select(table.c.x)) == ""


NO_NUMBERS = [math.nan, math.inf, -math.inf, Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity")]


@pytest.mark.parametrize("type_", [Numeric(10, 2), Float(), Double(), mysql.REAL()], ids=repr)
def test_nan_and_infinity_are_refused(connection: Connection, type_: Any) -> None:
    table = Table("t", MetaData(), Column("x", type_))
    for value in NO_NUMBERS:
        with pytest.raises(exc.StatementError, match="NaN and infinity are no numbers to MySQL and MariaDB"):
            connection.execute(table.insert(), {"x": value})
        with pytest.raises(exc.CompileError, match="Could not render literal value"):
            literal(value, type_).compile(connection, compile_kwargs={"literal_binds": True})


def test_a_decimal_stays_exact_in_sql_text(connection: Connection) -> None:
    """With an exponent it would be a floating point number."""
    value = Decimal("1.2345678901234567890123456789E+25")
    text = str(select(literal(value)).compile(connection, compile_kwargs={"literal_binds": True}))
    assert "12345678901234567890123456.789" in text
    assert connection.exec_driver_sql(text).scalar() == value


def test_floats_become_decimals_where_the_type_says_so(connection: Connection) -> None:
    assert stored(connection, mysql.DOUBLE(), 1.5, Decimal("2.25")) == [Decimal("1.5"), Decimal("2.25")]
    assert stored_again(connection, mysql.FLOAT(asdecimal=True, decimal_return_scale=2), 0.5) == [Decimal("0.50")]


def stored_again(connection: Connection, type_: Any, *values: Any) -> list[Any]:
    connection.exec_driver_sql("DROP TABLE t")
    return stored(connection, type_, *values)


def test_float_expressions_are_floats(connection: Connection) -> None:
    """Whatever number the server makes of them."""
    found = connection.scalar(select(literal(1.5, Float, literal_execute=True)))
    assert type(found) is float


AWARE = datetime.timezone(datetime.timedelta(hours=5))


def test_time_zones_are_not_stored(connection: Connection) -> None:
    moment = datetime.datetime(2026, 2, 28, 13, 5, 9)
    aware = moment.replace(tzinfo=AWARE)
    assert stored(connection, DateTime(timezone=True), aware) == [moment]
    assert stored_again(connection, mysql.TIMESTAMP(), aware) == [moment]
    assert stored_again(connection, Time(), aware.timetz()) == [moment.time()]


def test_a_date_for_a_datetime(connection: Connection) -> None:
    assert stored(connection, DateTime(), datetime.date(2026, 2, 28)) == [datetime.datetime(2026, 2, 28)]


def test_times_compare_with_durations(connection: Connection) -> None:
    table = table_of(connection, mysql.TIME(fsp=6))
    duration = datetime.timedelta(hours=-30, microseconds=-5)
    connection.execute(table.insert(), [{"x": duration}, {"x": datetime.time(6, 0)}])
    assert connection.scalars(select(table.c.x).where(table.c.x == duration)).all() == [duration]
    assert connection.scalars(select(table.c.x).where(table.c.x > duration)).all() == [datetime.time(6, 0)]


def test_addresses_as_objects(connection: Connection) -> None:
    table = table_of(connection, mysql.INET6())
    address = ipaddress.ip_address("2001:db8::1")
    connection.execute(table.insert(), {"x": address})
    assert connection.scalars(select(table.c.x).where(table.c.x == address)).all() == ["2001:db8::1"]


def test_bits_in_expressions(connection: Connection) -> None:
    table = table_of(connection, mysql.BIT(8))
    connection.execute(table.insert(), [{"x": 5}, {"x": 2}])
    assert connection.scalar(select(func.bit_or(table.c.x, type_=mysql.BIT))) == 7
    assert connection.scalars(select(table.c.x).where(table.c.x == 5)).all() == [5]


def test_json_members(connection: Connection) -> None:
    table = table_of(connection, JSON())
    keys = ["a", 'q"uote', "é", "back\\slash", "do.t", "[0]", "", "$", "tab\t", "😀", "per%cent", "'"]
    connection.execute(table.insert(), {"x": {key: number for number, key in enumerate(keys)}})
    for number, key in enumerate(keys):
        assert connection.scalar(select(table.c.x[key].as_integer())) == number
        assert connection.scalar(select(table.c.x[(key,)].as_integer())) == number
        inline = select(table.c.x[literal(key, JSON.JSONStrIndexType(), literal_execute=True)])
        assert connection.scalar(inline) == number


def test_json_null(connection: Connection) -> None:
    table = table_of(connection, JSON())
    connection.execute(table.insert(), [{"id": 1, "x": None}, {"id": 2, "x": JSON.NULL}])
    assert connection.exec_driver_sql("SELECT x FROM t").scalars().all() == ["null", "null"]
    assert connection.scalars(select(table.c.x)).all() == [None, None]


def test_json_of_another_serializer() -> None:
    options: dict[str, Any] = {
        "json_serializer": lambda value: f'["{value}"]',
        "json_deserializer": lambda text: text.upper(),
    }
    engine = create_engine(servers.url("mariadb"), **options)
    with engine.connect() as connection:
        table = table_of(connection, JSON())
        connection.execute(table.insert(), {"x": "a"})
        assert connection.scalar(select(table.c.x)) == '["A"]'
    engine.dispose()


def test_pickles(connection: Connection) -> None:
    table = table_of(connection, PickleType())
    connection.execute(table.insert(), {"x": {"any": [dict, (1, 2)]}})
    assert connection.scalar(select(table.c.x)) == {"any": [dict, (1, 2)]}


def test_casts(connection: Connection) -> None:
    row = connection.execute(
        select(
            cast(literal("12"), mysql.INTEGER(unsigned=True)),
            cast(literal("1.55"), Numeric(10, 1)),
            cast(literal("2026-02-28"), Date()),
            cast(literal("10:11:12.5"), mysql.TIME(fsp=3)),
            cast(literal("2026-02-28 10:11:12.123456"), mysql.DATETIME(fsp=6)),
            cast(literal(12), String(10)),
            cast(literal("1.5"), Double()),
            cast(literal("ab"), LargeBinary()),
        )
    ).one()
    assert row == (
        12, Decimal("1.6"), datetime.date(2026, 2, 28), datetime.time(10, 11, 12, 500000),
        datetime.datetime(2026, 2, 28, 10, 11, 12, 123456), "12", 1.5, b"ab",
    )  # fmt: skip


@pytest.mark.parametrize("buffer", [bytearray, memoryview])
def test_buffers_are_bytes(connection: Connection, buffer: Any) -> None:
    """The drivers would send the text `<memory at 0x..>`."""
    assert stored(connection, LargeBinary(), buffer(b"\x00\xff'")) == [b"\x00\xff'"]


def test_json_keys_that_the_server_does_not_find_are_refused(connection: Connection) -> None:
    assert connection.dialect.is_mariadb
    document = literal({"-a": 1, "a-": 2}, JSON())
    assert connection.scalar(select(document["a-"])) == 2
    for member in (document["-a"], document[("-a",)]):
        with pytest.raises(exc.StatementError, match="do not find keys that begin with a dash"):
            connection.scalar(select(member))


def test_casts_to_what_has_another_name_there(connection: Connection) -> None:
    assert connection.scalar(select(cast("1.5", DOUBLE_PRECISION()))) == 1.5
    assert connection.scalar(select(cast("b", Enum("a", "b", native_enum=False)))) == "b"


def test_an_interval_that_was_sent_comes_back(connection: Connection) -> None:
    interval = datetime.timedelta(days=3, microseconds=7)
    assert connection.scalar(select(literal(interval))) == interval
