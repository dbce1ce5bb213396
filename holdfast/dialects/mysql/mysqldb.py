"""The driver mysqlclient, whose module is ``MySQLdb``."""

from __future__ import annotations

from typing import Any

from holdfast.dialects.mysql.driver import MySQLDriverDialect
from holdfast.dialects.mysql.mariadb import MariaDBDialect
from holdfast.engine.dialect import ConnectArgs
from holdfast.engine.driver_import import import_driver
from holdfast.engine.url import URL


class MySQLdbDialect(MySQLDriverDialect):
    """MySQL or MariaDB through mysqlclient."""

    driver = "mysqldb"

    @classmethod
    def import_dbapi(cls) -> Any:
        """Import and return ``MySQLdb``."""
        module = import_driver("MySQLdb", "mysqlclient")
        # Submodules that it does not import itself.
        import_driver("MySQLdb.constants.CLIENT", "mysqlclient")
        import_driver("MySQLdb.cursors", "mysqlclient")
        return module

    def create_connect_args(self, url: URL) -> ConnectArgs:
        """Return keyword arguments of ``connect()``."""
        positional, options = super().create_connect_args(url)
        # Otherwise bytes are sent as if they were text in the connection's character set.
        options.setdefault("binary_prefix", True)
        # A second statement in one text would leave results that nobody fetches; refused, as by PyMySQL.
        options.setdefault("multi_statements", False)
        return positional, options


class MariaDBMySQLdbDialect(MariaDBDialect, MySQLdbDialect):
    """MariaDB through mysqlclient."""


dialect = MySQLdbDialect
