"""What a row is asked by, when the statement's entities are made anew for each execution."""

from __future__ import annotations

from holdfast import func, insert, select
from holdfast.orm import Bundle, Session, aliased
from tests.orm.loading.shop import Customer, Order


def test_aliases_of_entities(shop: Session) -> None:
    for _ in range(3):
        one, other = aliased(Order), aliased(Order)
        pairs = select(one, other.number, other).join(other, other.id == one.id + 1).order_by(one.id)
        row = shop.execute(pairs).first()
        assert row is not None
        assert row._mapping[one].number == 1
        assert row._mapping[other.number] == 2
        assert row._mapping[other].number == 2


def test_labels_and_functions_beside_an_entity(shop: Session) -> None:
    for _ in range(3):
        next_number, length = (Order.number + 1).label("next"), func.abs(Order.number)
        row = shop.execute(select(Order, next_number, length).order_by(Order.id)).first()
        assert row is not None
        assert (row._mapping[next_number], row._mapping[length]) == (2, 1)
        assert row._mapping[Order] is row.Order


def test_bundles(shop: Session) -> None:
    for _ in range(3):
        bundle: Bundle[int] = Bundle("both", Order.id, Order.number)
        row = shop.execute(select(bundle).order_by(Order.id)).first()
        assert row is not None
        assert tuple(row._mapping[bundle]) == (1, 1)


def test_columns_of_a_subquery(shop: Session) -> None:
    for _ in range(3):
        numbers = select(func.max(Order.number).label("most")).subquery()
        assert shop.execute(select(numbers)).one()._mapping[numbers.c.most] == 3


def test_an_alias_of_a_subquery(shop: Session) -> None:
    for _ in range(3):
        late = aliased(Order, select(Order).where(Order.number == 3).subquery())
        row = shop.execute(select(late, late.number)).one()
        assert (row._mapping[late].id, row._mapping[late.number]) == (3, 3)


def test_expressions_that_an_insert_returns(shop: Session) -> None:
    for number in range(11, 14):
        double = (Order.number * 2).label("double")
        row = shop.execute(insert(Order).values(id=number, number=number).returning(Order.number, double)).one()
        assert (row._mapping[Order.number], row._mapping[double]) == (number, 2 * number)


def test_a_name_that_two_columns_have_means_the_first(shop: Session) -> None:
    row = shop.execute(select(Order.id, Customer.id).join(Customer).where(Order.id == 2)).one()
    assert (row.id, row._mapping["id"], tuple(row)) == (2, 2, (2, 1))
