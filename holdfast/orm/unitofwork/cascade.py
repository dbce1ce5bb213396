"""cascade: which objects are deleted because others are, or because they lost their parent.

Rules
* Deletion spreads along relationships with the "delete" cascade, in waves, so that the collections of all objects
  of one wave load together.
* A child that was removed from a delete-orphan relationship is deleted unless another parent has claimed it.
* With `passive_deletes` only what is loaded is looked at; the database deletes the rest.
Source: text A "Cascades"; SQLAlchemy 2.1 documentation, "Cascades" and "Using foreign key ON DELETE cascade with
ORM relationships".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.orm import seams
from holdfast.orm.attributes.orphans import has_parent, is_orphan
from holdfast.orm.base.symbols import (
    MANYTOONE,
    NO_AUTOFLUSH,
    NO_VALUE,
    ONETOMANY,
    PASSIVE_NO_INITIALIZE,
    PASSIVE_OFF,
    PassiveFlag,
)
from holdfast.orm.persistence.work import by_mapper
from holdfast.orm.state.instance_state import PARENTS_KEY, PENDING_KEY, STATE_KEY
from holdfast.orm.unitofwork.collect import FlushSet

if TYPE_CHECKING:
    from holdfast.orm.state.history import History
    from holdfast.orm.state.instance_state import InstanceState

LOAD: PassiveFlag = PASSIVE_OFF | NO_AUTOFLUSH


def cascade(flush_set: FlushSet) -> None:
    """Add to `flush_set.deleted` everything that has to go too, and take it out of `modified`."""
    orphans = _find_former(flush_set)
    wave = list(flush_set.deleted)
    orphans += _orphans(flush_set)
    wave += [state for state in orphans if _mark(state, flush_set)]
    chosen = flush_set.session._deleted
    while wave:
        found: list[InstanceState] = []
        for mapper, states in by_mapper(wave).items():
            for prop in mapper.relationships_with("delete"):
                for state in states:
                    if state not in chosen or prop.direction is MANYTOONE:
                        dependents = _dependents(prop, state, added=state not in chosen)
                        found += (child for child in dependents if _mark(child, flush_set))
        wave = found
    if flush_set.deleted:
        for state in [state for state in flush_set.modified if state in flush_set.deleted]:
            del flush_set.modified[state]


def related(prop: Any, state: InstanceState, passive: PassiveFlag) -> History:
    """The history of a relationship of one object."""
    history: History = state.mapper.attributes[prop.key].changes(state, passive)
    return history


def has_changes(prop: Any, state: InstanceState) -> bool:
    """True when a relationship of an object with a row was touched since the last flush."""
    if state.committed is not None and prop.key in state.committed:
        return True
    return state.extra is not None and prop.key in state.extra.get(PENDING_KEY, ())


def deletion_passive(prop: Any) -> PassiveFlag:
    """How far the related objects of a deleted object are loaded."""
    return PASSIVE_NO_INITIALIZE if prop.passive_deletes else LOAD


def _find_former(flush_set: FlushSet) -> list[InstanceState]:
    """Find out what the one-to-one references that were set without being loaded held, since it has to let go; return
    those of it that are orphans.
    """
    orphans: list[InstanceState] = []
    for mapper, states in by_mapper(list(flush_set.modified)).items():
        for prop in mapper.relationships:
            if prop.direction is not ONETOMANY or prop.uselist or prop.viewonly:
                continue
            attribute = mapper.attributes[prop.key]
            for state in states:
                if state.committed is not None and state.committed.get(prop.key) is NO_VALUE:
                    former = _load_former(attribute, state)
                    if former is not None and former is not state._values().get(prop.key):
                        child: InstanceState = former.__dict__[STATE_KEY]
                        flush_set.held.append(former)
                        if prop.cascade.delete_orphan and not has_parent(attribute, child):
                            orphans.append(child)
    return orphans


def _load_former(attribute: Any, state: InstanceState) -> Any:
    values, committed = state._values(), state.committed
    assert committed is not None
    changed = attribute.key in values
    value = values.pop(attribute.key, None)
    try:
        former = seams.load_relationship(state, attribute, LOAD)
    finally:
        values.pop(attribute.key, None)
        if changed:
            values[attribute.key] = value
    committed[attribute.key] = former
    return former


def _mark(state: InstanceState, flush_set: FlushSet) -> bool:
    """Put an object with a row among the deleted ones; True when it was not there."""
    if state in flush_set.deleted or state.ident is None or not flush_set.contains(state):
        return False
    flush_set.deleted[state] = state()
    return True


def _dependents(prop: Any, state: InstanceState, added: bool) -> list[InstanceState]:
    """What goes with an object; `added` is False for one that the user deleted: what it had gained by then was marked
    at once, and may have been taken back by `Session.add`.
    """
    history = related(prop, state, deletion_passive(prop))
    members = (*history.unchanged, *history.added) if added else history.unchanged
    return [item.__dict__[STATE_KEY] for item in members if item is not None]


def _orphans(flush_set: FlushSet) -> list[InstanceState]:
    found: list[InstanceState] = []
    for mapper, states in by_mapper([*flush_set.modified, *flush_set.deleted]).items():
        for prop in mapper.relationships_with("delete_orphan"):
            attribute = mapper.attributes[prop.key]
            for state in states:
                if has_changes(prop, state):
                    history = related(prop, state, PASSIVE_NO_INITIALIZE)
                    removed = (item.__dict__[STATE_KEY] for item in history.deleted if item is not None)
                    # One that was expired since does not know that it was let go.
                    found += (child for child in removed if not has_parent(attribute, child))
                    found += _unknown_orphan(prop, state, flush_set)
        if mapper.orphan_attributes:
            found += (
                state for state in states if state.extra is not None and PARENTS_KEY in state.extra and is_orphan(state)
            )
    return found


def _unknown_orphan(prop: Any, state: InstanceState, flush_set: FlushSet) -> list[InstanceState]:
    """The object that a many-to-one lost without having loaded it; its row is found by the former foreign key."""
    if prop.direction is not MANYTOONE or not prop.use_get or (state.committed or {}).get(prop.key) is not NO_VALUE:
        return []
    mapper: Any = state.mapper
    by_column = {}
    for remote, local in prop.synchronize_pairs:
        key = mapper.key_of(local)
        value = state.value_before(key)
        by_column[remote] = mapper.attributes[key].get(state, LOAD) if value is NO_VALUE else value
    parts = [by_column[column] for column in prop.mapper.primary_key]
    if None in parts:
        return []
    session: Any = flush_set.session
    with session.no_autoflush:
        former = session.get(prop.mapper.class_, parts[0] if len(parts) == 1 else tuple(parts))
    if former is None or former is state._values().get(prop.key):
        return []
    flush_set.held.append(former)
    child: InstanceState = former.__dict__[STATE_KEY]
    claimed = has_parent(mapper.attributes[prop.key], child)
    return [] if claimed else [child]
