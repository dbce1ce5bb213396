"""How objects come into a session and leave it. Every change of a state's `home` is made here or by a generated
loader.

Source: text A, "Adding New or Existing Items", "Deleting", "Expunging".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.exc import InvalidRequestError
from holdfast.orm.attributes.attribute import instance_state
from holdfast.orm.attributes.cascades import cascade_iterator
from holdfast.orm.exc import UnmappedInstanceError
from holdfast.orm.state.instance_state import ORPHANED_KEY, InstanceState
from holdfast.orm.state.lifecycle import DELETED, DETACHED, PENDING, PERSISTENT, TRANSIENT, move, move_all

if TYPE_CHECKING:
    from holdfast.orm.session.session import Session


def state_of(instance: object) -> InstanceState:
    """The state of a mapped object; UnmappedInstanceError for any other object."""
    try:
        state: InstanceState = instance._sa_instance_state  # type: ignore[attr-defined]  # that is the question
    except AttributeError:
        mapper = type(instance).__dict__.get("__mapper__")
        if mapper is None:
            raise UnmappedInstanceError(instance) from None
        state = instance.__dict__["_sa_instance_state"] = mapper.state_class.fresh(instance)
    return state


def check_free(session: Session, state: InstanceState) -> None:
    """InvalidRequestError when another session holds the object."""
    other = state.session
    if other is not None and other is not session:
        raise InvalidRequestError(
            f"Object '{state}' is already attached to session '{other.hash_key}' (this is '{session.hash_key}'); "
            "expunge() it there first, or merge() a copy of it into this session"
        )


def save_or_update(session: Session, state: InstanceState) -> None:
    """Put an object and all that its save-update cascade reaches into the session."""
    put(session, state)
    if state.mapper.relationships_with("save-update"):
        home = session._home
        for reached in cascade_iterator(
            "save-update", state, halt_on=lambda other: other.home is home and other.phase != DELETED
        ):
            put(session, reached)


def put(session: Session, state: InstanceState) -> None:
    """Put one object into the session, without cascades; a transaction begins, as with each change of the session."""
    if session._transaction is None:
        session._current()
    if state.ident is None:
        if state.home is session._home:
            return
        check_free(session, state)
        put_new(session, state)
    else:
        put_existing(session, state)


def put_new(session: Session, state: InstanceState) -> None:
    """transient -> pending."""
    instance = state()
    dispatch = session.dispatch
    if dispatch.before_attach:
        dispatch.before_attach(session, instance)
    session._new[state] = instance
    state.home = session._home
    state.phase = PENDING
    if dispatch.after_attach:
        dispatch.after_attach(session, instance)
    if dispatch.transient_to_pending:
        dispatch.transient_to_pending(session, instance)


def put_existing(session: Session, state: InstanceState, marking: bool = False) -> None:
    """detached -> persistent; a mark for deletion is taken back. `marking`: to be deleted again, whatever became of
    the row.
    """
    if state.home is session._home and state.phase == PERSISTENT:
        session._deleted.pop(state, None)
        return
    if state.was_deleted and not marking:
        raise InvalidRequestError(
            f"Instance '{state}' has been deleted.  Use the make_transient() function to send this object back "
            f"to the transient state."
        )
    check_free(session, state)
    instance = state()
    present = session.identity_map.find(state.mapper, state.ident)
    if present is not None and present is not state:
        raise InvalidRequestError(
            f"Can't attach instance {state}; another instance with key {state.key} is already present in this session."
        )
    dispatch = session.dispatch
    if dispatch.before_attach:
        dispatch.before_attach(session, instance)
    session.identity_map.of(state.mapper)[state.ident] = state
    state.home = session._home
    move(state, "add")
    if state.committed is not None:
        session._modified[state] = instance
    if dispatch.after_attach:
        dispatch.after_attach(session, instance)
    if dispatch.detached_to_persistent:
        dispatch.detached_to_persistent(session, instance)


def mark_deleted(session: Session, state: InstanceState) -> None:
    """Mark an object, and all that its delete cascade reaches, for deletion by the next flush."""
    if state.ident is None:
        raise InvalidRequestError(
            f"Instance '{state}' is not persisted; only objects with a row can be deleted, expunge() removes a "
            f"new one from the session"
        )
    is_here = state.home is session._home
    if not is_here:
        check_free(session, state)
    if state in session._deleted or (is_here and state.phase == DELETED):
        return
    if not is_here or state.phase != PERSISTENT:
        put_existing(session, state, marking=True)
    reached = list(cascade_iterator("delete", state)) if state.mapper.relationships_with("delete") else ()
    session._deleted[state] = state()
    for other in reached:
        if (
            other.ident is not None
            and other not in session._deleted
            and other.phase != DELETED
            and not other.was_deleted
        ):
            put_existing(session, other)
            session._deleted[other] = other()


def expunge(session: Session, state: InstanceState) -> None:
    """Take an object, and all that its expunge cascade reaches, out of the session."""
    if state.home is not session._home:
        raise InvalidRequestError(f"Instance {state} is not present in this Session")
    for other in [state, *cascade_iterator("expunge", state)]:
        if other.home is session._home:
            expunge_one(session, other)


def expunge_one(session: Session, state: InstanceState) -> None:
    """Take one object out of the session."""
    instance = state()
    if state.phase == PENDING:
        expunge_new(session, state)
        return
    was_deleted = state.phase == DELETED
    session.identity_map.remove(state)
    session._deleted.pop(state, None)
    session._modified.pop(state, None)
    transaction = session._transaction
    while transaction is not None:
        transaction._deleted.pop(state, None)
        transaction = transaction.parent
    state.home = None
    move(state, "expunge")
    if not was_deleted and session.dispatch.persistent_to_detached:
        session.dispatch.persistent_to_detached(session, instance)


def detach_all(session: Session, states: list[InstanceState]) -> None:
    """persistent -> detached for all objects of a session that is being closed."""
    for state in states:
        state.home = None
        state.phase = DETACHED
    if session.dispatch.persistent_to_detached:
        for state in states:
            session.dispatch.persistent_to_detached(session, state())


def expunge_new(session: Session, state: InstanceState) -> None:
    """pending -> transient."""
    instance = session._new.pop(state, None)
    state.home = None
    state.committed = None
    if state.extra is not None:
        state.extra.pop(ORPHANED_KEY, None)
    move(state, "expunge")
    if session.dispatch.pending_to_transient:
        session.dispatch.pending_to_transient(session, instance)


def undo_insert(session: Session, state: InstanceState) -> None:
    """The insert of an object was rolled back: it is transient again, with its values."""
    instance = state()
    if state.phase in (PERSISTENT, DELETED):
        session.identity_map.remove(state)
        session._modified.pop(state, None)
        session._deleted.pop(state, None)
        state.home = None
        state.ident = None
        state.committed = None
        move(state, "rollback insert")
        if instance is not None and session.dispatch.persistent_to_transient:
            session.dispatch.persistent_to_transient(session, instance)
    elif state.ident is not None and state.home is None and state.phase != TRANSIENT:
        # Expunged after its insert: the row is gone, and so is the identity.
        make_transient_state(state)


def undo_delete(session: Session, state: InstanceState, instance: Any) -> None:
    """The delete of an object was rolled back: it is persistent again."""
    if state() is None or state.phase != DELETED:
        return
    state.home = session._home
    move(state, "rollback")
    if state.committed is not None:
        session._modified[state] = instance
    session.identity_map.of(state.mapper)[state.ident] = state
    if session.dispatch.deleted_to_persistent:
        session.dispatch.deleted_to_persistent(session, instance)


def detach_deleted(session: Session, deleted: dict[InstanceState, Any]) -> None:
    """The deletes of objects were committed."""
    gone = [state for state in deleted if state.phase == DELETED]
    for state in gone:
        state.home = None
    move_all(gone, "commit")
    if session.dispatch.deleted_to_detached:
        for state in gone:
            session.dispatch.deleted_to_detached(session, deleted[state])


def make_transient_state(state: InstanceState) -> None:
    """Forget that the object has a row; its values stay."""
    move(state, "make transient")
    state.ident = None
    state.committed = None
    state.home = None
    state.batch = None
    if state.extra is not None:
        state.extra.pop("pending", None)


def make_transient(instance: object) -> None:
    """Take an object out of its session and forget its identity, as if it were newly constructed with its present
    values.

    Expired and deferred attributes are undefined afterwards. Source: text A, make_transient.
    """
    state = state_of(instance)
    session = state.session
    if session is not None:
        expunge_one(session, state)  # type: ignore[arg-type]  # the only SessionLike with members is Session
    make_transient_state(state)


def make_transient_to_detached(instance: object) -> None:
    """Give a transient object the identity that its primary key attributes say, as if it had been loaded and its
    session closed.

    Attributes without a value are expired. InvalidRequestError when the object is in a session or has an identity.
    Source: text A.
    """
    state = state_of(instance)
    if state.session is not None or state.ident is not None:
        raise InvalidRequestError("Given object must be transient")
    state.ident = state.mapper.ident_of_values(instance.__dict__)
    move(state, "adopt")
    state.committed = None


def object_session(instance: object) -> Session | None:
    """Return the Session that holds an object, or None. UnmappedInstanceError for an object of an unmapped class.
    Source: text A.
    """
    try:
        return instance_state(instance).session  # type: ignore[return-value]  # the only SessionLike is Session
    except AttributeError:
        raise UnmappedInstanceError(instance) from None


def was_deleted(object: object) -> bool:
    """Return True when a flush deleted the object's row. Source: text A."""
    return state_of(object).was_deleted
