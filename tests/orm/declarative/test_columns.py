"""Columns of declarative classes: from annotations, mapped_column() and Column."""

from __future__ import annotations

import datetime
import decimal
import enum
import uuid
from typing import Annotated, ClassVar, Literal, NewType

import pytest

from holdfast import Column, Enum, ForeignKey, Index, Integer, MetaData, String, Text, UniqueConstraint, exc, types
from holdfast.orm import DeclarativeBase, Mapped, column_property, deferred, mapped_column, registry
from holdfast.orm import exc as orm_exc

Key = Annotated[int, mapped_column(primary_key=True)]
Short = Annotated[str, 30]
Stamp = Annotated[datetime.datetime, mapped_column(nullable=True, index=True)]
Code = NewType("Code", str)


class Colour(enum.Enum):
    RED = 1
    GREEN = 2


@pytest.fixture
def Base():
    class Base(DeclarativeBase):
        pass

    yield Base
    Base.registry.dispose()


def test_annotations_say_type_and_nullability(Base):
    class Thing(Base):
        __tablename__ = "thing"
        id: Mapped[int] = mapped_column(primary_key=True)
        name: Mapped[str]
        nick: Mapped[str | None]
        rank: Mapped[int | None]

    columns = Thing.__table__.c
    assert columns.keys() == ["id", "name", "nick", "rank"]
    assert [type(column.type).__name__ for column in columns] == ["Integer", "String", "String", "Integer"]
    assert [column.nullable for column in columns] == [False, False, True, True]


def test_default_types(Base):
    class Thing(Base):
        __tablename__ = "thing"
        id: Mapped[Key]
        flag: Mapped[bool]
        raw: Mapped[bytes]
        day: Mapped[datetime.date]
        moment: Mapped[datetime.datetime]
        hour: Mapped[datetime.time]
        span: Mapped[datetime.timedelta]
        price: Mapped[decimal.Decimal]
        share: Mapped[float]
        token: Mapped[uuid.UUID]
        colour: Mapped[Colour]
        size: Mapped[Literal["s", "xl"]]

    found = {column.key: type(column.type) for column in Thing.__table__.c}
    assert found == {
        "id": types.Integer,
        "flag": types.Boolean,
        "raw": types.LargeBinary,
        "day": types.Date,
        "moment": types.DateTime,
        "hour": types.Time,
        "span": types.Interval,
        "price": types.Numeric,
        "share": types.Double,
        "token": types.Uuid,
        "colour": types.Enum,
        "size": types.Enum,
    }
    assert Thing.__table__.c.colour.type.enum_class is Colour
    assert Thing.__table__.c.size.type.enums == ["s", "xl"]
    assert not Thing.__table__.c.size.type.native_enum


def test_arguments_win_over_annotations(Base):
    class Thing(Base):
        __tablename__ = "thing"
        id: Mapped[int] = mapped_column(primary_key=True)
        text: Mapped[str] = mapped_column(Text, nullable=True)
        other: Mapped[str | None] = mapped_column("renamed", String(5), nullable=False)

    columns = Thing.__table__.c
    assert isinstance(columns.text.type, Text)
    assert columns.text.nullable
    assert (columns.renamed.type.length, columns.renamed.nullable) == (5, False)
    assert str(Thing.other) == "Thing.other"
    assert str(Thing.other.expression) == "thing.renamed"


def test_columns_without_annotation(Base):
    class Thing(Base):
        __tablename__ = "thing"
        id = Column(Integer, primary_key=True)
        size = mapped_column(Integer)
        label = Column("title", String(10))

    assert Thing.__table__.c.keys() == ["id", "size", "title"]
    assert Thing.__mapper__.column_attrs.keys() == ["id", "size", "label"]
    assert Thing.__table__.c.size.nullable


def test_a_foreign_key_keeps_the_annotated_type(Base):
    class Thing(Base):
        __tablename__ = "thing"
        id: Mapped[int] = mapped_column(primary_key=True)
        parent_id: Mapped[int | None] = mapped_column(ForeignKey("thing.id"))

    (key,) = Thing.__table__.c.parent_id.foreign_keys
    assert key.column is Thing.__table__.c.id
    assert isinstance(Thing.__table__.c.parent_id.type, Integer)


