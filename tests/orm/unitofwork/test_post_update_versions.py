"""`post_update` of versioned rows: the version and onupdate values change once in a flush."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import ForeignKey, func, text
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from holdfast.orm.exc import StaleDataError


class Base(DeclarativeBase):
    pass


class Keeper(Base):
    __tablename__ = "keeper"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[int | None]
    favorite_id: Mapped[int | None] = mapped_column(ForeignKey("beast.id", name="favorite", use_alter=True))
    touched: Mapped[int | None] = mapped_column(onupdate=lambda: 5)
    counted: Mapped[int | None] = mapped_column(default=0, onupdate=func.coalesce(text("counted"), 0) + 1)
    version: Mapped[int] = mapped_column()
    beasts: Mapped[list[Beast]] = relationship(foreign_keys="Beast.keeper_id", cascade="all, delete-orphan")
    favorite: Mapped[Beast | None] = relationship(foreign_keys=favorite_id, post_update=True)

    __mapper_args__ = {"version_id_col": version}


class Beast(Base):
    __tablename__ = "beast"

    id: Mapped[int] = mapped_column(primary_key=True)
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("keeper.id"))


@pytest.fixture
def session(engine: Any) -> Iterator[Session]:
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session


@pytest.fixture
def keeper(session: Session) -> Keeper:
    keeper = Keeper(beasts=[Beast(), Beast()])
    session.add(keeper)
    session.commit()
    return keeper


def stored(session: Session) -> list[Any]:
    return list(session.execute(text("SELECT touched, counted, version FROM keeper")).one())


def test_it_counts_as_an_update_of_the_row(session: Session, keeper: Keeper) -> None:
    keeper.favorite = keeper.beasts[0]
    session.flush()
    assert stored(session) == [5, 1, 2]
    assert [keeper.touched, keeper.counted, keeper.version] == [5, 1, 2]


def test_it_counts_once_beside_an_ordinary_update(session: Session, keeper: Keeper) -> None:
    keeper.favorite, keeper.name = keeper.beasts[0], 3
    keeper.touched = 9
    session.flush()
    assert stored(session) == [9, 1, 2]


def test_it_does_not_count_beside_an_insert(session: Session) -> None:
    beast = Beast()
    session.add(Keeper(beasts=[beast], favorite=beast))
    session.flush()
    assert stored(session) == [None, 0, 1]


def test_another_version_is_stale(session: Session, keeper: Keeper) -> None:
    assert keeper.version == 1
    beast = keeper.beasts[0]
    session.execute(text("UPDATE keeper SET version = 77"))
    keeper.favorite = beast
    with pytest.raises(StaleDataError, match="UPDATE statement on table 'keeper' expected to update 1 row"):
        session.flush()
    session.rollback()
    assert keeper.version == 1 and keeper.favorite is None


def test_the_delete_compares_the_version(session: Session, keeper: Keeper) -> None:
    keeper.favorite = keeper.beasts[0]
    session.commit()
    session.delete(keeper)
    session.commit()
    assert session.execute(text("SELECT count(*) FROM keeper")).scalar_one() == 0
