"""Result and its views, over sources of every kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from holdfast import exc
from holdfast.engine import ChunkedIteratorResult, CursorResult, Engine, IteratorResult, Result
from holdfast.engine.result import ResultMetaData, SimpleResultMetaData

ROWS = [(1, "a"), (2, "b"), (3, "c"), (4, "a"), (5, "b")]
Maker = Callable[..., Result[Any]]


@pytest.fixture(params=["iterator", "chunks", "cursor", "merged", "frozen"])
def make(request: pytest.FixtureRequest, engine: Engine) -> Maker:
    """Makes a result of rows (number, letter) in one of five ways."""

    def iterator(rows: Sequence[Any] = ROWS) -> Result[Any]:
        return IteratorResult(SimpleResultMetaData(["number", "letter"]), iter(rows))

    def chunks(rows: Sequence[Any] = ROWS) -> Result[Any]:
        def make_chunks(size: int | None) -> Iterator[Sequence[Any]]:
            step = size or 2
            return (rows[at : at + step] for at in range(0, len(rows), step))

        return ChunkedIteratorResult(SimpleResultMetaData(["number", "letter"]), make_chunks)

    def cursor(rows: Sequence[Any] = ROWS) -> Result[Any]:
        connection = engine.connect()
        connection.exec_driver_sql("DROP TABLE IF EXISTS r")
        connection.exec_driver_sql("CREATE TABLE r (number INTEGER, letter TEXT)")
        if rows:
            connection.exec_driver_sql("INSERT INTO r VALUES (?, ?)", list(rows))
        return connection.exec_driver_sql("SELECT * FROM r")

    def merged(rows: Sequence[Any] = ROWS) -> Result[Any]:
        return iterator(rows[:2]).merge(iterator(rows[2:3]), iterator(rows[3:]))

    def frozen(rows: Sequence[Any] = ROWS) -> Result[Any]:
        return iterator(rows).freeze()()

    return {"iterator": iterator, "chunks": chunks, "cursor": cursor, "merged": merged, "frozen": frozen}[request.param]


def test_all_uses_it_up(make: Maker) -> None:
    result = make()
    assert result.all() == ROWS
    assert result.all() == []
    assert result.first() is None
    assert result.closed


def test_iteration_takes_only_what_is_asked_for(make: Maker) -> None:
    result = make()
    for row in result:
        assert row.number == 1
        break
    assert next(result) == (2, "b")
    assert result.fetchone() == (3, "c")
    assert result.fetchmany(1) == [(4, "a")]
    assert list(result) == [(5, "b")]
    assert result.fetchone() is None


def test_next_at_the_end(make: Maker) -> None:
    result = make()
    result.all()
    with pytest.raises(StopIteration):
        next(result)


def test_first_closes(make: Maker) -> None:
    result = make()
    assert result.first() == (1, "a")
    with pytest.raises(exc.ResourceClosedError, match="This result object is closed"):
        result.first()
    assert list(result.keys()) == ["number", "letter"]


def test_one_and_its_errors(make: Maker) -> None:
    assert make(ROWS[:1]).one() == (1, "a")
    with pytest.raises(exc.MultipleResultsFound, match="Multiple rows were found when exactly one was required"):
        make().one()
    with pytest.raises(exc.NoResultFound, match="No row was found when one was required"):
        make(()).one()


def test_one_or_none(make: Maker) -> None:
    assert make(ROWS[:1]).one_or_none() == (1, "a")
    assert make(()).one_or_none() is None
    with pytest.raises(exc.MultipleResultsFound, match="Multiple rows were found when one or none was required"):
        make().one_or_none()


def test_scalars(make: Maker) -> None:
    assert make().scalars().all() == [1, 2, 3, 4, 5]
    assert make().scalars("letter").unique().all() == ["a", "b", "c"]
    assert make().scalars(1).first() == "a"
    assert make().scalar() == 1
    assert make(ROWS[:1]).scalar_one() == 1
    assert make(()).scalar_one_or_none() is None
    assert make(()).scalar() is None
    assert [list(part) for part in make().scalars().partitions(2)] == [[1, 2], [3, 4], [5]]
    with pytest.raises(exc.NoResultFound):
        make(()).scalar_one()
    with pytest.raises(exc.NoResultFound):
        make(()).scalars().one()
    with pytest.raises(exc.MultipleResultsFound):
        make().scalars().one_or_none()


def test_mappings(make: Maker) -> None:
    assert make().mappings().first() == {"number": 1, "letter": "a"}
    assert make().mappings().columns("letter").all() == [{"letter": letter} for _, letter in ROWS]
    assert make().mappings().fetchone() == {"number": 1, "letter": "a"}
    assert len(make().mappings().unique().all()) == 5
    assert list(make().mappings().keys()) == ["number", "letter"]


def test_columns(make: Maker) -> None:
    assert make().columns("letter", "number").first() == ("a", 1)
    assert make().columns(1).all() == [(letter,) for _, letter in ROWS]
    with pytest.raises(exc.NoSuchColumnError, match="column 'nope'"):
        make().columns("nope")
    with pytest.raises(IndexError, match="out of range: column 9"):
        make().scalars(9)


def test_unique(make: Maker) -> None:
    assert make([*ROWS, *ROWS]).unique().all() == ROWS
    assert make().unique(lambda row: row.letter).all() == ROWS[:3]
    assert make().unique(lambda row: row.letter).fetchmany(2) == ROWS[:2]
    assert make([ROWS[0], ROWS[0]]).unique().one() == ROWS[0]


def test_unique_of_unhashable_values() -> None:
    metadata = ResultMetaData(["value"])
    with pytest.raises(exc.InvalidRequestError, match="Can't apply uniqueness to row"):
        IteratorResult(metadata, iter([([1],)])).unique().all()
    filtered = ResultMetaData(["value"], unique_filters=[id])
    value = [1]
    assert IteratorResult(filtered, iter([(value,), (value,), ([1],)])).unique().all() == [(value,), ([1],)]


def test_partitions_and_yield_per(make: Maker) -> None:
    assert [len(part) for part in make().partitions(2)] == [2, 2, 1]
    assert [len(part) for part in make().yield_per(3).partitions()] == [3, 2]
    assert list(make().yield_per(2)) == ROWS


def test_iteration_with_yield_per_loses_nothing(make: Maker) -> None:
    result = make().yield_per(3)
    assert next(iter(result)) == (1, "a")
    assert result.all() == ROWS[1:]


def test_keys(make: Maker) -> None:
    keys = make().keys()
    assert keys == ["number", "letter"]
    assert "number" in keys
    assert len(keys) == 2
    assert repr(keys) == "RMKeyView(['number', 'letter'])"


def test_tuples_is_the_result_itself(make: Maker) -> None:
    result = make()
    assert result.tuples() is result
    assert result.t is result


def test_close(make: Maker) -> None:
    result = make()
    scalars = result.scalars()
    result.close()
    result.close()
    assert result.closed
    assert scalars.closed
    for read in (result.all, result.fetchone, result.scalar, result.freeze, result.mappings().all):
        with pytest.raises(exc.ResourceClosedError, match="This result object is closed"):
            read()  # type: ignore[operator]  # all of them take no arguments


def test_closing_a_view_closes_the_result(make: Maker) -> None:
    result = make()
    result.scalars().close()
    with pytest.raises(exc.ResourceClosedError):
        result.all()


def test_context_manager(make: Maker) -> None:
    with make() as result:
        assert result.fetchone() == (1, "a")
    assert result.closed


def test_a_frozen_result_can_be_read_again(make: Maker) -> None:
    result = make()
    frozen = result.freeze()
    assert frozen().all() == frozen().all() == ROWS
    assert result.all() == []
    assert frozen.with_new_rows([(9, "z")])().one() == (9, "z")


def test_a_source_of_scalars_makes_no_rows_for_scalars() -> None:
    values = [object(), object()]

    def scalar_result() -> Result[Any]:
        return IteratorResult(SimpleResultMetaData(["value"]), iter(values), _source_supports_scalars=True)

    assert scalar_result().scalars().all() == values
    assert scalar_result().all() == [(value,) for value in values]
    assert scalar_result().mappings().first() == {"value": values[0]}
    assert scalar_result().merge(scalar_result()).scalars().all() == values * 2
    assert scalar_result().freeze()().scalars().all() == values


def test_scalars_may_be_none() -> None:
    result: Result[Any] = IteratorResult(
        SimpleResultMetaData(["value"]), iter([None, 1, None]), _source_supports_scalars=True
    )
    assert result.scalars().all() == [None, 1, None]
    result = IteratorResult(SimpleResultMetaData(["value"]), iter([None, 1]), _source_supports_scalars=True)
    assert list(result) == [(None,), (1,)]


def test_many_rows_come_in_order(engine: Engine) -> None:
    with engine.connect() as connection:
        result = connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 4999) SELECT i FROM n"
        )
        assert isinstance(result, CursorResult)
        assert [row.i for row in result.all()] == list(range(5000))


def test_a_statement_without_rows(engine: Engine) -> None:
    with engine.connect() as connection:
        result = connection.exec_driver_sql("CREATE TABLE t (x)")
        assert not result.returns_rows
        assert not result.closed
        for read in (result.all, result.first, result.keys, result.scalars().all):
            with pytest.raises(exc.ResourceClosedError, match="This result object does not return rows"):
                read()  # type: ignore[operator]  # all of them take no arguments


def test_an_error_while_rows_are_fetched_is_wrapped(engine: Engine) -> None:
    with engine.connect() as connection:
        result = connection.exec_driver_sql("SELECT 1 UNION ALL SELECT json('{') FROM (SELECT 1)")
        with pytest.raises(exc.OperationalError, match="malformed JSON"):
            result.all()