def test_type_annotation_map():
    class Base(DeclarativeBase):
        type_annotation_map = {
            str: String(100),
            Short: String(30),
            Code: String(3),
            enum.Enum: Enum(enum.Enum, native_enum=False),
        }

    class Thing(Base):
        __tablename__ = "thing"
        id: Mapped[Key]
        name: Mapped[str]
        nick: Mapped[Short | None]
        code: Mapped[Code]
        colour: Mapped[Colour]

    columns = Thing.__table__.c
    assert [columns[key].type.length for key in ("name", "nick", "code")] == [100, 30, 3]
    assert columns.nick.nullable
    assert columns.colour.type.enums == ["RED", "GREEN"]
    assert not columns.colour.type.native_enum


def test_annotated_columns_are_templates(Base):
    class First(Base):
        __tablename__ = "first"
        id: Mapped[Key]
        made: Mapped[Stamp]

    class Second(Base):
        __tablename__ = "second"
        id: Mapped[Key] = mapped_column("second_id")
        made: Mapped[Stamp] = mapped_column(nullable=False)

    assert First.__table__.c.id.primary_key
    assert Second.__table__.c.second_id.primary_key
    assert First.__table__.c.id is not Second.__table__.c.second_id
    assert (First.__table__.c.made.nullable, Second.__table__.c.made.nullable) == (True, False)
    assert len(First.__table__.indexes) == 1


def test_unknown_python_type(Base):
    class Strange:
        pass

    with pytest.raises(orm_exc.MappedAnnotationError, match="Could not resolve all types within mapped annotation"):

        class Thing(Base):
            __tablename__ = "thing"
            id: Mapped[Key]
            strange: Mapped[Strange]


def test_type_that_is_not_in_the_map(Base):
    with pytest.raises(orm_exc.MappedAnnotationError, match="Could not locate SQLAlchemy Core type when resolving"):

        class Thing(Base):
            __tablename__ = "thing"
            id: Mapped[Key]
            pattern: Mapped[Code]


def test_plain_annotation_of_a_mapped_attribute_is_refused(Base):
    with pytest.raises(orm_exc.MappedAnnotationError, match=r'Type annotation for "Thing.id" can\'t be correctly'):

        class Thing(Base):
            __tablename__ = "thing"
            id: int = mapped_column(primary_key=True)


def test_allow_unmapped(Base):
    class Thing(Base):
        __tablename__ = "thing"
        __allow_unmapped__ = True
        id: int = mapped_column(Integer, primary_key=True)
        note: str

    assert Thing.__table__.c.keys() == ["id"]


def test_class_variables_and_plain_annotations_are_left_alone(Base):
    class Thing(Base):
        __tablename__ = "thing"
        id: Mapped[Key]
        limit: ClassVar[int] = 5
        note: str = "plain"

    assert Thing.__table__.c.keys() == ["id"]
    assert (Thing.limit, Thing.note) == (5, "plain")


def test_order_merges_annotated_and_plain(Base):
    class Thing(Base):
        __tablename__ = "thing"
        x = mapped_column(Integer)
        y: Mapped[int]
        z: Mapped[int] = mapped_column(primary_key=True)
        w = Column(Integer)
        v: Mapped[int] = mapped_column(sort_order=-1)

    assert Thing.__table__.c.keys() == ["v", "x", "y", "z", "w"]


def test_table_args(Base):
    class Thing(Base):
        __tablename__ = "thing"
        id: Mapped[Key]
        a: Mapped[int] = mapped_column()
        b: Mapped[int] = mapped_column()
        __table_args__ = (UniqueConstraint("a", "b"), Index("ix_thing_a", a), {"schema": "main", "comment": "things"})

    table = Thing.__table__
    assert (table.schema, table.comment) == ("main", "things")
    assert {index.name for index in table.indexes} == {"ix_thing_a"}
    assert any(isinstance(constraint, UniqueConstraint) for constraint in table.constraints)


def test_given_table(Base):
    from holdfast import Table

    class Thing(Base):
        __table__ = Table("thing", Base.metadata, Column("id", Integer, primary_key=True), Column("size", Integer))
        id: Mapped[int]
        size: Mapped[int | None]

    assert Thing.__mapper__.column_attrs.keys() == ["id", "size"]


def test_given_table_takes_no_further_columns(Base):
    from holdfast import Table

    with pytest.raises(exc.ArgumentError, match="Can't add additional column 'size' when specifying __table__"):

        class Thing(Base):
            __table__ = Table("thing", Base.metadata, Column("id", Integer, primary_key=True))
            size: Mapped[int] = mapped_column()


