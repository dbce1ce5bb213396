"""Eager loading: joined, selectin and their like give the same objects with the statements that they promise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from holdfast import select
from holdfast.exc import ArgumentError, InvalidRequestError
from holdfast.orm import (
    Session,
    aliased,
    contains_eager,
    defaultload,
    immediateload,
    joinedload,
    selectinload,
    subqueryload,
)
from holdfast.orm.exc import LoaderStrategyException
from tests.conftest import Statements
from tests.orm.loading.shop import Card, Category, Customer, Item, Line, Order, Remark
from tests.orm.servers import on_sqlite

STRATEGIES = [joinedload, selectinload, subqueryload, immediateload]
strategies = pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda strategy: strategy.__name__)
Option = Callable[..., Any]


@strategies
def test_one_to_many(shop: Session, statements: Statements, strategy: Option) -> None:
    customers = shop.scalars(select(Customer).order_by(Customer.id).options(strategy(Customer.orders))).unique().all()
    sent = len(statements)
    assert [[order.number for order in customer.orders] for customer in customers] == [[2, 1], [3], []]
    assert len(statements) == sent == (1 if strategy is joinedload else 2)


@strategies
def test_many_to_one(shop: Session, statements: Statements, strategy: Option) -> None:
    orders = shop.scalars(select(Order).order_by(Order.id).options(strategy(Order.customer))).all()
    sent = len(statements)
    assert [order.customer.name for order in orders] == ["anna", "anna", "ben"]
    assert len(statements) == sent == (1 if strategy is joinedload else 2)


@strategies
def test_one_to_one(shop: Session, statements: Statements, strategy: Option) -> None:
    customers = shop.scalars(select(Customer).order_by(Customer.id).options(strategy(Customer.card))).all()
    sent = len(statements)
    assert [customer.card and customer.card.level.name for customer in customers] == ["HIGH", None, None]
    assert len(statements) == sent


@strategies
def test_many_to_many_in_the_order_of_the_secondary_table(
    shop: Session, statements: Statements, strategy: Option
) -> None:
    orders = shop.scalars(select(Order).order_by(Order.id).options(strategy(Order.items))).unique().all()
    sent = len(statements)
    assert [[item.name for item in order.items] for order in orders] == [["ink", "pen"], ["ink", "pad"], []]
    assert len(statements) == sent


@strategies
def test_composite_key(shop: Session, statements: Statements, strategy: Option) -> None:
    lines = (
        shop.scalars(select(Line).order_by(Line.order_id, Line.position).options(strategy(Line.remarks))).unique().all()
    )
    assert [[remark.id for remark in line.remarks] for line in lines] == [[], [1, 2], []]
    shop.expunge_all()
    remarks = shop.scalars(select(Remark).order_by(Remark.id).options(strategy(Remark.line))).all()
    assert [remark.line and remark.line.text for remark in remarks] == ["b", "b", None]


@strategies
def test_condition_that_is_more_than_equalities(shop: Session, strategy: Option) -> None:
    customers = (
        shop.scalars(select(Customer).order_by(Customer.id).options(strategy(Customer.cheap_orders))).unique().all()
    )
    assert [[order.number for order in customer.cheap_orders] for customer in customers] == [[1, 2], [], []]


@strategies
def test_self_reference(shop: Session, strategy: Option) -> None:
    statement = select(Category).where(Category.id == 1).options(strategy(Category.children))
    (root,) = shop.scalars(statement).unique()
    assert [child.id for child in root.children] == [2, 3]


@pytest.mark.parametrize("outer", STRATEGIES, ids=lambda strategy: strategy.__name__)
@pytest.mark.parametrize("inner", STRATEGIES, ids=lambda strategy: strategy.__name__)
def test_chains(shop: Session, statements: Statements, outer: Option, inner: Option) -> None:
    option = getattr(outer(Customer.orders), inner.__name__)(Order.lines)
    customers = shop.scalars(select(Customer).order_by(Customer.id).options(option)).unique().all()
    sent = len(statements)
    assert [[[line.text for line in order.lines] for order in customer.orders] for customer in customers] == [
        [["c"], ["a", "b"]],
        [[]],
        [],
    ]
    assert len(statements) == sent


def test_two_joined_collections_do_not_multiply(shop: Session) -> None:
    (order,) = shop.scalars(
        select(Order).where(Order.id == 1).options(joinedload(Order.lines), joinedload(Order.items))
    ).unique()
    assert [line.text for line in order.lines] == ["a", "b"]
    assert sorted(item.name for item in order.items) == ["ink", "pen"]


def test_joined_collection_needs_unique(shop: Session) -> None:
    statement = select(Customer).options(joinedload(Customer.orders))
    with pytest.raises(InvalidRequestError, match=r"The unique\(\) method must be invoked on this Result"):
        shop.scalars(statement).all()
    with pytest.raises(InvalidRequestError, match=r"The unique\(\) method must be invoked on this Result"):
        shop.execute(statement).all()


def test_limit_counts_parents_and_not_rows(shop: Session, statements: Statements) -> None:
    statement = select(Customer).options(joinedload(Customer.orders)).order_by(Customer.name.desc()).limit(2).offset(1)
    customers = shop.scalars(statement).unique().all()
    assert [(customer.name, len(customer.orders)) for customer in customers] == [("ben", 1), ("anna", 2)]
    assert (
        "FROM (SELECT customer.id AS id" in statements[0]
        and "ORDER BY anon_1.name DESC, orders_1.number DESC" in statements[0]
    )


def test_limit_with_many_to_one_stays_flat(shop: Session, statements: Statements) -> None:
    shop.scalars(select(Order).options(joinedload(Order.customer)).limit(2)).all()
    assert "SELECT" not in statements[0][6:]


@on_sqlite
def test_inner_join(shop: Session, statements: Statements) -> None:
    shop.scalars(select(Order).options(joinedload(Order.customer, innerjoin=True))).all()
    assert "FROM orders JOIN customer AS customer_1 ON" in statements[0]


@on_sqlite
def test_inner_join_below_an_outer_join_is_nested(shop: Session, statements: Statements) -> None:
    option = joinedload(Customer.orders).joinedload(Order.lines, innerjoin=True)
    customers = shop.scalars(select(Customer).options(option)).unique().all()
    assert len(customers) == 3
    assert "LEFT OUTER JOIN (orders AS orders_1 JOIN line AS line_1 ON" in statements[0]


def test_rows_of_several_entities(shop: Session) -> None:
    statement = select(Customer, Order.number).join(Customer.orders).options(joinedload(Customer.card))
    rows = shop.execute(statement.order_by(Order.number)).all()
    assert [(row.Customer.name, row.number, row.Customer.card is not None) for row in rows] == [
        ("anna", 1, True),
        ("anna", 2, True),
        ("ben", 3, False),
    ]


def test_contains_eager(shop: Session, statements: Statements) -> None:
    statement = select(Customer).join(Customer.orders).where(Order.number == 2).options(contains_eager(Customer.orders))
    (anna,) = shop.scalars(statement).unique()
    assert [order.number for order in anna.orders] == [2]
    assert len(statements) == 1


def test_contains_eager_of_an_alias(shop: Session) -> None:
    placed = aliased(Order)
    statement = select(Customer).join(Customer.orders.of_type(placed)).where(placed.number == 1)
    (anna,) = shop.scalars(statement.options(contains_eager(Customer.orders.of_type(placed)))).unique()
    assert [order.number for order in anna.orders] == [1]
    shop.expunge_all()
    (anna,) = shop.scalars(statement.options(contains_eager(Customer.orders, alias=placed))).unique()
    assert [order.number for order in anna.orders] == [1]


def test_contains_eager_and_what_follows(shop: Session, statements: Statements) -> None:
    option = contains_eager(Order.customer).selectinload(Customer.card)
    orders = shop.scalars(select(Order).join(Order.customer).options(option)).all()
    assert [order.customer.card is not None for order in orders] == [True, True, False]
    assert len(statements) == 2


@strategies
def test_criteria_of_an_option(shop: Session, strategy: Option) -> None:
    for number, expected in [(2, [[1], []]), (4, [[2, 1], [3]])]:
        # the same shape with another value is not the former statement
        option = strategy(Customer.orders.and_(Order.number < number))
        statement = select(Customer).where(Customer.id < 3).order_by(Customer.id).options(option)
        assert [
            [order.number for order in customer.orders] for customer in shop.scalars(statement).unique()
        ] == expected
        shop.expunge_all()


def test_options_of_an_alias(shop: Session) -> None:
    buyer = aliased(Customer)
    customers = shop.scalars(select(buyer).order_by(buyer.id).options(joinedload(buyer.orders))).unique().all()
    assert "orders" in customers[0].__dict__


def test_options_for_another_entity_are_refused(shop: Session) -> None:
    with pytest.raises(ArgumentError, match="Mapped class Order referenced in option"):
        shop.scalars(select(Customer).options(joinedload(Order.items)))
    with pytest.raises(ArgumentError, match=r'"Card.customer" does not link from relationship "Customer.orders"'):
        joinedload(Customer.orders).joinedload(Card.customer)
    with pytest.raises(ArgumentError, match="Strings are not accepted for attribute names in loader options"):
        joinedload("orders")  # type: ignore[arg-type]  # what is tested
    with pytest.raises(LoaderStrategyException, match=r'apply "joined loader" strategy to property "Item\.name"'):
        joinedload(Item.name)


def test_recursion_depth(shop: Session, statements: Statements) -> None:
    statement = select(Category).where(Category.id == 1).options(selectinload(Category.children, recursion_depth=-1))
    root = shop.scalars(statement).one()
    sent = len(statements)
    assert [[grandchild.id for grandchild in child.children] for child in root.children] == [[4], []]
    assert len(statements) == sent == 4


def test_recursion_depth_is_how_often_it_goes_on(shop: Session) -> None:
    option = selectinload(Category.children, recursion_depth=1)
    root = shop.scalars(select(Category).where(Category.id == 1).options(option)).one()
    grandchild = root.children[0].children[0]
    assert grandchild.id == 4 and "children" not in grandchild.__dict__


def test_an_unnested_inner_join_below_an_outer_one_is_an_outer_one(shop: Session) -> None:
    option = joinedload(Customer.orders).joinedload(Order.lines, innerjoin="unnested")
    customers = shop.scalars(select(Customer).options(option).order_by(Customer.id)).unique().all()
    assert [[len(order.lines) for order in customer.orders] for customer in customers] == [[1, 2], [0], []]


def test_chunks_of_keys(shop: Session, statements: Statements) -> None:
    shop.scalars(select(Customer).options(selectinload(Customer.orders, chunksize=2))).all()
    assert len(statements) == 3


def test_an_object_that_is_loaded_already_gets_what_it_lacks(shop: Session, statements: Statements) -> None:
    anna = shop.get(Customer, 1)
    assert anna is not None and "orders" not in anna.__dict__
    shop.scalars(select(Customer).options(joinedload(Customer.orders))).unique().all()
    assert [order.number for order in anna.__dict__["orders"]] == [2, 1]


def test_eager_loads_do_not_touch_a_collection_with_changes(shop: Session) -> None:
    anna = shop.get(Customer, 1)
    assert anna is not None
    with shop.no_autoflush:
        anna.orders.append(Order(id=9, number=9))
        shop.scalars(select(Customer).options(joinedload(Customer.orders))).unique().all()
        assert [order.number for order in anna.orders] == [2, 1, 9]


def test_defaultload_names_the_way(shop: Session) -> None:
    customers = shop.scalars(select(Customer).options(defaultload(Customer.orders).joinedload(Order.items))).all()
    assert "orders" not in customers[0].__dict__
    assert all("items" in order.__dict__ for order in customers[0].orders)


def test_yield_per_with_joined_collections_is_refused(shop: Session) -> None:
    statement = select(Customer).options(joinedload(Customer.orders)).execution_options(yield_per=1)
    with pytest.raises(
        InvalidRequestError, match="Can't use yield_per with eager loaders that require uniquing or row buffering"
    ):
        shop.scalars(statement)


def test_yield_per_with_selectin(shop: Session, statements: Statements) -> None:
    statement = (
        select(Customer).order_by(Customer.id).options(selectinload(Customer.orders)).execution_options(yield_per=2)
    )
    assert [len(chunk) for chunk in shop.scalars(statement).partitions()] == [2, 1]
    assert len(statements) == 3


def test_the_first_row_needs_no_unique(shop: Session) -> None:
    statement = select(Customer).order_by(Customer.id).options(joinedload(Customer.orders))
    for first in (shop.scalars(statement).first(), shop.scalar(statement), shop.execute(statement).scalar()):
        assert first is not None
        assert [order.number for order in first.orders] == [2, 1]
    with pytest.raises(InvalidRequestError, match=r"The unique\(\) method must be invoked"):
        shop.scalars(statement).one_or_none()


def test_rows_in_portions(shop: Session) -> None:
    everything = select(Customer).order_by(Customer.id)
    portions = shop.scalars(everything.options(selectinload(Customer.orders)).execution_options(yield_per=2))
    assert [[len(customer.orders) for customer in portion] for portion in portions.partitions()] == [[2, 1], [0]]
    with pytest.raises(InvalidRequestError, match="Can't use yield_per with eager loaders"):
        shop.scalars(everything.options(joinedload(Customer.orders)).execution_options(yield_per=2))
