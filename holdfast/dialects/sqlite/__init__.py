"""SQLite: ``dialect`` (transactions, settings), ``compiler`` and ``ddl`` (what is spelled differently), ``types``
(storage formats), ``reflection``, ``insert`` (ON CONFLICT), ``features``; ``pysqlite`` is the driver.  Nothing here
imports ``sqlite3`` before an engine is made."""

from __future__ import annotations

from holdfast.dialects.sqlite.insert import Insert, insert
from holdfast.dialects.sqlite.pysqlite import PysqliteDialect as dialect
from holdfast.dialects.sqlite.types import DATE, DATETIME, JSON, JSONB, TIME
from holdfast.sql.types import (
    BLOB,
    BOOLEAN,
    CHAR,
    DECIMAL,
    FLOAT,
    INTEGER,
    NUMERIC,
    REAL,
    SMALLINT,
    TEXT,
    TIMESTAMP,
    VARCHAR,
)

__all__ = [
    "BLOB",
    "BOOLEAN",
    "CHAR",
    "DATE",
    "DATETIME",
    "DECIMAL",
    "FLOAT",
    "INTEGER",
    "JSON",
    "JSONB",
    "NUMERIC",
    "REAL",
    "SMALLINT",
    "TEXT",
    "TIME",
    "TIMESTAMP",
    "VARCHAR",
    "Insert",
    "dialect",
    "insert",
]
