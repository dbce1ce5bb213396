"""Run a DeleteRows step: one statement a table, tables of subclasses before those of their bases."""

from __future__ import annotations

from typing import Any

from holdfast.orm.exc import StaleDataError
from holdfast.orm.persistence.batches import delete_batch
from holdfast.orm.persistence.steps import DeleteRows
from holdfast.orm.persistence.table_map import TableMap, table_maps
from holdfast.orm.persistence.update_shape import delete_extractor
from holdfast.orm.persistence.work import Work, by_mapper, check_deleted, deleted_message, fire


def delete_rows(step: DeleteRows, work: Work) -> None:
    """Execute the step.

    Warns when a statement matched another number of rows than it has objects, unless `confirm_deleted_rows` is
    off; raises StaleDataError for it on versioned mappers.
    """
    fire("before_delete", step, work)
    groups = by_mapper(step.states)
    tables: dict[Any, list[tuple[TableMap, Any]]] = {}
    for mapper, states in groups.items():
        for table, table_map in table_maps(mapper).items():
            tables.setdefault(table, []).append((table_map, states))
    for table, members in reversed(tables.items()):
        _delete_from(table, members, work)
    fire("after_delete", step, work)


def _delete_from(table: Any, members: list[tuple[TableMap, Any]], work: Work) -> None:
    rows = [row for table_map, states in members for row in delete_extractor(table_map)(states)]
    table_map = members[0][0]
    connection = work.connection(table_map.mapper)
    matched = delete_batch(connection.dialect, table_map).execute(connection, rows)
    if not 0 <= matched != len(rows):
        return
    if table_map.version is not None:
        raise StaleDataError(deleted_message(table.name, len(rows), matched))
    if all(each.mapper.confirm_deleted_rows for each, _ in members):
        check_deleted(table.name, len(rows), matched)
