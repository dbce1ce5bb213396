"""Mixins, abstract bases and declared_attr."""

from __future__ import annotations

import pytest

from holdfast import Column, ForeignKey, Integer, String, exc
from holdfast.orm import DeclarativeBase, Mapped, declared_attr, has_inherited_table, mapped_column, relationship


class HasKey:
    id: Mapped[int] = mapped_column(primary_key=True)


class Stamped:
    made: Mapped[str]
    changed = Column(String(10))


class HasOwner:
    @declared_attr
    def owner_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("owner.id"))

    @declared_attr
    def owner(cls) -> Mapped[Owner]:
        return relationship("Owner")


class Named:
    @declared_attr.directive
    def __tablename__(cls) -> str:
        return cls.__name__.lower()


class Base(DeclarativeBase):
    pass


class Owner(HasKey, Base):
    __tablename__ = "owner"


def test_columns_of_mixins_are_copied():
    class First(Named, HasKey, Stamped, Base):
        pass

    class Second(Named, HasKey, Stamped, Base):
        size: Mapped[int]

    assert First.__table__.name == "first"
    assert First.__table__.c.keys() == ["id", "changed", "made"]
    # the class's own columns come first
    assert Second.__table__.c.keys() == ["size", "id", "changed", "made"]
    assert First.__table__.c.id is not Second.__table__.c.id
    assert First.id.expression is First.__table__.c.id


def test_the_class_wins_over_the_mixin():
    class Third(Named, HasKey, Stamped, Base):
        made: Mapped[int] = mapped_column("made_at")

    assert Third.__table__.c.keys() == ["made_at", "id", "changed"]


def test_computed_columns_and_relationships():
    class Boat(Named, HasKey, HasOwner, Base):
        pass

    class House(Named, HasKey, HasOwner, Base):
        pass

    assert isinstance(Boat.__table__.c.owner_id.type, Integer)
    assert Boat.owner.property.mapper is Owner.__mapper__
    assert House.owner.property.local_columns == {House.__table__.c.owner_id}
    assert Boat(owner=Owner()).owner is not None


def test_a_computed_attribute_is_computed_once():
    calls = []

    class Counted:
        @declared_attr
        def size(cls) -> Mapped[int]:
            calls.append(cls.__name__)
            return mapped_column(Integer)

        @declared_attr
        def double(cls) -> Mapped[int]:
            assert cls.size is cls.size
            return mapped_column(Integer)

    class Counter(Named, HasKey, Counted, Base):
        pass

    assert calls == ["Counter"]
    assert set(Counter.__table__.c.keys()) == {"id", "size", "double"}


def test_abstract_bases():
    class Abstract(Base):
        __abstract__ = True
        note: Mapped[str | None]

    class Concrete(Named, HasKey, Abstract):
        pass

    assert not hasattr(Abstract, "__mapper__")
    assert "note" in Concrete.__table__.c
    assert not has_inherited_table(Concrete)


def test_table_and_mapper_arguments_from_mixins():
    class Settings:
        __table_args__ = {"comment": "from a mixin"}

        @declared_attr.directive
        def __mapper_args__(cls) -> dict[str, object]:
            return {"eager_defaults": True}

    class Configured(Settings, Named, HasKey, Base):
        pass

    assert Configured.__table__.comment == "from a mixin"
    assert Configured.__mapper__.eager_defaults is True


def test_relationships_of_mixins_must_be_computed():
    class Wrong:
        owner = relationship("Owner")

    with pytest.raises(
        exc.InvalidRequestError, match="must be declared as @declared_attr callables on declarative mixin"
    ):

        class Broken(Wrong, Named, HasKey, Base):
            pass


def test_access_from_an_unmapped_class_is_warned_of():
    with pytest.warns(
        exc.SAWarning, match="Unmanaged access of declarative attribute owner_id from non-mapped class HasOwner"
    ):
        HasOwner.owner_id  # noqa: B018  # the access is the point
