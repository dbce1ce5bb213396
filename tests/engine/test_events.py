"""Events of engines, connections and dialects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import DDL, ForeignKey, bindparam, event, exc, select, text
from holdfast.engine import Connection, Engine, ExceptionContext
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from tests.engine.shop import customer, on_sqlite


@on_sqlite
def test_cursor_events(connection: Connection) -> None:
    heard: list[Any] = []

    @event.listens_for(connection, "before_cursor_execute")
    def before(conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
        heard.append(("before", statement, parameters, executemany, context.executemany))

    @event.listens_for(connection, "after_cursor_execute")
    def after(conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
        heard.append(("after", statement, context.cursor is cursor, context.isinsert))

    connection.execute(customer.insert(), [{"name": "a"}, {"name": "b"}])
    sql = "INSERT INTO customer (name) VALUES (?)"
    assert heard == [("before", sql, [("a",), ("b",)], True, True), ("after", sql, True, True)]


def test_before_cursor_execute_may_replace_the_statement(connection: Connection) -> None:
    @event.listens_for(connection, "before_cursor_execute", retval=True)
    def comment(conn: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> tuple[str, Any]:
        return statement.replace("1", "2"), parameters

    assert connection.execute(text("SELECT 1")).scalar() == 2


def test_listeners_of_a_connection_are_its_own(engine: Engine) -> None:
    heard: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda conn, cursor, sql, *rest: heard.append(f"engine {sql}"))
    with engine.connect() as first, engine.connect() as second:
        event.listen(first, "before_cursor_execute", lambda conn, cursor, sql, *rest: heard.append(f"first {sql}"))
        first.execute(text("SELECT 1"))
        second.execute(text("SELECT 2"))
    assert heard == ["engine SELECT 1", "first SELECT 1", "engine SELECT 2"]


def test_execute_events(connection: Connection) -> None:
    heard: list[Any] = []

    @event.listens_for(connection, "before_execute")
    def before(conn: Any, clause: Any, multiparams: Any, params: Any, execution_options: Any) -> None:
        heard.append((multiparams, params))

    @event.listens_for(connection, "after_execute")
    def after(conn: Any, clause: Any, multiparams: Any, params: Any, execution_options: Any, result: Any) -> None:
        heard.append(result.rowcount)

    connection.execute(customer.insert(), {"name": "a"})
    connection.execute(customer.insert(), [{"name": "a"}, {"name": "b"}])
    assert heard == [([], {"name": "a"}), 1, ([{"name": "a"}, {"name": "b"}], {}), 2]


def test_before_execute_may_replace_the_statement(connection: Connection) -> None:
    connection.execute(customer.insert(), [{"name": "a"}, {"name": "b"}])

    @event.listens_for(connection, "before_execute", retval=True)
    def replace(conn: Any, clause: Any, multiparams: Any, params: Any, execution_options: Any) -> Any:
        return clause.where(customer.c.name == "b"), multiparams, params

    assert connection.execute(select(customer.c.name)).scalars().all() == ["b"]


def test_transaction_events(connection: Connection) -> None:
    heard: list[str] = []
    names = "begin commit rollback savepoint rollback_savepoint release_savepoint"
    for name in names.split():
        event.listen(connection, name, lambda *args, name=name: heard.append(name))
    connection.begin_nested().commit()
    connection.begin_nested().rollback()
    connection.commit()
    connection.execute(text("SELECT 1"))
    connection.rollback()
    assert heard == [
        "begin", "savepoint", "release_savepoint", "savepoint", "rollback_savepoint", "commit", "begin", "rollback",
    ]  # fmt: skip


def test_dialect_events_may_execute_themselves(engine: Engine) -> None:
    heard: list[str] = []

    @event.listens_for(engine, "do_execute")
    def execute(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
        heard.append(statement)
        cursor.execute("SELECT 5")
        return True

    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 5
    assert heard == ["SELECT 1"]


def test_handle_error_sees_everything_and_may_replace_the_error(engine: Engine) -> None:
    seen: list[ExceptionContext] = []

    class Mine(Exception):
        pass

    @event.listens_for(engine, "handle_error")
    def handle(context: ExceptionContext) -> Exception | None:
        seen.append(context)
        return Mine("better") if "nope" in str(context.original_exception) else None

    with engine.connect() as connection:
        with pytest.raises(Mine, match="better"):
            connection.execute(text("SELECT * FROM nope"))
        with pytest.raises(exc.OperationalError):
            connection.execute(text("SELECT * FROM other"))
    assert seen[0].statement == "SELECT * FROM nope"
    assert isinstance(seen[0].sqlalchemy_exception, exc.OperationalError)
    assert not seen[0].is_disconnect
    assert seen[0].engine is engine


def test_handle_error_may_declare_a_disconnect(file_engine: Engine) -> None:
    @event.listens_for(file_engine, "handle_error")
    def handle(context: ExceptionContext) -> None:
        context.is_disconnect = True

    with file_engine.connect() as connection:
        with pytest.raises(exc.OperationalError) as raised:
            connection.execute(text("SELECT * FROM nope"))
        assert raised.value.connection_invalidated
        assert connection.invalidated


def test_listeners_of_the_engine_class(engine: Engine) -> None:
    heard: list[str] = []

    def remember(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        heard.append(statement)

    event.listen(Engine, "before_cursor_execute", remember)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    finally:
        event.remove(Engine, "before_cursor_execute", remember)
    with engine.connect() as connection:
        connection.execute(text("SELECT 2"))
    assert heard == ["SELECT 1"]


def test_engine_disposed(engine: Engine) -> None:
    heard: list[Any] = []
    event.listen(engine, "engine_disposed", heard.append)
    engine.dispose()
    assert heard == [engine]


# -- the ORM's own reads


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    books: Mapped[list[Book]] = relationship()


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Author(name="a", books=[Book(), Book()]), Author(name="b")])
        session.commit()
        yield session


def test_reads_of_objects_are_announced(engine: Engine, session: Session) -> None:
    before: list[Any] = []
    after: list[Any] = []

    @event.listens_for(engine, "before_execute")
    def remember(conn: Any, clauseelement: Any, multiparams: Any, params: Any, execution_options: Any) -> None:
        before.append((clauseelement, params, execution_options))

    @event.listens_for(engine, "after_execute")
    def remember_result(
        conn: Any, clauseelement: Any, multiparams: Any, params: Any, execution_options: Any, result: Any
    ) -> None:
        after.append((clauseelement, result))

    statement = select(Author).where(Author.name == bindparam("name"))
    author = session.scalars(statement, {"name": "a"}, execution_options={"mine": 1}).one()
    assert before == [(statement, {"name": "a"}, {"mine": 1})]
    assert len(author.books) == 2
    assert len(before) == len(after) == 2
    session.expire_all()
    assert author.name == "a"
    session.expunge_all()
    assert session.get(Author, 2) is not None
    assert len(before) == len(after) == 4
    assert all("FROM" in str(element) for element, *_ in before)


def test_a_listener_may_replace_the_statement_of_a_read(engine: Engine, session: Session) -> None:
    @event.listens_for(engine, "before_execute", retval=True)
    def only_b(conn: Any, clauseelement: Any, multiparams: Any, params: Any, execution_options: Any) -> Any:
        return clauseelement.where(Author.__table__.c.name == "b"), multiparams, params

    assert [author.name for author in session.scalars(select(Author))] == ["b"]
    assert session.get(Author, 1) is None
    assert session.get(Author, 2) is not None


def test_what_a_new_database_is_asked_is_not_announced(database: Engine) -> None:
    heard: list[str] = []
    event.listen(database, "begin", lambda connection: heard.append("begin"))
    event.listen(database, "before_cursor_execute", lambda *arguments: heard.append(arguments[2]))
    database.connect().close()
    assert heard == []


def test_do_execute_hears_of_ddl(connection: Connection) -> None:
    heard: list[str] = []
    event.listen(connection.dialect, "do_execute", lambda cursor, sql, parameters, context: heard.append(sql))
    with connection.engine.connect() as other:
        other.execute(DDL("SELECT 1"))
    assert heard == ["SELECT 1"]
