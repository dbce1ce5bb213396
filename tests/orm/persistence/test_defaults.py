"""Columns that somebody else than the user provides values for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from holdfast import JSON, Computed, Integer, String, Text, cast, func, null, select, text
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column

serial = count(1)


class Base(DeclarativeBase):
    type_annotation_map = {str: String(100)}


class Item(Base):
    __tablename__ = "item"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    scalar: Mapped[int | None] = mapped_column(default=5)
    called: Mapped[int | None] = mapped_column(default=lambda: next(serial))
    from_row: Mapped[str | None] = mapped_column(
        default=lambda context: f"for {context.get_current_parameters()['name']}"
    )
    from_sql: Mapped[int | None] = mapped_column(default=func.abs(-4))
    by_server: Mapped[int | None] = mapped_column(server_default=text("7"))
    touched: Mapped[int | None] = mapped_column(onupdate=9)
    document: Mapped[Any] = mapped_column(JSON, nullable=True)
    twice: Mapped[int | None] = mapped_column(Integer, Computed("scalar * 2", persisted=True))


@pytest.fixture
def session(engine: Any) -> Iterator[Session]:
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session


def saved(session: Session, **values: Any) -> Item:
    item = Item(**values)
    session.add(item)
    session.flush()
    return item


def test_python_defaults_are_in_the_object_after_the_flush(session: Session) -> None:
    item = saved(session, name="x")

    assert item.__dict__["scalar"] == 5
    assert item.__dict__["called"] is not None
    assert item.__dict__["from_row"] == "for x"


def test_given_values_win_over_defaults(session: Session) -> None:
    item = saved(session, scalar=1, called=2, from_row="given", from_sql=3, by_server=4)

    session.expire(item)
    assert (item.scalar, item.called, item.from_row, item.from_sql, item.by_server) == (1, 2, "given", 3, 4)


def test_None_means_default_and_null_means_null(session: Session) -> None:
    item = saved(session, scalar=None, by_server=null())

    assert item.scalar == 5
    assert item.by_server is None


def test_server_values_are_fetched_with_the_insert(session: Session, statements: Any) -> None:
    item = saved(session, name="x")
    statements.clear()

    assert (item.from_sql, item.by_server, item.twice) == (4, 7, 10)
    assert not statements


def test_objects_with_different_missing_values_share_a_flush(session: Session) -> None:
    items = [Item(by_server=n if n % 2 else None, name=str(n)) for n in range(6)]
    session.add_all(items)

    session.flush()

    assert [item.id for item in items] == list(range(1, 7))
    assert [item.by_server for item in items] == [7, 1, 7, 3, 7, 5]


def test_onupdate_is_set_with_other_changes_only(session: Session) -> None:
    item = saved(session, name="x")
    assert item.touched is None

    item.name = "y"
    session.flush()
    assert item.__dict__["touched"] == 9

    item.touched = 1
    session.flush()
    session.expire(item)
    assert item.touched == 1


def test_a_generated_column_is_loaded_anew_after_an_update(session: Session) -> None:
    item = saved(session, name="x")

    item.scalar = 100
    session.flush()

    assert item.twice == 200


def test_json_null_and_no_value_are_told_apart(session: Session) -> None:
    saved(session, document=None)
    saved(session)

    assert session.execute(select(cast(Item.document, Text)).order_by(Item.id)).scalars().all() == ["null", None]
