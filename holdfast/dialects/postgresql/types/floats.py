"""Floating point types, whose results the driver gives as floats."""

from __future__ import annotations

from typing import Any

from holdfast.sql import types as generic
from holdfast.sql.types import TypeEngine
from holdfast.sql.types.base import Processor


class NativeFloats(TypeEngine[Any]):
    """Mixin: nothing is left to do with results, unless they are to be Decimals."""

    asdecimal: bool

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        return super().result_processor(dialect, coltype) if self.asdecimal else None


#: generic class -> its subclass with the mixin, which keeps the name in DDL
FLOATS: dict[Any, Any] = {
    cls: type(cls.__name__, (NativeFloats, cls), {"__module__": __name__})
    for cls in (
        generic.Float,
        generic.FLOAT,
        generic.REAL,
        generic.Double,
        generic.DOUBLE,
        generic.DOUBLE_PRECISION,
    )
}
