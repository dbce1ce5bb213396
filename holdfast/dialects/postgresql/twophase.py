"""Two-phase transactions: PREPARE TRANSACTION, COMMIT PREPARED, ROLLBACK PREPARED.

A prepared transaction belongs to no connection any more.  What ends it cannot run inside of a transaction, so that
the connection is in autocommit mode for this one statement.

Source: the PostgreSQL manual, pages "PREPARE TRANSACTION", "COMMIT PREPARED", "pg_prepared_xacts".  The server needs
the setting ``max_prepared_transactions``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.engine.default import DefaultDialect
from holdfast.engine.parameters import VERBATIM
from holdfast.sql.types.string import text_literal

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection


class PostgreSQLTwoPhase(DefaultDialect):
    """The two-phase methods of the PostgreSQL dialect."""

    def do_begin_twophase(self, connection: Connection, xid: Any) -> None:
        """Begin a transaction like any other."""
        self.do_begin(connection._raw_connection())

    def do_prepare_twophase(self, connection: Connection, xid: Any) -> None:
        """PREPARE TRANSACTION.

        :raises holdfast.exc.PendingRollbackError: a statement of the transaction has failed, so that the server has
            rolled it back instead.
        """
        self._refuse_failed(connection._raw_connection())
        connection._cursor_execute(f"PREPARE TRANSACTION {text_literal(self)(str(xid))}", VERBATIM).close()

    def do_rollback_twophase(
        self, connection: Connection, xid: Any, is_prepared: bool = True, recover: bool = False
    ) -> None:
        """ROLLBACK PREPARED, or ROLLBACK when it was not prepared."""
        if is_prepared:
            self._end_prepared(connection, "ROLLBACK", xid, recover)
        else:
            self.do_rollback(connection._raw_connection())

    def do_commit_twophase(
        self, connection: Connection, xid: Any, is_prepared: bool = True, recover: bool = False
    ) -> None:
        """COMMIT PREPARED, or COMMIT when it was not prepared."""
        if is_prepared:
            self._end_prepared(connection, "COMMIT", xid, recover)
        else:
            self.do_commit(connection._raw_connection())

    def do_recover_twophase(self, connection: Connection) -> list[Any]:
        """Return the identifiers of the transactions that are prepared in this database; the others could not be
        ended from here."""
        connection._ensure_fairy()
        raw = connection._raw_connection()
        was_idle = self._is_idle(raw)
        sql = "SELECT gid FROM pg_catalog.pg_prepared_xacts WHERE database = current_database() ORDER BY prepared"
        found = [row[0] for row in connection.exec_driver_sql(sql)]
        if was_idle:
            # What they are asked for is ended outside of a transaction.
            self.do_rollback(raw)
        return found

    def _end_prepared(self, connection: Connection, verb: str, xid: Any, recover: bool) -> None:
        connection._ensure_fairy()
        raw = connection._raw_connection()
        if recover:
            self.do_rollback(raw)
        if not self._is_idle(raw):
            raise exc.InvalidRequestError(
                f"{verb} PREPARED cannot run inside of a transaction; commit or roll back the connection's own first"
            )
        former, raw.autocommit = raw.autocommit, True
        try:
            connection._cursor_execute(f"{verb} PREPARED {text_literal(self)(str(xid))}", VERBATIM).close()
        finally:
            if self._is_idle(raw):
                raw.autocommit = former

    def _refuse_failed(self, dbapi_connection: Any) -> None:
        """Raise when a statement has failed in the transaction, so that COMMIT would be answered with ROLLBACK."""
        if self._has_failed(dbapi_connection):
            raise exc.PendingRollbackError(
                "Can't commit a transaction in which a statement has failed, as the database rolls it back; call "
                "rollback(), and put statements that may fail into begin_nested()"
            )

    def _is_idle(self, dbapi_connection: Any) -> bool:
        """Whether a DBAPI connection is alive and in no transaction."""
        raise NotImplementedError

    def _has_failed(self, dbapi_connection: Any) -> bool:
        """Whether a statement has failed in the transaction of a DBAPI connection."""
        raise NotImplementedError
