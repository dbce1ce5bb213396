"""Statements as MySQL and MariaDB spell them; expressions are in ``expression_compiler``."""

from __future__ import annotations

from typing import Any

from holdfast import exc
from holdfast.dialects.mysql.expression_compiler import MySQLExpressionCompiler

# LIMIT is needed before an OFFSET can be said; this is the number that the manual tells to take.
NO_LIMIT = 18446744073709551615

# What the new row of ON DUPLICATE KEY UPDATE is called.
NEW_ROW = "new"


class MySQLCompiler(MySQLExpressionCompiler):
    """The SQL compiler of MySQL and MariaDB."""

    # -- SELECT

    def default_from(self) -> str:
        # WHERE needs a FROM here.
        return " \nFROM DUAL" if self._scopes and getattr(self._scopes[-1].statement, "_where", None) else ""

    def limit_clause(self, select: Any, **kw: Any) -> str:
        return self._limit_text(select._limit, select._offset, kw)

    def _limit_text(self, limit: Any, offset: Any, kw: dict[str, Any]) -> str:
        if offset is None:
            return f"\n LIMIT {self.process(limit, **kw)}"
        start = self.process(offset, **kw)
        return f" \n LIMIT {start}, {NO_LIMIT if limit is None else self.process(limit, **kw)}"

    def fetch_clause(self, select: Any, **kw: Any) -> str:
        fetch = select._fetch
        if self.dialect.syntax.fetch or fetch is None or fetch.with_ties or fetch.percent:
            return super().fetch_clause(select, **kw)
        # MySQL says the same in older words.
        return self._limit_text(fetch.count, select._offset, kw)

    def for_update_clause(self, select: Any, **kw: Any) -> str:
        lock, syntax = select._for_update, self.dialect.syntax
        text = f" {syntax.share_lock}" if lock.read else " FOR UPDATE"
        if lock.of and syntax.for_update_of:
            tables = dict.fromkeys(_table_of(item) for item in lock.of)
            text += f" OF {', '.join(self._lock_target(table, kw) for table in tables)}"
        return text + self.lock_wait(lock)

    def _lock_target(self, table: Any, kw: dict[str, Any]) -> str:
        # Tables are called by their names in FROM, without a schema.
        return str(self.preparer.quote(self.name_of(table.name)))

    def get_from_hint_text(self, table: Any, text: str) -> str:
        return text

    def visit_join(self, join: Any, asfrom: bool = False, from_hints: Any = None, **kw: Any) -> str:
        word = "FULL OUTER JOIN" if join.full else "LEFT OUTER JOIN" if join.isouter else "INNER JOIN"
        left = self.process(join.left, asfrom=True, from_hints=from_hints, **kw)
        right = self.process(join.right, asfrom=True, from_hints=from_hints, **kw)
        return f"{left} {word} {right} ON {self.process(join.onclause, **kw)}"

    def visit_values(self, element: Any, asfrom: bool = False, **kw: Any) -> str:
        """VALUES; a table of its own where the server cannot name its columns behind it."""
        if not asfrom or element._unnamed or self.dialect.syntax.derived_column_names:
            return super().visit_values(element, asfrom=asfrom, **kw)
        if not element._data:
            raise exc.CompileError("VALUES construct has no rows; add them with Values.data()")
        lateral = "LATERAL " if element._is_lateral else ""
        name = self.preparer.quote(self.name_of(element.name))
        columns = ", ".join(str(self.preparer.quote(column.name)) for column in element._column_args)
        text = f"WITH {name} ({columns}) AS (VALUES {self._rows(element, kw)}) SELECT * FROM {name}"
        return f"{lateral}({text}){self.get_render_as_alias_suffix(name)}"

    def _rows(self, element: Any, kw: dict[str, Any]) -> str:
        if element.literal_binds:
            kw = {**kw, "literal_binds": True}
        word = self.dialect.syntax.values_row
        return ", ".join(f"{word}({', '.join(self.process(item, **kw) for item in row)})" for row in element._data)

    # -- INSERT

    #: The new row has a name here, and is not asked for by VALUES().
    _names_new_row = False

    def visit_on_duplicate_key_update(self, clause: Any, **kw: Any) -> str:
        insert = self._scopes[-1].statement
        self._names_new_row = self.dialect.syntax.new_row_alias and insert.select is None
        prefix = f"AS {NEW_ROW} " if self._names_new_row else ""
        assigned = [
            f"{self.preparer.quote(column.name)} = {self.process(value, **kw)}" for column, value in clause.update
        ]
        return f"{prefix}ON DUPLICATE KEY UPDATE {', '.join(assigned)}"

    def visit_new_row_column(self, element: Any, **kw: Any) -> str:
        name = self.preparer.quote(element.column.name)
        return f"{NEW_ROW}.{name}" if self._names_new_row else f"VALUES({name})"

    def _insert_source(self, insert: Any, columns: Any, kw: dict[str, Any]) -> str:
        text = super()._insert_source(insert, columns, kw)
        if insert.select is not None and self._ctes and len(self._scopes) == 1:
            # WITH belongs to the SELECT here.
            text = f" {self.with_clause(self._ctes)}{text.lstrip()}"
            self._ctes = {}
        return text

    # -- UPDATE and DELETE of several tables

    sets_columns_of_other_tables = True

    def set_target(self, column: Any, multi_table: bool) -> str:
        if multi_table or self._scopes[-1].statement.table._is_join:
            return self.process(column)
        return super().set_target(column, multi_table)

    def update_tables_clause(self, update: Any, table: Any, extra: list[Any], **kw: Any) -> str:
        tables = [self._dml_table(update, kw), *(self.process(source, asfrom=True, **kw) for source in extra)]
        return ", ".join(tables)

    def update_from_clause(self, update: Any, table: Any, extra: list[Any], **kw: Any) -> str:
        return ""

    def update_limit_clause(self, update: Any) -> str:
        return self._dml_limit(update)

    def delete_limit_clause(self, delete: Any) -> str:
        return self._dml_limit(delete)

    def _dml_limit(self, statement: Any) -> str:
        limit = statement.dialect_options[self.dialect.name].get("limit")
        return "" if limit is None else f"LIMIT {int(limit)}"

    def visit_mysql_dml_limit_clause(self, clause: Any, **kw: Any) -> str:
        """The extension ``limit()``; its number is written into the text."""
        return f"LIMIT {self.process(clause.count, literal_execute=True, **kw)}"

    def delete_tables_clause(self, delete: Any, table: Any, extra: list[Any], **kw: Any) -> str:
        if extra:
            return f"FROM {self.process(table, **kw)}"
        if table._is_table or self.dialect.syntax.delete_alias:
            return super().delete_tables_clause(delete, table, extra, **kw)
        return f"FROM {self.process(table, **kw)} {self.delete_extra_from_clause(delete, table, extra, **kw)}"

    def delete_extra_from_clause(self, delete: Any, table: Any, extra: list[Any], **kw: Any) -> str:
        tables = [self._dml_table(delete, kw), *(self.process(source, asfrom=True, **kw) for source in extra)]
        return f"USING {', '.join(tables)}"


def _table_of(item: Any) -> Any:
    """The FROM element of what FOR UPDATE OF was given: a table or a column."""
    return item if item._is_from_clause else item.table
