"""The SQL compiler: all parts together."""

from __future__ import annotations

from typing import Any

from holdfast import exc
from holdfast.sql.compiler import parameters
from holdfast.sql.compiler.dml import DMLCompiler
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.types import NULLTYPE


class SQLCompiler(DMLCompiler):
    """Compiles statements and expressions; a dialect subclasses it and overrides the hooks.

    :param dialect: the dialect.
    :param statement: the element.
    :param column_keys: names of the columns that the parameters of an INSERT or UPDATE give values for.
    :param for_executemany: the statement will be executed for many parameter sets at once.
    :param schema_translate_map: schema names to be exchanged.
    :param literal_binds: write the values of all parameters into the SQL.
    :param gathered: the parameters gathered with the statement's cache key.
    """

    def __init__(self, dialect: Any, statement: Any, *args: Any, render_postcompile: bool = False, **kw: Any) -> None:
        super().__init__(dialect, statement, *args, **kw)
        if render_postcompile and self._expands:
            self._render_postcompile()

    def _render_postcompile(self) -> None:
        """Write the lists of expanding parameters out, for the values that the statement has now."""
        values: list[tuple[str, Any]] = []
        text: list[str] = []
        numbered: dict[str, str] = {}
        slots: dict[str, parameters.Slot] = {}
        for position, segment in enumerate(self._segments):
            if position % 2 == 0:
                text.append(segment)
                continue
            slot = self._slots[segment]
            before = len(values)
            text.append(parameters.rendered(self, slot, slot.value({}, None), values, numbered))
            for name, value in values[before:]:
                # The values are processed already.
                bind = slot.bind if name == slot.escaped else BindParameter.literal_value(name, value, NULLTYPE)
                slots[name] = slot if bind is slot.bind else parameters.Slot(name, name, bind, None, None)
        self.string = "".join(text)
        self._slots = slots
        self._order = tuple(name for name, _ in values)
        self._expands = False


class StrSQLCompiler(SQLCompiler):
    """The compiler behind ``str(element)``: renders what no database has in common somehow."""

    stringifies = True

    def process(self, obj: Any, **kw: Any) -> str:
        """Render an element; one that is made for a dialect is refused, for that dialect to take over."""
        if getattr(obj, "stringify_dialect", "default") != "default":
            raise exc.UnsupportedCompilationError(self, type(obj))
        return super().process(obj, **kw)

    def visit_sequence(self, sequence: Any, **kw: Any) -> str:
        return f"<next sequence value: {self.sequence_name(sequence)}>"

    def visit_try_cast(self, cast: Any, **kw: Any) -> str:
        return f"TRY_CAST({self.process(cast.clause, **kw)} AS {self.process(cast.typeclause, **kw)})"

    def visit_getitem_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return f"{self.process(binary.left, **kw)}[{self.process(binary.right, **kw)}]"

    def visit_json_getitem_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return self.visit_getitem_binary(binary, operator, **kw)

    def visit_json_path_getitem_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return self.visit_getitem_binary(binary, operator, **kw)

    def visit_regexp_match_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return self.binary_text(binary, " <regexp> ", **kw)

    def visit_not_regexp_match_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return self.binary_text(binary, " <not regexp> ", **kw)

    def visit_regexp_replace_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return f"<regexp replace>({self.process(binary.left, **kw)}, {self.process(binary.right, **kw)})"

    def get_from_hint_text(self, table: Any, text: str) -> str | None:
        return f"[{text}]"
