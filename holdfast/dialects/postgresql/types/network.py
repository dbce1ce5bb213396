"""INET, CIDR, MACADDR, MACADDR8.

Source: PostgreSQL manual, "Network Address Types".  Drivers give `ipaddress` objects for INET and CIDR; psycopg takes
them and strings alike.
"""

from __future__ import annotations

from typing import Any

from holdfast.dialects.postgresql.types.textual import Textual
from holdfast.sql.operators import OperatorType
from holdfast.sql.types import OperatorClass, TypeEngine


class _Address(Textual):
    """Base of the types of addresses: a value of any class is taken as one."""

    # more than SQLAlchemy states: the database has + - & | ~ << >> of addresses
    operator_classes = OperatorClass.NUMERIC

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        return self if isinstance(value, str) else super().coerce_compared_value(op, value)


class INET(_Address):
    """INET: a host address, with or without the size of its network."""

    __visit_name__ = "INET"


class CIDR(_Address):
    """CIDR: a network."""

    __visit_name__ = "CIDR"


class MACADDR(_Address):
    """MACADDR: an address of six bytes."""

    __visit_name__ = "MACADDR"


class MACADDR8(_Address):
    """MACADDR8: an address of eight bytes."""

    __visit_name__ = "MACADDR8"
