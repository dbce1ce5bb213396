"""finalize: the rows are written, now the objects' states say so.

Runs after every step succeeded, so a failed flush has moved nothing. New objects enter the identity map, changed
keys are entered anew, deleted objects leave it; histories are reset. The session records each of the three for a
rollback.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from holdfast.orm import seams
from holdfast.orm.persistence.key_sync import apply_copy, key_of
from holdfast.orm.persistence.table_order import is_table
from holdfast.orm.persistence.undo import UndoLog
from holdfast.orm.persistence.work import by_mapper
from holdfast.orm.state.instance_state import PENDING_KEY, LoadBatch
from holdfast.orm.state.lifecycle import move, move_all
from holdfast.util.warnings import warn

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState
    from holdfast.orm.unitofwork.plan import FlushPlan


def finalize(session: Any, plan: FlushPlan) -> None:
    """Move the states of a plan that was executed."""
    flush_set = plan.flush_set
    _follow_keys(plan)
    for copy in plan.outsiders:
        apply_copy(copy, UndoLog())
    gone = flush_set.deleted
    if flush_set.switched:
        gone = {**gone, **{state: state() for state in flush_set.switched.values()}}
    _delete_states(session, list(gone))
    inserted = [*flush_set.new, *flush_set.switched]
    _insert_states(session, inserted)
    _update_states(session, (*flush_set.modified, *flush_set.changed))
    _expire_expressions(inserted)
    _expire_expressions(flush_set.changed)
    if inserted:
        session._record_new(inserted)
        session.identity_map.grown()
    if gone:
        session._record_deleted(gone)
    try:
        for listeners, moved in (
            (session.dispatch.pending_to_persistent, inserted),
            (session.dispatch.persistent_to_deleted, gone),
        ):
            if listeners:
                for state in moved:
                    listeners(session, state())
        for state in flush_set.orphans:
            seams.expunge_orphan(session, state)
    finally:  # these references are the last ones, perhaps, so they go last
        for pending, done in ((session._new, inserted), (session._deleted, gone)):
            _leave(pending, done)


def _delete_states(session: Any, states: list[InstanceState]) -> None:
    for mapper, members in by_mapper(states).items():
        present, modified = session.identity_map.of(mapper), session._modified
        for state in members:
            if present.get(state.ident) is state:
                del present[state.ident]
            if state._change is not None:
                state._change = None
                modified.pop(state, None)
            if state.extra is not None:
                state.extra.pop(PENDING_KEY, None)
    move_all(states, "delete")


def _insert_states(session: Any, states: list[InstanceState]) -> None:
    for mapper, members in by_mapper(states).items():
        present = session.identity_map.of(mapper)
        if present:
            _replace_stale(present, members)
        batch = LoadBatch()
        batch.states += members
        for state in members:
            present[state.ident] = state
            state.batch = batch
            state._change = None
            if state.extra is not None:
                state.extra.pop(PENDING_KEY, None)
    move_all(states, "insert")


def _replace_stale(present: dict[Any, InstanceState], arriving: list[InstanceState]) -> None:
    """An object whose row was deleted behind the session's back makes room for the new one with its key."""
    for state in arriving:
        other = present.get(state.ident)
        if other is not None and other is not state and other() is not None:
            warn(
                f"Identity map already had an identity for {state.key}, replacing it with newly flushed object.   "
                "Are there load operations "
                "occurring inside of an event handler within the flush?"
            )
            move(other, "expunge")
            other.home = None


def _expire_expressions(states: Iterable[InstanceState]) -> None:
    """Values of SQL expressions may depend on what was written; the next access loads them."""
    for mapper, members in by_mapper(list(states)).items():
        keys = mapper._memo.get("flush_expired")
        if keys is None:
            props = mapper.column_attrs.values()
            keys = tuple(
                [
                    prop.key
                    for prop in props
                    if prop.expire_on_flush and not is_table(getattr(prop.columns[0], "table", None))
                ]
            )
            mapper._memo["flush_expired"] = keys
        for key in keys:
            for state in members:
                state._values().pop(key, None)


def _update_states(session: Any, states: Iterable[InstanceState]) -> None:
    modified = session._modified
    for state in states:
        modified.pop(state, None)
        change = state._change
        if change is not None:
            mapper: Any = state.mapper
            for key in (change,) if isinstance(change, str) else change:
                if key in mapper.pk_keys:
                    _enter_anew(session, mapper, state)
                    break
            state._change = None
        if state.extra is not None:
            state.extra.pop(PENDING_KEY, None)


def _enter_anew(session: Any, mapper: Any, state: InstanceState) -> None:
    values, keys = state._values(), mapper.pk_keys
    former = (state.ident,) if len(keys) == 1 else state.ident
    parts = tuple([values.get(key, part) for key, part in zip(keys, former, strict=True)])  # a part may be expired
    ident = parts[0] if len(keys) == 1 else parts
    if ident != state.ident:
        old = state.ident
        session.identity_map.remove(state)
        state.ident = ident
        session.identity_map.of(mapper)[ident] = state
        session._record_key_switch(state, old)


def _follow_keys(plan: FlushPlan) -> None:
    """Members in memory take the primary key that the database gave to their rows along with their parent's."""
    for copy in plan.followers:
        for source_column, target_column in copy.pairs:
            for source, target in zip(copy.sources, copy.targets, strict=True):
                if source is not None and target not in plan.flush_set.deleted:
                    key = key_of(target, target_column)
                    values = target._values()
                    if key in values:
                        values[key] = source._values()[key_of(source, source_column)]


def _leave(pending: dict[InstanceState, Any], done: Iterable[InstanceState]) -> None:
    if list(pending) == list(done):
        pending.clear()
    else:
        for state in done:
            pending.pop(state, None)
