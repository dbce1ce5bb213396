"""Tables that belong to other tables: INHERITS, and partitions, which are created as tables of their own and then
attached, so that PostgreSQL finds their indexes and constraints in the place of those of the partitioned table.

Source: PostgreSQL manual, "Inheritance", "Table Partitioning", "ALTER TABLE", ATTACH PARTITION.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from holdfast.sql.schema import Table
from holdfast.sql.schema.ddl import _ElementDDL


class AttachPartition(_ElementDDL):
    """ALTER TABLE .. ATTACH PARTITION.

    :param element: the partition: a Table with ``postgresql_inherits``, the partitioned table, and
        ``postgresql_partition_bound``, its FOR VALUES .. or DEFAULT.
    """

    __visit_name__ = "attach_partition"


def parents(table: Table) -> list[Table | str]:
    """Return what a table inherits from: the Table of its MetaData, or the name when there is none.

    A name is first looked for in the table's own schema.
    """
    given = table.dialect_options["postgresql"].get("inherits")
    names = [given] if isinstance(given, str) else given or ()
    tables = table.metadata.tables
    found: list[Table | str] = []
    for name in names:
        parent = tables.get(name) if table.schema is None else tables.get(f"{table.schema}.{name}", tables.get(name))
        found.append(name if parent is None else parent)
    return found


def dependencies(tables: Iterable[Table]) -> list[tuple[Table, Table]]:
    """Return pairs of a table and one that inherits from it."""
    return [(parent, table) for table in tables for parent in parents(table) if isinstance(parent, Table)]


def is_partition(table: Table) -> bool:
    """Whether a table is a partition of another."""
    return bool(table.dialect_options["postgresql"].get("partition_bound"))


def partitioned(table: Table) -> Table | None:
    """Return the Table of which a table is a partition; foreign keys to it keep its partitions from being dropped
    before it."""
    if not is_partition(table):
        return None
    return next((parent for parent in parents(table) if isinstance(parent, Table)), None)


def after_create(table: Table) -> list[Any]:
    """Return the DDL elements that complete a table when its indexes are there."""
    return [AttachPartition(table)] if is_partition(table) else []
