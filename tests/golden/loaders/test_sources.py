"""The source of generated loaders, as files that a person can read. `HOLDFAST_WRITE_GOLDEN=1 pytest` writes them
anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from holdfast.orm.loading.emit import emit_loader
from holdfast.orm.loading.row_plan import AttributePlan, EntityPlan, RelationPlan, RowPlan, ValuePlan
from tests.orm.loading.plans import Collection, Mapping

Customer = Mapping("Customer", ["id", "name", "description", "a", "b", "orders"])
Order = Mapping("Order", ["id", "customer_id"])
Line = Mapping("Line", ["order_id", "position", "price"])


def columns(keys: list[str], start: int = 0) -> tuple[AttributePlan, ...]:
    return tuple(AttributePlan(key, start + n) for n, key in enumerate(keys))


def to_price(value: object) -> object:
    return value


customer = EntityPlan(0, Customer, (ValuePlan(0),), columns(["id", "name", "description", "a", "b"]))
order = EntityPlan(1, Order, (ValuePlan(5),), columns(["id", "customer_id"], 5))
line = EntityPlan(0, Line, (ValuePlan(0), ValuePlan(1)), columns(["order_id", "position", "price"]))

PLANS = {
    "five_columns": RowPlan((customer,), 5, True),
    "composite_key": RowPlan((line,), 3, True),
    "two_entities": RowPlan((customer, order), 7, False),
    "joined_collection": RowPlan(
        (customer._replace(relations=(RelationPlan("orders", Collection("orders"), True, order),)),),
        7,
        True,
        distinct=True,
    ),
    "processors": RowPlan(
        (line._replace(attributes=(*line.attributes[:2], AttributePlan("price", 2, to_price))), ValuePlan(2, to_price)),
        3,
        False,
    ),
    "populate_existing": RowPlan((customer,), 5, True, populate_existing=True, events=True),
}


@pytest.mark.parametrize("name", sorted(PLANS))
def test_source(name: str) -> None:
    text = emit_loader(PLANS[name]).text
    path = Path(__file__).with_name(f"{name}.txt")
    if os.environ.get("HOLDFAST_WRITE_GOLDEN"):
        path.write_text(text)
    assert text == path.read_text()
