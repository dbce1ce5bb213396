"""Annotations for type checkers: whether a column can be NULL."""

from __future__ import annotations

from typing import Any, TypeVar, overload

from holdfast.sql.expressions.typed_operators import SQLColumnExpression

_T = TypeVar("_T")


@overload
def Nullable(val: SQLColumnExpression[_T]) -> SQLColumnExpression[_T | None]: ...
@overload
def Nullable(val: type[_T]) -> type[_T | None]: ...
def Nullable(val: Any) -> Any:
    """Return the column or class; type checkers see that it may be NULL, as behind an outer join.

    :param val: a column expression, or a mapped class.
    """
    return val


@overload
def NotNullable(val: SQLColumnExpression[_T | None]) -> SQLColumnExpression[_T]: ...
@overload
def NotNullable(val: type[_T | None]) -> type[_T]: ...
def NotNullable(val: Any) -> Any:
    """Return the column or class; type checkers see that it is not NULL.

    :param val: a column expression, or a mapped class.
    """
    return val
