"""``INSERT .. ON CONFLICT``, which PostgreSQL and SQLite have in common.

The clause keeps what it was given as elements, so that it takes part in caching like the rest of the statement. The
condition that picks a partial index must stand in the text literally, since the database compares it with the index's
own.

Source: the PostgreSQL manual, page "INSERT", "ON CONFLICT Clause"; the SQLite documentation, page "UPSERT";
SQLAlchemy 2.1 documentation, "INSERT...ON CONFLICT (Upsert)".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from holdfast import exc
from holdfast.sql import traversal
from holdfast.sql.coercion import assigned, clause_element
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.expressions.element import ClauseElement
from holdfast.sql.statements.dml import Insert
from holdfast.sql.traversal import ELEMENT, NESTED, VALUE, Fields
from holdfast.sql.types import NULLTYPE
from holdfast.util.warnings import warn

if TYPE_CHECKING:
    from typing import Self


class OnConflictClause(ClauseElement):
    """Base of the two clauses; they name a unique index by its elements, or a constraint by its name.

    :ivar index_elements: columns, names or expressions of the unique index; empty for any conflict.
    :ivar index_where: the condition of a partial index, or None.
    :ivar constraint: the name of a constraint, or None.
    """

    _fields: ClassVar[Fields] = {"index_elements": NESTED, "index_where": ELEMENT, "constraint": VALUE}

    def __init__(
        self, index_elements: Iterable[Any] | None, index_where: Any = None, constraint: str | None = None
    ) -> None:
        if constraint is not None and index_elements is not None:
            raise ValueError("'constraint' and 'index_elements' are mutually exclusive")
        self.constraint = constraint
        self.index_elements = tuple([clause_element(item) for item in index_elements or ()])
        if index_where is not None and not self.index_elements:
            raise ValueError("index_where= needs index_elements=")
        self.index_where = None if index_where is None else traversal.replace(clause_element(index_where), _literal)


class OnConflictDoNothing(OnConflictClause):
    """ON CONFLICT DO NOTHING."""

    __visit_name__ = "on_conflict_do_nothing"


class OnConflictDoUpdate(OnConflictClause):
    """ON CONFLICT DO UPDATE.

    :ivar set_: pairs of column or name and value element.
    :ivar where: which rows are updated, or None for all.
    """

    __visit_name__ = "on_conflict_do_update"
    _fields: ClassVar[Fields] = {**OnConflictClause._fields, "set_": NESTED, "where": ELEMENT}

    def __init__(
        self,
        table: Any,
        index_elements: Iterable[Any] | None,
        index_where: Any,
        set_: Any,
        where: Any,
        constraint: str | None = None,
    ) -> None:
        super().__init__(index_elements, index_where, constraint)
        self.set_ = _assignments(table, set_)
        self.where = None if where is None else clause_element(where)


def _literal(element: Any) -> Any:
    return element.render_literal_execute() if isinstance(element, BindParameter) else None


def _assignments(table: Any, given: Any) -> tuple[tuple[Any, Any], ...]:
    """Pairs in the order of the table's columns, names that it does not have behind them."""
    if isinstance(given, Mapping):
        items = dict(given)
    elif hasattr(given, "items"):
        items = dict(given.items())
    else:
        raise ValueError(
            "set parameter must be a non-empty dictionary or a ColumnCollection such as the `.c.` collection "
            "of a Table object"
        )
    if not items:
        raise ValueError("set parameter dictionary must not be empty")
    found: list[tuple[Any, Any]] = []
    by_column = {}
    rest = []
    for key, value in items.items():
        column = table.c.get(key) if isinstance(key, str) else clause_element(key)
        if column is not None and getattr(column, "table", None) is table:
            by_column[column] = value
        else:
            rest.append((key, value))
    for column in table.c:
        if column in by_column:
            found.append((column, assigned(by_column[column], column.type)))
    if rest:
        names = ", ".join(repr(key if isinstance(key, str) else key.key) for key, _ in rest)
        warn(f"Additional column names not matching any column keys in table '{table.name}': {names}")
    # The database knows the type.
    found += [(key, assigned(value, NULLTYPE)) for key, value in rest]
    return tuple(found)


class ConflictInsert(Insert):
    """INSERT with ON CONFLICT; the dialects' own classes have the methods that make the clauses."""

    inherit_cache = True

    @property
    def excluded(self) -> Any:
        """The columns of the row that could not be inserted, for ``set_`` and ``where``."""
        alias = self.__dict__.get("_excluded")
        if alias is None:
            alias = self.__dict__["_excluded"] = self.table.alias("excluded")
        return alias.columns

    def _with_clause(self, clause: OnConflictClause) -> Self:
        if self._post_values_clause is not None:
            raise exc.InvalidRequestError("This Insert construct already has an ON CONFLICT clause established")
        return self._with(_post_values_clause=clause)
