"""MySQL and MariaDB: ``dialect`` (connections, settings), ``compiler``, ``expression_compiler`` and ``ddl`` (what is
spelled differently), ``types`` and ``typenames``, ``reflection``, ``insert`` (ON DUPLICATE KEY UPDATE), ``full_text``
(MATCH), ``row_limit`` (LIMIT of UPDATE and DELETE), ``features``; ``pymysql`` and ``mysqldb`` are the drivers.  Nothing
here imports a driver before an engine is made."""

from __future__ import annotations

from holdfast.dialects.mysql.full_text import match
from holdfast.dialects.mysql.insert import Insert, insert
from holdfast.dialects.mysql.pymysql import PyMySQLDialect as dialect
from holdfast.dialects.mysql.row_limit import limit
from holdfast.dialects.mysql.types import (
    BIGINT,
    BIT,
    CHAR,
    DATETIME,
    DECIMAL,
    DOUBLE,
    ENUM,
    FLOAT,
    INET4,
    INET6,
    INTEGER,
    JSON,
    LONGBLOB,
    LONGTEXT,
    MEDIUMBLOB,
    MEDIUMINT,
    MEDIUMTEXT,
    NCHAR,
    NUMERIC,
    NVARCHAR,
    REAL,
    SET,
    SMALLINT,
    TEXT,
    TIME,
    TIMESTAMP,
    TINYBLOB,
    TINYINT,
    TINYTEXT,
    VARCHAR,
    YEAR,
)
from holdfast.sql.types import BINARY, BLOB, BOOLEAN, DATE, VARBINARY

__all__ = [
    "BIGINT",
    "BINARY",
    "BIT",
    "BLOB",
    "BOOLEAN",
    "CHAR",
    "DATE",
    "DATETIME",
    "DECIMAL",
    "DOUBLE",
    "ENUM",
    "FLOAT",
    "INET4",
    "INET6",
    "INTEGER",
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
    "VARBINARY",
    "VARCHAR",
    "YEAR",
    "Insert",
    "dialect",
    "insert",
    "limit",
    "match",
]
