"""The words of a SHOW CREATE statement.

The server writes names in quotes (backticks, or double quotes in SQL mode ANSI_QUOTES) and strings in single quotes,
with backslashes as escapes whatever the SQL mode; what only some servers understand stands in comments of the form
``/*!80023 .. */`` and ``/*M!100301 .. */``, which are read as if they were none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_TOKEN = re.compile(
    r"""(?P<space>\s+|/\*M?!\d*|\*/)
      | (?P<name>`(?:[^`]|``)*`|"(?:[^"]|"")*")
      | (?P<string>'(?:[^'\\]|''|\\.)*')
      | (?P<word>[\w$]+)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)

# What a backslash and a letter mean; any other character stands for itself.
_ESCAPED = {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a"}


class Token(NamedTuple):
    """A token: its kind, its text, and where it begins."""

    kind: str
    text: str
    start: int

    @property
    def upper(self) -> str:
        """A keyword to compare with; empty for names and strings in quotes."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def identifier(self) -> str:
        """The name that it means."""
        if self.kind == "name":
            quote = self.text[0]
            return self.text[1:-1].replace(quote * 2, quote)
        return self.text


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a statement."""
    found = (Token(match.lastgroup or "", match.group(), match.start()) for match in _TOKEN.finditer(text))
    return [token for token in found if token.kind != "space"]


def string_value(text: str) -> str:
    """Return what a string in quotes means."""
    return re.sub(r"''|\\(.)", _unescaped, text[1:-1], flags=re.DOTALL)


def _unescaped(match: re.Match[str]) -> str:
    escaped = match.group(1)
    return "'" if escaped is None else _ESCAPED.get(escaped, escaped)


def closing(tokens: Sequence[Token], start: int) -> int:
    """Return the position of the parenthesis that closes the one at ``start``."""
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
