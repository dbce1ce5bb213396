"""Walking through a schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.sql.schema.metadata import MetaData
from holdfast.sql.visitors import ClauseVisitor


class SchemaVisitor(ClauseVisitor):
    """Base of visitors of schemas: a method ``visit_<visit name>`` for each kind of part that concerns them.

    ``traverse(item)`` comes to the item and its parts: from a MetaData to its tables and sequences, from a table to
    its columns, constraints and indexes, from a column to its foreign keys and default.
    """

    def iterate(self, obj: Any) -> Iterator[Any]:
        """The item and all its parts, whole before part."""
        yield obj
        for part in _parts(obj):
            yield from self.iterate(part)


def _parts(item: Any) -> Iterable[Any]:
    if isinstance(item, MetaData):
        return [*item.sorted_tables, *item._sequences.values()]
    if getattr(item, "_is_table", False) and hasattr(item, "metadata"):
        indexes = sorted(item.indexes, key=lambda index: index._creation_order)
        return [*item.c, *item._sorted_constraints(), *indexes]
    if item.__visit_name__ == "column":
        return [*item.foreign_keys, *(part for part in (item.default, item.server_default) if part is not None)]
    return ()
