"""CAST, TRY_CAST and the type change that happens in Python only."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar, overload

from holdfast.sql import coercion
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.expressions.element import ClauseElement, ColumnElement, Grouping
from holdfast.sql.operators import OperatorType
from holdfast.sql.traversal import ELEMENT, TYPE, Fields
from holdfast.sql.types import TypeEngine, to_instance

_T = TypeVar("_T")


class TypeClause(ClauseElement):
    """The name of a type in SQL."""

    __visit_name__ = "typeclause"
    _fields: ClassVar[Fields] = {"type": TYPE}

    def __init__(self, type_: Any) -> None:
        self.type = to_instance(type_)


class Cast(ColumnElement[_T]):
    """``CAST(clause AS type)``."""

    __visit_name__ = "cast"
    _fields: ClassVar[Fields] = {"clause": ELEMENT, "type": TYPE}

    type: TypeEngine[Any]

    def __init__(self, expression: Any, type_: Any) -> None:
        self.type = to_instance(type_)
        self.typeclause = TypeClause(self.type)
        self.clause = coercion.expression(expression, type_=self.type)

    @property
    def _anonymous_prefix(self) -> str:  # type: ignore[override]  # that of what is cast
        prefix: str = self.clause._anonymous_prefix
        return prefix

    @property
    def _natural_name(self) -> str | None:  # type: ignore[override]  # a cast column keeps its name
        name: str | None = self.clause._natural_name
        return name

    @property
    def wrapped_column_expression(self) -> Any:
        """The expression inside."""
        return self.clause


class TryCast(Cast[_T]):
    """``TRY_CAST(clause AS type)``: NULL where the value does not fit."""

    __visit_name__ = "try_cast"
    inherit_cache = True


class TypeCoerce(ColumnElement[_T]):
    """An expression taken for one of another type, without a trace in the SQL."""

    __visit_name__ = "type_coerce"
    _fields: ClassVar[Fields] = {"clause": ELEMENT, "type": TYPE}

    type: TypeEngine[Any]

    def __init__(self, expression: Any, type_: Any) -> None:
        self.type = to_instance(type_)
        clause = coercion.expression(expression, type_=self.type)
        # A parameter takes the type itself; it must stay one object, so that its value is found again.
        self.clause = clause._with_type(self.type) if isinstance(clause, BindParameter) else clause

    @property
    def typed_expression(self) -> Any:
        """The expression inside; a bound parameter has the type."""
        return self.clause

    @property
    def wrapped_column_expression(self) -> Any:
        """The expression inside."""
        return self.clause

    @property
    def _anonymous_prefix(self) -> str:  # type: ignore[override]  # that of the expression inside
        prefix: str = self.clause._anonymous_prefix
        return prefix

    @property
    def _natural_name(self) -> str | None:  # type: ignore[override]  # the column keeps its name
        name: str | None = self.clause._natural_name
        return name

    def self_group(self, against: OperatorType | None = None) -> Any:
        grouped = self.clause.self_group(against=against)
        return self if grouped is self.clause or not isinstance(grouped, Grouping) else TypeCoerce(grouped, self.type)


@overload
def cast(expression: Any, type_: type[TypeEngine[_T]] | TypeEngine[_T]) -> Cast[_T]: ...
@overload
def cast(expression: Any, type_: Any) -> Cast[Any]: ...
def cast(expression: Any, type_: Any) -> Cast[Any]:
    """Return ``CAST(expression AS type_)``.

    :param expression: a SQL expression, or a Python value, which is bound with the type.
    :param type_: the type, a class or an instance.
    """
    return Cast(expression, type_)


@overload
def try_cast(expression: Any, type_: type[TypeEngine[_T]] | TypeEngine[_T]) -> TryCast[_T]: ...
@overload
def try_cast(expression: Any, type_: Any) -> TryCast[Any]: ...
def try_cast(expression: Any, type_: Any) -> TryCast[Any]:
    """Return ``TRY_CAST(expression AS type_)``, for databases that have it; see :func:`cast`."""
    return TryCast(expression, type_)


@overload
def type_coerce(expression: Any, type_: type[TypeEngine[_T]] | TypeEngine[_T]) -> TypeCoerce[_T]: ...
@overload
def type_coerce(expression: Any, type_: Any) -> TypeCoerce[Any]: ...
def type_coerce(expression: Any, type_: Any) -> TypeCoerce[Any]:
    """Return the expression taken as one of another type: values and rows are processed so, the SQL is the same.

    :param expression: a SQL expression or a Python value.
    :param type_: the type, a class or an instance.
    """
    return TypeCoerce(expression, type_)
