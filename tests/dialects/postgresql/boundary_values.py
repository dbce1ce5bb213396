"""A type and the values at its boundaries, for each type; see ``test_round_trips.py``."""

from __future__ import annotations

import datetime as dt
import enum
import ipaddress
from decimal import Decimal
from typing import Any
from uuid import UUID

import holdfast as hf
from holdfast.dialects import postgresql as pg

UTC = dt.UTC
R = pg.Range


class Color(enum.Enum):
    RED = 1
    GREEN = 2


ODD_TEXTS = ["", "x'y", "\\", "%s %(a)s %", ":a ::b", "😀", "a\nb\tc", "E'\\x41'", '"', "--", "/*"]

CASES: dict[str, tuple[Any, list[Any]]] = {
    "Integer": (hf.Integer(), [0, -(2**31), 2**31 - 1]),
    "BigInteger": (hf.BigInteger(), [2**63 - 1, -(2**63)]),
    "SmallInteger": (hf.SmallInteger(), [32767, -32768]),
    "String": (hf.String(), ODD_TEXTS),
    "String of a length": (hf.String(5), ["abcde", "😀" * 5]),
    "Text": (hf.Text(), ["x" * 100_000]),
    "Numeric": (
        hf.Numeric(38, 10),
        [Decimal("1234567890123456789012345678.0123456789"), Decimal("-0.0000000001"), Decimal("NaN")],
    ),
    "Numeric without precision": (hf.Numeric(), [Decimal("1E+100"), Decimal("Infinity"), Decimal("9" * 38)]),
    "Numeric as float": (hf.Numeric(10, 2, asdecimal=False), [1.5, -0.25]),
    "Float": (hf.Float(), [1.5, float("inf"), float("-inf"), 1e-300, 5e-324]),
    "Double": (hf.Double(), [0.1, 1.7976931348623157e308]),
    "REAL": (hf.REAL(), [1.5]),
    "Boolean": (hf.Boolean(), [True, False]),
    "Date": (hf.Date(), [dt.date.min, dt.date.max, dt.date(2000, 2, 29)]),
    "Time": (hf.Time(), [dt.time(0), dt.time(23, 59, 59, 999999)]),
    "TIME with zone": (pg.TIME(timezone=True), [dt.time(1, 2, 3, tzinfo=UTC)]),
    "DateTime": (hf.DateTime(), [dt.datetime.min, dt.datetime.max, dt.datetime(2020, 1, 1, 0, 0, 0, 1)]),
    "DateTime with zone": (hf.DateTime(timezone=True), [dt.datetime(2020, 1, 1, 12, 0, 0, 1, tzinfo=UTC)]),
    "TIMESTAMP of a precision": (pg.TIMESTAMP(precision=3), [dt.datetime(2020, 1, 1, 0, 0, 0, 1000)]),
    "Interval": (
        hf.Interval(),
        [dt.timedelta(0), dt.timedelta(days=-1, microseconds=1), dt.timedelta(99999, 86399, 999999)],
    ),
    "INTERVAL": (pg.INTERVAL(precision=6, fields="DAY TO SECOND"), [dt.timedelta(days=3, hours=5)]),
    "Uuid": (hf.Uuid(), [UUID(int=0), UUID(int=2**128 - 1)]),
    "Uuid as text": (hf.Uuid(as_uuid=False), [str(UUID(int=5))]),
    "Uuid stored as text": (hf.Uuid(native_uuid=False), [UUID(int=7)]),
    "LargeBinary": (hf.LargeBinary(), [b"", bytes(range(256)), b"\\x00", b"x" * 100_000]),
    "BYTEA": (pg.BYTEA(), [b"\x00\xff"]),
    "PickleType": (hf.PickleType(), [{"a": (1, 2)}]),
    "JSON": (hf.JSON(), [{"a": [1, None, "😀", {"b": 1.5}]}, [], "x", 5, True, {"%s": "'\\:a"}]),
    "JSON of PostgreSQL": (pg.JSON(), [{"k": "v"}]),
    "JSONB": (pg.JSONB(), [{"a": "x'y\\"}, [1, 2], "s", 2**63]),
    "JSONPATH": (pg.JSONPATH(), ['$."a"[*]']),
    "HSTORE": (
        pg.HSTORE(),
        [{}, {"a": "b", "c": None, 'q"': "\\", "": "", "x'": "😀", "=>": ", ", "NULL": "NULL"}],
    ),
    "INET": (
        pg.INET(),
        [ipaddress.ip_address("127.0.0.1"), ipaddress.ip_interface("10.0.0.1/8"), ipaddress.ip_address("::1")],
    ),
    "CIDR": (pg.CIDR(), [ipaddress.ip_network("10.0.0.0/8")]),
    "MACADDR": (pg.MACADDR(), ["08:00:2b:01:02:03"]),
    "MACADDR8": (pg.MACADDR8(), ["08:00:2b:01:02:03:04:05"]),
    "OID": (pg.OID(), [2**32 - 1]),
    "REGCLASS": (pg.REGCLASS(), ["pg_class"]),
    "REGCONFIG": (pg.REGCONFIG(), ["english"]),
    "TSVECTOR": (pg.TSVECTOR(), ["'fat':2 'rat':1"]),
    "TSQUERY": (pg.TSQUERY(), ["'fat' & 'rat'"]),
    "BIT": (pg.BIT(4), [pg.BitString("1010")]),
    "BIT VARYING": (pg.BIT(varying=True), [pg.BitString(""), pg.BitString("10" * 50)]),
    "CITEXT": (pg.CITEXT(), ["Ab", "ß"]),
    "INT4RANGE": (pg.INT4RANGE(), [R(1, 5), R(None, 5), R(1, None), R(None, None), R(empty=True)]),
    "INT8RANGE": (pg.INT8RANGE(), [R(2**40, 2**62)]),
    "NUMRANGE": (pg.NUMRANGE(), [R(Decimal("1.5"), Decimal("2.5"), bounds="(]"), R(None, None)]),
    "DATERANGE": (pg.DATERANGE(), [R(dt.date(2020, 1, 1), dt.date(2020, 2, 1))]),
    "TSRANGE": (pg.TSRANGE(), [R(dt.datetime(2020, 1, 1, 1, 1, 1, 1), None)]),
    "TSTZRANGE": (
        pg.TSTZRANGE(),
        [R(dt.datetime(2020, 1, 1, tzinfo=UTC), dt.datetime(2021, 1, 1, tzinfo=UTC), bounds="[]")],
    ),
    "INT4MULTIRANGE": (pg.INT4MULTIRANGE(), [[R(1, 3), R(5, 7)], [], [R(None, 1)], [R(None, None)]]),
    "DATEMULTIRANGE": (pg.DATEMULTIRANGE(), [[R(dt.date(2020, 1, 1), None)]]),
    "Enum": (hf.Enum("a", "b'c", "😀", name="letters"), ["a", "b'c", "😀"]),
    "Enum of a class": (hf.Enum(Color, name="color"), [Color.GREEN]),
    "Enum stored as text": (hf.Enum("a", native_enum=False), ["a"]),
    "DOMAIN": (pg.DOMAIN("positive", hf.Integer, check="VALUE > 0"), [5]),
    "DOMAIN over JSONB": (pg.DOMAIN("document", pg.JSONB), [{"a": 1}]),
    "ARRAY of Integer": (pg.ARRAY(hf.Integer), [[], [1, 2, None], [None], [[1, 2], [3, 4]]]),
    "ARRAY of two dimensions": (pg.ARRAY(hf.Integer, dimensions=2), [[[1, 2], [3, 4]], []]),
    "ARRAY as tuples": (pg.ARRAY(hf.Integer, as_tuple=True), [(1, 2), ()]),
    "generic ARRAY": (hf.ARRAY(hf.BigInteger), [[2**63 - 1]]),
    "ARRAY of String": (pg.ARRAY(hf.String), [[*ODD_TEXTS, None, "NULL", "{", "}", ","]]),
    "ARRAY of Numeric": (pg.ARRAY(hf.Numeric), [[Decimal("1.5"), None]]),
    "ARRAY of DateTime": (pg.ARRAY(hf.DateTime), [[dt.datetime(2020, 1, 1)]]),
    "ARRAY of Uuid": (pg.ARRAY(hf.Uuid), [[UUID(int=5)]]),
    "ARRAY of Boolean": (pg.ARRAY(hf.Boolean), [[True, None, False]]),
    "ARRAY of LargeBinary": (pg.ARRAY(hf.LargeBinary), [[b"\x00\xff", b""]]),
    "ARRAY of JSONB": (pg.ARRAY(pg.JSONB, dimensions=1), [[[1, 2], {"a": None}, "x"]]),
    "ARRAY of HSTORE": (pg.ARRAY(pg.HSTORE), [[{"a": 'b,"c'}, {}]]),
    "ARRAY of CITEXT": (pg.ARRAY(pg.CITEXT), [["a", "B c", None, '"', "NULL", "\\"]]),
    "ARRAY of Enum": (pg.ARRAY(hf.Enum("a", "b c", '"', name="e")), [["a", "b c", None, '"'], []]),
    "ARRAY of an Enum class": (pg.ARRAY(hf.Enum(Color)), [[Color.RED]]),
    "ARRAY of DOMAIN": (pg.ARRAY(pg.DOMAIN("number", hf.Integer)), [[1, None]]),
    "ARRAY of INT4MULTIRANGE": (pg.ARRAY(pg.INT4MULTIRANGE), [[[R(1, 3)], [], None]]),
    "ARRAY of INT4RANGE": (pg.ARRAY(pg.INT4RANGE), [[R(1, 5), None, R(empty=True)]]),
}
#: part of a case's name -> the extension that has the type
EXTENSIONS = {"HSTORE": "hstore", "CITEXT": "citext"}
