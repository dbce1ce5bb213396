"""Prepared statements: what is shared between executions, and what is not."""

from __future__ import annotations

from typing import Any

from holdfast import bindparam, create_engine, insert, select
from holdfast.orm import Session, selectinload
from holdfast.orm.loading.plan_cache import plans_for
from tests.conftest import Statements
from tests.orm.loading.shop import Base, Customer, Item, Order, fill
from tests.orm.servers import on_sqlite


def test_a_shape_is_planned_once(shop: Session) -> None:
    plans = plans_for(shop.connection())
    shop.scalars(select(Item).where(Item.id == 1)).all()
    known = len(plans)
    assert [shop.scalars(select(Item).where(Item.id == n)).one().id for n in (1, 2, 3)] == [1, 2, 3]
    assert len(plans) == known


def test_values_by_name(shop: Session) -> None:
    statement = select(Item).where(Item.id > bindparam("low")).order_by(Item.id)
    assert [item.id for item in shop.scalars(statement, {"low": 2})] == [3]
    assert [item.id for item in shop.scalars(statement, {"low": 1})] == [2, 3]


def test_lists_of_any_length(shop: Session) -> None:
    for idents in ([1], [1, 2], [], [3, 1, 2]):
        found = shop.scalars(select(Item).where(Item.id.in_(idents))).all()
        assert {item.id for item in found} == set(idents)


@on_sqlite
def test_schema_translation(statements: Statements, engine: Any) -> None:
    fill(engine)
    translated = engine.execution_options(schema_translate_map={None: "main"})
    with Session(translated) as session:
        anna = session.scalars(select(Customer).order_by(Customer.id).options(selectinload(Customer.orders))).first()
        assert anna is not None and [line.text for line in anna.orders[0].lines] == ["c"]
        session.expire(anna)
        assert anna.name == "anna" and session.get(Order, 3) is not None
    selects = statements.of_kind("SELECT")[-6:]
    assert all("FROM main." in text for text in selects[1:])
    with Session(engine) as session:
        assert session.get(Order, 3) is not None
    assert "FROM orders" in statements[-1]


def test_two_engines_do_not_share_plans() -> None:
    first, second = create_engine("sqlite://"), create_engine("sqlite://")
    for engine, name in ((first, "a"), (second, "b")):
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            session.execute(insert(Item), [{"id": 1, "name": name}])
            assert session.scalars(select(Item)).one().name == name
