"""Isolation, what a failed statement does to its transaction, savepoints, two phases."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import create_engine, exc

LEVELS = ("READ COMMITTED", "READ UNCOMMITTED", "REPEATABLE READ", "SERIALIZABLE")


@pytest.mark.parametrize("level", LEVELS)
def test_isolation_of_a_connection(postgresql: Any, level: str) -> None:
    with postgresql.connect().execution_options(isolation_level=level) as connection:
        assert connection.get_isolation_level() == level
        assert connection.exec_driver_sql("show transaction_isolation").scalar() == level.lower()
    with postgresql.connect() as connection:
        assert connection.get_isolation_level() == "READ COMMITTED"


def test_isolation_of_an_engine(postgresql: Any) -> None:
    engine = create_engine(postgresql.url, isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        assert connection.get_isolation_level() == "REPEATABLE READ"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("select 1")
    with engine.connect() as connection:
        assert connection.get_isolation_level() == "REPEATABLE READ"
    engine.dispose()


def test_autocommit(postgresql: Any) -> None:
    with postgresql.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("create table t (id integer)")
        connection.exec_driver_sql("vacuum t")
        connection.rollback()
    with postgresql.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from t").scalar() == 0
        assert connection._raw_connection().autocommit is False


def test_an_unknown_level(postgresql: Any) -> None:
    with postgresql.connect() as connection, pytest.raises(exc.ArgumentError, match="Valid isolation levels"):
        connection.execution_options(isolation_level="CHAOS")


def test_read_only_and_deferrable(postgresql: Any) -> None:
    options = {"isolation_level": "SERIALIZABLE", "postgresql_readonly": True, "postgresql_deferrable": True}
    with postgresql.connect().execution_options(**options) as connection:
        assert connection.exec_driver_sql("show transaction_read_only").scalar() == "on"
        assert connection.exec_driver_sql("show transaction_deferrable").scalar() == "on"
        with pytest.raises(exc.InternalError, match="read-only transaction"):
            connection.exec_driver_sql("create table t (id integer)")
    with postgresql.connect() as connection:
        assert connection.exec_driver_sql("show transaction_read_only").scalar() == "off"
        assert connection.exec_driver_sql("show transaction_deferrable").scalar() == "off"


def test_read_only_engine(postgresql: Any) -> None:
    with postgresql.execution_options(postgresql_readonly=True).connect() as connection:
        assert connection.exec_driver_sql("show transaction_read_only").scalar() == "on"
    with postgresql.connect() as connection:
        assert connection.exec_driver_sql("show transaction_read_only").scalar() == "off"


def test_properties_are_set_before_the_transaction(postgresql: Any) -> None:
    with postgresql.connect() as connection:
        connection.exec_driver_sql("select 1")
        with pytest.raises(exc.InvalidRequestError, match="postgresql_readonly may not be altered"):
            connection.execution_options(postgresql_readonly=True)


def test_ddl_is_rolled_back(postgresql: Any) -> None:
    with postgresql.connect() as connection:
        connection.exec_driver_sql("create table t (id integer)")
        connection.rollback()
        with pytest.raises(exc.ProgrammingError, match='relation "t" does not exist'):
            connection.exec_driver_sql("select * from t")


def test_a_transaction_in_which_a_statement_failed_is_not_committed(postgresql: Any) -> None:
    with postgresql.connect() as connection:
        connection.exec_driver_sql("create table t (id integer)")
        with pytest.raises(exc.DataError):
            connection.exec_driver_sql("select 1/0")
        with pytest.raises(exc.PendingRollbackError, match="Can't commit a transaction in which a"):
            connection.commit()
        connection.rollback()
        connection.exec_driver_sql("create table t (id integer)")
        connection.commit()


def test_a_savepoint_keeps_the_rest(postgresql: Any) -> None:
    with postgresql.connect() as connection:
        connection.exec_driver_sql("create table t (id integer primary key)")
        with pytest.raises(exc.IntegrityError), connection.begin_nested():
            connection.exec_driver_sql("insert into t values (1), (1)")
        connection.exec_driver_sql("insert into t values (2)")
        connection.commit()
        assert connection.exec_driver_sql("select id from t").scalars().all() == [2]


# -- two phases


@pytest.fixture
def connection(twophase_postgresql: Any) -> Any:
    with twophase_postgresql.connect() as connection:
        connection.exec_driver_sql("drop table if exists t")
        connection.exec_driver_sql("create table t (name text)")
        connection.commit()
        yield connection


def names(connection: Any) -> list[str]:
    found: list[str] = connection.exec_driver_sql("select name from t order by name").scalars().all()
    connection.rollback()
    return found


def insert(connection: Any, name: str) -> None:
    connection.exec_driver_sql("insert into t values (%s)", (name,))


def test_prepare_and_commit(connection: Any) -> None:
    transaction = connection.begin_twophase()
    insert(connection, "a")
    transaction.prepare()
    with connection.engine.connect() as other:
        assert other.recover_twophase() == [transaction.xid]
    transaction.commit()
    assert names(connection) == ["a"]
    assert connection.recover_twophase() == []


def test_prepare_and_roll_back(connection: Any) -> None:
    transaction = connection.begin_twophase()
    insert(connection, "a")
    transaction.prepare()
    transaction.rollback()
    assert names(connection) == []


def test_commit_without_prepare(connection: Any) -> None:
    with connection.begin_twophase():
        insert(connection, "a")
    with pytest.raises(ZeroDivisionError), connection.begin_twophase():
        insert(connection, "b")
        raise ZeroDivisionError
    assert names(connection) == ["a"]


@pytest.mark.parametrize("xid", ["plain", "it's", "per%cent", "back\\slash", "%s", ":colon", "ü"])
def test_identifiers_are_texts(connection: Any, xid: str) -> None:
    transaction = connection.begin_twophase(xid)
    insert(connection, xid)
    transaction.prepare()
    transaction.commit()
    assert names(connection) == [xid]


@pytest.mark.parametrize("recover", [True, False])
def test_what_was_prepared_is_ended_by_another_connection(twophase_postgresql: Any, recover: bool) -> None:
    engine = twophase_postgresql
    with engine.connect() as connection:
        connection.exec_driver_sql("drop table if exists t")
        connection.exec_driver_sql("create table t (name text)")
        connection.commit()
        for name in "ab":
            transaction = connection.begin_twophase(f"{name}{recover}")
            insert(connection, name)
            transaction.prepare()
            connection.invalidate()
            transaction.close()
    with engine.connect() as connection:
        assert sorted(connection.recover_twophase()) == [f"a{recover}", f"b{recover}"]
        connection.commit_prepared(f"a{recover}", recover=recover)
        connection.rollback_prepared(f"b{recover}", recover=recover)
        assert connection._raw_connection().autocommit is False
        connection.rollback()
        assert names(connection) == ["a"]
        assert connection.recover_twophase() == []


def test_a_failed_transaction_is_not_prepared(connection: Any) -> None:
    transaction = connection.begin_twophase()
    with pytest.raises(exc.DataError):
        connection.exec_driver_sql("select 1/0")
    with pytest.raises(exc.PendingRollbackError, match="a statement has failed"):
        transaction.prepare()
    transaction.rollback()
    assert connection.recover_twophase() == []


def test_what_was_prepared_is_not_ended_inside_of_a_transaction(connection: Any) -> None:
    insert(connection, "a")
    with pytest.raises(exc.InvalidRequestError, match="COMMIT PREPARED cannot run inside of a transaction"):
        connection.commit_prepared("x")
    connection.commit()
    assert names(connection) == ["a"]


def test_an_unknown_identifier(connection: Any) -> None:
    with pytest.raises(exc.ProgrammingError, match="does not exist"):
        connection.commit_prepared("nobody's")
    assert connection._raw_connection().autocommit is False
