"""``element.compile()``: chooses dialect and compiler."""

from __future__ import annotations

from typing import Any

from holdfast.sql import traversal
from holdfast.sql.compiler.compiler import SQLCompiler
from holdfast.sql.compiler.ddl import GenericDDLCompiler
from holdfast.sql.compiler.generic import generic_dialect
from holdfast.sql.schema.ddl import BaseDDLElement


def compile_element(
    element: Any,
    dialect: Any = None,
    *,
    column_keys: Any = None,
    for_executemany: bool = False,
    schema_translate_map: Any = None,
    compile_kwargs: Any = None,
    gathered: list[Any] | None = None,
    **kw: Any,
) -> Any:
    """Compile an element; fills ``seams.compile``.

    :param element: a statement, an expression, or DDL.
    :param dialect: the dialect; the generic one without it.
    :param compile_kwargs: ``literal_binds``, ``render_postcompile``, and what custom constructs take.
    :param gathered: the parameters gathered with the statement's key, when that was made already.
    """
    if dialect is None:
        dialect = generic_dialect()
    if isinstance(element, BaseDDLElement):
        ddl_compiler = dialect.ddl_compiler or GenericDDLCompiler
        return ddl_compiler(
            dialect, element, schema_translate_map=schema_translate_map, compile_kwargs=compile_kwargs, **kw
        )
    if gathered is None:
        key = traversal.statement_key(element)
        gathered = [] if key is None else key[1]
    compiler = dialect.statement_compiler or SQLCompiler
    return compiler(
        dialect,
        element,
        column_keys=column_keys,
        for_executemany=for_executemany,
        schema_translate_map=schema_translate_map,
        gathered=gathered,
        **(compile_kwargs or {}),
        **kw,
    )
