"""How expressions of PostgreSQL's own types are written.

Rules: an operator with `eager_grouping`, and `->` and `->>`, stand in parentheses as operands of any other operator;
what is indexed stands in parentheses unless it is a column or an index itself.
"""

from __future__ import annotations

from typing import Any

from holdfast import exc
from holdfast.dialects.postgresql.typenames import PostgreSQLTypeCompiler
from holdfast.dialects.postgresql.types.json import JSONB
from holdfast.sql import operators
from holdfast.sql import types as generic
from holdfast.sql.compiler.compiler import SQLCompiler
from holdfast.sql.types.string import text_literal

_CONJUNCTIONS = frozenset((operators.comma_op, operators.and_, operators.or_))
#: Versions from which JSONB and HSTORE are subscripted; before there are operators.
_SUBSCRIPTS = (14,)


class TypedExpressionCompiler(SQLCompiler):
    """The `visit_` methods for arrays, JSON, HSTORE and full text search."""

    type_compiler: PostgreSQLTypeCompiler

    # -- operands

    def binary_text(self, binary: Any, text: str, **kw: Any) -> str:
        return super().binary_text(binary, text, **{**kw, "_is_operand": True})

    def visit_expression_clauselist(self, clauses: Any, **kw: Any) -> str:
        if clauses.operator not in _CONJUNCTIONS:
            kw["_is_operand"] = True
        return super().visit_expression_clauselist(clauses, **kw)

    def visit_grouping(self, grouping: Any, asfrom: bool = False, _is_operand: bool = False, **kw: Any) -> str:
        return super().visit_grouping(grouping, asfrom=asfrom, **kw)

    def _grouped(self, binary: Any, text: str, is_operand: bool, kw: dict[str, Any]) -> str:
        """A binary expression, in parentheses where it is an operand of another."""
        rendered = self.binary_text(binary, text, **kw)
        return f"({rendered})" if is_operand else rendered

    def visit_custom_op_binary(self, binary: Any, operator: Any, _is_operand: bool = False, **kw: Any) -> str:
        rendered = super().visit_custom_op_binary(binary, operator, **kw)
        return f"({rendered})" if _is_operand and operator.eager_grouping else rendered

    # -- arrays

    def visit_array(self, element: Any, _is_operand: bool = False, **kw: Any) -> str:
        """`ARRAY[..]`; without members it needs its type."""
        if element.clauses:
            return f"ARRAY[{', '.join([self.process(clause, **kw) for clause in element.clauses])}]"
        if element.type.item_type._isnull:
            return "ARRAY[]"
        return f"ARRAY[]::{self.type_compiler.process(element.type)}"

    def visit_getitem_binary(self, binary: Any, operator: Any, _is_operand: bool = False, **kw: Any) -> str:
        """An element or a slice."""
        return f"{self._indexed(binary.left, kw)}[{self.process(binary.right, **kw)}]"

    def _indexed(self, element: Any, kw: dict[str, Any]) -> str:
        text = self.process(element, **kw)
        return text if self._takes_brackets(element) else f"({text})"

    def _takes_brackets(self, element: Any) -> bool:
        if element.__visit_name__ == "binary":
            operator = element.operator
            return operator is operators.getitem or (self._has_subscripts and operator is operators.json_getitem_op)
        return element.__visit_name__ in ("column", "grouping")

    @property
    def _has_subscripts(self) -> bool:
        version = self.dialect.server_version_info
        return version is None or version >= _SUBSCRIPTS

    # -- JSON and HSTORE

    def visit_json_getitem_op_binary(self, binary: Any, operator: Any, _is_operand: bool = False, **kw: Any) -> str:
        """`->`, or a subscript of JSONB; another type than JSON asks for the text at the key, cast to it."""
        if not isinstance(binary.type._unwrapped(), generic.JSON):
            return self._cast_text(binary, " ->> ", kw)
        if isinstance(binary.left.type._unwrapped_dialect_impl(self.dialect), JSONB) and self._has_subscripts:
            return f"{self._indexed(binary.left, kw)}[{self.process(binary.right, **kw)}]"
        return self._grouped(binary, " -> ", _is_operand, kw)

    def visit_json_path_getitem_op_binary(
        self, binary: Any, operator: Any, _is_operand: bool = False, **kw: Any
    ) -> str:
        """`#>`; another type than JSON asks for the text at the path, cast to it."""
        if not isinstance(binary.type._unwrapped(), generic.JSON):
            return self._cast_text(binary, " #>> ", kw)
        return self._grouped(binary, " #> ", _is_operand, kw)

    def _cast_text(self, binary: Any, text: str, kw: dict[str, Any]) -> str:
        return f"CAST({self.binary_text(binary, text, **kw)} AS {self.type_compiler.process(binary.type)})"

    def visit_hstore_getitem_op_binary(self, binary: Any, operator: Any, _is_operand: bool = False, **kw: Any) -> str:
        """The value of a key."""
        if self._has_subscripts:
            return f"{self._indexed(binary.left, kw)}[{self.process(binary.right, **kw)}]"
        return self._grouped(binary, " -> ", _is_operand, kw)

    # -- casts and bits

    def visit_cast(self, cast: Any, **kw: Any) -> str:
        kw.pop("_is_operand", None)
        return super().visit_cast(cast, **kw)

    def visit_bitwise_xor_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """Exclusive or; `^` is the power."""
        return self.binary_text(binary, " # ", **kw)

    # -- full text search

    def visit_match_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """`@@ plainto_tsquery(..)`."""
        kw.pop("_is_operand", None)
        left, right = self.process(binary.left, **kw), self.process(binary.right, **kw)
        configuration = binary.modifiers.get("postgresql_regconfig")
        if configuration is None:
            return f"{left} @@ plainto_tsquery({right})"
        if not isinstance(configuration, str):
            raise exc.CompileError(f"postgresql_regconfig is the name of a configuration, not {configuration!r}")
        return f"{left} @@ plainto_tsquery({text_literal(self.dialect)(configuration)}, {right})"

    def visit_not_match_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """The negation of a full text search."""
        return f"NOT {self.visit_match_op_binary(binary, operator, **kw)}"
