"""The transaction of a connection, from BEGIN to COMMIT or ROLLBACK."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.engine.transactions.base import Transaction

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection


class RootTransaction(Transaction):
    """The outermost transaction of a connection; see ``Connection.begin()``."""

    __slots__ = ()

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        connection._transaction = self
        try:
            self._begin()
        except BaseException:
            connection._transaction = None
            raise
        self.is_active = True

    def _begin(self) -> None:
        self.connection._begin_impl()

    def _commit(self) -> None:
        self._deactivate_nested()
        try:
            self._commit_impl()
        except BaseException:
            # A failed COMMIT (deferred constraints, a lost connection) leaves it to rollback() to end the transaction.
            self.connection._make_cursor = None
            raise
        self.is_active = False
        self._leave_connection()

    def _rollback(self) -> None:
        self._deactivate_nested()
        self.is_active = False
        try:
            if not self.connection.invalidated:
                self._rollback_impl()
        finally:
            self._leave_connection()

    def _commit_impl(self) -> None:
        self.connection._commit_impl()

    def _rollback_impl(self) -> None:
        self.connection._rollback_impl()

    def _deactivate_nested(self) -> None:
        connection = self.connection
        nested = connection._nested_transaction
        while nested is not None:
            nested.is_active = False
            nested = nested._outer
        connection._nested_transaction = None

    def _leave_connection(self) -> None:
        connection = self.connection
        if connection._transaction is self:
            connection._transaction = None
            connection._make_cursor = None
