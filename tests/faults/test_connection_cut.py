"""The network breaks in the middle of a transaction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import Column, Integer, MetaData, String, Table, create_engine, event, exc, func, insert, select
from holdfast.engine import Engine
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column
from tests.faults.proxy import Cut, Proxy

metadata = MetaData()
things = Table("things", metadata, Column("id", Integer, primary_key=True), Column("name", String(50)))


@pytest.fixture(params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest) -> Engine:
    """The server itself, without a proxy."""
    engine: Engine = request.getfixturevalue(request.param)
    metadata.create_all(engine)
    return engine


@pytest.fixture
def proxy(server: Engine) -> Iterator[Proxy]:
    assert server.url.host and server.url.port
    with Proxy(server.url.host, server.url.port) as proxy:
        yield proxy


@pytest.fixture
def engine(server: Engine, proxy: Proxy) -> Iterator[Engine]:
    engine = create_engine(server.url.set(host="127.0.0.1", port=proxy.port))
    yield engine
    engine.dispose()


def names(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(select(things.c.name).order_by(things.c.id)).scalars())


def test_the_transaction_is_gone_until_it_is_rolled_back(server: Engine, engine: Engine, proxy: Proxy) -> None:
    with engine.connect() as connection:
        connection.execute(insert(things), {"id": 1, "name": "lost"})
        proxy.cut()
        with pytest.raises(exc.OperationalError) as caught:
            connection.execute(insert(things), {"id": 2, "name": "not sent"})
        assert caught.value.connection_invalidated
        assert connection.invalidated
        with pytest.raises(exc.PendingRollbackError, match="Can't reconnect until invalid transaction is rolled back"):
            connection.execute(select(1))
        with pytest.raises(exc.PendingRollbackError):
            connection.commit()
        connection.rollback()
        connection.execute(insert(things), {"id": 3, "name": "kept"})
        connection.commit()
    assert names(server) == ["kept"]


def test_a_savepoint_is_gone_with_it(server: Engine, engine: Engine, proxy: Proxy) -> None:
    with engine.connect() as connection, connection.begin():
        connection.execute(insert(things), {"id": 1, "name": "lost"})
        with pytest.raises(exc.OperationalError), connection.begin_nested():
            proxy.cut()
            connection.execute(insert(things), {"id": 2, "name": "lost too"})
        with pytest.raises(exc.PendingRollbackError):
            connection.execute(insert(things), {"id": 3, "name": "outside of it"})
        connection.rollback()
    assert names(server) == []


@pytest.mark.parametrize(("when", "there"), [("before", False), ("after", True)])
def test_a_commit_without_an_answer_raises(
    server: Engine, engine: Engine, proxy: Proxy, when: Cut, there: bool
) -> None:
    """Whether it has happened nobody can tell; it is never reported as done."""
    with engine.connect() as connection:
        connection.execute(insert(things), {"id": 1, "name": "x"})
        proxy.cut_at(b"COMMIT", when)
        with pytest.raises(exc.OperationalError) as caught:
            connection.commit()
        assert caught.value.connection_invalidated
        connection.rollback()
        assert connection.execute(select(func.count()).select_from(things)).scalar() == there
    assert names(server) == ["x"] * there


def test_the_end_of_a_block_raises_when_the_commit_has_no_answer(server: Engine, engine: Engine, proxy: Proxy) -> None:
    with pytest.raises(exc.OperationalError), engine.begin() as connection:
        connection.execute(insert(things), {"id": 1, "name": "x"})
        proxy.cut_at(b"COMMIT", "before")
    assert names(engine) == names(server) == []


def test_a_rollback_that_cannot_be_sent_has_happened(server: Engine, engine: Engine, proxy: Proxy) -> None:
    """The server rolls back by itself; the connection is replaced."""
    with engine.connect() as connection:
        connection.execute(insert(things), {"id": 1, "name": "x"})
        proxy.cut()
        with pytest.raises(exc.OperationalError):
            connection.rollback()
        connection.execute(insert(things), {"id": 2, "name": "y"})
        connection.commit()
    assert names(server) == ["y"]


def test_closing_a_connection_that_was_cut_frees_its_place(engine: Engine, proxy: Proxy) -> None:
    for _ in range(20):
        with pytest.raises(exc.OperationalError), engine.connect() as connection:
            connection.execute(select(1))
            proxy.cut()
            connection.execute(select(1))
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # a QueuePool


def test_rows_that_are_still_to_come_are_an_error(server: Engine, engine: Engine, proxy: Proxy) -> None:
    with server.begin() as connection:
        connection.execute(insert(things), [{"id": number, "name": "x" * 50} for number in range(1, 100_000)])
    with engine.connect() as connection:
        result = connection.execution_options(stream_results=True, yield_per=10).execute(select(things))
        result.fetchmany(10)
        proxy.cut()
        with pytest.raises(exc.OperationalError) as caught:
            result.all()
        assert caught.value.connection_invalidated


class Base(DeclarativeBase):
    pass


class Thing(Base):
    __tablename__ = "things"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))


@pytest.mark.parametrize(("when", "there"), [("before", False), ("after", True)])
def test_a_session_whose_commit_has_no_answer(
    server: Engine, engine: Engine, proxy: Proxy, when: Cut, there: bool
) -> None:
    with Session(engine) as session:
        session.add(Thing(id=1, name="x"))
        session.flush()
        proxy.cut_at(b"COMMIT", when)
        with pytest.raises(exc.OperationalError):
            session.commit()
        session.rollback()
        assert (session.get(Thing, 1) is not None) == there
    assert names(server) == ["x"] * there


def test_a_session_that_is_cut_in_its_flush_loses_nothing(server: Engine, engine: Engine, proxy: Proxy) -> None:
    """After the rollback the same objects can be added again."""
    with Session(engine) as session:
        session.add(Thing(id=1, name="first"))
        session.flush()
        session.add_all(things := [Thing(id=number, name=f"{number}") for number in range(2, 5)])

        @event.listens_for(engine, "before_cursor_execute", once=True)
        def cut(*args: Any) -> None:
            proxy.cut()

        with pytest.raises(exc.OperationalError):
            session.flush()
        session.rollback()
        session.add_all(things)
        session.commit()
    assert names(server) == ["2", "3", "4"]
