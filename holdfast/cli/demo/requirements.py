"""Requires-Dist lines, read by the grammar of the dependency specifiers' standard (PEP 508).

Only the parts are told apart; versions are not compared and markers not evaluated.
"""

from __future__ import annotations

import re

from holdfast.cli.demo.records import RequirementRecord

_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_LINE = re.compile(
    rf"""
    \s* (?P<name> {_NAME} ) \s*
    (?: \[ \s* (?P<extras> (?: {_NAME} \s* (?: , \s* {_NAME} \s* )* )? ) \] )? \s*
    (?:
        @ \s* (?P<url> \S+ ) (?: \s+ ; (?P<url_marker> .* ) )?    # a URL may hold ";": a blank ends it
      | (?P<specifier> \( [^();]* \) \s* | [^();\[\]@]* )
        (?: ; (?P<marker> .* ) )?
    ) \s*
    """,
    re.VERBOSE | re.DOTALL,
)
_SPECIFIER = re.compile(r"\s*(?:(?:===|==|~=|!=|<=|>=|<|>)\s*[^\s,]+\s*(?:,\s*|$))*")
_SEPARATORS = re.compile(r"[-_.]+")


def normalized(name: str) -> str:
    """The one spelling of a distribution's or an extra's name: "Foo_Bar.baz" is "foo-bar-baz"."""
    return _SEPARATORS.sub("-", name.strip()).lower()


def parse_requirement(line: str) -> RequirementRecord:
    """Reads one Requires-Dist line.

    :param line: such as `requests[socks] (>=2.8) ; python_version < "3.12"`
    :return: its parts; the specifier has no blanks and no parentheses, or is "@ URL"
    :raises ValueError: the line does not follow the grammar
    """
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(f"not a requirement: {line!r}")
    if match["url"] is not None:
        specifier = f"@ {match['url']}"
    else:
        written = match["specifier"].strip().removeprefix("(").removesuffix(")").strip().rstrip(",")
        if _SPECIFIER.fullmatch(written) is None:
            raise ValueError(f"not a version specifier: {written!r} in {line!r}")
        specifier = "".join(written.split())
    extras = {normalized(extra) for extra in (match["extras"] or "").split(",") if extra.strip()}
    return RequirementRecord(
        name=normalized(match["name"]),
        extras=tuple(sorted(extras)),
        specifier=specifier,
        marker=(match["url_marker"] or match["marker"] or "").strip(),
    )
