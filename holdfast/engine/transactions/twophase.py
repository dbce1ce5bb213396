"""The transaction that is prepared before it is committed, for several databases at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.engine import echo
from holdfast.engine.driver_calls import end_streams
from holdfast.engine.transactions.root import RootTransaction

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection


class TwoPhaseTransaction(RootTransaction):
    """A transaction with a prepare step; see ``Connection.begin_twophase()``.

    :ivar xid: the transaction's global identifier.
    """

    __slots__ = ("_is_prepared", "xid")

    def __init__(self, connection: Connection, xid: Any) -> None:
        self._is_prepared = False
        self.xid = xid
        super().__init__(connection)

    def prepare(self) -> None:
        """Prepare: the database promises that a later commit() will succeed.

        :raises holdfast.exc.InvalidRequestError: the transaction has ended already.
        """
        if not self.is_active:
            raise exc.InvalidRequestError("This transaction is inactive")
        connection = self.connection
        if connection._dispatch.prepare_twophase:
            connection._dispatch.prepare_twophase(connection, self.xid)
        end_streams(connection)
        connection.dialect.do_prepare_twophase(connection, self.xid)
        self._is_prepared = True

    def _begin(self) -> None:
        connection = self.connection
        if connection._echo:
            echo.log(connection, "BEGIN TWOPHASE (implicit)")
        if connection._dispatch.begin_twophase:
            connection._dispatch.begin_twophase(connection, self.xid)
        connection._make_cursor = connection._fairy.dbapi_connection.cursor
        connection.dialect.do_begin_twophase(connection, self.xid)

    def _commit_impl(self) -> None:
        connection = self.connection
        if connection._dispatch.commit_twophase:
            connection._dispatch.commit_twophase(connection, self.xid, self._is_prepared)
        end_streams(connection)
        connection.dialect.do_commit_twophase(connection, self.xid, self._is_prepared)

    def _rollback_impl(self) -> None:
        connection = self.connection
        if connection._dispatch.rollback_twophase:
            connection._dispatch.rollback_twophase(connection, self.xid, self._is_prepared)
        end_streams(connection)
        connection.dialect.do_rollback_twophase(connection, self.xid, self._is_prepared)
