"""Results and rows, streamed ones too, and what happens to connections that were lost."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    exc,
    insert,
    literal,
    select,
    text,
)
from holdfast.testing.requirements import requires

COUNT = 2345


@pytest.fixture
def numbers(connection: Connection, metadata: MetaData) -> Table:
    """Many rows."""
    table = Table(
        "numbers", metadata, Column("id", Integer, primary_key=True, autoincrement=False), Column("word", String(20))
    )
    metadata.create_all(connection)
    connection.execute(insert(table), [{"id": number, "word": f"w{number}"} for number in range(COUNT)])
    connection.commit()
    return table


class TestResults:
    def test_one_row_in_all_its_forms(self, connection: Connection, numbers: Table) -> None:
        row: Any = connection.execute(select(numbers).where(numbers.c.id == 7)).one()
        assert (row.id, row.word, row[0], row[-1]) == (7, "w7", 7, "w7")
        assert tuple(row) == row == (7, "w7")
        assert row._mapping[numbers.c.word] == row._mapping["word"] == "w7"
        assert row._asdict() == {"id": 7, "word": "w7"}

    def test_how_many_there_are(self, connection: Connection, numbers: Table) -> None:
        statement = select(numbers.c.id).order_by(numbers.c.id)
        assert connection.execute(statement).first() == (0,)
        assert connection.execute(statement.where(numbers.c.id < 0)).first() is None
        assert connection.execute(statement.where(numbers.c.id < 0)).one_or_none() is None
        with pytest.raises(exc.NoResultFound):
            connection.execute(statement.where(numbers.c.id < 0)).one()
        with pytest.raises(exc.MultipleResultsFound):
            connection.execute(statement).one()
        assert connection.scalar(select(literal(1, Integer))) == 1

    def test_in_pieces(self, connection: Connection, numbers: Table) -> None:
        result = connection.execute(select(numbers.c.id).order_by(numbers.c.id))
        assert result.fetchone() == (0,)
        assert [row.id for row in result.fetchmany(3)] == [1, 2, 3]
        assert [len(part) for part in result.partitions(1000)] == [1000, 1000, 341]
        assert result.fetchall() == []

    def test_scalars_mappings_columns_unique(self, connection: Connection, numbers: Table) -> None:
        statement = select(numbers.c.id, numbers.c.word).where(numbers.c.id < 2).order_by(numbers.c.id)
        assert connection.execute(statement).scalars().all() == [0, 1]
        assert [dict(row) for row in connection.execute(statement).mappings()] == [
            {"id": 0, "word": "w0"},
            {"id": 1, "word": "w1"},
        ]
        assert connection.execute(statement).columns("word").all() == [("w0",), ("w1",)]
        twice = select(literal(1, Integer).label("one")).select_from(numbers).where(numbers.c.id < 2)
        assert connection.execute(twice).unique().all() == [(1,)]

    def test_keys(self, connection: Connection, numbers: Table) -> None:
        result = connection.execute(select(numbers.c.word, numbers.c.id.label("number")))
        assert list(result.keys()) == ["word", "number"]
        result.close()

    def test_a_statement_without_rows(self, connection: Connection, numbers: Table) -> None:
        result = connection.execute(numbers.delete().where(numbers.c.id < 5))
        assert not result.returns_rows
        assert result.rowcount == 5
        with pytest.raises(exc.ResourceClosedError):
            result.all()

    def test_driver_sql(self, connection: Connection, numbers: Table) -> None:
        assert connection.exec_driver_sql("SELECT word FROM numbers WHERE id = 3").scalar() == "w3"

    def test_a_result_left_unread_is_in_nobodys_way(self, connection: Connection, numbers: Table) -> None:
        connection.execute(select(numbers)).fetchone()
        assert connection.scalar(select(numbers.c.word).where(numbers.c.id == 1)) == "w1"

    def test_a_wrong_statement(self, connection: Connection, numbers: Table) -> None:
        with pytest.raises(exc.DBAPIError, match="SELEKT"):
            connection.execute(text("SELEKT 1"))
        connection.rollback()
        assert connection.scalar(select(literal(1, Integer))) == 1


@requires("server_side_cursors")
class TestServerSideCursors:
    @pytest.mark.parametrize("options", [{"stream_results": True}, {"yield_per": 100}])
    def test_all_rows_come(self, connection: Connection, numbers: Table, options: dict[str, int]) -> None:
        statement = select(numbers.c.id).order_by(numbers.c.id).execution_options(**options)
        assert [row.id for row in connection.execute(statement)] == list(range(COUNT))

    def test_the_rows_are_not_all_fetched_at_once(self, connection: Connection, numbers: Table) -> None:
        statement = select(numbers.c.id).order_by(numbers.c.id).execution_options(yield_per=10)
        result = connection.execute(statement)
        assert [len(part) for _, part in zip(range(3), result.partitions(), strict=False)] == [10, 10, 10]
        result.close()
        assert connection.scalar(select(numbers.c.id).where(numbers.c.id == 1)) == 1

    def test_for_all_of_a_connection(self, suite_engine: Engine, numbers: Table) -> None:
        with suite_engine.connect().execution_options(stream_results=True, max_row_buffer=50) as connection:
            result = connection.execute(select(numbers.c.word).order_by(numbers.c.id))
            assert result.fetchmany(2) == [("w0",), ("w1",)]
            assert len(result.all()) == COUNT - 2


class TestDisconnects:
    def test_invalidated_connections_are_replaced(self, suite_engine: Engine) -> None:
        with suite_engine.connect() as connection:
            assert connection.scalar(select(literal(1, Integer))) == 1
            connection.invalidate()
            assert connection.invalidated
            connection.rollback()
            assert connection.scalar(select(literal(2, Integer))) == 2

    def test_a_lost_connection_is_noticed(self, suite_engine: Engine) -> None:
        """The driver's connection is closed underneath; the error says so, and the next transaction works."""
        with suite_engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.close()
            with pytest.raises(exc.DBAPIError) as caught:
                connection.scalar(select(literal(1, Integer)))
            assert caught.value.connection_invalidated
            connection.rollback()
            assert connection.scalar(select(literal(2, Integer))) == 2

    def test_pre_ping_replaces_a_lost_connection(self, suite_engine: Engine) -> None:
        engine = create_engine(suite_engine.url, pool_pre_ping=True, pool_size=1)
        with engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            connection.scalar(select(literal(1, Integer)))
        raw.close()
        with engine.connect() as connection:
            assert connection.scalar(select(literal(2, Integer))) == 2
        engine.dispose()
