"""What SQLite tells only in the text of CREATE TABLE: names of constraints, CHECK conditions, generated expressions,
table options.

SQLite keeps the text as it was written. It is cut into tokens and into the items between the commas of the body; each
item is a column or a table constraint.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from holdfast.engine.sql_tokens import Token, closing, items, tokens_of

_TOKEN = re.compile(
    r"""(?P<space>\s+|--[^\n]*|/\*.*?\*/)
      | (?P<name>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])
      | (?P<string>'(?:[^']|'')*')
      | (?P<word>\w+)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_TABLE_CONSTRAINTS = frozenset({"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"})


class ForeignKeyText(NamedTuple):
    """A FOREIGN KEY or REFERENCES clause."""

    name: str | None
    columns: tuple[str, ...]
    referred_table: str
    options: dict[str, object]


class TableText:
    """The parts of a CREATE TABLE statement.

    :ivar primary_key: the name of the PRIMARY KEY constraint.
    :ivar autoincrement: AUTOINCREMENT is there.
    :ivar unique: pairs of name and columns.
    :ivar checks: pairs of name and condition.
    :ivar foreign_keys: the FOREIGN KEY clauses.
    :ivar generated: column -> expression.
    :ivar options: words behind the body, as ``{"WITHOUT ROWID", "STRICT"}``.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.primary_key: str | None = None
        self.autoincrement = False
        self.unique: list[tuple[str | None, tuple[str, ...]]] = []
        self.checks: list[tuple[str | None, str]] = []
        self.foreign_keys: list[ForeignKeyText] = []
        self.generated: dict[str, str] = {}
        body, rest = _body(tokens_of(_TOKEN, text))
        for item in items(body):
            self._read_item(item)
        words = [token.upper for token in rest if token.kind == "word"]
        self.options = {part.strip() for part in " ".join(words).replace("WITHOUT ROWID", "WITHOUT_ROWID").split()}
        self.options = {word.replace("_", " ") for word in self.options}

    def _read_item(self, item: list[Token]) -> None:
        if item and item[0].upper in _TABLE_CONSTRAINTS:
            self._read_clauses(item, None)
        elif item:
            self._read_clauses(item[1:], item[0].identifier)

    def _read_clauses(self, tokens: list[Token], column: str | None) -> None:
        """Read the constraints in an item; those behind a column are about that column."""
        name: str | None = None
        position = 0
        while position < len(tokens):
            token = tokens[position]
            word = token.upper
            position += 1
            if word == "CONSTRAINT" and position < len(tokens):
                name = tokens[position].identifier
                position += 1
                continue
            if word == "PRIMARY":
                self.primary_key = name if name is not None else self.primary_key
            elif word == "AUTOINCREMENT":
                self.autoincrement = True
            elif word == "UNIQUE":
                columns = (column,) if column is not None else _names(tokens, position)
                self.unique.append((name, columns))
            elif word == "CHECK":
                condition, position = self._parenthesized(tokens, position)
                self.checks.append((name, condition))
            elif word == "AS" and column is not None:
                self.generated[column], position = self._parenthesized(tokens, position)
            elif word == "REFERENCES":
                local = (column,) if column is not None else _names(tokens, 0)
                self.foreign_keys.append(_reference(tokens, position, name, local))
            elif token.text == "(":
                position = closing(tokens, position - 1) + 1
                continue
            else:
                continue
            name = None

    def _parenthesized(self, tokens: list[Token], position: int) -> tuple[str, int]:
        """The text inside of the parentheses that begin at the position, and the position behind them."""
        end = closing(tokens, position)
        return self.text[tokens[position].start + 1 : tokens[end].start].strip(), end + 1


class IndexText:
    """The parts of a CREATE INDEX statement.

    :ivar expressions: what is indexed, with COLLATE, ASC and DESC.
    :ivar where: the condition of a partial index, or "".
    """

    def __init__(self, text: str) -> None:
        tokens = tokens_of(_TOKEN, text)
        body, rest = _body(tokens)
        self.expressions = [text[item[0].start : item[-1].start + len(item[-1].text)] for item in items(body)]
        where = rest[1:] if rest and rest[0].upper == "WHERE" else []
        self.where = text[where[0].start :].strip() if where else ""


def _body(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    start = next((i for i, token in enumerate(tokens) if token.text == "("), None)
    if start is None:
        return [], []
    end = closing(tokens, start)
    return tokens[start + 1 : end], tokens[end + 1 :]


def _names(tokens: list[Token], position: int) -> tuple[str, ...]:
    """The names in the first parentheses from the position on."""
    start = next((i for i in range(position, len(tokens)) if tokens[i].text == "("), None)
    if start is None:
        return ()
    parts = items(tokens[start + 1 : closing(tokens, start)])
    return tuple(part[0].identifier for part in parts if part)


def _reference(tokens: list[Token], position: int, name: str | None, columns: tuple[str, ...]) -> ForeignKeyText:
    target = tokens[position].identifier if position < len(tokens) else ""
    words = [token.upper for token in tokens[position:]]
    options: dict[str, object] = {}
    if "DEFERRABLE" in words:
        at = words.index("DEFERRABLE")
        options["deferrable"] = at == 0 or words[at - 1] != "NOT"
        if words[at + 1 : at + 2] == ["INITIALLY"] and len(words) > at + 2:
            options["initially"] = words[at + 2]
    return ForeignKeyText(name, columns, target, options)
