"""VALUES as a FROM element."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from holdfast import exc
from holdfast.sql import coercion
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.expressions.element import ClauseElement, ColumnElement, new_token
from holdfast.sql.expressions.names import AnonymousName
from holdfast.sql.selectables.alias import AliasedReturnsRows
from holdfast.sql.selectables.cte import CTE
from holdfast.sql.traversal import NESTED, VALUE, Fields
from holdfast.sql.types import NULLTYPE, TypeEngine


class Values(AliasedReturnsRows):
    """``(VALUES (..), (..)) AS name (columns)``; see :func:`values`."""

    __visit_name__ = "values"
    #: A CTE of it names its columns: ``WITH name(a, b) AS (VALUES ..)``.
    name_cte_columns = True
    _fields: ClassVar[Fields] = {
        "name": VALUE,
        "_column_args": NESTED,
        "_data": NESTED,
        "literal_binds": VALUE,
        "_unnamed": VALUE,
        "_ctes": NESTED,
    }
    _ctes: tuple[tuple[CTE, bool], ...] = ()

    def __init__(self, *columns: Any, name: str | None = None, literal_binds: bool = False) -> None:
        self._column_args = columns
        self._unnamed = name is None
        self.name = AnonymousName("anon") if name is None else name
        self.literal_binds = literal_binds
        self.named_with_column = name is not None
        self._data: tuple[tuple[Any, ...], ...] = ()
        self._token = new_token()

    @property
    def _column_types(self) -> list[TypeEngine[Any]]:
        return [column.type for column in self._column_args]

    def data(self, values: Sequence[Sequence[Any]]) -> Values:
        """A copy with more rows.

        :param values: the rows, sequences in the order of the columns.
        :raises ArgumentError: a row has another number of values.
        """
        width = len(self._column_args)
        rows = []
        for number, row in enumerate(values, 1):
            if not isinstance(row, Sequence) or isinstance(row, (str, bytes)) or len(row) != width:
                raise exc.ArgumentError(f"Wrong number of elements for {width}-tuple: row {number} of the values")
            rows.append(
                tuple(
                    item if isinstance(item, ClauseElement) else BindParameter("param", item, type_, unique=True)
                    for item, type_ in zip(row, self._types_of(row), strict=True)
                )
            )
        copy = self._clone()
        copy._data = self._data + tuple(rows)
        return copy  # type: ignore[no-any-return]  # a copy of this object

    def _types_of(self, row: Sequence[Any]) -> Iterable[Any]:
        return [None if type_ is NULLTYPE else type_ for type_ in self._column_types]

    def alias(self, name: str | None = None, flat: bool = False) -> Values:
        """The same rows under another name."""
        copy = self._clone()
        copy.name = AnonymousName("anon") if name is None else name
        copy._unnamed = False
        copy.named_with_column = True
        return copy  # type: ignore[no-any-return]  # a copy of this object

    def lateral(self, name: str | None = None) -> Any:
        """The same as LATERAL."""
        copy = self.alias(name) if name is not None else self._clone()
        copy._is_lateral = True
        return copy

    def add_cte(self, *ctes: CTE, nest_here: bool = False) -> Values:
        """A copy with CTEs that the rows do not refer to otherwise.

        :param nest_here: write them here and not at the outermost statement.
        """
        copy: Values = self._clone()
        copy._ctes = self._ctes + tuple((cte, nest_here) for cte in ctes)
        return copy

    def cte(self, name: str | None = None, recursive: bool = False, nesting: bool = False) -> CTE:
        """The rows as a common table expression."""
        return CTE(self, name, recursive, nesting)

    def scalar_values(self) -> ScalarValues:
        """The rows as a value: one row as a column of SELECT, any number for the right side of IN."""
        return ScalarValues(self._column_args, self._data, self.literal_binds)

    def _populate_columns(self) -> Iterable[tuple[str, ColumnElement[Any]]]:
        for column in self._column_args:
            yield column.key, column._make_proxy(self, column.key, column.name)

    def is_derived_from(self, fromclause: Any) -> bool:
        return fromclause is self


class ScalarValues(ColumnElement[Any]):
    """``VALUES (..)`` as a value."""

    __visit_name__ = "scalar_values"
    _fields: ClassVar[Fields] = {"_column_args": NESTED, "_data": NESTED, "literal_binds": VALUE}

    def __init__(self, columns: Sequence[Any], data: Any, literal_binds: bool) -> None:
        self._column_args = tuple(columns)
        self._data = tuple(data)
        self.literal_binds = literal_binds

    @property
    def _from_objects(self) -> Iterable[Any]:
        return ()


def values(*columns: Any, name: str | None = None, literal_binds: bool = False) -> Values:
    """Return a VALUES construct; add rows with :meth:`Values.data`.

    :param columns: columns made with :func:`column`, with types.
    :param name: its name in FROM.
    :param literal_binds: write the values into the SQL text.
    """
    return Values(*[coercion.column_expression(column) for column in columns], name=name, literal_binds=literal_binds)
