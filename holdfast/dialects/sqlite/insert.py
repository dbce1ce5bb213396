"""``INSERT .. ON CONFLICT``: the ``insert()`` of the SQLite dialect.

Source: the SQLite documentation, page "UPSERT"; SQLAlchemy 2.1 documentation, "INSERT...ON CONFLICT (Upsert)".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from holdfast.sql.statements.on_conflict import ConflictInsert, OnConflictDoNothing, OnConflictDoUpdate

if TYPE_CHECKING:
    from typing import Self


class Insert(ConflictInsert):
    """INSERT with ON CONFLICT; made by :func:`insert`."""

    inherit_cache = True
    stringify_dialect = "sqlite"

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
        :raises ValueError: there is nothing to set.
        """
        return self._with_clause(OnConflictDoUpdate(self.table, index_elements, index_where, set_, where))

    def on_conflict_do_nothing(self, index_elements: Iterable[Any] | None = None, index_where: Any = None) -> Self:
        """Return a copy that leaves the row that is in the way as it is; parameters as for
        :meth:`on_conflict_do_update`."""
        return self._with_clause(OnConflictDoNothing(index_elements, index_where))


def insert(table: Any) -> Insert:
    """Return an INSERT with :meth:`Insert.on_conflict_do_update` and :meth:`Insert.on_conflict_do_nothing`.

    :param table: a Table or mapped class.
    """
    return Insert(table)
