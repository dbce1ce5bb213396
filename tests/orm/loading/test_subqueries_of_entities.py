"""Entities inside of subqueries and GROUP BY: all their columns are there, deferred ones too."""

from __future__ import annotations

from holdfast import func, select, union_all
from holdfast.orm import DeclarativeBase, Mapped, Session, aliased, column_property, load_only, mapped_column
from tests.conftest import Statements
from tests.orm.loading.shop import Customer, Order


def test_a_subquery_has_deferred_columns(shop: Session) -> None:
    inner = select(Customer).subquery()
    assert inner.c.keys() == ["id", "name", "biography", "photo", "video"]
    assert shop.scalars(select(inner.c.biography).where(inner.c.id == 1)).all() == ["long"]


def test_an_alias_of_a_subquery_is_filtered_by_a_deferred_column(shop: Session, statements: Statements) -> None:
    found = aliased(Customer, select(Customer).subquery())
    assert [customer.name for customer in shop.scalars(select(found).where(found.biography == "long"))] == ["anna"]
    assert "WHERE anon_1.biography = " in statements[0]


def test_a_union_of_entities(shop: Session) -> None:
    rows = union_all(select(Customer).where(Customer.id == 1), select(Customer).where(Customer.id == 2)).subquery()
    found = aliased(Customer, rows)
    assert shop.scalars(select(found.biography).order_by(found.id)).all() == ["long", None]


def test_options_leave_columns_out(shop: Session) -> None:
    assert select(Customer).options(load_only(Customer.name)).subquery().c.keys() == ["id", "name"]


def test_deferred_columns_of_a_statement_that_objects_come_from_stay_unloaded(shop: Session) -> None:
    customers = shop.scalars(select(Customer).from_statement(select(Customer).order_by(Customer.id))).all()
    assert "biography" not in customers[0].__dict__ and customers[0].biography == "long"


def test_expressions_have_the_names_of_their_attributes() -> None:
    class Base(DeclarativeBase):
        pass

    class Box(Base):
        __tablename__ = "box"
        id: Mapped[int] = mapped_column(primary_key=True)
        width: Mapped[int]

    Box.double = column_property(Box.width * 2)  # type: ignore[attr-defined]  # added to the class
    inner = select(Box).subquery()
    assert inner.c.keys() == ["id", "width", "double"]
    assert "WHERE anon_1.double > " in str(select(inner.c.id).where(inner.c.double > 1))


def test_group_by_an_entity(shop: Session) -> None:
    statement = select(Customer, func.count(Order.id)).join(Customer.orders).group_by(Customer).order_by(Customer.id)
    assert [(customer.name, count) for customer, count in shop.execute(statement)] == [("anna", 2), ("ben", 1)]
