"""``create_engine()``: from a URL and keyword arguments to an Engine.

Rules
* Each keyword argument has one taker: the dialect, the pool or the engine. One that nobody takes is an error.
* A connection is set up by listeners of the pool's ``connect`` event, in this order: what the dialect does to each,
  the isolation level, what the dialect learns from the first one. Listeners of users come after them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from holdfast import event, exc, log
from holdfast.engine.connection import Connection
from holdfast.engine.dialect import Dialect
from holdfast.engine.engine import Engine
from holdfast.engine.option_texts import Converters, boolean
from holdfast.engine.registry import load_dialect
from holdfast.engine.registry import plugins as plugin_registry
from holdfast.engine.url import URL, make_url
from holdfast.pool import ConnectionPoolEntry, Pool
from holdfast.pool.fairy import PoolProxiedConnection
from holdfast.sql.compiler.linting import FROM_LINTING, NO_LINTING
from holdfast.util.warnings import warn_deprecated

_POOL_ARGUMENTS = {
    "logging_name": "pool_logging_name",
    "echo": "echo_pool",
    "timeout": "pool_timeout",
    "recycle": "pool_recycle",
    "events": "pool_events",
    "use_lifo": "pool_use_lifo",
    "pre_ping": "pool_pre_ping",
    "reset_on_return": "pool_reset_on_return",
    "pool_size": "pool_size",
    "max_overflow": "max_overflow",
}
_ENGINE_ARGUMENTS = ("logging_name", "echo", "query_cache_size", "execution_options", "hide_parameters")
_FEATURE_ARGUMENTS = {"insertmanyvalues_page_size": "batch_rows", "use_insertmanyvalues": "batched_insert"}


def create_engine(url: str | URL, **kwargs: Any) -> Engine:
    """Return a new Engine; it connects when it is first used.

    :param url: the database, as ``"sqlite:///file.db"``; see :func:`make_url`.
    :param connect_args: further arguments of the driver's ``connect()``.
    :param creator: called without arguments for a DBAPI connection, instead of the driver's ``connect()``.
    :param echo: True logs all SQL to standard output, ``"debug"`` columns and rows, too.
    :param echo_pool: the same for the pool.
    :param enable_from_linting: warn of SELECTs that combine the rows of FROM elements each with each; True by default.
    :param execution_options: options of all connections.
    :param hide_parameters: leave parameters out of logs and errors.
    :param insertmanyvalues_page_size: rows in one statement of a batch, at most.
    :param isolation_level: of all connections; ``"AUTOCOMMIT"`` among them.
    :param json_serializer: used instead of ``json.dumps``; ``json_deserializer`` instead of ``json.loads``.
    :param label_length: longest generated label; ``max_identifier_length`` longest name of all.
    :param logging_name: suffix of the logger's name; ``pool_logging_name`` that of the pool's.
    :param module: the driver's module, instead of importing it.
    :param plugins: names of engine plugins.
    :param pool: a pool object; ``poolclass`` a class, and ``pool_size``, ``max_overflow``, ``pool_timeout``
        (seconds), ``pool_recycle`` (seconds), ``pool_pre_ping``, ``pool_use_lifo``, ``pool_reset_on_return``,
        ``pool_events`` arguments for it.
    :param query_cache_size: compiled statements kept, 500 by default.
    :param use_insertmanyvalues: False inserts rows with RETURNING one statement a row.
    :param skip_autocommit_rollback: send no ROLLBACK in AUTOCOMMIT mode.
    :param kwargs: these, and what the dialect adds.
    :raises TypeError: nobody takes an argument.
    :raises holdfast.exc.ArgumentError: the URL cannot be read.
    :raises holdfast.exc.NoSuchModuleError: there is no such dialect.

    Source: SQLAlchemy 2.1 documentation, "Engine Configuration".
    """
    parsed = make_url(url)
    arguments = dict(kwargs)
    parsed, plugins = _plugins(parsed, arguments)
    entrypoint = load_dialect(parsed.drivername)
    dialect_cls = entrypoint.get_dialect_cls(parsed)
    dialect = _dialect(dialect_cls, arguments, plugins)
    dialect.linting = FROM_LINTING if arguments.pop("enable_from_linting", True) else NO_LINTING
    pool = _pool(dialect, parsed, arguments, plugins)
    engine_arguments = {name: arguments.pop(name) for name in _ENGINE_ARGUMENTS if name in arguments}
    initialize = arguments.pop("_initialize", True)
    _take_old_arguments(arguments)
    if arguments:
        names = ",".join(repr(name) for name in arguments)
        raise TypeError(
            f"Invalid argument(s) {names} sent to create_engine(), using configuration {type(dialect).__name__}/"
            f"{type(pool).__name__}/Engine.  Please check that the keyword arguments are appropriate for this "
            "combination of components."
        )
    engine = Engine(pool, dialect, parsed, **engine_arguments)
    if initialize:
        _listen_for_connections(engine, dialect, parsed)
    for cls in {entrypoint, dialect_cls}:
        cls.engine_created(engine)
    for plugin in plugins:
        plugin.engine_created(engine)
    return engine


def _take_old_arguments(arguments: dict[str, Any]) -> None:
    """Take what programs for former versions pass and what changes nothing, and refuse the rest."""
    if not arguments.pop("future", True):
        raise exc.ArgumentError("The 'future' parameter passed to create_engine() may only be set to True.")
    strategy = arguments.pop("strategy", None)
    if strategy is not None:
        raise exc.ArgumentError(f"create_engine(strategy={strategy!r}) is gone; use create_mock_engine(url, executor)")
    if arguments.pop("implicit_returning", None) is not None:
        warn_deprecated("The create_engine.implicit_returning parameter is deprecated; it has no effect, leave it out")


def _dialect(cls: type[Dialect], arguments: dict[str, Any], plugins: Sequence[CreateEnginePlugin]) -> Dialect:
    taken = {name: arguments.pop(name) for name in _accepted(cls) if name in arguments}
    module = arguments.pop("module", None)
    taken["dbapi"] = cls.import_dbapi() if module is None else module
    for plugin in plugins:
        plugin.handle_dialect_kwargs(cls, taken)
    dialect = cls(**taken)
    chosen = {name: arguments.pop(option) for option, name in _FEATURE_ARGUMENTS.items() if option in arguments}
    dialect._chosen_features = chosen
    dialect.features = dialect.features._replace(**chosen)
    return dialect


def _pool(dialect: Dialect, url: URL, arguments: dict[str, Any], plugins: Sequence[CreateEnginePlugin]) -> Pool:
    cargs, cparams = dialect.create_connect_args(url)
    cparams = {**cparams, **arguments.pop("connect_args", {})}
    connector = _Connector(dialect, list(cargs), cparams)
    given: Pool | None = arguments.pop("pool", None)
    creator = arguments.pop("creator", connector)
    poolclass = arguments.pop("poolclass", None) or dialect.get_dialect_pool_class(url)
    if given is not None:
        given._dialect = dialect
        return given
    accepted = _accepted(poolclass)
    taken = {
        name: arguments.pop(option)
        for name, option in _POOL_ARGUMENTS.items()
        if option in arguments and name in accepted
    }
    for plugin in plugins:
        plugin.handle_pool_kwargs(poolclass, taken)
    pool: Pool = poolclass(creator, dialect=dialect, **taken)
    return pool


class _Connector:
    """Makes DBAPI connections for a pool: ``do_connect`` listeners first, then the driver."""

    accepts_record = True

    def __init__(self, dialect: Dialect, cargs: list[Any], cparams: dict[str, Any]) -> None:
        self.dialect = dialect
        self.cargs = cargs
        self.cparams = cparams

    def __call__(self, record: ConnectionPoolEntry | None = None) -> Any:
        dialect, cargs, cparams = self.dialect, self.cargs, self.cparams
        if dialect.dispatch.do_connect:
            cargs, cparams = list(cargs), dict(cparams)
            for listener in dialect.dispatch.do_connect:
                connection = listener(dialect, record, cargs, cparams)
                if connection is not None:
                    return connection
        return dialect.connect(*cargs, **cparams)


def _accepted(cls: type) -> set[str]:
    """The names of the keyword arguments that a class and its bases take."""
    names: set[str] = set()
    for base in cls.__mro__:
        code = getattr(base.__dict__.get("__init__"), "__code__", None)
        if code is None:
            continue
        names.update(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])
        if not code.co_flags & 0x08:  # no **kwargs, so nothing goes on to the bases
            break
    return names - {"self", "dbapi"}


def _listen_for_connections(engine: Engine, dialect: Dialect, url: URL) -> None:
    pool = engine.pool
    on_connect = dialect.on_connect_url(url)
    if on_connect is not None:
        set_up = on_connect
        event.listen(pool, "connect", lambda connection, record: set_up(connection))
    level = getattr(dialect, "_on_connect_isolation_level", None)
    if level is not None:
        event.listen(pool, "connect", lambda connection, record: dialect._assign_isolation_level(connection, level))

    def first_connect(dbapi_connection: Any, record: ConnectionPoolEntry) -> None:
        fairy = PoolProxiedConnection(pool, record, dbapi_connection)
        connection = Connection(engine, fairy, _announced=False)
        try:
            # What it asks is none of the user's transactions, nor is the DBAPI connection its own to give back.
            dialect.initialize(connection)
            # The server may be of another version than was assumed.
            dialect.features = dialect.features._replace(**dialect._chosen_features)
            dialect._batches.clear()
            dialect.do_rollback(dbapi_connection)
        finally:
            fairy.dbapi_connection = None
            connection._fairy = None
            connection._closed = True

    event.listen(pool, "connect", first_connect, _once_unless_exception=True)


class CreateEnginePlugin:
    """Base of plugins that take part in ``create_engine()``; named by ``plugins=`` or by ``plugin=`` in the URL's
    query.

    :param url: the URL.
    :param kwargs: the arguments; a plugin takes its own out of the dictionary.
    """

    def __init__(self, url: URL, kwargs: dict[str, Any]) -> None:
        self.url = url

    def update_url(self, url: URL) -> URL:
        """Return the URL without what was the plugin's in it."""
        return url

    def handle_dialect_kwargs(self, dialect_cls: type[Dialect], dialect_args: dict[str, Any]) -> None:
        """Change the dialect's arguments."""

    def handle_pool_kwargs(self, pool_cls: type[Pool], pool_args: dict[str, Any]) -> None:
        """Change the pool's arguments."""

    def engine_created(self, engine: Engine) -> None:
        """Be given the engine."""


