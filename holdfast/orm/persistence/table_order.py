"""The tables that an object of a mapper has rows in, parents before children."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.sql.traversal import iterate

if TYPE_CHECKING:
    from holdfast.orm.mapper.mapper import Mapper


def tables_of(mapper: Mapper[Any]) -> tuple[Any, ...]:
    """Return the tables of a mapper: those of its base first; a concrete mapper has its own only."""
    chain: list[Any] = []
    current: Any = mapper
    while current is not None:
        chain.append(current.local_table)
        current = None if current.concrete else current.inherits
    found: dict[Any, None] = {}
    for selectable in reversed(chain):
        found.update(dict.fromkeys(_tables_in(selectable)))
    return tuple(found)


def _tables_in(selectable: Any) -> list[Any]:
    """The tables of a mapped selectable, sorted so that a table follows those it has foreign keys to."""
    if is_table(selectable):
        return [selectable]
    waiting = list(dict.fromkeys(element for element in iterate(selectable) if is_table(element)))
    placed: list[Any] = []
    while waiting:
        ready = next((table for table in waiting if not (_referred(table) & set(waiting) - {table})), waiting[0])
        waiting.remove(ready)
        placed.append(ready)
    return placed


def is_table(selectable: Any) -> bool:
    """True for a Table, the only kind of selectable that rows can be written to."""
    return getattr(selectable, "__visit_name__", None) == "table"


def _referred(table: Any) -> set[Any]:
    return {foreign_key.column.table for foreign_key in table.foreign_keys}
