"""Renders expressions."""

from __future__ import annotations

from typing import Any

from holdfast import exc
from holdfast.sql import operators
from holdfast.sql.compiler.binds import BindCompiler
from holdfast.sql.compiler.operator_text import OPERATORS, PATTERNS
from holdfast.sql.operators import custom_op
from holdfast.sql.statements.text import BACKSLASHED, BIND_NAMES
from holdfast.sql.types import Integer, Numeric, String


class ExpressionCompiler(BindCompiler):
    """The ``visit_`` methods of column expressions."""

    # -- leaves ------------------------------------------------------------------------------------------------------

    def visit_column(self, column: Any, include_table: bool = True, **kw: Any) -> str:
        """A column, qualified by its table."""
        name = self.name_of(column.name)
        text = self.escape_literal_column(name) if column.is_literal else self.preparer.quote(name)
        table = column.table
        if table is None or not include_table or not table.named_with_column:
            return text
        return f"{self.table_qualifier(table)}.{text}"

    def table_qualifier(self, table: Any) -> str:
        """What stands before the dot of a column."""
        quoted = self.preparer.quote(self.name_of(table.name))
        schema = self.effective_schema(table)
        return f"{self.preparer.quote_schema(schema)}.{quoted}" if schema else quoted

    def effective_schema(self, table: Any) -> str | None:
        """The schema of a table, translated by ``schema_translate_map``."""
        if not table._is_table or self.preparer.omit_schema:
            return None
        schema: str | None = table.schema
        translate = self.schema_translate_map
        return schema if not translate else translate.get(schema, schema)

    def escape_literal_column(self, text: str) -> str:
        """The text of a literal column; a hook for dialects."""
        return text

    def visit_label_reference(self, element: Any, **kw: Any) -> str:
        """A name in ORDER BY or GROUP BY."""
        found = self.resolve_label(element.name)
        if found is None:
            raise exc.CompileError(
                "Can't resolve label reference for ORDER BY / GROUP BY / DISTINCT etc. Textual SQL expression "
                f"{element.name!r} should be explicitly declared as text({element.name!r})"
            )
        return found

    def resolve_label(self, name: str) -> str | None:
        """The SQL for a name: a label, a column of the SELECT list, a column of FROM."""
        if not self._scopes:
            return str(self.preparer.quote(name))
        scope = self._scopes[-1]
        entry = scope.labels.get(name)
        if entry is not None:
            return self.preparer.quote(self.name_of(name)) if entry.labelled else self.process(entry.column)
        for entry in scope.plan:
            if entry.key == name or getattr(entry.column, "name", None) == name:
                return self.process(entry.column)
        for source in scope.froms:
            column = source.c.get(name) if source._is_from_clause else None
            if column is not None:
                return self.process(column)
        return None

    def visit_textclause(self, text: Any, **kw: Any) -> str:
        """SQL as text; its parameters get their placeholders."""
        from_name = dict(text._binds)

        def bound(match: Any) -> str:
            bind = from_name.get(match.group(1))
            return match.group(0) if bind is None else self.process(bind, **kw)

        if not self._scopes and self.statement is text:
            self.is_text = True
            self.ordered_columns = False
        return BACKSLASHED.sub(lambda m: m.group(1), BIND_NAMES.sub(bound, self.post_process_text(text.text)))

    def visit_savepoint(self, element: Any, **kw: Any) -> str:
        """SAVEPOINT."""
        return f"SAVEPOINT {self.preparer.format_savepoint(element)}"

    def visit_rollback_to_savepoint(self, element: Any, **kw: Any) -> str:
        """ROLLBACK TO SAVEPOINT; a hook for dialects."""
        return f"ROLLBACK TO SAVEPOINT {self.preparer.format_savepoint(element)}"

    def visit_release_savepoint(self, element: Any, **kw: Any) -> str:
        """RELEASE SAVEPOINT."""
        return f"RELEASE SAVEPOINT {self.preparer.format_savepoint(element)}"

    def visit_tstring(self, element: Any, **kw: Any) -> str:
        """SQL from a template string."""
        if not self._scopes and self.statement is element:
            self.is_text = True
            self.ordered_columns = False
        return "".join([part if isinstance(part, str) else self.process(part, **kw) for part in element.parts])

    def post_process_text(self, text: str) -> str:
        """The text of a ``text()``; a hook for dialects."""
        return text

    def visit_null(self, element: Any, **kw: Any) -> str:
        """NULL."""
        return "NULL"

    def visit_true(self, element: Any, **kw: Any) -> str:
        """The constant true."""
        return "true" if self.dialect.supports_native_boolean else "1"

    def visit_false(self, element: Any, **kw: Any) -> str:
        """The constant false."""
        return "false" if self.dialect.supports_native_boolean else "0"

    # -- wrappers ----------------------------------------------------------------------------------------------------

    def visit_grouping(self, grouping: Any, asfrom: bool = False, **kw: Any) -> str:
        """An element in parentheses."""
        return f"({self.process(grouping.element, **kw)})"

    def visit_label(self, label: Any, **kw: Any) -> str:
        """A label outside of a SELECT list: its element."""
        return self.process(label._element, **kw)

    def visit_type_coerce(self, element: Any, **kw: Any) -> str:
        """The element inside."""
        return self.process(element.typed_expression, **kw)

    def visit_cast(self, cast: Any, **kw: Any) -> str:
        """CAST; the collation of a type stands behind it."""
        name, collation = self.type_compiler.name_and_collation(cast.typeclause.type)
        return f"CAST({self.process(cast.clause, **kw)} AS {name}){collation}"

    def visit_try_cast(self, cast: Any, **kw: Any) -> str:
        """TRY_CAST; dialects that have it override this."""
        raise exc.UnsupportedCompilationError(self, type(cast), "TRY_CAST is not supported")

    def visit_typeclause(self, typeclause: Any, **kw: Any) -> str:
        """The name of a type."""
        return str(self.type_compiler.process(typeclause.type))

    def visit_extract(self, extract: Any, **kw: Any) -> str:
        """EXTRACT."""
        return f"EXTRACT({extract.field} FROM {self.process(extract.expr, **kw)})"

    def visit_collation(self, element: Any, **kw: Any) -> str:
        """The name of a collation."""
        name = self.preparer.format_collation(element.collation)
        if element.collation_schema:
            return f"{self.preparer.quote_schema(element.collation_schema)}.{name}"
        return str(name)

    def visit_case(self, case: Any, **kw: Any) -> str:
        """CASE."""
        parts = ["CASE"]
        if case.value is not None:
            parts.append(self.process(case.value, **kw))
        for when, then in case.whens:
            parts.append(f"WHEN {self.process(when, **kw)} THEN {self.process(then, **kw)}")
        if case.else_ is not None:
            parts.append(f"ELSE {self.process(case.else_, **kw)}")
        parts.append("END")
        return " ".join(parts)

    def visit_tuple(self, element: Any, **kw: Any) -> str:
        """A tuple."""
        return f"({', '.join(self.process(clause, **kw) for clause in element.clauses)})"

    # -- lists -------------------------------------------------------------------------------------------------------

    def visit_clauselist(self, clauses: Any, **kw: Any) -> str:
        """Elements joined by an operator."""
        return self._list(clauses.clauses, clauses.operator, kw)

    def visit_expression_clauselist(self, clauses: Any, **kw: Any) -> str:
        """Expressions joined by an operator."""
        return self._list(clauses.clauses, clauses.operator, kw)

    def _list(self, clauses: Any, operator: Any, kw: dict[str, Any]) -> str:
        separator = OPERATORS[operator]
        return separator.join([text for clause in clauses if (text := self.process(clause, **kw))])

    # -- operators ---------------------------------------------------------------------------------------------------

    def visit_unary(self, unary: Any, **kw: Any) -> str:
        """An expression with one operand."""
        operator, modifier = unary.operator, unary.modifier
        if operator is not None:
            special = _UNARY.get(operator)
            if special is not None:
                return str(getattr(self, special)(unary, operator, **kw))
            text = operator.opstring + " " if isinstance(operator, custom_op) else OPERATORS[operator]
            inner = self.process(unary.element, **kw)
            if operator is operators.neg and (inner[:1] == "-" or getattr(unary.element, "literal_execute", False)):
                # Two of them begin a comment.
                text += " "
            return text + inner
        if modifier is None:
            raise exc.CompileError("Unary expression has no operator or modifier")
        text = f" {modifier.opstring}" if isinstance(modifier, custom_op) else OPERATORS[modifier]
        return self.process(unary.element, **kw) + text

    def visit_is_true_unary_operator(self, element: Any, operator: Any, **kw: Any) -> str:
        """A boolean value as a condition."""
        text = self.process(element.element, **kw)
        if self.dialect.supports_native_boolean or element.element.__visit_name__ in _CONDITIONS:
            return text
        return f"{text} = 1"

    def visit_is_false_unary_operator(self, element: Any, operator: Any, **kw: Any) -> str:
        """The negation of a boolean value."""
        text = self.process(element.element, **kw)
        return f"NOT {text}" if self.dialect.supports_native_boolean else f"{text} = 0"

    def visit_exists(self, exists: Any, **kw: Any) -> str:
        """EXISTS."""
        return f"EXISTS {self.process(exists.element, **kw)}"

    def visit_binary(self, binary: Any, **kw: Any) -> str:
        """An expression with two operands."""
        operator = binary.operator
        special = _BINARY.get(operator)
        if special is not None:
            return str(getattr(self, special)(binary, operator, **kw))
        if isinstance(operator, custom_op):
            return self.visit_custom_op_binary(binary, operator, **kw)
        pattern = PATTERNS.get(operator)
        if pattern is not None:
            return self._pattern(binary, pattern, kw)
        return self.binary_text(binary, OPERATORS[operator], **kw)

    def binary_text(self, binary: Any, text: str, **kw: Any) -> str:
        """The operands with a text between them."""
        return f"{self.process(binary.left, **kw)}{text}{self.process(binary.right, **kw)}"

    def visit_custom_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """An operator given by its text."""
        special = getattr(self, f"visit_{operator.visit_name}_op_binary", None)
        if special is not None and operator.visit_name != "custom_op":
            return str(special(binary, operator, **kw))
        return self.binary_text(binary, f" {self.escape_literal_column(operator.opstring)} ", **kw)

    def visit_in_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """IN."""
        return self.binary_text(binary, " IN ", **kw)

    def visit_not_in_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """NOT IN; in parentheses, as an empty list makes two conditions of it."""
        if binary.right._is_bind_parameter:
            self._negated_lists.add(binary.right)
        return f"({self.binary_text(binary, ' NOT IN ', **kw)})"

    def visit_between_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """BETWEEN."""
        symmetric = " SYMMETRIC" if binary.modifiers.get("symmetric") else ""
        return self.binary_text(binary, f" BETWEEN{symmetric} ", **kw)

    def visit_not_between_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """NOT BETWEEN."""
        symmetric = " SYMMETRIC" if binary.modifiers.get("symmetric") else ""
        return self.binary_text(binary, f" NOT BETWEEN{symmetric} ", **kw)

    def visit_truediv_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """A division that keeps the fraction."""
        left, right = self.process(binary.left, **kw), self.process(binary.right, **kw)
        if self.dialect.div_is_floordiv:
            type_ = binary.right.type
            if getattr(type_._type_affinity, "__name__", "") not in _FRACTIONS:
                type_ = _NUMERIC
            return f"{left} / CAST({right} AS {self.type_compiler.process(type_)})"
        return f"{left} / ({right} + 0.0)"

    def visit_floordiv_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """A division that drops the fraction."""
        text = f"{self.process(binary.left, **kw)} / {self.process(binary.right, **kw)}"
        whole = binary.left.type._type_affinity is Integer and binary.right.type._type_affinity is Integer
        if self.dialect.div_is_floordiv and whole:
            return text
        return f"FLOOR({text})"

    def visit_pow_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """A power."""
        return f"pow({self.process(binary.left, **kw)}, {self.process(binary.right, **kw)})"

    # -- LIKE --------------------------------------------------------------------------------------------------------

    def visit_like_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """LIKE and NOT LIKE."""
        word = "NOT LIKE" if operator is operators.not_like_op else "LIKE"
        return f"{self.binary_text(binary, f' {word} ', **kw)}{self._escape(binary)}"

    def visit_ilike_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """Case insensitive LIKE, for databases without ILIKE."""
        word = "NOT LIKE" if operator is operators.not_ilike_op else "LIKE"
        left, right = self.process(binary.left, **kw), self.process(binary.right, **kw)
        return f"{self.lowered(left)} {word} {self.lowered(right)}{self._escape(binary)}"

    def lowered(self, text: str) -> str:
        """An operand of a case insensitive LIKE; a hook for dialects."""
        return f"lower({text})"

    def _pattern(self, binary: Any, pattern: tuple[bool, bool, bool, bool], kw: dict[str, Any]) -> str:
        before, after, negated, insensitive = pattern
        left, right = self.process(binary.left, **kw), self.process(binary.right, **kw)
        if insensitive:
            left, right = self.lowered(left), self.lowered(right)
        parts = (["'%'"] if before else []) + [right] + (["'%'"] if after else [])
        text = self.concatenated(parts)
        return f"{left} {self.pattern_keyword(negated, insensitive)} {text}{self._escape(binary)}"

    def pattern_keyword(self, negated: bool, insensitive: bool) -> str:
        """The keyword of a LIKE with wildcards; a hook for dialects."""
        return "NOT LIKE" if negated else "LIKE"

    def concatenated(self, parts: list[str]) -> str:
        """Strings joined in SQL; a hook for dialects."""
        return " || ".join(parts)

    def _escape(self, binary: Any) -> str:
        escape = binary.modifiers.get("escape")
        return "" if escape is None else f" ESCAPE {self.render_literal_value(escape, _STRING)}"

    # -- what only some databases have -------------------------------------------------------------------------------

    def visit_regexp_match_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """A regular expression test; dialects that have one override it."""
        raise exc.CompileError(f"{self.dialect.name} dialect does not support regular expressions")

    def visit_not_regexp_match_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """The negation of a regular expression test."""
        raise exc.CompileError(f"{self.dialect.name} dialect does not support regular expressions")

    def visit_regexp_replace_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """A regular expression replacement; dialects that have one override it."""
        raise exc.CompileError(f"{self.dialect.name} dialect does not support regular expression replacements")

    def visit_json_getitem_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """A member of a JSON value; dialects that have JSON override it."""
        raise exc.UnsupportedCompilationError(self, operator, "JSON index operations are not supported")

    def visit_json_path_getitem_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """A path into a JSON value; dialects that have JSON override it."""
        raise exc.UnsupportedCompilationError(self, operator, "JSON path operations are not supported")

    def visit_getitem_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """An element of an array; dialects that have arrays override it."""
        raise exc.UnsupportedCompilationError(self, operator, "Array index operations are not supported")

    def visit_slice(self, element: Any, **kw: Any) -> str:
        """The bounds inside the brackets of ``array[start:stop]``."""
        start, stop = ("" if bound is None else self.process(bound, **kw) for bound in (element.start, element.stop))
        return f"{start}:{stop}"

    def visit_is_distinct_from_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """IS DISTINCT FROM; a hook for dialects."""
        return self.binary_text(binary, " IS DISTINCT FROM ", **kw)

    def visit_is_not_distinct_from_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """IS NOT DISTINCT FROM; a hook for dialects."""
        return self.binary_text(binary, " IS NOT DISTINCT FROM ", **kw)

    def visit_mod_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """The remainder; a hook for dialects."""
        return self.binary_text(binary, " % ", **kw)

    def visit_match_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """MATCH; a hook for dialects."""
        return self.binary_text(binary, " MATCH ", **kw)

    def visit_not_match_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """NOT MATCH; a hook for dialects."""
        return self.binary_text(binary, " NOT MATCH ", **kw)

    def visit_concat_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """String concatenation; a hook for dialects."""
        return self.binary_text(binary, " || ", **kw)

    def visit_bitwise_xor_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """Exclusive or; a hook for dialects."""
        return self.binary_text(binary, " ^ ", **kw)


