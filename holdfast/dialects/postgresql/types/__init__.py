"""The types of PostgreSQL, one file a family.

`COLSPECS` says what stands for a generic type, `ISCHEMA_NAMES` which type a name of the catalog means.
"""

from __future__ import annotations

from typing import Any

from holdfast.dialects.postgresql.types.array import ARRAY
from holdfast.dialects.postgresql.types.binary import BYTEA
from holdfast.dialects.postgresql.types.bits import BIT, BitString
from holdfast.dialects.postgresql.types.catalog import MONEY, OID, REGCLASS, REGCONFIG
from holdfast.dialects.postgresql.types.floats import FLOATS
from holdfast.dialects.postgresql.types.hstore import HSTORE, hstore
from holdfast.dialects.postgresql.types.json import JSON, JSONB, JSONPATH, IntIndexType, JSONPathType, StrIndexType
from holdfast.dialects.postgresql.types.named import (
    DOMAIN,
    ENUM,
    CreateDomainType,
    CreateEnumType,
    DropDomainType,
    DropEnumType,
    NamedType,
)
from holdfast.dialects.postgresql.types.network import CIDR, INET, MACADDR, MACADDR8
from holdfast.dialects.postgresql.types.range_values import MultiRange, Range
from holdfast.dialects.postgresql.types.ranges import (
    DATEMULTIRANGE,
    DATERANGE,
    INT4MULTIRANGE,
    INT4RANGE,
    INT8MULTIRANGE,
    INT8RANGE,
    NUMMULTIRANGE,
    NUMRANGE,
    TSMULTIRANGE,
    TSRANGE,
    TSTZMULTIRANGE,
    TSTZRANGE,
    AbstractMultiRange,
    AbstractRange,
    AbstractSingleRange,
)
from holdfast.dialects.postgresql.types.search import TSQUERY, TSVECTOR
from holdfast.dialects.postgresql.types.temporal import INTERVAL, TIME, TIMESTAMP
from holdfast.dialects.postgresql.types.text import CITEXT, PaddedCHAR, PaddedNCHAR
from holdfast.sql import types as generic

__all__ = [
    "ARRAY",
    "BIT",
    "BYTEA",
    "CIDR",
    "CITEXT",
    "COLSPECS",
    "DATEMULTIRANGE",
    "DATERANGE",
    "DOMAIN",
    "ENUM",
    "HSTORE",
    "INET",
    "INT4MULTIRANGE",
    "INT4RANGE",
    "INT8MULTIRANGE",
    "INT8RANGE",
    "INTERVAL",
    "ISCHEMA_NAMES",
    "JSON",
    "JSONB",
    "JSONPATH",
    "MACADDR",
    "MACADDR8",
    "MONEY",
    "NUMMULTIRANGE",
    "NUMRANGE",
    "OID",
    "REGCLASS",
    "REGCONFIG",
    "TIME",
    "TIMESTAMP",
    "TSMULTIRANGE",
    "TSQUERY",
    "TSRANGE",
    "TSTZMULTIRANGE",
    "TSTZRANGE",
    "TSVECTOR",
    "AbstractMultiRange",
    "AbstractRange",
    "AbstractSingleRange",
    "BitString",
    "CreateDomainType",
    "CreateEnumType",
    "DropDomainType",
    "DropEnumType",
    "MultiRange",
    "NamedType",
    "Range",
    "hstore",
]


COLSPECS: dict[Any, Any] = {
    generic.ARRAY: ARRAY,
    generic.Interval: INTERVAL,
    generic.Enum: ENUM,
    generic.CHAR: PaddedCHAR,
    generic.NCHAR: PaddedNCHAR,
    generic.JSON: JSON,
    generic.JSON.JSONPathType: JSONPathType,
    generic.JSON.JSONIntIndexType: IntIndexType,
    generic.JSON.JSONStrIndexType: StrIndexType,
    **FLOATS,
}

ISCHEMA_NAMES: dict[str, Any] = {
    "integer": generic.INTEGER,
    "bigint": generic.BIGINT,
    "smallint": generic.SMALLINT,
    "character varying": generic.VARCHAR,
    "character": generic.CHAR,
    '"char"': generic.String,
    "name": generic.String,
    "text": generic.TEXT,
    "numeric": generic.NUMERIC,
    "float": generic.FLOAT,
    "real": generic.REAL,
    "double precision": generic.DOUBLE_PRECISION,
    "inet": INET,
    "cidr": CIDR,
    "citext": CITEXT,
    "uuid": generic.UUID,
    "bit": BIT,
    "bit varying": BIT,
    "macaddr": MACADDR,
    "macaddr8": MACADDR8,
    "money": MONEY,
    "oid": OID,
    "regclass": REGCLASS,
    "regconfig": REGCONFIG,
    "timestamp": TIMESTAMP,
    "timestamp with time zone": TIMESTAMP,
    "timestamp without time zone": TIMESTAMP,
    "time": TIME,
    "time with time zone": TIME,
    "time without time zone": TIME,
    "date": generic.DATE,
    "bytea": BYTEA,
    "boolean": generic.BOOLEAN,
    "hstore": HSTORE,
    "json": JSON,
    "jsonb": JSONB,
    "jsonpath": JSONPATH,
    "interval": INTERVAL,
    "tsvector": TSVECTOR,
    "tsquery": TSQUERY,
    "int4range": INT4RANGE,
    "int8range": INT8RANGE,
    "numrange": NUMRANGE,
    "daterange": DATERANGE,
    "tsrange": TSRANGE,
    "tstzrange": TSTZRANGE,
    "int4multirange": INT4MULTIRANGE,
    "int8multirange": INT8MULTIRANGE,
    "nummultirange": NUMMULTIRANGE,
    "datemultirange": DATEMULTIRANGE,
    "tsmultirange": TSMULTIRANGE,
    "tstzmultirange": TSTZMULTIRANGE,
}
