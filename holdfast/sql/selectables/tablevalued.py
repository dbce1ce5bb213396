"""Functions in FROM: as a table, as one column, as an element of FROM without a name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from holdfast.sql.expressions.column import ColumnClause
from holdfast.sql.expressions.element import ColumnElement
from holdfast.sql.expressions.names import AnonymousName
from holdfast.sql.selectables.alias import AliasedReturnsRows
from holdfast.sql.selectables.fromclause import FromClause
from holdfast.sql.traversal import ELEMENT, NESTED, TYPE, VALUE, Fields
from holdfast.sql.types import NULLTYPE, TypeEngine, to_instance

_T = TypeVar("_T")


class FunctionFrom(FromClause):
    """A function call in FROM, without an alias."""

    __visit_name__ = "function_from"
    _fields: ClassVar[Fields] = {"function": ELEMENT}

    def __init__(self, function: Any) -> None:
        self.function = function

    def _populate_columns(self) -> Iterable[tuple[str, ColumnElement[Any]]]:
        name = self.function._argument_name
        column: ColumnClause[Any] = ColumnClause(name, self.function.type)
        yield name, column


class TableValuedAlias(AliasedReturnsRows):
    """``function(..) AS name(columns)``; see :meth:`FunctionElement.table_valued`."""

    __visit_name__ = "table_valued_alias"
    _fields: ClassVar[Fields] = {
        **AliasedReturnsRows._fields,
        "_column_specs": NESTED,
        "_derived": VALUE,
        "_with_types": VALUE,
        "_ordinality": VALUE,
    }
    _derived = False
    _with_types = False
    #: It needs no join condition with what stands beside it in FROM.
    joins_implicitly: bool

    def __init__(
        self,
        function: Any,
        name: str | None = None,
        columns: tuple[Any, ...] | None = None,
        joins_implicitly: bool = False,
        ordinality: bool = False,
    ) -> None:
        super().__init__(function, name)
        if name is None:
            self.name = AnonymousName("anon")
        self._column_specs = columns
        self._ordinality = ordinality
        self.joins_implicitly = joins_implicitly

    @property
    def _from_objects(self) -> Iterable[Any]:
        return (self,)

    def _populate_columns(self) -> Iterable[tuple[str, ColumnElement[Any]]]:
        if self._column_specs is None:
            name = self.element._argument_name
            yield name, ColumnClause(name, self.element.type, _selectable=self)
            return
        for spec in self._column_specs:
            column: ColumnClause[Any] = ColumnClause(spec.name, spec.type, _selectable=self)
            column.key = spec.key
            yield spec.key, column

    @property
    def column(self) -> TableValuedColumn[Any]:
        """The alias's name as a column: the whole row, or the one value of a scalar function."""
        return TableValuedColumn(self, self.element.type)

    def alias(self, name: str | None = None, flat: bool = False) -> TableValuedAlias:
        """The same function under another name."""
        copy = TableValuedAlias(self.element, name, self._column_specs, self.joins_implicitly, self._ordinality)
        copy._derived, copy._with_types = self._derived, self._with_types
        return copy

    def lateral(self, name: str | None = None) -> Any:
        """The same as LATERAL."""
        copy = self.alias(name)
        copy._is_lateral = True
        return copy

    def render_derived(self, name: str | None = None, with_types: bool = False) -> TableValuedAlias:
        """Write the columns' names behind the alias: ``AS name(a, b)``.

        :param name: another name for the alias.
        :param with_types: write the types with the names.
        """
        copy = self.alias(name)
        copy._derived, copy._with_types = True, with_types
        return copy

    def is_derived_from(self, fromclause: Any) -> bool:
        return fromclause is self


class TableValuedColumn(ColumnElement[_T]):
    """The name of an alias as a column."""

    __visit_name__ = "table_valued_column"
    _fields: ClassVar[Fields] = {"scalar_alias": ELEMENT, "type": TYPE}

    type: TypeEngine[Any]
    name: str

    def __init__(self, scalar_alias: Any, type_: Any) -> None:
        self.scalar_alias = scalar_alias
        self.key = self.name = scalar_alias.name
        self.type = NULLTYPE if type_ is None else to_instance(type_)

    @property
    def _natural_name(self) -> str | None:  # type: ignore[override]  # the alias's name
        return self.name

    @property
    def description(self) -> str:
        """The name, for messages."""
        return self.name

    @property
    def _bind_name(self) -> str:  # type: ignore[override]  # the alias's name
        return "param" if isinstance(self.name, AnonymousName) else self.name

    @property
    def _from_objects(self) -> Iterable[Any]:
        return (self.scalar_alias,)

    def _make_proxy(self, selectable: Any, key: str, name: str) -> ColumnElement[_T]:
        proxy: ColumnClause[_T] = ColumnClause(name, self.type, _selectable=selectable)
        proxy.key = key
        proxy._proxies = (self,)
        return proxy


def make_table_valued(
    function: Any,
    *columns: Any,
    name: str | None = None,
    with_ordinality: str | None = None,
    joins_implicitly: bool = False,
    alias_only: bool = False,
    type_: Any = None,
) -> TableValuedAlias:
    """Fills ``seams.table_valued``."""
    if alias_only:
        return TableValuedAlias(function, name, None, joins_implicitly)
    specs = [ColumnClause(column, type_) if isinstance(column, str) else column for column in columns]
    if with_ordinality is not None:
        specs.append(ColumnClause(with_ordinality) if isinstance(with_ordinality, str) else with_ordinality)
    return TableValuedAlias(function, name, tuple(specs), joins_implicitly, with_ordinality is not None)
