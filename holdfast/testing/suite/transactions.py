"""Connections, transactions, savepoints, isolation levels and two-phase transactions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from holdfast import Column, Connection, Engine, Integer, MetaData, Table, exc, func, insert, inspect, select
from holdfast.testing.requirements import requires, requires_isolation_level


@pytest.fixture
def number(suite_engine: Engine, metadata: MetaData) -> Table:
    """A table of one column."""
    table = Table("number", metadata, Column("value", Integer, primary_key=True, autoincrement=False))
    metadata.create_all(suite_engine)
    return table


def values_of(engine: Engine, number: Table) -> list[Any]:
    """What another connection sees."""
    with engine.connect() as connection:
        return list(connection.scalars(select(number.c.value).order_by(number.c.value)))


class TestTransactions:
    def test_a_commit_is_seen_by_others(self, suite_engine: Engine, number: Table, connection: Connection) -> None:
        connection.execute(insert(number), {"value": 1})
        connection.commit()
        assert values_of(suite_engine, number) == [1]

    def test_a_rollback_undoes(self, suite_engine: Engine, number: Table, connection: Connection) -> None:
        connection.execute(insert(number), {"value": 1})
        assert connection.in_transaction()
        connection.rollback()
        assert not connection.in_transaction()
        assert values_of(suite_engine, number) == []

    def test_closing_undoes(self, suite_engine: Engine, number: Table) -> None:
        with suite_engine.connect() as connection:
            connection.execute(insert(number), {"value": 1})
        assert values_of(suite_engine, number) == []

    def test_begin_commits_at_the_end(self, suite_engine: Engine, number: Table) -> None:
        with suite_engine.begin() as connection:
            connection.execute(insert(number), {"value": 1})
        assert values_of(suite_engine, number) == [1]

    def test_begin_rolls_back_on_an_error(self, suite_engine: Engine, number: Table) -> None:
        with pytest.raises(ZeroDivisionError), suite_engine.begin() as connection:
            connection.execute(insert(number), {"value": 1})
            raise ZeroDivisionError
        assert values_of(suite_engine, number) == []

    def test_a_transaction_after_another(self, suite_engine: Engine, number: Table, connection: Connection) -> None:
        for value in (1, 2):
            with connection.begin():
                connection.execute(insert(number), {"value": value})
        assert values_of(suite_engine, number) == [1, 2]

    def test_a_failed_statement_can_be_rolled_back(
        self, suite_engine: Engine, number: Table, connection: Connection
    ) -> None:
        connection.execute(insert(number), {"value": 1})
        with pytest.raises(exc.IntegrityError):
            connection.execute(insert(number), {"value": 1})
        connection.rollback()
        connection.execute(insert(number), {"value": 2})
        connection.commit()
        assert values_of(suite_engine, number) == [2]

    def test_uncommitted_rows_are_not_seen_by_others(
        self, suite_engine: Engine, number: Table, connection: Connection
    ) -> None:
        connection.execute(insert(number), {"value": 1})
        assert values_of(suite_engine, number) == []
        connection.rollback()

    @requires("concurrent_writers")
    def test_two_connections_write_at_the_same_time(self, suite_engine: Engine, number: Table) -> None:
        with suite_engine.connect() as first, suite_engine.connect() as second:
            first.execute(insert(number), {"value": 1})
            second.execute(insert(number), {"value": 2})
            second.commit()
            first.commit()
        assert values_of(suite_engine, number) == [1, 2]

    @requires("transactional_ddl")
    def test_a_rollback_undoes_ddl(self, suite_engine: Engine, connection: Connection, metadata: MetaData) -> None:
        Table("ephemeral", metadata, Column("id", Integer, primary_key=True)).create(connection)
        connection.rollback()
        assert not inspect(suite_engine).has_table("ephemeral")


@requires("savepoints")
class TestSavepoints:
    def test_a_released_one_stays(self, suite_engine: Engine, number: Table, connection: Connection) -> None:
        connection.execute(insert(number), {"value": 1})
        with connection.begin_nested():
            connection.execute(insert(number), {"value": 2})
        connection.commit()
        assert values_of(suite_engine, number) == [1, 2]

    def test_a_rolled_back_one_leaves_the_rest(
        self, suite_engine: Engine, number: Table, connection: Connection
    ) -> None:
        connection.execute(insert(number), {"value": 1})
        nested = connection.begin_nested()
        connection.execute(insert(number), {"value": 2})
        nested.rollback()
        connection.execute(insert(number), {"value": 3})
        connection.commit()
        assert values_of(suite_engine, number) == [1, 3]

    def test_they_nest(self, suite_engine: Engine, number: Table, connection: Connection) -> None:
        with connection.begin():
            with connection.begin_nested():
                connection.execute(insert(number), {"value": 1})
                inner = connection.begin_nested()
                connection.execute(insert(number), {"value": 2})
                inner.rollback()
            connection.execute(insert(number), {"value": 3})
        assert values_of(suite_engine, number) == [1, 3]

    def test_an_error_inside_leaves_the_transaction_usable(
        self, suite_engine: Engine, number: Table, connection: Connection
    ) -> None:
        connection.execute(insert(number), {"value": 1})
        with pytest.raises(exc.IntegrityError), connection.begin_nested():
            connection.execute(insert(number), {"value": 1})
        connection.execute(insert(number), {"value": 2})
        connection.commit()
        assert values_of(suite_engine, number) == [1, 2]


class TestIsolation:
    def test_the_default_level_is_known(self, connection: Connection) -> None:
        assert connection.get_isolation_level() == connection.default_isolation_level

    def test_every_level_can_be_set(self, suite_engine: Engine) -> None:
        with suite_engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            levels = suite_engine.dialect.get_isolation_level_values(raw)
        for level in levels:
            with suite_engine.connect().execution_options(isolation_level=level) as connection:
                if level != "AUTOCOMMIT":
                    assert connection.get_isolation_level() == level
                assert connection.scalar(select(1)) == 1
        with suite_engine.connect() as connection:
            assert connection.get_isolation_level() == connection.default_isolation_level

    def test_an_unknown_level_is_refused(self, connection: Connection) -> None:
        with pytest.raises(exc.ArgumentError, match="Invalid value 'SOMEWHAT' for isolation_level"):
            connection.execution_options(isolation_level="SOMEWHAT")

    @requires_isolation_level("AUTOCOMMIT")
    def test_autocommit(self, suite_engine: Engine, number: Table) -> None:
        with suite_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(insert(number), {"value": 1})
            connection.rollback()
        assert values_of(suite_engine, number) == [1]

    @requires_isolation_level("SERIALIZABLE")
    @requires("concurrent_writers")
    def test_serializable_refuses_a_write_skew(self, suite_engine: Engine, number: Table) -> None:
        """Each of two counts and then inserts a row: one after the other, the counts would differ."""
        engine = suite_engine.execution_options(isolation_level="SERIALIZABLE")
        both_have_counted = Barrier(2)

        def count_and_insert(value: int) -> str:
            with engine.connect() as connection:
                assert connection.scalar(select(func.count()).select_from(number)) == 0
                both_have_counted.wait(timeout=30)
                try:
                    connection.execute(insert(number), {"value": value})
                    connection.commit()
                except exc.DBAPIError:
                    return "refused"
            return "committed"

        with ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(count_and_insert, (1, 2))) == ["committed", "refused"]
        assert len(values_of(suite_engine, number)) == 1

    @requires_isolation_level("REPEATABLE READ")
    @requires("concurrent_writers")
    def test_repeatable_reads(self, suite_engine: Engine, number: Table) -> None:
        engine = suite_engine.execution_options(isolation_level="REPEATABLE READ")
        with engine.connect() as reader, suite_engine.connect() as writer:
            assert reader.scalar(select(func.count()).select_from(number)) == 0
            writer.execute(insert(number), {"value": 1})
            writer.commit()
            assert reader.scalar(select(func.count()).select_from(number)) == 0
            reader.commit()
            assert reader.scalar(select(func.count()).select_from(number)) == 1

    @requires_isolation_level("READ COMMITTED")
    @requires("concurrent_writers")
    def test_read_committed(self, suite_engine: Engine, number: Table) -> None:
        engine = suite_engine.execution_options(isolation_level="READ COMMITTED")
        with engine.connect() as reader, suite_engine.connect() as writer:
            assert reader.scalar(select(func.count()).select_from(number)) == 0
            writer.execute(insert(number), {"value": 1})
            writer.commit()
            assert reader.scalar(select(func.count()).select_from(number)) == 1


@requires("two_phase")
class TestTwoPhase:
    def test_prepare_and_commit(self, suite_engine: Engine, number: Table, connection: Connection) -> None:
        transaction = connection.begin_twophase()
        connection.execute(insert(number), {"value": 1})
        transaction.prepare()
        transaction.commit()
        assert values_of(suite_engine, number) == [1]

    def test_commit_without_prepare(self, suite_engine: Engine, number: Table, connection: Connection) -> None:
        transaction = connection.begin_twophase()
        connection.execute(insert(number), {"value": 1})
        transaction.commit()
        assert values_of(suite_engine, number) == [1]

    @pytest.mark.parametrize("prepared", [False, True])
    def test_rollback(self, suite_engine: Engine, number: Table, connection: Connection, prepared: bool) -> None:
        transaction = connection.begin_twophase()
        connection.execute(insert(number), {"value": 1})
        if prepared:
            transaction.prepare()
        transaction.rollback()
        assert values_of(suite_engine, number) == []

    @pytest.mark.parametrize("committed", [False, True])
    def test_recovery(self, suite_engine: Engine, number: Table, committed: bool) -> None:
        """A prepared transaction outlives its connection, and another one ends it."""
        with suite_engine.connect() as connection:
            transaction = connection.begin_twophase()
            connection.execute(insert(number), {"value": 1})
            transaction.prepare()
            connection.invalidate()
        with suite_engine.connect() as connection:
            assert transaction.xid in connection.recover_twophase()
            connection.rollback()
            end = connection.commit_prepared if committed else connection.rollback_prepared
            end(transaction.xid, recover=True)
            connection.rollback()
            assert transaction.xid not in connection.recover_twophase()
            connection.rollback()
        assert values_of(suite_engine, number) == ([1] if committed else [])
