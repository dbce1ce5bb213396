"""Renders INSERT, UPDATE and DELETE."""

from __future__ import annotations

from typing import Any

from holdfast import exc
from holdfast.sql.compiler import dml_columns
from holdfast.sql.compiler.linting import WARN_LINTING, warn_of_cartesian_product
from holdfast.sql.compiler.scope import Scope
from holdfast.sql.compiler.select import SelectCompiler
from holdfast.sql.statements import froms as from_lists


class DMLCompiler(SelectCompiler):
    """The ``visit_`` methods of INSERT, UPDATE and DELETE."""

    #: The columns of the INSERT or UPDATE whose values are being rendered.
    _dml_columns: dml_columns.InsertColumns | dml_columns.UpdateColumns | None = None

    #: UPDATE of several tables may set columns of each of them, as in MySQL.
    sets_columns_of_other_tables = False

    # -- INSERT ------------------------------------------------------------------------------------------------------

    def visit_insert(self, insert: Any, asfrom: bool = False, **kw: Any) -> str:
        """INSERT."""
        toplevel = self._begin_dml(insert)
        insert = insert._core()
        scope = self._dml_scope(insert, [])
        try:
            return self._insert_text(insert, toplevel, scope, kw)
        finally:
            self._scopes.pop()

    def _insert_text(self, insert: Any, toplevel: bool, scope: Scope, kw: dict[str, Any]) -> str:
        columns = self._dml_columns = dml_columns.InsertColumns(self, insert, toplevel)
        if toplevel:
            self._reserve(columns)
        columns.collect()
        self._dml_columns = None
        self.add_explicit_ctes(insert)
        text = "INSERT " + self.affixes(insert._prefixes) + "INTO " + self._dml_table(insert, kw)
        names = [self.preparer.quote(column.name) for column, _ in columns.assigned]
        if names or (insert.select is None and not columns.rows and not self.dialect.supports_default_values):
            text += f" ({', '.join(names)})"
        if toplevel and self.returning_precedes_values and columns.returning:
            text += f" {self.returning_clause(insert, columns.returning, True)}"
        text += self._insert_source(insert, columns, kw)
        if insert._post_values_clause is not None:
            post = self.process(insert._post_values_clause, **kw)
            text += f" {post}" if post else ""
        if columns.returning and not self.returning_precedes_values:
            text += f" {self.returning_clause(insert, columns.returning, toplevel)}"
        if toplevel:
            columns.publish()
        return self.with_clause(scope.ctes) + text if scope.ctes else text

    #: RETURNING (or OUTPUT) stands before VALUES.
    returning_precedes_values = False

    def _insert_source(self, insert: Any, columns: Any, kw: dict[str, Any]) -> str:
        if insert.select is not None:
            return f" {columns.select_text(kw)}"
        if columns.rows:
            return " VALUES " + ", ".join(f"({', '.join(row)})" for row in columns.rows)
        if columns.assigned:
            return f" VALUES ({', '.join([text for _, text in columns.assigned])})"
        if self.dialect.supports_default_values:
            return " DEFAULT VALUES"
        return self.empty_values(insert)

    def empty_values(self, insert: Any) -> str:
        """VALUES of an INSERT without columns; a hook for dialects."""
        if self.dialect.supports_empty_insert:
            return " VALUES ()"
        raise exc.CompileError(
            f"The '{self.dialect.name}' dialect with current database version settings does not support empty inserts."
        )

    # -- UPDATE ------------------------------------------------------------------------------------------------------

    def visit_update(self, update: Any, asfrom: bool = False, **kw: Any) -> str:
        """UPDATE."""
        toplevel = self._begin_dml(update)
        update = update._core()
        extra = self._extra_froms(update)
        scope = self._dml_scope(update, extra)
        try:
            self._lint("UPDATE", update, extra)
            return self._update_text(update, extra, toplevel, scope, kw)
        finally:
            self._scopes.pop()

    def _update_text(self, update: Any, extra: list[Any], toplevel: bool, scope: Scope, kw: dict[str, Any]) -> str:
        multi_table = bool(extra) or update.table._is_join
        columns = self._dml_columns = dml_columns.UpdateColumns(self, update, toplevel, multi_table)
        if toplevel:
            self._reserve(columns)
        text = "UPDATE " + self.affixes(update._prefixes)
        text += self.update_tables_clause(update, update.table, extra, **kw)
        columns.collect()
        self._dml_columns = None
        self.add_explicit_ctes(update)
        text += " SET " + ", ".join(
            [f"{self.set_target(column, multi_table)}={value}" for column, value in columns.assigned]
        )
        if columns.returning and self.returning_precedes_values:
            text += f" {self.returning_clause(update, columns.returning, toplevel)}"
        if extra:
            from_text = self.update_from_clause(update, update.table, extra, **kw)
            text += f" {from_text}" if from_text else ""
        if update._where:
            text += f" WHERE {self.conditions(update._where, **kw)}"
        text += self._dml_tail(update, columns.returning, toplevel, self.update_limit_clause(update))
        if toplevel:
            columns.publish()
        return self.with_clause(scope.ctes) + text if scope.ctes else text

    def set_target(self, column: Any, multi_table: bool) -> str:
        """The left side of an assignment; a hook for dialects."""
        if column.__visit_name__ == "binary":
            raise exc.CompileError(f"The '{self.dialect.name}' dialect cannot set a part of a column: {column}")
        if column.__visit_name__ == "tuple":
            return f"({', '.join([self.preparer.quote(member.name) for member in column.clauses])})"
        return str(self.preparer.quote(column.name))

    def update_limit_clause(self, update: Any) -> str:
        """LIMIT of an UPDATE; a hook for dialects."""
        return ""

    def delete_limit_clause(self, delete: Any) -> str:
        """LIMIT of a DELETE; a hook for dialects."""
        return ""

    def update_tables_clause(self, update: Any, table: Any, extra: list[Any], **kw: Any) -> str:
        """The table of an UPDATE; a hook for dialects."""
        return self._dml_table(update, kw)

    def update_from_clause(self, update: Any, table: Any, extra: list[Any], **kw: Any) -> str:
        """FROM of an UPDATE; a hook for dialects."""
        return "FROM " + ", ".join([self.process(source, asfrom=True, **kw) for source in extra])

    # -- DELETE ------------------------------------------------------------------------------------------------------

    def visit_delete(self, delete: Any, asfrom: bool = False, **kw: Any) -> str:
        """DELETE."""
        toplevel = self._begin_dml(delete)
        delete = delete._core()
        extra = self._extra_froms(delete)
        scope = self._dml_scope(delete, extra)
        try:
            self._lint("DELETE", delete, extra)
            self.add_explicit_ctes(delete)
            text = "DELETE " + self.affixes(delete._prefixes)
            text += self.delete_tables_clause(delete, delete.table, extra, **kw)
            returning = delete._returning_elements()
            if returning and self.returning_precedes_values:
                text += f" {self.returning_clause(delete, returning, toplevel)}"
            if extra:
                using = self.delete_extra_from_clause(delete, delete.table, extra, **kw)
                text += f" {using}" if using else ""
            if delete._where:
                text += f" WHERE {self.conditions(delete._where, **kw)}"
            text += self._dml_tail(delete, returning, toplevel, self.delete_limit_clause(delete))
        finally:
            self._scopes.pop()
        if toplevel:
            self.returning = tuple(returning)
        return self.with_clause(scope.ctes) + text if scope.ctes else text

    def delete_tables_clause(self, delete: Any, table: Any, extra: list[Any], **kw: Any) -> str:
        """FROM and the table of a DELETE; a hook for dialects."""
        return f"FROM {self._dml_table(delete, kw)}"

    def delete_extra_from_clause(self, delete: Any, table: Any, extra: list[Any], **kw: Any) -> str:
        """Further FROM elements of a DELETE; dialects have their own words for them."""
        return ", " + ", ".join([self.process(source, asfrom=True, **kw) for source in extra])

    def visit_dmltargetcopy(self, element: Any, **kw: Any) -> str:
        """The value that the statement gives to a column."""
        columns = self._dml_columns
        if columns is None:
            raise exc.CompileError("DML target objects may only be used with compiled INSERT or UPDATE statements")
        return columns.text_of(element.column)

    # -- common ------------------------------------------------------------------------------------------------------

    def _begin_dml(self, statement: Any) -> bool:
        toplevel = not self._scopes and not self._in_cte
        if toplevel:
            self.is_insert = statement.is_insert
            self.is_update = statement.is_update
            self.is_delete = statement.is_delete
        return toplevel

    def _lint(self, kind: str, statement: Any, extra: list[Any]) -> None:
        if extra and self.linting & WARN_LINTING:
            warn_of_cartesian_product(kind, [statement.table, *extra], statement._where, self.name_of)

    def _dml_scope(self, statement: Any, extra: list[Any]) -> Scope:
        outer = self._scopes[-1] if self._scopes else None
        own = [] if statement.is_insert else [statement.table, *extra]
        scope = Scope(statement, own, [*own, *(() if outer is None else outer.around)])
        scope.froms = [statement.table, *extra]
        self._scopes.append(scope)
        return scope

    def _dml_table(self, statement: Any, kw: dict[str, Any]) -> str:
        hints = {source: text for source, dialect, text in statement._hints if dialect in ("*", self.dialect.name)}
        return self.process(statement.table, asfrom=True, from_hints=hints or None, **kw)

    def _extra_froms(self, statement: Any) -> list[Any]:
        """The FROM elements besides the table that conditions and values draw on."""
        elements = list(statement._where)
        elements.extend(value for _, value in statement._values or ())
        found = from_lists.of_elements(elements)
        found.extend(source for source in getattr(statement, "_using", ()))
        hidden = {id(inner) for source in found for inner in source._hide_froms}
        table = statement.table
        own = {id(table), *(id(inner) for inner in table._hide_froms)}
        unique = {id(source): source for source in found if id(source) not in own and id(source) not in hidden}
        return list(unique.values())

    def _reserve(self, columns: Any) -> None:
        """Keep the names of the parameters of SET free."""
        self._reserved = frozenset(columns.parameter_names())

    def _dml_tail(self, statement: Any, returning: list[Any], toplevel: bool, limit: str) -> str:
        text = f" {limit}" if limit else ""
        extension = self._extension_text(statement, "post_criteria")
        text += extension
        if returning and not self.returning_precedes_values:
            text += f" {self.returning_clause(statement, returning, toplevel)}"
        return text

    def returning_clause(self, statement: Any, elements: list[Any], toplevel: bool) -> str:
        """RETURNING; a hook for dialects."""
        from_plan = dml_columns.returning_plan(statement, elements)
        texts = [self.select_column(entry, False, toplevel, {}) for entry in from_plan]
        if toplevel:
            self.result_columns = tuple(self._result_columns)
        return "RETURNING " + ", ".join(texts)
