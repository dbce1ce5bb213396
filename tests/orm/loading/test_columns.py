"""Columns of objects that exist: expired, deferred, refreshed; objects by primary key."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import delete, inspect, select, update
from holdfast.exc import InvalidRequestError
from holdfast.orm import Session, defer, joinedload, load_only, selectinload, undefer, undefer_group
from holdfast.orm.exc import DetachedInstanceError, ObjectDeletedError
from tests.conftest import Statements
from tests.orm.loading.shop import Customer, Line, Order


def loaded(instance: Any) -> set[str]:
    return set(instance.__dict__) - {"_sa_instance_state"}


def test_reading_an_expired_attribute_loads_all_that_are(shop: Session, statements: Statements) -> None:
    order = shop.get(Order, 1)
    shop.expire(order)
    statements.clear()
    assert order is not None and order.number == 1
    assert loaded(order) == {"id", "number", "customer_id"}
    assert len(statements) == 1 and "WHERE orders.id = " in statements[0]


def test_expiring_one_attribute(shop: Session, statements: Statements) -> None:
    order = shop.get(Order, 1)
    shop.expire(order, ["number"])
    statements.clear()
    assert order is not None and order.customer_id == 1 and statements == []
    assert order.number == 1 and len(statements) == 1


def test_peers_are_loaded_with_it(shop: Session, statements: Statements) -> None:
    orders = shop.scalars(select(Order).order_by(Order.id)).all()
    lines = shop.scalars(select(Line).order_by(Line.order_id, Line.position)).all()
    shop.expire_all()
    statements.clear()
    assert [order.number for order in orders] == [1, 2, 3]
    assert len(statements) == 1
    assert [line.text for line in lines] == ["a", "b", "c"]
    assert len(statements) == 2


def test_unflushed_changes_stay(shop: Session) -> None:
    order = shop.get(Order, 1)
    assert order is not None
    shop.expire(order, ["customer_id"])
    order.number = 77
    with shop.no_autoflush:
        assert order.customer_id == 1 and order.number == 77
    assert inspect(order).modified


def test_a_refresh_flushes_first(shop: Session) -> None:
    one, other = shop.get(Order, 1), shop.get(Order, 2)
    assert one is not None and other is not None
    shop.expire(one)
    other.number = 77
    assert one.number == 1
    assert not inspect(other).modified


def test_a_row_that_is_gone(shop: Session) -> None:
    order = shop.get(Order, 3)
    shop.execute(delete(Order.__table__).where(Order.__table__.c.id == 3))
    shop.expire(order)
    with pytest.raises(ObjectDeletedError, match="has been deleted, or its row is otherwise not present"):
        _ = order.number  # type: ignore[union-attr]  # it is there


def test_a_peer_whose_row_is_gone_disturbs_nobody(shop: Session) -> None:
    orders = shop.scalars(select(Order).order_by(Order.id)).all()
    shop.execute(delete(Order.__table__).where(Order.__table__.c.id == 3))
    shop.expire_all()
    assert [order.number for order in orders[:2]] == [1, 2]


def test_detached(shop: Session) -> None:
    order = shop.get(Order, 1)
    shop.expire(order)
    shop.expunge(order)
    with pytest.raises(
        DetachedInstanceError, match="is not bound to a Session; attribute refresh operation cannot proceed"
    ):
        _ = order.number  # type: ignore[union-attr]  # it is there


# deferred


def test_a_deferred_column_is_loaded_alone(shop: Session, statements: Statements) -> None:
    anna = shop.get(Customer, 1)
    assert anna is not None and loaded(anna) == {"id", "name"}
    assert anna.biography == "long"
    assert loaded(anna) == {"id", "name", "biography"}


def test_a_group_is_loaded_together(shop: Session, statements: Statements) -> None:
    anna = shop.get(Customer, 1)
    assert anna is not None and (anna.photo, anna.video) == ("p", "v")
    assert len(statements) == 2


def test_undefer(shop: Session, statements: Statements) -> None:
    anna = shop.scalars(select(Customer).order_by(Customer.id).options(undefer(Customer.biography))).first()
    assert loaded(anna) == {"id", "name", "biography"}
    shop.expunge_all()
    anna = shop.scalars(select(Customer).order_by(Customer.id).options(undefer_group("media"))).first()
    assert loaded(anna) == {"id", "name", "photo", "video"}
    shop.expunge_all()
    anna = shop.scalars(select(Customer).order_by(Customer.id).options(undefer("*"))).first()
    assert loaded(anna) == {"id", "name", "photo", "video", "biography"}


def test_defer(shop: Session, statements: Statements) -> None:
    order = shop.scalars(select(Order).order_by(Order.id).options(defer(Order.number))).first()
    assert loaded(order) == {"id", "customer_id"}
    assert order is not None and order.number == 1


def test_load_only(shop: Session) -> None:
    order = shop.scalars(select(Order).order_by(Order.id).options(load_only(Order.number))).first()
    assert loaded(order) == {"id", "number"}


def test_load_only_of_related_objects(shop: Session) -> None:
    for strategy in (joinedload, selectinload):
        statement = select(Customer).order_by(Customer.id).options(strategy(Customer.orders).load_only(Order.number))
        anna = shop.scalars(statement).unique().first()
        assert anna is not None and loaded(anna.orders[0]) >= {"id", "number"}
        assert strategy is selectinload or "customer_id" not in loaded(anna.orders[0])
        shop.expunge_all()


def test_raiseload_of_columns(shop: Session) -> None:
    order = shop.scalars(select(Order).options(defer(Order.number, raiseload=True))).first()
    with pytest.raises(InvalidRequestError, match=r"'Order.number' is not available due to raiseload=True"):
        _ = order.number  # type: ignore[union-attr]  # it is there
    shop.expunge_all()
    order = shop.scalars(select(Order).options(load_only(Order.id, raiseload=True))).first()
    with pytest.raises(InvalidRequestError, match=r"'Order.number' is not available due to raiseload=True"):
        _ = order.number  # type: ignore[union-attr]  # it is there


# refresh, populate_existing


def test_refresh(shop: Session) -> None:
    order = shop.get(Order, 1)
    assert order is not None
    order.customer_id = None
    shop.flush()
    shop.execute(update(Order.__table__).where(Order.__table__.c.id == 1).values(number=100))
    shop.refresh(order)
    assert order.__dict__["number"] == 100


def test_refresh_of_named_attributes(shop: Session, statements: Statements) -> None:
    anna = shop.get(Customer, 1)
    assert anna is not None
    _ = anna.orders
    shop.execute(update(Customer.__table__).values(name="new"))
    shop.refresh(anna, ["name", "orders"])
    assert anna.__dict__["name"] == "new" and len(anna.__dict__["orders"]) == 2


def test_refresh_of_a_row_that_is_gone(shop: Session) -> None:
    order = shop.get(Order, 3)
    shop.execute(delete(Order.__table__).where(Order.__table__.c.id == 3))
    with pytest.raises(InvalidRequestError, match="Could not refresh instance"):
        shop.refresh(order)  # type: ignore[arg-type]  # it is there


def test_populate_existing(shop: Session) -> None:
    order = shop.get(Order, 1)
    assert order is not None
    with shop.no_autoflush:
        order.number = 55
        shop.scalars(select(Order)).all()
        assert order.number == 55
        shop.scalars(select(Order).execution_options(populate_existing=True)).all()
        assert order.number == 1 and order not in shop.dirty
    assert shop.get(Order, 1, populate_existing=True) is order


def test_populate_existing_reaches_eager_loads(shop: Session) -> None:
    orders = shop.scalars(select(Order).order_by(Order.id)).all()
    shop.execute(update(Order.__table__).values(number=Order.__table__.c.number + 100))
    statement = select(Customer).options(selectinload(Customer.orders)).execution_options(populate_existing=True)
    shop.scalars(statement).all()
    assert [order.number for order in orders] == [101, 102, 103]


# by primary key


def test_get(shop: Session, statements: Statements) -> None:
    anna = shop.get(Customer, 1)
    assert anna is not None and anna.name == "anna"
    assert shop.get(Customer, 1) is anna
    assert len(statements) == 1
    assert shop.get(Customer, 99) is None


def test_get_of_a_composite_key(shop: Session) -> None:
    line = shop.get(Line, (1, 2))
    assert line is not None and line.text == "b"
    assert shop.get(Line, {"order_id": 1, "position": 2}) is line


def test_get_with_options(shop: Session, statements: Statements) -> None:
    anna = shop.get(Customer, 1, options=[joinedload(Customer.orders), undefer(Customer.biography)])
    assert loaded(anna) == {"id", "name", "biography", "orders"}
    assert len(statements) == 1


def test_get_of_an_expired_object_whose_row_is_gone(shop: Session) -> None:
    order = shop.get(Order, 3)
    shop.execute(delete(Order.__table__).where(Order.__table__.c.id == 3))
    shop.expire(order)
    assert shop.get(Order, 3) is None
