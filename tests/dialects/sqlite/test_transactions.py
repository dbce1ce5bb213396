"""Transactions of SQLite: isolated as promised, with savepoints and DDL inside, and locks that are waited for."""

from __future__ import annotations

import sqlite3
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from holdfast import Column, Integer, MetaData, Table, create_engine, event, exc, func, insert, inspect, select, update
from holdfast.engine import Connection, Engine

metadata = MetaData()
things = Table("things", metadata, Column("id", Integer, primary_key=True), Column("number", Integer))


@pytest.fixture(params=["delete", "wal"])
def file_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'test.db'}?journal_mode={request.param}"


@pytest.fixture
def engine(file_url: str) -> Iterator[Engine]:
    engine = create_engine(file_url)
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(things), {"id": 1, "number": 1})
    yield engine
    engine.dispose()


@pytest.fixture
def impatient(engine: Engine, file_url: str) -> Iterator[Engine]:
    """An engine on the same file that does not wait for locks."""
    engine = create_engine(file_url + "&timeout=0")
    yield engine
    engine.dispose()


def number(connection: Connection) -> Any:
    return connection.execute(select(things.c.number)).scalar()


def set_number(connection: Connection, value: int) -> None:
    connection.execute(update(things).values(number=value))


# -- isolation


def test_reads_of_a_transaction_are_repeatable(engine: Engine, impatient: Engine) -> None:
    """With a journal the writer cannot commit while another reads; with WAL the reader keeps what it saw."""
    with engine.connect() as reader, impatient.connect() as writer:
        assert number(reader) == 1
        set_number(writer, 2)
        wal = writer.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        if wal:
            writer.commit()
        else:
            with pytest.raises(exc.OperationalError, match="database is locked"):
                writer.commit()
        assert number(reader) == 1
        reader.rollback()
        if not wal:
            writer.commit()
        assert number(reader) == 2


def test_a_transaction_that_read_what_changed_cannot_write(tmp_path: Path) -> None:
    """Serializable: of two that read and then write, one fails, so that no update is lost."""
    engine = create_engine(f"sqlite:///{tmp_path / 'test.db'}?journal_mode=wal")
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(things), {"id": 1, "number": 1})
    with engine.connect() as one, engine.connect() as other:
        seen = number(one)
        set_number(other, number(other) + 10)
        other.commit()
        with pytest.raises(exc.OperationalError, match=r"database is locked; another transaction has written since"):
            set_number(one, seen + 100)
        one.rollback()
        set_number(one, number(one) + 100)
        one.commit()
        assert number(one) == 111
    engine.dispose()


def test_an_upgrade_that_cannot_be_waited_for_fails_at_once(engine: Engine) -> None:
    """Both have read, and one has written: waiting for each other would be a deadlock."""
    with engine.connect() as one, engine.connect() as other:
        number(one)
        set_number(other, 2)
        with pytest.raises(exc.OperationalError, match=r"database is locked; .*transaction_mode='immediate'"):
            set_number(one, 3)
        one.rollback()
        other.commit()
        assert number(one) == 2


def test_uncommitted_rows_are_not_seen(engine: Engine) -> None:
    with engine.connect() as one, engine.connect() as other:
        set_number(one, 2)
        assert number(other) == 1


def test_counting_up_in_threads_loses_nothing(file_url: str, engine: Engine) -> None:
    immediate = create_engine(file_url + "&transaction_mode=immediate&timeout=60")

    def count() -> None:
        for _ in range(20):
            with immediate.begin() as connection:
                set_number(connection, number(connection) + 1)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        assert number(connection) == 81
    immediate.dispose()


# -- locks


@pytest.mark.parametrize("mode", ["deferred", "immediate", "exclusive"])
def test_a_lock_is_waited_for(file_url: str, engine: Engine, mode: str) -> None:
    waiting = create_engine(file_url + f"&timeout=60&transaction_mode={mode}")
    with engine.connect() as holder:
        set_number(holder, 2)
        began = threading.Event()
        result: list[Any] = []

        def write() -> None:
            with waiting.connect() as connection:
                began.set()
                set_number(connection, 3)
                connection.commit()
                result.append(number(connection))

        thread = threading.Thread(target=write)
        thread.start()
        began.wait()
        holder.commit()
        thread.join()
    assert result == [3]
    waiting.dispose()


def test_a_lock_that_stays_is_reported_with_what_to_do(engine: Engine, impatient: Engine) -> None:
    with engine.connect() as holder, impatient.connect() as connection:
        set_number(holder, 2)
        with pytest.raises(exc.OperationalError) as caught:
            set_number(connection, 3)
        message = str(caught.value)
        assert message.startswith("(sqlite3.OperationalError) database is locked; another transaction holds the lock")
        assert "the URL's 'timeout'" in message
        assert not caught.value.connection_invalidated
        # The transaction is still there, and may try again.
        holder.rollback()
        set_number(connection, 3)
        connection.commit()
        assert number(connection) == 3


def test_a_begin_that_finds_a_lock_says_so_too(engine: Engine, file_url: str) -> None:
    immediate = create_engine(file_url + "&transaction_mode=immediate&timeout=0")
    with engine.connect() as holder, immediate.connect() as connection:
        set_number(holder, 2)
        with pytest.raises(exc.OperationalError, match="database is locked; another transaction holds the lock"):
            number(connection)
        assert not connection.in_transaction()
        holder.rollback()
        assert number(connection) == 1
    immediate.dispose()


# -- savepoints and DDL


