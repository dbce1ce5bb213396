"""DDL as MySQL and MariaDB spell it: AUTO_INCREMENT, comments inside of definitions, options of tables and indexes, and
a form of ALTER TABLE .. DROP for each kind of constraint."""

from __future__ import annotations

import re
from typing import Any

from holdfast import exc
from holdfast.dialects.mysql.table_options import render_options
from holdfast.sql import types as generic
from holdfast.sql.compiler.ddl import DDLCompiler
from holdfast.sql.expressions.element import UnaryExpression
from holdfast.sql.schema import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    Sequence,
    UniqueConstraint,
)

_STRINGS = r"'(?:[^'\\]|''|\\.)*'|\"(?:[^\"\\]|\"\"|\\.)*\""
_QUOTED = re.compile(rf"{_STRINGS}|`(?:[^`]|``)*`", re.S)
# Defaults that stand without parentheses: keywords, numbers, the time with its precision, strings, and what has
# parentheses already; source: MySQL 8.0 Reference Manual, "Data Type Default Values".
_PLAIN_DEFAULT = re.compile(
    rf"NULL|TRUE|FALSE|0x[0-9a-f]+|\d\w*|(?:CURRENT_TIMESTAMP|LOCALTIME|LOCALTIMESTAMP)(?:\(\d\))?|NOW\(\d\)|{_STRINGS}",
    re.I | re.S,
)
_ON_UPDATE = re.compile(r"\bON\s+UPDATE\b", re.I)

# Words that may stand before INDEX, and the algorithms behind USING.
_PREFIXES = frozenset(("FULLTEXT", "SPATIAL", "UNIQUE"))
_WORD = re.compile(r"\w+")

# Kind of constraint -> how ALTER TABLE drops it, before its name.
_DROPPED_AS = {
    ForeignKeyConstraint: "FOREIGN KEY",
    UniqueConstraint: "INDEX",
}


