"""The transaction that is prepared before it is committed, for several databases at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast import exc
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
        self.connection._prepare_twophase_impl(self.xid)
        self._is_prepared = True

    def _begin(self) -> None:
        self.connection._begin_twophase_impl(self)

    def _commit_impl(self) -> None:
        self.connection._commit_twophase_impl(self.xid, self._is_prepared)

    def _rollback_impl(self) -> None:
        self.connection._rollback_twophase_impl(self.xid, self._is_prepared)
