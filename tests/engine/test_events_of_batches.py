"""What listeners of the cursor's events are told of rows that are inserted together, and what the result knows
afterwards."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from holdfast import Column, Connection, Integer, MetaData, String, Table, TypeDecorator, event, exc, insert, select
from holdfast.engine import Engine
from holdfast.engine.errors import ExceptionContext
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column


class Doubled(TypeDecorator[int]):
    """Keeps half of a number, to see that result processors are applied, and once."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Any) -> int | None:
        return None if value is None else value // 2

    def process_result_value(self, value: int | None, dialect: Any) -> int | None:
        return None if value is None else value * 2


metadata = MetaData()
item = Table(
    "item",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("x", Doubled),
    Column("y", String(20), server_default="made"),
)


class Base(DeclarativeBase):
    pass


class Thing(Base):
    __tablename__ = "thing"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))


class Told(NamedTuple):
    when: str
    executemany: bool
    parameters: Any
    isinsert: bool
    text: str
    sets: list[dict[str, Any]]


def listening(target: Any) -> list[Told]:
    told: list[Told] = []

    def before(connection: Any, cursor: Any, sql: str, parameters: Any, context: Any, many: bool) -> None:
        note("before", parameters, context, many)

    def after(connection: Any, cursor: Any, sql: str, parameters: Any, context: Any, many: bool) -> None:
        note("after", parameters, context, many)

    def note(when: str, parameters: Any, context: Any, many: bool) -> None:
        assert context.executemany is many
        assert context.invoked_statement.is_dml
        told.append(
            Told(when, many, parameters, context.isinsert, str(context.compiled), list(context.compiled_parameters))
        )

    event.listen(target, "before_cursor_execute", before)
    event.listen(target, "after_cursor_execute", after)
    return told


@pytest.fixture
def connection(database: Engine) -> Any:
    with database.connect() as connection:
        metadata.create_all(connection)
        connection.commit()
        yield connection


ROWS = [{"x": number} for number in (8, 6, 4)]


def test_a_batch_is_told_as_an_executemany(connection: Connection) -> None:
    told = listening(connection)
    connection.execute(insert(item).returning(item.c.id), ROWS)
    assert [one.when for one in told] == ["before", "after"]
    for one in told:
        assert (one.executemany, one.isinsert) == (True, True)
        assert isinstance(one.parameters, tuple) and list(one.parameters) == [4, 3, 2]
        assert one.text.startswith("INSERT INTO item (x) VALUES (")
        assert one.sets == ROWS


def test_rows_one_by_one_are_told_as_an_executemany(connection: Connection) -> None:
    """An expression among the values keeps the rows apart."""
    told = listening(connection)
    statement = insert(item).values(y=select(item.c.y).limit(1).scalar_subquery()).returning(item.c.x)
    assert connection.execute(statement, ROWS).scalars().all() == [8, 6, 4]
    assert [one.executemany for one in told] == [True] * 6


def test_one_row_of_a_list_is_no_executemany(connection: Connection) -> None:
    told = listening(connection)
    connection.execute(insert(item).returning(item.c.id), ROWS[:1]).all()
    assert [one.executemany for one in told] == [False, False]


def test_handle_error_is_told_the_same(connection: Connection) -> None:
    seen: list[Any] = []

    def failed(context: ExceptionContext) -> None:
        told = context.execution_context
        seen.append((told.isinsert, told.executemany, told.invoked_statement.is_insert))

    event.listen(connection.engine, "handle_error", failed)
    with connection.engine.connect() as other, pytest.raises(exc.IntegrityError):
        other.execute(insert(item).returning(item.c.id), [{"id": 7, "x": 1}, {"id": 7, "x": 2}])
    event.remove(connection.engine, "handle_error", failed)
    assert seen == [(True, True, True)]


