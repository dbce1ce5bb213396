"""What a Mapper tells about its class, and the identity of its objects."""

from __future__ import annotations

import pickle

import pytest

from holdfast import Column, ForeignKey, Integer, MetaData, String, Table, exc, inspect
from holdfast.orm import (
    DeclarativeBase,
    InstrumentedAttribute,
    Mapped,
    PropComparator,
    column_property,
    configure_mappers,
    mapped_column,
    registry,
    relationship,
    synonym,
)


class Base(DeclarativeBase):
    pass


class Parent(Base):
    __tablename__ = "parent"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column("parent_name")
    label: Mapped[str] = synonym("name")
    children: Mapped[list[Child]] = relationship(back_populates="parent", cascade="all, delete-orphan")


class Child(Base):
    __tablename__ = "child"
    left: Mapped[int] = mapped_column(primary_key=True)
    right: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("parent.id"))
    parent: Mapped[Parent | None] = relationship(back_populates="children")


def test_collections_of_properties():
    mapper = inspect(Parent)
    assert mapper.attrs.keys() == ["label", "children", "id", "name"]
    assert mapper.column_attrs.keys() == ["id", "name"]
    assert mapper.relationships.keys() == ["children"]
    assert mapper.synonyms.keys() == ["label"]
    assert mapper.columns.name is mapper.c["name"] is Parent.__table__.c.parent_name
    assert set(mapper.all_orm_descriptors.keys()) == {"id", "name", "label", "children"}
    assert mapper.attrs.name is mapper.get_property("name") is Parent.name.property


def test_columns_and_keys():
    mapper = inspect(Parent)
    column = Parent.__table__.c.parent_name
    assert mapper.key_of(column) == "name"
    assert mapper.column_of("name") is column
    assert mapper.get_property_by_column(column).key == "name"
    assert mapper.pk_keys == ("id",)


def test_unknown_property():
    with pytest.raises(exc.InvalidRequestError, match=r"Mapper 'Mapper\[Parent\(parent\)\]' has no property 'size'"):
        inspect(Parent).get_property("size")


def test_names():
    assert str(inspect(Parent)) == "Mapper[Parent(parent)]"
    assert repr(inspect(Parent)).endswith("; Parent>")
    assert str(inspect(Parent).attrs.children) == "Parent.children"


def test_identity_keys():
    mapper, composite = inspect(Parent), inspect(Child)
    assert mapper.identity_key_from_primary_key((5,)) == (Parent, (5,), None)
    assert mapper.identity_key_from_instance(Parent(id=5)) == (Parent, (5,), None)
    assert mapper.key_of_ident(5) == (Parent, (5,), None)
    assert mapper.ident_of_key((Parent, (5,), None)) == 5
    assert composite.key_of_ident((1, 2)) == (Child, (1, 2), None)
    assert composite.ident_of_key((Child, (1, 2), None)) == (1, 2)
    assert composite.primary_key_from_instance(Child(left=1)) == [1, None]
    assert composite.ident_of_values({"left": 1}) == (1, None)
    assert composite.ident_of_values({"left": 1}, none_if_partial=True) is None


def test_drop_values_keeps_what_is_not_mapped():
    parent = Parent(id=1, name="x")
    state = inspect(parent)
    inspect(Parent).drop_values(parent.__dict__)
    assert parent.__dict__ == {"_sa_instance_state": state}
    parent.id, parent.note = 1, "mine"
    inspect(Parent).drop_values(parent.__dict__)
    assert parent.__dict__ == {"_sa_instance_state": state, "note": "mine"}


def test_relationships_by_cascade():
    configure_mappers()
    assert [prop.key for prop in inspect(Parent).relationships_with("delete")] == ["children"]
    assert inspect(Child).relationships_with("delete-orphan") == ()
    assert [attribute.key for attribute in inspect(Child).orphan_attributes] == ["children"]


def test_cascade_iterator():
    parent = Parent(children=[Child(left=1), Child(left=2)])
    found = [instance for instance, *_ in inspect(Parent).cascade_iterator("save-update", inspect(parent))]
    assert found == parent.children


def test_state_attributes():
    parent = Parent(name="x")
    attrs = inspect(parent).attrs
    assert attrs.name.value == attrs.name.loaded_value == "x"
    assert attrs.name.history.added == ["x"]
    assert attrs.children.load_history().empty()
    assert set(attrs.keys()) == {"id", "name", "children"}


def test_twin_builds_instances():
    mapper = inspect(Parent)
    assert mapper.twin is not None
    instance = mapper.twin()
    instance.__class__ = Parent
    assert type(instance) is Parent


def test_no_twin_for_a_class_with_new():
    class Made(Base):
        __tablename__ = "made"
        id: Mapped[int] = mapped_column(primary_key=True)

        def __new__(cls, *args, **kw):
            return super().__new__(cls)

    assert inspect(Made).twin is None
    assert isinstance(inspect(Made).new_instance(), Made)


def test_inheritance_is_refused_by_name():
    with pytest.raises(NotImplementedError, match="Concrete table inheritance is not available yet"):

        class Special(Parent):
            __tablename__ = "special"
            id: Mapped[int] = mapped_column(ForeignKey("parent.id"), primary_key=True)
            __mapper_args__ = {"concrete": True}


def test_comparator_factory():
    class Lower(PropComparator):
        def __eq__(self, other):
            return self.__clause_element__() == other.lower()

    class Word(Base):
        __tablename__ = "word"
        id: Mapped[int] = mapped_column(primary_key=True)
        text: Mapped[str] = column_property(mapped_column("text").column, comparator_factory=Lower)

    condition = Word.text == "ABC"
    assert condition.right.value == "abc"


def test_attributes_are_the_classes_descriptors():
    assert isinstance(Parent.name, InstrumentedAttribute)
    assert inspect(Parent).attrs.name.class_attribute is Parent.name


def test_pickled_objects_keep_their_state():
    parent = Parent(id=1, name="x", children=[Child(left=1, right=2)])
    copy = pickle.loads(pickle.dumps(parent))
    assert (copy.name, copy.children[0].left, copy.children[0].parent) == ("x", 1, copy)
    assert inspect(copy).transient
    state = inspect(parent)
    state.ident, state.committed = 1, {"name": "old"}
    detached = inspect(pickle.loads(pickle.dumps(parent)))
    assert (detached.detached, detached.identity) == (True, (1,))
    assert detached.attrs.name.history.deleted == ["old"]


def job_table() -> Table:
    return Table("job", MetaData(), Column("id", Integer, primary_key=True), Column("job", String(10)))


def test_a_synonym_may_take_the_place_of_its_column():
    class Job:
        pass

    registry().map_imperatively(Job, job_table(), properties={"job": synonym("_job", map_column=True)})
    job = Job()
    job.job = "baker"
    assert job._job == "baker"
    assert str(Job.job == "baker") == "job.job = :job_1"


def test_a_synonym_cannot_take_the_place_of_a_column_that_is_not_there():
    class Job:
        pass

    with pytest.raises(exc.ArgumentError, match="Can't compile synonym '_task': no column on table 'job' named 'task'"):
        registry().map_imperatively(Job, job_table(), properties={"task": synonym("_task", map_column=True)})


def test_a_synonym_cannot_give_its_column_a_name_that_another_has():
    class Job:
        pass

    table = job_table()
    with pytest.raises(exc.ArgumentError, match="Can't call map_column=True for synonym 'job'='_job'"):
        registry().map_imperatively(
            Job, table, properties={"_job": table.c.id, "job": synonym("_job", map_column=True)}
        )
