"""Index: over columns or expressions of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.sql import seams, traversal
from holdfast.sql.expressions.names import quoted_name
from holdfast.sql.schema.constraints import ColumnCollectionMixin, _serial
from holdfast.sql.schema.item import DialectKWArgs, HasConditionalDDL, SchemaItem
from holdfast.sql.schema.naming import apply_convention
from holdfast.sql.selectables.columns import WriteableColumnCollection

if TYPE_CHECKING:
    from holdfast.sql.schema.table import Table


class Index(DialectKWArgs, ColumnCollectionMixin, HasConditionalDDL, SchemaItem):
    """An index; it attaches itself to the table of its columns.

    :param name: None: by the naming convention.
    :param expressions: Columns, names (when the index is given to a Table), SQL expressions such as
        `func.lower(table.c.name)` or `table.c.name.desc()`, text().
    :param unique: UNIQUE.
    :param quote: force quoting of the name on or off.
    :param info: notes.
    :param dialect_kw: such as `postgresql_using`, `sqlite_where`.
    """

    __visit_name__ = "index"
    _type_bound = False

    table: Table | None = None

    def __init__(
        self,
        name: Any,
        *expressions: Any,
        unique: bool = False,
        quote: bool | None = None,
        info: dict[Any, Any] | None = None,
        _table: Any = None,
        _column_flag: bool = False,
        **dialect_kw: Any,
    ) -> None:
        self.name = quoted_name.construct(name, quote)
        self.unique = unique
        # made by Column(index=True): the copy of the column makes its own
        self._column_flag = _column_flag
        self._creation_order = next(_serial)
        if info is not None:
            self.info = info
        self._set_dialect_kw(dialect_kw)
        self.expressions: list[Any] = [
            item.__clause_element__() if hasattr(item, "__clause_element__") else item for item in expressions
        ]
        self._columns = WriteableColumnCollection()
        self._pending = [column for item in self.expressions for column in _columns_in(item)]
        if _table is not None:
            self._attach(_table)
        elif all(not isinstance(item, str) for item in self._pending):
            self._attach_when_complete()

    @property
    def parent(self) -> Any:
        """The table."""
        return self.table

    def _set_parent(self, table: Table, /, **kw: Any) -> None:
        if self.table is not None and self.table is not table:
            raise exc.ArgumentError(
                f"Index '{self.name}' is against table '{self.table.description}', and cannot be associated with "
                f"table '{table.description}'."
            )
        self.table = table
        table.indexes.add(self)
        self._resolve_columns(table)
        self.expressions = [table.c[item] if isinstance(item, str) else item for item in self.expressions]
        name = apply_convention(self, table)
        if name is not None:
            self.name = name

    def create(self, bind: Any, checkfirst: Any = False) -> None:
        """CREATE INDEX.

        :param bind: Engine or Connection.
        :param checkfirst: ask first whether it is there.
        """
        seams.create_schema_item(self, bind, checkfirst)

    def drop(self, bind: Any, checkfirst: Any = False) -> None:
        """DROP INDEX; parameters as for `create()`."""
        seams.drop_schema_item(self, bind, checkfirst)

    def _copy_to(self, table: Table) -> Index:
        """Make the same index for a copy of the table."""
        source = self.table

        def moved(element: Any) -> Any:
            if getattr(element, "_is_column_element", False) and getattr(element, "table", None) is source:
                return table.c.get(element.key)
            return None

        kw = {
            key: traversal.replace(value, moved) if getattr(value, "is_clause_element", False) else value
            for key, value in self._dialect_kw.items()
        }
        copy = Index(
            self.name,
            *[item if isinstance(item, str) else traversal.replace(item, moved) for item in self.expressions],
            unique=self.unique,
            _table=table,
            **kw,
        )
        copy._ddl_if = self._ddl_if
        return self._copied_settings(copy)

    def __repr__(self) -> str:
        parts = [repr(self.name), *[repr(item) for item in self.expressions]]
        if self.unique:
            parts.append("unique=True")
        return f"Index({', '.join(parts)})"


def _columns_in(item: Any) -> list[Any]:
    """The table columns of an index expression; a name stands for itself."""
    if isinstance(item, str):
        return [item]
    if not getattr(item, "is_clause_element", False):
        raise exc.ArgumentError(f"An Index consists of columns, names and SQL expressions, not {item!r}")
    found = {id(e): e for e in traversal.iterate(item) if hasattr(e, "_on_table_attach")}
    return list(found.values())