def test_a_flush_is_told_like_core(database: Engine) -> None:
    Base.metadata.create_all(database)
    with Session(database) as session:
        told = listening(session.connection())
        things = [Thing(name="a"), Thing(name="b")]
        session.add_all(things)
        session.flush()
        inserted = told[0]
        assert (inserted.executemany, inserted.isinsert) == (True, True)
        assert inserted.text.startswith("INSERT INTO thing (name) VALUES (")
        assert inserted.sets == [{"name": "a"}, {"name": "b"}]
        told.clear()
        for thing in things:
            thing.name += "!"
        session.flush()
        assert told[0].text.startswith("UPDATE thing SET ")
        assert [one["name"] for one in told[0].sets] == ["a!", "b!"]
        told.clear()
        session.delete(things[0])
        session.flush()
        assert told[0].text.startswith("DELETE FROM thing WHERE ")


@pytest.mark.parametrize(("size", "statements"), [(1, 3), (2, 2), (5, 1)])
def test_the_page_size_of_an_execution(connection: Connection, size: int, statements: int) -> None:
    told = listening(connection)
    paged = connection.execution_options(insertmanyvalues_page_size=size)
    assert paged.execute(insert(item).returning(item.c.x), ROWS).scalars().all() == [8, 6, 4]
    assert len(told) == 2 * statements


def test_the_page_size_of_an_execution_may_be_more_than_the_engines(connection: Connection) -> None:
    rows = [{"x": number} for number in range(0, 4000, 2)]
    told = listening(connection)
    paged = connection.execution_options(insertmanyvalues_page_size=5000)
    assert paged.execute(insert(item).returning(item.c.x), rows).scalars().all() == list(range(0, 4000, 2))
    most = connection.dialect.features.max_parameters // 2
    assert len(told) // 2 <= -(-len(rows) // min(most, 5000))


def test_what_many_rows_were_given_by_the_database(connection: Connection) -> None:
    if not connection.dialect.features.insert_returning:
        pytest.skip(connection.dialect.features.missing("insert_returning") or "")
    result = connection.execute(insert(item).return_defaults(), ROWS)
    assert result.rowcount == 3
    assert not result.returns_rows
    rows = connection.execute(select(item.c.id, item.c.x).order_by(item.c.id)).all()
    assert [row.id for row in result.inserted_primary_key_rows] == [row.id for row in rows]
    assert [row.x for row in rows] == [8, 6, 4]
    assert result.returned_defaults_rows == [(row.id, "made") for row in rows]


def test_returned_defaults_are_processed_once(connection: Connection) -> None:
    if not connection.dialect.features.insert_returning:
        pytest.skip(connection.dialect.features.missing("insert_returning") or "")
    result = connection.execute(insert(item).return_defaults(supplemental_cols=[item.c.x]), ROWS)
    assert [row.x for row in result.returned_defaults_rows or ()] == [8, 6, 4]


def test_what_before_execute_is_told_without_parameters(connection: Connection) -> None:
    seen: list[Any] = []
    event.listen(connection, "before_execute", lambda c, clause, many, one, options: seen.append((many, one)))
    connection.execute(select(item))
    connection.execute(select(item), {})
    connection.execute(insert(item), {"x": 2})
    connection.execute(insert(item), ROWS)
    assert seen == [((), {}), ([], {}), ([], {"x": 2}), (ROWS, {})]


def test_an_empty_list_of_parameters_warns(connection: Connection) -> None:
    with pytest.warns(exc.SADeprecationWarning, match="Empty parameter sequence passed to execute"):
        connection.execute(select(item), []).all()
    # Of text for the driver it means no parameters.
    assert connection.exec_driver_sql("SELECT 1", []).scalar() == 1


def test_a_context_of_a_select_knows_its_values(connection: Connection) -> None:
    seen: list[Any] = []
    event.listen(connection, "before_cursor_execute", lambda *told: seen.append(list(told[4].compiled_parameters)))
    connection.execute(select(item).where(item.c.id == 5))
    connection.execute(select(item).where(item.c.id == 6))
    assert seen == [[{"id_1": 5}], [{"id_1": 6}]]
