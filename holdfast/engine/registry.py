"""Names of dialects and plugins -> classes, imported when first asked for.

The table holds names of modules, not the modules: the engine knows no dialect.  A name is looked up among the
registered ones, then the built-in ones, then the entry points of installed packages (groups ``holdfast.dialects`` and
``holdfast.plugins``).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from holdfast import exc

if TYPE_CHECKING:
    from holdfast.engine.dialect import Dialect

_BUILT_IN = {
    name: (f"holdfast.dialects.{module}", cls)
    for name, module, cls in (
        ("sqlite", "sqlite.pysqlite", "PysqliteDialect"),
        ("sqlite.pysqlite", "sqlite.pysqlite", "PysqliteDialect"),
        ("postgresql", "postgresql.psycopg", "PsycopgDialect"),
        ("postgresql.psycopg", "postgresql.psycopg", "PsycopgDialect"),
        ("mysql", "mysql.pymysql", "PyMySQLDialect"),
        ("mysql.pymysql", "mysql.pymysql", "PyMySQLDialect"),
        ("mysql.mysqldb", "mysql.mysqldb", "MySQLdbDialect"),
        ("mariadb", "mysql.pymysql", "MariaDBPyMySQLDialect"),
        ("mariadb.pymysql", "mysql.pymysql", "MariaDBPyMySQLDialect"),
        ("mariadb.mysqldb", "mysql.mysqldb", "MariaDBMySQLdbDialect"),
    )
}


class Registry:
    """A table of lazily imported classes.

    :param group: the entry point group.
    :param built_in: name -> module and attribute.
    """

    def __init__(self, group: str, built_in: dict[str, tuple[str, str]]) -> None:
        self.group = group
        self._places = dict(built_in)
        self._loaded: dict[str, Any] = {}

    def register(self, name: str, modulepath: str, objname: str) -> None:
        """Register a class for a name, as ``register("mydb.mydriver", "my.package", "MyDialect")``; ``.`` stands for
        the URL's ``+``."""
        self._places[name] = (modulepath, objname)
        self._loaded.pop(name, None)

    def deregister(self, name: str) -> None:
        """Forget a registered name."""
        del self._places[name]
        self._loaded.pop(name, None)

    def load(self, name: str) -> Any:
        """Return the class of a name.

        :raises holdfast.exc.NoSuchModuleError: nobody knows it.
        """
        found = self._loaded.get(name)
        if found is None:
            found = self._loaded[name] = self._find(name)
        return found

    def _find(self, name: str) -> Any:
        place = self._places.get(name)
        if place is not None:
            return getattr(import_module(place[0]), place[1])
        # Imported here, because few programs get so far and it takes as long as all of the engine.
        from importlib.metadata import entry_points

        for entry in entry_points(group=self.group, name=name):
            return entry.load()
        known = ", ".join(sorted({place.partition(".")[0] for place in self._places}))
        raise exc.NoSuchModuleError(f"Can't load plugin: {self.group}:{name}; known are {known or 'none'}")


registry = Registry("holdfast.dialects", _BUILT_IN)
plugins = Registry("holdfast.plugins", {})


def load_dialect(drivername: str) -> type[Dialect]:
    """Return the dialect class of a URL's drivername, as ``"sqlite"`` or ``"sqlite+pysqlite"``."""
    found: type[Dialect] = registry.load(drivername.replace("+", "."))
    return found


def construct_arguments(dialect_name: str) -> dict[type, dict[str, Any]] | None:
    """Return the keyword arguments ``<dialect>_<argument>`` of schema constructs, as the dialect declares them."""
    try:
        declared: Any = registry.load(dialect_name).construct_arguments
    except exc.NoSuchModuleError:
        return None
    return None if declared is None else {cls: dict(arguments) for cls, arguments in declared}
