"""Objects with attributes of PostgreSQL's own types: flushed in batches, loaded, changed, found."""

from __future__ import annotations

import enum
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import holdfast as hf
from holdfast.dialects import postgresql as pg
from holdfast.engine import Engine
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column


class Color(enum.Enum):
    RED = 1
    GREEN = 2


class Wrapped(hf.TypeDecorator[Any]):
    """Any value inside of a JSON object."""

    impl = pg.JSONB
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        return None if value is None else {"wrapped": value}

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return None if value is None else value["wrapped"]


class Base(DeclarativeBase):
    pass


class Thing(Base):
    __tablename__ = "thing"

    id: Mapped[int] = mapped_column(primary_key=True)
    color: Mapped[Color | None]
    colors = mapped_column(pg.ARRAY(hf.Enum(Color)))
    words = mapped_column(pg.ARRAY(hf.String(20)))
    document = mapped_column(pg.JSONB(none_as_null=True))
    wrapped = mapped_column(Wrapped)
    all_wrapped = mapped_column(pg.ARRAY(Wrapped, dimensions=1))
    during = mapped_column(pg.DATERANGE)
    numbers = mapped_column(pg.INT4MULTIRANGE)
    amount = mapped_column(hf.Numeric(10, 2))
    code = mapped_column(pg.DOMAIN("code", hf.String(5)))
    pairs = mapped_column(pg.HSTORE)
    delay = mapped_column(hf.Interval)
    flags = mapped_column(pg.BIT(3))


def values(n: int) -> dict[str, Any]:
    return {
        "color": Color.GREEN,
        "colors": [Color.RED, None],
        "words": ["x", None, str(n)],
        "document": {"n": n},
        "wrapped": n,
        "all_wrapped": [1, [2]],
        "during": pg.Range(date(2020, 1, 1), None),
        "numbers": [pg.Range(1, n + 2)],
        "amount": Decimal(n) / 4,
        "code": "abc",
        "pairs": {"n": str(n)},
        "delay": timedelta(days=n),
        "flags": pg.BitString("101"),
    }


NOTHING = dict.fromkeys(values(0))


def test_many_objects(postgresql: Engine) -> None:
    with postgresql.begin() as connection:
        connection.exec_driver_sql("CREATE EXTENSION hstore")
        Base.metadata.create_all(connection)
    read = hf.select(Thing).order_by(Thing.id)

    def found(session: Session) -> list[dict[str, Any]]:
        return [{name: getattr(thing, name) for name in NOTHING} for thing in session.scalars(read)]

    with Session(postgresql) as session:
        session.add_all([Thing(**values(n)) for n in range(100)] + [Thing(), Thing()])
        session.commit()
        assert found(session) == [*map(values, range(100)), NOTHING, NOTHING]
        # each its own values, or none, in the statements for many rows
        for n, thing in enumerate(session.scalars(read)):
            for name, value in (NOTHING if n % 2 else values(n + 1000)).items():
                setattr(thing, name, value)
        session.commit()
        assert found(session) == [NOTHING if n % 2 else values(n + 1000) for n in range(102)]


def test_queries(postgresql: Engine) -> None:
    with postgresql.begin() as connection:
        connection.exec_driver_sql("CREATE EXTENSION hstore")
        Base.metadata.create_all(connection)
    with Session(postgresql) as session:
        session.add_all([Thing(**values(n)) for n in range(3)])
        session.flush()
        criteria = (
            Thing.color == Color.GREEN,
            hf.any_(Thing.colors) == Color.RED,
            Thing.words.contains(["1"]),
            Thing.document["n"].as_integer() == 1,
            Thing.wrapped == 1,
            Thing.during.contains(date(2021, 1, 1)),
            Thing.numbers.overlaps([pg.Range(2, 3)]),
            Thing.pairs["n"] == "1",
            Thing.flags == pg.BitString("101"),
        )
        assert [thing.wrapped for thing in session.scalars(hf.select(Thing).where(*criteria))] == [1]
        changed = hf.update(Thing).where(Thing.wrapped == 2).values(colors=[Color.GREEN], during=pg.Range(empty=True))
        assert session.execute(changed.returning(Thing.colors, Thing.during)).all() == [
            ([Color.GREEN], pg.Range(empty=True))
        ]