def _plugins(url: URL, arguments: dict[str, Any]) -> tuple[URL, list[CreateEnginePlugin]]:
    names = [*url.normalized_query.get("plugin", ()), *arguments.pop("plugins", ())]
    if not names:
        return url, []
    plugins = [plugin_registry.load(name)(url, arguments) for name in names]
    url = url.difference_update_query(["plugin"])
    for plugin in plugins:
        url = plugin.update_url(url)
    return url, plugins


def create_pool_from_url(url: str | URL, **kwargs: Any) -> Pool:
    """Return the pool that :func:`create_engine` would make, without an Engine.

    :param kwargs: the pool's arguments, without the ``pool_`` in front.
    """
    prefixed = {_POOL_ARGUMENTS.get(name, name): value for name, value in kwargs.items()}
    engine = create_engine(url, **prefixed)
    return engine.pool


def engine_from_config(configuration: Mapping[str, Any], prefix: str = "sqlalchemy.", **kwargs: Any) -> Engine:
    """Return an Engine made from the keys of a mapping that begin with a prefix, such as those of an ini file.

    :param configuration: its ``<prefix>url`` is the URL; texts such as ``"true"`` and ``"5"`` become what the
        argument needs.
    :param kwargs: further arguments; they win.
    """
    options = {key[len(prefix) :]: value for key, value in configuration.items() if key.startswith(prefix)}
    if "url" not in options:
        raise exc.ArgumentError(f"The configuration has no key '{prefix}url'")
    options = {
        key: _CONVERTERS.get(key, str)(value) if isinstance(value, str) else value for key, value in options.items()
    }
    options.update(kwargs)
    options.pop("_coerce_config", None)
    return create_engine(options.pop("url"), **options)


def _echo(value: str) -> log.EchoFlag:
    return "debug" if value.strip().lower() == "debug" else boolean(value)


def _boolean_or_text(value: str) -> bool | str:
    try:
        return boolean(value)
    except ValueError:
        return value


_CONVERTERS: Converters = {
    "pool_timeout": float,
    "pool_recycle": int,
    "pool_size": int,
    "max_overflow": int,
    "query_cache_size": int,
    "label_length": int,
    "insertmanyvalues_page_size": int,
    "max_identifier_length": int,
    "echo": _echo,
    "echo_pool": _echo,
    "future": boolean,
    "hide_parameters": boolean,
    "use_insertmanyvalues": boolean,
    "pool_pre_ping": boolean,
    "pool_use_lifo": boolean,
    "pool_reset_on_return": _boolean_or_text,
    "skip_autocommit_rollback": boolean,
}
