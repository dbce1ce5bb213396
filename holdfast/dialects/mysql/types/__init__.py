"""The types of MySQL and MariaDB: one file a family.

``COLSPECS``: what the dialect makes of the generic types; ``ISCHEMA_NAMES``: the type for each name that
reflection finds.
"""

from __future__ import annotations

from typing import Any

from holdfast.dialects.mysql.types.binary import LONGBLOB, MEDIUMBLOB, TINYBLOB
from holdfast.dialects.mysql.types.character import (
    CHAR,
    LONGTEXT,
    MEDIUMTEXT,
    NCHAR,
    NVARCHAR,
    TEXT,
    TINYTEXT,
    VARCHAR,
)
from holdfast.dialects.mysql.types.enumerated import ENUM, SET
from holdfast.dialects.mysql.types.identity import UUID, Uuid
from holdfast.dialects.mysql.types.json import JSON
from holdfast.dialects.mysql.types.network import INET4, INET6
from holdfast.dialects.mysql.types.numeric import (
    BIGINT,
    BIT,
    DECIMAL,
    DOUBLE,
    DOUBLE_PRECISION,
    FLOAT,
    INTEGER,
    MEDIUMINT,
    NUMERIC,
    REAL,
    SMALLINT,
    TINYINT,
    YEAR,
    Relevance,
)
from holdfast.dialects.mysql.types.temporal import DATETIME, TIME, TIMESTAMP
from holdfast.sql import types as generic

__all__ = [
    "BIGINT",
    "BIT",
    "CHAR",
    "COLSPECS",
    "DATETIME",
    "DECIMAL",
    "DOUBLE",
    "ENUM",
    "FLOAT",
    "INET4",
    "INET6",
    "INTEGER",
    "ISCHEMA_NAMES",
    "JSON",
    "LONGBLOB",
    "LONGTEXT",
    "MEDIUMBLOB",
    "MEDIUMINT",
    "MEDIUMTEXT",
    "NCHAR",
    "NUMERIC",
    "NVARCHAR",
    "REAL",
    "SET",
    "SMALLINT",
    "TEXT",
    "TIME",
    "TIMESTAMP",
    "TINYBLOB",
    "TINYINT",
    "TINYTEXT",
    "VARCHAR",
    "YEAR",
]

COLSPECS: dict[Any, Any] = {
    generic.Numeric: NUMERIC,
    generic.DECIMAL: DECIMAL,
    generic.Float: FLOAT,
    generic.REAL: REAL,
    generic.Double: DOUBLE,
    generic.DOUBLE_PRECISION: DOUBLE_PRECISION,
    generic.Time: TIME,
    generic.DateTime: DATETIME,
    generic.TIMESTAMP: TIMESTAMP,
    generic.Enum: ENUM,
    generic.JSON: JSON,
    generic.Uuid: Uuid,
    generic.UUID: UUID,
    generic.MatchType: Relevance,
}

ISCHEMA_NAMES: dict[str, Any] = {
    "bigint": BIGINT,
    "binary": generic.BINARY,
    "bit": BIT,
    "blob": generic.BLOB,
    "boolean": generic.BOOLEAN,
    "char": CHAR,
    "date": generic.DATE,
    "datetime": DATETIME,
    "decimal": DECIMAL,
    "double": DOUBLE,
    "enum": ENUM,
    "fixed": DECIMAL,
    "float": FLOAT,
    "inet4": INET4,
    "inet6": INET6,
    "int": INTEGER,
    "integer": INTEGER,
    "json": JSON,
    "longblob": LONGBLOB,
    "longtext": LONGTEXT,
    "mediumblob": MEDIUMBLOB,
    "mediumint": MEDIUMINT,
    "mediumtext": MEDIUMTEXT,
    "nchar": NCHAR,
    "numeric": NUMERIC,
    "nvarchar": NVARCHAR,
    "set": SET,
    "smallint": SMALLINT,
    "text": TEXT,
    "time": TIME,
    "timestamp": TIMESTAMP,
    "tinyblob": TINYBLOB,
    "tinyint": TINYINT,
    "tinytext": TINYTEXT,
    "uuid": generic.UUID,
    "varbinary": generic.VARBINARY,
    "varchar": VARCHAR,
    "year": YEAR,
}
