"""From the Python types of annotations to SQL types: the defaults, and a registry's own map."""

from __future__ import annotations

import decimal
import enum
from typing import Annotated, Any, Literal, NewType

import pytest

from holdfast import BigInteger, Double, Enum, Integer, Numeric, String, exc
from holdfast.orm import DeclarativeBase, Mapped, mapped_column
from holdfast.orm import exc as orm_exc
from holdfast.types import NullType

Code = NewType("Code", str)


class Colour(enum.Enum):
    RED = 1


class Level(enum.IntEnum):
    LOW = 1


class Name(str):
    pass


def mapped(annotation: Any, types: dict[Any, Any] | None = None) -> Any:
    """The column of an attribute with the annotation."""

    class Base(DeclarativeBase):
        type_annotation_map = types or {}

    class Thing(Base):
        __tablename__ = "thing"
        __annotations__ = {"id": Mapped[int], "value": Mapped[annotation]}
        id = mapped_column(primary_key=True)

    Base.registry.dispose()
    return Thing.__table__.c.value


def test_numbers():
    assert type(mapped(float).type) is Double
    assert type(mapped(int).type) is Integer
    assert type(mapped(decimal.Decimal).type) is Numeric


def test_enums_are_found_by_their_bases():
    assert mapped(Colour).type.enums == ["RED"]
    assert mapped(Level).type.enums == ["LOW"]
    assert type(mapped(Level, {enum.IntEnum: BigInteger}).type) is BigInteger


def test_other_classes_are_not_found_by_their_bases():
    with pytest.raises(orm_exc.MappedAnnotationError, match="Could not locate SQLAlchemy Core type when resolving for"):
        mapped(Name)
    assert mapped(Name, {Name: String(5)}).type.length == 5


def test_the_map_knows_nothing_of_none():
    """A key without None covers both, and so does one with it; the last one counts."""
    optional, text, number = str | None, str, str | int | None
    assert mapped(text, {optional: String(5)}).type.length == 5
    assert mapped(optional, {text: String(5)}).type.length == 5
    assert mapped(optional, {optional: String(5), text: String(6)}).type.length == 6
    assert mapped(str | int, {number: String(7)}).type.length == 7


@pytest.mark.parametrize("annotation", [Annotated[str | None, "text"], Annotated[str, "text"] | None])
def test_none_within_annotated(annotation: Any):
    column = mapped(annotation)
    assert (type(column.type), column.nullable) == (String, True)
    assert mapped(annotation, {annotation: String(5)}).type.length == 5


def test_nothing_but_none():
    column = mapped(None)
    assert (type(column.type), column.nullable) == (NullType, True)
    assert type(mapped(None, {type(None): Integer}).type) is Integer


def test_a_type_that_is_missing_is_named_without_none():
    with pytest.raises(orm_exc.MappedAnnotationError, match=r"indicated by '\w+\.\w+\.\w+\.\w+\.Code' inside"):
        mapped(Code | None)


def test_literals():
    column = mapped(Literal["a", "bc"])
    assert (column.type.enums, column.type.native_enum, column.type.length) == (["a", "bc"], False, 2)
    assert mapped(Literal["a"], {Literal: Enum("_", name="letter")}).type.name == "letter"
    with pytest.raises(
        exc.ArgumentError, match="Can't create string-based Enum datatype from non-string values: 1, None"
    ):
        mapped(Literal["a", 1, None])