_NUMERIC = Numeric()
_STRING = String()
_FRACTIONS = frozenset(("Numeric", "Float", "Double"))
_CONDITIONS = frozenset(("exists",))

#: Operators that a method of their own renders, so that dialects can override it.
_BINARY: dict[Any, str] = {
    op: f"visit_{name}_binary"
    for name, op in {
        "in_op": operators.in_op,
        "not_in_op": operators.not_in_op,
        "between_op": operators.between_op,
        "not_between_op": operators.not_between_op,
        "truediv": operators.truediv,
        "floordiv": operators.floordiv,
        "pow": operators.pow_,
        "mod": operators.mod,
        "concat_op": operators.concat_op,
        "match_op": operators.match_op,
        "not_match_op": operators.not_match_op,
        "regexp_match_op": operators.regexp_match_op,
        "not_regexp_match_op": operators.not_regexp_match_op,
        "regexp_replace_op": operators.regexp_replace_op,
        "json_getitem_op": operators.json_getitem_op,
        "json_path_getitem_op": operators.json_path_getitem_op,
        "getitem": operators.getitem,
        "is_distinct_from": operators.is_distinct_from,
        "is_not_distinct_from": operators.is_not_distinct_from,
        "bitwise_xor_op": operators.bitwise_xor_op,
    }.items()
}
_BINARY.update({operators.like_op: "visit_like_op_binary", operators.not_like_op: "visit_like_op_binary"})
_BINARY.update({operators.ilike_op: "visit_ilike_op_binary", operators.not_ilike_op: "visit_ilike_op_binary"})
_UNARY: dict[Any, str] = {
    operators.is_true: "visit_is_true_unary_operator",
    operators.is_false: "visit_is_false_unary_operator",
}
