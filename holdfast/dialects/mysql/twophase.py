"""Two-phase transactions: the XA statements.

A prepared transaction stays at the connection that prepared it until that ends it or goes away; then any connection
can, by the transaction's identifier.

Source: MySQL 8.0 Reference Manual, "XA Transactions"; MariaDB Knowledge Base, "XA Transactions".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.engine.default import DefaultDialect

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection

# The server has rolled the transaction back itself, and it remains to say so: deadlock, XA_RBROLLBACK, XA_RBTIMEOUT,
# XA_RBDEADLOCK.
ROLLED_BACK = frozenset((1213, 1402, 1613, 1614))

# The format identifier of transactions that were given none.
PLAIN_FORMAT = 1


class MySQLTwoPhase(DefaultDialect):
    """The two-phase methods of the dialect.

    An ``xid`` is a str of at most 64 bytes; what other programs have prepared with a branch qualifier or a format of
    their own is a tuple ``(gtrid, bqual, format)`` of bytes, bytes and int, which these methods take as well.
    """

    def do_begin_twophase(self, connection: Connection, xid: Any) -> None:
        """XA START."""
        self._xa(connection, "XA START", xid)

    def do_prepare_twophase(self, connection: Connection, xid: Any) -> None:
        """XA END and XA PREPARE."""
        self._xa(connection, "XA END", xid)
        self._xa(connection, "XA PREPARE", xid)

    def do_rollback_twophase(
        self, connection: Connection, xid: Any, is_prepared: bool = True, recover: bool = False
    ) -> None:
        """XA ROLLBACK."""
        if not is_prepared:
            try:
                self._xa(connection, "XA END", xid)
            except exc.DBAPIError as error:
                if error.orig is None or error.orig.args[0] not in ROLLED_BACK:
                    raise
        self._end(connection, "XA ROLLBACK", xid, recover)

    def do_commit_twophase(
        self, connection: Connection, xid: Any, is_prepared: bool = True, recover: bool = False
    ) -> None:
        """XA COMMIT, in one phase when it was not prepared."""
        if is_prepared:
            self._end(connection, "XA COMMIT", xid, recover)
        else:
            self._xa(connection, "XA END", xid)
            self._xa(connection, "XA COMMIT", xid, " ONE PHASE")

    def do_recover_twophase(self, connection: Connection) -> list[Any]:
        """Return the identifiers of the transactions that are prepared at the server."""
        cursor = connection._cursor_execute("XA RECOVER", ())
        rows = cursor.fetchall()
        cursor.close()
        return [_identifier(*row) for row in rows]

    def _end(self, connection: Connection, words: str, xid: Any, recover: bool) -> None:
        """End a prepared transaction; one of another connection only where no transaction is open, and without
        autocommit MariaDB takes one for open at all times (error 1400, XAER_OUTSIDE)."""
        if not recover:
            self._xa(connection, words, xid)
            return
        raw = connection._raw_connection()
        before = raw.get_autocommit()
        raw.autocommit(True)
        try:
            self._xa(connection, words, xid)
        finally:
            raw.autocommit(before)

    def _xa(self, connection: Connection, words: str, xid: Any, tail: str = "") -> None:
        parts = (xid,) if isinstance(xid, str) else tuple(xid)
        marks = ", ".join(["%s"] * len(parts))
        connection._cursor_execute(f"{words} {marks}{tail}", parts).close()


def _identifier(form: int, gtrid_length: int, bqual_length: int, data: str | bytes) -> Any:
    """What ``do_begin_twophase()`` was given for a row of XA RECOVER."""
    joined = data.encode() if isinstance(data, str) else data
    gtrid, bqual = joined[:gtrid_length], joined[gtrid_length : gtrid_length + bqual_length]
    if form == PLAIN_FORMAT and not bqual:
        try:
            return gtrid.decode()
        except UnicodeDecodeError:
            # Another program's.
            return gtrid, bqual, form
    return gtrid, bqual, form
