"""Renders function calls and what is attached to them."""

from __future__ import annotations

from typing import Any

from holdfast import exc
from holdfast.sql.compiler.expressions import ExpressionCompiler
from holdfast.sql.expressions.window import FrameClauseType


class FunctionCompiler(ExpressionCompiler):
    """The ``visit_`` methods of functions."""

    def visit_function(self, func: Any, **kw: Any) -> str:
        """A call; ``visit_<name>_func`` of a dialect renders one function in its own way."""
        name = func.name
        special = getattr(self, f"visit_{name.lower()}_func", None) if not func.packagenames else None
        if special is not None:
            return str(special(func, **kw))
        text = ".".join([*map(self._function_name, func.packagenames), self._function_name(name)])
        text += self.function_argspec(func, **kw)
        return f"{text} WITH ORDINALITY" if func._with_ordinality else text

    def _function_name(self, name: str) -> str:
        flag = getattr(name, "quote", None)
        if flag or (flag is None and not self.preparer.legal_characters.match(name)):
            return str(self.preparer.quote_identifier(name))
        return name

    def function_argspec(self, func: Any, **kw: Any) -> str:
        """The arguments in parentheses."""
        return self.process(func.clause_expr, **kw)

    def visit_ansi_function(self, func: Any, **kw: Any) -> str:
        """A function that has no parentheses without arguments."""
        special = getattr(self, f"visit_{func.name.lower()}_func", None)
        if special is not None:
            return str(special(func, **kw))
        name: str = func.name if func.name in _LOWER_CASE else func.name.upper()
        return name + (self.function_argspec(func, **kw) if len(func.clauses) else "")

    def visit_grouping_sets_func(self, func: Any, **kw: Any) -> str:
        """GROUPING SETS, CUBE and ROLLUP."""
        return f"{func.keyword}{self.function_argspec(func, **kw)}"

    def visit_next_value_func(self, func: Any, **kw: Any) -> str:
        """The next value of a sequence."""
        return self.visit_sequence(func.sequence, **kw)

    def sequence_name(self, sequence: Any) -> str:
        """The name of a sequence, its schema translated by ``schema_translate_map``."""
        name = str(self.preparer.quote(sequence.name))
        schema: str | None = sequence.schema
        if self.schema_translate_map:
            schema = self.schema_translate_map.get(schema, schema)
        return f"{self.preparer.quote_schema(schema)}.{name}" if schema and not self.preparer.omit_schema else name

    def visit_sequence(self, sequence: Any, **kw: Any) -> str:
        """The next value of a sequence; dialects that have sequences override it."""
        raise NotImplementedError(f"Dialect '{self.dialect.name}' does not support sequence increments.")

    def visit_aggregate_strings_func(self, func: Any, **kw: Any) -> str:
        """Strings of a group joined by a separator; dialects override the name."""
        return f"aggregate_strings{self.function_argspec(func, **kw)}"

    def visit_scalar_function_column(self, element: Any, **kw: Any) -> str:
        """A column of the composite that a function returns."""
        return f"({self.process(element.fn, **kw)}).{self.preparer.quote(element.name)}"

    def visit_function_as_comparison(self, element: Any, **kw: Any) -> str:
        """A function that counts as a comparison."""
        return self.process(element.sql_function, **kw)

    def visit_over(self, over: Any, **kw: Any) -> str:
        """OVER."""
        text = self.process(over.element, **kw)
        parts = []
        for word, clauses in (("PARTITION", over.partition_by), ("ORDER", over.order_by)):
            if clauses is not None and len(clauses):
                parts.append(f"{word} BY {self.process(clauses, **kw)}")
        for word, frame in (("RANGE", over.range_), ("ROWS", over.rows), ("GROUPS", over.groups)):
            if frame is not None:
                exclude = f" EXCLUDE {over.exclude}" if over.exclude else ""
                parts.append(f"{word} BETWEEN {self.process(frame, **kw)}{exclude}")
        return f"{text} OVER ({' '.join(parts)})"

    def visit_frame_clause(self, frame: Any, **kw: Any) -> str:
        """The bounds of a frame."""
        lower = self._bound(frame.lower, frame.lower_type, "PRECEDING", kw)
        upper = self._bound(frame.upper, frame.upper_type, "FOLLOWING", kw)
        return f"{lower} AND {upper}"

    def _bound(self, value: Any, kind: FrameClauseType, unbounded: str, kw: dict[str, Any]) -> str:
        if kind is FrameClauseType.UNBOUNDED:
            return f"UNBOUNDED {unbounded}"
        if kind is FrameClauseType.CURRENT:
            return "CURRENT ROW"
        return f"{self.process(value, **kw)} {kind.name}"

    def visit_withingroup(self, element: Any, **kw: Any) -> str:
        """WITHIN GROUP."""
        return f"{self.process(element.element, **kw)} WITHIN GROUP (ORDER BY {self.process(element.order_by, **kw)})"

    def visit_funcfilter(self, element: Any, **kw: Any) -> str:
        """FILTER."""
        if element.criterion is None:
            return self.process(element.func, **kw)
        return f"{self.process(element.func, **kw)} FILTER (WHERE {self.process(element.criterion, **kw)})"

    def visit_aggregateorderby(self, element: Any, **kw: Any) -> str:
        """ORDER BY inside of an aggregate function."""
        if element.order_by is None:
            raise exc.CompileError("an ordered aggregate needs ORDER BY elements")
        return f"{self.process(element.element, **kw)} ORDER BY {self.process(element.order_by, **kw)}"


_LOWER_CASE = frozenset(("sysdate",))