class MySQLDDLCompiler(DDLCompiler):
    """The DDL compiler of MySQL and MariaDB."""

    # -- columns

    def get_column_specification(self, column: Any, comment: bool = True, **kw: Any) -> str:
        """Return name, type, GENERATED, NOT NULL, COMMENT, DEFAULT or AUTO_INCREMENT of a column.

        :param comment: with its comment.
        """
        type_name = self.type_compiler.process(column.type, type_expression=column)
        words = [self.preparer.format_column(column), type_name]
        generated = column.computed is not None
        if generated:
            words.append(self.process(column.computed))
        if not column.nullable:
            if not generated or self.dialect.syntax.generated_not_null:
                words.append("NOT NULL")
        elif isinstance(column.type._unwrapped_dialect_impl(self.dialect), generic.TIMESTAMP):
            # Old servers and settings make NOT NULL of a TIMESTAMP that says nothing.
            words.append("NULL")
        if comment and column.comment is not None:
            words.append(f"COMMENT {self._literal(column.comment)}")
        if self._is_auto_increment(column):
            words.append("AUTO_INCREMENT")
        else:
            default = self.get_column_default_string(column)
            if default is not None:
                words.append(f"DEFAULT {self._default(default)}")
        return " ".join(words)

    def _is_auto_increment(self, column: Any) -> bool:
        table = column.table
        if table is None or column is not table._autoincrement_column:
            return False
        if column.server_default is not None and column.identity is None:
            return False
        default = column.default
        return not (self.dialect.supports_sequences and isinstance(default, Sequence) and not default.optional)

    def _default(self, text: str) -> str:
        if (
            not self.dialect.syntax.default_expressions
            or _PLAIN_DEFAULT.fullmatch(text)
            or _ON_UPDATE.search(text)
            or _is_enclosed(text)
        ):
            return text
        return f"({text})"

    # -- tables

    def post_create_table(self, table: Any) -> str:
        """Return the table's options, its comment among them."""
        return render_options(table.dialect_options[self.dialect.name], table.comment, self._literal)

    def visit_drop_schema(self, drop: Any, **kw: Any) -> str:
        # What is in a database always goes with it; there is no word for that.
        exists = "IF EXISTS " if drop.if_exists else ""
        return f"DROP SCHEMA {exists}{self.preparer.quote_schema(drop.element)}"

    # -- constraints

    def define_constraint_match(self, constraint: Any) -> str:
        """Refuse MATCH."""
        if constraint.match is not None:
            raise exc.CompileError(
                "MySQL ignores the 'MATCH' keyword while at the same time causes ON UPDATE/ON DELETE clauses to be "
                "ignored."
            )
        return ""

    def visit_primary_key_constraint(self, constraint: Any, **kw: Any) -> str:
        return super().visit_primary_key_constraint(constraint, **kw) + self._using(constraint)

    def _using(self, item: Any) -> str:
        using = item.dialect_options[self.dialect.name].get("using")
        return "" if using is None else f" USING {self._word(using, 'USING')}"

    def _word(self, text: str, where: str) -> str:
        """A keyword given by the user, when it is nothing more than that."""
        if not _WORD.fullmatch(text):
            raise exc.CompileError(f"Unexpected SQL phrase for {where}: {text!r}; a single word is expected")
        return text

    def visit_drop_constraint(self, drop: Any, **kw: Any) -> str:
        constraint = drop.element
        table = self._table_name(constraint.table)
        if isinstance(constraint, PrimaryKeyConstraint):
            return f"ALTER TABLE {table} DROP PRIMARY KEY"
        kind = next((kind for cls, kind in _DROPPED_AS.items() if isinstance(constraint, cls)), None)
        if kind is None:
            old = isinstance(constraint, CheckConstraint) and not self.dialect.is_mariadb
            kind = "CHECK" if old else "CONSTRAINT"
        if constraint.name is None:
            raise exc.CompileError(f"Can't emit DROP CONSTRAINT for constraint {constraint!r}; it has no name")
        exists = "IF EXISTS " if drop.if_exists and self.dialect.syntax.if_exists_of_parts else ""
        return f"ALTER TABLE {table} DROP {kind} {exists}{self.preparer.quote(self._fitting(constraint.name))}"

    # -- comments

    def visit_set_table_comment(self, create: Any, **kw: Any) -> str:
        return f"ALTER TABLE {self._table_name(create.element)} COMMENT {self._literal(create.element.comment or '')}"

    def visit_drop_table_comment(self, drop: Any, **kw: Any) -> str:
        return f"ALTER TABLE {self._table_name(drop.element)} COMMENT ''"

    def visit_set_column_comment(self, create: Any, **kw: Any) -> str:
        return self._changed_column(create.element, comment=True)

    def visit_drop_column_comment(self, drop: Any, **kw: Any) -> str:
        return self._changed_column(drop.element, comment=False)

    def _changed_column(self, column: Any, comment: bool) -> str:
        name = self.preparer.format_column(column)
        definition = self.get_column_specification(column, comment=comment)
        return f"ALTER TABLE {self._table_name(column.table)} CHANGE {name} {definition}"

    # -- indexes

    def visit_create_index(self, create: Any, include_schema: bool = False, **kw: Any) -> str:
        index = create.element
        self._require_table_and_name(index, "CREATE")
        options = index.dialect_options[self.dialect.name]
        words = ["CREATE"]
        if index.unique:
            words.append("UNIQUE")
        if options.get("prefix"):
            words.append(self._prefix(options["prefix"]))
        words.append("INDEX")
        if create.if_not_exists:
            words.append("IF NOT EXISTS")
        words += [self._index_name(index), "ON", self._table_name(index.table)]
        columns = ", ".join(self._index_part(item, options.get("length")) for item in index.expressions)
        text = f"{' '.join(words)} ({columns})"
        if options.get("with_parser"):
            text += f" WITH PARSER {self._word(options['with_parser'], 'WITH PARSER')}"
        return text + self._using(index)

    def _prefix(self, prefix: str) -> str:
        if prefix.upper() not in _PREFIXES:
            raise exc.CompileError(
                f"Unexpected prefix of an index: {prefix!r}; there are {', '.join(sorted(_PREFIXES))}"
            )
        return prefix

    def _index_part(self, item: Any, length: Any) -> str:
        """A column with the length of its prefix and its direction, or an expression in parentheses."""
        if isinstance(item, UnaryExpression) and item.modifier is not None:
            direction = self._expression(item).removeprefix(self._expression(item.element))
            return self._index_part(item.element, length) + direction
        text = self._expression(item)
        if not isinstance(item, Column):
            return text if _is_enclosed(text) else f"({text})"
        if isinstance(length, dict):
            length = length.get(item.name, length.get(item.key))
        return text if length is None else f"{text}({int(length)})"

    def visit_drop_index(self, drop: Any, **kw: Any) -> str:
        index = drop.element
        self._require_table_and_name(index, "DROP")
        exists = "IF EXISTS " if drop.if_exists else ""
        return f"\nDROP INDEX {exists}{self._index_name(index)} ON {self._table_name(index.table)}"

    # -- sequences

    def get_identity_options(self, options: Any) -> str:
        """Return the options of a sequence; NOCYCLE is one word here."""
        return super().get_identity_options(options).replace("NO CYCLE", "NOCYCLE")


def _is_enclosed(text: str) -> bool:
    """Whether a pair of parentheses stands around the whole text."""
    bare = _QUOTED.sub("", text)
    if not (bare.startswith("(") and bare.endswith(")")):
        return False
    depth = 0
    for position, character in enumerate(bare):
        depth += (character == "(") - (character == ")")
        if depth == 0 and position < len(bare) - 1:
            return False
    return depth == 0
