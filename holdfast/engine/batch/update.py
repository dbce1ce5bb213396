"""UPDATE of many rows, each with values of its own."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from holdfast.engine.batch.base import CountingBatch, Rows, SchemaMap, placeholder, typed_placeholder
from holdfast.engine.processors import flattener, row_converter

if TYPE_CHECKING:
    from holdfast.engine.context import ExecutionContext
    from holdfast.engine.dialect import Dialect


class UpdateBatch(CountingBatch):
    """UPDATE of many rows, each with values of its own.

    :param key_columns: the columns that find a row.
    :param set_columns: the columns that are set.
    """

    __slots__ = ("_convert", "_exact", "_form", "_swap", "placeholders", "set_columns")

    verb = "update"

    def __init__(self, dialect: Dialect, table: Any, key_columns: Sequence[Any], set_columns: Sequence[Any]) -> None:
        self.key_columns = tuple(key_columns)
        self.set_columns = tuple(set_columns)
        columns = (*self.key_columns, *self.set_columns)
        super().__init__(dialect, table, len(columns))
        self.placeholders = [placeholder(dialect, column) for column in columns]
        processors = [column.type._bind(dialect) for column in columns]
        self._convert = row_converter(processors)
        self._flatten = flattener(processors)
        count = len(self.key_columns)
        # A plain UPDATE has the set values before the keys.
        self._swap = itemgetter(*range(count, len(columns)), *range(count))
        self._form = dialect.features.update_many
        if not self._fits():
            self._form = ""
        # Where a derived table would make exact numbers floating point numbers, if one of them is.
        self._exact = [
            position
            for position, column in enumerate(columns)
            if self._form == "join_values" and column.type._type_affinity.__visit_name__ == "numeric"
        ]

    def _construct(self) -> tuple[Any, list[str]]:
        # A column may be in the criteria and be set.
        names = [f"{self.table.name}_{column.key}" for column in self.key_columns]
        return self.table.update().where(*self._found_by(names)), [*names, *[c.key for c in self.set_columns]]

    def _match(self, context: ExecutionContext, rows: Rows) -> int:
        if not self._form or any(_some_floats(rows, position) for position in self._exact):
            return self._plainly(context, rows)
        return self._in_chunks(context, rows)

    def _plainly(self, context: ExecutionContext, rows: Rows) -> int:
        return self._each(context, list(map(self._swap, self._processed(context.connection, self._convert, rows))))

    def _counted(self, context: ExecutionContext, rows: Rows) -> int:
        # What is left behind full chunks may be one row, which has a plain UPDATE.
        return self._plainly(context, rows) if len(rows) == 1 else super()._counted(context, rows)

    def _fits(self) -> bool:
        """Whether the columns can be changed in one statement."""
        if self._form == "join_values":
            # A column of the derived table compares as its literals do: text in the connection's collation, dates as
            # text. Numbers are numbers.
            return all(column.type._type_affinity.__visit_name__ == "integer" for column in self.key_columns)
        if self._form == "from_named_values":
            return not any(column.type._isnull for column in (*self.key_columns, *self.set_columns))
        return True

    def _render(self, size: int, translate: SchemaMap) -> str:
        table = self._table_name(translate)
        keys, sets = self._quoted(self.key_columns), self._quoted(self.set_columns)
        count = len(keys)
        if size == 1 or not self._form:
            assigned = ", ".join(f"{name} = {mark}" for name, mark in zip(sets, self.placeholders[count:], strict=True))
            found = " AND ".join(f"{name} = {mark}" for name, mark in zip(keys, self.placeholders, strict=False))
            return f"UPDATE {table} SET {assigned} WHERE {found}"
        names = [f"column{number}" for number in range(1, len(self.placeholders) + 1)]
        # Another name than the table's, which databases compare with or without case.
        alias = "v" if self.table.name.lower() != "v" else "v_new"
        by_key = " AND ".join(f"{table}.{name} = {alias}.{new}" for name, new in zip(keys, names, strict=False))
        changes = [f"{name} = {alias}.{new}" for name, new in zip(sets, names[count:], strict=True)]
        marks = self.placeholders
        if self._form == "from_named_values":
            # In each row: a float in one of them would make floating point numbers of the others.
            columns = (*self.key_columns, *self.set_columns)
            marks = [typed_placeholder(self.dialect, column, mark) for column, mark in zip(columns, marks, strict=True)]
        rows = [", ".join(marks)] * size
        if self._form == "join_values":
            rows[0] = ", ".join(f"{mark} AS {name}" for mark, name in zip(self.placeholders, names, strict=True))
            values = " UNION ALL ".join(f"SELECT {row}" for row in rows)
            changed = ", ".join(f"{table}.{change}" for change in changes)
            return f"UPDATE {table} JOIN ({values}) AS {alias} ON {by_key} SET {changed}"
        if self._form == "from_named_values":
            alias = f"{alias} ({', '.join(names)})"
        values = ", ".join(f"({row})" for row in rows)
        return f"UPDATE {table} SET {', '.join(changes)} FROM (VALUES {values}) AS {alias} WHERE {by_key}"


def _some_floats(rows: Rows, position: int) -> bool:
    """Whether there are floats among other numbers."""
    kinds = {type(row[position]) for row in rows}
    return float in kinds and len(kinds - {type(None)}) > 1
