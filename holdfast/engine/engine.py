"""The Engine: a dialect, a pool, the cache of compiled statements, and the door to connections."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from holdfast import log
from holdfast.engine.connection import Connection
from holdfast.engine.dialect import Dialect
from holdfast.engine.errors import wrapped_outside
from holdfast.engine.events import Connectable, ConnectionEvents
from holdfast.event import dispatcher
from holdfast.pool import Pool
from holdfast.util.collections import LRUCache, immutabledict

if TYPE_CHECKING:
    from holdfast.engine.url import URL
    from holdfast.pool import PoolProxiedConnection


class Engine(Connectable):
    """A database, ready to be connected to; made by :func:`holdfast.create_engine`, shared by all threads.

    :param pool: where connections come from.
    :param dialect: the database and driver.
    :param url: what it was made from.
    :param logging_name: suffix of the logger's name.
    :param echo: True logs all SQL, ``"debug"`` the rows' columns as well.
    :param query_cache_size: compiled statements kept; 0 keeps none.
    :param execution_options: options of all its connections.
    :param hide_parameters: leave parameters out of logs and errors.
    """

    dispatch = dispatcher(ConnectionEvents)
    # Listeners to the Engine class may name events of all pools and dialects.
    _pool_class = Pool
    _dialect_class = Dialect

    logging_name: str | None

    def __init__(
        self,
        pool: Pool,
        dialect: Dialect,
        url: URL,
        logging_name: str | None = None,
        echo: log.EchoFlag = None,
        query_cache_size: int = 500,
        execution_options: Mapping[str, Any] | None = None,
        hide_parameters: bool = False,
    ) -> None:
        self.pool = pool
        self.dialect = dialect
        self.url = url
        self.logging_name = logging_name
        self.hide_parameters = hide_parameters
        self._compiled_cache: LRUCache[Any, Any] | None = LRUCache(query_cache_size) if query_cache_size else None
        self._execution_options: immutabledict[str, Any] = immutabledict()
        self._per_connection: Callable[[Connection], None] | None = None
        self.logger: log.InstanceLogger
        self.echo = echo
        if execution_options:
            self.update_execution_options(**execution_options)

    # -- what it is

    @property
    def engine(self) -> Engine:
        """Itself; so that engines and connections can be used alike."""
        return self

    @property
    def name(self) -> str:
        """The database's name, as ``"sqlite"``."""
        return self.dialect.name

    @property
    def driver(self) -> str:
        """The driver's name."""
        return self.dialect.driver

    @property
    def echo(self) -> log.EchoFlag:
        """The ``echo`` setting; may be assigned."""
        return self.logger.echo

    @echo.setter
    def echo(self, value: log.EchoFlag) -> None:
        self.logger = log.instance_logger("holdfast.engine.Engine", self.logging_name, value)

    def _echoes(self) -> bool:
        return self.logger.isEnabledFor(log.INFO)

    def __repr__(self) -> str:
        return f"Engine({self.url!r})"

    # -- connections

    def connect(self) -> Connection:
        """Return a new Connection; use it as a context manager, so that it goes back to the pool.

        :raises holdfast.exc.DBAPIError: the database cannot be connected to.
        """
        try:
            return Connection(self)
        except Exception as error:
            replaced = self._connect_error(error)
            if replaced is error:
                raise
            raise replaced from error

    def _connect_error(self, error: Exception) -> BaseException:
        if self.dialect.dbapi is None:
            return error
        return wrapped_outside(self.dialect, error, self)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Return a context manager that gives a Connection in a transaction, committed at its end, rolled back on an
        exception."""
        with self.connect() as connection, connection.begin():
            yield connection

    def raw_connection(self) -> PoolProxiedConnection:
        """Check a DBAPI connection out of the pool."""
        try:
            return self.pool.connect()
        except Exception as error:
            replaced = self._connect_error(error)
            if replaced is error:
                raise
            raise replaced from error

    def dispose(self, close: bool = True) -> None:
        """Close the pool's connections and begin with a new pool; connections that are checked out are closed when
        they return.

        :param close: False leaves the connections to the parent process, in a forked child.
        """
        if close:
            self.pool.dispose()
        self.pool = self.pool.recreate()
        if self.dispatch.engine_disposed:
            self.dispatch.engine_disposed(self)

    def clear_compiled_cache(self) -> None:
        """Forget all compiled statements."""
        if self._compiled_cache is not None:
            self._compiled_cache.clear()

    # -- options

    def execution_options(self, **opt: Any) -> OptionEngine:
        """Return an engine like this one, sharing its pool and cache, whose connections have other options."""
        return OptionEngine(self, opt)

    def update_execution_options(self, **opt: Any) -> None:
        """Set options of all connections from now on."""
        if self.dispatch.set_engine_execution_options:
            self.dispatch.set_engine_execution_options(self, opt)
        self._execution_options = self._execution_options.union(opt)
        options = self._execution_options
        if any(options.get(name) is not None for name in self.dialect.characteristics):
            self._per_connection = lambda connection: connection._set_characteristics(options)

    def get_execution_options(self) -> Mapping[str, Any]:
        """Return the options."""
        return self._execution_options

    # -- schema; kept under the names that extensions call

    def _run_ddl_visitor(self, visitorcallable: Any, element: Any, **kwargs: Any) -> None:
        with self.begin() as connection:
            connection._run_ddl_visitor(visitorcallable, element, **kwargs)


class OptionEngine(Engine):
    """An engine with other execution options, sharing everything else with the one it was made of."""

    def __init__(self, proxied: Engine, execution_options: Mapping[str, Any]) -> None:
        self._proxied = proxied
        self.dialect = proxied.dialect
        self.url = proxied.url
        self.logging_name = proxied.logging_name
        self.hide_parameters = proxied.hide_parameters
        self.logger = proxied.logger
        self._compiled_cache = proxied._compiled_cache
        self._execution_options = proxied._execution_options
        self._per_connection = proxied._per_connection
        self.__dict__["dispatch"] = proxied.dispatch._child()
        self.update_execution_options(**execution_options)

    @property
    def pool(self) -> Pool:  # type: ignore[override]  # assigned in Engine; looked up here, as dispose() exchanges it
        """The pool, shared."""
        return self._proxied.pool

    def dispose(self, close: bool = True) -> None:
        """Dispose the shared pool."""
        self._proxied.dispose(close=close)
