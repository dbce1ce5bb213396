"""A column that only helps to tell inserted rows apart."""

from __future__ import annotations

from typing import Any

from holdfast import FetchedValue, String, event, inspect, text
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column, orm_insert_sentinel


class Base(DeclarativeBase):
    pass


class Ticket(Base):
    __tablename__ = "ticket"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, server_default=FetchedValue())
    seat: Mapped[int]
    mark: Mapped[int] = orm_insert_sentinel()


GENERATORS = {"postgresql": "gen_random_uuid()::text", "mariadb": "uuid()", "sqlite": "(lower(hex(randomblob(16))))"}


def test_objects_get_the_random_keys_of_their_own_rows(engine: Any) -> None:
    with engine.begin() as connection:
        made = f"VARCHAR(40) DEFAULT {GENERATORS[engine.dialect.name]} PRIMARY KEY"
        connection.execute(text(f"CREATE TABLE ticket (id {made}, seat INTEGER, mark INTEGER)"))
    inserts: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.startswith("INSERT"):
            inserts.append(statement)

    with Session(engine) as session:
        tickets = [Ticket(seat=number) for number in range(20)]
        session.add_all(tickets)
        session.flush()
        session.expire_all()

        assert [ticket.seat for ticket in tickets] == list(range(20))
        assert len(inserts) == 1
        assert "mark" not in inspect(Ticket).attrs
