"""Targets, both sides, cascades and conflicts: what configuring relationships checks and connects."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from holdfast import Column, ForeignKey, Integer, Table, exc, inspect
from holdfast.orm import (
    CascadeOptions,
    DeclarativeBase,
    Mapped,
    attribute_keyed_dict,
    backref,
    configure_mappers,
    mapped_column,
    registry,
    relationship,
)
from holdfast.orm import exc as orm_exc


@pytest.fixture
def Base():
    class Base(DeclarativeBase):
        pass

    yield Base
    Base.registry.dispose()


def key():
    return mapped_column(Integer, primary_key=True)


def related(Base, on_a=None, on_b=None):
    """Classes A and B, B with a foreign key to A, and a relationship on each side that is given."""

    class A(Base):
        __tablename__ = "a"
        id = key()
        if on_a is not None:
            bs = on_a

    class B(Base):
        __tablename__ = "b"
        id = key()
        a_id = mapped_column(ForeignKey("a.id"))
        if on_b is not None:
            a = on_b

    return A, B


@pytest.mark.parametrize("argument", ["B", lambda: B_OF_TEST[0], "tests.orm.relationships.test_configuration.B"])
def test_ways_to_name_the_target(Base, argument):
    A, B = related(Base, on_a=relationship(argument))
    B_OF_TEST[:] = [B]
    assert A.bs.property.mapper is inspect(B)


B_OF_TEST = []


def test_unknown_target(Base):
    related(Base, on_a=relationship("Missing"))
    with pytest.raises(
        exc.InvalidRequestError,
        match=r"When initializing mapper Mapper\[A\(a\)\], expression 'Missing' failed to locate a name \('Missing'\)",
    ):
        configure_mappers()


def test_a_failed_mapper_is_named_again(Base):
    A, _ = related(Base, on_a=relationship("Missing"))
    with pytest.raises(exc.InvalidRequestError):
        A()
    with pytest.raises(
        exc.InvalidRequestError,
        match=r"One or more mappers failed to initialize .* Triggering mapper: 'Mapper\[A\(a\)\]'\. Original",
    ):
        A()


def test_a_broken_registry_does_not_disturb_others(Base):
    related(Base, on_a=relationship("Missing"))

    class Other(DeclarativeBase):
        pass

    A, _ = related(Other, on_a=relationship("B"))
    Other.registry.configure()
    assert A.__mapper__.configured


def test_unmapped_target(Base):
    class Plain:
        pass

    related(Base, on_a=relationship(Plain))
    with pytest.raises(orm_exc.UnmappedClassError, match="Plain' is not mapped"):
        configure_mappers()


def test_targets_in_another_registry():
    first, second = registry(), registry()

    @second.mapped
    class B:
        __tablename__ = "b"
        id = key()

    @first.mapped
    class A:
        __tablename__ = "a"
        id = key()
        b_id = mapped_column(ForeignKey(B.__table__.c.id))
        b = relationship(B, backref="as_")

    first.configure()
    assert B.as_.property.mapper is A.__mapper__
    assert B.__mapper__.configured


def test_back_populates_both_ways(Base):
    A, B = related(Base, relationship("B", back_populates="a"), relationship("A", back_populates="bs"))
    a = A()
    b = B(a=a)
    assert a.bs == [b]
    a.bs.remove(b)
    assert b.a is None


def test_backref_with_settings(Base):
    A, B = related(Base, on_a=relationship("B", backref=backref("a", lazy="joined", doc="the A")))
    configure_mappers()
    assert (B.a.property.lazy, B.a.property.doc) == ("joined", "the A")
    assert B(a=A()).a.bs


def test_backref_on_a_taken_name(Base):
    related(Base, on_a=relationship("B", backref="a_id"))
    with pytest.raises(
        exc.ArgumentError,
        match=r"Error creating backref 'a_id' on relationship 'A.bs': property of that name exists on mapper",
    ):
        configure_mappers()


def test_back_populates_to_nothing(Base):
    related(Base, on_a=relationship("B", back_populates="missing"))
    with pytest.raises(exc.InvalidRequestError, match=r"Mapper 'Mapper\[B\(b\)\]' has no property 'missing'"):
        configure_mappers()


def test_back_populates_to_a_column(Base):
    related(Base, on_a=relationship("B", back_populates="a_id"))
    with pytest.raises(
        exc.InvalidRequestError,
        match=r"back_populates on relationship 'A.bs' refers to attribute 'B.a_id' that is not a relationship",
    ):
        configure_mappers()


def test_both_sides_of_the_same_direction(Base):
    class Node(Base):
        __tablename__ = "node"
        id = key()
        parent_id = mapped_column(ForeignKey("node.id"))
        parent = relationship("Node", back_populates="children")
        children = relationship("Node", back_populates="parent")

    with pytest.raises(
        exc.ArgumentError,
        match=r"are both of the same direction .*Did you mean to set remote_side on the many-to-one side",
    ):
        configure_mappers()


def test_backref_and_back_populates_exclude_each_other():
    with pytest.raises(exc.ArgumentError, match="backref and back_populates keyword arguments are mutually exclusive"):
        relationship("B", backref="a", back_populates="a")


def test_two_writers_of_one_column_are_warned_of(Base):
    related(Base, relationship("B"), relationship("A"))
    with pytest.warns(
        exc.SAWarning,
        match=r"relationship 'B.a' will copy column a.id to column b.a_id, which conflicts with .* 'A.bs'",
    ):
        configure_mappers()


@pytest.mark.parametrize(
    "on_a,on_b",
    [
        (relationship("B", viewonly=True), relationship("A")),
        (relationship("B"), relationship("A", overlaps="bs")),
        (relationship("B", back_populates="a"), relationship("A", back_populates="bs")),
    ],
)
def test_no_warning_when_the_overlap_is_meant(Base, on_a, on_b):
    related(Base, on_a, on_b)
    configure_mappers()


def test_delete_orphan_belongs_on_the_one_side(Base):
    related(Base, on_b=relationship("A", cascade="all, delete-orphan"))
    with pytest.raises(
        exc.ArgumentError,
        match=r"For many-to-one relationship B.a, delete-orphan cascade is normally configured only",
    ):
        configure_mappers()


def test_single_parent_allows_delete_orphan(Base):
    _, B = related(Base, on_b=relationship("A", cascade="all, delete-orphan", single_parent=True))
    assert B.a.property.cascade.delete_orphan


def test_passive_deletes_all_and_delete(Base):
    related(Base, on_a=relationship("B", cascade="all", passive_deletes="all"))
    with pytest.raises(
        exc.ArgumentError, match=r"On A.bs, can't set passive_deletes='all' in conjunction with 'delete'"
    ):
        configure_mappers()


def test_cascade_options():
    options = CascadeOptions("all, delete-orphan")
    assert (options.delete, options.delete_orphan, options.save_update) == (True, True, True)
    assert repr(CascadeOptions("save-update, merge")) == "CascadeOptions('merge,save-update')"
    assert CascadeOptions("none") == frozenset()
    with pytest.raises(exc.ArgumentError, match="Invalid cascade option\\(s\\): 'foo'"):
        CascadeOptions("foo")
    with pytest.warns(exc.SAWarning, match="The 'delete-orphan' cascade option requires 'delete'"):
        CascadeOptions("delete-orphan")


def test_cascades_of_viewonly_relationships():
    assert relationship("B", viewonly=True).cascade == frozenset({"merge"})
    with pytest.raises(
        exc.ArgumentError, match='Cascade settings "delete, save-update" apply to persistence operations'
    ):
        relationship("B", viewonly=True, cascade="all")


def test_classes_of_the_same_name(Base):
    class A(Base):
        __tablename__ = "a"
        id = key()
        bs = relationship("Twin")

    def first():
        class Twin(Base):
            __tablename__ = "t1"
            id = key()

    def second():
        class Twin(Base):
            __tablename__ = "t2"
            id = key()

    first()
    with pytest.warns(exc.SAWarning, match="already contains a class with the same class name and module name"):
        second()
    with pytest.raises(exc.InvalidRequestError, match='Multiple classes found for path "Twin" in the registry'):
        configure_mappers()


def test_annotations_say_target_and_collection(Base):
    Table("link", Base.metadata, Column("a_id", ForeignKey("a.id")), Column("n_id", ForeignKey("note.id")))

    class A(Base):
        __tablename__ = "a"
        id: Mapped[int] = mapped_column(primary_key=True)
        notes: Mapped[list[Note]] = relationship(secondary="link")
        labels: Mapped[set[Note]] = relationship(viewonly=True, secondary="link")
        by_key: Mapped[dict[int, Note]] = relationship(
            viewonly=True, secondary="link", collection_class=attribute_keyed_dict("id")
        )
        first_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"))
        first: Mapped[Note | None] = relationship(foreign_keys=[first_id])

    class Note(Base):
        __tablename__ = "note"
        id: Mapped[int] = mapped_column(primary_key=True)

    props = inspect(A).relationships
    assert all(prop.mapper is inspect(Note) for prop in props)
    assert [prop.uselist for prop in props] == [True, True, True, False]
    assert (props.notes.collection_class, props.labels.collection_class) == (list, set)
    assert isinstance(A().labels, set)
    assert isinstance(A().by_key, dict)


def test_abstract_collections_need_a_class(Base):
    with pytest.raises(
        exc.ArgumentError, match="cannot be instantiated; please provide an explicit 'collection_class'"
    ):

        class A(Base):
            __tablename__ = "a"
            id = key()
            bs: Mapped[Sequence[A]] = relationship()


def test_relationship_without_target(Base):
    class A(Base):
        __tablename__ = "a"
        id = key()
        bs = relationship()

    with pytest.raises(exc.ArgumentError, match=r'Python typing annotation is required for attribute "A.bs"'):
        configure_mappers()


def test_descriptor_stays_the_same_through_configuration(Base):
    A, _ = related(Base, on_a=relationship("B"))
    before = A.__dict__["bs"]
    configure_mappers()
    assert A.__dict__["bs"] is before
    assert before.impl is A.__mapper__.attributes["bs"]


def test_relationships_added_later(Base):
    A, B = related(Base)
    configure_mappers()
    A.bs = relationship(B, backref="a")
    b = B(a=A())
    assert b.a.bs == [b]


def test_bad_lazy_name():
    with pytest.raises(exc.ArgumentError, match="lazy='sometimes'"):
        relationship("B", lazy="sometimes")


def test_dispose_takes_relationships_off_the_class(Base):
    A, _ = related(Base, on_a=relationship("B"))
    Base.registry.dispose()
    assert not hasattr(A, "bs")
