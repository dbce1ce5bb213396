"""DDL as MySQL and MariaDB spell it: AUTO_INCREMENT, comments inside of definitions, options of tables and indexes, and
a form of ALTER TABLE .. DROP for each kind of constraint."""

from __future__ import annotations

import re
from typing import Any

from holdfast import exc
from holdfast.dialects.mysql.table_options import render_options
from holdfast.dialects.mysql.versioning import is_row_time, render_periods
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

# Arguments of columns, and of indexes, that are True -> what they are in SQL.
_COLUMN_WORDS = {
    "compressed": "COMPRESSED",
    "invisible": "INVISIBLE",
    "without_system_versioning": "WITHOUT SYSTEM VERSIONING",
}
_KEY_WORDS = {"ignored": "IGNORED", "invisible": "INVISIBLE"}

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
        elif not is_row_time(column.computed) and isinstance(
            column.type._unwrapped_dialect_impl(self.dialect), generic.TIMESTAMP
        ):
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
        options = column.dialect_options[self.dialect.name]
        words += [word for name, word in _COLUMN_WORDS.items() if options.get(name)]
        return " ".join(words)

    def visit_computed_column(self, computed: Any, **kw: Any) -> str:
        if is_row_time(computed):
            return f"GENERATED ALWAYS AS {computed.sqltext}"
        return super().visit_computed_column(computed, **kw)

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

    def create_table_constraints(self, table: Any, include_foreign_keys: Any = None, **kw: Any) -> str:
        """Return the constraints, and the periods of time."""
        constraints = super().create_table_constraints(table, include_foreign_keys, **kw)
        periods = table.dialect_options[self.dialect.name].get("periods") or {}
        return ", \n\t".join(filter(None, [constraints, *render_periods(periods, self.preparer.quote)]))

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
        if not len(constraint):
            return ""
        columns = constraint.columns_autoinc_first if constraint._implicit else constraint.columns
        options = constraint.dialect_options[self.dialect.name]
        parts = [
            self._with_length(column, options["length"]) + (" DESC" if column.name in options["descending"] else "")
            for column in columns
        ]
        name = self._constraint_name(constraint)
        return f"{name}PRIMARY KEY ({', '.join(parts)}{self._period(options)}){self._key_options(constraint)}"

    def _period(self, options: Any) -> str:
        period = options["without_overlaps"]
        return "" if period is None else f", {self.preparer.quote(period)} WITHOUT OVERLAPS"

    def _key_options(self, item: Any) -> str:
        """What stands behind the parts of an index or primary key."""
        options = item.dialect_options[self.dialect.name]
        words = []
        if options.get("with_parser"):
            words.append(f"WITH PARSER {self._word(options['with_parser'], 'WITH PARSER')}")
        if options.get("using") is not None:
            words.append(f"USING {self._word(options['using'], 'USING')}")
        if options.get("key_block_size") is not None:
            words.append(f"KEY_BLOCK_SIZE={int(options['key_block_size'])}")
        if options.get("comment") is not None:
            words.append(f"COMMENT {self._literal(options['comment'])}")
        words += [word for name, word in _KEY_WORDS.items() if options.get(name)]
        return "".join(f" {word}" for word in words)

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
        parts = ", ".join(self._index_part(item, options["length"]) for item in index.expressions)
        return f"{' '.join(words)} ({parts}{self._period(options)}){self._key_options(index)}"

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
        return self._with_length(item, length)

    def _with_length(self, column: Any, length: Any) -> str:
        """A column with the length of its prefix: a number for all columns, or one for each name."""
        if isinstance(length, dict):
            length = length.get(column.name, length.get(column.key))
        name: str = self.preparer.quote(column.name)
        return name if length is None else f"{name}({int(length)})"

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
