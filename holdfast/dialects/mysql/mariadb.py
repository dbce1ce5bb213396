"""MariaDB by its own name: ``mariadb://`` URLs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast import exc
from holdfast.dialects.mysql.dialect import MySQLDialect

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection


class MariaDBDialect(MySQLDialect):
    """The dialect of MariaDB alone; a MySQL server is refused."""

    name = "mariadb"
    is_mariadb = True

    def initialize(self, connection: Connection) -> None:
        """Learn from the first connection.

        :raises holdfast.exc.InvalidRequestError: the server is no MariaDB.
        """
        super().initialize(connection)
        if not self.is_mariadb:
            version = ".".join(map(str, self.server_version_info or ()))
            raise exc.InvalidRequestError(
                f"MySQL version {version} is not a MariaDB variant.  Its URLs begin with mysql"
            )
