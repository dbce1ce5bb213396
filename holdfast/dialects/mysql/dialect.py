"""MySQL and MariaDB, whatever the driver.

Rules
* A ``mysql://`` URL takes either server and learns from the first connection which one it is (``is_mariadb``), its
  version and its ``sql_mode``; until then MySQL 8 is assumed. A ``mariadb://`` URL takes MariaDB alone.
* The drivers turn the server's autocommit off, so that a transaction begins by itself with the first statement.  DDL
  commits it, at once and without asking: what was done before it stays, and its savepoints are gone.
* ``sql_mode`` is looked at once. ANSI_QUOTES and NO_BACKSLASH_ESCAPES must be the same for all connections of an
  engine: set them at the server or by ``init_command`` in the URL, not by ``SET`` on some connections.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from holdfast.dialects.mysql.compiler import MySQLCompiler
from holdfast.dialects.mysql.ddl import MySQLDDLCompiler
from holdfast.dialects.mysql.features import ASSUMED_MARIADB, ASSUMED_MYSQL, Version, features_of, syntax_of
from holdfast.dialects.mysql.identifiers import MySQLPreparer
from holdfast.dialects.mysql.reflection import MySQLReflection
from holdfast.dialects.mysql.twophase import MySQLTwoPhase
from holdfast.dialects.mysql.typenames import MySQLTypeCompiler
from holdfast.dialects.mysql.types import COLSPECS, ISCHEMA_NAMES
from holdfast.engine.default import DefaultDialect
from holdfast.sql.schema import Column, Index, PrimaryKeyConstraint, Table
from holdfast.sql.statements.dml import Delete, Update

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection

# The server's variables that the first connection asks for.
SETTINGS = ("sql_mode", "max_allowed_packet", "innodb_rollback_on_timeout")

# The arguments that indexes and primary keys have in common.
_OF_KEYS: dict[str, Any] = {
    "using": None,
    "length": None,
    "with_parser": None,
    "comment": None,
    "key_block_size": None,
    "ignored": None,
    "invisible": None,
    "without_overlaps": None,
}

# Of a packet, for the words of a statement.
RESERVED_BYTES = 100_000

# MariaDB says 5.5.5-10.11.2-MariaDB to clients that would not know a version 10.
_VERSION = re.compile(r"(?:5\.5\.5-(?=\d+\.\d+\.\d+-MariaDB))?(\d+)\.(\d+)(?:\.(\d+))?", re.I)


class MySQLDialect(MySQLReflection, MySQLTwoPhase, DefaultDialect):
    """The dialect of MySQL and MariaDB.

    :param is_mariadb: which of them to assume until there is a connection.
    """

    name = "mysql"
    paramstyle = "format"
    colspecs = COLSPECS
    # Types that reflection finds by name; extensions add theirs.
    ischema_names = ISCHEMA_NAMES
    statement_compiler = MySQLCompiler
    ddl_compiler = MySQLDDLCompiler
    type_compiler_cls = MySQLTypeCompiler
    preparer = MySQLPreparer
    # Aliases may have so many characters, the names of anything that is stored 64.
    max_identifier_length = 255
    max_index_name_length = 64
    is_mariadb = False
    inline_comments = True
    # A division of integers has a fraction.
    div_is_floordiv = False
    #: A lock wait timeout ends the transaction, not the statement alone.
    _timeout_rolls_back = False
    _backslash_escapes = True
    _binary_literal = "X'{}'"
    construct_arguments = (
        (Table, {"*": None}),
        (Update, {"limit": None}),
        (Delete, {"limit": None}),
        (Column, {"invisible": None, "compressed": None, "without_system_versioning": None}),
        (PrimaryKeyConstraint, {**_OF_KEYS, "descending": ()}),
        (Index, {**_OF_KEYS, "prefix": None}),
    )

    def __init__(self, is_mariadb: bool | None = None, **kw: Any) -> None:
        self.is_mariadb = self.is_mariadb if is_mariadb is None else is_mariadb
        super().__init__(**kw)
        self._know_server(ASSUMED_MARIADB if self.is_mariadb else ASSUMED_MYSQL, self.is_mariadb)

    # -- the server

    def initialize(self, connection: Connection) -> None:
        """Learn version, ``sql_mode`` and the rest from the first connection."""
        super().initialize(connection)
        cursor = connection._cursor_execute(f"SHOW VARIABLES WHERE Variable_name IN {SETTINGS}", ())
        settings: dict[str, str] = dict(cursor.fetchall())
        cursor.close()
        self._know_server(self.server_version_info or (), self.is_mariadb, settings["sql_mode"])
        packet = int(settings["max_allowed_packet"])
        self.features = self.features._replace(max_statement_bytes=max(packet - RESERVED_BYTES, packet // 2))
        self._timeout_rolls_back = settings.get("innodb_rollback_on_timeout") == "ON"

    def _know_server(self, version: Version, is_mariadb: bool, sql_mode: str = "") -> None:
        """Take over what a server is and can do."""
        modes = sql_mode.split(",")
        self.is_mariadb = is_mariadb
        self.features = features_of(version, is_mariadb)
        self.syntax = syntax_of(version, is_mariadb)
        self._backslash_escapes = "NO_BACKSLASH_ESCAPES" not in modes
        self.identifier_preparer = self.preparer(self, ansi_quotes="ANSI_QUOTES" in modes)
        # Statements that were rendered for the server that had been assumed.
        self._batches.clear()

    def _get_server_version_info(self, connection: Connection) -> Version:
        cursor = connection._cursor_execute("SELECT VERSION()", ())
        (text,) = cursor.fetchone()
        cursor.close()
        self.is_mariadb = "mariadb" in text.lower()
        return parse_version(text)

    def _get_default_schema_name(self, connection: Connection) -> str | None:
        cursor = connection._cursor_execute("SELECT DATABASE()", ())
        name: str | None = cursor.fetchone()[0]
        cursor.close()
        return name

    # -- isolation

    def get_isolation_level(self, dbapi_connection: Any) -> str:
        """Return the level of the session."""
        if self.detect_autocommit_setting(dbapi_connection):
            return "AUTOCOMMIT"
        cursor = dbapi_connection.cursor()
        # The variable's name depends on the version; each server has at least one of them.
        cursor.execute("SHOW VARIABLES WHERE Variable_name IN ('transaction_isolation', 'tx_isolation')")
        level: str = cursor.fetchone()[1]
        cursor.close()
        return level.upper().replace("-", " ")

    def set_isolation_level(self, dbapi_connection: Any, level: str) -> None:
        """Set the level of the session's transactions."""
        if level == "AUTOCOMMIT":
            dbapi_connection.autocommit(True)
            return
        dbapi_connection.autocommit(False)
        cursor = dbapi_connection.cursor()
        cursor.execute(f"SET SESSION TRANSACTION ISOLATION LEVEL {level}")
        cursor.execute("COMMIT")
        cursor.close()

    def detect_autocommit_setting(self, dbapi_conn: Any) -> bool:
        """Whether the connection is in AUTOCOMMIT mode."""
        return bool(dbapi_conn.get_autocommit())


def parse_version(text: str) -> Version:
    """Return the version in what a server says of itself, such as ``8.0.36-log`` or ``10.11.6-MariaDB-1``."""
    found = _VERSION.match(text)
    return () if found is None else tuple(int(part) for part in found.groups() if part is not None)
