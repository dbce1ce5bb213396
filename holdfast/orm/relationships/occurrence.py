"""foreign() and remote(): marks on the columns of a join condition.

A join condition may hold one column twice, once for each side (`remote(node.account_id) == node.account_id`), so a
mark belongs to an occurrence of a column and not to the column. `Occurrence` wraps one; a configured relationship
keeps its condition with every column wrapped, and takes the wrappers off whenever SQL is made of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from holdfast.sql import traversal
from holdfast.sql.expressions.column import ColumnClause
from holdfast.sql.expressions.element import ColumnElement

_T = TypeVar("_T")


class Occurrence(ColumnElement[_T]):
    """One occurrence of a column in a join condition, and on which side of the relationship it stands."""

    __slots__ = ("_bind_name", "column", "foreign", "remote", "type")
    __visit_name__ = "occurrence"
    _fields = {"column": traversal.ELEMENT, "foreign": traversal.VALUE, "remote": traversal.VALUE}

    column: Any
    foreign: bool
    remote: bool

    def __init__(self, column: Any, foreign: bool = False, remote: bool = False) -> None:
        self.column = column
        self.foreign = foreign
        self.remote = remote
        self.type = column.type
        self._bind_name = column._bind_name

    def marked(self, foreign: bool = False, remote: bool = False) -> Occurrence[_T]:
        """The same occurrence with more marks."""
        return Occurrence(self.column, self.foreign or foreign, self.remote or remote)

    def __str__(self) -> str:
        return str(self.column)

    def __repr__(self) -> str:
        marks = [name for name in ("foreign", "remote") if getattr(self, name)]
        return f"<{' '.join(marks) or 'local'} {self.column}>"


def is_table_column(element: Any) -> bool:
    """Whether an element is a column of some selectable."""
    return isinstance(element, ColumnClause) and element.table is not None


def map_occurrences(condition: Any, fn: Callable[[Occurrence[Any]], Any]) -> Any:
    """The condition with each occurrence, and each column not wrapped yet, exchanged for what `fn` returns for it."""

    # traversal.replace() would ask once for a column that occurs twice
    def visit(element: Any) -> Any:
        if isinstance(element, Occurrence):
            return fn(element)
        if is_table_column(element):
            return fn(Occurrence(element))
        # the columns of a subquery are its own business
        return element if element._is_select_base else element._replace_parts(visit)

    return visit(condition)


def without_marks(condition: Any) -> Any:
    """The condition in plain Core terms."""
    return map_occurrences(condition, lambda occurrence: occurrence.column)


def occurrences(condition: Any) -> list[Occurrence[Any]]:
    """All wrapped columns in a condition, in order."""
    return [element for element in traversal.iterate(condition) if isinstance(element, Occurrence)]


def column_adapter(side: Any) -> Callable[[Any], Any]:
    """A function that gives, for a column of a mapped table, the column of a selectable or AliasedInsp that stands for
    it.
    """
    if side is None:
        return lambda column: column
    adapt = getattr(side, "adapt", None) if getattr(side, "_is_orm_entity", False) else None
    if adapt is not None:
        return adapt  # type: ignore[no-any-return]  # an AliasedInsp, which is untyped from below
    if getattr(side, "is_mapper", False):
        return lambda column: column

    def corresponding(column: Any) -> Any:
        found = side.corresponding_column(column)
        return column if found is None else found

    return corresponding


def _mark(expression: Any, **marks: bool) -> Any:
    while hasattr(expression, "__clause_element__"):
        expression = expression.__clause_element__()
    if isinstance(expression, Occurrence):
        return expression.marked(**marks)
    if isinstance(expression, ColumnClause):
        # in a class body it has no table yet
        return Occurrence(expression, **marks)
    return map_occurrences(expression, lambda occurrence: occurrence.marked(**marks))


def foreign(expr: _T) -> _T:
    """Mark a column of a `primaryjoin` or `secondaryjoin` as the foreign key: the one that is written.

    :param expr: a column, or an expression all of whose columns are marked.
    :return: the marked expression.
    Source: SQLAlchemy 2.1 documentation, foreign().
    """
    marked: _T = _mark(expr, foreign=True)
    return marked


def remote(expr: _T) -> _T:
    """Mark a column of a `primaryjoin` as standing on the side of the related objects.

    :param expr: a column, or an expression all of whose columns are marked.
    :return: the marked expression.
    Source: SQLAlchemy 2.1 documentation, remote().
    """
    marked: _T = _mark(expr, remote=True)
    return marked
