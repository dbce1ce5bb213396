"""Two-phase transactions on PostgreSQL and MariaDB: prepared, committed, rolled back, found again after a crash."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from holdfast import Column, Integer, MetaData, Table, create_engine, event, exc, func, insert, select
from holdfast.engine import Connection, Engine
from holdfast.orm import Session
from tests import servers
from tests.servers.private import PrivateMariaDB, PrivatePostgreSQL

metadata = MetaData()
paid = Table("paid", metadata, Column("id", Integer, primary_key=True), Column("amount", Integer))


# MariaDB lists the prepared transactions of the whole server, those of tests that run at the same time among them.
begun: set[Any] = set()


def prepared(connection: Connection) -> list[Any]:
    """The prepared transactions that this test has begun."""
    return [xid for xid in connection.recover_twophase() if xid in begun]


@pytest.fixture(params=["twophase_postgresql", "mariadb"])
def bank(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An engine whose database can prepare transactions, with an empty table."""
    engine: Engine = create_engine(request.getfixturevalue(request.param).url)
    metadata.drop_all(engine)
    metadata.create_all(engine)
    begun.clear()
    event.listen(engine, "begin_twophase", lambda connection, xid: begun.add(xid))
    yield engine
    with engine.connect() as connection:
        left = prepared(connection)
        for xid in left:
            connection.rollback_prepared(xid, recover=True)
    metadata.drop_all(engine)
    engine.dispose()
    assert left == []


def pay(connection: Connection, amount: int) -> None:
    connection.execute(insert(paid), {"amount": amount})


def total(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.coalesce(func.sum(paid.c.amount), 0))) or 0


def test_prepared_and_committed(bank: Engine) -> None:
    with bank.connect() as connection:
        transaction = connection.begin_twophase()
        assert connection.get_transaction() is transaction
        pay(connection, 5)
        transaction.prepare()
        assert total(bank) == 0
        transaction.commit()
        assert not connection.in_transaction()
        pay(connection, 1)
        connection.commit()
    assert total(bank) == 6


def test_prepared_and_rolled_back(bank: Engine) -> None:
    with bank.connect() as connection:
        transaction = connection.begin_twophase()
        pay(connection, 5)
        transaction.prepare()
        transaction.rollback()
        pay(connection, 1)
        connection.rollback()
    assert total(bank) == 0


def test_the_prepare_step_may_be_left_out(bank: Engine) -> None:
    with bank.connect() as connection:
        with connection.begin_twophase():
            pay(connection, 5)
        with pytest.raises(ZeroDivisionError), connection.begin_twophase():
            pay(connection, 7)
            raise ZeroDivisionError
        connection.begin_twophase()
        pay(connection, 9)
        connection.commit()
        connection.begin_twophase()
        pay(connection, 20)
        connection.rollback()
    assert total(bank) == 14


def test_closing_rolls_back_what_is_prepared(bank: Engine) -> None:
    with bank.connect() as connection:
        transaction = connection.begin_twophase()
        pay(connection, 5)
        transaction.prepare()
    assert total(bank) == 0


def test_an_identifier_of_ones_own(bank: Engine) -> None:
    xid = f'bank\'s "first" %s transfer {uuid4().hex[:8]}'
    with bank.connect() as connection:
        transaction = connection.begin_twophase(xid)
        assert transaction.xid == xid
        pay(connection, 5)
        transaction.prepare()
        with bank.connect() as other:
            assert prepared(other) == [xid]
        transaction.commit()
    assert total(bank) == 5


def test_savepoints_inside(bank: Engine) -> None:
    with bank.connect() as connection:
        transaction = connection.begin_twophase()
        pay(connection, 1)
        with connection.begin_nested() as savepoint:
            pay(connection, 10)
            savepoint.rollback()
        with connection.begin_nested():
            pay(connection, 100)
        transaction.prepare()
        transaction.commit()
    assert total(bank) == 101


