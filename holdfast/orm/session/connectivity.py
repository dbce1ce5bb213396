"""The transaction of a Session and its binds: the part of the Session that knows of connections and not of objects.

Rules
* A transaction begins by itself with the first statement or the first change of an object; `_current()` makes it.
* commit() and rollback() are for the whole transaction, savepoints included; the object that begin_nested() returns is
  for the savepoint.
Source: text A, "Managing Transactions"; text B.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from holdfast.exc import InvalidRequestError
from holdfast.orm.session.binds import add_bind, find_bind
from holdfast.orm.session.execution import announced_load, connection_for
from holdfast.orm.session.transaction import SessionTransaction, SessionTransactionOrigin, TransactionPhase
from holdfast.orm.state.writes import WriteLog


class SessionConnectivity:
    """Base of Session: begin, commit, rollback, savepoints, and which connection an operation uses."""

    _transaction: SessionTransaction | None
    _nested_transaction: SessionTransaction | None
    _managed: SessionTransaction | None
    _binds: dict[Any, Any]
    _overrides_get_bind: bool
    _closed_for_good: bool
    _flushing: bool
    _writes: WriteLog
    bind: Any
    autobegin: bool
    close_resets_only: bool

    if TYPE_CHECKING:

        def flush(self) -> None: ...
        def expunge_all(self) -> None: ...
        def _is_clean(self) -> bool: ...

    def _current(self, origin: SessionTransactionOrigin = SessionTransactionOrigin.AUTOBEGIN) -> SessionTransaction:
        if self._transaction is None:
            self._check_managed()
            if self._closed_for_good:
                raise InvalidRequestError(
                    "This Session has been permanently closed and is unable to handle any more transaction requests."
                )
            if not self.autobegin and origin is SessionTransactionOrigin.AUTOBEGIN:
                raise InvalidRequestError(
                    "Autobegin is disabled on this Session; please call session.begin() to start a new transaction"
                )
            SessionTransaction(self, origin)  # type: ignore[arg-type]  # only Session derives from this class
        assert self._transaction is not None
        return self._transaction

    def _check_managed(self) -> None:
        """InvalidRequestError between the end of a transaction and the end of its `with` block."""
        if self._managed is not None and self._managed._phase is TransactionPhase.CLOSED:
            raise InvalidRequestError(
                "Can't operate on closed transaction inside context manager.  Please complete the context manager "
                "before emitting further commands."
            )

    def begin(self, nested: bool = False) -> SessionTransaction:
        """Begin a transaction, or a savepoint with `nested`; returns a context manager.

        InvalidRequestError when a transaction is already begun.
        """
        if nested:
            return self.begin_nested()
        if self.in_transaction():
            raise InvalidRequestError("A transaction is already begun on this Session.")
        return self._current(SessionTransactionOrigin.BEGIN)

    def begin_nested(self) -> SessionTransaction:
        """Flush, and begin a savepoint on every connection that takes part; returns a context manager."""
        parent = self._current(SessionTransactionOrigin.BEGIN)
        parent._check()
        if not self._flushing:
            self.flush()
        nested = SessionTransaction(self, SessionTransactionOrigin.BEGIN_NESTED, self._transaction)  # type: ignore[arg-type]  # as above
        for bind, participant in parent._participants.items():
            if bind is participant.connection:
                nested._connection_for_bind(bind)
        return nested

    def commit(self) -> None:
        """Flush and commit the whole transaction, releasing savepoints; then expire all objects unless
        expire_on_commit is off.
        """
        self._current().commit(_to_root=True)

    def rollback(self) -> None:
        """Roll back the whole transaction; does nothing when none is in progress. See text A, "Rolling Back", for what
        becomes of objects.
        """
        if self.in_transaction():
            self._current().rollback(_to_root=True)

    def prepare(self) -> None:
        """Prepare the transaction in progress for two-phase commit. InvalidRequestError when there is none, or it is
        not two-phase.
        """
        self._current().prepare()

    def in_transaction(self) -> bool:
        """True when a transaction has begun; the first change of an object begins one."""
        return self._transaction is not None or (self.autobegin and not self._is_clean())

    def in_nested_transaction(self) -> bool:
        """True when a savepoint is in progress."""
        return self._nested_transaction is not None

    def get_transaction(self) -> SessionTransaction | None:
        """The outermost transaction in progress, or None."""
        transaction = self._current() if self.in_transaction() else None
        while transaction is not None and transaction.parent is not None:
            transaction = transaction.parent
        return transaction

    def get_nested_transaction(self) -> SessionTransaction | None:
        """The innermost savepoint in progress, or None."""
        return self._nested_transaction

    @property
    def is_active(self) -> bool:
        """False after a failed flush, until rollback() is called."""
        if self.autobegin:
            return self._transaction is None or self._transaction.is_active
        return self._transaction is not None and self._transaction.is_active

    def close(self) -> None:
        """Expunge all objects and end the transaction; the session may be used again, unless close_resets_only is
        False.
        """
        self._close(invalidate=False)
        self._closed_for_good = not self.close_resets_only

    def reset(self) -> None:
        """Expunge all objects and end the transaction; the session may be used again."""
        self._close(invalidate=False)

    def invalidate(self) -> None:
        """Close the session, and invalidate its connections: they are discarded and not returned to the pool."""
        self._close(invalidate=True)

    def _close(self, invalidate: bool) -> None:
        self.expunge_all()
        while self._transaction is not None:
            self._transaction.close(invalidate)

    def get_bind(self, mapper: Any = None, *, clause: Any = None, bind: Any = None, **kw: Any) -> Any:
        """Return the Engine or Connection for a mapper or a statement. UnboundExecutionError when there is none."""
        return bind if bind is not None else find_bind(self, mapper, clause)

    def bind_mapper(self, mapper: Any, bind: Any) -> None:
        """Use `bind` for a mapped class, a mapper, or all classes that inherit from a class."""
        add_bind(self, mapper, bind)

    def bind_table(self, table: Any, bind: Any) -> None:
        """Use `bind` for a Table."""
        add_bind(self, table, bind)

    def connection(
        self, bind_arguments: Mapping[str, Any] | None = None, execution_options: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the Connection of the transaction, for a bind that `bind_arguments` (those of get_bind) choose."""
        # what is executed there is not seen here
        self._writes.note_everything()
        return self._current()._connection_for_bind(self.get_bind(**(bind_arguments or {})), execution_options)

    def _connection_for_bind(self, bind: Any) -> Any:
        transaction = self._transaction
        if transaction is None:
            transaction = self._current()
        elif self._managed is not None:
            self._check_managed()
        return transaction._connection_for_bind(bind)

    def _announced_load(self, statement: Any, params: Mapping[str, Any], mapper: Any, relationship: bool) -> Any:
        """The Result that listeners want a load to take its objects from; None when there is none."""
        return announced_load(self, statement, params, mapper, relationship)

    def _connection_for(self, mapper: Any) -> Any:
        if not self._binds and not self._overrides_get_bind and self.bind is not None:
            return self._connection_for_bind(self.bind)
        return self._connection_for_bind(self.get_bind(mapper=mapper))

    def _connection_for_clause(self, clause: Any, bind_arguments: Mapping[str, Any] | None = None) -> Any:
        return connection_for(self, clause, bind_arguments)
