"""Where SQLite's SQL is spelled differently; everything else is the generic compiler's."""

from __future__ import annotations

from typing import Any

from holdfast import exc
from holdfast.dialects.sqlite.types import DATE
from holdfast.sql.compiler import dml_columns
from holdfast.sql.compiler.compiler import SQLCompiler
from holdfast.sql.compiler.identifiers import IdentifierPreparer
from holdfast.sql.compiler.on_conflict import ConflictCompiler
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.types import JSON, Integer, String

# Source: the SQLite documentation, page "SQLite Keywords", without those that may always be names.
_WORDS = """
    add after all alter analyze and as asc attach autoincrement before begin between by cascade case cast check
    collate column commit conflict constraint create cross current_date current_time current_timestamp database
    default deferrable deferred delete desc detach distinct drop each else end escape except exclusive exists
    explain fail false for foreign from full glob group having if ignore immediate in index indexed initially inner
    insert instead intersect into is isnull join key left like limit match natural not notnull null of offset on or
    order outer plan pragma primary query raise references reindex rename replace restrict right rollback row select
    set table temp temporary then to transaction trigger true union unique update using vacuum values view virtual
    when where
"""
RESERVED_WORDS = frozenset(_WORDS.split())

# EXTRACT field -> format of strftime(); page "Date And Time Functions".
EXTRACT = {
    "month": "%m",
    "day": "%d",
    "year": "%Y",
    "second": "%S",
    "hour": "%H",
    "doy": "%j",
    "minute": "%M",
    "epoch": "%s",
    "dow": "%w",
    "week": "%W",
}


class SQLitePreparer(IdentifierPreparer):
    """Quotes names as SQLite needs it."""

    reserved_words = RESERVED_WORDS


class SQLiteCompiler(ConflictCompiler, SQLCompiler):
    """The SQL compiler of SQLite."""

    def delete_extra_from_clause(self, delete: Any, table: Any, extra: list[Any], **kw: Any) -> str:
        others = ", ".join(f"'{source.description}'" for source in extra)
        raise NotImplementedError(
            f"This backend does not support multiple-table criteria within DELETE: besides '{table.description}' there "
            f"is {others}. Use a subquery, as in delete(..).where(exists().where(..))"
        )

    def visit_true(self, element: Any, **kw: Any) -> str:
        return "1"

    def visit_false(self, element: Any, **kw: Any) -> str:
        return "0"

    # -- functions

    def visit_now_func(self, func: Any, **kw: Any) -> str:
        return "CURRENT_TIMESTAMP"

    def visit_localtimestamp_func(self, func: Any, **kw: Any) -> str:
        return "DATETIME(CURRENT_TIMESTAMP, 'localtime')"

    def visit_char_length_func(self, func: Any, **kw: Any) -> str:
        return f"length{self.function_argspec(func, **kw)}"

    def visit_aggregate_strings_func(self, func: Any, **kw: Any) -> str:
        return f"group_concat{self.function_argspec(func, **kw)}"

    def visit_extract(self, extract: Any, **kw: Any) -> str:
        template = EXTRACT.get(extract.field)
        if template is None:
            raise exc.CompileError(
                f"{extract.field} is not a valid extract argument; SQLite has {', '.join(sorted(EXTRACT))}"
            )
        return f"CAST(STRFTIME('{template}', {self.process(extract.expr, **kw)}) AS INTEGER)"

    # -- operators

    def visit_is_distinct_from_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return self.binary_text(binary, " IS NOT ", **kw)

    def visit_is_not_distinct_from_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return self.binary_text(binary, " IS ", **kw)

    def visit_truediv_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return f"{self.process(binary.left, **kw)} / ({self.process(binary.right, **kw)} + 0.0)"

    def visit_floordiv_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        text = self.binary_text(binary, " / ", **kw)
        both = (binary.left.type._type_affinity, binary.right.type._type_affinity)
        return text if both == (Integer, Integer) else f"FLOOR({text})"

    def visit_regexp_match_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return self.binary_text(binary, " REGEXP ", **kw)

    def visit_not_regexp_match_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return self.binary_text(binary, " NOT REGEXP ", **kw)

    def visit_bitwise_xor_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        left, right = self.process(binary.left, **kw), self.process(binary.right, **kw)
        return f"({left} | {right}) - ({left} & {right})"

    def visit_json_getitem_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        member = f"JSON_EXTRACT({self.process(binary.left, **kw)}, {self.process(binary.right, **kw)})"
        affinity = binary.type._type_affinity
        if affinity is JSON:
            return f"JSON_QUOTE({member})"
        if affinity is String:
            return (
                f"CAST({member} AS VARCHAR)" if not getattr(binary.type, "length", None) else self._cast(member, binary)
            )
        return self._cast(member, binary)

    visit_json_path_getitem_op_binary = visit_json_getitem_op_binary

    def _cast(self, text: str, binary: Any) -> str:
        return f"CAST({text} AS {self.type_compiler.process(binary.type)})"

    # -- statements

    def returning_clause(self, statement: Any, elements: list[Any], toplevel: bool) -> str:
        """RETURNING, with plain names: there is but one table they can be of."""
        plan = dml_columns.returning_plan(statement, elements)
        texts = [self.select_column(entry, False, toplevel, {"include_table": False}) for entry in plan]
        if toplevel:
            self.result_columns = tuple(self._result_columns)
        return "RETURNING " + ", ".join(texts)

    def visit_cast(self, cast: Any, **kw: Any) -> str:
        # Types of dates and times are stored as text, which a cast would make a number.
        impl = cast.type.dialect_impl(self.dialect)
        if getattr(impl, "storage_format", _NO_FORMAT) is not _NO_FORMAT:
            text = self.process(cast.clause, **kw)
            return f"date({text})" if isinstance(impl, DATE) and impl.storage_format is None else text
        return super().visit_cast(cast, **kw)

    def limit_clause(self, select: Any, **kw: Any) -> str:
        limit = _NO_LIMIT if select._limit is None else select._limit
        offset = _ZERO if select._offset is None else select._offset
        return f"\n LIMIT {self.process(limit, **kw)} OFFSET {self.process(offset, **kw)}"

    def for_update_clause(self, select: Any, **kw: Any) -> str:
        # The whole database is locked by its writer.
        return ""

    def visit_empty_set_op_expr(self, element_types: list[Any], negated: bool) -> str:
        return self.visit_empty_set_expr(element_types)

    def visit_empty_set_expr(self, element_types: list[Any]) -> str:
        ones = ", ".join("1" for _ in element_types or [None])
        return f"SELECT {ones} FROM (SELECT {ones}) WHERE 1!=1"


_NO_FORMAT: Any = object()
_ZERO: BindParameter[Any] = BindParameter.literal_value("param", 0, Integer())
_NO_LIMIT: BindParameter[Any] = BindParameter.literal_value("param", -1, Integer())
