"""with_loader_criteria() in the parts of a statement: subqueries, EXISTS, common table expressions, set operations."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import case, delete, exists, func, select, union_all, update
from holdfast.exc import ArgumentError
from holdfast.orm import Session, aliased, with_loader_criteria
from tests.orm.loading.shop import Base, Category, Customer, Order, Remark

FIRST = with_loader_criteria(Order, Order.number < 2)
"""of the orders of anna (1, 2) and ben (3) only the first is there"""


def names(shop: Session, statement: Any) -> list[str]:
    return list(shop.scalars(statement.options(FIRST)))


def test_any_finds_no_others(shop: Session) -> None:
    assert names(shop, select(Customer.name).where(Customer.orders.any())) == ["anna"]
    assert names(shop, select(Customer.name).where(Customer.orders.any(Order.number > 1))) == []


def test_exists_of_a_table_of_the_entity(shop: Session) -> None:
    assert names(shop, select(Customer.name).where(exists().where(Order.customer_id == Customer.id))) == ["anna"]


def test_in_a_subquery(shop: Session) -> None:
    assert names(shop, select(Customer.name).where(Customer.id.in_(select(Order.customer_id)))) == ["anna"]


def test_a_scalar_subquery_counts_no_others(shop: Session) -> None:
    count = select(func.count(Order.id)).where(Order.customer_id == Customer.id).scalar_subquery()
    statement = select(Customer.name, count).order_by(Customer.id).options(FIRST)
    assert [tuple(row) for row in shop.execute(statement)] == [("anna", 1), ("ben", 0), ("cleo", 0)]


@pytest.mark.parametrize("make", ["subquery", "cte"])
def test_a_join_to_a_select(shop: Session, make: str) -> None:
    placed = getattr(select(Order.customer_id, func.max(Order.number).label("top")).group_by(Order.customer_id), make)()
    statement = select(Customer.name).join(placed, placed.c.customer_id == Customer.id).where(placed.c.top > 0)
    assert names(shop, statement) == ["anna"]


def test_names_of_a_select_inside_stay(shop: Session) -> None:
    counted = select(Order.customer_id, func.count(Order.id)).group_by(Order.customer_id).subquery()
    statement = select(counted.c[1], case((counted.c[1] > 0, 1), else_=0)).options(FIRST)
    assert [tuple(row) for row in shop.execute(statement)] == [(1, 1)]


def test_an_alias_of_a_subquery(shop: Session) -> None:
    placed = aliased(Order, select(Order).subquery())
    assert [order.id for order in shop.scalars(select(placed).options(FIRST))] == [1]


def test_both_sides_of_a_union(shop: Session) -> None:
    assert shop.scalars(union_all(select(Order.id), select(Order.id)).options(FIRST)).all() == [1, 1]


def test_a_function_of_an_entitys_column(shop: Session) -> None:
    assert shop.scalar(select(func.count(Order.id)).options(FIRST)) == 1
    every = with_loader_criteria(Base, lambda cls: cls.id < 2)
    assert shop.scalar(select(func.count(Category.id)).options(every)) == 1


def test_later_statements_of_the_same_shape_have_their_own_values(shop: Session) -> None:
    for top, expected in [(2, ["anna"]), (9, ["anna", "ben"])]:
        option = with_loader_criteria(Order, Order.number < top)
        statement = select(Customer.name).where(Customer.orders.any()).order_by(Customer.id).options(option)
        assert shop.scalars(statement).all() == expected


def test_update_and_delete(shop: Session) -> None:
    first, second = shop.get_one(Order, 1), shop.get_one(Order, 2)
    shop.execute(update(Order).values(number=Order.number + 10).options(FIRST))
    assert (first.number, second.number) == (11, 2)
    option = with_loader_criteria(Remark, Remark.id == 3)
    shop.execute(delete(Remark).options(option), execution_options={"synchronize_session": "fetch"})
    assert shop.scalars(select(Remark.id).order_by(Remark.id)).all() == [1, 2]


def test_get(shop: Session) -> None:
    assert shop.get(Order, 2, options=[FIRST]) is None
    assert shop.get(Order, 1, options=[FIRST]) is not None


def test_a_list_is_no_option() -> None:
    with pytest.raises(ArgumentError, match="ExecutionOption Core or ORM object expected, got"):
        select(Order).options([FIRST])
