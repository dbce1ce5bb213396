"""Row switch: a new object with the primary key of an object that is deleted in the same flush takes over its row by
UPDATE.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.orm.persistence.key_sync import column_value, key_of
from holdfast.orm.persistence.work import by_mapper
from holdfast.orm.unitofwork.collect import FlushSet
from holdfast.orm.unitofwork.links import Links
from holdfast.util.warnings import warn

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState


def switch_rows(flush_set: FlushSet, links: Links) -> None:
    """Turn DELETE and INSERT of one primary key into an UPDATE; warn of new objects whose key another object of the
    session has.

    Source: SQLAlchemy 2.1 behaviour.
    """
    pending_keys: dict[InstanceState, dict[str, Any]] | None = None
    for mapper, states in by_mapper(list(flush_set.new)).items():
        present = flush_set.session.identity_map.of(mapper)
        if not present:
            continue
        if pending_keys is None:
            pending_keys = _copied_keys(links)
        for state in states:
            ident = _ident(state, mapper.pk_keys, pending_keys.get(state))
            other = None if ident is None else present.get(ident)
            if other is None or other is state or other() is None:
                continue
            if other in flush_set.deleted:
                _switch(state, other, flush_set)
            else:
                warn(
                    f"New instance {state} with identity key {mapper.key_of_ident(ident)} conflicts with "
                    f"persistent instance {other}"
                )


def _switch(new: InstanceState, old: InstanceState, flush_set: FlushSet) -> None:
    flush_set.switched[new] = old
    flush_set.changed[new] = flush_set.new.pop(new)
    flush_set.held.append(flush_set.deleted.pop(old))


def _ident(state: InstanceState, keys: tuple[str, ...], copied: dict[str, Any] | None) -> Any:
    values = state._values()
    if copied is None:
        if len(keys) == 1:
            return values.get(keys[0])
        parts = [values.get(key) for key in keys]
    else:
        parts = [copied[key] if key in copied else values.get(key) for key in keys]
    if None in parts:
        return None
    return parts[0] if len(keys) == 1 else tuple(parts)


def _copied_keys(links: Links) -> dict[InstanceState, dict[str, Any]]:
    """Primary key values that new objects are about to take from other objects."""
    found: dict[InstanceState, dict[str, Any]] = {}
    for prop, pairs in links.by_prop.items():
        for source_column, target_column in prop.synchronize_pairs:
            if target_column.primary_key:
                for source, target in zip(pairs.sources, pairs.copied, strict=True):
                    if target in links.flush_set.new:
                        key = key_of(target, target_column)
                        found.setdefault(target, {})[key] = column_value(source, source_column)
    return found
