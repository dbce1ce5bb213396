"""The words of a SHOW CREATE statement.

The server writes names in quotes (backticks, or double quotes in SQL mode ANSI_QUOTES) and strings in single quotes,
with backslashes as escapes whatever the SQL mode; what only some servers understand stands in comments of the form
``/*!80023 .. */`` and ``/*M!100301 .. */``, which are read as if they were none. Plain comments hold options that an
engine does not know, and are passed over.
"""

from __future__ import annotations

import re

from holdfast.engine import sql_tokens
from holdfast.engine.sql_tokens import Token

_TOKEN = re.compile(
    r"""(?P<space>\s+|/\*M?!\d*|/\*.*?\*/|\*/)
      | (?P<name>`(?:[^`]|``)*`|"(?:[^"]|"")*")
      | (?P<string>'(?:[^'\\]|''|\\.)*')
      | (?P<word>[\w$]+)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)

# What a backslash and a letter mean; any other character stands for itself.
_ESCAPED = {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a"}


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a statement."""
    return sql_tokens.tokens_of(_TOKEN, text)


def string_value(text: str) -> str:
    """Return what a string in quotes means."""
    return re.sub(r"''|\\(.)", _unescaped, text[1:-1], flags=re.DOTALL)


def _unescaped(match: re.Match[str]) -> str:
    escaped = match.group(1)
    return "'" if escaped is None else _ESCAPED.get(escaped, escaped)
