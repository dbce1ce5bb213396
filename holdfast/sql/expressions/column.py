"""Columns by name, without the schema's knowledge of them: :func:`column` and :func:`literal_column`.

Comparing a column with a literal is the most frequent operation of all, so :class:`ColumnClause` builds it without
the general dispatch: the type's memo knows for which Python types the parameter has the column's own type.
"""

from __future__ import annotations

from operator import eq, ge, gt, le, lt, ne
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, overload

from holdfast.sql.expressions.binary import BinaryExpression
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.expressions.element import ColumnElement
from holdfast.sql.expressions.names import AnonymousName
from holdfast.sql.operators import ColumnOperators, OperatorType
from holdfast.sql.traversal import TYPE, VALUE, Fields
from holdfast.sql.types import NULLTYPE, TypeEngine, to_instance

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")


def _comparison(op: OperatorType) -> Callable[[Any, Any], Any]:
    general = getattr(ColumnOperators, f"__{op.__name__}__")
    fast = BinaryExpression.column_with_literal

    def compare(self: Any, other: Any) -> Any:
        type_ = self.type
        memo = type_.__dict__.get("_operator_memo")
        if memo is not None and other.__class__ in memo:
            return fast(self, BindParameter.literal_value(self._bind_name, other, type_), op)
        return general(self, other)

    compare.__name__ = compare.__qualname__ = f"__{op.__name__}__"
    return compare


class ColumnClause(ColumnElement[_T]):
    """A column known by its name; :class:`holdfast.schema.Column` is the one that belongs to a Table."""

    __visit_name__ = "column"
    _fields: ClassVar[Fields] = {"name": VALUE, "type": TYPE, "is_literal": VALUE}

    name: str
    key: str
    table: Any
    type: TypeEngine[Any]

    onupdate: Any = None
    default: Any = None
    server_default: Any = None
    server_onupdate: Any = None
    _insert_sentinel = False
    _omit_from_statements = False
    #: Stands for the column in cache keys; 0 for a column that is known by its table and name.
    _token = 0
    is_literal = False

    def __init__(self, text: str, type_: Any = None, is_literal: bool = False, _selectable: Any = None) -> None:
        self.key = self.name = text
        self._bind_name = text if not is_literal else "param"
        self.table = _selectable
        self.type = NULLTYPE if type_ is None else to_instance(type_)
        if is_literal:
            self.is_literal = True

    if not TYPE_CHECKING:
        __eq__ = _comparison(eq)
        __ne__ = _comparison(ne)
        __lt__ = _comparison(lt)
        __le__ = _comparison(le)
        __gt__ = _comparison(gt)
        __ge__ = _comparison(ge)

    __hash__ = object.__hash__

    @property
    def _natural_name(self) -> str | None:  # type: ignore[override]  # a column's own name
        return None if self.is_literal and not self.name.isidentifier() else self.name

    @property
    def description(self) -> str:
        """The column's name, for messages."""
        return self.name

    @property
    def _from_objects(self) -> Any:
        return () if self.table is None else (self.table,)

    def _gather(self, key: list[Any], binds: list[Any]) -> None:
        token = self._token
        if token:
            key.append(token)
            return
        table = self.table
        if table is not None:
            table._gather(key, binds)
            key += (ColumnClause, self.key, self.type._static_key)
        else:
            key += (ColumnClause, self.name, self.type._static_key, self.is_literal)

    def _replace_parts(self, fn: Callable[[Any], Any]) -> Any:
        return self

    def get_children(self, **kw: Any) -> Any:
        return ()

    def _make_proxy(self, selectable: Any, key: str, name: str) -> ColumnElement[_T]:
        """The column of a derived FROM element that stands for this one."""
        proxy: ColumnClause[_T] = ColumnClause(name, self.type, _selectable=selectable)
        proxy.key = key
        proxy._proxies = (self,)
        if isinstance(name, AnonymousName):
            proxy._bind_name = "param"
        return proxy


@overload
def column(text: str, type_: type[TypeEngine[_T]] | TypeEngine[_T], is_literal: bool = False) -> ColumnClause[_T]: ...
@overload
def column(text: str, type_: Any = None, is_literal: bool = False) -> ColumnClause[Any]: ...
def column(text: str, type_: Any = None, is_literal: bool = False) -> ColumnClause[Any]:
    """Return a column of the given name that belongs to no table.

    :param text: the name; quoted where the database needs it.
    :param type_: its type.
    :param is_literal: the text is a SQL expression and stands as it is.
    """
    return ColumnClause(text, type_, is_literal)


@overload
def literal_column(text: str, type_: type[TypeEngine[_T]] | TypeEngine[_T]) -> ColumnClause[_T]: ...
@overload
def literal_column(text: str, type_: Any = None) -> ColumnClause[Any]: ...
def literal_column(text: str, type_: Any = None) -> ColumnClause[Any]:
    """Return a SQL expression given as text that stands in a statement as a column; it is never quoted.

    :param text: the SQL; never put input from outside into it.
    :param type_: its type.
    """
    return ColumnClause(text, type_, is_literal=True)
