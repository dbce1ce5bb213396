"""Where PostgreSQL's SQL is spelled differently; everything else is the generic compiler's.

Source: the PostgreSQL manual, part "The SQL Language".
"""

from __future__ import annotations

from typing import Any

from holdfast import exc
from holdfast.dialects.postgresql.expressions.rendering import TypedExpressionCompiler
from holdfast.sql import operators
from holdfast.sql.compiler.on_conflict import ConflictCompiler
from holdfast.sql.types import String
from holdfast.sql.types.string import text_literal

_STRING = String()


class PostgreSQLCompiler(ConflictCompiler, TypedExpressionCompiler):
    """The SQL compiler of PostgreSQL."""

    # -- operators

    def visit_pow_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return f"power({self.process(binary.left, **kw)}, {self.process(binary.right, **kw)})"

    def visit_ilike_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        word = "NOT ILIKE" if operator is operators.not_ilike_op else "ILIKE"
        return f"{self.binary_text(binary, f' {word} ', **kw)}{self._escape(binary)}"

    def lowered(self, text: str) -> str:
        """Return the operand as it is: ILIKE takes no notice of case."""
        return text

    def pattern_keyword(self, negated: bool, insensitive: bool) -> str:
        """Return LIKE, NOT LIKE, ILIKE or NOT ILIKE."""
        word = "ILIKE" if insensitive else "LIKE"
        return f"NOT {word}" if negated else word

    def visit_regexp_match_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return self._regexp_match("~", binary, kw)

    def visit_not_regexp_match_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return self._regexp_match("!~", binary, kw)

    def _regexp_match(self, operator: str, binary: Any, kw: dict[str, Any]) -> str:
        flags = binary.modifiers.get("flags")
        if not flags:
            return self.binary_text(binary, f" {operator} ", **kw)
        if flags == "i":
            return self.binary_text(binary, f" {operator}* ", **kw)
        kw["_is_operand"] = True
        left, right = self.process(binary.left, **kw), self.process(binary.right, **kw)
        return f"{left} {operator} CONCAT('(?', {self.render_literal_value(flags, _STRING)}, ')', {right})"

    def visit_regexp_replace_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        arguments = [self.process(binary.left, **kw), self.process(binary.right, **kw)]
        flags = binary.modifiers.get("flags")
        if flags is not None:
            arguments.append(self.render_literal_value(flags, _STRING))
        return f"REGEXP_REPLACE({', '.join(arguments)})"

    # -- functions

    def visit_sequence(self, sequence: Any, **kw: Any) -> str:
        return f"nextval({text_literal(self.dialect)(self.sequence_name(sequence))})"

    def visit_aggregate_strings_func(self, func: Any, **kw: Any) -> str:
        return f"string_agg{self.function_argspec(func, **kw)}"

    def visit_pow_func(self, func: Any, **kw: Any) -> str:
        return f"power{self.function_argspec(func, **kw)}"

    def visit_substring_func(self, func: Any, **kw: Any) -> str:
        text, start, *length = (self.process(argument, **kw) for argument in func.clauses)
        return f"SUBSTRING({text} FROM {start}{f' FOR {length[0]}' if length else ''})"

    # -- SELECT

    def get_select_precolumns(self, select: Any, **kw: Any) -> str:
        """Return DISTINCT or DISTINCT ON."""
        if select._distinct_on:
            return f"DISTINCT ON ({', '.join([self.process(column, **kw) for column in select._distinct_on])}) "
        return super().get_select_precolumns(select, **kw)

    def limit_clause(self, select: Any, **kw: Any) -> str:
        """Return LIMIT and OFFSET."""
        text = ""
        if select._limit is not None:
            text += f" \n LIMIT {self.process(select._limit, **kw)}"
        if select._offset is not None:
            if select._limit is None:
                text += "\n LIMIT ALL"
            text += f" OFFSET {self.process(select._offset, **kw)}"
        return text

    # Counts are expressions in parentheses only.
    fetch_count = "({})"

    def for_update_clause(self, select: Any, **kw: Any) -> str:
        """Return FOR UPDATE, NO KEY UPDATE, SHARE or KEY SHARE, and what it is for."""
        options = select._for_update
        strength = _LOCKS[options.read, options.key_share]
        text = f" FOR {strength}"
        if options.of:
            names = dict.fromkeys(name for item in options.of for name in self._locked_names(item))
            text += f" OF {', '.join(names)}"
        return text + self.lock_wait(options)

    def _locked_names(self, item: Any) -> list[str]:
        """The names of the tables that an element of ``of=`` stands for; they go without their schema."""
        if item._is_column_element:
            item = item.table
        if item._is_join:
            return [*self._locked_names(item.left), *self._locked_names(item.right)]
        return [self.preparer.quote(self.name_of(item.name))]

    def format_from_hint_text(self, sqltext: str, table: Any, hint: str) -> str:
        """Return ``ONLY table``, the one hint that there is."""
        if hint.upper() != "ONLY":
            raise exc.CompileError(f"Unrecognized hint: {hint!r}; PostgreSQL has 'ONLY'")
        return f"ONLY {sqltext}"

    def visit_empty_set_expr(self, element_types: list[Any]) -> str:
        columns = ", ".join(
            f"CAST(NULL AS {self.type_compiler.process(type_)})" if not type_._isnull else "NULL"
            for type_ in element_types
        )
        return f"SELECT {columns or 'NULL'} WHERE 1!=1"

    # -- INSERT, UPDATE, DELETE

    def set_target(self, column: Any, multi_table: bool) -> str:
        """Return the name, with the subscripts of an element of an array or JSONB; manual, "UPDATE"."""
        if column.__visit_name__ == "binary":
            return f"{self.set_target(column.left, multi_table)}[{self.process(column.right)}]"
        return super().set_target(column, multi_table)

    def delete_extra_from_clause(self, delete: Any, table: Any, extra: list[Any], **kw: Any) -> str:
        """Return USING."""
        return "USING " + ", ".join([self.process(source, asfrom=True, **kw) for source in extra])


#: (read, key_share) -> the lock's name; manual, "Explicit Locking", "Row-Level Locks".
_LOCKS = {
    (False, False): "UPDATE",
    (False, True): "NO KEY UPDATE",
    (True, False): "SHARE",
    (True, True): "KEY SHARE",
}
