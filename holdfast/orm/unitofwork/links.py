"""Relationships -> key copies and association rows: what the changes of relationships mean for columns.

Rules
* Many-to-one: the object takes the key of what it refers to. One-to-many: the members take the key of the object;
  members that were removed, or whose parent is deleted, get NULL, unless they are deleted or find another parent in
  this flush.
* Where both sides of a relationship tell the same story the many-to-one side tells it; a many-to-many pair is told
  by whichever side comes first.
* Only relationships that have a value (new objects) or a recorded change (others) are looked at.
* An object outside of the session takes no part, with a warning; a member of a one-to-many that is in no session
  gets the key of its owner all the same, so that it has it when it is added later.
Source: text A "Cascades"; SQLAlchemy 2.1 documentation, "Relationship Configuration".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from holdfast.orm.base.symbols import MANYTOMANY, MANYTOONE, NO_VALUE, PASSIVE_NO_INITIALIZE
from holdfast.orm.exc import FlushError
from holdfast.orm.persistence.key_sync import column_value
from holdfast.orm.persistence.work import by_mapper
from holdfast.orm.state.instance_state import STATE_KEY
from holdfast.orm.unitofwork.cascade import LOAD, deletion_passive, has_changes, related
from holdfast.orm.unitofwork.collect import FlushSet
from holdfast.util.warnings import warn

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState


class LinkedPairs:
    """What one relationship asks for: targets that take keys of sources (or NULL), parents that gain or lose
    associations.
    """

    __slots__ = (
        "cleared",
        "copied",
        "followers",
        "former",
        "gained",
        "lost",
        "outsiders",
        "prop",
        "seen",
        "sources",
        "unset_by_delete",
    )

    def __init__(self, prop: Any) -> None:
        self.prop = prop
        self.sources: list[InstanceState] = []
        self.copied: list[InstanceState] = []
        self.cleared: list[InstanceState] = []
        self.former: list[InstanceState | None] = []
        self.gained: list[tuple[InstanceState, InstanceState]] = []
        self.lost: list[tuple[InstanceState, InstanceState]] = []
        #: (object whose primary key changes, member whose row the database changes with it)
        self.followers: list[tuple[InstanceState, InstanceState]] = []
        #: (object that is written, member that is in no session)
        self.outsiders: list[tuple[InstanceState, InstanceState]] = []
        #: objects that are deleted and have to let go first (post_update)
        self.unset_by_delete: list[InstanceState] = []
        #: pairs that the other side has told already
        self.seen: set[tuple[InstanceState, InstanceState]] = set()

    def copy(self, source: InstanceState, target: InstanceState) -> None:
        self.sources.append(source)
        self.copied.append(target)

    def clear(self, target: InstanceState, former: InstanceState | None) -> None:
        self.cleared.append(target)
        self.former.append(former)


class Links:
    """The LinkedPairs of all relationships that take part in a flush."""

    __slots__ = ("by_prop", "flush_set")

    def __init__(self, flush_set: FlushSet) -> None:
        self.flush_set = flush_set
        self.by_prop: dict[Any, LinkedPairs] = {}

    def of(self, prop: Any) -> LinkedPairs:
        """The pairs of a relationship, made on first use."""
        pairs = self.by_prop.get(prop)
        if pairs is None:
            pairs = self.by_prop[prop] = LinkedPairs(prop)
        return pairs


def find_links(flush_set: FlushSet) -> Links:
    """Look at every relationship of every object of the flush."""
    links = Links(flush_set)
    for mapper, states in by_mapper(list(flush_set.new)).items():
        for prop in written_relationships(mapper):
            holders = [state for state in states if prop.key in state._values()]
            if holders:
                _saved(prop, holders, links)
    for mapper, states in by_mapper(list(flush_set.modified)).items():
        for prop in written_relationships(mapper):
            holders = [state for state in states if has_changes(prop, state)]
            if holders:
                _saved(prop, holders, links)
    for mapper, states in by_mapper(list(flush_set.deleted)).items():
        for prop in written_relationships(mapper):
            _deleted(prop, states, links)
    _follow_key_switches(links)
    return links


def _follow_key_switches(links: Links) -> None:
    """Objects whose primary key changes take their loaded members along; without `passive_updates`, all members, by
    UPDATEs of their own.
    """
    for mapper, states in by_mapper(list(links.flush_set.modified)).items():
        props = [prop for prop in written_relationships(mapper) if prop.direction is not MANYTOONE]
        switched = [state for state in states if key_switched(state)] if props else []
        for prop in props if switched else ():
            pairs = links.of(prop)
            passive = PASSIVE_NO_INITIALIZE if prop.passive_updates else LOAD
            for state in switched:
                children = [
                    item.__dict__[STATE_KEY] for item in related(prop, state, passive).unchanged if item is not None
                ]
                if prop.direction is not MANYTOMANY:
                    for child in children:
                        if prop.passive_updates:
                            pairs.followers.append((state, child))
                        elif child not in links.flush_set.deleted:
                            pairs.copy(state, child)
                elif not prop.passive_updates:
                    renamed = [(state, child) for child in children if _first_told(prop, state, child, links)]
                    pairs.lost += renamed
                    pairs.gained += renamed


def key_switched(state: InstanceState) -> bool:
    """True when the primary key of an object with a row was set to another value."""
    committed = state.committed
    if not committed or state.ident is None:
        return False
    mapper: Any = state.mapper
    keys: tuple[str, ...] = mapper.pk_keys
    if committed.keys().isdisjoint(keys):
        return False
    parts = (state.ident,) if len(keys) == 1 else state.ident
    values = state._values()
    return any(key in committed and values.get(key) != part for key, part in zip(keys, parts, strict=True))


def written_relationships(mapper: Any) -> list[Any]:
    """The relationships of a mapper that write columns; many-to-one first, so that they tell their story before the
    other side.
    """
    found: list[Any] = mapper._memo.get("written_relationships")
    if found is None:
        found = sorted(
            (prop for prop in mapper.relationships if not prop.viewonly),
            key=lambda prop: prop.direction is not MANYTOONE,
        )
        mapper._memo["written_relationships"] = found
    return found


def _saved(prop: Any, states: list[InstanceState], links: Links) -> None:
    if prop.direction is MANYTOONE:
        _save_many_to_one(prop, states, links)
    elif prop.direction is MANYTOMANY:
        _save_many_to_many(prop, states, links)
    else:
        _save_one_to_many(prop, states, links)


def _deleted(prop: Any, states: list[InstanceState], links: Links) -> None:
    if prop.direction is MANYTOMANY:
        _delete_many_to_many(prop, states, links)
    elif prop.direction is MANYTOONE:
        if prop.post_update:
            links.of(prop).unset_by_delete += states
    elif prop.passive_deletes != "all":
        _delete_one_to_many(prop, states, links)


def _in_session(item: Any, prop: Any, links: Links) -> InstanceState | None:
    """The state of a related object; None when it takes no part: with a warning, when it is not in the session."""
    state: InstanceState = item.__dict__[STATE_KEY]
    if state.mapper is not prop.mapper and prop.enable_typechecks and not state.mapper.isa(prop.mapper):
        _refuse_type(state, prop)
    if links.flush_set.contains(state):
        return state if links.flush_set.writes(state) else None
    refusal = "won't" if prop.direction is MANYTOONE else "will not"
    warn(f"Object of type <{type(item).__name__}> not in session, add operation along '{prop}' {refusal} proceed")
    return None


def _refuse_type(state: InstanceState, prop: Any) -> None:
    expected = prop.mapper.class_
    raise FlushError(
        f'Attempting to flush child of type {state.class_} as a member of collection "{prop}". Expected an '
        f"object of type {expected} or a "
        f"polymorphic subclass of this type. If {state.class_} is a subclass of {expected}, configure mapper "
        f'"{prop.mapper}" to load this '
        "subtype polymorphically, or set enable_typechecks=False to allow any subtype to be accepted for flush."
    )


def _save_many_to_one(prop: Any, states: list[InstanceState], links: Links) -> None:
    pairs, key, deleted = links.of(prop), prop.key, links.flush_set.deleted
    for state in states:
        item = state._values().get(key)
        old = state.committed.get(key, NO_VALUE) if state.committed is not None else NO_VALUE
        if item is old:
            continue
        if item is None:
            pairs.clear(state, None)
            continue
        other = _in_session(item, prop, links)
        if other is None:
            continue
        if other in deleted:
            pairs.clear(state, other)
        else:
            pairs.copy(other, state)


def _save_one_to_many(prop: Any, states: list[InstanceState], links: Links) -> None:
    pairs, deleted = links.of(prop), links.flush_set.deleted
    reverse = [other.key for other in prop._reverse_property if not other.viewonly]
    for state in states:
        history = related(prop, state, PASSIVE_NO_INITIALIZE)
        instance = state()
        for item in history.added:
            if item is None or _told_by_child(item, reverse, instance, links):
                continue
            child = _in_session(item, prop, links)
            if child is None:
                if item.__dict__[STATE_KEY].home is None:
                    pairs.outsiders.append((state, item.__dict__[STATE_KEY]))
                    links.flush_set.held.append(item)
            elif child not in deleted:
                pairs.copy(state, child)
        if not prop.cascade.delete_orphan:
            for item in history.deleted:
                if not _refers_elsewhere(item, reverse, instance):
                    _let_go(item, state, pairs, links)


def _told_by_child(item: Any, reverse: list[str], parent: Any, links: Links) -> bool:
    """True when the many-to-one side of the member refers to the parent, and will be looked at itself."""
    for key in reverse:
        values = item.__dict__
        if values.get(key) is parent:
            state = values[STATE_KEY]
            return state in links.flush_set.new or (
                state in links.flush_set.modified
                and state.committed is not None
                and state.committed.get(key, parent) is not parent
            )
    return False


def _refers_elsewhere(item: Any, reverse: list[str], parent: Any) -> bool:
    """True when the many-to-one side of a removed member refers to another parent by now."""
    for key in reverse:
        other = None if item is None else item.__dict__.get(key)
        if other is not None and other is not parent:
            return True
    return False


def _let_go(item: Any, parent: InstanceState, pairs: LinkedPairs, links: Links) -> None:
    if item is None:
        return
    child: InstanceState = item.__dict__[STATE_KEY]
    if child not in links.flush_set.deleted and links.flush_set.contains(child) and links.flush_set.writes(child):
        pairs.clear(child, parent)


def _delete_one_to_many(prop: Any, states: list[InstanceState], links: Links) -> None:
    pairs = links.of(prop)
    for state in states:
        history = related(prop, state, deletion_passive(prop))
        for item in (*history.unchanged, *history.deleted):
            if item is None:
                continue
            if prop.post_update and item.__dict__[STATE_KEY] in links.flush_set.deleted:
                pairs.unset_by_delete.append(item.__dict__[STATE_KEY])
            else:
                _let_go(item, state, pairs, links)


def _save_many_to_many(prop: Any, states: list[InstanceState], links: Links) -> None:
    pairs, deleted = links.of(prop), links.flush_set.deleted
    for state in states:
        history = related(prop, state, PASSIVE_NO_INITIALIZE)
        for item in history.added:
            child = None if item is None else _in_session(item, prop, links)
            if child is not None and child not in deleted and _first_told(prop, state, child, links):
                pairs.gained.append((state, child))
        for item in history.deleted:
            _lose(prop, state, item, pairs, links)


def _lose(prop: Any, state: InstanceState, item: Any, pairs: LinkedPairs, links: Links) -> None:
    """Note a pair whose association row goes, unless it went with an object that was deleted before."""
    if item is not None:
        child: InstanceState = item.__dict__[STATE_KEY]
        if child.ident is not None and not child.was_deleted and _first_told(prop, state, child, links):
            links.flush_set.held.append(item)
            pairs.lost.append((state, child))


def _delete_many_to_many(prop: Any, states: list[InstanceState], links: Links) -> None:
    pairs = links.of(prop)
    for state in states:
        history = related(prop, state, deletion_passive(prop))
        for item in (*history.unchanged, *history.deleted):
            _lose(prop, state, item, pairs, links)


def _first_told(prop: Any, state: InstanceState, child: InstanceState, links: Links) -> bool:
    """True unless the other side of the relationship named the pair before."""
    told = links.of(prop).seen
    if (state, child) in told:
        return False
    told.add((state, child))
    for other in prop._reverse_property:
        links.of(other).seen.add((child, state))
    return True


def would_change(target: InstanceState, source: InstanceState | None, pairs: Iterable[tuple[Any, Any]]) -> bool:
    """True when copying the key of `source` (NULL for None) changes a column of the target, as far as is known
    without loading.
    """
    mapper: Any = target.mapper
    for source_column, target_column in pairs:
        value = None if source is None else column_value(source, source_column)
        if value is None and source is not None:
            return True  # the key does not exist yet
        key = mapper.key_of(target_column)
        present = target._values().get(key, NO_VALUE)
        if present is NO_VALUE and (target.ident is None or key in mapper.pk_keys):
            present = column_value(target, target_column)
        if present is NO_VALUE or present != value:
            return True
    return False
