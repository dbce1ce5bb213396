"""Arrays as text, as PostgreSQL writes and reads them: `{1,2}`, `{{"a b",NULL},{c,d}}`.

Source: PostgreSQL manual, "Array Input and Output Syntax".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

# A brace, a quoted member, a bare one; commas and the bounds before `=` say nothing more.
_TOKEN = re.compile(r'([{}])|"((?:[^"\\]|\\.)*)"|([^{},"\s]+)', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PLAIN = re.compile(r"[A-Za-z0-9_]+", re.ASCII)


def parse_array(text: str, from_text: Callable[[str], Any] | None = None) -> list[Any]:
    """Return the members of an array as nested lists; NULL is None.

    :param text: as the server wrote it.
    :param from_text: from the text of a member to its value; by default the text.
    """
    if text[:1] == "[":
        # the bounds of an array that does not begin at 1
        text = text.partition("=")[2]
    open_lists: list[list[Any]] = [[]]
    for brace, quoted, bare in _TOKEN.findall(text):
        if brace == "{":
            open_lists.append([])
        elif brace == "}":
            done = open_lists.pop()
            open_lists[-1].append(done)
        elif bare == "NULL":
            open_lists[-1].append(None)
        else:
            member = bare or _ESCAPED.sub(r"\1", quoted)
            open_lists[-1].append(from_text(member) if from_text else member)
    members: list[Any] = open_lists[0][0]
    return members


def array_text(members: Iterable[Any]) -> str:
    """Return an array of strings and numbers as text."""
    return "{" + ", ".join([_member_text(str(member)) for member in members]) + "}"


def _member_text(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.upper() != "NULL":
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
