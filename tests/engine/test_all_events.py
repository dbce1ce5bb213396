"""Every event of connections, dialects, pools and DDL is fired, with the arguments that the documentation names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import Column, Integer, MetaData, Table, event, exc, text
from holdfast.engine import Connection, Engine
from holdfast.engine.events import ConnectionEvents, DialectEvents
from holdfast.pool.events import PoolEvents
from holdfast.sql.schema.events import DDLEvents


class Heard(dict[str, str]):
    """Event -> its arguments by name, with the classes of their values, when it was first fired."""

    def listen(self, target: Any, family: Any) -> None:
        for name in family.names:
            event.listen(target, name, self.listener(name), named=True)

    def listener(self, name: str) -> Any:
        def heard(**arguments: Any) -> Any:
            self.setdefault(name, " ".join(f"{key}={type(value).__name__}" for key, value in arguments.items()))

        return heard


@pytest.fixture
def heard() -> Heard:
    return Heard()


CONNECTION = {
    "before_execute": "conn=Connection clauseelement=TextClause multiparams=list params=dict "
    "execution_options=immutabledict",
    "after_execute": "conn=Connection clauseelement=TextClause multiparams=list params=dict "
    "execution_options=immutabledict result=CursorResult",
    "before_cursor_execute": "conn=Connection cursor=Cursor statement=str parameters=dict context=ExecutionContext "
    "executemany=bool",
    "after_cursor_execute": "conn=Connection cursor=Cursor statement=str parameters=dict context=ExecutionContext "
    "executemany=bool",
    "begin": "conn=Connection",
    "commit": "conn=Connection",
    "rollback": "conn=Connection",
    "savepoint": "conn=Connection name=str",
    "rollback_savepoint": "conn=Connection name=str context=NoneType",
    "release_savepoint": "conn=Connection name=str context=NoneType",
    "engine_connect": "conn=Connection",
    "set_connection_execution_options": "conn=Connection opts=dict",
    "set_engine_execution_options": "engine=OptionEngine opts=dict",
    "engine_disposed": "engine=Engine",
    "begin_twophase": "conn=Connection xid=str",
    "prepare_twophase": "conn=Connection xid=str",
    "commit_twophase": "conn=Connection xid=str is_prepared=bool",
    "rollback_twophase": "conn=Connection xid=str is_prepared=bool",
}


def test_connection_events(mariadb: Engine, heard: Heard) -> None:
    heard.listen(mariadb, ConnectionEvents)
    mariadb.execution_options(mine=1)
    with mariadb.connect().execution_options(mine=1) as connection:
        connection.execute(text("SELECT :number"), {"number": 1})
        connection.begin_nested().commit()
        connection.begin_nested().rollback()
        connection.commit()
        connection.begin().rollback()
        transaction = connection.begin_twophase()
        transaction.prepare()
        transaction.commit()
        connection.begin_twophase().rollback()
    mariadb.dispose()
    assert heard == CONNECTION
    assert heard.keys() == ConnectionEvents.names.keys()


DIALECT = {
    "do_connect": "dialect=PysqliteDialect conn_rec=ConnectionPoolEntry cargs=list cparams=dict",
    "do_execute": "cursor=Cursor statement=str parameters=tuple context=ExecutionContext",
    "do_executemany": "cursor=Cursor statement=str parameters=list context=DMLContext",
    "do_execute_no_params": "cursor=Cursor statement=str context=ExecutionContext",
    "handle_error": "exception_context=ExceptionContext",
}


def test_dialect_events(engine: Engine, heard: Heard) -> None:
    heard.listen(engine, DialectEvents)
    numbers = Table("numbers", MetaData(), Column("number", Integer))
    with engine.connect() as connection:
        connection.execute(text("SELECT :number"), {"number": 1})
        connection.exec_driver_sql("SELECT 1", execution_options={"no_parameters": True})
        numbers.create(connection)
        connection.execute(numbers.insert(), [{"number": 1}, {"number": 2}])
        with pytest.raises(exc.OperationalError):
            connection.execute(text("SELECT nothing"))
    assert heard == DIALECT


def test_input_sizes_are_told_to_none_of_the_drivers(database: Engine, heard: Heard) -> None:
    """As with SQLAlchemy: the listener is accepted, and the event is for other dialects."""
    assert DialectEvents.names.keys() - DIALECT.keys() == {"do_setinputsizes"}
    heard.listen(database, DialectEvents)
    with database.connect() as connection:
        connection.execute(text("SELECT :number"), {"number": 1})
    assert "do_execute" in heard
    assert "do_setinputsizes" not in heard


BOTH = "dbapi_connection=Connection connection_record=ConnectionPoolEntry"
POOL = {
    "connect": BOTH,
    "first_connect": BOTH,
    "checkout": f"{BOTH} connection_proxy=PoolProxiedConnection",
    "checkin": BOTH,
    "reset": f"{BOTH} reset_state=PoolResetState",
    "invalidate": f"{BOTH} exception=NoneType",
    "soft_invalidate": f"{BOTH} exception=NoneType",
    "close": BOTH,
    "detach": BOTH,
    "close_detached": "dbapi_connection=Connection",
}


def test_pool_events(sqlite: Engine, heard: Heard) -> None:
    heard.listen(sqlite, PoolEvents)
    sqlite.raw_connection().close()
    connection = sqlite.raw_connection()
    connection.invalidate(soft=True)
    connection.close()
    sqlite.raw_connection().invalidate()
    connection = sqlite.raw_connection()
    connection.detach()
    connection.close()
    assert heard == POOL
    assert heard.keys() == PoolEvents.names.keys()


@pytest.fixture
def listening_tables(heard: Heard) -> Iterator[Heard]:
    registered = [(name, heard.listener(name)) for name in DDLEvents.names]
    for name, listener in registered:
        event.listen(Table, name, listener, named=True)
    yield heard
    for name, listener in registered:
        event.remove(Table, name, listener)


def test_ddl_events(engine: Engine, listening_tables: Heard) -> None:
    numbers = Table("numbers", MetaData(), Column("number", Integer))
    with engine.begin() as connection:
        numbers.create(connection)
        Table("numbers", MetaData(), autoload_with=connection)
        numbers.drop(connection)
    heard = listening_tables
    assert heard.keys() == DDLEvents.names.keys()
    for name in ("before_parent_attach", "after_parent_attach"):
        assert heard[name] == "target=Table parent=MetaData"
    for name in ("before_create", "after_create", "before_drop", "after_drop"):
        assert heard[name].startswith("target=Table connection=Connection ")
        assert "checkfirst=" in heard[name]
    assert heard["column_reflect"] == "inspector=Inspector table=Table column_info=dict"


def test_an_error_has_its_execution_context(engine: Engine) -> None:
    seen: list[Any] = []

    @event.listens_for(engine, "handle_error")
    def handle(context: Any) -> None:
        seen.append(context.execution_context)

    with engine.connect() as connection, pytest.raises(exc.OperationalError):
        connection.execute(text("SELECT nothing"), execution_options={"mine": 1})
    (context,) = seen
    assert (context.statement, context.is_text, context.execution_options["mine"]) == ("SELECT nothing", True, 1)


def test_savepoints_are_announced_as_what_is_executed(connection: Connection) -> None:
    heard: list[str] = []

    @event.listens_for(connection, "before_execute")
    def before(conn: Any, clauseelement: Any, multiparams: Any, params: Any, execution_options: Any) -> None:
        heard.append(str(clauseelement))

    connection.begin_nested().commit()
    connection.begin_nested().rollback()
    assert heard == [
        "SAVEPOINT sa_savepoint_1", "RELEASE SAVEPOINT sa_savepoint_1",
        "SAVEPOINT sa_savepoint_2", "ROLLBACK TO SAVEPOINT sa_savepoint_2",
    ]  # fmt: skip
