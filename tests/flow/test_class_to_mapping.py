"""Story one. Class to mapping: declarative scan -> Table -> mapper -> attributes installed -> configured on first
use.
"""

from __future__ import annotations

from holdfast import ForeignKey, Integer, String, inspect
from holdfast.orm import DeclarativeBase, InstrumentedAttribute, Mapped, Mapper, mapped_column, relationship


def test_class_to_mapping():
    class Base(DeclarativeBase):
        pass

    # A class body with annotations is scanned when the class is made ...
    class Ship(Base):
        __tablename__ = "ship"
        id: Mapped[int] = mapped_column(primary_key=True)
        name: Mapped[str] = mapped_column(String(40))
        built: Mapped[int | None]
        sailors: Mapped[list[Sailor]] = relationship(back_populates="ship")

    # ... into a Table: columns in the order of the class, types and nullability from the annotations.
    table = Base.metadata.tables["ship"]
    assert table is Ship.__table__
    assert [column.name for column in table.columns] == ["id", "name", "built"]
    assert isinstance(table.c.built.type, Integer)
    assert (table.c.name.type.length, table.c.name.nullable, table.c.built.nullable) == (40, False, True)

    # The mapper joins the class with the table.
    mapper = inspect(Ship)
    assert isinstance(mapper, Mapper)
    assert mapper.local_table is table
    assert mapper.primary_key == (table.c.id,)
    assert mapper.pk_keys == ("id",)

    # On the class stand SQL expressions.
    assert isinstance(Ship.name, InstrumentedAttribute)
    assert str(Ship.name == "Pequod") == "ship.name = :name_1"

    # The other class of the relationship may come later; nothing is resolved before first use.
    class Sailor(Base):
        __tablename__ = "sailor"
        id: Mapped[int] = mapped_column(primary_key=True)
        ship_id: Mapped[int] = mapped_column(ForeignKey("ship.id"))
        ship: Mapped[Ship] = relationship(back_populates="sailors")

    # The first object configures all mappers: targets, join conditions, and the two sides of a relationship find each
    # other.
    ishmael = Sailor()
    sailors, ship = mapper.relationships["sailors"], inspect(Sailor).relationships["ship"]
    assert sailors.mapper is inspect(Sailor)
    assert str(sailors.primaryjoin) == "ship.id = sailor.ship_id"
    assert (sailors.direction.name, ship.direction.name) == ("ONETOMANY", "MANYTOONE")
    assert sailors._reverse_property == {ship}

    # And objects behave: the other side follows, without any database.
    pequod = Ship(name="Pequod")
    ishmael.ship = pequod
    assert pequod.sailors == [ishmael]
