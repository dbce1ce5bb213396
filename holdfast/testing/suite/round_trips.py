"""Values of each generic type: written bound and written as literals, both come back as they were."""

from __future__ import annotations

import enum
import math
import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from holdfast import (
    ARRAY,
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
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
    SmallInteger,
    String,
    Table,
    Text,
    Time,
    TypeDecorator,
    Unicode,
    UnicodeText,
    Uuid,
    exc,
    func,
    insert,
    literal,
    select,
)
from holdfast.testing.requirements import requires


class Color(enum.Enum):
    """Members whose values are not their names."""

    RED = "r"
    DEEP_BLUE = "b's"


class Reversed(TypeDecorator[str]):
    """Text that is stored backwards."""

    impl = String(50)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else value[::-1]

    def process_result_value(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else value[::-1]


TEXTS = [
    "",
    " ",
    "plain",
    "it's",
    'a "quoted" word',
    "back\\slash \\' \\n",
    "100% %s %(name)s %%",
    ":name ::text ?",
    "-- comment /* comment */ ; #",
    "line\nline\r\n\ttab",
    "\x01\x1f\x7f",
    "äöü ß ñ",
    "e\u0301",
    "שלום עולם",
    "漢字",
    "\U0001f600 \U00010348",
    "\ufeff\u200b\u2028",
    "${x} {0} `tick`",
]
BYTES = [b"", b"\x00", b"plain", b"it's \\ % ? :x", bytes(range(256)), b"\xff\xfe\x00\x00"]
FAR_DATES = [date(1, 1, 1), date(1582, 10, 10), date(1900, 2, 28), date(2000, 2, 29), date(9999, 12, 31)]
FAR_TIMES = [datetime(1, 1, 1), datetime(1969, 12, 31, 23, 59, 59), datetime(9999, 12, 31, 23, 59, 59)]
FINE_TIMES = [datetime(2024, 2, 29, 1, 2, 3, 4), datetime(9999, 12, 31, 23, 59, 59, 999999)]
EAST = timezone(timedelta(hours=5, minutes=45))
MOMENTS = [datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 7, 1, 12, 30, 0, 123456, tzinfo=EAST)]
DOUBLES = [0.0, 0.1, 1 / 3, -1e-10, 1e300, 2.2250738585072014e-308, 1.7976931348623157e308, 2.0**53]
NINES = "9" * 28 + "." + "9" * 10
LONG_DECIMALS = [
    Decimal(NINES),
    Decimal(f"-{NINES}"),
    Decimal("0.0000000001"),
    Decimal("1234567890123456789012345678.0123456789"),
]
DOCUMENTS: list[Any] = [
    {},
    [],
    {"a": 1, "b": [1.5, True, False, None, "x"], "c": {"d": {}}},
    [[], [{}], ['it\'s \\ % ? :x "q"']],
    "text",
    "",
    0,
    -1.5,
    True,
    False,
    {"": "empty", "a.b": 1, "ключ": "значение \U0001f600"},
]
PLAIN_UUID = uuid.UUID("12345678-1234-5678-1234-567812345678")
UUIDS = [PLAIN_UUID, uuid.UUID(int=0), uuid.UUID(int=2**128 - 1)]


class Case(NamedTuple):
    """A type, and values that come back as they were, with the flags that the database must have."""

    name: str
    type: Any
    values: list[Any]
    flags: tuple[str, ...] = ()


CASES = [
    Case("Integer", Integer(), [0, 1, -1, 2**31 - 1, -(2**31)]),
    Case("SmallInteger", SmallInteger(), [0, 2**15 - 1, -(2**15)]),
    Case("BigInteger", BigInteger(), [0, 2**63 - 1, -(2**63)]),
    Case("Boolean", Boolean(), [True, False]),
    Case("Float", Float(), [0.0, 1.5, -2.25, 4096.5]),
    Case("Float-decimal", Float(asdecimal=True, decimal_return_scale=2), [Decimal("1.50"), Decimal("-2.25")]),
    Case("Double", Double(), DOUBLES),
    Case("Double-infinity", Double(), [math.inf, -math.inf], ("float_infinity",)),
    Case("Double-nan", Double(), [math.nan], ("float_nan",)),
    Case("Numeric", Numeric(10, 2), [Decimal("0.00"), Decimal("12345678.91"), Decimal("-0.01")]),
    Case("Numeric-long", Numeric(38, 10), LONG_DECIMALS, ("exact_decimals",)),
    Case("Numeric-float", Numeric(10, 2, asdecimal=False), [0.0, 12.25, -12345678.5]),
    Case("String", String(60), TEXTS),
    Case("String-spaces", String(60), ["x  ", "  "]),
    Case("String-nul", String(60), ["a\x00b", "\x00"], ("nul_characters",)),
    Case("Text", Text(), [*TEXTS, "é" * 20_000]),
    Case("Unicode", Unicode(60), TEXTS),
    Case("UnicodeText", UnicodeText(), TEXTS),
    Case("LargeBinary", LargeBinary(), BYTES),
    Case("Date", Date(), FAR_DATES),
    Case("DateTime", DateTime(), FAR_TIMES),
    Case("DateTime-fine", DateTime(), FINE_TIMES, ("microseconds",)),
    Case("DateTime-zone", DateTime(timezone=True), MOMENTS, ("time_zones",)),
    Case("Time", Time(), [time(0), time(12, 30, 5), time(23, 59, 59)]),
    Case("Time-fine", Time(), [time(0, 0, 0, 1), time(23, 59, 59, 999999)], ("microseconds",)),
    Case("Interval", Interval(), [timedelta(0), timedelta(days=10_000, seconds=1), timedelta(days=-1)]),
    Case(
        "Interval-fine", Interval(), [timedelta(microseconds=1), timedelta(days=-3, microseconds=5)], ("microseconds",)
    ),
    Case("Enum", Enum("a", "it's", "percent%", "ünï", name="letters"), ["a", "it's", "percent%", "ünï"]),
    Case("Enum-class", Enum(Color), list(Color)),
    Case("Enum-plain", Enum(Color, native_enum=False, create_constraint=True, name="plain"), list(Color)),
    Case("Uuid", Uuid(), UUIDS),
    Case("Uuid-plain", Uuid(native_uuid=False), UUIDS),
    Case("Uuid-text", Uuid(as_uuid=False), [str(PLAIN_UUID)]),
    Case("PickleType", PickleType(), [{"a": [1, (2, 3)]}, Color.RED, "", b"\x00", Decimal("1.10")]),
    Case("JSON", JSON(), DOCUMENTS, ("json",)),
    Case("ARRAY", ARRAY(Integer), [[], [1, 2, 3], [None, -1]], ("arrays",)),
    Case("ARRAY-text", ARRAY(Text), [[""], ["a,b", '"q"', "{x}", "back\\", "NULL", "it's", None]], ("arrays",)),
    Case("ARRAY-nested", ARRAY(Integer, dimensions=2), [[[1, 2], [3, 4]]], ("arrays",)),
    Case("TypeDecorator", Reversed(), ["", "abc", "it's"]),
]


