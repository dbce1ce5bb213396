"""Where SQLite's DDL differs: AUTOINCREMENT, ON CONFLICT of constraints, table options, names of some types."""

from __future__ import annotations

import re
from typing import Any

from holdfast import exc
from holdfast.sql import types as generic
from holdfast.sql.compiler.ddl import DDLCompiler
from holdfast.sql.compiler.typenames import TypeCompiler

_CONFLICT = re.compile(r"\w+")


class SQLiteDDLCompiler(DDLCompiler):
    """The DDL compiler of SQLite."""

    def get_column_specification(self, column: Any, **kw: Any) -> str:
        """Return name, type, DEFAULT, NOT NULL, PRIMARY KEY AUTOINCREMENT and GENERATED of a column."""
        type_name = self.type_compiler.process(column.type, type_expression=column)
        text = f"{self.preparer.format_column(column)} {type_name}".rstrip()
        default = self.get_column_default_string(column)
        if default is not None:
            # An expression needs parentheses, a literal or CURRENT_TIMESTAMP must not have to have them.
            bare = isinstance(column.server_default.arg, str) or not re.search(r"\w\s*\(|\s", default)
            enclosed = default.startswith(("(", "'"))
            text += f" DEFAULT {default if bare or enclosed else f'({default})'}"
        if not column.nullable:
            text += " NOT NULL" + self._on_conflict(_option(column, "on_conflict_not_null"))
        if column.primary_key and self._inline_key(column.table):
            self._check_autoincrement(column)
            text += " PRIMARY KEY" + self._on_conflict(_option(column, "on_conflict_primary_key")) + " AUTOINCREMENT"
        elif column.primary_key and column.autoincrement is True and len(column.table.primary_key) > 1:
            raise exc.CompileError(
                f"(in table '{column.table.description}', column '{column.name}'): SQLite does not support "
                "autoincrement for composite primary keys; leave autoincrement out and give the column a default"
            )
        if column.computed is not None:
            text += f" {self.process(column.computed)}"
        return text

    def _inline_key(self, table: Any) -> bool:
        """Whether the key stands behind its column, where alone AUTOINCREMENT can stand."""
        return bool(
            table is not None and len(table.primary_key) == 1 and table.dialect_options["sqlite"].get("autoincrement")
        )

    def _check_autoincrement(self, column: Any) -> None:
        if column.type._type_affinity is not generic.Integer or column.foreign_keys:
            raise exc.CompileError(
                f"SQLite autoincrement requires an INTEGER primary key column that is no foreign key, not "
                f"{column.name!r}"
            )

    def _on_conflict(self, word: str | None) -> str:
        if not word:
            return ""
        if not _CONFLICT.fullmatch(word):
            raise exc.CompileError(f"Unexpected SQL phrase for ON CONFLICT: {word!r}")
        return f" ON CONFLICT {word}"

    def visit_primary_key_constraint(self, constraint: Any, **kw: Any) -> str:
        if self._inline_key(constraint.table):
            return ""
        text = super().visit_primary_key_constraint(constraint, **kw)
        conflict = _option(constraint, "on_conflict")
        if conflict is None and len(constraint) == 1:
            conflict = _option(next(iter(constraint)), "on_conflict_primary_key")
        return text + self._on_conflict(conflict)

    def visit_unique_constraint(self, constraint: Any, **kw: Any) -> str:
        conflict = _option(constraint, "on_conflict")
        if conflict is None and len(constraint) == 1:
            conflict = _option(next(iter(constraint)), "on_conflict_unique")
        return super().visit_unique_constraint(constraint, **kw) + self._on_conflict(conflict)

    def visit_check_constraint(self, constraint: Any, **kw: Any) -> str:
        return super().visit_check_constraint(constraint, **kw) + self._on_conflict(_option(constraint, "on_conflict"))

    def visit_column_check_constraint(self, constraint: Any, **kw: Any) -> str:
        if _option(constraint, "on_conflict") is not None:
            raise exc.CompileError("SQLite does not support on conflict clause for column check constraint")
        return super().visit_check_constraint(constraint, **kw)

    def visit_foreign_key_constraint(self, constraint: Any, **kw: Any) -> str:
        # A foreign key cannot leave its database file.
        if constraint.elements[0].column.table.schema != constraint.table.schema:
            return ""
        return super().visit_foreign_key_constraint(constraint, **kw)

    def define_constraint_remote_table(self, constraint: Any, table: Any) -> str:
        """Return the plain name: a foreign key refers to its own database."""
        name: str = self.preparer.quote(table.name)
        return name

    def post_create_table(self, table: Any) -> str:
        """Return WITHOUT ROWID and STRICT."""
        options = table.dialect_options["sqlite"]
        words = []
        if options.get("with_rowid") is False:
            words.append("WITHOUT ROWID")
        if options.get("strict"):
            words.append("STRICT")
        return "\n " + ",\n ".join(words) if words else ""

    # The schema stands before the index, not before the table.

    def visit_create_index(self, create: Any, include_schema: bool = True, **kw: Any) -> str:
        return super().visit_create_index(create, include_schema=True, **kw)

    def indexed_table(self, table: Any) -> str:
        """Return the plain name: an index is in the database of its table."""
        return str(self.preparer.quote(table.name))

    def post_create_index(self, index: Any) -> str:
        """Return the WHERE of a partial index."""
        where = index.dialect_options["sqlite"].get("where")
        return "" if where is None else f" WHERE {self._expression(where)}"

    def visit_create_view(self, create: Any, **kw: Any) -> str:
        text = super().visit_create_view(create, **kw)
        if create.dialect_options["sqlite"].get("if_not_exists"):
            text = text.replace(" VIEW ", " VIEW IF NOT EXISTS ", 1)
        return text

    def visit_set_table_comment(self, create: Any, **kw: Any) -> str:
        raise exc.CompileError("SQLite has no comments on tables")

    def visit_set_column_comment(self, create: Any, **kw: Any) -> str:
        raise exc.CompileError("SQLite has no comments on columns")


def _option(item: Any, name: str) -> Any:
    return item.dialect_options["sqlite"].get(name)


class SQLiteTypeCompiler(TypeCompiler):
    """The names of types in SQLite; they decide the affinity of a column."""

    def visit_large_binary(self, type_: Any, **kw: Any) -> str:
        return self.visit_BLOB(type_, **kw)

    def visit_datetime(self, type_: Any, **kw: Any) -> str:
        return _by_format(type_, "DATETIME")

    def visit_date(self, type_: Any, **kw: Any) -> str:
        return _by_format(type_, "DATE")

    def visit_time(self, type_: Any, **kw: Any) -> str:
        return _by_format(type_, "TIME")

    def visit_ENUM(self, type_: Any, **kw: Any) -> str:
        # Another database's own, here as an Enum is.
        return self.visit_enum(type_, **kw)

    def visit_untyped(self, type_: Any, **kw: Any) -> str:
        return ""

    def visit_JSON(self, type_: Any, **kw: Any) -> str:
        # Numeric affinity in name, but SQLite leaves text that is no number alone.
        return "JSON"

    def visit_JSONB(self, type_: Any, **kw: Any) -> str:
        return "JSONB"


_ZEROS = {"year": 0, "month": 0, "day": 0, "hour": 0, "minute": 0, "second": 0, "microsecond": 0}


def _by_format(type_: Any, name: str) -> str:
    """A format of digits only would be made a number by the numeric affinity of DATE and its kin, so that it gets one
    of text."""
    template = getattr(type_, "storage_format", None)
    return f"{name}_CHAR" if template and (template % _ZEROS).isdigit() else name
