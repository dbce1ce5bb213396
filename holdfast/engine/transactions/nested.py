"""SAVEPOINT as a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.engine.transactions.base import Transaction

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection


class NestedTransaction(Transaction):
    """A savepoint; see ``Connection.begin_nested()``.

    Ending one ends the savepoints inside of it, as the database does.
    """

    __slots__ = ("_outer", "_savepoint")

    _kind = "nested transaction"

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._outer = connection._nested_transaction
        connection._savepoints += 1
        self._savepoint = f"sa_savepoint_{connection._savepoints}"
        if connection._dispatch.savepoint:
            connection._dispatch.savepoint(connection, self._savepoint)
        connection.dialect.do_savepoint(connection, self._savepoint)
        self.is_active = True
        connection._nested_transaction = self

    def _commit(self) -> None:
        self._deactivate_inner()
        connection = self.connection
        if connection._dispatch.release_savepoint:
            connection._dispatch.release_savepoint(connection, self._savepoint, None)
        connection.dialect.do_release_savepoint(connection, self._savepoint)
        self.is_active = False
        self._leave_connection()

    def _rollback(self) -> None:
        self._deactivate_inner()
        self.is_active = False
        connection = self.connection
        root = connection._transaction
        try:
            if root is not None and root.is_active and not connection.invalidated:
                if connection._dispatch.rollback_savepoint:
                    connection._dispatch.rollback_savepoint(connection, self._savepoint, None)
                connection.dialect.do_rollback_to_savepoint(connection, self._savepoint)
        finally:
            self._leave_connection()

    def _deactivate_inner(self) -> None:
        connection = self.connection
        inner = connection._nested_transaction
        while inner is not None and inner is not self:
            inner.is_active = False
            inner = inner._outer
        connection._nested_transaction = self

    def _leave_connection(self) -> None:
        connection = self.connection
        if connection._nested_transaction is self:
            connection._nested_transaction = self._outer
        if connection._block is self:
            # The next statement has to ask whether the block may go on.
            connection._make_cursor = None
