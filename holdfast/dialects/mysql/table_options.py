"""The options of CREATE TABLE: ``mysql_<option>`` and ``mariadb_<option>`` of a Table.

An option is called as in the manual, with underscores for spaces. Its value is SQL, except where the manual wants a
string, which is quoted here. WITH SYSTEM VERSIONING and the options of partitioning come last, in the order of the
grammar.

Source: MySQL 8.0 Reference Manual, "CREATE TABLE Statement"; MariaDB Knowledge Base, "CREATE TABLE".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from holdfast import exc

_NAME = re.compile(r"\w+")

# What is no option behind the columns: any name, and a part of the body.
_ELSEWHERE = frozenset(("*", "periods"))

# Options that are given as strings.
_QUOTED = frozenset(("COMMENT", "CONNECTION", "PASSWORD", "ENCRYPTION", "COMPRESSION"))
# Options with a space in their names.
_SPACED = frozenset(
    (
        "DATA_DIRECTORY",
        "INDEX_DIRECTORY",
        "CHARACTER_SET",
        "DEFAULT_CHARACTER_SET",
        "DEFAULT_CHARSET",
        "DEFAULT_COLLATE",
    )
)
# Options without an equals sign.
_BARE = frozenset(("TABLESPACE", "DEFAULT CHARACTER SET", "CHARACTER SET", "COLLATE"))

# In the order of the grammar, behind all others: how each is spelled, with its value for the braces.
_LAST = {
    "WITH_SYSTEM_VERSIONING": "WITH SYSTEM VERSIONING",
    "PARTITION_BY": "PARTITION BY {}",
    "PARTITIONS": "PARTITIONS {}",
    "SUBPARTITION_BY": "SUBPARTITION BY {}",
    "SUBPARTITIONS": "SUBPARTITIONS {}",
    "PARTITION_DEFINITIONS": "({})",
}

# A name of characters stands before that of its collation.
_FIRST = (
    "ENGINE",
    "DEFAULT_CHARSET",
    "CHARSET",
    "DEFAULT_CHARACTER_SET",
    "CHARACTER_SET",
    "DEFAULT_COLLATE",
    "COLLATE",
)


def render_options(options: Mapping[str, Any], comment: str | None, literal: Callable[[str], str]) -> str:
    """Return the text behind the columns of CREATE TABLE.

    :param options: option -> value, as given.
    :param comment: the table's comment; it wins over the option.
    :param literal: makes a SQL string of a str.
    :raises holdfast.exc.CompileError: the name of an option is none.
    """
    given = {
        # reflection gives names with spaces, as "default charset"
        name.upper().replace(" ", "_"): value
        for name, value in options.items()
        if value is not None and value is not False and name not in _ELSEWHERE
    }
    for name in given:
        if not _NAME.fullmatch(name):
            raise exc.CompileError(f"Unexpected name of a table option: {name!r}; it consists of words and underscores")
    if comment is not None:
        given.pop("COMMENT", None)
        given["COMMENT"] = comment
    last = [form.format(given.pop(name)) for name, form in _LAST.items() if name in given]
    ordered = sorted(given, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))
    return " ".join([*(_option(name, given[name], literal) for name in ordered), *last])


def _option(name: str, value: Any, literal: Callable[[str], str]) -> str:
    text = literal(str(value)) if name in _QUOTED else str(value)
    words = name.replace("_", " ") if name in _SPACED else name
    return f"{words}{' ' if words in _BARE else '='}{text}"
