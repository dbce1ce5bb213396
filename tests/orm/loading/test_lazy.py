"""Lazy loading: on access, for the object and its peers, as far as `passive` and the options allow."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from holdfast import insert, inspect, select
from holdfast.exc import InvalidRequestError, SAWarning
from holdfast.orm import (
    NO_VALUE,
    PassiveFlag,
    Session,
    defaultload,
    lazyload,
    noload,
    raiseload,
    selectinload,
)
from holdfast.orm.base.symbols import PASSIVE_NO_FETCH, PASSIVE_NO_INITIALIZE, PASSIVE_NO_RESULT
from holdfast.orm.exc import DetachedInstanceError
from tests.conftest import Statements
from tests.orm.loading.shop import Card, Category, Customer, Level, Line, Order, Remark
from tests.orm.servers import on_sqlite


def test_a_thousand_parents_cost_three_statements(engine: Any, shop: Session, statements: Statements) -> None:
    shop.execute(insert(Customer.__table__), [{"id": n, "name": str(n)} for n in range(10, 1007)])
    shop.execute(insert(Order.__table__), [{"id": n, "number": n, "customer_id": n} for n in range(10, 1007)])
    statements.clear()
    assert sum(len(customer.orders) for customer in shop.scalars(select(Customer))) == 1000
    assert len(statements) == 3


def test_without_peer_loading_each_parent_asks_for_itself(engine: Any, shop: Session, statements: Statements) -> None:
    with Session(engine, peer_loading=False) as session:
        assert [len(customer.orders) for customer in session.scalars(select(Customer).order_by(Customer.id))] == [
            2,
            1,
            0,
        ]
    assert len(statements) == 4


def test_many_to_one_is_one_statement_for_all(shop: Session, statements: Statements) -> None:
    orders = shop.scalars(select(Order).order_by(Order.id)).all()
    assert [order.customer.name for order in orders] == ["anna", "anna", "ben"]
    assert len(statements) == 2


def test_many_to_one_without_key_needs_no_statement(shop: Session, statements: Statements) -> None:
    remark = shop.get(Remark, 3)
    assert remark is not None and remark.line is None
    assert len(statements) == 1


def test_many_to_one_in_the_session_needs_no_statement(shop: Session, statements: Statements) -> None:
    anna = shop.get(Customer, 1)
    order = shop.get(Order, 1)
    assert order is not None and order.customer is anna
    assert len(statements) == 2


def test_an_expired_object_in_the_session_is_loaded_with_the_access(shop: Session, statements: Statements) -> None:
    anna, order = shop.get(Customer, 1), shop.get(Order, 1)
    shop.expire(anna)
    statements.clear()
    assert order is not None and order.customer is anna and anna is not None
    assert anna.__dict__["name"] == "anna"
    assert len(statements) == 1


def test_collections_of_every_kind(shop: Session) -> None:
    order = shop.get(Order, 1)
    assert order is not None
    assert [line.text for line in order.lines] == ["a", "b"]
    assert [item.name for item in order.items] == ["ink", "pen"]
    customer = order.customer
    assert customer is not None
    assert [each.number for each in customer.orders] == [2, 1]
    assert [each.number for each in customer.cheap_orders] == [1, 2]
    line = shop.get(Line, (1, 2))
    assert line is not None and [remark.id for remark in line.remarks] == [1, 2]
    assert line.order is order


def test_one_to_one_of_a_type_with_its_own_form(shop: Session) -> None:
    anna, ben = shop.get(Customer, 1), shop.get(Customer, 2)
    assert anna is not None and ben is not None
    assert isinstance(anna.card, Card) and anna.card.level.name == "HIGH"
    assert shop.get(Card, anna.card.id) is anna.card
    assert ben.card is None


def test_tree(shop: Session) -> None:
    root = shop.scalars(select(Category).order_by(Category.id)).first()
    assert root is not None and root.parent is None
    assert [[child.id for child in node.children] for node in (root, *root.children)] == [[2, 3], [4], []]


@on_sqlite
def test_several_rows_for_a_scalar_warn(shop: Session) -> None:
    connection = shop.connection()
    connection.exec_driver_sql("DROP TABLE card")
    connection.exec_driver_sql("CREATE TABLE card (id CHAR(32), level VARCHAR(4), customer_id INTEGER)")
    shop.execute(
        insert(Card.__table__), [{"id": uuid.UUID(int=n), "level": Level.LOW, "customer_id": 1} for n in (7, 8)]
    )
    anna = shop.get(Customer, 1)
    with pytest.warns(
        SAWarning, match=r"Multiple rows returned with uselist=False for lazily-loaded attribute 'Customer.card'"
    ):
        assert anna is not None and anna.card is not None


def test_the_session_is_flushed_first(shop: Session) -> None:
    ben = shop.get(Customer, 2)
    shop.add(Order(id=50, number=50, customer_id=2))
    assert ben is not None and [order.number for order in ben.orders] == [50, 3]


def test_queued_changes_are_applied(shop: Session) -> None:
    ben = shop.get(Customer, 2)
    order = Order(id=51, number=51)
    order.customer = ben
    with shop.no_autoflush:
        assert ben is not None and [each.number for each in ben.orders] == [3, 51]


def test_objects_of_one_flush_are_peers(shop: Session, statements: Statements) -> None:
    new = [Customer(id=n, name=str(n)) for n in range(20, 30)]
    shop.add_all(new)
    shop.commit()
    statements.clear()
    assert [customer.name for customer in new] == [str(n) for n in range(20, 30)]
    assert len(statements) == 1
    statements.clear()
    assert all(customer.orders == [] for customer in new)
    assert len(statements) == 1


def test_detached(shop: Session) -> None:
    anna = shop.get(Customer, 1)
    shop.expunge(anna)
    with pytest.raises(DetachedInstanceError, match="lazy load operation of attribute 'orders' cannot proceed"):
        _ = anna.orders  # type: ignore[union-attr]  # it is there


def test_passive_flags(shop: Session, statements: Statements) -> None:
    order = shop.get(Order, 1)
    state: Any = inspect(order)
    reference, collection = state.mapper.attributes["customer"], state.mapper.attributes["lines"]
    statements.clear()
    assert collection.get(state, PASSIVE_NO_FETCH) is PASSIVE_NO_RESULT
    assert reference.get(state, PASSIVE_NO_FETCH) is PASSIVE_NO_RESULT
    assert reference.get(state, PASSIVE_NO_INITIALIZE) is NO_VALUE
    assert reference.get(state, PassiveFlag.PASSIVE_NO_FETCH_RELATED) is PASSIVE_NO_RESULT
    assert statements == []
    anna = shop.get(Customer, 1)
    assert reference.get(state, PASSIVE_NO_FETCH) is anna


# options


def test_raiseload(shop: Session) -> None:
    customer = shop.scalars(select(Customer).options(raiseload(Customer.orders))).first()
    with pytest.raises(InvalidRequestError, match=r"'Customer.orders' is not available due to lazy='raise'"):
        _ = customer.orders  # type: ignore[union-attr]  # it is there
    assert customer is not None and customer.card is not None


def test_raiseload_of_sql_only(shop: Session) -> None:
    option = raiseload(Order.customer, sql_only=True)
    order = shop.scalars(select(Order).options(option)).first()
    assert order is not None
    with pytest.raises(InvalidRequestError, match=r"'Order.customer' is not available due to lazy='raise_on_sql'"):
        _ = order.customer
    anna = shop.get(Customer, 1)
    assert order.customer is anna


def test_raiseload_of_everything_reaches_all_depths(shop: Session) -> None:
    options = (selectinload(Customer.orders), raiseload("*"))
    customer = shop.scalars(select(Customer).order_by(Customer.id).options(*options)).first()
    assert customer is not None
    with pytest.raises(InvalidRequestError, match=r"'Customer.card'"):
        _ = customer.card
    with pytest.raises(InvalidRequestError, match=r"'Order.lines'"):
        _ = customer.orders[0].lines


def test_raiseload_of_everything_of_one_relationship(shop: Session) -> None:
    option = selectinload(Customer.orders).raiseload("*")
    customer = shop.scalars(select(Customer).order_by(Customer.id).options(option)).first()
    assert customer is not None and customer.card is not None
    with pytest.raises(InvalidRequestError, match=r"'Order.lines'"):
        _ = customer.orders[0].lines


def test_noload(shop: Session, statements: Statements) -> None:
    option = (noload(Customer.orders), noload(Customer.card))
    customer = shop.scalars(select(Customer).options(*option)).first()
    assert customer is not None and customer.orders == [] and customer.card is None
    assert len(statements) == 1


def test_options_reach_what_is_loaded_later(shop: Session, statements: Statements) -> None:
    option = lazyload(Customer.orders).joinedload(Order.lines)
    customers = shop.scalars(select(Customer).order_by(Customer.id).options(option)).all()
    assert [len(order.lines) for order in customers[0].orders] == [1, 2]
    assert len(statements) == 2


def test_options_of_a_named_relationship(shop: Session) -> None:
    customer = shop.scalars(select(Customer).options(defaultload(Customer.orders).raiseload(Order.items))).first()
    assert customer is not None
    with pytest.raises(InvalidRequestError, match=r"'Order.items'"):
        _ = customer.orders[0].items
