"""The dialect, whatever the driver: it borrows SQLite's spelling, types and catalog, and has flags of its own."""

from __future__ import annotations

from typing import Any

from holdfast.dialects.sqlite.compiler import SQLiteCompiler, SQLitePreparer
from holdfast.dialects.sqlite.ddl import SQLiteDDLCompiler, SQLiteTypeCompiler
from holdfast.dialects.sqlite.reflection import SQLiteReflection
from holdfast.dialects.sqlite.types import COLSPECS
from holdfast.engine.default import DefaultDialect
from holdfast_filedb.features import FEATURES


class FileDBDialect(SQLiteReflection, DefaultDialect):
    """The filedb dialect."""

    name = "filedb"
    features = FEATURES
    paramstyle = "qmark"
    colspecs = COLSPECS
    statement_compiler = SQLiteCompiler
    ddl_compiler = SQLiteDDLCompiler
    type_compiler_cls = SQLiteTypeCompiler
    preparer = SQLitePreparer
    isolation_levels = ("SERIALIZABLE", "AUTOCOMMIT")
    _binary_literal = "X'{}'"
    _nul_text_literal = "CAST(X'{}' AS TEXT)"
    _float_literals = {"Infinity": "9e999", "-Infinity": "-9e999"}

    def _get_default_schema_name(self, connection: Any) -> str:
        return "main"

    def do_begin(self, dbapi_connection: Any) -> None:
        """BEGIN, but in autocommit mode."""
        if dbapi_connection.isolation_level is not None:
            dbapi_connection.execute("BEGIN")

    def get_isolation_level(self, dbapi_connection: Any) -> str:
        """Return the level."""
        return "AUTOCOMMIT" if dbapi_connection.isolation_level is None else "SERIALIZABLE"

    def set_isolation_level(self, dbapi_connection: Any, level: str) -> None:
        """Set the level."""
        dbapi_connection.isolation_level = None if level == "AUTOCOMMIT" else "DEFERRED"
