"""The prepared statements of the flush by shape; `Batch.of` makes them once per dialect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.engine.batch import DeleteBatch, InsertBatch, UpdateBatch

if TYPE_CHECKING:
    from holdfast.orm.persistence.table_map import TableMap
    from holdfast.orm.persistence.update_shape import UpdateShape


def insert_batch(dialect: Any, table: Any, columns: tuple[Any, ...], returning: tuple[Any, ...]) -> InsertBatch:
    """The INSERT of rows with these columns."""
    return InsertBatch.of(dialect, table, columns, returning)


def update_batch(dialect: Any, table_map: TableMap, shape: UpdateShape) -> UpdateBatch:
    """The UPDATE of rows of one shape."""
    return UpdateBatch.of(dialect, table_map.table, shape.where, shape.sets)


def column_update_batch(dialect: Any, table_map: TableMap, columns: tuple[Any, ...]) -> UpdateBatch:
    """The UPDATE of some columns of rows found by primary key."""
    return UpdateBatch.of(dialect, table_map.table, table_map.primary_key, columns)


def delete_batch(dialect: Any, table_map: TableMap) -> DeleteBatch:
    """The DELETE of rows of a table by primary key, and version."""
    where = table_map.primary_key if table_map.version is None else (*table_map.primary_key, table_map.version)
    return DeleteBatch.of(dialect, table_map.table, where)


def association_delete(dialect: Any, prop: Any, columns: tuple[Any, ...]) -> DeleteBatch:
    """The DELETE of rows of a secondary table."""
    return DeleteBatch.of(dialect, prop.secondary, columns)
