"""Rows with SQL expressions in them: one statement a row, made with the expression language.

The values that such a row gets are known to the database alone; they leave the object's dictionary, so that the
next access loads them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from holdfast.orm.base.symbols import NO_VALUE
from holdfast.sql.statements.dml import Insert, Update

if TYPE_CHECKING:
    from holdfast.orm.persistence.table_map import TableMap
    from holdfast.orm.persistence.undo import UndoLog
    from holdfast.orm.persistence.update_shape import UpdateShape
    from holdfast.orm.state.instance_state import InstanceState

_plain_types: set[type] = set()


def has_expression(rows: Sequence[tuple[Any, ...]]) -> bool:
    """True when a value of some row is a SQL expression. Looks at the set of types, so the cost a value is small."""
    found = set(map(type, chain.from_iterable(rows))) - _plain_types
    if not found:
        return False
    expressions = {kind for kind in found if _is_expression_type(kind)}
    _plain_types.update(found - expressions)
    return bool(expressions)


def _is_expression_type(kind: type) -> bool:
    return hasattr(kind, "__clause_element__") or hasattr(kind, "_gather")


def is_expression(value: Any) -> bool:
    """True for a SQL expression given as an attribute value."""
    return _is_expression_type(type(value))


def single_insert(
    connection: Any,
    table: Any,
    columns: Sequence[Any],
    row: Sequence[Any],
    expressions: Mapping[Any, Any],
    returned: Sequence[Any],
) -> tuple[Any, ...]:
    """Insert one row and return the values of the `returned` columns."""
    values = {**dict(zip(columns, row, strict=True)), **expressions}
    statement = Insert(table).values(values)
    if returned and connection.dialect.features.insert_returning:
        return tuple(connection.execute(statement.returning(*returned)).one())
    result = connection.execute(statement)
    if not returned:
        return ()
    generated = dict(zip(table.primary_key, result.inserted_primary_key, strict=True))
    return tuple(generated[column] for column in returned)


def single_update(
    connection: Any, table_map: TableMap, shape: UpdateShape, state: InstanceState, row: Sequence[Any], undo: UndoLog
) -> int:
    """Update one row; returns the matched row count."""
    where, sets = row[: len(shape.where)], row[len(shape.where) :]
    values = {**dict(zip(shape.sets, sets, strict=True)), **_unset(table_map.onupdate_sql, shape)}
    statement = (
        Update(table_map.table)
        .where(*(column == value for column, value in zip(shape.where, where, strict=True)))
        .values(values)
    )
    matched: int = connection.execute(statement).rowcount
    forget_expressions(table_map, state, values, undo)
    return matched


def _unset(expressions: Mapping[Any, Any], shape: UpdateShape) -> dict[Any, Any]:
    return {column: clause for column, clause in expressions.items() if column not in shape.sets}


def forget_expressions(table_map: TableMap, state: InstanceState, values: Mapping[Any, Any], undo: UndoLog) -> None:
    """Expire the attributes that were written as SQL expressions."""
    loaded = state._values()
    for column, value in values.items():
        key = table_map.keys.get(column)
        if key is not None and key in loaded and is_expression(value):
            undo.value(state, key, loaded.get(key, NO_VALUE))
            del loaded[key]
