"""Key synchronisation: foreign keys take the values of the keys they refer to.

Rules
* The key of a persistent source comes from its ident when its attribute is expired, so nothing is loaded for it.
* A target with a row has the change recorded like any other change; every write is in the undo log.
* A primary key column is never set to NULL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.orm.base.symbols import NO_VALUE
from holdfast.orm.persistence.steps import KeyCopy, Reference

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from holdfast.orm.persistence.undo import UndoLog
    from holdfast.orm.state.instance_state import InstanceState


def key_of(state: InstanceState, column: Any) -> str:
    """The attribute of an object that holds the value of a column."""
    mapper: Any = state.mapper
    key: str = mapper.key_of(column)
    return key


def column_value(state: InstanceState, column: Any) -> Any:
    """The present value of a column of an object; loads it when it is neither present nor part of the primary key."""
    mapper: Any = state.mapper
    key: str = mapper.key_of(column)
    value = state._values().get(key, NO_VALUE)
    if value is not NO_VALUE:
        return value
    if state.ident is not None:
        if key in mapper.pk_keys:
            return state.ident if len(mapper.pk_keys) == 1 else state.ident[mapper.pk_keys.index(key)]
        return mapper.attributes[key].get(state)
    return None


def apply_copy(copy: KeyCopy, undo: UndoLog) -> None:
    """Write the key values of one KeyCopy into its targets."""
    for source_column, target_column in copy.pairs:
        keys: dict[Any, str] = {}
        for source, target in zip(copy.sources, copy.targets, strict=True):
            key = keys.get(target.mapper)
            if key is None:
                key = keys[target.mapper] = key_of(target, target_column)
            value = None if source is None else column_value(source, source_column)
            if value is None and source is None:
                refuse_blank_key(source_column, target_column, target)
            assign(target, key, value, undo)


def assign(state: InstanceState, key: str, value: Any, undo: UndoLog) -> None:
    """Set a column attribute during the flush, with history for objects that have a row."""
    instance = state()
    if instance is None:
        return
    values = instance.__dict__
    old = values.get(key, NO_VALUE)
    if old is value:
        return
    undo.value(state, key, old)
    if state.ident is not None:
        if state.committed is None:
            state.committed = {key: old}
        elif key not in state.committed:
            state.committed[key] = old
    values[key] = value


def refuse_blank_key(source_column: Any, target_column: Any, target: InstanceState) -> None:
    """AssertionError when a primary key column would be set to NULL."""
    if target_column.primary_key and column_value(target, target_column) is not None:
        raise AssertionError(
            f"Dependency rule on column '{source_column}' tried to blank-out primary key column '{target_column}' "
            f"on instance '{target}'; "
            "delete the object, or configure a delete cascade on the relationship"
        )


def references(
    copies: tuple[KeyCopy, ...], unwritten: Collection[InstanceState]
) -> Iterator[tuple[InstanceState, str, Any]]:
    """What the copies will write, as (target, attribute key, value), without writing it; keys that do not exist yet
    are References.
    """
    for copy in copies:
        for source_column, target_column in copy.pairs:
            for source, target in zip(copy.sources, copy.targets, strict=True):
                key = key_of(target, target_column)
                if source is None:
                    yield target, key, None
                elif (value := column_value(source, source_column)) is None and source in unwritten:
                    yield target, key, Reference(source, source_column)
                else:
                    yield target, key, value
