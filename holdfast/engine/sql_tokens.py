"""The words of SQL text that a database keeps of its tables, for reflection.

Cut into tokens, commas and parentheses in strings, names and comments do not matter. What names, strings and comments
look like is the database's: each gives :func:`tokens_of` a pattern of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Token(NamedTuple):
    """A token: its kind (``name``, in quotes; ``string``, ``word`` or ``other``), its text, and where it begins."""

    kind: str
    text: str
    start: int

    @property
    def upper(self) -> str:
        """A keyword to compare with; empty for what is in quotes."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def identifier(self) -> str:
        """The name that it means."""
        if self.kind in ("name", "string"):
            quote = self.text[-1]
            return self.text[1:-1].replace(quote * 2, quote)
        return self.text


def tokens_of(pattern: re.Pattern[str], text: str) -> list[Token]:
    """Return the tokens of a text.

    :param pattern: has a group for each kind of token, and ``space`` for what is passed over.
    :param text: a statement.
    """
    found = (Token(match.lastgroup or "", match.group(), match.start()) for match in pattern.finditer(text))
    return [token for token in found if token.kind != "space"]


def closing(tokens: Sequence[Token], start: int) -> int:
    """Return the position of the parenthesis that closes the one at ``start``; the last one when nothing does."""
    depth = 0
    for position in range(start, len(tokens)):
        if tokens[position].kind == "other":
            depth += {"(": 1, ")": -1}.get(tokens[position].text, 0)
            if depth == 0:
                return position
    return len(tokens) - 1


def items(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Cut at the commas outside of parentheses."""
    depth = 0
    item: list[Token] = []
    for token in tokens:
        if token.kind == "other":
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if token.text == "," and depth == 0:
                yield item
                item = []
                continue
        item.append(token)
    if item:
        yield item
