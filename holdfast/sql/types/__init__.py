"""SQL types: one file a family, see `base.py` for what a type is."""

from __future__ import annotations

from holdfast.sql.types import results as results
from holdfast.sql.types.array import ARRAY, TupleType
from holdfast.sql.types.base import (
    NULLTYPE,
    NullType,
    TypeComparator,
    TypeEngine,
    adapt_type,
    resolve_value,
    to_instance,
)
from holdfast.sql.types.binary import LargeBinary, PickleType, _Binary
from holdfast.sql.types.boolean import Boolean, MatchType
from holdfast.sql.types.decorator import ExternalType, TypeDecorator, UserDefinedType, Variant
from holdfast.sql.types.enum import Enum
from holdfast.sql.types.json import JSON, Indexable
from holdfast.sql.types.numeric import BigInteger, Double, Float, Integer, Numeric, NumericCommon, SmallInteger
from holdfast.sql.types.operator_class import OperatorClass
from holdfast.sql.types.schema_type import SchemaType
from holdfast.sql.types.sqlnames import (
    BIGINT,
    BINARY,
    BLOB,
    BOOLEAN,
    CHAR,
    CLOB,
    DATE,
    DATETIME,
    DECIMAL,
    DOUBLE,
    DOUBLE_PRECISION,
    FLOAT,
    INT,
    INTEGER,
    NCHAR,
    NUMERIC,
    NVARCHAR,
    REAL,
    SMALLINT,
    TEXT,
    TIME,
    TIMESTAMP,
    VARBINARY,
    VARCHAR,
)
from holdfast.sql.types.string import STRINGTYPE, Concatenable, String, Text, Unicode, UnicodeText
from holdfast.sql.types.temporal import Date, DateTime, Interval, Time
from holdfast.sql.types.uuid import UUID, Uuid

__all__ = [
    "ARRAY",
    "BIGINT",
    "BINARY",
    "BLOB",
    "BOOLEAN",
    "CHAR",
    "CLOB",
    "DATE",
    "DATETIME",
    "DECIMAL",
    "DOUBLE",
    "DOUBLE_PRECISION",
    "FLOAT",
    "INT",
    "INTEGER",
    "JSON",
    "NCHAR",
    "NULLTYPE",
    "NUMERIC",
    "NVARCHAR",
    "REAL",
    "SMALLINT",
    "STRINGTYPE",
    "TEXT",
    "TIME",
    "TIMESTAMP",
    "UUID",
    "VARBINARY",
    "VARCHAR",
    "BigInteger",
    "Boolean",
    "Concatenable",
    "Date",
    "DateTime",
    "Double",
    "Enum",
    "ExternalType",
    "Float",
    "Indexable",
    "Integer",
    "Interval",
    "LargeBinary",
    "MatchType",
    "NullType",
    "Numeric",
    "NumericCommon",
    "OperatorClass",
    "PickleType",
    "SchemaType",
    "SmallInteger",
    "String",
    "Text",
    "Time",
    "TupleType",
    "TypeComparator",
    "TypeDecorator",
    "TypeEngine",
    "Unicode",
    "UnicodeText",
    "UserDefinedType",
    "Uuid",
    "Variant",
    "_Binary",
    "adapt_type",
    "resolve_value",
    "to_instance",
]
