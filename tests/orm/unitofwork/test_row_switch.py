"""DELETE and INSERT of the same primary key in one flush become one UPDATE."""

from __future__ import annotations

from typing import Any

from holdfast import ForeignKey, String, inspect, text
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from tests.orm.unitofwork.library import Author


def test_the_new_object_takes_over_the_row(session: Session, statements: Any) -> None:
    old = Author(id=1, name="old")
    session.add(old)
    session.flush()
    statements.clear()

    session.delete(old)
    new = Author(id=1, name="new")
    session.add(new)
    session.flush()

    assert [statement.split()[0] for statement in statements if not statement.startswith("SELECT")] == ["UPDATE"]
    assert session.get(Author, 1) is new
    assert inspect(new).persistent and inspect(old).deleted


def test_values_that_the_new_object_lacks_stay(session: Session) -> None:
    old = Author(id=1, name="old")
    session.add(old)
    session.flush()

    session.delete(old)
    new = Author(id=1)
    session.add(new)
    session.flush()

    assert new.name == "old"


def test_both_objects_are_as_before_after_a_rollback(session: Session) -> None:
    old = Author(id=1, name="old")
    session.add(old)
    session.commit()

    session.delete(old)
    new = Author(id=1, name="new")
    session.add(new)
    session.flush()
    session.rollback()

    assert session.get(Author, 1) is old
    assert old.name == "old"
    assert inspect(new).transient


def test_a_key_that_comes_from_a_parent_counts(engine: Any) -> None:
    class Base(DeclarativeBase):
        type_annotation_map = {str: String(100)}

    class Order(Base):
        __tablename__ = "order"
        id: Mapped[int] = mapped_column(primary_key=True)
        lines: Mapped[list[Line]] = relationship(cascade="all, delete-orphan")

    class Line(Base):
        __tablename__ = "line"
        order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), primary_key=True)
        number: Mapped[int] = mapped_column(primary_key=True)
        what: Mapped[str]

    Base.metadata.create_all(engine)
    with Session(engine) as session:
        order = Order(lines=[Line(number=1, what="a"), Line(number=2, what="b")])
        session.add(order)
        session.commit()

        order.lines = [Line(number=1, what="c")]
        session.commit()

        assert session.execute(text("select number, what from line")).all() == [(1, "c")]
