"""`TypedColumns`: the columns of a table as a class, so that type checkers know `table.c`.

Rules: a class attribute is a Column, an annotation `name: Column[int]`, or both; the SQL type of an annotation comes
from the Python type, and `| None` makes the column nullable.  The class is a description, it is never instantiated.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from holdfast import exc
from holdfast.sql.schema.column import Column
from holdfast.sql.selectables.columns import ColumnCollection
from holdfast.sql.types.base import LITERAL_TYPES, TypeEngine

_T = TypeVar("_T")


class Named(Generic[_T]):
    """A named column in an annotation: ``name: Named[str]`` in :class:`TypedColumns` is ``name: Column[str]``."""

    if TYPE_CHECKING:

        def __get__(self, instance: object, owner: Any) -> Column[_T]: ...


class TypedColumns(ColumnCollection[Column[Any]]):
    """Base of column descriptions: `class user_cols(TypedColumns): id = Column(Integer, primary_key=True)`.

    Given to `Table("users", metadata, user_cols)` it makes the columns; `Table.with_cols(user_cols)` is for type
    checkers only.
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> TypedColumns:
        raise exc.InvalidRequestError("Cannot instantiate a TypedColumns object.")

    def __init_subclass__(cls, **kw: Any) -> None:
        super().__init_subclass__(**kw)
        methods = [name for name, value in vars(cls).items() if name[:2] != "__" and not isinstance(value, Column)]
        if methods:
            raise exc.InvalidRequestError(f"TypedColumns subclasses may not define methods. Found {sorted(methods)}")


def columns_of(description: type[TypedColumns]) -> Iterator[Column[Any]]:
    """Yield new columns, those of the bases first, in the order they are written in."""
    hints = get_type_hints(description)
    names: dict[str, None] = {}
    for cls in reversed(description.__mro__):
        if cls is not TypedColumns and issubclass(cls, TypedColumns):
            annotated = vars(cls).get("__annotations__", {})
            # Python keeps the order of attributes and of annotations, but not how they were mixed
            names.update(dict.fromkeys(n for n, v in vars(cls).items() if isinstance(v, Column) and n not in annotated))
            names.update(dict.fromkeys(annotated))
    for name in names:
        given = getattr(description, name, None)
        column: Column[Any] = Column(name) if given is None else given._copy()
        if column.name is None:
            column.name = name
        column.key = column._bind_name = name
        if name in hints:
            _apply(column, hints[name], f"{description.__name__}.{name}")
        yield column


def _apply(column: Column[Any], hint: Any, where: str) -> None:
    """Set type and nullability that the column does not say itself."""
    arguments = get_args(hint)
    if get_origin(hint) not in (Column, Named) or not arguments:
        raise exc.ArgumentError(f"The annotation of {where} has to be Column[...], not {hint!r}")
    members = [each for each in get_args(arguments[0]) if each is not type(None)] or [arguments[0]]
    nullable = type(None) in get_args(arguments[0])
    if column._user_defined_nullable is None and not column.primary_key:
        column.nullable = nullable
    if column.type._isnull and not column.foreign_keys:
        column.type = _type_of(members[0], where)


def _type_of(python_type: Any, where: str) -> TypeEngine[Any]:
    for base in getattr(python_type, "__mro__", ()):
        found = LITERAL_TYPES.get((base.__module__, base.__qualname__))
        if found is not None:
            return found
    raise exc.ArgumentError(
        f"Could not find a SQL type for type {python_type!r} obtained from the annotation of {where}"
    )
