"""Tables by name, without the schema's knowledge of them: :func:`table`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from holdfast import exc
from holdfast.sql import seams
from holdfast.sql.expressions.column import ColumnClause
from holdfast.sql.selectables.columns import ColumnCollection, WriteableColumnCollection
from holdfast.sql.selectables.fromclause import FromClause
from holdfast.sql.traversal import VALUE, Fields

if TYPE_CHECKING:
    from holdfast.sql.statements.dml import Delete, Insert, Update


class TableClause(FromClause):
    """A table known by its name; :class:`holdfast.schema.Table` is the one with a schema."""

    __visit_name__ = "table"
    _fields: ClassVar[Fields] = {"name": VALUE, "schema": VALUE}

    named_with_column = True
    _is_table = True
    implicit_returning = False
    name: str
    #: The name with the schema before it.
    fullname: str

    def __init__(self, name: str, *columns: ColumnClause[Any], schema: str | None = None) -> None:
        self.name = name
        if schema is not None:
            self.schema = schema
        self.fullname = f"{schema}.{name}" if schema else name
        self._columns: WriteableColumnCollection[Any] = WriteableColumnCollection()
        for column in columns:
            self.append_column(column)

    @property
    def description(self) -> str:
        """The name, for messages."""
        return self.name

    @property
    def c(self) -> ColumnCollection[Any]:
        """The columns: ``table.c.name`` or ``table.c["name"]``."""
        return self._columns

    def append_column(self, column: Any) -> None:
        """Add a column.

        :raises ArgumentError: the column belongs to another table.
        """
        existing = column.table
        if existing is not None and existing is not self:
            raise exc.ArgumentError(f"column object '{column.key}' already assigned to table '{existing.description}'")
        self._columns.add(column)
        column.table = self

    def insert_column(self, column: Any, index: int) -> None:
        """Add a column at a position, counted from 0."""
        column.table = self
        self._columns.replace(column, index)

    def get_children(self, **kw: Any) -> Iterable[Any]:
        return ()

    def _replace_parts(self, fn: Any) -> Any:
        return self

    def insert(self) -> Insert:
        """``INSERT INTO`` this table."""
        made: Insert = seams.insert(self)
        return made

    def update(self) -> Update:
        """``UPDATE`` this table."""
        made: Update = seams.update(self)
        return made

    def delete(self) -> Delete:
        """``DELETE FROM`` this table."""
        made: Delete = seams.delete(self)
        return made

    def table_valued(self) -> Any:
        """The table as one value, a row, such as ``func.row_to_json(table.table_valued())`` takes in PostgreSQL."""
        return seams.table_valued_column(self)


def table(name: str, *columns: ColumnClause[Any], schema: str | None = None) -> TableClause:
    """Return a table of the given name.

    :param name: the name.
    :param columns: columns made with :func:`column`.
    :param schema: the schema that it is in.
    """
    return TableClause(name, *columns, schema=schema)
