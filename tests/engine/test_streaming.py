"""Server-side cursors: rows come in chunks, are never all in memory, and end with their transaction."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import Column, Integer, MetaData, String, Table, event, exc, insert, select, text
from holdfast.engine import Connection, Engine
from holdfast.engine.result.streaming import StreamCursor
from holdfast.orm import DeclarativeBase, Session

ROWS = 3000
metadata = MetaData()
numbers = Table("numbers", metadata, Column("id", Integer, primary_key=True), Column("word", String(20)))


class Base(DeclarativeBase):
    metadata = metadata


class Number(Base):
    __table__ = numbers


@pytest.fixture
def filled(database: Engine) -> Engine:
    metadata.create_all(database)
    with database.begin() as connection:
        connection.execute(insert(numbers), [{"id": n, "word": f"w{n}"} for n in range(1, ROWS + 1)])
    return database


@pytest.fixture
def fetches(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """How many rows were asked of server-side cursors, call by call."""
    sizes: list[Any] = []
    fetchmany, fetchall = StreamCursor.fetchmany, StreamCursor.fetchall
    monkeypatch.setattr(StreamCursor, "fetchmany", lambda self, size: sizes.append(size) or fetchmany(self, size))
    monkeypatch.setattr(StreamCursor, "fetchall", lambda self: sizes.append("all") or fetchall(self))
    return sizes


def streamed(connection: Connection, **options: Any) -> Any:
    return connection.execute(select(numbers).order_by(numbers.c.id), execution_options=options)


def is_streaming(engine: Engine) -> bool:
    return engine.dialect.features.server_side_cursors


def test_chunks_grow(filled: Engine, fetches: list[Any]) -> None:
    with filled.connect() as connection:
        seen = [row.id for row in streamed(connection, stream_results=True)]
    assert seen == list(range(1, ROWS + 1))
    if is_streaming(filled):
        assert fetches == [5, 25, 125, 625, 1000, 1000, 1000]


def test_the_buffer_has_a_limit(filled: Engine, fetches: list[Any]) -> None:
    with filled.connect() as connection:
        with streamed(connection, stream_results=True, max_row_buffer=50) as result:
            result.fetchmany(300)
        if is_streaming(filled):
            assert fetches == [300]
            fetches.clear()
            for row in streamed(connection, stream_results=True, max_row_buffer=50):
                if row.id == 200:
                    break
            assert max(fetches) == 50


def test_yield_per_fetches_equal_chunks_and_no_more_than_needed(filled: Engine, fetches: list[Any]) -> None:
    with filled.connect() as connection:
        result = streamed(connection, yield_per=100)
        sizes = []
        for part in result.partitions():
            sizes.append(len(part))
            if len(sizes) == 3:
                break
        result.close()
        assert sizes == [100, 100, 100]
        if is_streaming(filled):
            assert fetches == [100, 100, 100]
        assert connection.scalar(select(numbers.c.id).limit(1)) == 1


def test_yield_per_of_a_result(filled: Engine, fetches: list[Any]) -> None:
    with filled.connect() as connection:
        result = streamed(connection, stream_results=True).yield_per(700)
        assert [len(part) for part in result.partitions()] == [700, 700, 700, 700, 200]
        if is_streaming(filled):
            assert fetches == [700] * 5


def test_the_connection_or_the_statement_may_ask_for_it(filled: Engine) -> None:
    with filled.connect() as connection:
        statement = select(numbers).execution_options(stream_results=True)
        with connection.execute(statement) as result:
            assert isinstance(result.cursor, StreamCursor) is is_streaming(filled)
        connection.execution_options(yield_per=10)
        with connection.execute(select(numbers)) as result:
            assert isinstance(result.cursor, StreamCursor) is is_streaming(filled)
            assert len(next(result.partitions())) == 10
        with connection.execute(select(numbers), execution_options={"stream_results": False}) as result:
            assert not isinstance(result.cursor, StreamCursor)


@pytest.mark.parametrize(
    ("sql", "is_query"),
    [
        ("SELECT id FROM numbers", True),
        ("  ( SELECT id FROM numbers )", True),
        ("WITH n AS (SELECT id FROM numbers) SELECT id FROM n", True),
        ("DELETE FROM numbers", False),
    ],
)
def test_text_is_streamed_when_it_is_a_query(filled: Engine, sql: str, is_query: bool) -> None:
    if filled.dialect.name == "sqlite" and "(" in sql[:3]:
        pytest.skip("SQLite has no SELECT in parentheses")
    with filled.connect() as connection:
        connection.execution_options(stream_results=True)
        for execute in (lambda: connection.execute(text(sql)), lambda: connection.exec_driver_sql(sql)):
            with execute() as result:
                assert result.returns_rows is is_query
                assert isinstance(result.cursor, StreamCursor) is (is_query and is_streaming(filled))
        connection.rollback()


def test_writing_with_the_option_on(filled: Engine) -> None:
    with filled.connect().execution_options(stream_results=True) as connection:
        assert connection.execute(insert(numbers), {"id": ROWS + 1, "word": "x"}).rowcount == 1
        assert connection.execute(numbers.update().values(word="y")).rowcount == ROWS + 1
        connection.rollback()


def test_reading_in_pieces(filled: Engine) -> None:
    with filled.connect() as connection:
        result = streamed(connection, stream_results=True)
        assert result.fetchone().id == 1
        assert [row.id for row in result.fetchmany(3)] == [2, 3, 4]
        iterator = iter(result)
        assert next(iterator).id == 5
        assert [row.id for row in result.fetchmany(4)] == [6, 7, 8, 9]
        assert len(result.all()) == ROWS - 9
        assert result.fetchone() is None
        assert result.fetchmany(2) == []


def test_scalars_and_mappings(filled: Engine) -> None:
    with filled.connect() as connection:
        assert sum(streamed(connection, yield_per=500).scalars()) == ROWS * (ROWS + 1) // 2
        assert streamed(connection, stream_results=True).mappings().first() == {"id": 1, "word": "w1"}
        assert streamed(connection, stream_results=True).scalars("word").first() == "w1"


@pytest.mark.parametrize("ending", ["commit", "rollback"])
def test_a_result_ends_with_its_transaction(filled: Engine, ending: str) -> None:
    with filled.connect() as connection:
        result = streamed(connection, stream_results=True)
        result.fetchone()
        getattr(connection, ending)()
        if is_streaming(filled):
            assert len(result.fetchmany(4)) == 4, "what was fetched is there"
            with pytest.raises(exc.ResourceClosedError, match="ends with its transaction"):
                result.fetchmany(10)
        assert connection.scalar(select(numbers.c.id).where(numbers.c.id == 7)) == 7


def test_a_result_that_is_left_open_does_not_disturb_the_next_user(filled: Engine) -> None:
    for _ in range(3):
        with filled.connect() as connection:
            streamed(connection, yield_per=10).fetchone()
    with filled.connect() as connection:
        assert len(connection.execute(select(numbers)).all()) == ROWS


def test_an_error_while_streaming_is_wrapped(postgresql: Engine) -> None:
    with postgresql.connect() as connection:
        statement = text("SELECT 10 / (20 - n) FROM generate_series(1, 100) AS s (n)")
        result = connection.execute(statement, execution_options={"yield_per": 5})
        with pytest.raises(exc.DataError, match="division by zero"):
            result.all()


def test_in_autocommit_mode(filled: Engine) -> None:
    with filled.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        assert [len(part) for part in streamed(connection, yield_per=1000).partitions()] == [1000] * 3


def test_events_see_the_drivers_cursor(filled: Engine) -> None:
    seen: list[Any] = []
    event.listen(filled, "after_cursor_execute", lambda conn, cursor, *rest: seen.append(cursor))
    with filled.connect() as connection:
        streamed(connection, stream_results=True).close()
    assert not isinstance(seen[-1], StreamCursor)


def test_objects_are_streamed_with_yield_per(filled: Engine, fetches: list[Any]) -> None:
    with Session(filled) as session:
        statement = select(Number).order_by(Number.id).execution_options(yield_per=1000)
        assert [len(part) for part in session.scalars(statement).partitions()] == [1000] * 3
        if is_streaming(filled):
            assert fetches[:3] == [1000] * 3
