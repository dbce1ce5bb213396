"""Quoting of names: backticks, or double quotes where ``sql_mode`` has ANSI_QUOTES."""

from __future__ import annotations

from typing import Any

from holdfast import exc
from holdfast.dialects.mysql import reserved_words
from holdfast.sql.compiler.identifiers import IdentifierPreparer

# Names are kept in UTF-8 of three bytes at most; source: MySQL 8.0 Reference Manual, "Schema Object Names".
LAST_CHARACTER = "\uffff"


class MySQLPreparer(IdentifierPreparer):
    """Quotes names as MySQL and MariaDB need it.

    :param dialect: the dialect; its server decides which words are reserved.
    :param ansi_quotes: the server's ``sql_mode`` has ANSI_QUOTES.
    """

    def __init__(self, dialect: Any, ansi_quotes: bool = False, **kw: Any) -> None:
        quote = '"' if ansi_quotes else "`"
        super().__init__(dialect, initial_quote=quote, escape_quote=quote, **kw)
        self.reserved_words = reserved_words.MARIADB if dialect.is_mariadb else reserved_words.MYSQL

    def quote_identifier(self, value: str) -> str:
        """The name in quotes.

        :raises holdfast.exc.IdentifierError: it has a character that the servers do not take in names.
        """
        if "\0" in value or max(value, default="") > LAST_CHARACTER:
            raise exc.IdentifierError(
                f"Identifier {value!r} has a character that {self.dialect.name} does not allow in names: neither the "
                "NUL character nor any beyond U+FFFF is; choose another name"
            )
        return super().quote_identifier(value)
