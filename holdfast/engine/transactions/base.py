"""What all kinds of transactions have in common: commit or roll back once, and the ``with`` block.

Rules
* A transaction ends once. Committing an ended one raises; rolling back or closing one does nothing.
* Inside of ``with transaction:`` the connection refuses further statements once the transaction has ended, because
  what the block still does would be outside of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast import exc

if TYPE_CHECKING:
    from typing import Self

    from holdfast.engine.connection import Connection


class Transaction:
    """Base of the transactions of a :class:`holdfast.engine.Connection`."""

    __slots__ = ("__weakref__", "_in_block", "connection", "is_active")

    _kind = "transaction"

    #: False once it was committed or rolled back, and when the connection was lost.
    is_active: bool
    connection: Connection

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.is_active = False
        self._in_block: Transaction | None = None

    @property
    def is_valid(self) -> bool:
        """Whether it is active, on a connection that was not invalidated."""
        return self.is_active and not self.connection.invalidated

    def commit(self) -> None:
        """Make the changes permanent.

        :raises holdfast.exc.InvalidRequestError: the transaction has ended already.
        """
        if not self.is_active:
            raise exc.InvalidRequestError(
                f"This {self._kind} is inactive: it was committed or rolled back already, or its connection was lost"
            )
        self._commit()

    def rollback(self) -> None:
        """Undo the changes; does nothing when the transaction has ended already."""
        if self.is_active:
            self._rollback()
        else:
            self._leave_connection()

    def close(self) -> None:
        """Roll back when it is still active."""
        self.rollback()

    def _has_ended(self) -> bool:
        """Whether it was committed or rolled back, so that the end of its block has nothing to do."""
        return not self.is_active

    def _commit(self) -> None:
        raise NotImplementedError

    def _rollback(self) -> None:
        raise NotImplementedError

    def _leave_connection(self) -> None:
        """Take an inactive transaction off its connection, which may then begin another."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        self._in_block = self.connection._block
        self.connection._block = self
        return self

    def __exit__(self, type_: Any, value: Any, traceback: Any) -> None:
        try:
            if type_ is None and not self._has_ended():
                try:
                    self.commit()
                except BaseException:
                    self.rollback()
                    raise
            else:
                self.rollback()
        finally:
            self.connection._block = self._in_block
            self._in_block = None
