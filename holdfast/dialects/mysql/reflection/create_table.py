"""What SHOW CREATE TABLE says, taken apart.

The body is cut at its commas into items: a column begins with its name, everything else with a keyword. Expressions
stay as the server wrote them. What is not known is passed over.

Sources: MySQL 8.0 Reference Manual, "CREATE TABLE Statement"; MariaDB Knowledge Base, "CREATE TABLE".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from holdfast.dialects.mysql.reflection.tokens import string_value, tokens_of
from holdfast.engine.sql_tokens import Token, closing, items

# Words that end a DEFAULT.
_BEHIND_DEFAULT = frozenset(
    (
        "ON", "COMMENT", "CHECK", "INVISIBLE", "VISIBLE", "AUTO_INCREMENT", "COLUMN_FORMAT", "STORAGE", "GENERATED",
        "CONSTRAINT", "WITHOUT",
    )
)  # fmt: skip
_KINDS_OF_KEY = frozenset({"PRIMARY", "UNIQUE", "FULLTEXT", "SPATIAL", "VECTOR"})
# Words that stand alone -> the attribute of the column that they set.
_FLAGS = {
    "UNSIGNED": "unsigned",
    "ZEROFILL": "zerofill",
    "AUTO_INCREMENT": "autoincrement",
    "STORED": "persisted",
    "PERSISTENT": "persisted",
    "INVISIBLE": "invisible",
    "COMPRESSED": "compressed",
}
# The options of indexes that are single words.
_FLAGS_OF_KEYS = frozenset({"IGNORED", "INVISIBLE"})


class ColumnText:
    """A column.

    :ivar type_name: the type's name, in lower case.
    :ivar arguments: the tokens of the type's arguments.
    :ivar default: DEFAULT and ON UPDATE, None when there is neither or DEFAULT NULL alone.
    :ivar generated: the expression, in its parentheses; or ROW START, ROW END of a versioned table.
    :ivar unversioned: WITHOUT SYSTEM VERSIONING.
    :ivar check: the condition of a CHECK.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.type_name = ""
        self.arguments: list[Token] = []
        self.unsigned = self.zerofill = self.autoincrement = self.persisted = False
        self.invisible = self.compressed = self.unversioned = False
        self.nullable = True
        self.charset: str | None = None
        self.collation: str | None = None
        self.default: str | None = None
        self.comment: str | None = None
        self.generated: str | None = None
        self.check: str | None = None


class KeyPart(NamedTuple):
    """A column or expression of a key; the length of its prefix, and whether it descends."""

    name: str | None
    expression: str | None
    length: int | None
    descending: bool


class KeyText(NamedTuple):
    """An index; ``kind`` is empty or ``PRIMARY``, ``UNIQUE``, ``FULLTEXT`` ...; ``options`` has what stands behind its
    parts, by the names of the arguments of an Index."""

    kind: str
    name: str | None
    parts: list[KeyPart]
    options: dict[str, Any]


class ForeignKeyText(NamedTuple):
    """A FOREIGN KEY; ``rules`` has ON DELETE and ON UPDATE."""

    name: str | None
    columns: list[str]
    schema: str | None
    table: str
    referred_columns: list[str]
    rules: dict[str, str]


class CheckText(NamedTuple):
    """A CHECK; those of columns have no name."""

    name: str | None
    condition: str


