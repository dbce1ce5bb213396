"""Autobegin, commit, rollback, savepoints, and what an ended transaction allows."""

from __future__ import annotations

import pytest

from holdfast import exc, select, text
from holdfast.engine import Connection, Engine, NestedTransaction, RootTransaction
from tests.engine.shop import customer, on_sqlite


def count(connection: Connection) -> int:
    return len(connection.execute(select(customer.c.id)).all())


def test_the_first_statement_begins(connection: Connection) -> None:
    assert not connection.in_transaction()
    connection.execute(text("SELECT 1"))
    assert connection.in_transaction()
    assert isinstance(connection.get_transaction(), RootTransaction)


def test_commit_and_rollback(connection: Connection) -> None:
    connection.execute(customer.insert(), {"name": "kept"})
    connection.commit()
    connection.execute(customer.insert(), {"name": "undone"})
    connection.rollback()
    assert [row.name for row in connection.execute(select(customer))] == ["kept"]


def test_commit_without_a_transaction_does_nothing(connection: Connection) -> None:
    connection.commit()
    connection.rollback()
    assert not connection.in_transaction()


def test_close_rolls_back(file_engine: Engine) -> None:
    with file_engine.connect() as connection:
        connection.execute(customer.insert(), {"name": "undone"})
    with file_engine.connect() as connection:
        assert count(connection) == 0


def test_engine_begin_commits_at_the_end_and_rolls_back_on_errors(file_engine: Engine) -> None:
    with file_engine.begin() as connection:
        connection.execute(customer.insert(), {"name": "kept"})
    with pytest.raises(ValueError, match="stop"), file_engine.begin() as connection:
        connection.execute(customer.insert(), {"name": "undone"})
        raise ValueError("stop")
    with file_engine.connect() as connection:
        assert count(connection) == 1


def test_begin_twice_is_refused(connection: Connection) -> None:
    transaction = connection.begin()
    message = (
        r"already initialized a SQLAlchemy Transaction\(\) object via begin\(\) or autobegin; can't call begin\(\)"
    )
    with pytest.raises(exc.InvalidRequestError, match=message):
        connection.begin()
    transaction.rollback()
    connection.begin().rollback()


def test_an_ended_transaction(connection: Connection) -> None:
    transaction = connection.begin()
    transaction.commit()
    assert not transaction.is_active
    assert not transaction.is_valid
    with pytest.raises(exc.InvalidRequestError, match="This transaction is inactive"):
        transaction.commit()
    transaction.rollback()
    transaction.close()


def test_a_block_whose_transaction_has_ended_refuses_statements(connection: Connection) -> None:
    with connection.begin() as transaction:
        transaction.rollback()
        with pytest.raises(exc.InvalidRequestError, match="Can't operate on closed transaction inside context manager"):
            connection.execute(text("SELECT 1"))
    connection.execute(text("SELECT 1"))


def test_the_connections_own_commit_inside_of_a_block(connection: Connection) -> None:
    with connection.begin():
        connection.execute(customer.insert(), {"name": "kept"})
        connection.commit()
        with pytest.raises(exc.InvalidRequestError, match="Can't operate on closed transaction"):
            connection.execute(text("SELECT 1"))
    assert count(connection) == 1


def test_savepoints(connection: Connection) -> None:
    connection.execute(customer.insert(), {"name": "outer"})
    inner = connection.begin_nested()
    assert isinstance(inner, NestedTransaction)
    assert connection.in_nested_transaction()
    assert connection.get_nested_transaction() is inner
    connection.execute(customer.insert(), {"name": "inner"})
    inner.rollback()
    assert not connection.in_nested_transaction()
    with connection.begin_nested():
        connection.execute(customer.insert(), {"name": "second"})
    connection.commit()
    assert [row.name for row in connection.execute(select(customer))] == ["outer", "second"]


def test_a_savepoint_block_rolls_back_on_errors_and_the_outer_transaction_goes_on(connection: Connection) -> None:
    connection.execute(customer.insert(), {"id": 1, "name": "first"})
    with pytest.raises(exc.IntegrityError), connection.begin_nested():
        connection.execute(customer.insert(), {"id": 1, "name": "again"})
    connection.execute(customer.insert(), {"id": 2, "name": "second"})
    connection.commit()
    assert count(connection) == 2


def test_ending_an_outer_savepoint_ends_the_inner_ones(connection: Connection) -> None:
    outer = connection.begin_nested()
    inner = connection.begin_nested()
    outer.rollback()
    assert not inner.is_active
    with pytest.raises(exc.InvalidRequestError, match="This nested transaction is inactive"):
        inner.commit()
    assert connection.in_transaction()
    connection.execute(customer.insert(), {"name": "kept"})
    connection.commit()
    assert count(connection) == 1


def test_ending_the_transaction_ends_its_savepoints(connection: Connection) -> None:
    nested = connection.begin_nested()
    connection.rollback()
    assert not nested.is_active
    assert not connection.in_nested_transaction()
    nested.rollback()


@on_sqlite
def test_ddl_is_part_of_the_transaction(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE other (x INTEGER)"))
    connection.rollback()
    with pytest.raises(exc.OperationalError, match="no such table"):
        connection.execute(text("SELECT * FROM other"))


def test_a_select_is_part_of_the_transaction(file_engine: Engine) -> None:
    with file_engine.connect() as reader, file_engine.connect() as writer:
        assert count(reader) == 0
        raw = reader.connection.dbapi_connection
        assert raw is not None
        assert raw.in_transaction
        reader.rollback()
        writer.execute(customer.insert(), {"name": "new"})
        writer.commit()
        assert count(reader) == 1


@on_sqlite
def test_an_error_leaves_the_transaction_open(connection: Connection) -> None:
    connection.execute(customer.insert(), {"id": 1})
    with pytest.raises(exc.IntegrityError):
        connection.execute(customer.insert(), {"id": 1})
    assert connection.in_transaction()
    connection.commit()
    assert count(connection) == 1


def test_a_failed_commit_can_be_rolled_back(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        connection.rollback()
        connection.connection.dbapi_connection.isolation_level = None
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        connection.connection.dbapi_connection.isolation_level = "DEFERRED"
        connection.rollback()
        connection.exec_driver_sql("CREATE TABLE a (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("CREATE TABLE b (a_id INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED)")
        connection.commit()
        connection.exec_driver_sql("INSERT INTO b VALUES (1)")
        with pytest.raises(exc.IntegrityError, match="FOREIGN KEY constraint failed"):
            connection.commit()
        assert connection.in_transaction()
        connection.rollback()
        assert not connection.in_transaction()
        assert connection.exec_driver_sql("SELECT count(*) FROM b").scalar() == 0


@on_sqlite
def test_two_phases_are_refused(connection: Connection) -> None:
    with pytest.raises(NotImplementedError, match="no two-phase transactions"):
        connection.begin_twophase()
    assert not connection.in_transaction()