def test_only_one_transaction_at_a_time(bank: Engine) -> None:
    with bank.connect() as connection:
        with connection.begin(), pytest.raises(exc.InvalidRequestError, match="already in progress"):
            connection.begin_twophase()
        transaction = connection.begin_twophase()
        with pytest.raises(exc.InvalidRequestError, match="Cannot start a two phase transaction"):
            connection.begin_twophase()
        transaction.rollback()
        with pytest.raises(exc.InvalidRequestError, match="This transaction is inactive"):
            transaction.prepare()


@pytest.mark.parametrize("ending", ["commit_prepared", "rollback_prepared"])
def test_another_connection_ends_what_a_lost_one_has_prepared(bank: Engine, ending: str) -> None:
    lost = bank.connect()
    transaction = lost.begin_twophase()
    xid = transaction.xid
    pay(lost, 5)
    transaction.prepare()
    lost.invalidate()  # the program dies between the two phases
    lost.close()
    with bank.connect() as connection:
        assert prepared(connection) == [xid]
        getattr(connection, ending)(xid, recover=True)
        assert prepared(connection) == []
    assert total(bank) == (5 if ending == "commit_prepared" else 0)


def test_a_lost_connection_that_was_not_prepared_leaves_nothing(bank: Engine) -> None:
    lost = bank.connect()
    lost.begin_twophase()
    pay(lost, 5)
    lost.invalidate()
    lost.close()
    with bank.connect() as connection:
        assert prepared(connection) == []
    assert total(bank) == 0


def test_an_unknown_identifier(bank: Engine) -> None:
    with bank.connect() as connection, pytest.raises(exc.DBAPIError):
        connection.commit_prepared("nobody", recover=True)


def test_events(bank: Engine) -> None:
    seen: list[tuple[Any, ...]] = []

    def remember(name: str) -> None:
        event.listen(bank, name, lambda connection, *arguments: seen.append((name, *arguments)))

    names = ("begin_twophase", "prepare_twophase", "commit_twophase", "rollback_twophase")
    for name in names:
        remember(name)
    with bank.connect() as connection:
        first = connection.begin_twophase("one")
        first.prepare()
        first.commit()
        connection.begin_twophase("two").rollback()
    assert seen == [
        ("begin_twophase", "one"),
        ("prepare_twophase", "one"),
        ("commit_twophase", "one", True),
        ("begin_twophase", "two"),
        ("rollback_twophase", "two", False),
    ]


def test_a_session_prepares(bank: Engine) -> None:
    with Session(bank, twophase=True) as session:
        session.execute(insert(paid), {"amount": 5})
        session.prepare()
        assert total(bank) == 0
        session.commit()
        session.execute(insert(paid), {"amount": 7})
        session.prepare()
        session.rollback()
        session.execute(insert(paid), {"amount": 1})
        session.commit()
    assert total(bank) == 6


def test_sqlite_has_none(sqlite: Engine) -> None:
    with sqlite.connect() as connection, pytest.raises(NotImplementedError, match="no two-phase transactions"):
        connection.begin_twophase()


@pytest.mark.parametrize("kind", [PrivatePostgreSQL, PrivateMariaDB])
def test_prepared_transactions_survive_the_death_of_the_server(kind: Any) -> None:
    settings = {"max_prepared_transactions": 5} if kind is PrivatePostgreSQL else {}
    with servers.running(kind(settings)) as server:
        engine = create_engine(server.url)
        metadata.create_all(engine)
        with engine.connect() as connection:
            transaction = connection.begin_twophase("kept")
            pay(connection, 5)
            transaction.prepare()
            server.kill()
            with pytest.raises(exc.OperationalError):
                transaction.commit()
            transaction.rollback()
        server.start()
        with engine.connect() as connection:
            assert connection.recover_twophase() == ["kept"]
            connection.commit_prepared("kept", recover=True)
        assert total(engine) == 5
        engine.dispose()
