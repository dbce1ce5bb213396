"""Expressions as MySQL and MariaDB spell them: operators, functions, casts, JSON."""

from __future__ import annotations

from typing import Any

from holdfast import exc
from holdfast.sql import operators
from holdfast.sql import types as generic
from holdfast.sql.compiler.compiler import SQLCompiler
from holdfast.sql.types.binary import _Binary
from holdfast.util.warnings import warn

# The combinations of modes that MATCH .. AGAINST has: boolean, natural language, query expansion.
MATCH_MODES = {
    (False, False, False): "",
    (True, False, False): " IN BOOLEAN MODE",
    (False, True, False): " IN NATURAL LANGUAGE MODE",
    (False, False, True): " WITH QUERY EXPANSION",
    (False, True, True): " IN NATURAL LANGUAGE MODE WITH QUERY EXPANSION",
}
MATCH_FLAGS = ("mysql_boolean_mode", "mysql_natural_language", "mysql_query_expansion")

# EXTRACT field of other databases -> the one here.
EXTRACT_FIELDS = {"milliseconds": "millisecond"}

_STRING = generic.String()


class MySQLExpressionCompiler(SQLCompiler):
    """The ``visit_`` methods of expressions."""

    # -- constants

    def visit_true(self, element: Any, **kw: Any) -> str:
        return "true"

    def visit_false(self, element: Any, **kw: Any) -> str:
        return "false"

    # -- strings

    def visit_expression_clauselist(self, clauses: Any, **kw: Any) -> str:
        # || is OR here, unless sql_mode says otherwise.
        if clauses.operator is operators.concat_op:
            return self.concatenated([self.process(clause, **kw) for clause in clauses.clauses])
        return super().visit_expression_clauselist(clauses, **kw)

    def visit_concat_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return self.concatenated([self.process(binary.left, **kw), self.process(binary.right, **kw)])

    def concatenated(self, parts: list[str]) -> str:
        return parts[0] if len(parts) == 1 else f"concat({', '.join(parts)})"

    def visit_regexp_match_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return self._regexp(binary, "", kw)

    def visit_not_regexp_match_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return self._regexp(binary, "NOT ", kw)

    def _regexp(self, binary: Any, negation: str, kw: dict[str, Any]) -> str:
        flags = binary.modifiers.get("flags")
        text, pattern = self.process(binary.left, **kw), self.process(binary.right, **kw)
        if flags is None:
            return f"{text} {negation}REGEXP {pattern}"
        if self.dialect.syntax.inline_regexp_flags:
            return f"{text} {negation}REGEXP {self._flagged(pattern, flags)}"
        return f"{negation}REGEXP_LIKE({text}, {pattern}, {self._string(flags)})"

    def visit_regexp_replace_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        flags = binary.modifiers.get("flags")
        text = self.process(binary.left, **kw)
        pattern, replacement = (self.process(clause, **kw) for clause in binary.right.clauses)
        if flags is None:
            return f"REGEXP_REPLACE({text}, {pattern}, {replacement})"
        if self.dialect.syntax.inline_regexp_flags:
            return f"REGEXP_REPLACE({text}, {self._flagged(pattern, flags)}, {replacement})"
        return f"REGEXP_REPLACE({text}, {pattern}, {replacement}, {self._string(flags)})"

    def _flagged(self, pattern: str, flags: str) -> str:
        return f"CONCAT('(?', {self._string(flags)}, ')', {pattern})"

    def _string(self, value: str) -> str:
        return self.render_literal_value(value, _STRING)

    def visit_match_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """MATCH .. AGAINST; of the operator ``match()`` the boolean mode is the default."""
        boolean, natural, expansion = (bool(binary.modifiers.get(flag, flag == MATCH_FLAGS[0])) for flag in MATCH_FLAGS)
        columns = self.process(binary.left, **kw)
        return self.match_text(columns, self.process(binary.right, **kw), boolean, natural, expansion)

    def visit_not_match_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return f"NOT {self.visit_match_op_binary(binary, operator, **kw)}"

    def match_text(self, columns: str, against: str, boolean: bool, natural: bool, expansion: bool) -> str:
        """MATCH .. AGAINST of rendered parts, in a mode."""
        mode = MATCH_MODES.get((boolean, natural, expansion))
        if mode is None:
            raise exc.CompileError(
                f"Invalid MySQL match flags: in_boolean_mode={boolean}, in_natural_language_mode={natural}, "
                f"with_query_expansion={expansion}; query expansion goes with no mode or with natural language alone"
            )
        return f"MATCH ({columns}) AGAINST ({against}{mode})"

    # -- comparison and arithmetic

    def visit_is_distinct_from_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return f"NOT ({self.binary_text(binary, ' <=> ', **kw)})"

    def visit_is_not_distinct_from_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return self.binary_text(binary, " <=> ", **kw)

    def visit_truediv_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        # The operator / keeps the fraction of integers.
        return self.binary_text(binary, " / ", **kw)

    # -- JSON

    def visit_json_getitem_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """JSON_EXTRACT, and around it what makes SQL's NULL of JSON's and a value of the type asked for."""
        member = f"JSON_EXTRACT({self.process(binary.left, **kw)}, {self.process(binary.right, **kw)})"
        type_ = binary.type
        affinity = type_._type_affinity
        if affinity is generic.JSON:
            return member
        if affinity is generic.Boolean:
            return f"CASE {member} WHEN 'null' THEN NULL WHEN true THEN true ELSE false END"
        if affinity is generic.Integer:
            value = f"CAST({member} AS SIGNED INTEGER)"
        elif affinity is generic.Numeric and type_.precision is not None:
            value = f"CAST({member} AS DECIMAL({type_.precision}, {type_.scale or 0}))"
        elif affinity in (generic.Numeric, generic.Float):
            # Adding a number with a fraction makes a number of it on every version.
            value = f"{member}+0.0000000000000000000000"
        elif affinity is generic.String:
            value = f"JSON_UNQUOTE({member})"
        else:
            value = member
        return f"CASE {member} WHEN 'null' THEN NULL ELSE {value} END"

    visit_json_path_getitem_op_binary = visit_json_getitem_op_binary

    # -- casts

    def visit_cast(self, cast: Any, **kw: Any) -> str:
        target = self.cast_target(cast.type)
        if target is not None:
            return f"CAST({self.process(cast.clause, **kw)} AS {target})"
        warn(
            f"Datatype {self.type_compiler.process(cast.type)} does not support CAST on MySQL/MariaDb; "
            "the CAST will be skipped."
        )
        return self.process(cast.clause.self_group(), **kw)

    def visit_typeclause(self, typeclause: Any, **kw: Any) -> str:
        target = self.cast_target(typeclause.type)
        return super().visit_typeclause(typeclause, **kw) if target is None else target

    def cast_target(self, type_: Any) -> str | None:
        """The name of a type in CAST; None when it cannot stand there."""
        impl = type_._unwrapped_dialect_impl(self.dialect)
        affinity = impl._type_affinity
        if isinstance(impl, generic.Enum) and impl.native_enum:
            return None
        if affinity is generic.Integer:
            return "UNSIGNED INTEGER" if getattr(impl, "unsigned", False) else "SIGNED INTEGER"
        if affinity is generic.String:
            return self._character_cast(impl)
        if isinstance(impl, _Binary):
            return "BINARY"
        if isinstance(impl, generic.TIMESTAMP):
            return "DATETIME"
        name: str = self.type_compiler.process(impl)
        if affinity is generic.Numeric:
            return name.replace("NUMERIC", "DECIMAL", 1)
        if affinity in (generic.Float, generic.Double):
            # Other names of DOUBLE are not known here.
            name = name.replace("REAL", "DOUBLE", 1).replace("DOUBLE PRECISION", "DOUBLE", 1)
            return name if self.dialect.syntax.float_cast else None
        if affinity in (generic.JSON, generic.DateTime, generic.Date, generic.Time):
            return name
        return None

    def _character_cast(self, type_: Any) -> str | None:
        """CHAR with what a type of this package says about its characters."""
        if hasattr(type_, "values"):
            # SET, which is a list of strings
            return None
        text = "CHAR" if type_.length is None else f"CHAR({int(type_.length)})"
        quote = self.preparer.format_collation
        if getattr(type_, "charset", None):
            text += f" CHARACTER SET {quote(type_.charset)}"
            if type_.collation:
                text += f" COLLATE {quote(type_.collation)}"
        return text

    # -- functions

    def visit_extract(self, extract: Any, **kw: Any) -> str:
        field = EXTRACT_FIELDS.get(extract.field, extract.field)
        return f"EXTRACT({field} FROM {self.process(extract.expr, **kw)})"

    def visit_random_func(self, func: Any, **kw: Any) -> str:
        return f"rand{self.function_argspec(func, **kw)}"

    def visit_sysdate_func(self, func: Any, **kw: Any) -> str:
        return "SYSDATE()"

    def visit_rollup_func(self, func: Any, **kw: Any) -> str:
        return f"{', '.join(self.process(clause, **kw) for clause in func.clauses)} WITH ROLLUP"

    def visit_grouping_sets_func(self, func: Any, **kw: Any) -> str:
        if func.keyword == "ROLLUP":
            return self.visit_rollup_func(func, **kw)
        return super().visit_grouping_sets_func(func, **kw)

    def visit_sequence(self, sequence: Any, **kw: Any) -> str:
        schema = self._translated_schema(sequence.schema)
        name = self.preparer.quote(sequence.name)
        return f"nextval({f'{self.preparer.quote_schema(schema)}.{name}' if schema else name})"

    def _translated_schema(self, schema: str | None) -> str | None:
        translate = self.schema_translate_map
        return translate.get(schema, schema) if translate else schema

    def visit_aggregate_strings_func(self, func: Any, order_by: Any = None, **kw: Any) -> str:
        text, separator = func.clauses.clauses
        order = f" ORDER BY {self.process(order_by, **kw)}" if order_by is not None else ""
        # The separator has to be a literal.
        literal = self.process(separator, literal_execute=True, **kw)
        return f"group_concat({self.process(text, **kw)}{order} SEPARATOR {literal})"

    def visit_aggregateorderby(self, element: Any, **kw: Any) -> str:
        if element.element.__visit_name__ == "aggregate_strings_func" and element.order_by is not None:
            return self.visit_aggregate_strings_func(element.element, order_by=element.order_by, **kw)
        return super().visit_aggregateorderby(element, **kw)
