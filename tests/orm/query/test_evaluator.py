"""Conditions evaluated in Python: three values, and what is not loaded."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import and_, false, func, inspect, not_, null, or_, true, tuple_, update
from holdfast.orm import DeclarativeBase, Mapped, mapped_column
from holdfast.orm.query.evaluator import EXPIRED, Evaluator, UnevaluatableError
from tests.orm.loading.shop import Item, Line, Order


def _condition(value: Any) -> Any:
    """What WHERE makes of an expression that is no comparison."""
    (condition,) = update(Order).where(value)._where
    return condition


CASES: list[tuple[Any, dict[str, Any], Any]] = [
    (Order.number == 1, {"number": 1}, True),
    (Order.number == 1, {"number": None}, None),
    (Order.number == 1, {}, EXPIRED),
    (Order.number != 1, {"number": 2}, True),
    (Order.number + 1 > 2, {"number": 2}, True),
    (Order.number.is_(None), {"number": None}, True),
    (Order.number.is_not(None), {"number": None}, False),
    (Order.number == null(), {"number": None}, True),
    (Order.number.in_([1, 2]), {"number": 2}, True),
    (Order.number.in_([1, None]), {"number": 3}, None),
    (Order.number.not_in([1, 2]), {"number": 3}, True),
    (Order.number.in_([1]), {"number": None}, None),
    (and_(Order.number == 1, Order.customer_id == 1), {"number": 1, "customer_id": None}, None),
    (and_(Order.number == 1, Order.customer_id == 1), {"number": 2, "customer_id": None}, False),
    (and_(Order.number == 1, Order.customer_id == 1), {"number": 2}, False),
    (and_(Order.number == 1, Order.customer_id == 1), {"number": 1}, EXPIRED),
    (or_(Order.number == 1, Order.customer_id == 1), {"number": 2, "customer_id": None}, None),
    (or_(Order.number == 1, Order.customer_id == 1), {"number": 1}, True),
    (not_(or_(Order.number == 1, Order.customer_id == 1)), {"number": 2, "customer_id": 3}, True),
    (not_(and_(Order.number == 1, Order.customer_id == 1)), {"number": 1, "customer_id": None}, None),
    (tuple_(Order.number, Order.customer_id).in_([(1, 2)]), {"number": 1, "customer_id": 2}, True),
    (true(), {}, True),
    (_condition(true()), {}, True),
    (_condition(false()), {}, False),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} of {case[1]}".replace("\n", " "))
def test_outcomes(case: tuple[Any, dict[str, Any], Any]) -> None:
    expression, values, expected = case
    evaluate = Evaluator(inspect(Order)).compile(
        expression.__clause_element__() if not hasattr(expression, "_gather") else expression
    )
    assert evaluate(values) is expected


@pytest.mark.parametrize("expression", [func.lower(Item.name) == "x", Line.text == "x", Item.name.like("x")], ids=str)
def test_what_only_the_database_can_evaluate(expression: Any) -> None:
    with pytest.raises(UnevaluatableError):
        Evaluator(inspect(Item)).compile(expression)


class Base(DeclarativeBase):
    pass


class Lantern(Base):
    __tablename__ = "lantern"

    id: Mapped[int] = mapped_column(primary_key=True)
    lit: Mapped[bool | None]


@pytest.mark.parametrize(
    ("values", "is_lit", "is_dark"),
    [({"lit": True}, True, False), ({"lit": False}, False, True), ({"lit": None}, None, None), ({}, EXPIRED, EXPIRED)],
)
def test_a_flag_as_a_condition(values: dict[str, Any], is_lit: Any, is_dark: Any) -> None:
    evaluator = Evaluator(inspect(Lantern))
    assert evaluator.compile(_condition(Lantern.lit))(values) is is_lit
    assert evaluator.compile(_condition(~Lantern.lit))(values) is is_dark