def test_no_table_at_all(Base):
    with pytest.raises(exc.InvalidRequestError, match="does not have a __table__ or __tablename__ specified"):

        class Thing(Base):
            id: Mapped[Key]


def test_no_primary_key(Base):
    with pytest.raises(exc.ArgumentError, match=r"Mapper Mapper\[Thing\(thing\)\] could not assemble any primary key"):

        class Thing(Base):
            __tablename__ = "thing"
            size: Mapped[int]


def test_primary_key_chosen_by_the_mapper(Base):
    class Thing(Base):
        __tablename__ = "thing"
        code: Mapped[str] = mapped_column()
        size: Mapped[int]
        __mapper_args__ = {"primary_key": [code]}

    assert Thing.__mapper__.primary_key == (Thing.__table__.c.code,)


def test_expressions_in_the_class_body_use_the_columns_of_the_table(Base):
    class Thing(Base):
        __tablename__ = "thing"
        id: Mapped[Key]
        first: Mapped[str] = mapped_column()
        last: Mapped[str] = mapped_column()
        full: Mapped[str] = column_property(first + " " + last)

    assert str(Thing.full.expression) == "thing.first || :param_1 || thing.last"
    assert Thing.__mapper__.column_attrs.keys() == ["full", "id", "first", "last"]


def test_deferred_columns(Base):
    class Thing(Base):
        __tablename__ = "thing"
        id: Mapped[Key]
        text: Mapped[str] = mapped_column(deferred=True)
        big: Mapped[str] = mapped_column(deferred_group="heavy")
        old: Mapped[str] = deferred(Column(String), group="heavy")

    props = Thing.__mapper__.column_attrs
    assert [props[key].deferred for key in ("id", "text", "big", "old")] == [False, True, True, True]
    assert props.big.group == props.old.group == "heavy"
    assert Thing.__mapper__.expirable_keys == ("id",)


def test_a_lonely_comma_is_warned_of(Base):
    with pytest.warns(exc.SAWarning, match="Ignoring declarative-like tuple value of attribute 'size'"):

        class Thing(Base):
            __tablename__ = "thing"
            id: Mapped[Key]
            size = (mapped_column(Integer),)


def test_attributes_added_later(Base):
    class Thing(Base):
        __tablename__ = "thing"
        id: Mapped[Key]

    Thing.size = mapped_column(Integer)
    Thing.label = Column("title", String(5))
    assert Thing.__table__.c.keys() == ["id", "size", "title"]
    assert str(Thing.label == "x") == "thing.title = :title_1"
    assert Thing(size=3, label="x").size == 3


def test_mapped_attributes_cannot_be_deleted(Base):
    class Thing(Base):
        __tablename__ = "thing"
        id: Mapped[Key]

    with pytest.raises(NotImplementedError, match="Can't un-map individual mapped attributes"):
        del Thing.id


def test_own_metadata_and_registry():
    metadata = MetaData()

    class Base(DeclarativeBase):
        registry = registry(metadata=metadata)

    assert Base.metadata is metadata


def test_unknown_keyword(Base):
    class Thing(Base):
        __tablename__ = "thing"
        id: Mapped[Key]

    with pytest.raises(TypeError, match="'size' is an invalid keyword argument for Thing"):
        Thing(size=3)


def test_a_foreign_key_takes_the_type_it_refers_to(Base):
    class Child(Base):
        __tablename__ = "child"
        id: Mapped[int] = mapped_column(primary_key=True)
        parent_id: Mapped[str | None] = mapped_column(ForeignKey("parent.id"))
        code: Mapped[str] = mapped_column(Text, ForeignKey("parent.code"))
        untyped = mapped_column(ForeignKey("parent.id"))

    assert isinstance(Child.__table__.c.parent_id.type, types.NullType)

    class Parent(Base):
        __tablename__ = "parent"
        id: Mapped[int] = mapped_column(types.BigInteger, primary_key=True)
        code: Mapped[str] = mapped_column(String(5), unique=True)

    kinds = {column.name: type(column.type).__name__ for column in Child.__table__.c}
    assert kinds == {"id": "Integer", "parent_id": "BigInteger", "code": "Text", "untyped": "BigInteger"}
    assert isinstance((Child.parent_id == 5).right.type, types.BigInteger)
