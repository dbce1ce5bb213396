"""``element.compile()``: chooses dialect and compiler."""

from __future__ import annotations

from typing import Any

from holdfast import exc
from holdfast.sql import seams, traversal
from holdfast.sql.compiler.compiler import SQLCompiler
from holdfast.sql.compiler.ddl import GenericDDLCompiler
from holdfast.sql.compiler.generic import generic_dialect
from holdfast.sql.schema.ddl import BaseDDLElement


def compile_element(element: Any, dialect: Any = None, **kw: Any) -> Any:
    """Compile an element; fills ``seams.compile``.

    :param element: a statement, an expression, or DDL.
    :param dialect: the dialect; without it the generic one, or the one that alone has what the element is made of.
    :param kw: as for :func:`_compile`.
    """
    if dialect is not None:
        return _compile(element, dialect, **kw)
    try:
        return _compile(element, generic_dialect(), **kw)
    except exc.UnsupportedCompilationError as error:
        name = getattr(error.element_type, "stringify_dialect", "default")
        if name == "default":
            raise
        return _compile(element, seams.dialect_named(name), **kw)


def _compile(
    element: Any,
    dialect: Any,
    *,
    column_keys: Any = None,
    for_executemany: bool = False,
    schema_translate_map: Any = None,
    compile_kwargs: Any = None,
    gathered: list[Any] | None = None,
    **kw: Any,
) -> Any:
    """Compile an element for a dialect.

    :param compile_kwargs: ``literal_binds``, ``render_postcompile``, and what custom constructs take.
    :param gathered: the parameters gathered with the statement's key, when that was made already.
    """
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
