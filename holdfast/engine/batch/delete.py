"""DELETE of many rows by their keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from holdfast.engine.batch.base import CountingBatch, Rows, SchemaMap, placeholder
from holdfast.engine.processors import flattener, row_converter

if TYPE_CHECKING:
    from holdfast.engine.context import ExecutionContext
    from holdfast.engine.dialect import Dialect


class DeleteBatch(CountingBatch):
    """DELETE of many rows.

    :param key_columns: the columns that find a row.
    """

    __slots__ = ("_convert", "placeholders")

    verb = "delete"

    def __init__(self, dialect: Dialect, table: Any, key_columns: Sequence[Any]) -> None:
        super().__init__(dialect, table, len(key_columns))
        self.key_columns = tuple(key_columns)
        self.placeholders = [placeholder(dialect, column) for column in self.key_columns]
        processors = [column.type._bind(dialect) for column in self.key_columns]
        self._convert = row_converter(processors)
        self._flatten = flattener(processors)

    def _construct(self) -> tuple[Any, list[str]]:
        names = [column.key for column in self.key_columns]
        return self.table.delete().where(*self._found_by(names)), names

    def _match(self, context: ExecutionContext, rows: Rows) -> int:
        if len(self.key_columns) > 1 and not self.dialect.features.tuple_in:
            return self._each(context, self._processed(context.connection, self._convert, rows))
        return self._in_chunks(context, rows)

    def _render(self, size: int, translate: SchemaMap) -> str:
        table = self._table_name(translate)
        keys = self._quoted(self.key_columns)
        if size == 1:
            found = " AND ".join(f"{name} = {mark}" for name, mark in zip(keys, self.placeholders, strict=True))
            return f"DELETE FROM {table} WHERE {found}"
        if len(keys) == 1:
            return f"DELETE FROM {table} WHERE {keys[0]} IN ({', '.join(self.placeholders * size)})"
        row = f"({', '.join(self.placeholders)})"
        rows = ", ".join([row] * size)
        inner = f"VALUES {rows}" if self.dialect.features.tuple_in == "values" else rows
        return f"DELETE FROM {table} WHERE ({', '.join(keys)}) IN ({inner})"
