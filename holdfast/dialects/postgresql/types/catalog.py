"""OID and the types that look names of the catalog up: REGCLASS, REGCONFIG; and MONEY, which is text as well.

Source: PostgreSQL manual, "Object Identifier Types", "Monetary Types".
"""

from __future__ import annotations

from typing import Any

from holdfast.dialects.postgresql.types.textual import Textual
from holdfast.sql.types import OperatorClass, TypeEngine
from holdfast.sql.types.base import Processor


class OID(TypeEngine[int]):
    """OID: the number of an object of the catalog."""

    __visit_name__ = "OID"
    operator_classes = OperatorClass.BASE | OperatorClass.EQUALITY | OperatorClass.ORDERING

    @property
    def python_type(self) -> type[Any]:
        return int

    def literal_processor(self, dialect: Any) -> Processor | None:
        return lambda value: str(int(value))


class REGCLASS(Textual):
    """REGCLASS: the name of a relation, which PostgreSQL looks up."""

    __visit_name__ = "REGCLASS"
    render_bind_cast = True
    operator_classes = OperatorClass.BASE | OperatorClass.COMPARISON


class REGCONFIG(Textual):
    """REGCONFIG: the name of a text search configuration, which PostgreSQL looks up."""

    __visit_name__ = "REGCONFIG"
    render_bind_cast = True
    operator_classes = OperatorClass.BASE | OperatorClass.COMPARISON


class MONEY(Textual):
    """MONEY: results are str, as the server formats them by its `lc_monetary`."""

    __visit_name__ = "MONEY"
    operator_classes = OperatorClass.BASE | OperatorClass.EQUALITY | OperatorClass.ORDERING | OperatorClass.MATH
