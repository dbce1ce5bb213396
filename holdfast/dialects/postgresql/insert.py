"""``INSERT .. ON CONFLICT``: the ``insert()`` of the PostgreSQL dialect.

Source: the PostgreSQL manual, page "INSERT"; SQLAlchemy 2.1 documentation, "INSERT...ON CONFLICT (Upsert)".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from holdfast.sql.schema import Index
from holdfast.sql.statements.on_conflict import ConflictInsert, OnConflictDoNothing, OnConflictDoUpdate

if TYPE_CHECKING:
    from typing import Self


class Insert(ConflictInsert):
    """INSERT with ON CONFLICT; made by :func:`insert`."""

    inherit_cache = True
    stringify_dialect = "postgresql"

    def on_conflict_do_update(
        self,
        constraint: Any = None,
        index_elements: Iterable[Any] | None = None,
        index_where: Any = None,
        set_: Any = None,
        where: Any = None,
    ) -> Self:
        """Return a copy that updates the row that is in the way.

        :param constraint: the name of a constraint, or a constraint or Index object.
        :param index_elements: columns, names or expressions of the unique index; either this or ``constraint``.
        :param index_where: the condition of a partial index.
        :param set_: a dictionary of columns or names to values, or the columns of ``excluded``.
        :param where: which rows are updated.
        :raises ValueError: there is nothing to set, or no index or constraint is named.
        """
        name, elements, condition = _target(constraint, index_elements, index_where)
        if name is None and elements is None:
            raise ValueError("Either constraint or index_elements, but not both, must be specified unless DO NOTHING")
        return self._with_clause(OnConflictDoUpdate(self.table, elements, condition, set_, where, name))

    def on_conflict_do_nothing(
        self, constraint: Any = None, index_elements: Iterable[Any] | None = None, index_where: Any = None
    ) -> Self:
        """Return a copy that leaves the row that is in the way as it is.

        :param constraint: as for :meth:`on_conflict_do_update`; without it and ``index_elements`` any conflict counts.
        """
        name, elements, condition = _target(constraint, index_elements, index_where)
        return self._with_clause(OnConflictDoNothing(elements, condition, name))


def _target(
    constraint: Any, index_elements: Iterable[Any] | None, index_where: Any
) -> tuple[str | None, Iterable[Any] | None, Any]:
    """The name of the constraint, or what the index consists of and its condition.

    A constraint without a name, and an Index always, are named by what they consist of.
    """
    if constraint is None or isinstance(constraint, str):
        return constraint, index_elements, index_where
    if index_elements is not None:
        raise ValueError("'constraint' and 'index_elements' are mutually exclusive")
    if isinstance(constraint, Index):
        where = constraint.dialect_options["postgresql"].get("where")
        return None, constraint.expressions, where if index_where is None else index_where
    if constraint.name is not None:
        return constraint.name, None, index_where
    return None, list(constraint.columns), getattr(constraint, "where", None) if index_where is None else index_where


def insert(table: Any) -> Insert:
    """Return an INSERT with :meth:`Insert.on_conflict_do_update` and :meth:`Insert.on_conflict_do_nothing`.

    :param table: a Table or mapped class.
    """
    return Insert(table)
