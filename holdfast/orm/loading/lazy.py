"""Loading a relationship when it is accessed: for the object that was asked, and for its peers that lack it, too.

Rules
* What an access may do is said by `passive`; what it means for the relationship by the options that the object was
  loaded with (`LoadBatch.options`), else by the mapping.
* Nothing is sent to the database for a many-to-one without a foreign key value, or whose object is in the session.
* The session is flushed first (autoflush), because the database is about to be asked.
Source: text A, SQLAlchemy 2.1 documentation "Relationship Loading Techniques".
"""

from __future__ import annotations

from typing import Any

from holdfast.exc import InvalidRequestError
from holdfast.orm.base.symbols import (
    LOAD_AGAINST_COMMITTED,
    NO_AUTOFLUSH,
    NO_RAISE,
    NO_VALUE,
    PASSIVE_NO_RESULT,
    PASSIVE_OFF,
    SQL_OK,
    PassiveFlag,
)
from holdfast.orm.entities.options_tree import NOTHING, LoadNode, RelationChoice
from holdfast.orm.exc import DetachedInstanceError
from holdfast.orm.loading.batches import peers_lacking
from holdfast.orm.loading.parked import Parked, load_with_peers, parked_for
from holdfast.orm.loading.related import MISSING, identity_reader, load_related, store_group, uses_get
from holdfast.orm.state.instance_state import OPTIONS_KEY, InstanceState

RELATED_OBJECT_OK = PassiveFlag.RELATED_OBJECT_OK
NON_PERSISTENT_OK = PassiveFlag.NON_PERSISTENT_OK


def node_of(state: InstanceState) -> LoadNode:
    """The loader choices that an object was loaded with."""
    if state.extra is not None and OPTIONS_KEY in state.extra:
        return state.extra[OPTIONS_KEY]  # type: ignore[no-any-return]  # only loaders put something there
    batch = state.batch
    return batch.options[0] if batch is not None and batch.options else NOTHING


def load_relationship(state: InstanceState, attribute: Any, passive: PassiveFlag = PASSIVE_OFF) -> Any:
    """Load an absent relationship value, store it and return it.

    :param state: the parent.
    :param attribute: its ReferenceAttribute or CollectionAttribute.
    :param passive: what may be done to get the value.
    :return: the object, None or the collection; NO_VALUE or PASSIVE_NO_RESULT when `passive` does not allow to find it.
    :raises DetachedInstanceError: the parent is in no session.
    :raises InvalidRequestError: the relationship is set to raise.
    """
    prop = attribute.prop
    choice = node_of(state).relation(prop)
    strategy = choice.strategy
    if strategy == "noload":
        return _store_nothing(state, attribute)
    by_identity = uses_get(prop, choice)
    pending = state.ident is None
    if (not passive & SQL_OK and not by_identity) or (pending and not passive & NON_PERSISTENT_OK):
        return PASSIVE_NO_RESULT
    if strategy == "raise" and not passive & NO_RAISE:
        raise _unavailable(prop, "raise")
    session = state.session
    if session is None:
        if passive & NO_RAISE:
            return PASSIVE_NO_RESULT
        raise DetachedInstanceError(
            f"Parent instance {state} is not bound to a Session; lazy load operation of attribute '{prop.key}' "
            "cannot proceed"
        )
    if by_identity:
        found = _by_identity(session, state, prop, passive)
        if found is not MISSING:
            return found
    if not passive & SQL_OK or not passive & RELATED_OBJECT_OK:
        return PASSIVE_NO_RESULT
    if strategy == "raise_on_sql" and not passive & NO_RAISE:
        raise _unavailable(prop, "raise_on_sql")
    return _load(session, state, attribute, choice, passive)


def _unavailable(prop: Any, lazy: str) -> InvalidRequestError:
    return InvalidRequestError(f"'{prop}' is not available due to lazy='{lazy}'")


def _store_nothing(state: InstanceState, attribute: Any) -> Any:
    if attribute.uselist:
        return attribute.fill(state, ())
    state.dict[attribute.key] = None
    return None


def _by_identity(session: Any, state: InstanceState, prop: Any, passive: PassiveFlag) -> Any:
    """The object of a many-to-one as far as the session knows it; MISSING when the database must be asked."""
    values = state.dict
    key = _related_key(state, values, prop, passive)
    if key is MISSING or key is None or key is PASSIVE_NO_RESULT:
        if key is not None:
            return PASSIVE_NO_RESULT
        values.setdefault(prop.key, None)
        return None
    found = session.identity_map.of(prop.mapper).get(key)
    instance = None if found is None else found()
    if instance is None:
        return MISSING
    if not isinstance(instance, prop.mapper.class_):
        values.setdefault(prop.key, None)
        return None
    if passive & SQL_OK and found.expired:
        return MISSING
    values.setdefault(prop.key, instance)
    return instance


def _related_key(state: InstanceState, values: dict[str, Any], prop: Any, passive: PassiveFlag) -> Any:
    reader = _readers.get(prop)
    if reader is None:
        reader = _readers[prop] = identity_reader(prop)
    if passive & LOAD_AGAINST_COMMITTED and state.committed:
        values = {**values, **{key: old for key, old in state.committed.items() if old is not NO_VALUE}}
    key = reader(state, values)
    if key is MISSING:
        for local, _ in prop.local_remote_pairs:
            attribute = prop.parent.attributes[prop.parent.key_of(local)]
            value = attribute.get(state, passive & ~PassiveFlag.INIT_OK)
            if value is NO_VALUE and state.ident is None:
                return None
        key = reader(state, state.dict)
    return key


_readers: dict[Any, Any] = {}


def _owners(prop: Any, parked: Parked) -> Any:
    """The condition that a peer has the relationship, and that nothing is parked for it; None when all do."""
    if prop.parent.inherits is None:
        return (lambda peer, values: not parked.holds(peer, values)) if parked.groups else None
    return lambda peer, values: peer.mapper.isa(prop.parent) and not parked.holds(peer, values)


def _load(session: Any, state: InstanceState, attribute: Any, choice: RelationChoice, passive: PassiveFlag) -> Any:
    key = attribute.key
    values = state.dict
    if session.autoflush and not passive & NO_AUTOFLUSH:
        session._autoflush()
        if key in values:
            return values[key]
    prop, batch = attribute.prop, state.batch
    alone = not session.peer_loading or session.dispatch.do_orm_execute
    if batch is None or alone or (state.extra is not None and OPTIONS_KEY in state.extra):
        load_related(session, prop, choice, [state], (prop,))
        return values.get(key, PASSIVE_NO_RESULT)
    parked = parked_for(session, batch, prop)
    found = parked.find(state, values)
    if found is not None:
        store_group(prop, values, state, found)
    elif parked.alone:
        load_related(session, prop, choice, [state], (prop,))
    else:
        load_with_peers(session, prop, choice, peers_lacking(state, key, session, _owners(prop, parked)), parked)
    return values.get(key, PASSIVE_NO_RESULT)
