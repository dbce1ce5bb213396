"""The mapping for tests of loading: customers place orders, orders hold items, lines have composite keys, categories
are a tree."""

from __future__ import annotations

import enum
import uuid
from typing import Any

from holdfast import Column, ForeignKey, ForeignKeyConstraint, String, Table, Uuid, and_
from holdfast.orm import DeclarativeBase, Mapped, Session, foreign, mapped_column, relationship


class Base(DeclarativeBase):
    type_annotation_map = {str: String(100)}


class Level(enum.Enum):
    LOW = 1
    HIGH = 2


order_item = Table(
    "order_item",
    Base.metadata,
    Column("order_id", ForeignKey("orders.id"), primary_key=True),
    Column("item_id", ForeignKey("item.id"), primary_key=True),
    Column("rank", ForeignKey("item.id")),
)


class Customer(Base):
    __tablename__ = "customer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    biography: Mapped[str | None] = mapped_column(deferred=True)
    photo: Mapped[str | None] = mapped_column(deferred=True, deferred_group="media")
    video: Mapped[str | None] = mapped_column(deferred=True, deferred_group="media")
    orders: Mapped[list[Order]] = relationship(back_populates="customer", order_by="Order.number.desc()")
    card: Mapped[Card | None] = relationship(back_populates="customer")
    cheap_orders: Mapped[list[Order]] = relationship(
        primaryjoin=lambda: and_(Customer.id == foreign(Order.customer_id), Order.number < 3),
        viewonly=True,
        order_by="Order.id",
    )


class Card(Base):
    __tablename__ = "card"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    level: Mapped[Level]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), unique=True)
    customer: Mapped[Customer | None] = relationship(back_populates="card")


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    customer: Mapped[Customer | None] = relationship(back_populates="orders")
    lines: Mapped[list[Line]] = relationship(back_populates="order", order_by="Line.position")
    items: Mapped[list[Item]] = relationship(
        secondary=order_item,
        primaryjoin=lambda: Order.id == order_item.c.order_id,
        secondaryjoin=lambda: Item.id == order_item.c.item_id,
        order_by=lambda: order_item.c.rank,
    )


class Line(Base):
    __tablename__ = "line"

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    order: Mapped[Order] = relationship(back_populates="lines")
    remarks: Mapped[list[Remark]] = relationship(back_populates="line", order_by="Remark.id")


class Remark(Base):
    __tablename__ = "remark"
    __table_args__ = (ForeignKeyConstraint(["order_id", "position"], ["line.order_id", "line.position"]),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int | None]
    position: Mapped[int | None]
    line: Mapped[Line | None] = relationship(back_populates="remarks")


class Item(Base):
    __tablename__ = "item"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Category(Base):
    __tablename__ = "category"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    parent: Mapped[Category | None] = relationship(back_populates="children", remote_side=[id])
    children: Mapped[list[Category]] = relationship(back_populates="parent", order_by="Category.id")


def fill(engine: Any) -> None:
    """Three customers with 2, 1 and 0 orders; see the numbers below."""
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        pen, ink, pad = (Item(id=n, name=name) for n, name in enumerate(["pen", "ink", "pad"], 1))
        first = Order(id=1, number=1, lines=[Line(position=1, text="a"), Line(position=2, text="b")])
        second = Order(id=2, number=2, lines=[Line(position=1, text="c")])
        third = Order(id=3, number=3)
        session.add_all(
            [
                Customer(
                    id=1,
                    name="anna",
                    biography="long",
                    photo="p",
                    video="v",
                    orders=[first, second],
                    card=Card(id=uuid.UUID(int=1), level=Level.HIGH),
                ),
                Customer(id=2, name="ben", orders=[third]),
                Customer(id=3, name="cleo"),
                pen,
                ink,
                pad,
            ]
        )
        session.flush()
        rows = [(1, 1, 3), (1, 2, 1), (2, 2, 1), (2, 3, 2)]
        session.execute(order_item.insert(), [{"order_id": o, "item_id": i, "rank": r} for o, i, r in rows])
        session.add_all([Remark(id=1, order_id=1, position=2), Remark(id=2, order_id=1, position=2), Remark(id=3)])
        session.add_all(
            [Category(id=n, name=str(n), parent_id=parent) for n, parent in [(1, None), (2, 1), (3, 1), (4, 2)]]
        )
        session.commit()
