"""Large results are read while objects are made of them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import Integer, String, create_engine, event, func, select
from holdfast.exc import OperationalError
from holdfast.orm import DeclarativeBase, Mapped, Session, column_property, mapped_column
from holdfast.util.garbage import PAUSE_FROM


class Base(DeclarativeBase):
    type_annotation_map = {str: String(100)}


class Thing(Base):
    __tablename__ = "thing"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))


@pytest.fixture
def many(engine: Any) -> Iterator[Session]:
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Thing(name=str(number)) for number in range(PAUSE_FROM + 100)])
        session.commit()
        yield session


def test_all_rows_arrive_in_order(many: Session):
    things = many.scalars(select(Thing).order_by(Thing.id)).all()
    assert [thing.name for thing in things] == [str(number) for number in range(PAUSE_FROM + 100)]
    assert gc.isenabled()
    many.close()


def test_the_cursor_is_closed(many: Session):
    assert len(many.scalars(select(Thing)).all()) == PAUSE_FROM + 100
    many.connection().exec_driver_sql("DROP TABLE thing")
    many.rollback()
    many.close()


def test_an_error_of_the_driver_in_the_middle_is_wrapped(tmp_path: Any):
    engine = create_engine(f"sqlite:///{tmp_path}/things.db")

    @event.listens_for(engine, "connect")
    def fail_late(connection: Any, record: Any) -> None:
        def checked(number: int) -> int:
            if number > PAUSE_FROM + 50:
                raise RuntimeError
            return number

        connection.create_function("checked", 1, checked)

    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Thing(name=str(number)) for number in range(PAUSE_FROM + 100)])
        session.commit()

        class Checked(Base):
            __table__ = Thing.__table__
            checked = column_property(func.checked(Thing.__table__.c.id))

        with pytest.raises(OperationalError, match="user-defined function raised exception"):
            session.scalars(select(Checked)).all()
        assert gc.isenabled()
    engine.dispose()
