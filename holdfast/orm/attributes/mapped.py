"""The typed face of mapped attributes: what type checkers see of `Mapped[...]`, and the root of the classes that
implement it.

Rules
* `Mapped[T]` on a class is a SQL expression of type T, on an instance a plain T. At runtime only subclasses of it
  exist (`MappedColumn`, the `MapperProperty` classes in declarations; `InstrumentedAttribute` on mapped classes).
* There is no `__set__` at runtime: a data descriptor would take the speed of plain attribute reads away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from holdfast.sql.expressions.typed_operators import SQLColumnExpression

if TYPE_CHECKING:
    from holdfast.orm.attributes.instrumented import InstrumentedAttribute
    from holdfast.sql.expressions.element import ColumnElement

_T = TypeVar("_T")
_T_co = TypeVar("_T_co", covariant=True)


class SQLORMExpression(SQLColumnExpression[_T_co]):
    """Whatever behaves as a SQL expression and belongs to a mapped class."""

    __slots__ = ()

    if TYPE_CHECKING:

        def any(self, criterion: Any = None, **kwargs: Any) -> ColumnElement[bool]: ...
        def has(self, criterion: Any = None, **kwargs: Any) -> ColumnElement[bool]: ...


class ORMDescriptor(Generic[_T_co]):
    """A class-level attribute that is a SQL expression on the class and a value on an instance; for type checkers."""

    __slots__ = ()

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: Any) -> InstrumentedAttribute[_T_co]: ...
        @overload
        def __get__(self, instance: object, owner: Any) -> _T_co: ...
        def __get__(self, instance: object, owner: Any) -> Any: ...


class Mapped(SQLORMExpression[_T_co], ORMDescriptor[_T_co]):
    """A mapped attribute of Python type T: the annotation of declarative attributes. Source: SQLAlchemy 2.1
    documentation, Mapped.
    """

    __slots__ = ()

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: Any) -> InstrumentedAttribute[_T_co]: ...
        @overload
        def __get__(self, instance: object, owner: Any) -> _T_co: ...
        def __get__(self, instance: object, owner: Any) -> Any: ...

        @classmethod
        def _empty_constructor(cls, arg1: Any) -> Mapped[_T_co]: ...

        def __set__(self, instance: Any, value: SQLColumnExpression[_T_co] | _T_co) -> None: ...

        def __delete__(self, instance: Any) -> None: ...


class DynamicMapped(Mapped[_T_co]):
    """The annotation of `lazy="dynamic"` relationships."""

    __slots__ = ()


class WriteOnlyMapped(Mapped[_T_co]):
    """The annotation of `lazy="write_only"` relationships."""

    __slots__ = ()
