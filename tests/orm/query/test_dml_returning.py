"""RETURNING of ORM INSERT, UPDATE and DELETE: names of columns, and what becomes of objects that the session has."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import String, bindparam, create_engine, delete, func, insert, inspect, select, text, update
from holdfast.dialects.sqlite import insert as sqlite_insert
from holdfast.exc import CompileError
from holdfast.orm import DeclarativeBase, Mapped, Session, column_property, mapped_column, with_loader_criteria


class Base(DeclarativeBase):
    pass


class Stone(Base):
    __tablename__ = "stone"

    id: Mapped[int] = mapped_column("stone_id", primary_key=True)
    name: Mapped[str | None] = mapped_column("stone_name", String(20), server_default="rock")
    weight: Mapped[int | None] = mapped_column(default=1)
    seen: Mapped[int | None] = mapped_column(onupdate=lambda: 7)
    double = column_property(weight * 2)


@pytest.fixture
def session() -> Any:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Stone(id=1, name="one"), Stone(id=2, name="two")])
        session.commit()
        yield session
    engine.dispose()


def upsert() -> Any:
    statement = sqlite_insert(Stone)
    return statement.on_conflict_do_update(
        index_elements=[Stone.id], set_={Stone.name: statement.excluded.stone_name}
    ).returning(Stone)


@pytest.mark.parametrize("strategy", ["auto", "evaluate", "fetch", False])
def test_an_unflushed_change_is_kept(session: Session, strategy: Any) -> None:
    stone = session.get_one(Stone, 1)
    with session.no_autoflush:
        stone.weight = 50
        session.scalars(
            update(Stone).where(Stone.id == 1).values(name="new").returning(Stone),
            execution_options={"synchronize_session": strategy},
        ).all()
        assert stone.weight == 50 and stone in session.dirty
    session.commit()
    assert session.execute(text("SELECT stone_name, weight FROM stone WHERE stone_id = 1")).one() == ("new", 50)


def test_what_the_update_leaves_unknown_is_filled_by_its_rows(session: Session) -> None:
    stone = session.get_one(Stone, 1)
    assert session.scalars(update(Stone).where(Stone.id == 1).values(name="new").returning(Stone)).all() == [stone]
    assert (stone.__dict__["name"], stone.__dict__["seen"]) == ("new", 7)


def test_an_upsert_overwrites_objects_with_populate_existing(session: Session) -> None:
    stone = session.get_one(Stone, 1)
    session.scalars(upsert(), [{"id": 1, "name": "a"}]).all()
    assert stone.name == "one"
    session.scalars(upsert(), [{"id": 1, "name": "b"}], execution_options={"populate_existing": True}).all()
    assert stone.name == "b"


def test_an_upsert_fills_expired_objects(session: Session) -> None:
    stone = session.get_one(Stone, 1)
    session.expire(stone)
    assert session.scalars(upsert(), [{"id": 1, "name": "a"}]).all() == [stone]
    assert stone.__dict__["name"] == "a"


@pytest.mark.parametrize("statement", [insert(Stone).values(name="x"), update(Stone).values(name="x"), delete(Stone)])
def test_columns_have_the_names_of_attributes(session: Session, statement: Any) -> None:
    result = session.execute(statement.returning(Stone.name, Stone.id.label("key")))
    assert list(result.keys()) == ["name", "key"]
    assert result.first().name in ("x", "one", "two")


def test_a_deleted_object_is_returned_and_leaves_the_session(session: Session) -> None:
    stone = session.get_one(Stone, 1)
    assert session.scalars(delete(Stone).where(Stone.id == 1).returning(Stone)).all() == [stone]
    assert inspect(stone).deleted


def test_the_statement_may_have_parameters_of_its_own(session: Session) -> None:
    statement = insert(Stone).values(name=func.lower(bindparam("given")))
    session.execute(statement, [{"given": "A", "weight": 5}, {"given": None, "weight": 6}])
    session.execute(statement, {"given": "C", "weight": 7})
    found = session.execute(select(Stone.name, Stone.weight).where(Stone.id > 2).order_by(Stone.id)).all()
    assert found == [("a", 5), (None, 6), ("c", 7)]


def test_values_may_have_subqueries_of_entities(session: Session) -> None:
    count = select(func.count()).select_from(Stone).scalar_subquery()
    session.execute(insert(Stone).values(weight=count), [{"name": "x"}, {"name": "y"}])
    assert session.scalars(select(Stone.weight).where(Stone.id > 2).order_by(Stone.id)).all() == [2, 3]


def test_render_nulls_keeps_none_from_defaults(session: Session) -> None:
    rows: list[Any] = [{"name": None, "weight": None}, {"name": "x"}]
    session.execute(insert(Stone), rows, execution_options={"render_nulls": True})
    found = session.execute(select(Stone.name, Stone.weight).where(Stone.id > 2).order_by(Stone.id)).all()
    assert found == [(None, None), ("x", 1)]


def test_an_expression_cannot_be_written(session: Session) -> None:
    with pytest.raises(CompileError, match="Unconsumed column names: double"):
        session.execute(update(Stone).values(double=4))


class Animal(Base):
    __tablename__ = "animal"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str | None] = mapped_column(String(10))
    name: Mapped[str | None] = mapped_column(String(10))

    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "animal"}


class Cat(Animal):
    __mapper_args__ = {"polymorphic_identity": "cat"}


def test_rows_of_other_classes_of_the_table_are_left_alone(session: Session) -> None:
    other, cat = Animal(name="x"), Cat(name="x")
    session.add_all([other, cat])
    session.flush()
    statement = update(Cat).where(func.lower(Cat.name) == "x").values(name="new").returning(Cat.id)
    session.execute(statement, execution_options={"synchronize_session": "fetch"})
    assert (other.__dict__["name"], cat.__dict__["name"]) == ("x", "new")


@pytest.mark.parametrize("strategy", ["evaluate", "fetch"])
def test_criteria_of_options_hold_for_objects_too(session: Session, strategy: str) -> None:
    one, two = session.get_one(Stone, 1), session.get_one(Stone, 2)
    statement = update(Stone).values(name="new").options(with_loader_criteria(Stone, Stone.name == "one"))
    session.execute(statement, execution_options={"synchronize_session": strategy})
    assert (one.__dict__["name"], two.__dict__["name"]) == ("new", "two")
