"""The Session: the holding zone for a program's objects, and its conversation with the database.

Rules
* This class is the public face; how objects come and go is in `membership`, transactions in `transaction`, lookups in
  `lookup`, merging in `merging`, statements in `execution`, binds in `binds`; the flush is `holdfast.orm.unitofwork`.
* Objects without unflushed changes are held weakly, by `identity_map`. New, changed and deleted ones are held
  strongly, by `_new`, `_modified`, `_deleted`.
* `_home` is the session's weak reference to itself; a state is in this session exactly when its `home` is this object.
Source: text A, "Sessions API"; text B; SQLAlchemy 2.1 documentation, Session.
"""

from __future__ import annotations

import os
import warnings
import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar, TypeVarTuple, overload

from holdfast.event import dispatcher
from holdfast.exc import ArgumentError, InvalidRequestError, NoResultFound, SADeprecationWarning, StatementError
from holdfast.orm.attributes.cascades import cascade_iterator
from holdfast.orm.base.symbols import PASSIVE_NO_INITIALIZE
from holdfast.orm.loading import refresh as refresh_state
from holdfast.orm.loading import unpark
from holdfast.orm.query import Query
from holdfast.orm.session import lookup, membership
from holdfast.orm.session.binds import add_bind
from holdfast.orm.session.connectivity import SessionConnectivity
from holdfast.orm.session.events import SessionEvents
from holdfast.orm.session.execution import EMPTY, execute
from holdfast.orm.session.expiring import expire_states, known_names
from holdfast.orm.session.merging import Merge
from holdfast.orm.state.home import Home
from holdfast.orm.state.identity_map import IdentityMap
from holdfast.orm.state.instance_state import InstanceState
from holdfast.orm.state.lifecycle import DELETED, PENDING, PERSISTENT, TRANSIENT
from holdfast.orm.state.writes import WriteLog
from holdfast.orm.unitofwork import FlushPlan, build_plan, finalize
from holdfast.util.collections import IdentitySet

if TYPE_CHECKING:
    from holdfast.engine import Result, ScalarResult
    from holdfast.sql.statements.selectbase import TypedRows

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

HELD = (PENDING, PERSISTENT)
"""The phases of objects that are "in" a session."""

_sessions: weakref.WeakValueDictionary[int, Session] = weakref.WeakValueDictionary()
_next_key = count(1)
# Looked up once: an access to the environment costs a third of a short session.
_peer_loading = os.environ.get("HOLDFAST_PEER_LOADING", "1") != "0"


