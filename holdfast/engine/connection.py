"""The Connection: one DBAPI connection, one transaction at a time, and everything that is executed.

Rules
* All SQL goes through ``_cursor_execute``: it begins the transaction when there is none, logs, fires events, and
  turns the driver's errors into ours.
* ``_make_cursor`` is the DBAPI connection's ``cursor`` method while a transaction is under way and usable, else None:
  one test on the hot path for closed, invalidated, not begun and failed. Whatever ends a transaction or the DBAPI
  connection sets it to None.
* How each kind of statement is executed is in ``execution.py``, how the driver is called in ``driver_calls.py``; what
  is here is the life of the connection.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, TypeVarTuple, overload
from weakref import ref

from holdfast import exc
from holdfast.engine import driver_calls, execution
from holdfast.engine.errors import raise_for
from holdfast.engine.events import Connectable, ConnectionEvents
from holdfast.engine.parameters import distilled_raw
from holdfast.engine.result.cursor import CursorResult
from holdfast.engine.result.streaming import StreamCursor
from holdfast.engine.transactions import NestedTransaction, RootTransaction, Transaction, TwoPhaseTransaction
from holdfast.event import dispatcher

if TYPE_CHECKING:
    from typing import Self

    from holdfast.engine.dialect import Dialect
    from holdfast.engine.engine import Engine
    from holdfast.engine.result import ScalarResult
    from holdfast.pool import PoolProxiedConnection
    from holdfast.sql.statements.selectbase import TypedRows

_T = TypeVar("_T")
_Ts = TypeVarTuple("_Ts")

ALREADY_BEGUN = (
    "This connection has already initialized a SQLAlchemy Transaction() object via begin() or autobegin; "
    "{what} unless rollback() or commit() is called first."
)


class Connection(Connectable):
    """Executes statements; made by ``Engine.connect()``, not shared between threads.

    The first statement begins a transaction, which lasts until :meth:`commit`, :meth:`rollback` or :meth:`close`
    (which rolls back).

    Source of the behaviour: SQLAlchemy 2.1 documentation, "Working with Engines and Connections".
    """

    __slots__ = (
        "__weakref__",
        "_block",
        "_closed",
        "_dispatch",
        "_echo",
        "_execution_options",
        "_fairy",
        "_make_cursor",
        "_nested_transaction",
        "_savepoints",
        "_streams",
        "_transaction",
        "_watched",
        "dialect",
        "engine",
    )

    dispatch = dispatcher(ConnectionEvents)

    def __init__(
        self, engine: Engine, connection: PoolProxiedConnection | None = None, _announced: bool = True
    ) -> None:
        self.engine = engine
        self.dialect: Dialect = engine.dialect
        self._dispatch: Any = engine.dispatch
        self._execution_options = engine._execution_options
        self._fairy: Any = engine.pool.connect() if connection is None else connection
        self._fairy.user = ref(self)
        self._echo = engine._echoes()
        events = self.dialect.dispatch
        # Somebody wants to see ExecutionContexts.
        self._watched = bool(
            self._echo
            or events.do_execute
            or events.do_executemany
            or events.do_execute_no_params
            or events.handle_error
        )
        self._closed = False
        self._make_cursor: Any = None
        self._transaction: RootTransaction | None = None
        self._nested_transaction: NestedTransaction | None = None
        self._block: Transaction | None = None
        self._savepoints = 0
        self._streams: set[StreamCursor] | None = None
        if not _announced:
            # The one that asks a new database for its version; its options and listeners are not the users'.
            self._dispatch = ConnectionEvents.dispatch_base()
            return
        if engine._per_connection is not None:
            engine._per_connection(self)
        if self._dispatch.engine_connect:
            self._dispatch.engine_connect(self)

    def _own_dispatch(self) -> Any:
        """The listeners of this Connection alone, besides those of its Engine."""
        if self._dispatch is self.engine.dispatch:
            self._dispatch = self.engine.dispatch._child()
        return self._dispatch

    # -- life

    @property
    def closed(self) -> bool:
        """Whether :meth:`close` was called."""
        return self._closed

    @property
    def invalidated(self) -> bool:
        """Whether the DBAPI connection was lost; the next statement gets another, once the transaction was rolled
        back."""
        fairy = self._fairy
        return not self._closed and (fairy is None or not fairy.is_valid)

    @property
    def connection(self) -> PoolProxiedConnection:
        """The checked-out DBAPI connection.

        :raises holdfast.exc.ResourceClosedError: this Connection is closed.
        """
        self._ensure_fairy()
        fairy: PoolProxiedConnection = self._fairy
        return fairy

    @property
    def info(self) -> dict[Any, Any]:
        """A dictionary for users that lives as long as the DBAPI connection."""
        return self.connection.info

    @property
    def default_isolation_level(self) -> str | None:
        """The isolation level that the database gives to new connections."""
        level: str | None = getattr(self.dialect, "default_isolation_level", None)
        return level

    def _raw_connection(self) -> Any:
        fairy = self._fairy
        return None if fairy is None else fairy.dbapi_connection

    def _ensure_fairy(self) -> None:
        """Have a DBAPI connection, a new one if the former was lost and no transaction hangs on it."""
        if self._closed:
            raise exc.ResourceClosedError("This Connection is closed")
        fairy = self._fairy
        if fairy is None or not fairy.is_valid:
            if self._transaction is not None:
                kind = "transaction" if self._nested_transaction is None else "savepoint transaction"
                raise exc.PendingRollbackError(
                    f"Can't reconnect until invalid {kind} is rolled back.  Please rollback() fully before proceeding",
                    code="8s2b",
                )
            try:
                self._fairy = self.engine.pool.connect()
                self._fairy.user = ref(self)
            except BaseException as error:
                raise_for(self, error)

    def close(self) -> None:
        """Give the DBAPI connection back; a transaction under way is rolled back.  Does nothing the second time."""
        if self._closed:
            return
        was_reset = False
        try:
            transaction = self._transaction
            if transaction is not None:
                transaction.close()
                was_reset = not self._autocommits() and self._transaction is None
        finally:
            self._closed = True
            self._make_cursor = None
            fairy, self._fairy = self._fairy, None
            if fairy is not None:
                if was_reset and fairy.is_valid:
                    fairy._close_after_reset()
                else:
                    fairy.close()

    def invalidate(self, exception: BaseException | None = None) -> None:
        """Close the DBAPI connection as unusable; a transaction under way must be rolled back before the next
        statement."""
        if self._closed:
            raise exc.ResourceClosedError("This Connection is closed")
        self._make_cursor = None
        fairy, self._fairy = self._fairy, None
        if fairy is not None and fairy.is_valid:
            fairy.invalidate(exception)

    def _forget_inherited(self) -> None:
        """In a forked child the DBAPI connection is the parent's; this one is invalidated."""
        self._make_cursor = None

    def detach(self) -> None:
        """Take the DBAPI connection out of the pool: closed with this Connection, replaced in the pool."""
        self.connection.detach()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, type_: Any, value: Any, traceback: Any) -> None:
        self.close()

    # -- options

    def execution_options(self, **opt: Any) -> Self:
        """Set options for what this Connection executes from now on, and return it.

        :param opt: ``isolation_level``, ``logging_token``, ``yield_per``, ``stream_results``,
            ``schema_translate_map``, ``compiled_cache`` ..., and names of your own.
        """
        if self._dispatch.set_connection_execution_options:
            self._dispatch.set_connection_execution_options(self, opt)
        self._execution_options = self._execution_options.union(opt)
        self.dialect.set_connection_execution_options(self, opt)
        return self

    def get_execution_options(self) -> Mapping[str, Any]:
        """Return the options."""
        return self._execution_options

    def get_isolation_level(self) -> str:
        """Ask the database for the present isolation level and return it."""
        try:
            return self.dialect.get_isolation_level(self.connection.dbapi_connection)
        except BaseException as error:
            raise_for(self, error)

    def _set_characteristics(self, options: Mapping[str, Any]) -> None:
        """Set those of the options that are properties of the DBAPI connection, until it goes back to the pool."""
        dialect = self.dialect
        wanted = {name: options[name] for name in dialect.characteristics if options.get(name) is not None}
        if not wanted:
            return
        if self._transaction is not None:
            raise exc.InvalidRequestError(ALREADY_BEGUN.format(what=f"{', '.join(wanted)} may not be altered"))
        self._ensure_fairy()
        fairy = self._fairy
        for name, value in wanted.items():
            dialect.set_characteristic(fairy.dbapi_connection, name, value)
        record = fairy._connection_record
        if record is not None and dialect.reset_characteristics not in (record.finalize_callback or ()):
            record.finalize_callback = [*(record.finalize_callback or ()), dialect.reset_characteristics]

    def _autocommits(self) -> bool:
        level = self._execution_options.get("isolation_level") or self.dialect._on_connect_isolation_level
        return level is not None and level.upper() == "AUTOCOMMIT"

    def schema_for_object(self, obj: Any) -> str | None:
        """Return the schema of a table as this connection's ``schema_translate_map`` has it."""
        schema: str | None = obj.schema
        translate = self._execution_options.get("schema_translate_map")
        return translate.get(schema, schema) if translate else schema

    # -- transactions

    def begin(self) -> RootTransaction:
        """Begin a transaction; use it as a context manager, or end it with its own or this object's commit() and
        rollback().

        :raises holdfast.exc.InvalidRequestError: one is under way already.
        """
        if self._transaction is not None:
            raise exc.InvalidRequestError(ALREADY_BEGUN.format(what="can't call begin() here"))
        self._refuse_after_block()
        self._ensure_fairy()
        return RootTransaction(self)

    def begin_nested(self) -> NestedTransaction:
        """Set a savepoint and return it as a transaction; begins the outer transaction when there is none."""
        if self._transaction is None:
            self._autobegin()
        return NestedTransaction(self)

    def begin_twophase(self, xid: Any = None) -> TwoPhaseTransaction:
        """Begin a transaction that can be prepared.

        :param xid: its global identifier; by default a random one.
        """
        if self._transaction is not None:
            raise exc.InvalidRequestError(
                "Cannot start a two phase transaction when a transaction is already in progress."
            )
        self._refuse_after_block()
        self._ensure_fairy()
        return TwoPhaseTransaction(self, self.dialect.create_xid() if xid is None else xid)

    def recover_twophase(self) -> list[Any]:
        """Return the identifiers of prepared transactions."""
        return self.dialect.do_recover_twophase(self)

    def rollback_prepared(self, xid: Any, recover: bool = False) -> None:
        """Roll back a prepared transaction."""
        self.dialect.do_rollback_twophase(self, xid, recover=recover)

    def commit_prepared(self, xid: Any, recover: bool = False) -> None:
        """Commit a prepared transaction."""
        self.dialect.do_commit_twophase(self, xid, recover=recover)

    def commit(self) -> None:
        """Commit the transaction under way, if there is one."""
        if self._transaction is not None:
            self._transaction.commit()

    def rollback(self) -> None:
        """Roll back the transaction under way, if there is one."""
        if self._transaction is not None:
            self._transaction.rollback()

    def in_transaction(self) -> bool:
        """Whether a transaction is under way."""
        return self._transaction is not None and self._transaction.is_active

    def in_nested_transaction(self) -> bool:
        """Whether a savepoint is under way."""
        return self._nested_transaction is not None and self._nested_transaction.is_active

    def get_transaction(self) -> RootTransaction | None:
        """Return the outermost transaction under way, or None."""
        return self._transaction

    def get_nested_transaction(self) -> NestedTransaction | None:
        """Return the innermost savepoint under way, or None."""
        return self._nested_transaction

    def _refuse_after_block(self) -> None:
        if self._block is not None and not self._block.is_active:
            raise exc.InvalidRequestError(
                "Can't operate on closed transaction inside context manager.  Please complete the context manager "
                "before emitting further commands."
            )

    def _autobegin(self) -> None:
        self._refuse_after_block()
        self._ensure_fairy()
        RootTransaction(self)

    def _fail_transaction(self) -> None:
        """Be told that the database has ended the transaction: until rollback() nothing more is executed."""
        self._make_cursor = None
        if self._transaction is not None:
            self._transaction.is_active = False

    def _refuse_failed(self) -> None:
        if self._transaction is not None and not self._transaction.is_active:
            raise exc.PendingRollbackError(
                "This connection is on an inactive transaction.  Please rollback() fully before proceeding: the "
                "database has rolled it back",
                code="8s2a",
            )

    def _prepare_cursor(self) -> Any:
        """Return ``_make_cursor`` after doing what it takes to have it."""
        if self._transaction is None:
            self._autobegin()
        else:
            self._refuse_after_block()
            self._ensure_fairy()
            self._refuse_failed()
        make_cursor = self._make_cursor = self._fairy.dbapi_connection.cursor
        return make_cursor

    # -- execution

    @overload
    def execute(
        self,
        statement: TypedRows[tuple[*_Ts]],
        parameters: Any = None,
        *,
        execution_options: Mapping[str, Any] | None = None,
    ) -> CursorResult[*_Ts]: ...
    @overload
    def execute(
        self, statement: Any, parameters: Any = None, *, execution_options: Mapping[str, Any] | None = None
    ) -> CursorResult[*tuple[Any, ...]]: ...
    def execute(
        self, statement: Any, parameters: Any = None, *, execution_options: Mapping[str, Any] | None = None
    ) -> CursorResult[*tuple[Any, ...]]:
        """Execute a SQL construct.

        :param statement: a select, insert, update, delete, text(), a DDL construct, a function, a Sequence, a Compiled.
        :param parameters: a dictionary, or a list of them to execute the statement for each.
        :param execution_options: options for this execution.
        :raises holdfast.exc.DBAPIError: the driver's error, wrapped in the subclass of the driver's class name.
        """
        return execution.execute(self, statement, parameters, execution_options)

    @overload
    def scalar(
        self,
        statement: TypedRows[tuple[_T]],
        parameters: Any = None,
        *,
        execution_options: Mapping[str, Any] | None = None,
    ) -> _T | None: ...
    @overload
    def scalar(
        self, statement: Any, parameters: Any = None, *, execution_options: Mapping[str, Any] | None = None
    ) -> Any: ...
    def scalar(
        self, statement: Any, parameters: Any = None, *, execution_options: Mapping[str, Any] | None = None
    ) -> Any:
        """Execute and return the first column of the first row, None when there is no row."""
        result = execution.execute(self, statement, parameters, execution_options)
        # A Sequence gives its value, not a result.
        return result.scalar() if isinstance(result, CursorResult) else result

    @overload
    def scalars(
        self,
        statement: TypedRows[tuple[_T]],
        parameters: Any = None,
        *,
        execution_options: Mapping[str, Any] | None = None,
    ) -> ScalarResult[_T]: ...
    @overload
    def scalars(
        self, statement: Any, parameters: Any = None, *, execution_options: Mapping[str, Any] | None = None
    ) -> ScalarResult[Any]: ...
    def scalars(
        self, statement: Any, parameters: Any = None, *, execution_options: Mapping[str, Any] | None = None
    ) -> ScalarResult[Any]:
        """Execute and return a result of the first column's values."""
        return execution.execute(self, statement, parameters, execution_options).scalars()

    def exec_driver_sql(
        self,
        statement: str,
        parameters: Any = None,
        execution_options: Mapping[str, Any] | None = None,
    ) -> CursorResult[*tuple[Any, ...]]:
        """Execute SQL text as the driver has it.

        :param statement: the text, with the driver's own placeholders.
        :param parameters: a tuple or dictionary, or a list of them for the driver's ``executemany()``.
        :raises TypeError: the statement is no str.
        """
        if not isinstance(statement, str):
            raise TypeError(
                f"exec_driver_sql() takes SQL as the driver has it, a str, not {type(statement).__name__}; "
                "execute() takes constructs"
            )
        values, many = distilled_raw(parameters)
        options = self._execution_options
        if execution_options:
            options = options.union(execution_options)
        return execution.execute_text(self, statement, values, many, options)

    _cursor_execute = driver_calls.cursor_execute
    _execute_compiled = execution.execute_compiled
    _run_clause = execution.run_clause

    def _raise(self, error: BaseException, cursor: Any = None) -> NoReturn:
        raise_for(self, error, cursor=cursor)

    def _run_ddl_visitor(self, visitorcallable: Any, element: Any, **kwargs: Any) -> None:
        """Run a DDL visitor class; kept for extensions that make their own."""
        visitorcallable(self.dialect, self, **kwargs).traverse_single(element)
