"""Names that somebody may come up with, by accident or on purpose."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = (
    "'", '"', "`", "[", "]", "''", '""', "``", "\\", "\\'", "%", "%%", "%s", "%(x)s", "%(", ":", ":x", "::int", "?",
    "$1", "{", "}", "{0}", "\x01", "\x02", "\t", "\n", "\r", "\x7f", ".", "..", " ", "  ", "-", "--", "-- x", "/*",
    "*/", "#", ";", ",", "(", ")", "=", "$", "@", "@@x", "!", "|", "~", "^", "&", "*", "select", "SELECT", "from",
    "order", "table", "null", "drop table canary", "; DROP TABLE canary; --", "' OR 1=1 --", "1", "0x", "id", "Id",
    "ID", "name", "x", "y", "é", "ß", "İ", "日本", "\u2028", "\u200b", "́", "\ufeff", "__[POSTCOMPILE_x]", "param_1",
    "anon_1",
)  # fmt: skip

characters = st.characters(max_codepoint=0xFFFF, exclude_categories=("Cs", "Cn"))
#: Any text of a few pieces; databases allow 63 bytes and more for a name.
names = (
    st.lists(st.sampled_from(PIECES) | characters, min_size=1, max_size=4)
    .map("".join)
    .filter(lambda name: len(name.encode()) <= 50 and "\x00" not in name)
)


def allowed(name: str, database: str) -> bool:
    """Whether a database takes the name, quoted, for a table and for a column.

    Sources: MariaDB "Identifier Names" (no blanks at the end, nothing beyond the basic plane), SQLite "CREATE TABLE".
    """
    if database in ("mysql", "mariadb"):
        # Blanks and control characters at the beginning of an alias are cut off by the server.
        return name == name.strip() and name[0].isprintable() and name.casefold() != "plain"
    if database == "sqlite":
        return not name.lower().startswith("sqlite_") and name.lower() != "plain"
    return name != "plain"
