"""A Float gives float and a Numeric gives Decimal, whatever kind of number the database has there."""

from __future__ import annotations

import logging
from decimal import Decimal
from typing import Any

import pytest

import holdfast as hf
from holdfast.dialects.postgresql import ARRAY
from holdfast.engine import Engine
from holdfast.orm import DeclarativeBase, Session


class Half(hf.TypeDecorator[float]):
    """Values are doubled on their way out."""

    impl = hf.Float
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return None if value is None else value * 2.5


CASES = [
    (hf.Float(), "1.5::numeric", 1.5),
    (hf.Float(), "1.5::float8", 1.5),
    (hf.Float(), "3::int", 3.0),
    (hf.Float(), "NULL::numeric", None),
    (hf.Double(), "3::bigint", 3.0),
    (hf.REAL(), "'NaN'::numeric = 'NaN'", True),
    (Half(), "1.5::numeric", 3.75),
    (hf.Float(asdecimal=True), "1.123456789012345::numeric", Decimal("1.123456789012345")),
    (hf.Float(asdecimal=True, decimal_return_scale=3), "1.5::float8", Decimal("1.500")),
    (hf.Numeric(), "1.5::float8", Decimal("1.5000000000")),
    (hf.Numeric(decimal_return_scale=2), "1.5::float4", Decimal("1.50")),
    (hf.Numeric(), "1.123456789012345::numeric", Decimal("1.123456789012345")),
    (hf.Numeric(asdecimal=False), "1.5::numeric", 1.5),
]


@pytest.mark.parametrize(("type_", "sql", "expected"), CASES)
@pytest.mark.parametrize("options", [{}, {"stream_results": True}], ids=["fetched", "streamed"])
def test_numbers_of_another_kind(postgresql: Engine, type_: Any, sql: str, expected: Any, options: Any) -> None:
    chosen = hf.select(hf.literal_column("'x'"), hf.literal_column(sql, type_), hf.literal_column("7.5"))
    with postgresql.connect() as connection:
        (row,) = connection.execute(chosen, execution_options=options).all()
    assert repr(row) == repr(("x", expected, Decimal("7.5")))


def test_columns_of_another_kind_in_the_orm(postgresql: Engine) -> None:
    class Base(DeclarativeBase):
        pass

    class Account(Base):
        __tablename__ = "account"
        id = hf.Column(hf.Integer, primary_key=True)
        rate = hf.Column(hf.Float)
        sum = hf.Column(hf.Numeric)

    with postgresql.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE account (id serial PRIMARY KEY, rate numeric, sum float8)")
    with Session(postgresql) as session:
        session.add_all([Account(rate=1.5, sum=Decimal("2.5")), Account()])
        session.commit()
        found = session.scalars(hf.select(Account).order_by(Account.id)).all()
        assert [(repr(each.rate), repr(each.sum)) for each in found] == [
            ("1.5", "Decimal('2.5000000000')"),
            ("None", "None"),
        ]
        changed = hf.update(Account).where(Account.id == 1).values(rate=3).returning(Account.rate, Account.sum)
        assert repr(session.execute(changed).all()) == "[(3.0, Decimal('2.5000000000'))]"


def test_they_are_converted_under_the_log_of_rows(postgresql: Engine, caplog: pytest.LogCaptureFixture) -> None:
    engine = hf.create_engine(postgresql.url, echo="debug")
    chosen = hf.select(hf.literal_column("1.5::numeric", hf.Float()))
    with caplog.at_level(logging.DEBUG), engine.connect() as connection:
        assert repr(connection.execute(chosen).scalar()) == "1.5"
    engine.dispose()


@pytest.mark.parametrize("item", [hf.REAL(), hf.Float(20), hf.Float(), hf.Float(30), hf.Double()])
def test_arrays_of_floats_compare_with_columns_of_their_own_type(postgresql: Engine, item: Any) -> None:
    """There is no operator between real[] and double precision[]: the precision of FLOAT is part of the cast."""
    table = hf.Table("t", hf.MetaData(), hf.Column("a", ARRAY(item)))
    table.create(postgresql)
    with postgresql.begin() as connection:
        connection.execute(table.insert(), {"a": [1.1, None]})
        assert connection.execute(hf.select(table).where(table.c.a == [1.1, None])).all() == [([1.1, None],)]
