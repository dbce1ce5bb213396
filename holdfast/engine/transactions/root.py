"""The transaction of a connection, from BEGIN to COMMIT or ROLLBACK."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.engine import echo
from holdfast.engine.driver_calls import end_streams
from holdfast.engine.transactions.base import Transaction

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection


class RootTransaction(Transaction):
    """The outermost transaction of a connection; see ``Connection.begin()``."""

    __slots__ = ()

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        connection._transaction = self
        # A listener for `begin` may execute statements, as BEGIN where the driver's own is turned off.
        self.is_active = True
        try:
            self._begin()
        except BaseException:
            self.is_active = False
            connection._transaction = None
            raise

    def _begin(self) -> None:
        connection = self.connection
        if connection._echo:
            suffix = "; DBAPI should not BEGIN due to autocommit mode" if connection._autocommits() else ""
            echo.log(connection, f"BEGIN (implicit{suffix})")
        if connection._dispatch.begin:
            connection._dispatch.begin(connection)
        raw = connection._fairy.dbapi_connection
        try:
            connection.dialect.do_begin(raw)
        except BaseException as error:
            connection._raise(error)
        connection._make_cursor = raw.cursor

    def commit(self) -> None:
        """Make the changes permanent.

        :raises holdfast.exc.PendingRollbackError: the database has rolled it back already.
        :raises holdfast.exc.InvalidRequestError: it has ended already.
        """
        if not self._has_ended():
            self.connection._refuse_failed()
        super().commit()

    def rollback(self) -> None:
        """Undo the changes; does nothing when the transaction has ended already."""
        if not self._has_ended():
            self._rollback()

    def _has_ended(self) -> bool:
        # One that the database has rolled back is inactive, and stays until rollback() is called.
        return self.connection._transaction is not self

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
        connection = self.connection
        if connection._dispatch.commit:
            connection._dispatch.commit(connection)
        if connection._echo:
            no_effect = " using DBAPI connection.commit(), has no effect due to autocommit mode"
            echo.log(connection, f"COMMIT{no_effect if connection._autocommits() else ''}")
        end_streams(connection)
        try:
            connection.dialect.do_commit(connection.connection.dbapi_connection)
        except BaseException as error:
            connection._raise(error)

    def _rollback_impl(self) -> None:
        connection = self.connection
        if connection._dispatch.rollback:
            connection._dispatch.rollback(connection)
        end_streams(connection)
        autocommits = connection._autocommits()
        if autocommits and connection.dialect.skip_autocommit_rollback:
            if connection._echo:
                echo.log(connection, "ROLLBACK will be skipped by skip_autocommit_rollback")
            return
        if connection._echo:
            how = " using DBAPI connection.rollback(); set skip_autocommit_rollback to prevent fully"
            echo.log(connection, f"ROLLBACK{how if autocommits else ''}")
        try:
            connection.dialect.do_rollback(connection._fairy.dbapi_connection)
        except BaseException as error:
            connection._raise(error)

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
