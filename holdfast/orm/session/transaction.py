"""The Session's transaction: which connections take part, and what became of objects in it, so that a rollback can
undo that.

Rules
* A SessionTransaction is a root or a savepoint (`nested`) with a parent. Connections join when first used.
* `_new`, `_deleted`, `_dirty`, `_key_switches` say what flushes in this transaction did. Commit of a savepoint hands
  them to the parent; commit of the root drops them and expires; rollback undoes them: inserted objects become
  transient, deleted ones persistent, keys return, the rest expires.
* Phases: ACTIVE -> PREPARED -> COMMITTED -> CLOSED; a failed flush makes it DEACTIVE until the user calls rollback().
Source: text A, "Managing Transactions", SessionTransaction.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from holdfast.engine import Connection
from holdfast.exc import InvalidRequestError, PendingRollbackError, ResourceClosedError
from holdfast.orm.exc import FlushError
from holdfast.orm.session import membership
from holdfast.util.warnings import warn

if TYPE_CHECKING:
    from types import TracebackType

    from holdfast.orm.session.session import Session
    from holdfast.orm.state.instance_state import InstanceState


class SessionTransactionOrigin(Enum):
    """What made a SessionTransaction."""

    AUTOBEGIN = 0
    BEGIN = 1
    BEGIN_NESTED = 2
    SUBTRANSACTION = 3


class TransactionPhase(Enum):
    """Where a SessionTransaction is in its life."""

    ACTIVE = "active"
    PREPARED = "prepared"
    COMMITTED = "committed"
    DEACTIVE = "deactive"
    CLOSED = "closed"


ACTIVE, PREPARED, COMMITTED, DEACTIVE, CLOSED = TransactionPhase

MAX_FLUSHES_IN_COMMIT = 100


class Participant:
    """A connection in a session's transaction."""

    __slots__ = ("close_after", "connection", "is_ours", "transaction")

    def __init__(self, connection: Any, transaction: Any, is_ours: bool, close_after: bool) -> None:
        self.connection = connection
        self.transaction = transaction
        self.is_ours = is_ours
        self.close_after = close_after


