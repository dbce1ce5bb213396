"""The driver PyMySQL."""

from __future__ import annotations

from typing import Any

from holdfast.dialects.mysql.driver import MySQLDriverDialect
from holdfast.dialects.mysql.mariadb import MariaDBDialect
from holdfast.engine.driver_import import import_driver


class PyMySQLDialect(MySQLDriverDialect):
    """MySQL or MariaDB through PyMySQL."""

    driver = "pymysql"

    @classmethod
    def import_dbapi(cls) -> Any:
        """Import and return ``pymysql``."""
        return import_driver("pymysql", "mysql")

    def is_disconnect(self, e: BaseException, connection: Any, cursor: Any) -> bool:
        """Whether the connection is lost; the driver also closes one whose packets have come out of order."""
        if super().is_disconnect(e, connection, cursor):
            return True
        return isinstance(e, self.loaded_dbapi.Error) and connection is not None and not connection.open

    def do_terminate(self, dbapi_connection: Any) -> None:
        """Close without a word to the server."""
        # The destructor of a result that was being streamed would read on from the closed connection.
        if dbapi_connection._result is not None:
            dbapi_connection._result.unbuffered_active = False
        dbapi_connection._force_close()

    def _ping(self, dbapi_connection: Any) -> None:
        dbapi_connection.ping(reconnect=False)


class MariaDBPyMySQLDialect(MariaDBDialect, PyMySQLDialect):
    """MariaDB through PyMySQL."""


dialect = PyMySQLDialect
