"""Fills the seams of the expression language with what only the engine can do; and makes ``inspect(engine)`` known."""

from __future__ import annotations

from typing import Any

from holdfast.engine import ddl_runner, registry, table_reflection
from holdfast.engine.reflection import Inspector
from holdfast.sql import seams as sql_seams


def reflect_table(
    table: Any,
    bind: Any,
    include_columns: Any,
    exclude_columns: Any = (),
    resolve_fks: bool = True,
    _extend_on: set[Any] | None = None,
    **options: Any,
) -> None:
    """Fill a Table from the database; ``bind`` may be an Inspector."""
    inspector = bind if isinstance(bind, Inspector) else Inspector(bind)
    with inspector._on_one_connection() as inspector:
        table_reflection.fill(inspector, table, include_columns, exclude_columns, resolve_fks, _extend_on)


def reflect_metadata(metadata: Any, bind: Any, **options: Any) -> None:
    """Fill a MetaData from the database; ``bind`` may be an Inspector."""
    inspector = bind if isinstance(bind, Inspector) else Inspector(bind)
    with inspector._on_one_connection() as inspector:
        table_reflection.reflect_metadata(inspector, metadata, **options)


sql_seams.create_schema_item = ddl_runner.create
sql_seams.drop_schema_item = ddl_runner.drop
sql_seams.reflect_table = reflect_table
sql_seams.reflect_metadata = reflect_metadata
sql_seams.dialect_arguments = registry.construct_arguments
sql_seams.dialect_named = lambda name: registry.load_dialect(name)()
