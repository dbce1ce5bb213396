"""with_loader_criteria(): one criterion wherever an entity occurs."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import select
from holdfast.orm import Session, aliased, joinedload, selectinload
from holdfast.orm.entities.options_criteria import with_loader_criteria
from tests.conftest import Statements
from tests.orm.loading.shop import Base, Customer, Order


def numbers(customers: Any) -> list[list[int]]:
    return [[order.number for order in customer.orders] for customer in customers]


def test_the_statement_itself(shop: Session) -> None:
    option = with_loader_criteria(Order, Order.number < 3)
    assert [order.number for order in shop.scalars(select(Order).order_by(Order.id).options(option))] == [1, 2]
    assert shop.scalars(select(Order.id).options(option).order_by(Order.id)).all() == [1, 2]


@pytest.mark.parametrize("strategy", [joinedload, selectinload, None], ids=["joined", "selectin", "lazy"])
def test_relationship_loads(shop: Session, strategy: Any) -> None:
    for top, expected in [(2, [[1], [], []]), (3, [[2, 1], [], []])]:
        options = [with_loader_criteria(Order, Order.number < top)]
        if strategy is not None:
            options.append(strategy(Customer.orders))
        statement = select(Customer).order_by(Customer.id).options(*options)
        assert numbers(shop.scalars(statement).unique().all()) == expected
        shop.expunge_all()


def test_joins(shop: Session, statements: Statements) -> None:
    option = with_loader_criteria(Order, Order.number < 2)
    shop.execute(select(Customer.id).join(Customer.orders).options(option)).all()
    assert "ON customer.id = orders.customer_id AND orders.number < " in statements[0]


def test_aliases_only_when_asked(shop: Session) -> None:
    placed = aliased(Order)
    statement = select(placed)
    assert len(shop.scalars(statement.options(with_loader_criteria(Order, Order.number < 2))).all()) == 3
    assert (
        len(shop.scalars(statement.options(with_loader_criteria(Order, Order.number < 2, include_aliases=True))).all())
        == 1
    )


def test_loader_only(shop: Session) -> None:
    option = with_loader_criteria(Order, Order.number < 2, loader_only=True)
    assert len(shop.scalars(select(Order).options(option)).all()) == 3
    shop.expunge_all()
    anna = shop.scalars(select(Customer).order_by(Customer.id).options(option)).first()
    assert anna is not None and [order.number for order in anna.orders] == [1]


def test_not_propagated(shop: Session) -> None:
    option = with_loader_criteria(Order, Order.number < 2, propagate_to_loaders=False)
    anna = shop.scalars(select(Customer).order_by(Customer.id).options(option)).first()
    assert anna is not None and [order.number for order in anna.orders] == [2, 1]


def test_a_function_of_the_class_for_all_classes(shop: Session) -> None:
    option = with_loader_criteria(Base, lambda cls: cls.id < 2)
    assert [customer.id for customer in shop.scalars(select(Customer).options(option))] == [1]
    assert [order.id for order in shop.scalars(select(Order).options(option))] == [1]


def test_a_function_sees_its_variables_anew(shop: Session) -> None:
    for top in (2, 3):
        option = with_loader_criteria(Order, lambda cls: cls.number < top)  # noqa: B023  # what is tested
        assert len(shop.scalars(select(Order).options(option)).all()) == top - 1
