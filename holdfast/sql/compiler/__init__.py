"""Statements, DDL and types as SQL text; dialects subclass these compilers."""

from __future__ import annotations

from holdfast.sql.compiler.compiled import Compiled
from holdfast.sql.compiler.compiler import SQLCompiler, StrSQLCompiler
from holdfast.sql.compiler.ddl import DDLCompiler
from holdfast.sql.compiler.identifiers import IdentifierPreparer
from holdfast.sql.compiler.typenames import GenericTypeCompiler, TypeCompiler

__all__ = [
    "Compiled",
    "DDLCompiler",
    "GenericTypeCompiler",
    "IdentifierPreparer",
    "SQLCompiler",
    "StrSQLCompiler",
    "TypeCompiler",
]
