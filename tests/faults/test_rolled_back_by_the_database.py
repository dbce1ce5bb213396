"""A database that rolls back by itself: nothing of what comes later is committed as if it were all of it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from holdfast import Column, ForeignKey, Integer, MetaData, Table, create_engine, exc, insert, select, text, update
from holdfast.engine import Connection, Engine
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column

INACTIVE = "This connection is on an inactive transaction.  Please rollback"


def refuses_until_rollback(connection: Connection, table: Table) -> None:
    with pytest.raises(exc.PendingRollbackError, match=INACTIVE):
        connection.execute(insert(table), {"id": 99})
    with pytest.raises(exc.PendingRollbackError, match=INACTIVE):
        connection.commit()
    assert not connection.in_transaction()
    connection.rollback()
    assert 99 not in connection.execute(select(table.c.id)).scalars().all()
    connection.rollback()


def test_on_conflict_rollback_of_sqlite(sqlite: Engine) -> None:
    things = Table(
        "things", MetaData(), Column("id", Integer, primary_key=True, sqlite_on_conflict_primary_key="ROLLBACK")
    )
    things.create(sqlite)
    with sqlite.connect() as connection:
        connection.execute(insert(things), {"id": 1})
        with pytest.raises(exc.IntegrityError):
            connection.execute(insert(things), {"id": 1})
        refuses_until_rollback(connection, things)
        assert connection.execute(select(things)).all() == []


def test_the_end_of_a_block_does_not_pass_for_a_commit(sqlite: Engine) -> None:
    things = Table(
        "things", MetaData(), Column("id", Integer, primary_key=True, sqlite_on_conflict_primary_key="ROLLBACK")
    )
    things.create(sqlite)
    with pytest.raises(exc.PendingRollbackError, match=INACTIVE), sqlite.begin() as connection:
        connection.execute(insert(things), {"id": 1})
        with pytest.raises(exc.IntegrityError):
            connection.execute(insert(things), {"id": 1})
    with sqlite.connect() as connection:
        assert connection.execute(select(things)).all() == []


def test_a_block_that_rolls_back_itself_ends_without_an_error(sqlite: Engine) -> None:
    things = Table(
        "things", MetaData(), Column("id", Integer, primary_key=True, sqlite_on_conflict_primary_key="ROLLBACK")
    )
    things.create(sqlite)
    with sqlite.begin() as connection:
        connection.execute(insert(things), {"id": 1})
        with pytest.raises(exc.IntegrityError):
            connection.execute(insert(things), {"id": 1})
        connection.rollback()


def test_on_conflict_rollback_inside_of_a_savepoint(sqlite: Engine) -> None:
    things = Table(
        "things", MetaData(), Column("id", Integer, primary_key=True, sqlite_on_conflict_primary_key="ROLLBACK")
    )
    things.create(sqlite)
    with sqlite.connect() as connection:
        connection.execute(insert(things), {"id": 1})
        with pytest.raises(exc.IntegrityError), connection.begin_nested():
            connection.execute(insert(things), {"id": 1})
        refuses_until_rollback(connection, things)


def test_autocommit_has_no_transaction_to_lose(sqlite: Engine) -> None:
    things = Table("things", MetaData(), Column("id", Integer, primary_key=True))
    things.create(sqlite)
    with sqlite.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(insert(things), {"id": 1})
        with pytest.raises(exc.IntegrityError):
            connection.execute(insert(things), {"id": 1})
        connection.execute(insert(things), {"id": 2})
        assert connection.execute(select(things.c.id)).scalars().all() == [1, 2]


def test_a_full_disk(tmp_path: Path) -> None:
    """The file may have 20 pages; whatever SQLite makes of the transaction, it is all or nothing."""
    engine = create_engine(f"sqlite:///{tmp_path / 'small.db'}")
    things = Table("things", MetaData(), Column("id", Integer, primary_key=True), Column("data", Integer))
    things.create(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 20")
        connection.commit()
        with pytest.raises(exc.OperationalError, match="database or disk is full"):
            for number in range(100_000):
                connection.execute(insert(things), {"id": number, "data": number})
        connection.rollback()
        assert connection.execute(select(things)).all() == []
        # A large statement that does not fit leaves what came before it.
        connection.execute(insert(things), {"id": 1})
        with pytest.raises(exc.OperationalError, match="database or disk is full"):
            connection.execute(insert(things), [{"id": number, "data": number} for number in range(2, 100_000)])
        if connection.in_transaction():
            connection.commit()
        else:
            connection.rollback()
        assert connection.execute(select(things.c.id)).scalars().all() in ([], [1])
    engine.dispose()


def test_a_commit_that_a_deferred_constraint_refuses(postgresql: Engine) -> None:
    metadata = MetaData()
    parents = Table("parents", metadata, Column("id", Integer, primary_key=True))
    children = Table(
        "children",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("parent_id", ForeignKey("parents.id", deferrable=True, initially="DEFERRED")),
    )
    metadata.create_all(postgresql)
    with postgresql.connect() as connection:
        connection.execute(insert(children), {"id": 1, "parent_id": 5})
        with pytest.raises(exc.IntegrityError):
            connection.commit()
        refuses_until_rollback(connection, parents)


def test_a_commit_that_sqlite_refuses_may_be_tried_again(tmp_path: Path) -> None:
    """SQLite keeps the transaction: what is missing can be added, and committed."""
    engine = create_engine(f"sqlite:///{tmp_path / 'test.db'}?foreign_keys=on")
    metadata = MetaData()
    parents = Table("parents", metadata, Column("id", Integer, primary_key=True))
    children = Table(
        "children",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("parent_id", ForeignKey("parents.id", deferrable=True, initially="DEFERRED")),
    )
    metadata.create_all(engine)
    with engine.connect() as connection:
        connection.execute(insert(children), {"id": 1, "parent_id": 5})
        with pytest.raises(exc.IntegrityError):
            connection.commit()
        connection.execute(insert(parents), {"id": 5})
        connection.commit()
    with engine.connect() as connection:
        assert connection.execute(select(children)).all() == [(1, 5)]
    engine.dispose()


def deadlock(engine: Engine, things: Table) -> tuple[list[Connection], list[exc.DBAPIError]]:
    """Two connections that each want the row that the other has: connections, and the error that one of them got."""
    connections = [engine.connect(), engine.connect()]
    errors: list[exc.DBAPIError] = []
    both = threading.Barrier(2)

    def run(mine: int, other: int) -> None:
        connection = connections[mine]
        connection.execute(update(things).where(things.c.id == mine).values(data=mine))
        both.wait()
        try:
            connection.execute(update(things).where(things.c.id == other).values(data=mine))
        except exc.DBAPIError as error:
            errors.append(error)
            connections.remove(connection)
            connections.insert(0, connection)
        else:
            connection.commit()

    threads = [threading.Thread(target=run, args=pair) for pair in ((0, 1), (1, 0))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return connections, errors


def test_a_deadlock(mariadb: Engine) -> None:
    things = Table(
        "things", MetaData(), Column("id", Integer, primary_key=True, autoincrement=False), Column("data", Integer)
    )
    things.create(mariadb)
    with mariadb.begin() as connection:
        connection.execute(insert(things), [{"id": 0}, {"id": 1}])
    (victim, survivor), (error,) = deadlock(mariadb, things)
    assert isinstance(error, exc.OperationalError)
    assert not error.connection_invalidated
    refuses_until_rollback(victim, things)
    data = victim.execute(select(things.c.data)).scalars().all()
    assert data in ([0, 0], [1, 1])
    victim.close()
    survivor.close()


class Base(DeclarativeBase):
    pass


class Thing(Base):
    __tablename__ = "things"
    id: Mapped[int] = mapped_column(primary_key=True, sqlite_on_conflict_primary_key="ROLLBACK")


def test_a_session_rolls_all_of_it_back(sqlite: Engine) -> None:
    Base.metadata.create_all(sqlite)
    with Session(sqlite) as session:
        session.add(Thing(id=1))
        session.commit()
        session.add(Thing(id=2))
        session.flush()
        session.execute(text("SELECT 1"))
        session.add(Thing(id=1))
        with pytest.raises(exc.IntegrityError):
            session.flush()
        session.rollback()
        session.add(Thing(id=3))
        session.commit()
        assert session.scalars(select(Thing.id)).all() == [1, 3]
