"""Character types: String, Text, Unicode."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from holdfast.sql.types.base import LITERAL_TYPES, Processor, TypeComparator, TypeEngine
from holdfast.sql.types.operator_class import OperatorClass


class Concatenable:
    """Mixin: `+` of two such types is `||`."""

    _is_concatenable = True
    Comparator: type[Any] = TypeComparator
    comparator_factory: type[Any] = TypeComparator


class String(Concatenable, TypeEngine[str]):
    """Python str; VARCHAR.

    :param length: characters; databases other than SQLite and PostgreSQL need it in CREATE TABLE.
    :param collation: the COLLATE of the column.
    :param collation_schema: the schema of the collation, where collations have one.
    """

    __visit_name__ = "string"
    _limits = ("length", "collation", "collation_schema")
    _is_generic = True
    operator_classes = OperatorClass.STRING

    def __init__(
        self, length: int | None = None, collation: str | None = None, collation_schema: str | None = None
    ) -> None:
        self.length = length
        self.collation = collation
        self.collation_schema = collation_schema

    def get_dbapi_type(self, dbapi: Any) -> Any:
        return dbapi.STRING

    @property
    def python_type(self) -> type[Any]:
        return str

    def literal_processor(self, dialect: Any) -> Processor | None:
        return text_literal(dialect)


class Text(String):
    """Text of any length; TEXT or CLOB."""

    __visit_name__ = "text"
    _is_generic = True


class Unicode(String):
    """A String that is NVARCHAR where the database makes a difference."""

    __visit_name__ = "unicode"
    _is_generic = True


class UnicodeText(Text):
    """A Text that is NTEXT where the database makes a difference."""

    __visit_name__ = "unicode_text"
    _is_generic = True


def text_literal(dialect: Any) -> Callable[[str], str]:
    """Return a function that makes a SQL string literal of a str, by the dialect's escapes.

    Percent signs stay single: the compiler doubles them in the whole statement where the driver formats with them.
    """
    # What announces a literal with escapes, where they are not the rule.
    prefix = getattr(dialect, "_escape_string_prefix", "")

    nul = getattr(dialect, "_nul_text_literal", None)

    def process(value: str) -> str:
        if nul is not None and "\x00" in value:
            return str(nul.format(value.encode().hex()))
        text = value.replace("'", "''")
        # asked here, as the first connection may tell of another mode
        if "\\" in text and getattr(dialect, "_backslash_escapes", False):
            text = text.replace("\\", "\\\\")
            return f"{prefix}'{text}'"
        return f"'{text}'"

    return process


STRINGTYPE = String()
LITERAL_TYPES[("builtins", "str")] = STRINGTYPE
