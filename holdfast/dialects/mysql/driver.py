"""What the drivers have in common: they descend from one design, MySQLdb, and take the same arguments."""

from __future__ import annotations

from typing import Any

from holdfast.dialects.mysql.dialect import MySQLDialect
from holdfast.dialects.mysql.twophase import ROLLED_BACK
from holdfast.engine.dialect import ConnectArgs
from holdfast.engine.option_texts import Converters, boolean, option_value
from holdfast.engine.url import URL

# Every character of Unicode; what the drivers or servers take by default may be less.
CHARSET = "utf8mb4"

# Numbers of errors that mean a lost connection. Of the client (2xxx): gone away, lost during a query, out of sync,
# lost at some step of connecting; and of the servers: connection killed (1927, MariaDB), closed for inactivity (4031,
# MySQL).
LOST = frozenset((1927, 2006, 2013, 2014, 2045, 2055, 4031))
LOCK_WAIT_TIMEOUT = 1205

# Query keys of the URL that are arguments of connect() and no text -> what makes a value of their text.
_CONNECT_KEYS: Converters = {
    "autocommit": boolean,
    "binary_prefix": boolean,
    "client_flag": int,
    "compress": boolean,
    "connect_timeout": int,
    "local_infile": boolean,
    "max_allowed_packet": int,
    "read_timeout": int,
    "ssl_disabled": boolean,
    "ssl_verify_cert": boolean,
    "ssl_verify_identity": boolean,
    "use_unicode": boolean,
    "write_timeout": int,
}
# Query keys that go into the argument ``ssl``, a dictionary.
_SSL_KEYS: Converters = {
    "ssl_ca": str,
    "ssl_key": str,
    "ssl_cert": str,
    "ssl_capath": str,
    "ssl_cipher": str,
    "ssl_check_hostname": boolean,
}


class MySQLDriverDialect(MySQLDialect):
    """MySQL or MariaDB through a driver of this kind.

    URL: ``mysql://user:password@host:port/database``. Query keys: ``unix_socket`` (path of a socket, instead of host
    and port), ``charset`` (utf8mb4 by default), ``ssl_ca``, ``ssl_cert``, ``ssl_key``, ``ssl_capath``, ``ssl_cipher``,
    ``ssl_check_hostname``, and the other arguments of the driver's ``connect()``; ``connect_timeout``,
    ``read_timeout`` and ``write_timeout`` are seconds.
    """

    # They send text such as "<memory at 0x..>" for what they do not know.
    _takes_buffers = False

    def create_connect_args(self, url: URL) -> ConnectArgs:
        """Return keyword arguments of ``connect()``."""
        options = url.translate_connect_args(username="user")
        options["charset"] = CHARSET
        ssl: dict[str, Any] = {}
        for key, values in url.normalized_query.items():
            value = values[-1]
            if key in _SSL_KEYS:
                ssl[key.removeprefix("ssl_")] = option_value(_SSL_KEYS, key, value)
            else:
                options[key] = option_value(_CONNECT_KEYS, key, value)
        if ssl:
            options["ssl"] = ssl
        # rowcount is to count the rows that an UPDATE has found, not those that it has changed.
        options["client_flag"] = options.get("client_flag", 0) | self._found_rows()
        return (), options

    def _found_rows(self) -> int:
        """The flag of the protocol, CLIENT_FOUND_ROWS."""
        flag: int = self.loaded_dbapi.constants.CLIENT.FOUND_ROWS
        return flag

    def do_executemany(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """Call the cursor's ``executemany()``, which makes one INSERT of many.

        It leaves parameters behind VALUES without their values; with such, the rows are sent one by one.
        """
        behind_values = statement.partition(" ON DUPLICATE KEY UPDATE ")[2]
        if "%" not in behind_values.replace("%%", ""):
            super().do_executemany(cursor, statement, parameters, context)
            return
        count = 0
        for values in parameters:
            cursor.execute(statement, values)
            count += cursor.rowcount
        cursor.rowcount = count

    def is_disconnect(self, e: BaseException, connection: Any, cursor: Any) -> bool:
        """Whether an error says that the connection is lost, or that there was none any more."""
        if not isinstance(e, self.loaded_dbapi.Error):
            return False
        code = e.args[0] if e.args else None
        if code in LOST:
            return True
        # A closed connection: (0, "") and the like.
        return isinstance(e, self.loaded_dbapi.InterfaceError) and code in (0, None, "(0, '')")

    def _has_rolled_back(self, e: BaseException, dbapi_connection: Any) -> bool:
        """Whether the server has rolled the transaction back: to end a deadlock, or (a setting) a wait for a lock."""
        code = e.args[0] if e.args else None
        ended = code in ROLLED_BACK or (code == LOCK_WAIT_TIMEOUT and self._timeout_rolls_back)
        return ended and not self.detect_autocommit_setting(dbapi_connection)

    def do_ping(self, dbapi_connection: Any) -> bool:
        """Whether the server answers a ping; errors that do not mean a lost connection are raised."""
        return bool(dbapi_connection.open) and super().do_ping(dbapi_connection)

    def _ping(self, dbapi_connection: Any) -> None:
        dbapi_connection.ping()

    def do_close(self, dbapi_connection: Any) -> None:
        """Close in good order, unless it is closed already."""
        if dbapi_connection.open:
            dbapi_connection.close()

    def _server_side_cursor(self, dbapi_connection: Any) -> Any:
        return dbapi_connection.cursor(self.loaded_dbapi.cursors.SSCursor)