def test_savepoints(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(insert(things), {"id": 2})
        with connection.begin_nested() as savepoint:
            connection.execute(insert(things), {"id": 3})
            savepoint.rollback()
        with connection.begin_nested(), connection.begin_nested():
            connection.execute(insert(things), {"id": 4})
        connection.rollback()
        assert connection.execute(select(things.c.id)).scalars().all() == [1]
        with connection.begin_nested():
            connection.execute(insert(things), {"id": 5})
        connection.commit()
        assert connection.execute(select(things.c.id)).scalars().all() == [1, 5]


def test_ddl_is_rolled_back(engine: Engine) -> None:
    other = Table("other", MetaData(), Column("id", Integer))
    with engine.connect() as connection:
        other.create(connection)
        connection.execute(insert(other), {"id": 1})
        things.drop(connection)
        connection.rollback()
        assert inspect(connection).get_table_names() == ["things"]
        with connection.begin_nested() as savepoint:
            other.create(connection)
            savepoint.rollback()
        connection.commit()
        assert inspect(connection).get_table_names() == ["things"]


# -- modes


def test_autocommit(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        set_number(connection, 2)
        with engine.connect() as other:
            assert number(other) == 2
        connection.rollback()
        assert number(connection) == 2
        assert connection.get_isolation_level() == "AUTOCOMMIT"
    with engine.connect() as connection:
        assert connection.get_isolation_level() == "SERIALIZABLE"
        set_number(connection, 3)
        connection.rollback()
        assert number(connection) == 2


def test_autocommit_lets_out_what_cannot_be_in_a_transaction(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(exc.OperationalError, match="VACUUM"):
        connection.exec_driver_sql("VACUUM")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM")


def test_read_uncommitted_between_connections_of_a_shared_cache() -> None:
    engine = create_engine("sqlite:///file:shared?mode=memory&cache=shared&uri=true", pool_size=2)
    with engine.connect() as keeper:
        keeper.exec_driver_sql("SELECT 1")
        in_threads(engine)
    engine.dispose()


def in_threads(engine: Engine) -> None:
    """SingletonThreadPool: another thread has another connection."""
    metadata.create_all(engine)
    with engine.connect() as connection:
        connection.execute(insert(things), {"id": 1})
    seen: list[Any] = []

    def read() -> None:
        with engine.connect() as other:
            try:
                other.execute(select(func.count()).select_from(things))
            except exc.OperationalError as error:
                seen.append(str(error))
        with engine.connect().execution_options(isolation_level="READ UNCOMMITTED") as other:
            seen.append(other.execute(select(func.count()).select_from(things)).scalar())

    with engine.connect() as connection:
        connection.execute(insert(things), {"id": 2})
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
        connection.rollback()
    assert seen[0].startswith("(sqlite3.OperationalError) database table is locked: things; another connection")
    assert seen[1] == 1


def test_a_memory_database_is_the_threads_own() -> None:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    tables: list[Any] = []
    thread = threading.Thread(target=lambda: tables.append(inspect(engine).get_table_names()))
    thread.start()
    thread.join()
    assert tables == [[]]
    assert inspect(engine).get_table_names() == ["things"]
    engine.dispose()


def test_a_memory_database_that_threads_share() -> None:
    from holdfast.pool import StaticPool

    engine = create_engine("sqlite://", poolclass=StaticPool)
    metadata.create_all(engine)
    tables: list[Any] = []
    thread = threading.Thread(target=lambda: tables.append(inspect(engine).get_table_names()))
    thread.start()
    thread.join()
    assert tables == [["things"]]
    engine.dispose()


def test_the_drivers_own_transactions_are_replaced(tmp_path: Path) -> None:
    """``autocommit=False`` of Python 3.12 asks for what there is anyway; True has another name."""
    url = f"sqlite:///{tmp_path / 'test.db'}"
    engine = create_engine(url, connect_args={"autocommit": False})
    metadata.create_all(engine)
    with engine.connect() as connection:
        connection.execute(insert(things), {"id": 1})
        connection.rollback()
        assert connection.execute(select(things)).all() == []
    engine.dispose()
    with pytest.raises(exc.ArgumentError, match='isolation_level="AUTOCOMMIT"'):
        create_engine(url, connect_args={"autocommit": True}).connect()


@pytest.mark.skipif(sys.version_info < (3, 12), reason="the attribute came with Python 3.12")
@pytest.mark.parametrize("autocommit", [True, False])
def test_connections_of_a_creator_with_the_drivers_own_transactions(tmp_path: Path, autocommit: bool) -> None:
    def connect() -> Any:
        return sqlite3.connect(tmp_path / "test.db", autocommit=autocommit, check_same_thread=False)  # type: ignore[call-arg]

    engine = create_engine("sqlite://", creator=connect)
    begun: list[str] = []

    @event.listens_for(engine, "connect")
    def trace(connection: Any, record: Any) -> None:
        connection.set_trace_callback(begun.append)

    metadata.create_all(engine)
    with engine.connect() as connection:
        connection.execute(insert(things), {"id": 1})
        connection.rollback()
        assert connection.execute(select(things)).all() == []
    assert "BEGIN DEFERRED" in begun
    engine.dispose()


def test_begin_sent_by_a_listener(sqlite):
    """The recipe of SQLAlchemy's documentation: turn the driver's BEGIN off, and send one's own."""

    @event.listens_for(sqlite, "connect")
    def quiet(connection, record):
        connection.isolation_level = None

    @event.listens_for(sqlite, "begin")
    def begun(connection):
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    with sqlite.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("INSERT INTO t VALUES (1)")
        connection.rollback()
        assert not inspect(connection).has_table("t")
