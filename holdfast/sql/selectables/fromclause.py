"""What can stand in FROM: the root of tables, joins, aliases and subqueries.

A subclass says which columns it has in ``_populate_columns()``; they are made at the first look at ``.c`` and kept.
The selectables and statements that are made *from* a FROM element (``.join()``, ``.alias()``, ``.select()``) are built
through the seams, because their modules import this one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from holdfast.sql import seams, traversal
from holdfast.sql.expressions.element import ClauseElement, ColumnElement
from holdfast.sql.operators import OperatorType
from holdfast.sql.selectables.columns import ColumnCollection, ColumnSet
from holdfast.sql.traversal import ELEMENT, Fields

if TYPE_CHECKING:
    from holdfast.sql.selectables.alias import Alias, Lateral, TableSample
    from holdfast.sql.selectables.join import Join
    from holdfast.sql.statements.select import Select


class ReturnsRows(ClauseElement):
    """Something that has rows of columns: tables, selects, DML with RETURNING."""

    __slots__ = ()

    @property
    def selectable(self) -> Any:
        """This object; ORM entities have the attribute too."""
        return self

    @property
    def exported_columns(self) -> ColumnCollection[Any]:
        """The columns of the rows."""
        raise NotImplementedError

    def is_derived_from(self, fromclause: Any) -> bool:
        """Whether the rows come from ``fromclause``, directly or through aliases and subqueries."""
        return fromclause is self

    def corresponding_column(self, column: ColumnElement[Any], require_embedded: bool = False) -> Any:
        """The exported column that stands for the given one, or None.

        :param column: a column of this object or of something inside it.
        :param require_embedded: accept only a column that contains the given one.
        """
        return self.exported_columns.corresponding_column(column, require_embedded)


class Selectable(ReturnsRows):
    """Rows that can be selected from."""

    __slots__ = ()
    is_selectable = True

    def lateral(self, name: str | None = None) -> Lateral:
        """``LATERAL (..) AS name``: a subquery that may refer to the FROM elements before it."""
        made: Lateral = seams.lateral(self, name)
        return made

    def replace_selectable(self, old: Any, alias: Any) -> Any:
        """A copy in which ``old`` is exchanged for ``alias``, its columns for those of ``alias``."""
        from_column = alias.corresponding_column

        def exchange(element: Any) -> Any:
            if element is old or element is alias:
                return alias
            if element._is_column_element and element.table is not None and element.table is not alias:
                return from_column(element)
            return None

        return traversal.replace(self, exchange)


class FromClause(Selectable):
    """An element of FROM."""

    __visit_name__ = "fromclause"

    _is_from_clause = True
    #: The name that qualifies the columns, when it has one.
    named_with_column = False
    schema: str | None = None
    name: str
    #: Elements that this one contains and that therefore do not stand in FROM themselves.
    _hide_froms: Iterable[FromClause] = ()

    @property
    def _from_objects(self) -> Iterable[Any]:
        return (self,)

    def _populate_columns(self) -> Iterable[tuple[str, ColumnElement[Any]]]:
        """The pairs of key and column that ``.c`` consists of; called once."""
        raise NotImplementedError(f"{type(self).__name__} has no columns")

    @property
    def c(self) -> ColumnCollection[Any]:
        """The columns: ``selectable.c.name`` or ``selectable.c["name"]``."""
        memo = self.__dict__
        found: ColumnCollection[Any] | None = memo.get("_columns")
        if found is None:
            found = memo["_columns"] = ColumnCollection(self._populate_columns())
        return found

    @property
    def columns(self) -> ColumnCollection[Any]:
        """The columns, as :attr:`c`."""
        return self.c

    @property
    def _stated_columns(self) -> Iterable[Any]:
        """The columns that SELECT and RETURNING name when they name the FROM element."""
        return self.c

    @property
    def exported_columns(self) -> ColumnCollection[Any]:
        """The columns, as :attr:`c`."""
        return self.c

    @property
    def entity_namespace(self) -> Any:
        """Where ``filter_by()`` looks its names up."""
        return self.c

    @property
    def primary_key(self) -> Any:
        """The columns that make up the primary key."""
        memo = self.__dict__
        if "_primary_key" not in memo:
            memo["_primary_key"] = ColumnSet(column for column in self.c if column.primary_key)
        return memo["_primary_key"]

    @property
    def foreign_keys(self) -> Any:
        """The foreign keys of all columns."""
        return {fk for column in self.c for fk in column.foreign_keys}

    @property
    def description(self) -> str:
        """A short name for messages."""
        return getattr(self, "name", None) or f"{type(self).__name__} object"

    def select(self) -> Select[Any]:
        """``SELECT`` all columns of this."""
        made: Select[Any] = seams.select(self)
        return made

    def join(self, right: Any, onclause: Any = None, isouter: bool = False, full: bool = False) -> Join:
        """``this JOIN right ON onclause``.

        :param right: the other side.
        :param onclause: the condition; by default the foreign keys between the two.
        :param isouter: make it a LEFT OUTER JOIN.
        :param full: make it a FULL OUTER JOIN.
        :raises NoForeignKeysError, AmbiguousForeignKeysError: there is not exactly one way to join without a condition.
        """
        made: Join = seams.join(self, right, onclause, isouter, full)
        return made

    def outerjoin(self, right: Any, onclause: Any = None, full: bool = False) -> Join:
        """``this LEFT OUTER JOIN right``; see :meth:`join`."""
        made: Join = seams.join(self, right, onclause, True, full)
        return made

    def alias(self, name: str | None = None, flat: bool = False) -> Any:
        """This under another name; None for an anonymous one."""
        made: Alias = seams.alias(self, name, flat)
        return made

    def tablesample(self, sampling: Any, name: str | None = None, seed: Any = None) -> TableSample:
        """``this TABLESAMPLE (sampling) REPEATABLE (seed)``."""
        made: TableSample = seams.tablesample(self, sampling, name, seed)
        return made

    def with_cols(self, type_: Any) -> Any:
        """This object; a type checker sees columns of the given TypedColumns class at ``.c``."""
        return self

    def is_derived_from(self, fromclause: Any) -> bool:
        return fromclause is self

    def self_group(self, against: OperatorType | None = None) -> Any:
        return self

    def _clone(self) -> Any:
        copy = super()._clone()
        # The copy's columns are its own.
        copy.__dict__.pop("_columns", None)
        copy.__dict__.pop("_primary_key", None)
        return copy


class FromGrouping(FromClause):
    """A FROM element in parentheses."""

    __visit_name__ = "grouping"
    _fields: ClassVar[Fields] = {"element": ELEMENT}

    def __init__(self, element: Any) -> None:
        self.element = element

    @property
    def c(self) -> ColumnCollection[Any]:
        """The columns of the element inside."""
        columns: ColumnCollection[Any] = self.element.c
        return columns

    @property
    def primary_key(self) -> Any:
        """The primary key of the element inside."""
        return self.element.primary_key

    @property
    def _hide_froms(self) -> Iterable[FromClause]:  # type: ignore[override]  # those of the element
        hidden: Iterable[FromClause] = self.element._hide_froms
        return hidden

    @property
    def _from_objects(self) -> Iterable[Any]:
        objects: Iterable[Any] = self.element._from_objects
        return objects

    def is_derived_from(self, fromclause: Any) -> bool:
        return bool(self.element.is_derived_from(fromclause))

    def _ungroup(self) -> Any:
        return self.element._ungroup()

    def alias(self, name: str | None = None, flat: bool = False) -> Any:
        """An alias of the element in parentheses."""
        return FromGrouping(self.element.alias(name=name, flat=flat))
