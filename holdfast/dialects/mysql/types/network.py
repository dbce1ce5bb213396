"""IP addresses: MariaDB's INET4 (10.10 and later) and INET6 (10.5 and later); the values are text.

Source: MariaDB Knowledge Base, "INET4", "INET6".
"""

from __future__ import annotations

from typing import Any

from holdfast.sql.types.base import Processor, TypeEngine
from holdfast.sql.types.string import text_literal


class _Address(TypeEngine[str]):
    """Base of the two; addresses of the module ``ipaddress`` are taken, too."""

    @property
    def python_type(self) -> type[str]:
        return str

    def bind_processor(self, dialect: Any) -> Processor | None:
        """Hand on as text."""
        return lambda value: None if value is None else str(value)

    def literal_processor(self, dialect: Any) -> Processor | None:
        quote = text_literal(dialect)
        return lambda value: quote(str(value))

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        return self


class INET4(_Address):
    """INET4, as ``192.0.2.1``."""

    __visit_name__ = "INET4"


class INET6(_Address):
    """INET6, as ``2001:db8::1``; takes IPv4 addresses as well."""

    __visit_name__ = "INET6"
