"""``INSERT .. ON CONFLICT``: the ``insert()`` of the SQLite dialect.

The clause keeps what it was given as elements, so that it takes part in caching like the rest of the statement. The
condition that picks a partial index must stand in the text literally, since the database compares it with the index's
own.

Source: the SQLite documentation, page "UPSERT"; SQLAlchemy 2.1 documentation, "INSERT...ON CONFLICT (Upsert)".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from holdfast import exc
from holdfast.sql import traversal
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.expressions.element import ClauseElement
from holdfast.sql.statements.dml import Insert as _Insert
from holdfast.sql.traversal import ELEMENT, NESTED, Fields

if TYPE_CHECKING:
    from typing import Self


class OnConflictClause(ClauseElement):
    """Base of the two clauses.

    :ivar index_elements: columns, names or expressions of the unique index; empty for any conflict.
    :ivar index_where: the condition of a partial index, or None.
    """

    _fields: ClassVar[Fields] = {"index_elements": NESTED, "index_where": ELEMENT}

    def __init__(self, index_elements: Iterable[Any] | None, index_where: Any) -> None:
        self.index_elements = tuple([_element(item) for item in index_elements or ()])
        if index_where is not None and not self.index_elements:
            raise exc.ArgumentError("index_where= needs index_elements=")
        self.index_where = None if index_where is None else traversal.replace(_element(index_where), _literal)


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
        self, table: Any, index_elements: Iterable[Any] | None, index_where: Any, set_: Any, where: Any
    ) -> None:
        super().__init__(index_elements, index_where)
        self.set_ = _assignments(table, set_)
        self.where = None if where is None else _element(where)


def _element(item: Any) -> Any:
    return item.__clause_element__() if hasattr(item, "__clause_element__") else item


def _literal(element: Any) -> Any:
    return element.render_literal_execute() if isinstance(element, BindParameter) else None


def _assignments(table: Any, given: Any) -> tuple[tuple[Any, Any], ...]:
    """Pairs in the order of the table's columns, names that it does not have behind them."""
    if not given:
        raise exc.ArgumentError("set parameter must not be empty")
    if isinstance(given, Mapping):
        items = dict(given)
    elif hasattr(given, "items"):
        items = dict(given.items())
    else:
        raise exc.ArgumentError(
            "set parameter must be a non-empty dictionary or a ColumnCollection such as the `.c.` collection "
            "of a Table object"
        )
    found: list[tuple[Any, Any]] = []
    by_column = {}
    rest = []
    for key, value in items.items():
        column = table.c.get(key) if isinstance(key, str) else _element(key)
        if column is not None and getattr(column, "table", None) is table:
            by_column[column] = value
        else:
            rest.append((key, value))
    for column in table.c:
        if column in by_column:
            found.append((column, _value(column.key, by_column[column], column.type)))
    found += [(key, _value(str(key), value, None)) for key, value in rest]
    return tuple(found)


def _value(key: str, value: Any, type_: Any) -> Any:
    element = _element(value)
    if isinstance(element, ClauseElement):
        return element.self_group()
    return BindParameter(key, value, type_, unique=True)


class Insert(_Insert):
    """INSERT with ON CONFLICT; made by :func:`insert`."""

    inherit_cache = True

    @property
    def excluded(self) -> Any:
        """The columns of the row that could not be inserted, for ``set_`` and ``where``."""
        alias = self.__dict__.get("_excluded")
        if alias is None:
            alias = self.__dict__["_excluded"] = self.table.alias("excluded")
        return alias.columns

    def on_conflict_do_update(
        self,
        index_elements: Iterable[Any] | None = None,
        index_where: Any = None,
        set_: Any = None,
        where: Any = None,
    ) -> Self:
        """Return a copy that updates the row that is in the way.

        :param index_elements: columns or names of the unique index; None for any conflict (SQLite 3.35 and later).
        :param index_where: the condition of a partial index.
        :param set_: a dictionary of columns or names to values.
        :param where: which rows are updated.
        :raises holdfast.exc.ArgumentError: there is nothing to set.
        """
        return self._with_clause(OnConflictDoUpdate(self.table, index_elements, index_where, set_, where))

    def on_conflict_do_nothing(self, index_elements: Iterable[Any] | None = None, index_where: Any = None) -> Self:
        """Return a copy that leaves the row that is in the way as it is; parameters as for
        :meth:`on_conflict_do_update`."""
        return self._with_clause(OnConflictDoNothing(index_elements, index_where))

    def _with_clause(self, clause: OnConflictClause) -> Self:
        if self._post_values_clause is not None:
            raise exc.InvalidRequestError("This Insert construct already has an ON CONFLICT clause established")
        return self._with(_post_values_clause=clause)


def insert(table: Any) -> Insert:
    """Return an INSERT with :meth:`Insert.on_conflict_do_update` and :meth:`Insert.on_conflict_do_nothing`.

    :param table: a Table or mapped class.
    """
    return Insert(table)
