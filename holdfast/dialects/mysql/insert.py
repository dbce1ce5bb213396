"""``INSERT .. ON DUPLICATE KEY UPDATE``: the ``insert()`` of MySQL and MariaDB.

Source: MySQL 8.0 Reference Manual, "INSERT ... ON DUPLICATE KEY UPDATE Statement"; SQLAlchemy 2.1 documentation,
"INSERT...ON DUPLICATE KEY UPDATE (Upsert)".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from holdfast import exc
from holdfast.sql import traversal
from holdfast.sql.coercion import assigned, clause_element
from holdfast.sql.expressions.element import ClauseElement, ColumnElement
from holdfast.sql.statements.dml import Insert as _Insert
from holdfast.sql.traversal import ELEMENT, NESTED, Fields
from holdfast.util.warnings import warn

if TYPE_CHECKING:
    from typing import Self

Pair = tuple[Any, Any]


class NewRowColumn(ColumnElement[Any]):
    """A column of the row that could not be inserted: ``VALUES(column)`` or ``new.column``."""

    __visit_name__ = "new_row_column"
    _fields: ClassVar[Fields] = {"column": ELEMENT}

    def __init__(self, column: Any) -> None:
        self.column = column
        self.type = column.type


class OnDuplicateClause(ClauseElement):
    """ON DUPLICATE KEY UPDATE.

    :ivar update: pairs of column and value element, in the order of the SQL.
    """

    __visit_name__ = "on_duplicate_key_update"
    _fields: ClassVar[Fields] = {"update": NESTED}

    def __init__(self, table: Any, inserted: Any, update: Mapping[Any, Any] | Iterable[Pair]) -> None:
        def as_new_row(element: Any) -> Any:
            return NewRowColumn(element) if getattr(element, "table", None) is inserted else None

        pairs = _assignments(table, update)
        self.update = tuple([(column, traversal.replace(value, as_new_row)) for column, value in pairs])


def _assignments(table: Any, update: Mapping[Any, Any] | Iterable[Pair]) -> list[Pair]:
    """Pairs of column and value element: those of a dictionary in the order of the table's columns, those of a list as
    they come."""
    ordered = not hasattr(update, "items")
    given: list[Pair] = list(update if ordered else update.items())  # type: ignore[union-attr]  # asked above
    found: dict[Any, Any] = {}
    unknown: list[str] = []
    for key, value in given:
        column = table.c.get(key) if isinstance(key, str) else clause_element(key)
        if column is None or table.c.get(column.key) is not column:
            unknown.append(key if isinstance(key, str) else key.key)
        else:
            found[column] = assigned(value, column.type)
    if unknown:
        names = ", ".join(repr(name) for name in unknown)
        warn(f"Additional column names not matching any column keys in table '{table.name}': {names}")
    if not found:
        raise ValueError("update parameter dictionary must not be empty")
    return list(found.items()) if ordered else [(column, found[column]) for column in table.c if column in found]


class Insert(_Insert):
    """INSERT with ON DUPLICATE KEY UPDATE; made by :func:`insert`."""

    inherit_cache = True
    stringify_dialect = "mysql"

    @property
    def inserted_alias(self) -> Any:
        """The row that could not be inserted, as an alias of the table."""
        # The alias belongs to the table, so that every copy of the statement has the same one.
        alias = self.table.__dict__.get("_inserted_alias")
        if alias is None:
            alias = self.table.__dict__["_inserted_alias"] = self.table.alias("inserted")
        return alias

    @property
    def inserted(self) -> Any:
        """The columns of the row that could not be inserted, for values of :meth:`on_duplicate_key_update`."""
        return self.inserted_alias.columns

    def on_duplicate_key_update(self, *args: Any, **kw: Any) -> Self:
        """Return a copy that updates the row which has the same primary or unique key.

        :param args: a dictionary of columns or names to values, set in the order of the table's columns; or a list of
            pairs, set in their order, which matters where a value refers to a column that is set before it.
        :param kw: values by column name, instead of a dictionary.
        :raises holdfast.exc.ArgumentError: both were given.
        :raises ValueError: there is nothing to set.
        """
        if args and kw:
            raise exc.ArgumentError("Can't pass kwargs and positional arguments simultaneously")
        if len(args) > 1:
            raise exc.ArgumentError("Only a single dictionary or list of tuples is accepted positionally.")
        if self._post_values_clause is not None:
            raise exc.InvalidRequestError("This Insert construct already has an ON DUPLICATE KEY clause present")
        values = args[0] if args else kw
        if not values:
            raise ValueError("update parameter dictionary must not be empty")
        return self._with(_post_values_clause=OnDuplicateClause(self.table, self.inserted_alias, values))


def insert(table: Any) -> Insert:
    """Return an INSERT with :meth:`Insert.on_duplicate_key_update`.

    :param table: a Table or mapped class.
    """
    return Insert(table)