class SessionTransaction:
    """A transaction of a Session; a context manager that commits, or rolls back when an exception leaves the block."""

    def __init__(
        self, session: Session, origin: SessionTransactionOrigin, parent: SessionTransaction | None = None
    ) -> None:
        self.session = session
        self.origin = origin
        self._parent = parent
        self.nested = origin is SessionTransactionOrigin.BEGIN_NESTED
        self._phase = ACTIVE
        self._flush_error: BaseException | None = None
        self._participants: dict[Any, Participant] = {}
        self._new: dict[InstanceState, None] = {}
        self._deleted: dict[InstanceState, Any] = {}
        self._dirty: dict[InstanceState, None] = {}
        self._key_switches: dict[InstanceState, tuple[Any, Any]] = {}
        self._outer: SessionTransaction | None = None
        if self.nested:
            if parent is None:
                raise InvalidRequestError(
                    "Can't start a SAVEPOINT transaction when no existing transaction is in progress"
                )
            self._previous_nested = session._nested_transaction
            session._nested_transaction = self
        session._transaction = self
        if session.dispatch.after_transaction_create:
            session.dispatch.after_transaction_create(session, self)

    @property
    def parent(self) -> SessionTransaction | None:
        """The enclosing SessionTransaction, or None for the outermost one."""
        return self._parent

    @property
    def is_active(self) -> bool:
        """True while SQL can be sent."""
        return self._phase is ACTIVE

    def _check(self, *allowed: TransactionPhase) -> None:
        phase = self._phase
        if phase in (allowed or (ACTIVE,)):
            return
        if phase is DEACTIVE:
            if self._flush_error is None:
                raise InvalidRequestError(
                    "This session is in 'inactive' state, due to the SQL transaction being rolled back; no "
                    "further SQL can be emitted within this transaction."
                )
            raise PendingRollbackError(
                "This Session's transaction has been rolled back due to a previous exception during flush. To "
                "begin a new transaction with this "
                f"Session, first issue Session.rollback(). Original exception was: {self._flush_error}",
                code="7s2a",
            )
        if phase is CLOSED:
            raise ResourceClosedError("This transaction is closed")
        raise InvalidRequestError(
            f"This session is in '{phase.value}' state; no further SQL can be emitted within this transaction."
        )

    def connection(self, bindkey: Any = None, execution_options: Any = None, **kwargs: Any) -> Any:
        """Return the Connection for a bind, which takes part in the transaction from now on."""
        bind = self.session.get_bind(bindkey, **kwargs)
        return self._connection_for_bind(bind, execution_options)

    def _connection_for_bind(self, bind: Any, execution_options: Any = None) -> Any:
        participant = self._participants.get(bind)
        if participant is not None and self._phase is ACTIVE:
            if execution_options:
                warn(
                    "Connection is already established for the given bind; execution_options ignored: "
                    f"{', '.join(sorted(execution_options))}; give them with the first use of the bind in a transaction"
                )
            return participant.connection
        self._check()
        if self._parent is not None:
            connection = self._parent._connection_for_bind(bind, execution_options)
            participant = self._participants.get(connection)
            if participant is not None:
                # It has its savepoint already, begun for the Connection; this is its Engine.
                self._participants[bind] = participant
                return connection
            participant = Participant(connection, connection.begin_nested(), True, False)
        else:
            participant = self._join(bind, execution_options)
        self._participants[bind] = participant
        if participant.connection is not bind:
            self._participants[participant.connection] = participant
        if self.session.dispatch.after_begin:
            self.session.dispatch.after_begin(self.session, self, participant.connection)
        return participant.connection

    def _join(self, bind: Any, execution_options: Any) -> Participant:
        session = self.session
        external = isinstance(bind, Connection)
        if external and bind.engine in self._participants:
            raise InvalidRequestError("Session already has a Connection associated for the given Connection's Engine")
        connection = bind if external else bind.connect()
        try:
            if execution_options:
                connection = connection.execution_options(**execution_options)
            if external and connection.in_transaction():
                return self._join_external(connection)
            transaction = connection.begin_twophase() if session.twophase else connection.begin()
        except BaseException:
            if not external:
                connection.close()
            raise
        return Participant(connection, transaction, True, not external)

    def _join_external(self, connection: Any) -> Participant:
        mode = self.session.join_transaction_mode
        if mode == "conditional_savepoint":
            mode = "create_savepoint" if connection.in_nested_transaction() else "rollback_only"
        if mode == "create_savepoint":
            return Participant(connection, connection.begin_nested(), True, False)
        transaction = connection.get_nested_transaction() or connection.get_transaction()
        return Participant(connection, transaction, mode == "control_fully", False)

    def _distinct_participants(self) -> list[Participant]:
        return list(dict.fromkeys(self._participants.values()))

    def prepare(self) -> None:
        """Flush and prepare the two-phase transactions. InvalidRequestError unless this is the root of a two-phase
        session.
        """
        if self._parent is not None or not self.session.twophase:
            raise InvalidRequestError("'twophase' mode not enabled, or not root transaction; can't prepare.")
        self._prepare()

    def _prepare(self) -> None:
        self._check()
        session = self.session
        if self._parent is None or self.nested:
            session.dispatch.before_commit(session)
        current = session._transaction
        while current is not self and current is not None:
            current.commit()
            current = session._transaction
        if not session._flushing:
            for _ in range(MAX_FLUSHES_IN_COMMIT):
                if session._is_clean():
                    break
                session.flush()
            else:
                raise FlushError(
                    "Over 100 subsequent flushes have occurred within session.commit() - is an after_flush() "
                    "hook creating new objects?"
                )
        if self._parent is None and session.twophase:
            try:
                for participant in self._distinct_participants():
                    participant.transaction.prepare()
            except BaseException:
                self.rollback()
                raise
        self._phase = PREPARED

    def commit(self, _to_root: bool = False) -> None:
        """Commit this transaction, and with `_to_root` the enclosing ones."""
        if self._phase is not PREPARED:
            self._check(ACTIVE, PREPARED)
            self._prepare()
        session = self.session
        if self._parent is None or self.nested:
            for participant in self._distinct_participants():
                if participant.is_ours:
                    participant.transaction.commit()
            self._phase = COMMITTED
            session.dispatch.after_commit(session)
            self._keep_snapshot()
        self.close()
        if _to_root and self._parent is not None:
            self._parent.commit(_to_root=True)

    def _keep_snapshot(self) -> None:
        """The changes of this transaction are final, or the parent's."""
        session = self.session
        if self.nested and self._parent is not None:
            parent = self._parent
            parent._new.update(self._new)
            parent._dirty.update(self._dirty)
            parent._deleted.update(self._deleted)
            for state, (old, new) in self._key_switches.items():
                first = parent._key_switches[state][0] if state in parent._key_switches else old
                parent._key_switches[state] = (first, new)
            return
        session._writes.note_everything()
        if session.expire_on_commit:
            session._expire_states(session.identity_map.states())
        membership.detach_deleted(session, self._deleted)
        self._deleted.clear()

    def rollback(self, _to_root: bool = False, _flush_error: BaseException | None = None) -> None:
        """Roll back this transaction and those nested in it, and with `_to_root` the enclosing ones."""
        self._check(ACTIVE, PREPARED, DEACTIVE, COMMITTED)
        session = self.session
        current = session._transaction
        while current is not self and current is not None:
            current._roll_back_here(None)
            current.close()
            current = session._transaction
        self._roll_back_here(_flush_error)
        if _flush_error is not None:
            return
        self.close()
        if _to_root and self._parent is not None:
            self._parent.rollback(_to_root=True)

    def _roll_back_here(self, flush_error: BaseException | None) -> None:
        session = self.session
        if self._phase in (ACTIVE, PREPARED):
            self._phase = DEACTIVE
            self._flush_error = flush_error
            try:
                for participant in self._distinct_participants():
                    if participant.transaction is not None:
                        participant.transaction.rollback()
            finally:
                self._restore_snapshot()
            session.dispatch.after_rollback(session)
        session.dispatch.after_soft_rollback(session, self)

    def _restore_snapshot(self) -> None:
        session = self.session
        for state in list(session._new):
            membership.expunge_new(session, state)
        for state, (old_ident, _new) in self._key_switches.items():
            session.identity_map.remove(state)
            state.ident = old_ident
            if state not in self._new and state() is not None:
                session.identity_map.of(state.mapper)[old_ident] = state
        for state in self._new:
            membership.undo_insert(session, state)
        for state, instance in self._deleted.items():
            if state not in self._new:
                membership.undo_delete(session, state, instance)
        session._deleted.clear()
        session._writes.note_everything()
        changed = list(session._modified)
        if self.nested:
            here = session._home  # an object that was expunged since could not load its values again
            session._expire_states(
                [
                    state
                    for state in {**dict.fromkeys(changed), **self._dirty}
                    if state.ident is not None and state.home is here
                ]
            )
        else:
            session._expire_states(session.identity_map.states())
            session._modified.clear()

    def close(self, invalidate: bool = False) -> None:
        """End the transaction; connections that the session took from an engine go back to the pool."""
        session = self.session
        if self._phase is CLOSED:
            return
        if self.nested:
            session._nested_transaction = self._previous_nested
        session._transaction = self._parent
        if self._parent is None:
            for participant in self._distinct_participants():
                if invalidate:
                    participant.connection.invalidate()
                if participant.close_after:
                    participant.connection.close()
                elif participant.is_ours and participant.transaction is not None and participant.transaction.is_active:
                    participant.transaction.close()
        elif self._phase is ACTIVE:
            for participant in self._distinct_participants():
                if participant.transaction.is_active:
                    participant.transaction.close()
        self._phase = CLOSED
        if session.dispatch.after_transaction_end:
            session.dispatch.after_transaction_end(session, self)
        self._participants = {}

    def __enter__(self) -> SessionTransaction:
        self._check()
        self._outer = self.session._managed
        self.session._managed = self
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.session._managed = self._outer
        if self._phase is CLOSED:
            return
        if kind is None and self._phase in (ACTIVE, PREPARED):
            try:
                self.commit()
            except BaseException:
                if self._phase is not CLOSED:
                    self.rollback()
                raise
        elif self._phase is not CLOSED:
            self.rollback()
