"""Query: the older way to select entities. SQL texts are those that SQLAlchemy gives."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import func, select, text
from holdfast.exc import InvalidRequestError, MultipleResultsFound, NoResultFound
from holdfast.orm import Query, Session, aliased, joinedload, selectinload, undefer
from tests.conftest import Statements
from tests.orm.loading.shop import Customer, Item, Line, Order
from tests.orm.servers import on_sqlite


def text_of(query: Any) -> str:
    return str(query).replace("\n", "").replace("  ", " ")


ORDERS = (
    "SELECT orders.id AS orders_id, orders.number AS orders_number, orders.customer_id AS orders_customer_id "
    "FROM orders"
)


@on_sqlite
def test_text(shop: Session) -> None:
    query = shop.query(Order)
    assert text_of(query) == ORDERS
    assert (
        text_of(query.filter(Order.number > 1).order_by(Order.id))
        == f"{ORDERS} WHERE orders.number > ? ORDER BY orders.id"
    )
    assert text_of(shop.query(Customer.name, func.count(Order.id)).join(Customer.orders).group_by(Customer.name)) == (
        "SELECT customer.name AS customer_name, count(orders.id) AS count_1 FROM customer JOIN orders ON "
        "customer.id = orders.customer_id "
        "GROUP BY customer.name"
    )
    assert (
        text_of(shop.query(aliased(Item)))
        == "SELECT item_1.id AS item_1_id, item_1.name AS item_1_name FROM item AS item_1"
    )


def test_the_statement_has_plain_names(shop: Session) -> None:
    query = shop.query(Item).filter(Item.id == 1)
    assert text_of(query.statement) == "SELECT item.id, item.name FROM item WHERE item.id = :id_1"
    assert text_of(select(query.subquery())) == (
        "SELECT anon_1.id, anon_1.name FROM (SELECT item.id AS id, item.name AS name FROM item WHERE item.id = "
        ":id_1) AS anon_1"
    )
    assert "item_id" in query.subquery(with_labels=True).c


@on_sqlite
def test_joined_eager_load_with_limit(shop: Session) -> None:
    query = shop.query(Order).order_by(Order.number).options(joinedload(Order.lines)).limit(5)
    assert text_of(query).startswith(
        "SELECT anon_1.orders_id AS anon_1_orders_id, anon_1.orders_number AS anon_1_orders_number, "
        "anon_1.orders_customer_id AS "
        "anon_1_orders_customer_id, line_1.order_id AS line_1_order_id, line_1.position AS line_1_position, "
        "line_1.text AS line_1_text "
        "FROM (SELECT orders.id AS orders_id"
    )
    assert text_of(query).endswith(
        "LEFT OUTER JOIN line AS line_1 ON anon_1.orders_id = line_1.order_id ORDER BY anon_1.orders_number, "
        "line_1.position"
    )


@on_sqlite
def test_union(shop: Session) -> None:
    low, high = shop.query(Item).filter(Item.id < 2), shop.query(Item).filter(Item.id > 2)
    query = low.union(high).filter(Item.name != "x").order_by(Item.id.desc())
    assert text_of(query) == (
        "SELECT anon_1.item_id AS anon_1_item_id, anon_1.item_name AS anon_1_item_name FROM (SELECT item.id AS "
        "item_id, item.name AS item_name "
        "FROM item WHERE item.id < ? UNION SELECT item.id AS item_id, item.name AS item_name FROM item WHERE "
        "item.id > ?) AS anon_1 "
        "WHERE anon_1.item_name != ? ORDER BY anon_1.item_id DESC"
    )
    assert [item.id for item in query] == [3, 1]
    assert low.union_all(low, high).count() == 3
    assert [item.id for item in low.union(high).intersect(low)] == [1]
    assert [item.id for item in low.union(high).except_(low)] == [3]


def test_objects_are_in_the_result_once(shop: Session) -> None:
    assert len(shop.query(Customer).join(Customer.orders).all()) == 2
    assert len(shop.query(Customer, Order.customer_id).join(Customer.orders).all()) == 2
    assert len(shop.query(Customer.id).join(Customer.orders).all()) == 3


def test_one(shop: Session) -> None:
    assert shop.query(Item).filter_by(name="ink").one().id == 2
    assert shop.query(Item).filter(Item.id == 9).one_or_none() is None
    with pytest.raises(NoResultFound, match="No row was found when one was required"):
        shop.query(Item).filter(Item.id == 9).one()
    with pytest.raises(MultipleResultsFound, match="Multiple rows were found when exactly one was required"):
        shop.query(Item).one()


def test_first(shop: Session, statements: Statements) -> None:
    first = shop.query(Item).order_by(Item.id.desc()).first()
    assert first is not None and first.name == "pad"
    assert "LIMIT" in statements[0]
    assert shop.query(Item).filter(Item.id == 9).first() is None
    row = shop.query(Item.id, Item.name).order_by(Item.id).first()
    assert row is not None and tuple(row) == (1, "pen")


def test_scalar(shop: Session) -> None:
    assert shop.query(func.count(Item.id)).scalar() == 3
    assert shop.query(Item.name).filter(Item.id == 9).scalar() is None
    assert shop.query(Item).order_by(Item.id).value(Item.name) == "pen"
    assert [tuple(row) for row in shop.query(Item).order_by(Item.id).values(Item.id)] == [(1,), (2,), (3,)]


def test_count(shop: Session, statements: Statements) -> None:
    assert shop.query(Order).options(joinedload(Order.lines)).count() == 3
    assert (
        statements[0].startswith("SELECT count(*) AS count_1 \nFROM (SELECT orders.id AS orders_id")
        and "line" not in statements[0]
    )
    assert shop.query(Order).filter(Order.id > 1).limit(1).count() == 1


def test_slices(shop: Session) -> None:
    query = shop.query(Item).order_by(Item.id)
    assert [item.id for item in query[1:3]] == [2, 3]
    assert query[1].id == 2
    assert query[2:2] == []
    assert [item.id for item in query[0:3:2]] == [1, 3]
    assert [item.id for item in query.slice(1, 3).slice(1, 2)] == [3]
    with pytest.raises(IndexError, match="negative indexes are not accepted"):
        _ = query[-1]


def test_get(shop: Session) -> None:
    assert shop.query(Line).get((1, 2)) is shop.get(Line, (1, 2))
    with pytest.raises(InvalidRequestError, match=r"Query.get\(\) being called on a Query with existing criterion"):
        shop.query(Item).filter(Item.id == 1).get(1)
    with pytest.raises(InvalidRequestError, match=r"get\(\) can only be used against a single mapped class"):
        shop.query(Item, Order).get(1)


def test_criteria_after_limit_are_refused(shop: Session) -> None:
    query = shop.query(Item).limit(1)
    with pytest.raises(
        InvalidRequestError, match=r"Query.filter\(\) being called on a Query which already has LIMIT or OFFSET applied"
    ):
        query.filter(Item.id == 1)
    with pytest.raises(InvalidRequestError, match=r"Query.order_by\(\) being called"):
        query.order_by(Item.id)


def test_nothing_to_select(shop: Session) -> None:
    with pytest.raises(InvalidRequestError, match="Query contains no columns with which to SELECT from"):
        shop.query().all()


def test_other_columns_with_the_same_criteria(shop: Session) -> None:
    query = shop.query(Item).filter(Item.id < 3).order_by(Item.id)
    assert [tuple(row) for row in query.with_entities(Item.name)] == [("pen",), ("ink",)]
    assert [(item.id, name) for item, name in query.add_columns(Item.name)] == [(1, "pen"), (2, "ink")]
    assert [tuple(row) for row in query.only_return_tuples(True)] == [(item,) for item in query]


def test_exists(shop: Session) -> None:
    exists = shop.query(Item).filter(Item.name == "pen").exists()
    assert text_of(exists) == "EXISTS (SELECT 1 FROM item WHERE item.name = :name_1)"
    assert shop.query(exists).scalar()


def test_with_parent(shop: Session) -> None:
    anna = shop.get(Customer, 1)
    assert anna is not None
    assert {order.number for order in shop.query(Order).with_parent(anna, Customer.orders)} == {1, 2}
    order = shop.get(Order, 1)
    assert order is not None
    assert {line.text for line in shop.query(Line).with_parent(order)} == {"a", "b"}


def test_from_statement_and_params(shop: Session) -> None:
    query = shop.query(Item).from_statement(text("SELECT name, id FROM item WHERE id < :top ORDER BY id"))
    assert [item.name for item in query.params(top=3)] == ["pen", "ink"]
    query = shop.query(Item).from_statement(text("SELECT id AS item_id, name AS item_name FROM item WHERE id = 2"))
    assert query.one().name == "ink"
    assert shop.query(Item).from_statement(select(Item.__table__).where(Item.__table__.c.id == 3)).one().name == "pad"


def test_execution_settings(shop: Session) -> None:
    order = shop.get(Order, 1)
    assert order is not None
    order.number = 100
    assert shop.query(Order).autoflush(False).populate_existing().filter(Order.id == 1).one().number == 1
    assert len(list(shop.query(Order).yield_per(2))) == 3
    assert shop.query(Order).execution_options(mine=1).get_execution_options()["mine"] == 1
    assert "lines" not in shop.query(Order).options(joinedload(Order.lines)).enable_eagerloads(False).all()[0].__dict__


def test_a_query_without_a_session(shop: Session) -> None:
    query = Query(Item).filter(Item.id == 1)
    assert text_of(query) == "SELECT item.id AS item_id, item.name AS item_name FROM item WHERE item.id = :id_1"
    assert query.with_session(shop).one().name == "pen"


def test_descriptions(shop: Session) -> None:
    described = shop.query(Item, Item.name, aliased(Item, name="other")).column_descriptions
    assert [(each["name"], each["aliased"]) for each in described] == [
        ("Item", False),
        ("name", False),
        ("other", True),
    ]
    assert described[0]["entity"] is Item


def two_and_one(shop: Session) -> Any:
    return shop.query(Customer).filter(Customer.id < 2).union(shop.query(Customer).filter(Customer.id > 1))


def test_joins_after_a_union_are_of_its_rows(shop: Session) -> None:
    assert two_and_one(shop).join(Customer.orders).filter(Order.number == 3).one().name == "ben"
    assert two_and_one(shop).outerjoin(Customer.orders).filter(Order.id.is_(None)).one().name == "cleo"
    assert two_and_one(shop).join(Order, Order.customer_id == Customer.id).filter(Order.number == 3).one().id == 2


@pytest.mark.parametrize("option", [joinedload, selectinload])
def test_loader_options_before_and_after_a_union(shop: Session, statements: Statements, option: Any) -> None:
    others = shop.query(Customer).filter(Customer.id > 1)
    for query in (
        two_and_one(shop).options(option(Customer.orders)),
        shop.query(Customer).filter(Customer.id < 2).options(option(Customer.orders)).union(others),
    ):
        customers = query.order_by(Customer.id).all()
        sent = len(statements)
        assert [len(customer.orders) for customer in customers] == [2, 1, 0] and len(statements) == sent
        shop.expunge_all()


def test_a_union_is_not_updated(shop: Session) -> None:
    with pytest.raises(InvalidRequestError, match=r"Can't call Query.update\(\) or Query.delete\(\) when"):
        two_and_one(shop).update({"name": "x"})


def test_options_may_come_as_a_list(shop: Session, statements: Statements) -> None:
    anna = shop.query(Customer).options([selectinload(Customer.orders), [undefer(Customer.biography)]]).get(1)
    sent = len(statements)
    assert anna is not None and len(anna.orders) == 2 and anna.biography == "long" and len(statements) == sent


@pytest.mark.parametrize(
    "change",
    [
        lambda query: query.join(Customer.orders),
        lambda query: query.having(Customer.id > 1),
        lambda query: query.select_from(Customer),
    ],
)
def test_what_must_come_before_a_limit(shop: Session, change: Any) -> None:
    with pytest.raises(InvalidRequestError, match="being called on a Query which already has LIMIT or OFFSET applied"):
        change(shop.query(Customer).limit(1))


def test_one_relationship_to_a_join(shop: Session) -> None:
    with pytest.raises(InvalidRequestError, match="No 'on clause' argument may be passed when joining to a relation"):
        shop.query(Customer).join(Customer.orders, Order.lines)


def test_is_single_entity(shop: Session) -> None:
    assert shop.query(Customer).is_single_entity
    assert not shop.query(Customer, Order).is_single_entity
