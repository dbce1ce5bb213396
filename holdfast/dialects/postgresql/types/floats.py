"""Floating point types, whose results the driver gives as floats; `numbers.py` sees to those that it does not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from holdfast.sql import types as generic
from holdfast.sql.types import TypeEngine
from holdfast.sql.types.base import Processor


class NativeFloats(TypeEngine[Any]):
    """Mixin: nothing is left to do with results, unless they are to be Decimals."""

    asdecimal: bool
    # FLOAT(24) is another type than FLOAT(25), not one that cuts values
    _limits = ()

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        if not self.asdecimal:
            return None
        rounded = super().result_processor(dialect, coltype)
        assert rounded is not None

        def process(value: Any) -> Any:
            return value if isinstance(value, Decimal) else rounded(value)

        return process


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
