"""The dialect behind ``str(element)``: named parameters, and all that SQL has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from holdfast.sql.compiler.casts import BindTyping
from holdfast.sql.compiler.compiler import StrSQLCompiler
from holdfast.sql.compiler.ddl import GenericDDLCompiler
from holdfast.sql.compiler.identifiers import IdentifierPreparer
from holdfast.sql.compiler.typenames import GenericTypeCompiler


class GenericDialect:
    """As much of a dialect as compiling to text takes."""

    name = "default"
    driver = "default"
    paramstyle = "named"
    positional = False
    statement_compiler = StrSQLCompiler
    type_compiler_cls = GenericTypeCompiler
    ddl_compiler = GenericDDLCompiler
    max_identifier_length = 9999
    label_length: int | None = None
    colspecs: Mapping[Any, Any] = {}
    dbapi: Any = None
    server_version_info: Any = None
    default_schema_name: str | None = None
    supports_native_boolean = True
    supports_native_enum = False
    supports_native_decimal = True
    supports_native_uuid = False
    supports_simple_order_by_label = True
    supports_default_values = False
    supports_empty_insert = True
    supports_multivalues_insert = True
    supports_sequences = True
    sequences_optional = False
    postfetch_lastrowid = True
    insert_returning = False
    update_returning = False
    delete_returning = False
    tuple_in_values = False
    div_is_floordiv = True
    bind_typing = BindTyping.NONE
    numbers_parameters = False
    literal_casts: frozenset[type] = frozenset()
    bind_cast_form = "CAST({} AS {})"
    _json_serializer: Any = None
    _json_deserializer: Any = None

    def __init__(self) -> None:
        self.identifier_preparer = IdentifierPreparer(self)

    def validate_identifier(self, ident: str) -> None:
        """Names of any length are fine."""

    def type_descriptor(self, typeobj: Any) -> Any:
        """What the dialect uses for a type."""
        return typeobj.dialect_impl(self)


_instance: GenericDialect | None = None


def generic_dialect() -> GenericDialect:
    """The one generic dialect."""
    global _instance
    if _instance is None:
        _instance = GenericDialect()
    return _instance
