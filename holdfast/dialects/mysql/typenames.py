"""The names of types in MySQL and MariaDB.

Source: MySQL 8.0 Reference Manual, "Data Types".
"""

from __future__ import annotations

from typing import Any

from holdfast import exc
from holdfast.sql.compiler.typenames import TypeCompiler
from holdfast.sql.types.string import text_literal


class MySQLTypeCompiler(TypeCompiler):
    """The type compiler of MySQL and MariaDB."""

    # -- numbers

    def _number(self, text: str, type_: Any) -> str:
        if getattr(type_, "unsigned", False):
            text += " UNSIGNED"
        if getattr(type_, "zerofill", False):
            text += " ZEROFILL"
        return text

    def _integer(self, name: str, type_: Any) -> str:
        width = getattr(type_, "display_width", None)
        return self._number(name if width is None else f"{name}({int(width)})", type_)

    def visit_TINYINT(self, type_: Any, **kw: Any) -> str:
        return self._integer("TINYINT", type_)

    def visit_SMALLINT(self, type_: Any, **kw: Any) -> str:
        return self._integer("SMALLINT", type_)

    def visit_MEDIUMINT(self, type_: Any, **kw: Any) -> str:
        return self._integer("MEDIUMINT", type_)

    def visit_INTEGER(self, type_: Any, **kw: Any) -> str:
        return self._integer("INTEGER", type_)

    def visit_BIGINT(self, type_: Any, **kw: Any) -> str:
        return self._integer("BIGINT", type_)

    def visit_NUMERIC(self, type_: Any, **kw: Any) -> str:
        return self._number(self._scaled("NUMERIC", type_), type_)

    def visit_DECIMAL(self, type_: Any, **kw: Any) -> str:
        return self._number(self._scaled("DECIMAL", type_), type_)

    def visit_FLOAT(self, type_: Any, **kw: Any) -> str:
        return self._number(self._scaled("FLOAT", type_), type_)

    def _double(self, name: str, type_: Any) -> str:
        # a precision alone is a number of bits, of which a DOUBLE has always the same
        return self._number(name if type_.scale is None else self._scaled(name, type_), type_)

    def visit_DOUBLE(self, type_: Any, **kw: Any) -> str:
        return self._double("DOUBLE", type_)

    def visit_DOUBLE_PRECISION(self, type_: Any, **kw: Any) -> str:
        return self._double("DOUBLE PRECISION", type_)

    def visit_REAL(self, type_: Any, **kw: Any) -> str:
        return self._double("REAL", type_)

    def visit_BIT(self, type_: Any, **kw: Any) -> str:
        return "BIT" if type_.length is None else f"BIT({int(type_.length)})"

    def visit_BOOLEAN(self, type_: Any, **kw: Any) -> str:
        return "BOOL"

    # -- dates and times

    def _fractional(self, name: str, type_: Any) -> str:
        return f"{name}({int(type_.fsp)})" if type_.fsp else name

    def visit_DATETIME(self, type_: Any, **kw: Any) -> str:
        return self._fractional("DATETIME", type_)

    def visit_TIMESTAMP(self, type_: Any, **kw: Any) -> str:
        return self._fractional("TIMESTAMP", type_)

    def visit_TIME(self, type_: Any, **kw: Any) -> str:
        return self._fractional("TIME", type_)

    def visit_YEAR(self, type_: Any, **kw: Any) -> str:
        return "YEAR" if type_.display_width is None else f"YEAR({int(type_.display_width)})"

    # -- text

    def _with_length(self, name: str, type_: Any) -> str:
        return name if type_.length is None else f"{name}({int(type_.length)})"

    def _needs_length(self, name: str, type_: Any) -> None:
        if type_.length is None:
            raise exc.CompileError(
                f"{name} requires a length on dialect {self.dialect.name}; give {type_!r} one, or use a type without "
                "limit"
            )

    def _character(self, text: str, type_: Any, national: bool = False) -> str:
        """A type of text with its character set and collation; those of the generic types have a collation only."""
        quote = self.dialect.identifier_preparer.format_collation
        words = [text]
        if national or getattr(type_, "national", False):
            words.insert(0, "NATIONAL")
        elif getattr(type_, "charset", None):
            words.append(f"CHARACTER SET {quote(type_.charset)}")
        elif getattr(type_, "ascii", False):
            words.append("ASCII")
        elif getattr(type_, "unicode", False):
            words.append("UNICODE")
        if type_.collation:
            words.append(f"COLLATE {quote(type_.collation)}")
        elif getattr(type_, "binary", False):
            words.append("BINARY")
        return " ".join(words)

    def visit_VARCHAR(self, type_: Any, **kw: Any) -> str:
        self._needs_length("VARCHAR", type_)
        return self._character(self._with_length("VARCHAR", type_), type_)

    def visit_CHAR(self, type_: Any, **kw: Any) -> str:
        return self._character(self._with_length("CHAR", type_), type_)

    def visit_NVARCHAR(self, type_: Any, **kw: Any) -> str:
        self._needs_length("NVARCHAR", type_)
        return self._character(self._with_length("VARCHAR", type_), type_, national=True)

    def visit_NCHAR(self, type_: Any, **kw: Any) -> str:
        return self._character(self._with_length("CHAR", type_), type_, national=True)

    def visit_TEXT(self, type_: Any, **kw: Any) -> str:
        return self._character(self._with_length("TEXT", type_), type_)

    def visit_TINYTEXT(self, type_: Any, **kw: Any) -> str:
        return self._character("TINYTEXT", type_)

    def visit_MEDIUMTEXT(self, type_: Any, **kw: Any) -> str:
        return self._character("MEDIUMTEXT", type_)

    def visit_LONGTEXT(self, type_: Any, **kw: Any) -> str:
        return self._character("LONGTEXT", type_)

    def _listed(self, name: str, values: Any, type_: Any) -> str:
        quote = text_literal(self.dialect)
        return self._character(f"{name}({','.join(map(quote, values))})", type_)

    def visit_ENUM(self, type_: Any, **kw: Any) -> str:
        if not type_.native_enum:
            return self.visit_VARCHAR(type_, **kw)
        return self._listed("ENUM", type_.enums, type_)

    def visit_SET(self, type_: Any, **kw: Any) -> str:
        return self._listed("SET", type_.values, type_)

    # -- bytes

    def visit_BINARY(self, type_: Any, **kw: Any) -> str:
        return self._with_length("BINARY", type_)

    def visit_VARBINARY(self, type_: Any, **kw: Any) -> str:
        self._needs_length("VARBINARY", type_)
        return self._with_length("VARBINARY", type_)

    def visit_BLOB(self, type_: Any, **kw: Any) -> str:
        return self._with_length("BLOB", type_)

    def visit_TINYBLOB(self, type_: Any, **kw: Any) -> str:
        return "TINYBLOB"

    def visit_MEDIUMBLOB(self, type_: Any, **kw: Any) -> str:
        return "MEDIUMBLOB"

    def visit_LONGBLOB(self, type_: Any, **kw: Any) -> str:
        return "LONGBLOB"

    # -- addresses

    def visit_INET4(self, type_: Any, **kw: Any) -> str:
        return "INET4"

    def visit_INET6(self, type_: Any, **kw: Any) -> str:
        return "INET6"
