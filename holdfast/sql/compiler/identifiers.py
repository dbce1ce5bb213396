"""Quoting of names."""

from __future__ import annotations

import re
from typing import Any

# fmt: off
#: Words that PostgreSQL, SQL standard and friends reserve, as the generic dialect quotes them.
RESERVED_WORDS = frozenset((
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization", "between",
    "binary", "both", "case", "cast", "check", "collate", "column", "constraint", "create", "cross",
    "current_date", "current_role", "current_time", "current_timestamp", "current_user", "default", "deferrable",
    "desc", "distinct", "do", "else", "end", "except", "false", "for", "foreign", "freeze", "from", "full",
    "grant", "group", "having", "ilike", "in", "initially", "inner", "intersect", "into", "is", "isnull", "join",
    "leading", "left", "like", "limit", "localtime", "localtimestamp", "natural", "new", "not", "notnull", "null",
    "off", "offset", "old", "on", "only", "or", "order", "outer", "overlaps", "placing", "primary", "references",
    "right", "select", "session_user", "set", "similar", "some", "symmetric", "table", "then", "to", "trailing",
    "true", "union", "unique", "user", "using", "verbose", "when", "where",
))
# fmt: on
LEGAL_CHARACTERS = re.compile(r"^[A-Z0-9_$]+\Z", re.I)
ILLEGAL_INITIAL_CHARACTERS = frozenset("0123456789$")


class IdentifierPreparer:
    """Quotes and qualifies names as one dialect needs it."""

    reserved_words: frozenset[str] = RESERVED_WORDS
    illegal_initial_characters = ILLEGAL_INITIAL_CHARACTERS
    legal_characters = LEGAL_CHARACTERS

    def __init__(
        self,
        dialect: Any,
        initial_quote: str = '"',
        final_quote: str | None = None,
        escape_quote: str = '"',
        quote_case_sensitive_collations: bool = True,
        omit_schema: bool = False,
    ) -> None:
        self.dialect = dialect
        self.initial_quote = initial_quote
        self.final_quote = final_quote or initial_quote
        self.escape_quote = escape_quote
        self.escape_to_quote = escape_quote * 2
        self.omit_schema = omit_schema
        self.quote_case_sensitive_collations = quote_case_sensitive_collations
        self._quoted: dict[str, str] = {}

    def _escape_identifier(self, value: str) -> str:
        # The compiler doubles "%" in whole statements, where the driver formats with it.
        return value.replace(self.escape_quote, self.escape_to_quote)

    def quote_identifier(self, value: str) -> str:
        """The name in quotes."""
        return self.initial_quote + self._escape_identifier(value) + self.final_quote

    def _requires_quotes(self, value: str) -> bool:
        lowered = value.lower()
        return (
            lowered in self.reserved_words
            or not value
            or value[0] in self.illegal_initial_characters
            or not self.legal_characters.match(str(value))
            or lowered != value
        )

    def quote(self, ident: str, force: Any = None) -> str:
        """The name as it stands in SQL: quoted when it has to be, or when its ``quote`` flag says so."""
        flag = getattr(ident, "quote", None)
        if flag is not None:
            return self.quote_identifier(ident) if flag else ident
        known = self._quoted.get(ident)
        if known is None:
            known = self.quote_identifier(ident) if self._requires_quotes(ident) else str(ident)
            self._quoted[str(ident)] = known
        return known

    def quote_schema(self, schema: str, force: Any = None) -> str:
        """The name of a schema as it stands in SQL."""
        return self.quote(schema)

    def format_table(self, table: Any, use_schema: bool = True, name: str | None = None) -> str:
        """The name of a table, qualified by its schema."""
        result = self.quote(table.name if name is None else name)
        schema = table.schema
        if not self.omit_schema and use_schema and schema:
            result = f"{self.quote_schema(schema)}.{result}"
        return result

    def format_sequence(self, sequence: Any, use_schema: bool = True) -> str:
        """The name of a sequence, qualified by its schema."""
        name = self.quote(sequence.name)
        if not self.omit_schema and use_schema and sequence.schema:
            name = f"{self.quote_schema(sequence.schema)}.{name}"
        return name

    def format_label_name(self, name: str) -> str:
        """The name of a label."""
        return self.quote(name)

    def format_column(
        self,
        column: Any,
        use_table: bool = False,
        name: str | None = None,
        table_name: str | None = None,
        use_schema: bool = False,
    ) -> str:
        """The name of a column, qualified by its table on demand."""
        name = column.name if name is None else name
        text = name if column.is_literal else self.quote(name)
        if use_table:
            table = table_name if table_name is not None else self.format_table(column.table, use_schema)
            return f"{table}.{text}"
        return text

    def format_alias(self, alias: Any, name: str | None = None) -> str:
        """The name of an alias."""
        return self.quote(name or alias.name)

    def format_savepoint(self, savepoint: Any, name: str | None = None) -> str:
        """The name of a savepoint."""
        return self.quote(name or savepoint.ident)

    def format_collation(self, collation_name: str) -> str:
        """The name of a collation."""
        if self.quote_case_sensitive_collations:
            return self.quote(collation_name)
        return collation_name

    def format_constraint(self, constraint: Any) -> str | None:
        """The name of a constraint."""
        return None if constraint.name is None else self.quote(constraint.name)

    def format_index(self, index: Any) -> str | None:
        """The name of an index."""
        return self.format_constraint(index)

    def unformat_identifiers(self, identifiers: str) -> list[str]:
        """The parts of a dotted, possibly quoted name, without their quotes."""
        initial, final = re.escape(self.initial_quote), re.escape(self.final_quote)
        escaped_final = re.escape(self.escape_to_quote)
        pattern = rf"(?:{initial}((?:{escaped_final}|[^{final}])+){final}|([^.]+))(?=\.|$)"
        return [
            (quoted or plain).replace(self.escape_to_quote, self.escape_quote)
            for quoted, plain in re.findall(pattern, identifiers)
        ]