class Session(SessionConnectivity):
    """Manages persistence operations for ORM-mapped objects.

    Parameters: `bind`, an Engine or Connection for all operations; `binds`, a dictionary of mapped class, mapper or
    Table -> bind; `autoflush`, flush before each query; `expire_on_commit`, expire all objects after each commit;
    `autobegin`, begin a transaction by itself; `twophase`, use two-phase transactions; `info`, a dictionary that is
    copied to Session.info; `query_cls`, the class that query() makes; `join_transaction_mode`, how to behave on a
    Connection that is in a transaction ("conditional_savepoint", "rollback_only", "control_fully",
    "create_savepoint"); `close_resets_only`, False makes close() final; `execution_options`, for all statements;
    `peer_loading`, load unloaded attributes of objects that came in one result together (default: on, unless the
    environment's HOLDFAST_PEER_LOADING is 0 when the ORM is imported).
    """

    dispatch = dispatcher(SessionEvents)

    def __init__(
        self,
        bind: Any = None,
        *,
        autoflush: bool = True,
        future: bool = True,
        expire_on_commit: bool = True,
        autobegin: bool = True,
        twophase: bool = False,
        binds: Mapping[Any, Any] | None = None,
        enable_baked_queries: bool = True,
        info: Mapping[Any, Any] | None = None,
        query_cls: type[Query[Any]] | None = None,
        autocommit: bool = False,
        join_transaction_mode: str = "conditional_savepoint",
        close_resets_only: bool = True,
        execution_options: Mapping[str, Any] = EMPTY,
        peer_loading: bool | None = None,
    ) -> None:
        if autocommit:
            raise ArgumentError("autocommit=True is no longer supported; use Session.begin() to start a transaction")
        if not future:
            raise ArgumentError("The 'future' parameter passed to Session() may only be set to True.")
        if join_transaction_mode not in ("conditional_savepoint", "rollback_only", "control_fully", "create_savepoint"):
            raise ArgumentError(
                f'invalid selection for join_transaction_mode: "{join_transaction_mode}"; it is one of '
                f"conditional_savepoint, rollback_only, "
                "control_fully, create_savepoint"
            )
        self._home = Home(self)
        self.identity_map = IdentityMap()
        self._new: dict[InstanceState, Any] = {}
        self._deleted: dict[InstanceState, Any] = {}
        self._changed: dict[InstanceState, Any] = {}
        self.bind = bind
        self._binds: dict[Any, Any] = {}
        self._overrides_get_bind = type(self).get_bind is not SessionConnectivity.get_bind
        self._flushing = False
        self._writes = WriteLog()
        self._transaction = None
        self._nested_transaction = None
        self._managed = None
        self._closed_for_good = False
        self.autobegin = autobegin
        self.autoflush = autoflush
        self.expire_on_commit = expire_on_commit
        self.twophase = twophase
        self.join_transaction_mode = join_transaction_mode
        self.close_resets_only = close_resets_only
        self.execution_options: Mapping[str, Any] = execution_options
        self.peer_loading = _peer_loading if peer_loading is None else peer_loading
        self.hash_key = next(_next_key)
        self.info: dict[Any, Any] = dict(info or {})
        self._query_cls = query_cls or Query
        for key, value in (binds or {}).items():
            add_bind(self, key, value)
        _sessions[self.hash_key] = self

    def __enter__(self: S) -> S:
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self.close()

    def __contains__(self, instance: object) -> bool:
        state = membership.state_of(instance)
        return state.home is self._home and state.phase in HELD

    def __iter__(self) -> Iterator[Any]:
        return iter([*self._new.values(), *self.identity_map.values()])

    # Statements.

    @overload
    def execute(
        self,
        statement: TypedRows[tuple[*Ts]],
        params: Any = None,
        *,
        execution_options: Mapping[str, Any] = EMPTY,
        bind_arguments: Mapping[str, Any] | None = None,
    ) -> Result[*Ts]: ...
    @overload
    def execute(
        self,
        statement: Any,
        params: Any = None,
        *,
        execution_options: Mapping[str, Any] = EMPTY,
        bind_arguments: Mapping[str, Any] | None = None,
    ) -> Result[*tuple[Any, ...]]: ...
    def execute(
        self,
        statement: Any,
        params: Any = None,
        *,
        execution_options: Mapping[str, Any] = EMPTY,
        bind_arguments: Mapping[str, Any] | None = None,
    ) -> Any:
        """Execute a statement within the transaction and return its Result.

        Parameters: `params`, a dictionary, or a list of them for many executions; `execution_options`;
        `bind_arguments`, those of get_bind.
        """
        return execute(self, statement, params, execution_options, bind_arguments)

    @overload
    def scalars(
        self,
        statement: TypedRows[tuple[T]],
        params: Any = None,
        *,
        execution_options: Mapping[str, Any] = EMPTY,
        bind_arguments: Mapping[str, Any] | None = None,
        **kw: Any,
    ) -> ScalarResult[T]: ...
    @overload
    def scalars(
        self,
        statement: Any,
        params: Any = None,
        *,
        execution_options: Mapping[str, Any] = EMPTY,
        bind_arguments: Mapping[str, Any] | None = None,
        **kw: Any,
    ) -> ScalarResult[Any]: ...
    def scalars(
        self,
        statement: Any,
        params: Any = None,
        *,
        execution_options: Mapping[str, Any] = EMPTY,
        bind_arguments: Mapping[str, Any] | None = None,
        **kw: Any,
    ) -> ScalarResult[Any]:
        """Execute a statement and return the first element of each row."""
        return execute(self, statement, params, execution_options, bind_arguments).scalars()  # type: ignore[no-any-return]  # as in execute()

    @overload
    def scalar(
        self,
        statement: TypedRows[tuple[T]],
        params: Any = None,
        *,
        execution_options: Mapping[str, Any] = EMPTY,
        bind_arguments: Mapping[str, Any] | None = None,
        **kw: Any,
    ) -> T | None: ...
    @overload
    def scalar(
        self,
        statement: Any,
        params: Any = None,
        *,
        execution_options: Mapping[str, Any] = EMPTY,
        bind_arguments: Mapping[str, Any] | None = None,
        **kw: Any,
    ) -> Any: ...
    def scalar(
        self,
        statement: Any,
        params: Any = None,
        *,
        execution_options: Mapping[str, Any] = EMPTY,
        bind_arguments: Mapping[str, Any] | None = None,
        **kw: Any,
    ) -> Any:
        """Execute a statement and return the first element of the first row, or None."""
        result = execute(self, statement, params, execution_options, bind_arguments)
        # A Sequence gives its value, not a result.
        return result.scalar() if hasattr(result, "scalar") else result

    def query(self, *entities: Any, **kwargs: Any) -> Query[Any]:
        """Return a Query of the given entities."""
        return self._query_cls(entities, self, **kwargs)

    def get(
        self,
        entity: type[T] | Any,
        ident: Any,
        *,
        options: Any = None,
        populate_existing: bool = False,
        with_for_update: Any = None,
        identity_token: Any = None,
        execution_options: Mapping[str, Any] = EMPTY,
        bind_arguments: Mapping[str, Any] | None = None,
    ) -> T | None:
        """Return the object with a primary key, from the session if it is there, else from the database, else None.

        Parameters: `entity`, a mapped class; `ident`, a scalar, a tuple, or a dictionary of attribute names.
        InvalidRequestError when `ident` does not fit the key.
        """
        return lookup.get(  # type: ignore[no-any-return]  # the loader returns an instance of entity
            self, entity, ident, options, populate_existing, with_for_update, execution_options, bind_arguments
        )

    def get_one(self, entity: type[T] | Any, ident: Any, **options: Any) -> T:
        """Return the object with a primary key as get() does; NoResultFound when there is none."""
        instance: T | None = self.get(entity, ident, **options)
        if instance is None:
            raise NoResultFound("No row was found when one was required")
        return instance

    # Objects.

    def add(self, instance: object, *, _warn: bool = True) -> None:
        """Place an object in the session; the next flush saves it. Follows the save-update cascade."""
        membership.save_or_update(self, membership.state_of(instance))

    def add_all(self, instances: Iterable[object]) -> None:
        """Place several objects in the session."""
        home, new = self._home, self._new
        plain = (
            self.autobegin
            and not self.dispatch.before_attach
            and not self.dispatch.after_attach
            and not self.dispatch.transient_to_pending
        )
        for instance in instances:
            state = membership.state_of(instance)
            if (
                plain
                and state.phase == TRANSIENT
                and state.home is None
                and not state.mapper.relationships_with("save-update")
            ):
                new[state] = instance
                state.home = home
                state.phase = PENDING
            else:
                membership.save_or_update(self, state)

    def _save_or_update_state(self, state: InstanceState) -> None:
        membership.save_or_update(self, state)

    def delete(self, instance: object) -> None:
        """Mark an object as deleted; the next flush deletes its row. Follows the delete cascade."""
        membership.mark_deleted(self, membership.state_of(instance))

    def delete_all(self, instances: Iterable[object]) -> None:
        """Mark several objects as deleted."""
        for state in [membership.state_of(instance) for instance in instances]:
            membership.mark_deleted(self, state)

    def expunge(self, instance: object) -> None:
        """Take an object out of the session. Follows the expunge cascade. InvalidRequestError when it is not in the
        session.
        """
        membership.expunge(self, membership.state_of(instance))

    def expunge_all(self) -> None:
        """Take all objects out of the session."""
        for state in list(self._new):
            membership.expunge_new(self, state)
        for state in self._deleted_states():
            if state.home is self._home:
                membership.expunge_one(self, state)
        membership.detach_all(self, self.identity_map.states())
        self.identity_map = IdentityMap()
        self._modified.clear()
        self._deleted.clear()

    def _deleted_states(self) -> list[InstanceState]:
        found: list[InstanceState] = []
        transaction = self._transaction
        while transaction is not None:
            found.extend(transaction._deleted)
            transaction = transaction.parent
        return found

    def merge(self, instance: T, *, load: bool = True, options: Any = None) -> T:
        """Copy the state of an object, and of all that its merge cascade reaches, onto the session's own object with
        the same key, which is returned.

        Parameters: `load`, False copies without asking the database and without history (for caches); `options`,
        loader options for the lookups.
        """
        return self.merge_all([instance], load=load, options=options)[0]

    def merge_all(self, instances: Iterable[T], *, load: bool = True, options: Any = None) -> list[T]:
        """Merge several objects; they are looked up in the database together."""
        states = [membership.state_of(instance) for instance in instances]
        if load:
            self._autoflush()
        with self.no_autoflush:
            return Merge(self, load, options).merge_all(states)

    @property
    def new(self) -> IdentitySet[Any]:
        """The new objects: those that the next flush inserts."""
        return IdentitySet(self._new.values())

    @property
    def dirty(self) -> IdentitySet[Any]:
        """The persistent objects with changes, net or not, that are not marked as deleted."""
        return IdentitySet(instance for state, instance in self._modified.items() if state not in self._deleted)

    @property
    def deleted(self) -> IdentitySet[Any]:
        """The persistent objects that the next flush deletes."""
        return IdentitySet(self._deleted.values())

    def is_modified(self, instance: object, include_collections: bool = True) -> bool:
        """Return True when an object has net changes; `include_collections` False leaves collections out."""
        state = membership.state_of(instance)
        if state._change is None and state.ident is not None:
            return False
        return any(
            attribute.history(state, PASSIVE_NO_INITIALIZE).has_changes()
            for attribute in state.mapper.attributes.values()
            if include_collections or not attribute.uselist
        )

    @property
    def _modified(self) -> dict[InstanceState, Any]:
        """The persistent objects with changes; takes in those that were touched since it was last asked for."""
        if self._home.touched:
            self._home.settle(self._changed)
        return self._changed

    # Expiring and refreshing.

    def expire(self, instance: object, attribute_names: Iterable[str] | None = None) -> None:
        """Drop the values of an object, or of the named attributes, with unflushed changes; the next access loads
        them.

        InvalidRequestError when the object is not persistent in this session.
        """
        state = self._persistent_state(instance)
        if attribute_names:
            self._expire_states([state], known_names(state, attribute_names))
        else:
            reached = [
                other
                for other in cascade_iterator("refresh-expire", state)
                if other.home is self._home and other.phase == PERSISTENT
            ]
            self._expire_states([state, *reached])
        unpark(state)

    def expire_all(self) -> None:
        """Expire all persistent objects."""
        self._writes.note_everything()
        self._expire_states(self.identity_map.states())

    def refresh(
        self, instance: object, attribute_names: Iterable[str] | None = None, with_for_update: Any = None
    ) -> None:
        """Load an object's values (or the named attributes) from the database now. InvalidRequestError when its row is
        gone.
        """
        state = self._persistent_state(instance)
        names = None if attribute_names is None else list(attribute_names)
        self.expire(instance, names)
        self._autoflush()
        refresh_state(self, state, names, with_for_update)

    def _persistent_state(self, instance: object) -> InstanceState:
        state = membership.state_of(instance)
        if state.home is not self._home or state.phase != PERSISTENT:
            raise InvalidRequestError(f"Instance '{state}' is not persistent within this Session")
        return state

    _expire_states = expire_states

    def _remove_vanished(self, state: InstanceState) -> None:
        """A persistent object's row turned out to be gone."""
        self.identity_map.remove(state)
        self._modified.pop(state, None)
        self._deleted.pop(state, None)
        transaction = self._transaction
        if transaction is not None and state.phase == PERSISTENT:
            state.phase = DELETED
            transaction._deleted[state] = instance = state()
            if instance is not None and self.dispatch.persistent_to_deleted:
                self.dispatch.persistent_to_deleted(self, instance)

    # The flush.

    def _is_clean(self) -> bool:
        return not self._new and not self._modified and not self._deleted

    def _autoflush(self) -> None:
        if self.autoflush and not self._flushing and not self._is_clean():
            try:
                self.flush()
            except StatementError as error:
                error.add_detail(
                    "raised as a result of Query-invoked autoflush; consider using a session.no_autoflush block if "
                    "this flush is occurring prematurely"
                )
                raise

    @property
    @contextmanager
    def no_autoflush(self) -> Iterator[Session]:
        """A context manager that turns autoflush off for a while."""
        autoflush = self.autoflush
        self.autoflush = False
        try:
            yield self
        finally:
            self.autoflush = autoflush

    def plan(self, objects: Iterable[object] | None = None) -> FlushPlan:
        """Return what a flush would do now, without doing it; `print(session.plan())` shows steps, rows, reasons of
        the order, and the SQL.
        """
        return build_plan(self, _mapped(objects))

    def flush(self, objects: Iterable[object] | None = None) -> None:
        """Write all changes to the database within the transaction; `objects` restricts it to some.

        Any error rolls the transaction back; the session then wants a rollback() before it is used again.
        """
        if self._flushing:
            raise InvalidRequestError("Session is already flushing")
        if objects is not None:
            warnings.warn(
                "Calling flush() on a partial collection of objects by passing the 'objects' parameter is deprecated",
                SADeprecationWarning,
                stacklevel=2,
            )
        if self._is_clean():
            return
        self._flushing = True
        try:
            self._flush(objects)
        finally:
            self._flushing = False

    def _flush(self, objects: Iterable[object] | None) -> None:
        dispatch = self.dispatch
        transaction = self._current()
        transaction._check()
        if dispatch.before_flush:
            dispatch.before_flush(self, None, objects)
            if self._is_clean():
                return
        try:
            plan = build_plan(self, _mapped(objects))
            if transaction.nested:
                transaction._dirty.update(dict.fromkeys([*self._modified, *plan.flush_set.changed]))
            self._writes.note(plan.tables)
            plan.execute(self)
            if dispatch.after_flush:
                try:
                    dispatch.after_flush(self, plan)
                except BaseException:
                    plan.revert()
                    raise
            finalize(self, plan)
            if dispatch.after_flush_postexec:
                dispatch.after_flush_postexec(self, plan)
        except BaseException as error:
            if transaction._phase.value in ("active", "prepared"):
                transaction.rollback(_flush_error=error)
            raise

    def _record_new(self, states: Iterable[InstanceState]) -> None:
        """Flushed inserts, for rollback."""
        self._current()._new.update(dict.fromkeys(states))

    def _record_deleted(self, deleted: dict[InstanceState, Any]) -> None:
        """Flushed deletes, for rollback; they keep their objects alive until the transaction ends."""
        self._current()._deleted.update(deleted)

    def _record_key_switch(self, state: InstanceState, old_ident: Any) -> None:
        """A flushed change of a primary key, for rollback."""
        switches = self._current()._key_switches
        first = switches[state][0] if state in switches else old_ident
        switches[state] = (first, state.ident)

    # Class methods and odds and ends.

    @classmethod
    def object_session(cls, instance: object) -> Session | None:
        """Return the Session that holds an object, or None."""
        return membership.object_session(instance)

    @classmethod
    def identity_key(
        cls,
        class_: type[Any] | None = None,
        ident: Any = None,
        *,
        instance: Any = None,
        row: Any = None,
        identity_token: Any = None,
    ) -> Any:
        """Return the identity key of a class and primary key, of an instance, or of a row."""
        return lookup.identity_key(class_, ident, instance, row)

    @classmethod
    def close_all(cls) -> None:
        """Close all sessions in memory."""
        close_all_sessions()

    def enable_relationship_loading(self, obj: object) -> None:
        """Let a transient or pending object load its relationships by the foreign key values that it has. Source: text
        A.
        """
        state = membership.state_of(obj)
        membership.check_free(self, state)
        state.home = self._home
        state.extras()["load_on_pending"] = True


S = TypeVar("S", bound=Session)


def _mapped(objects: Iterable[object] | None) -> list[object] | None:
    """Objects to restrict a flush to; UnmappedInstanceError when one is of no mapped class."""
    return None if objects is None else [membership.state_of(instance)() for instance in objects]


def close_all_sessions() -> None:
    """Close all sessions in memory. Source: text B."""
    for session in list(_sessions.values()):
        session.close()
