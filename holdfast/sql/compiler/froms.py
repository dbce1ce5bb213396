"""Renders what stands in FROM."""

from __future__ import annotations

from typing import Any

from holdfast import exc
from holdfast.sql.compiler.functions import FunctionCompiler
from holdfast.sql.expressions.names import AnonymousName

#: FROM elements whose name stands in the midst of them.
_NAMED_INSIDE = frozenset(("lateral", "tablesample"))


class FromCompiler(FunctionCompiler):
    """The ``visit_`` methods of FROM elements; ``asfrom`` is true where they stand in FROM."""

    def visit_table(self, table: Any, asfrom: bool = False, from_hints: Any = None, **kw: Any) -> str:
        """A table."""
        text = self.table_qualifier(table)
        if asfrom and from_hints and table in from_hints:
            return self.format_from_hint_text(text, table, from_hints[table])
        return text

    def format_from_hint_text(self, sqltext: str, table: Any, hint: str) -> str:
        """A FROM element with its hint."""
        hint_text = self.get_from_hint_text(table, hint)
        return f"{sqltext} {hint_text}" if hint_text else sqltext

    def get_from_hint_text(self, table: Any, text: str) -> str | None:
        """The text of a hint for a FROM element; a hook for dialects."""
        return None

    def visit_alias(
        self, alias: Any, asfrom: bool = False, from_hints: Any = None, renamed: str | None = None, **kw: Any
    ) -> str:
        """An alias: ``element AS name`` in FROM, the name anywhere else.

        :param renamed: a name in the place of its own, as it is aliased once more.
        """
        name = self.preparer.quote(self.name_of(alias.name)) if renamed is None else renamed
        if not asfrom:
            return str(name)
        element = alias.original
        if element.__visit_name__ in _NAMED_INSIDE:
            return self.process(element, asfrom=True, renamed=name, **kw)
        inner = self.process(element, asfrom=True, **kw)
        if element._is_join or element._is_select_base or element.is_dml:
            inner = f"({inner})"
        text = f"{inner}{self.get_render_as_alias_suffix(name)}"
        if from_hints and alias in from_hints:
            text = self.format_from_hint_text(text, alias, from_hints[alias])
        return text

    def get_render_as_alias_suffix(self, alias_name_text: str) -> str:
        """``AS name``; a hook for dialects."""
        return f" AS {alias_name_text}"

    def visit_subquery(self, subquery: Any, asfrom: bool = False, **kw: Any) -> str:
        """A SELECT in FROM."""
        if not asfrom:
            return (
                self.process(subquery.element, **kw)
                if not self._scopes
                else self.preparer.quote(self.name_of(subquery.name))
            )
        return self.visit_alias(subquery, asfrom=True, **kw)

    def visit_lateral(self, lateral: Any, asfrom: bool = False, **kw: Any) -> str:
        """LATERAL."""
        if not asfrom and self._scopes:
            return str(self.preparer.quote(self.name_of(lateral.name)))
        if not asfrom:
            return f"LATERAL ({self.process(lateral.element, **kw)})"
        return f"LATERAL {self.visit_alias(lateral, asfrom=True, lateral=True, **kw)}"

    def visit_tablesample(self, tablesample: Any, asfrom: bool = False, **kw: Any) -> str:
        """TABLESAMPLE."""
        if not asfrom and self._scopes:
            return str(self.preparer.quote(self.name_of(tablesample.name)))
        text = self.visit_alias(tablesample, asfrom=True, **kw)
        text += f" TABLESAMPLE {self.process(tablesample.sampling, **kw)}"
        if tablesample.seed is not None:
            text += f" REPEATABLE ({self.process(tablesample.seed, **kw)})"
        return text

    def visit_function_from(self, element: Any, **kw: Any) -> str:
        """A function in FROM."""
        return self.process(element.function, **kw)

    def visit_table_valued_alias(self, alias: Any, asfrom: bool = False, **kw: Any) -> str:
        """A function in FROM under a name."""
        if not asfrom and self._scopes:
            return str(self.preparer.quote(self.name_of(alias.name)))
        inner = self.process(alias.element, **kw)
        if not asfrom:
            return inner
        ordinality = " WITH ORDINALITY" if alias._ordinality else ""
        lateral = "LATERAL " if alias._is_lateral else ""
        name = self.preparer.quote(self.name_of(alias.name))
        text = f"{lateral}{inner}{ordinality}{self.get_render_as_alias_suffix(name)}"
        return text + (f"({self._derived_columns(alias)})" if alias._derived else "")

    def _derived_columns(self, alias: Any) -> str:
        return ", ".join(
            f"{self.preparer.quote(column.name)} {self.type_compiler.process(column.type)}"
            if alias._with_types
            else str(self.preparer.quote(column.name))
            for column in alias.c
        )

    def visit_table_valued_column(self, element: Any, **kw: Any) -> str:
        """The name of an alias as a column."""
        return str(self.preparer.quote(self.name_of(element.name)))

    def visit_join(self, join: Any, asfrom: bool = False, **kw: Any) -> str:
        """A join."""
        word = "FULL OUTER JOIN" if join.full else "LEFT OUTER JOIN" if join.isouter else "JOIN"
        left, right = self.process(join.left, asfrom=True, **kw), self.process(join.right, asfrom=True, **kw)
        kw.pop("from_hints", None)
        return f"{left} {word} {right} ON {self.process(join.onclause, **kw)}"

    # -- VALUES ------------------------------------------------------------------------------------------------------

    def visit_values(self, element: Any, asfrom: bool = False, **kw: Any) -> str:
        """VALUES."""
        if not element._data:
            raise exc.CompileError("VALUES construct has no rows; add them with Values.data()")
        for cte, _ in element._ctes:
            self.process(cte)
        text = f"VALUES {self._rows(element, kw)}"
        if not asfrom:
            return text
        lateral = "LATERAL " if element._is_lateral else ""
        if element._unnamed:
            return f"{lateral}({text})"
        columns = ", ".join(str(self.preparer.quote(column.name)) for column in element._column_args)
        name = self.preparer.quote(self.name_of(element.name))
        return f"{lateral}({text}){self.get_render_as_alias_suffix(name)} ({columns})"

    def visit_scalar_values(self, element: Any, **kw: Any) -> str:
        """VALUES as a value."""
        return f"(VALUES {self._rows(element, kw)})"

    def _rows(self, element: Any, kw: dict[str, Any]) -> str:
        if element.literal_binds:
            kw = {**kw, "literal_binds": True}
        return ", ".join("(" + ", ".join(self.process(item, **kw) for item in row) + ")" for row in element._data)

    # -- columns of a CTE or alias -----------------------------------------------------------------------------------

    def column_list(self, columns: Any) -> str:
        """The names of columns in parentheses."""
        names = (self.name_of(c.name) if isinstance(c.name, AnonymousName) else c.name for c in columns)
        return f"({', '.join(str(self.preparer.quote(name)) for name in names)})"
