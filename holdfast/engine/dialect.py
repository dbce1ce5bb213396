"""What the engine, the pool and the ORM ask of a dialect.

A dialect is data first: its name, its feature flags (``features``), its types (``colspecs``), its compilers. The
methods here are the few things that take code: connecting, isolation levels, savepoints, telling a lost connection
from other errors, reflection. The defaults, which suit a database that follows the SQL standard and a driver that
follows PEP 249, are in ``default.py``.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from holdfast.engine.events import DialectEvents
from holdfast.engine.features import Features
from holdfast.engine.reflection_interface import ReflectionInterface
from holdfast.event import dispatcher
from holdfast.sql.compiler.casts import BindTyping
from holdfast.sql.compiler.linting import NO_LINTING, Linting

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection
    from holdfast.engine.engine import Engine
    from holdfast.engine.url import URL
    from holdfast.pool import Pool
    from holdfast.sql.schema import Table

ConnectArgs = tuple[Sequence[str], dict[str, Any]]


class Dialect(ReflectionInterface):
    """A database and one of its drivers.

    :ivar name: the database's name, as in URLs.
    :ivar driver: the driver's name.
    :ivar features: the feature flags.
    :ivar dbapi: the driver's module, None until it was imported.
    :ivar identifier_preparer: quotes names.
    :ivar server_version_info: the server's version as a tuple, after the first connection.
    :ivar default_schema_name: the schema of unqualified names, after the first connection.
    """

    dispatch = dispatcher(DialectEvents)

    name: str
    driver: str
    features: Features
    paramstyle: str
    positional: bool
    dbapi: Any
    #: The driver's version; older ones than ``minimum_dbapi_version`` are refused.
    dbapi_version: str | None
    minimum_dbapi_version: ClassVar[tuple[int, ...] | None] = None
    bind_typing: BindTyping
    #: What the compiler warns of; set by ``create_engine(enable_from_linting=)``.
    linting: Linting = NO_LINTING
    #: (cursor, compiled statement) -> None: looks at the types of the database that the rows of an executed cursor
    #: have, and makes the cursor's rows fit the statement's types; None for a driver that tells no types.
    fit_rows: Callable[[Any, Any], None] | None = None
    colspecs: Mapping[Any, Any]
    identifier_preparer: Any
    max_identifier_length: int
    label_length: int | None
    default_schema_name: str | None
    server_version_info: tuple[Any, ...] | None
    is_async: bool = False
    #: ``do_terminate()`` closes a connection without awaiting anything.
    has_terminate: bool = False
    supports_statement_cache: bool = True
    construct_arguments: ClassVar[Any] = None
    reflection_options: ClassVar[Sequence[str]] = ()
    #: The Inspector class of the dialect's own; None for the general one.
    inspector: ClassVar[Any] = None
    #: Execution options that are properties of the DBAPI connection, to be set while no transaction is under way.
    characteristics: ClassVar[Sequence[str]] = ("isolation_level",)
    dbapi_exception_translation_map: Mapping[str, str] = {}

    #: The isolation level of new connections, after the first one.
    default_isolation_level: str | None
    skip_autocommit_rollback: bool
    #: What create_engine(isolation_level=) said.
    _on_connect_isolation_level: str | None
    #: Features that create_engine() was told, whatever the server's version has.
    _chosen_features: dict[str, Any]
    #: Batches by table and shape; see engine/batch/.
    _batches: weakref.WeakKeyDictionary[Any, dict[Any, Any]]

    # -- which class, which module, which pool

    @classmethod
    def get_dialect_cls(cls, url: URL) -> type[Dialect]:
        """Return the class for a URL; a class may hand over to another here."""
        return cls

    @classmethod
    def get_async_dialect_cls(cls, url: URL) -> type[Dialect]:
        """As :meth:`get_dialect_cls`, for an engine of asyncio."""
        return cls.get_dialect_cls(url)

    @classmethod
    def load_provisioning(cls) -> None:
        """Import what a test suite needs to set up databases; nothing by default."""

    @classmethod
    def import_dbapi(cls) -> Any:
        """Import and return the driver's module."""
        raise NotImplementedError

    def retrieve_dbapi_version(self, dbapi: Any) -> str | None:
        """Return the version of the driver's module."""
        version: str | None = getattr(dbapi, "__version__", None)
        return version

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Be told of a new engine."""

    def get_dialect_pool_class(self, url: URL) -> type[Pool]:
        """Return the pool class for a URL."""
        raise NotImplementedError

    @property
    def loaded_dbapi(self) -> Any:
        """The driver's module.

        :raises holdfast.exc.InvalidRequestError: the dialect was made without one.
        """
        raise NotImplementedError

    # -- compiling

    def compile(self, statement: Any, **kw: Any) -> Any:
        """Return the ``Compiled`` of a construct."""
        raise NotImplementedError

    def type_descriptor(self, typeobj: Any) -> Any:
        """Return what this dialect uses for a type."""
        raise NotImplementedError

    def min_year_for_type(self, typeobj: Any) -> int:
        """Return the first year that a date or datetime type can hold."""
        return 1

    def normalize_name(self, name: str) -> str:
        """Return a name of the database as Python code writes it."""
        return name

    def denormalize_name(self, name: str) -> str:
        """Return a name as the database writes it."""
        return name

    def validate_identifier(self, ident: str) -> None:
        """Refuse a name that is too long.

        :raises holdfast.exc.IdentifierError: it is.
        """
        raise NotImplementedError

    # -- connecting

    def create_connect_args(self, url: URL) -> ConnectArgs:
        """Return positional and keyword arguments of the driver's ``connect()`` for a URL."""
        raise NotImplementedError

    def connect(self, *cargs: Any, **cparams: Any) -> Any:
        """Call the driver's ``connect()``."""
        raise NotImplementedError

    def on_connect_url(self, url: URL) -> Callable[[Any], None] | None:
        """Return a function that sets up each new DBAPI connection, or None."""
        return self.on_connect()

    def on_connect(self) -> Callable[[Any], None] | None:
        """As :meth:`on_connect_url`, where the URL does not matter."""
        return None

    def initialize(self, connection: Connection) -> None:
        """Learn from the first connection: version, default schema, limits."""

    def is_disconnect(self, e: BaseException, connection: Any, cursor: Any) -> bool:
        """Whether an error of the driver means that the connection is lost."""
        return False

    def _advice(self, e: BaseException) -> str | None:
        """What to do about an error of the driver, to be read behind its message, or None."""
        return None

    def table_dependencies(self, tables: Iterable[Table]) -> list[tuple[Table, Table]]:
        """Return pairs (parent, child) of tables that need an order in CREATE and DROP besides that of foreign keys."""
        return []

    def dropped_with(self, table: Table) -> Table | None:
        """Return the table whose DROP TABLE drops this one, too."""
        return None

    def ddl_after_table(self, table: Table) -> list[Any]:
        """Return DDL elements that complete a table after CREATE TABLE and CREATE INDEX."""
        return []

    def get_driver_connection(self, connection: Any) -> Any:
        """Return the driver's own connection behind an adapter."""
        return connection

    # -- statements

    def _numbered_cursor(self, dbapi_connection: Any, stream: bool) -> Any:
        """Return a cursor for statements whose parameters are ``$1``, ``$2`` .., a server-side one with
        ``stream``; see ``features.numbered_parameters``."""
        raise NotImplementedError

    def _server_side_cursor(self, dbapi_connection: Any) -> Any:
        """Return a cursor whose rows stay at the server until they are fetched; ``features.server_side_cursors``."""
        raise NotImplementedError

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """Call the cursor's ``execute()``."""
        raise NotImplementedError

    def do_executemany(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """Call the cursor's ``executemany()``."""
        raise NotImplementedError

    def do_execute_no_params(self, cursor: Any, statement: str, context: Any = None) -> None:
        """Call the cursor's ``execute()`` without parameters."""
        raise NotImplementedError

    # -- transactions; the argument is the DBAPI connection

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin, when the driver does not do it by itself."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """Commit."""
        raise NotImplementedError

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Roll back."""
        raise NotImplementedError

    def do_close(self, dbapi_connection: Any) -> None:
        """Close in good order."""
        raise NotImplementedError

    def do_terminate(self, dbapi_connection: Any) -> None:
        """Close without talking to the server, where the driver can."""
        raise NotImplementedError

    def do_ping(self, dbapi_connection: Any) -> bool:
        """Whether the connection is alive."""
        raise NotImplementedError

    def _has_rolled_back(self, e: BaseException, dbapi_connection: Any) -> bool:
        """Whether the database has ended the transaction by itself, with an error of a statement or of COMMIT.

        What came after it would be in another transaction; the Connection refuses it until rollback().
        """
        return False

    # -- savepoints and two phases; the argument is the Connection

    def do_savepoint(self, connection: Connection, name: str) -> None:
        """SAVEPOINT."""
        raise NotImplementedError

    def do_rollback_to_savepoint(self, connection: Connection, name: str) -> None:
        """ROLLBACK TO SAVEPOINT."""
        raise NotImplementedError

    def do_release_savepoint(self, connection: Connection, name: str) -> None:
        """RELEASE SAVEPOINT."""
        raise NotImplementedError

    def create_xid(self) -> Any:
        """Return an identifier for a two-phase transaction."""
        raise NotImplementedError

    def do_begin_twophase(self, connection: Connection, xid: Any) -> None:
        """Begin a two-phase transaction."""
        raise NotImplementedError

    def do_prepare_twophase(self, connection: Connection, xid: Any) -> None:
        """Prepare."""
        raise NotImplementedError

    def do_rollback_twophase(
        self, connection: Connection, xid: Any, is_prepared: bool = True, recover: bool = False
    ) -> None:
        """Roll back a two-phase transaction."""
        raise NotImplementedError

    def do_commit_twophase(
        self, connection: Connection, xid: Any, is_prepared: bool = True, recover: bool = False
    ) -> None:
        """Commit a two-phase transaction."""
        raise NotImplementedError

    def do_recover_twophase(self, connection: Connection) -> list[Any]:
        """Return the identifiers of prepared transactions."""
        raise NotImplementedError

    # -- isolation

    def get_isolation_level(self, dbapi_connection: Any) -> str:
        """Return the isolation level of a DBAPI connection."""
        raise NotImplementedError(f"The dialect {self.name!r} has no isolation levels")

    def set_isolation_level(self, dbapi_connection: Any, level: str) -> None:
        """Set it; ``"AUTOCOMMIT"`` is one of the levels."""
        raise NotImplementedError(f"The dialect {self.name!r} has no isolation levels")

    def reset_isolation_level(self, dbapi_connection: Any) -> None:
        """Set it to the engine's own."""
        raise NotImplementedError

    def _assign_isolation_level(self, dbapi_connection: Any, level: str) -> None:
        """Check a level given by a user and set it."""
        raise NotImplementedError

    def set_characteristic(self, dbapi_connection: Any, name: str, value: Any) -> None:
        """Set one of the ``characteristics`` of a DBAPI connection."""
        raise NotImplementedError

    def reset_characteristics(self, dbapi_connection: Any) -> None:
        """Set all of them to the engine's own, when the connection goes back to the pool."""
        raise NotImplementedError

    def set_connection_execution_options(self, connection: Connection, opts: Mapping[str, Any]) -> None:
        """Apply what ``Connection.execution_options()`` was given."""

    def set_engine_execution_options(self, engine: Engine, opts: Mapping[str, Any]) -> None:
        """Be told what ``Engine.execution_options()`` was given; its connections apply it."""

    def detect_autocommit_setting(self, dbapi_conn: Any) -> bool:
        """Whether a DBAPI connection is in AUTOCOMMIT mode."""
        raise NotImplementedError

    def get_isolation_level_values(self, dbapi_conn: Any) -> Sequence[str]:
        """Return the levels that there are."""
        raise NotImplementedError

    def get_default_isolation_level(self, dbapi_conn: Any) -> str:
        """Return the level that connections begin with."""
        return self.get_isolation_level(dbapi_conn)
