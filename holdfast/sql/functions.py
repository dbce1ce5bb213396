"""SQL functions, as public names; the functions themselves are attributes of :data:`func`."""

from __future__ import annotations

from typing import Any

from holdfast.sql.expressions.function import (
    REGISTRY,
    Function,
    FunctionAsBinary,
    FunctionElement,
    GenericFunction,
    ScalarFunctionColumn,
    func,
    modifier,
    register_function,
)
from holdfast.sql.expressions.generic_functions import AnsiFunction, OrderedSetAgg, ReturnTypeFromArgs

__all__ = [
    "AnsiFunction",
    "Function",
    "FunctionAsBinary",
    "FunctionElement",
    "GenericFunction",
    "OrderedSetAgg",
    "ReturnTypeFromArgs",
    "ScalarFunctionColumn",
    "func",
    "modifier",
    "register_function",
]


def __getattr__(name: str) -> Any:
    # The classes of the functions with known types: functions.count, functions.max ...
    found = REGISTRY["_default"].get(name)
    if found is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return found
