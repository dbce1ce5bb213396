"""The table of feature flags in ``docs/dialects.md``: flag x database, with reasons.

``python -m holdfast.testing.flags docs/dialects.md`` writes it into the file, ``--check`` tells whether it is there.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from holdfast.engine import features
from holdfast.engine.features import Features
from holdfast.engine.registry import load_dialect

DATABASES = {"SQLite": "sqlite", "PostgreSQL": "postgresql", "MariaDB": "mariadb", "MySQL": "mysql"}
BEGIN, END = "<!-- flags: begin -->", "<!-- flags: end -->"

_FIELD = re.compile(r"((?:^    #: .*\n)+)^    (\w+): ", re.MULTILINE)


def meanings() -> dict[str, str]:
    """What each flag means, as the comments in ``engine/features.py`` say."""
    source = inspect.getsource(features)
    return {name: " ".join(re.findall(r"#: (.*)", comment)) for comment, name in _FIELD.findall(source)}


def table(databases: dict[str, Features]) -> str:
    """Return the Markdown of the table and of the reasons.

    :param databases: title -> feature flags.
    """
    lines = [
        "| flag | meaning | " + " | ".join(databases) + " |",
        "| --- | --- |" + " --- |" * len(databases),
    ]
    for flag, meaning in meanings().items():
        if flag != "reasons":
            cells = [_cell(getattr(flags, flag)) for flags in databases.values()]
            lines.append(f"| `{flag}` | {meaning.replace('|', '&#124;')} | " + " | ".join(cells) + " |")
    for title, flags in databases.items():
        lines += ["", f"### What {title} does not have, and why", ""]
        lines += [f"- `{flag}`: {reason}" for flag, reason in sorted(flags.reasons.items()) if not getattr(flags, flag)]
    return "\n".join(lines)


def _cell(value: object) -> str:
    if value is True or value is False:
        return "yes" if value else "no"
    return "no" if value == "" else f"`{value}`"


def newest() -> dict[str, Features]:
    """The flags of the newest version of each built-in database that holdfast knows of."""
    return {title: load_dialect(name)().features for title, name in DATABASES.items()}


def with_table(text: str) -> str:
    """Return a document with the table between its two marks.

    :raises ValueError: the document has no such marks.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"The document has no place between {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{table(newest())}\n\n{END}{after}"


def main(arguments: Sequence[str]) -> int:
    """Write the table into the file that is named, or with ``--check`` compare; return the exit code."""
    check = "--check" in arguments
    (path,) = [Path(argument) for argument in arguments if argument != "--check"]
    text = path.read_text(encoding="utf-8")
    wanted = with_table(text)
    if text == wanted:
        return 0
    if check:
        print(f"{path} does not have the flags as they are; run: python -m holdfast.testing.flags {path}")
        return 1
    path.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