def cases() -> Iterable[Any]:
    """The cases as parameters of a test."""
    return [pytest.param(case, id=case.name, marks=[requires(*case.flags)] if case.flags else []) for case in CASES]


def shown(value: Any) -> Any:
    """What is compared: NaN is itself, and a number is not a text, nor True one."""
    if isinstance(value, float) and math.isnan(value):
        return "NaN"
    return type(value), value


def holder(connection: Connection, metadata: MetaData, type_: Any) -> Table:
    """Create a table with a column of a type."""
    table = Table(
        "holder",
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("value", type_),
    )
    metadata.create_all(connection)
    return table


def stored(connection: Connection, table: Table) -> list[Any]:
    """The values in the order of their keys."""
    return list(connection.scalars(select(table.c.value).order_by(table.c.id)))


class TestRoundTrips:
    @pytest.mark.parametrize("case", cases())
    def test_bound_values(self, connection: Connection, metadata: MetaData, case: Case) -> None:
        table = holder(connection, metadata, case.type)
        connection.execute(
            insert(table), [{"id": number, "value": value} for number, value in enumerate([None, *case.values])]
        )
        assert list(map(shown, stored(connection, table))) == list(map(shown, [None, *case.values]))

    @pytest.mark.parametrize("case", cases())
    def test_literals(self, connection: Connection, metadata: MetaData, case: Case) -> None:
        table = holder(connection, metadata, case.type)
        for number, value in enumerate(case.values):
            rendered = literal(value, case.type, literal_execute=True)
            connection.execute(insert(table).values(id=number, value=rendered))
        assert list(map(shown, stored(connection, table))) == list(map(shown, case.values))

    @pytest.mark.parametrize("case", [each for each in cases() if "JSON" not in each.id and "nan" not in each.id])
    def test_a_bound_value_finds_itself(self, connection: Connection, metadata: MetaData, case: Case) -> None:
        table = holder(connection, metadata, case.type)
        connection.execute(insert(table), [{"id": number, "value": value} for number, value in enumerate(case.values)])
        for number, value in enumerate(case.values):
            found = list(connection.scalars(select(table.c.id).where(table.c.value == value)))
            assert number in found, value

    def test_a_large_blob(self, connection: Connection, metadata: MetaData) -> None:
        table = holder(connection, metadata, LargeBinary(2**24 - 1))
        value = bytes(range(256)) * 8192
        connection.execute(insert(table), {"id": 1, "value": value})
        assert stored(connection, table) == [value]
        connection.execute(insert(table).values(id=2, value=literal(value, LargeBinary(), literal_execute=True)))
        assert stored(connection, table)[1] == value

    def test_a_text_with_nul_is_stored_or_refused(self, connection: Connection, metadata: MetaData) -> None:
        """It is never cut off."""
        table = holder(connection, metadata, String(20))
        try:
            connection.execute(insert(table), {"id": 1, "value": "a\x00b"})
        except exc.StatementError:
            assert not connection.dialect.features.nul_characters
        else:
            assert stored(connection, table) == ["a\x00b"]

    @requires("json")
    def test_json_null_and_sql_null(self, connection: Connection, metadata: MetaData) -> None:
        table = holder(connection, metadata, JSON())
        connection.execute(insert(table), {"id": 1, "value": JSON.NULL})
        connection.execute(insert(table), {"id": 2, "value": None})
        connection.execute(insert(table).values(id=3))
        nulls = list(connection.scalars(select(table.c.id).where(table.c.value.is_(None)).order_by(table.c.id)))
        assert (nulls, stored(connection, table)) == ([3], [None, None, None])

    @requires("json")
    def test_json_none_as_null(self, connection: Connection, metadata: MetaData) -> None:
        table = holder(connection, metadata, JSON(none_as_null=True))
        connection.execute(insert(table), {"id": 1, "value": None})
        assert connection.scalar(select(func.count()).where(table.c.value.is_(None))) == 1

    @pytest.mark.parametrize(
        "type_",
        [Enum("a", "b", name="ab", validate_strings=True), Enum(Color, validate_strings=True)],
        ids=["texts", "class"],
    )
    def test_an_enum_refuses_other_values(self, connection: Connection, metadata: MetaData, type_: Any) -> None:
        table = holder(connection, metadata, type_)
        with pytest.raises(exc.StatementError, match="'z' is not among the defined enum values"):
            connection.execute(insert(table), {"id": 1, "value": "z"})