class CreateTable:
    """The parts of a CREATE TABLE statement.

    :param text: the statement.
    :param literal: how to write strings in expressions, where the server's way is not that of the connection.
    :ivar options: what stands behind the body, by name in lower case, as ``default charset``.
    :ivar temporary: it is a temporary table.
    :ivar periods: the names of the columns of a PERIOD FOR, by its name.
    """

    def __init__(self, text: str, literal: Callable[[str], str] | None = None) -> None:
        self.text = text
        self._literal = literal
        self.columns: list[ColumnText] = []
        self.keys: list[KeyText] = []
        self.foreign_keys: list[ForeignKeyText] = []
        self.checks: list[CheckText] = []
        self.options: dict[str, Any] = {}
        self.periods: dict[str, tuple[str, ...]] = {}
        tokens = tokens_of(text)
        self.temporary = any(token.upper == "TEMPORARY" for token in tokens[:2])
        start = next(position for position, token in enumerate(tokens) if token.text == "(")
        end = closing(tokens, start)
        for item in items(tokens[start + 1 : end]):
            self._read_item(item)
        self._read_options(tokens[end + 1 :])

    # -- texts

    def _text(self, tokens: Sequence[Token]) -> str:
        if not tokens:
            return ""
        start, end = tokens[0].start, tokens[-1].start + len(tokens[-1].text)
        if self._literal is None:
            return self.text[start:end]
        parts = []
        for token in tokens:
            parts.append(self.text[start : token.start])
            parts.append(self._literal(string_value(token.text)) if token.kind == "string" else token.text)
            start = token.start + len(token.text)
        return "".join(parts)

    def string(self, token: Token) -> str:
        """What a string, name or word means."""
        return string_value(token.text) if token.kind == "string" else token.identifier

    def _names(self, tokens: Sequence[Token]) -> list[str]:
        return [item[0].identifier for item in items(tokens)]

    # -- items

    def _read_item(self, item: list[Token]) -> None:
        first = item[0]
        if first.kind == "name":
            self.columns.append(self.column(item))
        elif first.upper in _KINDS_OF_KEY or first.upper == "KEY":
            self.keys.append(self._key(item))
        elif first.upper == "CONSTRAINT":
            self._read_constraint(item[1].identifier, item[2:])
        elif first.upper == "PERIOD":
            self.periods[item[2].identifier] = tuple(self._names(item[4:-1]))

    def _read_constraint(self, name: str, tokens: list[Token]) -> None:
        if tokens[0].upper == "CHECK":
            self.checks.append(CheckText(name, self._text(tokens[2 : closing(tokens, 1)])))
        elif tokens[0].upper == "FOREIGN":
            self.foreign_keys.append(self._foreign_key(name, tokens))

    def column(self, tokens: list[Token]) -> ColumnText:
        """Read a column: its name, its type, and what is said of it."""
        column = ColumnText(tokens[0].identifier)
        column.type_name = tokens[1].text.lower()
        position = 2
        if position < len(tokens) and tokens[position].text == "(":
            end = closing(tokens, position)
            column.arguments = tokens[position + 1 : end]
            position = end + 1
        while position < len(tokens):
            position = self._read_clause(column, tokens, position)
        if column.generated is None and column.default == "NULL":
            column.default = None
        return column

    def _read_clause(self, column: ColumnText, tokens: list[Token], position: int) -> int:
        """Read what begins at a position, and return the position behind it."""
        word = tokens[position].upper
        position += 1
        if word in _FLAGS:
            setattr(column, _FLAGS[word], True)
        elif word == "NOT" and tokens[position].upper == "NULL":
            column.nullable = False
        elif word == "WITHOUT":
            column.unversioned = True
        elif word == "AS" and tokens[position].upper == "ROW":
            column.generated = self._text(tokens[position : position + 2])
            column.nullable = False
            return position + 2
        elif word == "CHARACTER":
            column.charset = tokens[position + 1].identifier
            return position + 2
        elif word == "COLLATE":
            column.collation = tokens[position].identifier
            return position + 1
        elif word == "COMMENT":
            column.comment = self.string(tokens[position])
            return position + 1
        elif word == "DEFAULT":
            end = self._end_of_default(tokens, position)
            column.default = self._text(tokens[position:end])
            return end
        elif word == "ON":
            end = self._end_of_default(tokens, position + 1)
            column.default = f"{column.default} ON {self._text(tokens[position:end])}"
            return end
        elif word in ("AS", "CHECK") and tokens[position].text == "(":
            end = closing(tokens, position)
            if word == "AS":
                column.generated = self._text(tokens[position : end + 1])
            else:
                column.check = self._text(tokens[position + 1 : end])
            return end + 1
        return position

    def _end_of_default(self, tokens: list[Token], position: int) -> int:
        """The position behind an expression whose first token, whatever it is, belongs to it."""
        if tokens[position].text == "(":
            return closing(tokens, position) + 1
        position += 1
        while position < len(tokens):
            token = tokens[position]
            if token.text == "(":
                position = closing(tokens, position)
            elif token.upper in _BEHIND_DEFAULT or token.kind == "name":
                break
            position += 1
        return position

    def _key(self, tokens: list[Token]) -> KeyText:
        kind = tokens[0].upper if tokens[0].upper != "KEY" else ""
        start = next(position for position, token in enumerate(tokens) if token.text == "(")
        end = closing(tokens, start)
        name = tokens[start - 1].identifier if tokens[start - 1].kind == "name" else None
        parts: list[KeyPart] = []
        options = self._key_options(tokens[end + 1 :])
        for part in items(tokens[start + 1 : end]):
            if part[-1].upper == "OVERLAPS":
                # a period of time is no column
                options["without_overlaps"] = part[0].identifier
            else:
                parts.append(self._key_part(part))
        lengths = {part.name: part.length for part in parts if part.length is not None}
        if lengths:
            options["length"] = lengths
        return KeyText(kind, name, parts, options)

    def _key_options(self, tokens: list[Token]) -> dict[str, Any]:
        """What stands behind the parts of an index."""
        options: dict[str, Any] = {}
        for position, token in enumerate(tokens):
            word = token.upper
            if word == "USING":
                options["using"] = tokens[position + 1].upper
            elif word == "PARSER":
                options["with_parser"] = tokens[position + 1].identifier
            elif word == "COMMENT":
                options["comment"] = self.string(tokens[position + 1])
            elif word == "KEY_BLOCK_SIZE":
                options["key_block_size"] = int(tokens[position + 2].text)
            elif word in _FLAGS_OF_KEYS:
                options[word.lower()] = True
        return options

    def _key_part(self, tokens: list[Token]) -> KeyPart:
        descending = tokens[-1].upper == "DESC"
        if tokens[0].text == "(":
            return KeyPart(None, self._text(tokens[: closing(tokens, 0) + 1]), None, descending)
        length = int(tokens[2].text) if len(tokens) > 2 and tokens[1].text == "(" else None
        return KeyPart(tokens[0].identifier, None, length, descending)

    def _foreign_key(self, name: str, tokens: list[Token]) -> ForeignKeyText:
        start = 2  # behind FOREIGN KEY
        end = closing(tokens, start)
        columns = self._names(tokens[start + 1 : end])
        start = next(position for position in range(end, len(tokens)) if tokens[position].text == "(")
        target = [token.identifier for token in tokens[end + 2 : start] if token.text != "."]
        end = closing(tokens, start)
        rules: dict[str, str] = {}
        rule = ""
        for position in range(end + 1, len(tokens)):
            word = tokens[position].upper
            if tokens[position - 1].upper == "ON" and word in ("DELETE", "UPDATE"):
                rule = word
            elif rule and word != "ON":
                rules[rule] = f"{rules[rule]} {word}" if rule in rules else word
        schema = target[0] if len(target) > 1 else None
        return ForeignKeyText(name, columns, schema, target[-1], self._names(tokens[start + 1 : end]), rules)

    # -- behind the body

    def _read_options(self, tokens: list[Token]) -> None:
        words: list[str] = []
        position = 0
        while position < len(tokens):
            token = tokens[position]
            if token.upper == "PARTITION":
                self._read_partitions(tokens[position:])
                return
            position += 1
            if token.text != "=":
                words.append(self.string(token).lower())
                if words == ["with", "system", "versioning"]:
                    self.options["with_system_versioning"] = True
                    words = []
                continue
            end = closing(tokens, position) + 1 if tokens[position].text == "(" else position + 1
            value = tokens[position:end]
            self.options[" ".join(words)] = self.string(value[0]) if len(value) == 1 else self._text(value)
            words, position = [], end

    def _read_partitions(self, tokens: list[Token]) -> None:
        """Read PARTITION BY, SUBPARTITION BY, their numbers, and the definitions."""
        current, start, position = "", 0, 0
        while position < len(tokens):
            word = tokens[position].upper
            following = tokens[position + 1].upper if position + 1 < len(tokens) else ""
            if word in ("PARTITION", "SUBPARTITION") and following == "BY":
                self._add_partition_option(current, tokens[start:position])
                current, start = f"{word.lower()}_by", position + 2
            elif word in ("PARTITIONS", "SUBPARTITIONS"):
                self._add_partition_option(current, tokens[start:position])
                current, start = word.lower(), position + 1
            elif tokens[position].text == "(":
                end = closing(tokens, position)
                if following in ("PARTITION", "SUBPARTITION"):
                    self._add_partition_option(current, tokens[start:position])
                    definitions = items(tokens[position + 1 : end])
                    self.options["partition_definitions"] = ", ".join(map(self._text, definitions))
                    return
                position = end
            position += 1
        self._add_partition_option(current, tokens[start:])

    def _add_partition_option(self, name: str, tokens: list[Token]) -> None:
        if name:
            self.options[name] = self._text(tokens)
