"""The default dialect: a database that follows the SQL standard behind a driver that follows PEP 249."""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from holdfast import exc
from holdfast.engine.announcements import announces
from holdfast.engine.dialect import ConnectArgs, Dialect
from holdfast.engine.errors import lost_in_ping
from holdfast.engine.features import Features
from holdfast.engine.parameters import VERBATIM
from holdfast.pool import Pool, QueuePool
from holdfast.sql import seams as sql_seams
from holdfast.sql.compiler.casts import BindTyping
from holdfast.sql.compiler.identifiers import IdentifierPreparer

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection
    from holdfast.engine.url import URL


def version_tuple(text: str) -> tuple[int, ...]:
    """Return the numbers at the beginning of a version: ``"3.2.1rc1"`` is ``(3, 2, 1)``."""
    numbers = []
    for part in text.split("."):
        digits = len(part) - len(part.lstrip("0123456789"))
        if not digits:
            break
        numbers.append(int(part[:digits]))
    return tuple(numbers)


def _flag(name: str) -> Any:
    return property(lambda self: getattr(self.features, name), doc=f"The feature flag ``{name}``.")


class DefaultDialect(Dialect):
    """Base of the dialects.

    :param paramstyle: only the driver's own is accepted.
    :param isolation_level: set on each new connection.
    :param dbapi: the driver's module.
    :param label_length: longest name of a label.
    :param max_identifier_length: longest name of anything.
    :param skip_autocommit_rollback: send no ROLLBACK in AUTOCOMMIT mode.
    """

    name = "default"
    driver = "default"
    features = Features()
    paramstyle = "named"
    positional = False
    colspecs: Mapping[Any, Any] = {}
    poolclass: ClassVar[type[Pool]] = QueuePool
    preparer: ClassVar[type[IdentifierPreparer]] = IdentifierPreparer
    statement_compiler: ClassVar[Any] = None
    ddl_compiler: ClassVar[Any] = None
    type_compiler_cls: ClassVar[Any] = None
    isolation_levels: ClassVar[Sequence[str]] = (
        "AUTOCOMMIT",
        "READ UNCOMMITTED",
        "READ COMMITTED",
        "REPEATABLE READ",
        "SERIALIZABLE",
    )

    max_identifier_length = 9999
    default_schema_name = None
    server_version_info = None
    default_isolation_level = None

    # What types, compilers and extensions ask for by these names.
    numbers_parameters = _flag("numbered_parameters")
    supports_native_boolean = _flag("native_boolean")
    supports_native_decimal = _flag("native_decimal")
    supports_native_uuid = _flag("native_uuid")
    supports_native_enum = _flag("native_enum")
    supports_sequences = _flag("sequences")
    supports_identity_columns = _flag("identity_columns")
    supports_alter = _flag("alter_constraints")
    supports_default_values = _flag("default_values")
    supports_empty_insert = _flag("empty_insert")
    supports_comments = _flag("comments")
    supports_views = _flag("views")
    supports_server_side_cursors = _flag("server_side_cursors")
    use_insertmanyvalues = _flag("batched_insert")
    insert_executemany_returning = _flag("insert_returning")
    insertmanyvalues_max_parameters = _flag("max_parameters")
    insertmanyvalues_page_size = _flag("batch_rows")
    supports_multivalues_insert = _flag("multirow_insert")
    supports_sane_rowcount = _flag("rowcount")
    supports_sane_multi_rowcount = _flag("rowcount_of_many")
    insert_returning = _flag("insert_returning")
    update_returning = _flag("update_returning")
    delete_returning = _flag("delete_returning")
    update_returning_multifrom = _flag("update_returning_multifrom")
    delete_returning_multifrom = _flag("delete_returning_multifrom")
    postfetch_lastrowid = _flag("lastrowid")
    _quotes_in_json_keys = _flag("quotes_in_json_keys")
    _dashes_before_json_keys = _flag("dashes_before_json_keys")
    supports_simple_order_by_label = True
    supports_constraint_comments = False
    inline_comments = False
    sequences_optional = False
    tuple_in_values = False
    div_is_floordiv = True
    bind_typing = BindTyping.NONE
    #: Type class -> whether and to what its parameters are cast; see sql/compiler/casts.py.
    bind_casts: ClassVar[Mapping[type, bool | str]] = {}
    #: Type classes whose literals are cast.
    literal_casts: ClassVar[frozenset[type]] = frozenset()
    bind_cast_form = "CAST({} AS {})"
    _legacy_binary_type_literal_encoding = "utf-8"
    #: How bytes are rendered inline, with their hexadecimal digits for the braces; None: as text in that encoding.
    _binary_literal: str | None = None
    # The same for text with the character U+0000, from its UTF-8 bytes, where that cannot stand in SQL.
    _nul_text_literal: str | None = None
    # SQL text of "Infinity", "-Infinity" and "NaN".
    _float_literals: Mapping[str, str] = {}

    def __init__(
        self,
        paramstyle: str | None = None,
        isolation_level: str | None = None,
        dbapi: Any = None,
        label_length: int | None = None,
        max_identifier_length: int | None = None,
        skip_autocommit_rollback: bool = False,
        json_serializer: Any = None,
        json_deserializer: Any = None,
    ) -> None:
        self.dbapi = dbapi
        self.dbapi_version = None
        if dbapi is not None:
            self.paramstyle = dbapi.paramstyle
            self.dbapi_version = self.retrieve_dbapi_version(dbapi)
            self._refuse_old_driver()
        if paramstyle is not None and paramstyle != self.paramstyle:
            raise exc.ArgumentError(
                f"The dialect {self.name}+{self.driver} renders parameters as its driver wants them, "
                f"{self.paramstyle!r}; "
                f"paramstyle={paramstyle!r} is not available"
            )
        self.positional = self.paramstyle in ("qmark", "format", "numeric", "numeric_dollar")
        self.label_length = label_length
        if max_identifier_length is not None:
            self.max_identifier_length = max_identifier_length
        if label_length and label_length > self.max_identifier_length:
            raise exc.ArgumentError(
                f"Label length of {label_length} is greater than this dialect's maximum identifier length of "
                f"{self.max_identifier_length}"
            )
        self.skip_autocommit_rollback = skip_autocommit_rollback
        self._json_serializer = json_serializer
        self._json_deserializer = json_deserializer
        self._on_connect_isolation_level = isolation_level
        self.identifier_preparer = self.preparer(self)
        self.type_compiler_instance = None if self.type_compiler_cls is None else self.type_compiler_cls(self)
        self._batches = weakref.WeakKeyDictionary()

    # -- which class, which module, which pool

    @property
    def dialect_description(self) -> str:
        """Name and driver, as URLs have them."""
        return f"{self.name}+{self.driver}"

    def _refuse_old_driver(self) -> None:
        least, version = self.minimum_dbapi_version, self.dbapi_version
        if least is not None and version is not None and version_tuple(version) < least:
            raise exc.InvalidRequestError(
                f"{self.dbapi.__name__} {version} is too old for the dialect {self.name}+{self.driver}, which needs "
                f"{'.'.join(map(str, least))} or newer; upgrade the package"
            )

    @property
    def loaded_dbapi(self) -> Any:
        """The driver's module."""
        if self.dbapi is None:
            raise exc.NoDBAPILoaded(
                f"Dialect {self.name} does not have a Python DBAPI established and cannot be used for "
                "actual database interaction"
            )
        return self.dbapi

    def get_dialect_pool_class(self, url: URL) -> type[Pool]:
        """Return the pool class for a URL."""
        return self.poolclass

    # -- compiling

    def compile(self, statement: Any, **kw: Any) -> Any:
        """Return the ``Compiled`` of a construct."""
        if getattr(statement, "is_ddl", False) and self.ddl_compiler is not None:
            return self.ddl_compiler(self, statement, **kw)
        return sql_seams.compile(statement, self, linting=self.linting, **kw)

    def type_descriptor(self, typeobj: Any) -> Any:
        """Return what this dialect uses for a type."""
        return typeobj.dialect_impl(self)

    def validate_identifier(self, ident: str) -> None:
        """Raise IdentifierError for a name that is too long."""
        if len(ident) > self.max_identifier_length:
            raise exc.IdentifierError(
                f"Identifier '{ident}' exceeds maximum length of {self.max_identifier_length} characters"
            )

    # -- connecting

    def create_connect_args(self, url: URL) -> ConnectArgs:
        """Return arguments of the driver's ``connect()``."""
        options = url.translate_connect_args(username="user")
        options.update(url.query)
        return (), options

    def connect(self, *cargs: Any, **cparams: Any) -> Any:
        """Call the driver's ``connect()``."""
        return self.loaded_dbapi.connect(*cargs, **cparams)

    def initialize(self, connection: Connection) -> None:
        """Learn from the first connection."""
        raw = connection._raw_connection()
        self.server_version_info = self._get_server_version_info(connection)
        self.default_schema_name = self._get_default_schema_name(connection)
        if self.default_isolation_level is None:
            # A dialect may do without isolation levels.
            with suppress(NotImplementedError):
                self.default_isolation_level = self.get_default_isolation_level(raw)

    def _get_server_version_info(self, connection: Connection) -> tuple[Any, ...] | None:
        return None

    def _get_default_schema_name(self, connection: Connection) -> str | None:
        return None

    # -- statements

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """Call the cursor's ``execute()``."""
        cursor.execute(statement, parameters)

    def do_executemany(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """Call the cursor's ``executemany()``."""
        cursor.executemany(statement, parameters)

    def do_execute_no_params(self, cursor: Any, statement: str, context: Any = None) -> None:
        """Call the cursor's ``execute()`` without parameters."""
        cursor.execute(statement)

    # -- transactions

    def do_commit(self, dbapi_connection: Any) -> None:
        """Commit."""
        dbapi_connection.commit()

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Roll back."""
        dbapi_connection.rollback()

    def do_close(self, dbapi_connection: Any) -> None:
        """Close in good order."""
        dbapi_connection.close()

    def do_terminate(self, dbapi_connection: Any) -> None:
        """Close a connection that is thought to be broken."""
        self.do_close(dbapi_connection)

    def do_ping(self, dbapi_connection: Any) -> bool:
        """Whether a ping works; errors that do not mean a lost connection are raised."""
        try:
            self._ping(dbapi_connection)
        except self.loaded_dbapi.Error as error:
            return not lost_in_ping(self, error, dbapi_connection)
        return True

    def _ping(self, dbapi_connection: Any) -> None:
        cursor = dbapi_connection.cursor()
        try:
            cursor.execute("SELECT 1")
        finally:
            cursor.close()

    def do_savepoint(self, connection: Connection, name: str) -> None:
        """SAVEPOINT."""
        self._savepoint_sql(connection, "SAVEPOINT", name)

    def do_rollback_to_savepoint(self, connection: Connection, name: str) -> None:
        """ROLLBACK TO SAVEPOINT."""
        self._savepoint_sql(connection, "ROLLBACK TO SAVEPOINT", name)

    def do_release_savepoint(self, connection: Connection, name: str) -> None:
        """RELEASE SAVEPOINT."""
        self._savepoint_sql(connection, "RELEASE SAVEPOINT", name)

    def _savepoint_sql(self, connection: Connection, verb: str, name: str) -> None:
        sql = f"{verb} {self.identifier_preparer.quote(name)}"
        if announces(connection):
            connection.execute(sql_seams.text(sql)).close()
        else:
            connection._cursor_execute(sql, VERBATIM).close()

    def create_xid(self) -> Any:
        """Return a random identifier for a two-phase transaction."""
        from random import randbytes

        return f"_sa_{randbytes(16).hex()}"

    def do_begin_twophase(self, connection: Connection, xid: Any) -> None:
        """Refuse, unless a dialect knows how."""
        raise NotImplementedError(f"The dialect {self.name!r} has no two-phase transactions")

    # -- isolation

    def get_isolation_level_values(self, dbapi_conn: Any) -> Sequence[str]:
        """Return the levels that there are."""
        return self.isolation_levels

    def detect_autocommit_setting(self, dbapi_conn: Any) -> bool:
        """Whether the connection's ``autocommit`` attribute is set."""
        return bool(dbapi_conn.autocommit)

    def reset_isolation_level(self, dbapi_connection: Any) -> None:
        """Set it to the engine's own."""
        level = self._on_connect_isolation_level or self.default_isolation_level
        if level is not None:
            self.set_isolation_level(dbapi_connection, level)

    def _checked_isolation_level(self, dbapi_connection: Any, level: str) -> str:
        level = level.replace("_", " ").upper()
        allowed = self.get_isolation_level_values(dbapi_connection)
        if level not in allowed:
            raise exc.ArgumentError(
                f"Invalid value {level!r} for isolation_level. Valid isolation levels for {self.name!r} are "
                f"{', '.join(allowed)}"
            )
        return level

    def _assign_isolation_level(self, dbapi_connection: Any, level: str) -> None:
        self.set_isolation_level(dbapi_connection, self._checked_isolation_level(dbapi_connection, level))

    # -- execution options with a meaning to the dialect

    def set_characteristic(self, dbapi_connection: Any, name: str, value: Any) -> None:
        """Set a property of a DBAPI connection."""
        self._assign_isolation_level(dbapi_connection, value)

    def reset_characteristics(self, dbapi_connection: Any) -> None:
        """Set all of them to the engine's own."""
        self.reset_isolation_level(dbapi_connection)

    def set_connection_execution_options(self, connection: Connection, opts: Mapping[str, Any]) -> None:
        """Apply options given to ``Connection.execution_options()``."""
        connection._set_characteristics(opts)
