"""SQLite, whatever the driver.

Rules
* Transactions are ours: before the first statement comes ``BEGIN``, so that SELECT, DDL and SAVEPOINT are inside of
  it as on any database. Which one is the connection's ``isolation_level``, the driver's own word for it ("DEFERRED",
  "IMMEDIATE", "EXCLUSIVE"); None is AUTOCOMMIT.
* Settings of each connection are PRAGMAs, sent when it is made: ``foreign_keys``, ``journal_mode``, ``synchronous``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.dialects.sqlite.compiler import SQLiteCompiler, SQLitePreparer
from holdfast.dialects.sqlite.ddl import SQLiteDDLCompiler, SQLiteTypeCompiler
from holdfast.dialects.sqlite.features import features_of
from holdfast.dialects.sqlite.reflection import SQLiteReflection
from holdfast.dialects.sqlite.types import COLSPECS
from holdfast.engine.default import DefaultDialect
from holdfast.sql.schema import Column, Constraint, Index, Table
from holdfast.sql.schema.ddl import CreateView

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection

TRANSACTION_MODES = ("DEFERRED", "IMMEDIATE", "EXCLUSIVE")
JOURNAL_MODES = ("DELETE", "TRUNCATE", "PERSIST", "MEMORY", "WAL", "OFF")
SYNCHRONOUS = ("OFF", "NORMAL", "FULL", "EXTRA")
# sqlite3.LEGACY_TRANSACTION_CONTROL of Python 3.12: BEGIN and COMMIT are left to us.
LEGACY_CONTROL = -1
_ALLOWED = {"transaction_mode": TRANSACTION_MODES, "journal_mode": JOURNAL_MODES, "synchronous": SYNCHRONOUS}


class SQLiteDialect(SQLiteReflection, DefaultDialect):
    """The SQLite dialect.

    :param transaction_mode: ``"deferred"`` (the default: take locks when they are needed), ``"immediate"`` (take the
        write lock at the beginning: no deadlock between two that read and then write) or ``"exclusive"``.
    :param foreign_keys: True or False sets ``PRAGMA foreign_keys`` on each connection; None leaves SQLite's default,
        which is off.
    :param journal_mode: sets ``PRAGMA journal_mode``, as ``"wal"``.
    :param synchronous: sets ``PRAGMA synchronous``, as ``"normal"``.
    :param native_datetime: the driver was told to convert dates and times itself (``detect_types``); they are passed
        as they are.
    """

    name = "sqlite"
    paramstyle = "qmark"
    colspecs = COLSPECS
    statement_compiler = SQLiteCompiler
    ddl_compiler = SQLiteDDLCompiler
    type_compiler_cls = SQLiteTypeCompiler
    preparer = SQLitePreparer
    isolation_levels = ("READ UNCOMMITTED", "SERIALIZABLE", "AUTOCOMMIT")
    default_isolation_level = "SERIALIZABLE"
    tuple_in_values = True
    _binary_literal = "X'{}'"
    _nul_text_literal = "CAST(X'{}' AS TEXT)"
    _float_literals = {"Infinity": "9e999", "-Infinity": "-9e999"}
    construct_arguments = (
        (Table, {"autoincrement": False, "with_rowid": True, "strict": False}),
        (Index, {"where": None}),
        (
            Column,
            {"on_conflict_primary_key": None, "on_conflict_not_null": None, "on_conflict_unique": None},
        ),
        (Constraint, {"on_conflict": None}),
        (CreateView, {"if_not_exists": False}),
    )

    def __init__(
        self,
        transaction_mode: str | None = None,
        foreign_keys: bool | None = None,
        journal_mode: str | None = None,
        synchronous: str | None = None,
        native_datetime: bool = False,
        **kw: Any,
    ) -> None:
        super().__init__(**kw)
        self._settings: dict[str, Any] = {}
        self._set("transaction_mode", transaction_mode or "DEFERRED")
        self._set("foreign_keys", foreign_keys)
        self._set("journal_mode", journal_mode)
        self._set("synchronous", synchronous)
        self.native_datetime = native_datetime
        if native_datetime:
            self.colspecs = {key: value for key, value in COLSPECS.items() if key.__name__ not in ("Date", "DateTime")}
        if self.dbapi is not None:
            self.server_version_info = tuple(self.dbapi.sqlite_version_info)
            self.features = features_of(self.server_version_info)
        else:
            self.features = features_of((3, 45))

    # -- connecting

    def _set(self, setting: str, value: Any) -> None:
        """Take a setting, given as an argument or in the URL; an argument that is None leaves it to the URL."""
        allowed = _ALLOWED.get(setting)
        self._settings[setting] = value if value is None or allowed is None else _one_of(allowed, setting, value)

    @property
    def transaction_mode(self) -> str:
        """The word behind BEGIN."""
        mode: str = self._settings["transaction_mode"]
        return mode

    def on_connect(self) -> Callable[[Any], None]:
        """Return what sets up each connection: functions, transaction mode, PRAGMAs."""
        pragmas = self._pragmas()
        mode = self.transaction_mode

        def set_up(connection: Any) -> None:
            connection.create_function("regexp", 2, _regexp, deterministic=True)
            connection.create_function("floor", 1, _floor, deterministic=True)
            if getattr(connection, "autocommit", LEGACY_CONTROL) != LEGACY_CONTROL:
                # What a creator= made, with the driver's own transactions; True first ends the one it has begun.
                connection.autocommit = True
                connection.autocommit = LEGACY_CONTROL
            connection.isolation_level = None
            for pragma in pragmas:
                connection.execute(pragma).close()
            connection.isolation_level = mode

        return set_up

    def _pragmas(self) -> list[str]:
        found = []
        for name in ("foreign_keys", "journal_mode", "synchronous"):
            value = self._settings[name]
            if value is not None:
                found.append(f"PRAGMA {name} = {value if isinstance(value, str) else int(value)}")
        return found

    def initialize(self, connection: Connection) -> None:
        """Learn from the settings whether foreign keys are enforced."""
        super().initialize(connection)
        self.features = self.features._replace(foreign_keys=bool(self._settings["foreign_keys"]))

    def _get_default_schema_name(self, connection: Connection) -> str:
        return "main"

    def _get_server_version_info(self, connection: Connection) -> tuple[Any, ...] | None:
        return self.server_version_info

    # -- transactions

    def do_begin(self, dbapi_connection: Any) -> None:
        """BEGIN in the connection's mode; nothing in AUTOCOMMIT, or when another user of a shared connection has
        begun."""
        mode = dbapi_connection.isolation_level
        if mode is not None and not dbapi_connection.in_transaction:
            dbapi_connection.execute(f"BEGIN {mode}").close()

    def _has_rolled_back(self, e: BaseException, dbapi_connection: Any) -> bool:
        """Whether SQLite has: ON CONFLICT ROLLBACK asks for it, a full disk may bring it about."""
        return dbapi_connection.isolation_level is not None and not dbapi_connection.in_transaction

    # -- isolation

    def detect_autocommit_setting(self, dbapi_conn: Any) -> bool:
        """Whether the driver begins no transactions."""
        return dbapi_conn.isolation_level is None

    def get_isolation_level(self, dbapi_connection: Any) -> str:
        """Return the level; READ UNCOMMITTED matters between connections that share a cache."""
        if self.detect_autocommit_setting(dbapi_connection):
            return "AUTOCOMMIT"
        cursor = dbapi_connection.cursor()
        try:
            (uncommitted,) = cursor.execute("PRAGMA read_uncommitted").fetchone()
        finally:
            cursor.close()
        return "READ UNCOMMITTED" if uncommitted else "SERIALIZABLE"

    def set_isolation_level(self, dbapi_connection: Any, level: str) -> None:
        """Set the level."""
        if level == "AUTOCOMMIT":
            dbapi_connection.isolation_level = None
            return
        dbapi_connection.isolation_level = None
        dbapi_connection.execute(f"PRAGMA read_uncommitted = {int(level == 'READ UNCOMMITTED')}").close()
        dbapi_connection.isolation_level = self.transaction_mode


def _one_of(allowed: tuple[str, ...], option: str, value: str) -> str:
    word = str(value).upper()
    if word not in allowed:
        raise exc.ArgumentError(
            f"Invalid value {value!r} for {option}; SQLite knows {', '.join(map(str.lower, allowed))}"
        )
    return word


def _regexp(pattern: Any, text: Any) -> bool | None:
    """The operator REGEXP, which SQLite leaves to the application."""
    import re

    return None if text is None or pattern is None else re.search(pattern, text) is not None


def _floor(value: Any) -> Any:
    import math

    return None if value is None else math.floor(value)
