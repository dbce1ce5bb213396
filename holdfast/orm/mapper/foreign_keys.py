"""The default join condition: what the foreign keys between two tables say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from holdfast import exc
from holdfast.sql.expressions.boolean import and_


class NoPath(Exception):
    """No foreign key links the two selectables."""


class SeveralPaths(Exception):
    """More than one foreign key links the two selectables."""


def referenced_column(foreign_key: Any, selectable: Any) -> Any:
    """The column of `selectable` that a ForeignKey refers to; None when it refers to another one, or to a table that
    is not there.
    """
    try:
        return foreign_key.get_referent(selectable)
    except exc.NoReferencedTableError:
        return None


def references(column: Any, other: Any) -> bool:
    """Whether `column` has a foreign key to `other` (or to the table column that `other` stands for)."""
    for foreign_key in column.foreign_keys:
        try:
            target = foreign_key.column
        except exc.NoReferencedTableError:
            continue
        if target is other or target in other.proxy_set:
            return True
    return False


def _links(source: Any, target: Any) -> dict[Any, list[tuple[Any, Any]]]:
    """Foreign keys of `source` to `target`: constraint -> pairs (referred column, referring column)."""
    found: dict[Any, list[tuple[Any, Any]]] = {}
    for column in source.c:
        for foreign_key in column.foreign_keys:
            referred = referenced_column(foreign_key, target)
            if referred is not None:
                found.setdefault(foreign_key.constraint or foreign_key, []).append((referred, column))
    return found


def join_by_foreign_keys(left: Any, right: Any, foreign_columns: Iterable[Any] = ()) -> Any:
    """The condition that joins two selectables along the foreign key between them.

    :param foreign_columns: columns that count as foreign keys; empty: all that have one.
    :raises NoPath, SeveralPaths: as said.
    """
    links = _links(right, left)
    if left is not right:
        links |= _links(left, right)
    wanted = set(foreign_columns)
    if wanted:
        chosen = {
            constraint: pairs for constraint, pairs in links.items() if all(column in wanted for _, column in pairs)
        }
        links = chosen or {
            constraint: pairs for constraint, pairs in links.items() if any(column in wanted for _, column in pairs)
        }
    if not links:
        raise NoPath
    distinct = {frozenset(pairs): pairs for pairs in links.values()}
    if len(distinct) > 1:
        raise SeveralPaths
    (pairs,) = distinct.values()
    return and_(*[referred == column for referred, column in pairs])
