"""ORM INSERT, UPDATE and DELETE: what they do to the database, and to the session's objects."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import String, delete, func, insert, inspect, select, update
from holdfast.exc import ArgumentError, CompileError, InvalidRequestError
from holdfast.orm import Mapped, Session, mapped_column
from tests.conftest import Statements
from tests.orm.loading.shop import Base, Customer, Item, Line, Order, Remark


class Coin(Base):
    __tablename__ = "coin"

    id: Mapped[int] = mapped_column(primary_key=True)
    worth: Mapped[int]
    metal: Mapped[str] = mapped_column(String(10), server_default="iron")
    year: Mapped[int | None]


synchronized = pytest.mark.parametrize("strategy", ["auto", "evaluate", "fetch"])


@synchronized
def test_update_sets_the_objects_that_match(shop: Session, strategy: str) -> None:
    one, two = shop.get(Item, 1), shop.get(Item, 2)
    result = shop.execute(
        update(Item).where(Item.id == 1).values(name="new"), execution_options={"synchronize_session": strategy}
    )
    assert one is not None and two is not None
    assert result.rowcount == 1
    assert (one.__dict__["name"], two.__dict__["name"]) == ("new", "ink")
    assert one not in shop.dirty


@synchronized
def test_update_with_an_expression(shop: Session, strategy: str) -> None:
    orders = shop.scalars(select(Order).order_by(Order.id)).all()
    statement = update(Order).where(Order.number > 1).values({Order.number: Order.number + 10})
    shop.execute(statement, execution_options={"synchronize_session": strategy})
    assert [order.number for order in orders] == [1, 12, 13]


def test_what_cannot_be_evaluated_is_expired(shop: Session) -> None:
    item = shop.get(Item, 1)
    shop.execute(update(Item).where(Item.id == 1).values(name=func.upper(Item.name)))
    assert item is not None and "name" not in item.__dict__ and item.name == "PEN"


def test_criteria_that_python_cannot_evaluate_are_fetched(shop: Session) -> None:
    item = shop.get(Item, 1)
    shop.execute(update(Item).where(func.upper(Item.name) == "PEN").values(name="new"))
    assert item is not None and item.__dict__["name"] == "new"
    with pytest.raises(
        InvalidRequestError, match='Could not evaluate current criteria in Python: "Cannot evaluate Function"'
    ):
        shop.execute(
            update(Item).where(func.upper(Item.name) == "PEN").values(name="x"),
            execution_options={"synchronize_session": "evaluate"},
        )


def test_no_synchronisation(shop: Session) -> None:
    item = shop.get(Item, 1)
    shop.execute(update(Item).values(name="new"), execution_options={"synchronize_session": False})
    assert item is not None and item.name == "pen"
    shop.refresh(item)
    assert item.name == "new"


def test_unknown_strategy(shop: Session) -> None:
    with pytest.raises(
        ArgumentError, match="Valid strategies for session synchronization are 'auto', 'evaluate', 'fetch', False"
    ):
        shop.execute(update(Item).values(name="x"), execution_options={"synchronize_session": "often"})


def test_unflushed_changes_win(shop: Session) -> None:
    item = shop.get(Item, 1)
    assert item is not None
    item.name = "mine"
    shop.execute(update(Item).where(Item.id == 1).values(name="theirs"), execution_options={"autoflush": False})
    assert item.name == "mine"


def test_objects_whose_values_are_not_loaded_may_match(shop: Session) -> None:
    item = shop.get(Item, 1)
    shop.expire(item)
    shop.execute(update(Item).where(Item.name == "pen").values(name="new"))
    assert item is not None and item.name == "new"


@synchronized
def test_delete_removes_the_objects_that_match(shop: Session, strategy: str) -> None:
    shop.execute(delete(Remark))
    shop.execute(delete(Line))
    one, three = shop.get(Order, 1), shop.get(Order, 3)
    shop.execute(delete(Order).where(Order.number > 2), execution_options={"synchronize_session": strategy})
    assert inspect(three).was_deleted and not inspect(one).was_deleted
    assert shop.get(Order, 3) is None


def test_query_update_and_delete(shop: Session) -> None:
    item = shop.get(Item, 1)
    assert shop.query(Item).filter(Item.id < 3).update({"name": "up"}) == 2
    assert item is not None and item.name == "up"
    assert shop.query(Item).filter(Item.id < 3).update({Item.name: "down"}, synchronize_session="fetch") == 2
    assert item.name == "down"
    shop.query(Remark).delete()
    assert shop.query(Line).filter_by(order_id=1).delete() == 2
    with pytest.raises(
        InvalidRequestError, match=r"Can't call Query.update\(\) or Query.delete\(\) when limit\(\) has been called"
    ):
        shop.query(Item).limit(1).delete()


def test_insert_of_attributes(shop: Session) -> None:
    shop.execute(insert(Customer).values(id=7, name="x"))
    shop.execute(insert(Customer), [{"id": 8, "name": "y"}, {"id": 9, "name": "z"}])
    assert shop.scalars(select(Customer.name).where(Customer.id > 6).order_by(Customer.id)).all() == ["x", "y", "z"]


def test_returning_objects(shop: Session) -> None:
    made = shop.scalars(insert(Item).returning(Item), [{"id": 7, "name": "x"}, {"id": 8, "name": "y"}]).all()
    assert sorted(item.name for item in made) == ["x", "y"]
    assert shop.get(Item, 7) in made


@pytest.mark.parametrize("engine", ["memory", "postgresql"], indirect=True)
def test_update_returning_objects(shop: Session) -> None:
    shop.execute(insert(Item), [{"id": 7, "name": "x"}, {"id": 8, "name": "y"}])
    changed = shop.scalars(update(Item).where(Item.id == 7).values(name="z").returning(Item)).all()
    assert changed == [shop.get(Item, 7)] and changed[0].name == "z"
    rows = shop.execute(update(Item).where(Item.id == 8).values(name="w").returning(Item.id, Item.name)).all()
    assert [tuple(row) for row in rows] == [(8, "w")]


def test_update_of_many_rows_by_primary_key(shop: Session, statements: Statements) -> None:
    shop.execute(update(Item), [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}])
    assert len(statements) == 1
    assert shop.scalars(select(Item.name).order_by(Item.id)).all() == ["a", "b", "pad"]
    shop.execute(update(Line), [{"order_id": 1, "position": 1, "text": "new"}])
    assert shop.scalars(select(Line.text).order_by(Line.text)).all() == ["b", "c", "new"]
    with pytest.raises(InvalidRequestError, match="No primary key value supplied for column"):
        shop.execute(update(Item), [{"name": "a"}])


def test_unknown_attribute(shop: Session) -> None:
    statement: Any = update(Item).values(nome="x")
    with pytest.raises(CompileError, match=r"^Unconsumed column names: nome; "):
        shop.execute(statement)
    with pytest.raises(CompileError, match=r"^Unconsumed column names: nome; "):
        shop.query(Item).update({"nome": "x"})


def test_rows_of_one_insert_need_not_have_the_same_attributes(shop: Session) -> None:
    shop.execute(insert(Coin), [{"worth": 1}, {"worth": 2, "metal": "gold", "year": 1900}, {"worth": 3}])
    found = shop.execute(select(Coin.metal, Coin.year).order_by(Coin.worth))
    assert found.all() == [("iron", None), ("gold", 1900), ("iron", None)]


def test_what_they_return_is_in_their_order(shop: Session) -> None:
    returned = shop.scalars(
        insert(Coin).returning(Coin, sort_by_parameter_order=True),
        [{"worth": 5}, {"worth": 1, "metal": "gold"}, {"worth": 2}],
    ).all()
    assert [(coin.worth, coin.metal) for coin in returned] == [(5, "iron"), (1, "gold"), (2, "iron")]


def test_none_in_a_row_of_many_leaves_a_column_to_its_default(shop: Session) -> None:
    shop.execute(insert(Coin), [{"id": None, "worth": 1, "metal": None}, {"worth": 2, "metal": "gold"}])
    assert shop.execute(select(Coin.worth, Coin.metal).order_by(Coin.worth)).all() == [(1, "iron"), (2, "gold")]


def test_null_is_written_where_another_row_has_a_value_and_no_default_applies(
    shop: Session, statements: Statements
) -> None:
    result = shop.execute(insert(Coin), [{"worth": 1, "year": 1900}, {"worth": 2}, {"year": 1950, "worth": 3}])
    assert result.rowcount == 3
    assert len(statements.of_kind("INSERT")) == 1
    assert shop.scalars(select(Coin.year).order_by(Coin.worth)).all() == [1900, None, 1950]
