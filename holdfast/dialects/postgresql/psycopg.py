"""The driver psycopg 3.

Rules
* Parameters are bound on the server: the compiler casts those whose types the server could not know (``BIND_CASTS``).
* JSON is decoded by the driver, so that it is decoded in text() as well.
* A NUL character ends the text of a statement where libpq reads it, so that none is sent.

Source: the manual of psycopg 3.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar

from holdfast import log
from holdfast.dialects.postgresql.dialect import PostgreSQLDialect
from holdfast.dialects.postgresql.hosts import hosts_of_query
from holdfast.dialects.postgresql.numbers import conversions, row_factory
from holdfast.dialects.postgresql.types.temporal import INTERVAL
from holdfast.dialects.postgresql.types.text import CITEXT
from holdfast.engine.dialect import ConnectArgs
from holdfast.engine.driver_import import import_driver
from holdfast.engine.option_texts import Converters, option_value
from holdfast.engine.url import URL
from holdfast.sql import types as generic
from holdfast.sql.compiler.casts import BindTyping
from holdfast.sql.types.json import JSONIntIndexType, JSONStrIndexType

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection

#: Types whose parameters are cast; the driver tells the server the types of all other values (Decimal, bytes ..).
BIND_CASTS: dict[type, bool | str] = {
    generic.Integer: True,
    # Without a length: a cast to VARCHAR(3) would cut the value.
    generic.String: "VARCHAR",
    generic.Enum: False,
    CITEXT: False,
    generic.Date: True,
    generic.Time: True,
    generic.DateTime: True,
    generic.Interval: False,
    INTERVAL: True,
    generic.Uuid: True,
    generic.JSON: True,
    JSONStrIndexType: "TEXT",
    JSONIntIndexType: "INT",
    generic.ARRAY: True,
}

# SQLSTATEs with which the server ends a connection, besides class 08; manual, "PostgreSQL Error Codes".
_ENDED = frozenset(("25P03", "25P04", "57P01", "57P02", "57P03", "57P04", "57P05"))

# Query keys of the URL that are arguments of psycopg.connect() and no text, and what makes a value of their text.
_CONNECT_KEYS: Converters = {
    "prepare_threshold": lambda text: None if text.lower() in ("none", "") else int(text),
}

_cursor_numbers = count(1)


class PsycopgDialect(PostgreSQLDialect):
    """PostgreSQL through psycopg 3.

    URL: ``postgresql://user:password@host:port/database``, ``postgresql:///database?host=/directory/of/socket``,
    several hosts as in ``hosts.py``; other query keys are libpq's (``sslmode``, ``options`` ...) and
    ``prepare_threshold``.

    :param client_encoding: sets the connection's encoding; libpq's own default is UTF8 or the server's.
    :param use_native_hstore: the driver makes dictionaries of HSTORE values, in text() as well; it is told of the type
        if the extension is there when the first connection is made.
    :param native_inet_types: False leaves values of INET and CIDR text instead of objects of ``ipaddress``.
    """

    driver = "psycopg"
    # RawCursor.
    minimum_dbapi_version = (3, 2)
    bind_typing = BindTyping.RENDER_CASTS
    bind_casts: ClassVar[dict[type, bool | str]] = BIND_CASTS

    def __init__(
        self,
        client_encoding: str | None = None,
        use_native_hstore: bool = True,
        native_inet_types: bool | None = None,
        **kw: Any,
    ) -> None:
        super().__init__(**kw)
        self.use_native_hstore = use_native_hstore
        self.client_encoding = client_encoding
        self.native_inet_types = native_inet_types
        self._adapters = None if self.dbapi is None else self._make_adapters()

    @classmethod
    def import_dbapi(cls) -> Any:
        """Import and return ``psycopg``."""
        return import_driver("psycopg", "postgresql")

    def _make_adapters(self) -> Any:
        """The conversions of this dialect's connections."""
        from psycopg.adapt import AdaptersMap  # not before there is an engine for it
        from psycopg.types.json import set_json_loads
        from psycopg.types.string import TextLoader

        adapters = AdaptersMap(self.loaded_dbapi.adapters)
        if self._json_deserializer is not None:
            # psycopg warns of a closure
            set_json_loads(partial(_decoded, self._json_deserializer), context=adapters)
        if self.native_inet_types is False:
            for name in ("inet", "cidr"):
                adapters.register_loader(name, TextLoader)
        return adapters

    # -- connecting

    def create_connect_args(self, url: URL) -> ConnectArgs:
        """Return arguments of ``psycopg.connect()``."""
        options = url.translate_connect_args(username="user", database="dbname")
        query = url.normalized_query
        options.update(hosts_of_query(query))
        for key, values in query.items():
            if key not in ("host", "port"):
                options[key] = option_value(_CONNECT_KEYS, key, values[-1])
        options["context"] = self._adapters
        return (), options

    def on_connect(self) -> Callable[[Any], None]:
        """Return what sets up each connection: the client encoding, and the log of the server's notices."""
        encoding = self.client_encoding

        def set_up(connection: Any) -> None:
            connection.add_notice_handler(_log_notice)
            if encoding is not None:
                connection.execute("SELECT set_config('client_encoding', %s, false)", (encoding,))
                connection.commit()

        return set_up

    def initialize(self, connection: Connection) -> None:
        """Tell the driver of HSTORE, besides what all drivers do."""
        super().initialize(connection)
        if not self.use_native_hstore:
            return
        from psycopg.types import TypeInfo  # not before there is an engine for it
        from psycopg.types.hstore import register_hstore

        raw = connection._raw_connection()
        found = TypeInfo.fetch(raw, "hstore")
        if found is not None:
            # For this connection and those to come.
            register_hstore(found, raw)
            register_hstore(found, self._adapters)

    def is_disconnect(self, e: BaseException, connection: Any, cursor: Any) -> bool:
        """Whether the connection is closed, or the server has said that it ends it."""
        if not isinstance(e, self.loaded_dbapi.Error):
            return False
        if connection is not None and (connection.closed or connection.broken):
            return True
        state = e.sqlstate or ""
        return state in _ENDED or state.startswith("08")

    def _has_rolled_back(self, e: BaseException, dbapi_connection: Any) -> bool:
        """Whether COMMIT has failed: then there is none any more, while after another error the server refuses."""
        of_the_server = getattr(e, "sqlstate", None) is not None
        return of_the_server and not dbapi_connection.autocommit and self._is_idle(dbapi_connection)

    def do_ping(self, dbapi_connection: Any) -> bool:
        """Whether the server answers, in one round trip; begins no transaction."""
        if dbapi_connection.autocommit or not self._is_idle(dbapi_connection):
            return super().do_ping(dbapi_connection)
        dbapi_connection.autocommit = True
        try:
            return super().do_ping(dbapi_connection)
        finally:
            if self._is_idle(dbapi_connection):
                dbapi_connection.autocommit = False

    # -- statements

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """Call the cursor's ``execute()``."""
        if "\0" in statement:
            self._refuse_nul()
        cursor.execute(statement, parameters)

    def do_executemany(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """Call the cursor's ``executemany()``, which sends all at once in pipeline mode."""
        if "\0" in statement:
            self._refuse_nul()
        cursor.executemany(statement, parameters, returning=context is not None and context.each_returns)

    def do_execute_no_params(self, cursor: Any, statement: str, context: Any = None) -> None:
        """Call the cursor's ``execute()`` without parameters."""
        if "\0" in statement:
            self._refuse_nul()
        cursor.execute(statement)

    def fit_rows(self, cursor: Any, compiled: Any) -> None:
        """Make Float columns float and Numeric columns Decimal, where the database has them the other way."""
        numbers = compiled.fitted
        if numbers is None:
            numbers = compiled.fitted = conversions(compiled, self)
        if not numbers:
            return
        cursor = getattr(cursor, "driver_cursor", cursor)
        result = cursor.pgresult
        # fewer columns than were compiled: no rows, or none yet
        if result is None or result.nfields <= max(numbers):
            return
        odd = {position: convert for position, (oids, convert) in numbers.items() if result.ftype(position) in oids}
        if odd:
            cursor.row_factory = row_factory(odd)

    def _refuse_nul(self) -> None:
        raise self.loaded_dbapi.DataError("PostgreSQL statements cannot contain NUL (0x00) characters")

    def _numbered_cursor(self, dbapi_connection: Any, stream: bool) -> Any:
        """Return a cursor that sends the text as it is."""
        if not stream:
            return self.loaded_dbapi.RawCursor(dbapi_connection)
        autocommits = dbapi_connection.autocommit
        return self.loaded_dbapi.RawServerCursor(dbapi_connection, self._cursor_name(), withhold=autocommits)

    def _server_side_cursor(self, dbapi_connection: Any) -> Any:
        """Return a named cursor, whose rows stay on the server until they are fetched; it is for statements that
        DECLARE takes, SELECT and VALUES.  In autocommit mode it outlives the transaction of its statement."""
        return dbapi_connection.cursor(name=self._cursor_name(), withhold=dbapi_connection.autocommit)

    def _cursor_name(self) -> str:
        return f"holdfast_{next(_cursor_numbers)}"

    # -- transactions

    def _is_idle(self, dbapi_connection: Any) -> bool:
        return bool(dbapi_connection.info.transaction_status == self.loaded_dbapi.pq.TransactionStatus.IDLE)

    def _has_failed(self, dbapi_connection: Any) -> bool:
        return bool(dbapi_connection.info.transaction_status == self.loaded_dbapi.pq.TransactionStatus.INERROR)

    # -- isolation

    def get_isolation_level(self, dbapi_connection: Any) -> str:
        """Return the isolation level that statements have now."""
        if dbapi_connection.autocommit:
            return "AUTOCOMMIT"
        was_idle = self._is_idle(dbapi_connection)
        row = dbapi_connection.execute("SHOW transaction_isolation").fetchone()
        if was_idle:
            dbapi_connection.rollback()
        level: str = row[0]
        return level.upper()

    def set_isolation_level(self, dbapi_connection: Any, level: str) -> None:
        """Set the level of the next transactions."""
        dbapi_connection.autocommit = level == "AUTOCOMMIT"
        if level == "AUTOCOMMIT":
            dbapi_connection.isolation_level = None
        else:
            dbapi_connection.isolation_level = self.loaded_dbapi.IsolationLevel[level.replace(" ", "_")]

    def reset_isolation_level(self, dbapi_connection: Any) -> None:
        """Set it to the engine's own, or leave it to the server."""
        if self._on_connect_isolation_level is not None:
            self._assign_isolation_level(dbapi_connection, self._on_connect_isolation_level)
        else:
            dbapi_connection.autocommit = False
            dbapi_connection.isolation_level = None

    def set_characteristic(self, dbapi_connection: Any, name: str, value: Any) -> None:
        """Set isolation level, READ ONLY or DEFERRABLE."""
        if name == "postgresql_readonly":
            dbapi_connection.read_only = bool(value)
        elif name == "postgresql_deferrable":
            dbapi_connection.deferrable = bool(value)
        else:
            super().set_characteristic(dbapi_connection, name, value)

    def reset_characteristics(self, dbapi_connection: Any) -> None:
        """Set all to the engine's own."""
        super().reset_characteristics(dbapi_connection)
        dbapi_connection.read_only = None
        dbapi_connection.deferrable = None


def _decoded(deserialize: Callable[[str], Any], data: str | bytes) -> Any:
    return deserialize(data if isinstance(data, str) else str(data, "utf-8"))


def _log_notice(diagnostic: Any) -> None:
    """What the server says besides its answers, as RAISE NOTICE."""
    _logger().info("%s: %s", diagnostic.severity, diagnostic.message_primary)


@cache
def _logger() -> log.InstanceLogger:
    return log.instance_logger("holdfast.dialects.postgresql")


dialect = PsycopgDialect
