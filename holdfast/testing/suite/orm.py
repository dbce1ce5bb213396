"""The ORM: flushes with generated keys, loads, changes of many objects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import Column, Engine, ForeignKey, Integer, String, Table, delete, exc, func, insert, select
from holdfast import update as update_statement
from holdfast.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    joinedload,
    mapped_column,
    relationship,
    selectinload,
)
from holdfast.orm.exc import StaleDataError
from holdfast.testing.requirements import requires

MANY = 600


class Base(DeclarativeBase):
    """Base of the suite's classes."""


planet_tag = Table(
    "planet_tag",
    Base.metadata,
    Column("planet_id", ForeignKey("planet.id"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id"), primary_key=True),
)


class Star(Base):
    """With planets, which go with it."""

    __tablename__ = "star"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50), unique=True)
    mass: Mapped[int | None]
    planets: Mapped[list[Planet]] = relationship(
        back_populates="star", cascade="all, delete-orphan", order_by="Planet.id"
    )


class Planet(Base):
    """Of a star, with tags, and perhaps with moons, which are planets."""

    __tablename__ = "planet"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
    state: Mapped[str] = mapped_column(String(20), server_default="unknown")
    star_id: Mapped[int | None] = mapped_column(ForeignKey("star.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("planet.id"))
    star: Mapped[Star | None] = relationship(back_populates="planets")
    moons: Mapped[list[Planet]] = relationship(order_by="Planet.id")
    tags: Mapped[set[Tag]] = relationship(secondary=planet_tag)


class Tag(Base):
    """A word."""

    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(String(20))


class Counter(Base):
    """Versioned, with a key that the program gives."""

    __tablename__ = "counter"

    key: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[int]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


@pytest.fixture
def session(suite_engine: Engine) -> Iterator[Session]:
    """A session on empty tables."""
    Base.metadata.create_all(suite_engine)
    with Session(suite_engine) as session:
        yield session
    Base.metadata.drop_all(suite_engine)


@pytest.fixture
def sky(session: Session) -> Session:
    """A session, and what it has stored in another one."""
    hot = Tag(word="hot")
    earth = Planet(name="earth", moons=[Planet(name="moon")])
    session.add_all(
        [
            Star(name="sun", mass=1, planets=[Planet(name="mercury", tags={hot}), earth]),
            Star(name="vega", mass=2, planets=[Planet(name="unnamed", tags={hot, Tag(word="far")})]),
        ]
    )
    session.commit()
    session.expunge_all()
    return session


class TestFlushes:
    def test_keys_are_generated_and_copied(self, session: Session) -> None:
        star = Star(name="sun", planets=[Planet(name="earth")])
        session.add(star)
        session.flush()
        assert star.id is not None
        assert star.planets[0].star_id == star.id

    def test_many_objects_get_the_keys_of_their_own_rows(self, session: Session) -> None:
        stars = [Star(name=f"s{number}", planets=[Planet(name=f"p{number}")]) for number in range(MANY)]
        session.add_all(stars)
        session.flush()
        stored = dict(session.execute(select(Star.id, Star.name)).all())
        assert stored == {star.id: star.name for star in stars}
        joined = session.execute(select(Star.name, Planet.name).join(Star.planets)).all()
        assert sorted(joined) == sorted((f"s{number}", f"p{number}") for number in range(MANY))

    def test_server_defaults_are_loaded(self, session: Session) -> None:
        planet = Planet(name="earth")
        session.add(planet)
        session.flush()
        assert planet.state == "unknown"

    def test_many_updates(self, session: Session) -> None:
        stars = [Star(name=f"s{number}", mass=number) for number in range(MANY)]
        session.add_all(stars)
        session.commit()
        for star in session.scalars(select(Star)):
            star.mass = -(star.mass or 0)
            if star.mass == -7:
                star.mass = None
            star.name = f"it's 100% {star.name}"
        session.commit()
        assert session.scalar(select(func.min(Star.mass))) == 1 - MANY
        assert session.scalar(select(func.count()).where(Star.mass.is_(None))) == 1
        assert session.scalar(select(Star.name).where(Star.mass == -3)) == "it's 100% s3"

    def test_many_deletes(self, session: Session) -> None:
        session.add_all([Star(name=f"s{number}", planets=[Planet(name="p")]) for number in range(MANY)])
        session.commit()
        for star in session.scalars(select(Star).where(Star.name != "s5")):
            session.delete(star)
        session.commit()
        assert session.scalars(select(Star.name)).all() == ["s5"]
        assert session.scalar(select(func.count()).select_from(Planet)) == 1

    def test_a_unique_value_passes_to_another_row(self, session: Session) -> None:
        first, second = Star(name="a"), Star(name="b")
        session.add_all([first, second])
        session.commit()
        assert (first.name, second.name) == ("a", "b")
        second.name, first.name = "a", "c"
        session.commit()
        assert (first.name, second.name) == ("c", "a")

    def test_orphans_and_links(self, sky: Session) -> None:
        sun = sky.scalars(select(Star).where(Star.name == "sun")).one()
        mercury, earth = sun.planets
        mercury.tags.clear()
        earth.tags.add(Tag(word="wet"))
        sun.planets.remove(mercury)
        sky.commit()
        assert sorted(sky.scalars(select(Planet.name))) == ["earth", "moon", "unnamed"]
        assert sorted(sky.scalars(select(Tag.word).join(planet_tag))) == ["far", "hot", "wet"]

    def test_a_failed_flush_loses_nothing(self, session: Session) -> None:
        session.add(Star(name="sun"))
        session.commit()
        twin = Star(name="sun", planets=[Planet(name="x")])
        session.add(twin)
        with pytest.raises(exc.IntegrityError):
            session.flush()
        session.rollback()
        twin.name = "other"
        session.add(twin)
        session.commit()
        assert sorted(session.scalars(select(Star.name))) == ["other", "sun"]

    @requires("savepoints")
    def test_savepoints(self, session: Session) -> None:
        session.add(Star(name="kept"))
        with pytest.raises(exc.IntegrityError), session.begin_nested():
            session.add(Star(name="kept"))
            session.flush()
        session.commit()
        assert session.scalars(select(Star.name)).all() == ["kept"]

    @requires("rowcount")
    def test_versions(self, session: Session) -> None:
        counter = Counter(key="a", value=1)
        session.add(counter)
        session.commit()
        counter.value = 2
        session.commit()
        assert counter.version == 2
        session.connection().execute(update_statement(Counter.__table__).values(version=9))
        counter.value = 3
        with pytest.raises(StaleDataError):
            session.flush()
        session.rollback()


class TestLoads:
    def test_get(self, sky: Session) -> None:
        key = sky.scalar(select(Star.id).where(Star.name == "vega"))
        star = sky.get(Star, key)
        assert star is not None
        assert star.name == "vega"
        assert sky.get(Star, key) is star
        assert sky.get(Star, -1) is None

    def test_lazy_loads(self, sky: Session) -> None:
        stars = sky.scalars(select(Star).order_by(Star.id)).all()
        assert [[planet.name for planet in star.planets] for star in stars] == [["mercury", "earth"], ["unnamed"]]
        assert [moon.name for moon in stars[0].planets[1].moons] == ["moon"]
        assert {tag.word for tag in stars[1].planets[0].tags} == {"hot", "far"}

    @pytest.mark.parametrize("strategy", [joinedload, selectinload])
    def test_eager_loads(self, sky: Session, strategy: Any) -> None:
        statement = select(Star).options(strategy(Star.planets)).order_by(Star.id)
        stars = sky.scalars(statement).unique().all()
        assert [[planet.name for planet in star.__dict__["planets"]] for star in stars] == [
            ["mercury", "earth"],
            ["unnamed"],
        ]

    def test_joins_and_conditions(self, sky: Session) -> None:
        hot = select(Star.name).join(Star.planets).join(Planet.tags).where(Tag.word == "far")
        assert sky.scalars(hot).all() == ["vega"]
        with_moons = select(Planet.name).where(Planet.moons.any(Planet.name == "moon"))
        assert sky.scalars(with_moons).all() == ["earth"]
        assert sky.scalars(select(Planet.name).where(Planet.star.has(mass=2))).all() == ["unnamed"]

    def test_limits_with_joined_loads(self, sky: Session) -> None:
        statement = select(Star).options(joinedload(Star.planets)).order_by(Star.id).limit(1)
        assert [len(star.planets) for star in sky.scalars(statement).unique()] == [2]

    def test_refresh_and_expire(self, sky: Session) -> None:
        star = sky.scalars(select(Star).where(Star.name == "sun")).one()
        sky.execute(update_statement(Star).values(mass=7).execution_options(synchronize_session=False))
        assert star.mass == 1
        sky.refresh(star)
        assert star.mass == 7

    def test_merge(self, sky: Session) -> None:
        key = sky.scalar(select(Star.id).where(Star.name == "sun"))
        merged = sky.merge(Star(id=key, name="sol", mass=3))
        sky.commit()
        assert (merged.name, merged.mass, len(merged.planets)) == ("sol", 3, 2)


class TestStatements:
    def test_bulk_insert(self, session: Session) -> None:
        session.execute(insert(Star), [{"name": f"s{number}", "mass": number} for number in range(20)])
        assert session.scalar(select(func.sum(Star.mass))) == 190

    @requires("insert_returning")
    def test_insert_returning_objects(self, session: Session) -> None:
        stars = session.scalars(insert(Star).returning(Star), [{"name": "a"}, {"name": "b"}]).all()
        assert sorted(star.name for star in stars) == ["a", "b"]
        assert all(star in session for star in stars)

    @pytest.mark.parametrize("synchronize", ["auto", "evaluate", "fetch", False])
    def test_update_where(self, sky: Session, synchronize: Any) -> None:
        sun = sky.scalars(select(Star).where(Star.name == "sun")).one()
        statement = update_statement(Star).where(Star.name == "sun").values(mass=Star.mass + 10)
        sky.execute(statement, execution_options={"synchronize_session": synchronize})
        assert sun.mass == (11 if synchronize else 1)
        sky.commit()
        assert sun.mass == 11

    @pytest.mark.parametrize("synchronize", ["auto", "evaluate", "fetch"])
    def test_delete_where(self, sky: Session, synchronize: Any) -> None:
        tag = sky.scalars(select(Tag).where(Tag.word == "far")).one()
        sky.execute(delete(planet_tag))
        sky.execute(delete(Tag).where(Tag.word == "far"), execution_options={"synchronize_session": synchronize})
        assert tag not in sky
        assert sky.scalars(select(Tag.word)).all() == ["hot"]

    def test_update_by_key(self, sky: Session) -> None:
        keys = sky.scalars(select(Star.id).order_by(Star.id)).all()
        sky.execute(update_statement(Star), [{"id": key, "mass": number} for number, key in enumerate(keys, 50)])
        sky.commit()
        assert sky.scalars(select(Star.mass).order_by(Star.id)).all() == [50, 51]
