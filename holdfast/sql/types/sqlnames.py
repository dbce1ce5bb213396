"""The types under their SQL names: rendered in DDL by that name on every database."""

from __future__ import annotations

from typing import Any, TypeVar

from holdfast.sql.types.binary import LargeBinary, _Binary
from holdfast.sql.types.boolean import Boolean
from holdfast.sql.types.numeric import BigInteger, Double, Float, Integer, Numeric, SmallInteger
from holdfast.sql.types.string import String, Text, Unicode
from holdfast.sql.types.temporal import Date, DateTime, Time

_N = TypeVar("_N", bound=Any)


class INTEGER(Integer):
    """INTEGER."""

    __visit_name__ = "INTEGER"


INT = INTEGER


class SMALLINT(SmallInteger):
    """SMALLINT."""

    __visit_name__ = "SMALLINT"


class BIGINT(BigInteger):
    """BIGINT."""

    __visit_name__ = "BIGINT"


class NUMERIC(Numeric[_N]):
    """NUMERIC(precision, scale)."""

    __visit_name__ = "NUMERIC"


class DECIMAL(Numeric[_N]):
    """DECIMAL(precision, scale)."""

    __visit_name__ = "DECIMAL"


class FLOAT(Float[_N]):
    """FLOAT(precision)."""

    __visit_name__ = "FLOAT"


class REAL(Float[_N]):
    """REAL."""

    __visit_name__ = "REAL"


class DOUBLE(Double[_N]):
    """DOUBLE."""

    __visit_name__ = "DOUBLE"


class DOUBLE_PRECISION(Double[_N]):
    """DOUBLE PRECISION."""

    __visit_name__ = "DOUBLE_PRECISION"


class VARCHAR(String):
    """VARCHAR(length)."""

    __visit_name__ = "VARCHAR"


class CHAR(String):
    """CHAR(length)."""

    __visit_name__ = "CHAR"


class NVARCHAR(Unicode):
    """NVARCHAR(length)."""

    __visit_name__ = "NVARCHAR"


class NCHAR(Unicode):
    """NCHAR(length)."""

    __visit_name__ = "NCHAR"


class TEXT(Text):
    """TEXT."""

    __visit_name__ = "TEXT"


class CLOB(Text):
    """CLOB."""

    __visit_name__ = "CLOB"


class BLOB(LargeBinary):
    """BLOB."""

    __visit_name__ = "BLOB"


class BINARY(_Binary):
    """BINARY(length)."""

    __visit_name__ = "BINARY"


class VARBINARY(_Binary):
    """VARBINARY(length)."""

    __visit_name__ = "VARBINARY"


class BOOLEAN(Boolean):
    """BOOLEAN."""

    __visit_name__ = "BOOLEAN"


class DATE(Date):
    """DATE."""

    __visit_name__ = "DATE"


class DATETIME(DateTime):
    """DATETIME."""

    __visit_name__ = "DATETIME"


class TIME(Time):
    """TIME."""

    __visit_name__ = "TIME"


class TIMESTAMP(DateTime):
    """TIMESTAMP."""

    __visit_name__ = "TIMESTAMP"

    def get_dbapi_type(self, dbapi: Any) -> Any:
        return dbapi.TIMESTAMP
