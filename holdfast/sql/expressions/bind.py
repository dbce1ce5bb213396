"""Bound parameters.

A unique parameter has only a prefix for a name (``key``); the compiler numbers it (``id_1``).  The value is never
part of a cache key.  ``BindParameter.literal_value`` is the fast constructor that operators use: no checks, no
keyword arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from holdfast import exc
from holdfast.sql.expressions.element import ClauseElement, ColumnElement
from holdfast.sql.expressions.names import quoted_name
from holdfast.sql.operators import OperatorType
from holdfast.sql.traversal import TYPE, VALUE, Fields
from holdfast.sql.types import NULLTYPE, TypeEngine, resolve_value, to_instance
from holdfast.util.symbols import NoArg

_T = TypeVar("_T")
_NO_ARG = NoArg.NO_ARG


class BindParameter(ColumnElement[_T]):
    """A value that is sent beside the SQL text; see :func:`bindparam`."""

    __slots__ = (
        "callable",
        "expanding",
        "isoutparam",
        "key",
        "literal_execute",
        "required",
        "type",
        "unique",
        "value",
    )
    __visit_name__ = "bindparam"
    _fields: ClassVar[Fields] = {"key": VALUE, "type": TYPE}
    _is_bind_parameter = True
    _from_objects = ()

    key: str
    value: Any
    type: TypeEngine[Any]
    unique: bool
    required: bool
    callable: Callable[[], Any] | None
    expanding: bool
    literal_execute: bool
    isoutparam: bool

    def __init__(
        self,
        key: str | None,
        value: Any = _NO_ARG,
        type_: Any = None,
        unique: bool = False,
        required: bool | NoArg = _NO_ARG,
        quote: bool | None = None,
        callable_: Callable[[], Any] | None = None,
        expanding: bool = False,
        isoutparam: bool = False,
        literal_execute: bool = False,
        _compared_to_operator: OperatorType | None = None,
        _compared_to_type: TypeEngine[Any] | None = None,
    ) -> None:
        if required is _NO_ARG:
            required = value is _NO_ARG and callable_ is None
        if value is _NO_ARG:
            value = None
        if key is None:
            key, unique = "param", True
        elif isinstance(key, ColumnElement):
            # A column in place of a name gives its name and its type.
            type_ = key.type if type_ is None else type_
            key = key.key or "param"
        self.key = key if quote is None else quoted_name(key, quote)
        self.value = value
        self.unique = unique
        self.required = bool(required)
        self.callable = callable_
        self.expanding = expanding
        self.literal_execute = literal_execute
        self.isoutparam = isoutparam
        self.type = _type_of(type_, value, expanding, _compared_to_operator, _compared_to_type)

    @staticmethod
    def literal_value(key: str, value: Any, type_: TypeEngine[Any]) -> BindParameter[Any]:
        """A unique parameter for a literal: ``key`` is the prefix of its name."""
        bind: BindParameter[Any] = _new(BindParameter)
        bind.key = key
        bind.value = value
        bind.type = type_
        bind.unique = True
        bind.required = False
        bind.callable = None
        bind.expanding = False
        bind.literal_execute = False
        bind.isoutparam = False
        return bind

    @property
    def effective_value(self) -> Any:
        """The value, or what the callable given for it returns."""
        return self.value if self.callable is None else self.callable()

    def _gather(self, key: list[Any], binds: list[Any]) -> None:
        key += (BindParameter, self.key, self.type._static_key)
        if not self.unique or self.expanding or self.literal_execute or self.isoutparam:
            key.append((self.unique, self.expanding, self.literal_execute, self.isoutparam, self.required))
        binds.append(self)

    def _with_value(self, value: Any, unique: bool = False) -> BindParameter[_T]:
        """A copy that holds another value; a parameter without a type takes that of the value."""
        copy = self._clone()
        copy.value = value
        copy.callable = None
        copy.required = False
        if copy.type is NULLTYPE and value is not None:
            copy.type = _type_of(None, value, self.expanding, None, None)
        if unique:
            copy.unique = True
        return copy

    def _with_type(self, type_: TypeEngine[Any]) -> BindParameter[_T]:
        copy = self._clone()
        copy.type = type_
        return copy

    def render_literal_execute(self) -> BindParameter[_T]:
        """A copy whose value is written into the SQL text when the statement is executed."""
        copy = self._clone()
        copy.literal_execute = True
        return copy

    def self_group(self, against: OperatorType | None = None) -> Any:
        return self

    def __repr__(self) -> str:
        return f"BindParameter({self.key!r}, {'...' if self.value is not None else None}, type_={self.type!r})"


class ColumnValue(BindParameter[_T]):
    """A plain value for a column that is known by its name as yet: it takes that column's type when it is compiled."""

    __slots__ = ()
    inherit_cache = True

    def _gather(self, key: list[Any], binds: list[Any]) -> None:
        key.append(ColumnValue)
        super()._gather(key, binds)


_new = object.__new__


def _type_of(
    type_: Any,
    value: Any,
    expanding: bool,
    compared_to_operator: OperatorType | None,
    compared_to_type: TypeEngine[Any] | None,
) -> TypeEngine[Any]:
    if type_ is not None:
        return to_instance(type_)
    sample = value
    if expanding and isinstance(value, (list, tuple, set, frozenset)):
        sample = next((item for item in value if item is not None), None)
    if compared_to_type is not None:
        return compared_to_type.coerce_compared_value(compared_to_operator, sample)
    return resolve_value(sample)


def bindparam(
    key: str | None,
    value: Any = _NO_ARG,
    type_: Any = None,
    unique: bool = False,
    required: bool | NoArg = _NO_ARG,
    quote: bool | None = None,
    callable_: Callable[[], Any] | None = None,
    expanding: bool = False,
    isoutparam: bool = False,
    literal_execute: bool = False,
) -> BindParameter[Any]:
    """Return a bound parameter.

    :param key: its name; None for an anonymous one.
    :param value: its value; without one it must be given at execution.
    :param type_: its type; by default that of the value.
    :param unique: number the name, so that several of the same name may stand in one statement.
    :param required: whether a value must be given at execution; by default when there is neither value nor callable.
    :param quote: kept with the name, as in quoted_name(); only databases whose parameters are identifiers look at it.
    :param callable_: called for the value at execution.
    :param expanding: the value is a list, for the right side of IN, rendered at execution.
    :param isoutparam: an OUT parameter of a stored procedure.
    :param literal_execute: write the value into the SQL text at execution.
    """
    return BindParameter(key, value, type_, unique, required, quote, callable_, expanding, isoutparam, literal_execute)


def outparam(key: str, type_: Any = None) -> BindParameter[Any]:
    """Return an OUT parameter, for databases whose functions have them."""
    return BindParameter(key, None, type_, isoutparam=True)


def literal(value: _T, type_: Any = None, literal_execute: bool = False) -> BindParameter[_T]:
    """Return a bound parameter for a Python value.

    :param value: the value.
    :param type_: its type; by default the one that belongs to the Python type.
    :param literal_execute: write the value into the SQL text at execution.
    :raises ArgumentError: for a value that is a SQL expression already.
    """
    if isinstance(value, ClauseElement):
        raise exc.ArgumentError(f"Literal Python value expected, got the SQL expression {type(value).__name__}")
    bind: BindParameter[Any] = BindParameter("param", value, type_, unique=True)
    bind.literal_execute = literal_execute
    return bind
