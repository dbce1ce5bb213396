"""How a relationship finds its join condition, and what follows from it."""

from __future__ import annotations

import pytest

from holdfast import Column, ForeignKey, ForeignKeyConstraint, Integer, Table, and_, exc, inspect
from holdfast.orm import (
    MANYTOMANY,
    MANYTOONE,
    ONETOMANY,
    DeclarativeBase,
    aliased,
    configure_mappers,
    foreign,
    mapped_column,
    relationship,
    remote,
)


@pytest.fixture
def Base():
    class Base(DeclarativeBase):
        pass

    yield Base
    Base.registry.dispose()


def key():
    return mapped_column(Integer, primary_key=True)


def pairs(prop):
    return [(str(one), str(other)) for one, other in prop.local_remote_pairs]


def test_one_to_many_and_many_to_one(Base):
    class A(Base):
        __tablename__ = "a"
        id = key()
        bs = relationship("B", back_populates="a")

    class B(Base):
        __tablename__ = "b"
        id = key()
        a_id = mapped_column(ForeignKey("a.id"))
        a = relationship("A", back_populates="bs")

    many, one = A.bs.property, B.a.property
    assert (many.direction, one.direction) == (ONETOMANY, MANYTOONE)
    assert (many.uselist, one.uselist) == (True, False)
    assert (many.use_get, one.use_get) == (False, True)
    assert str(many.primaryjoin) == str(one.primaryjoin) == "a.id = b.a_id"
    assert pairs(many) == [("a.id", "b.a_id")]
    assert pairs(one) == [("b.a_id", "a.id")]
    assert many.synchronize_pairs == one.synchronize_pairs == [(A.__table__.c.id, B.__table__.c.a_id)]
    assert (many.remote_side, one.remote_side) == ({B.__table__.c.a_id}, {A.__table__.c.id})
    assert (many.local_columns, one.local_columns) == ({A.__table__.c.id}, {B.__table__.c.a_id})
    assert many._reverse_property == {one}


def test_many_to_many(Base):
    link = Table(
        "link",
        Base.metadata,
        Column("a_id", ForeignKey("a.id"), primary_key=True),
        Column("b_id", ForeignKey("b.id"), primary_key=True),
    )

    class A(Base):
        __tablename__ = "a"
        id = key()
        bs = relationship("B", secondary="link", backref="as_")

    class B(Base):
        __tablename__ = "b"
        id = key()

    configure_mappers()
    forth, back = A.bs.property, B.as_.property
    assert forth.direction is back.direction is MANYTOMANY
    assert forth.secondary is back.secondary is link
    assert str(forth.primaryjoin) == str(back.secondaryjoin) == "a.id = link.a_id"
    assert pairs(forth) == [("a.id", "link.a_id"), ("b.id", "link.b_id")]
    assert forth.synchronize_pairs == back.secondary_synchronize_pairs == [(A.__table__.c.id, link.c.a_id)]


def test_self_reference(Base):
    class Node(Base):
        __tablename__ = "node"
        id = key()
        parent_id = mapped_column(ForeignKey("node.id"))
        parent = relationship("Node", remote_side=[id], back_populates="children")
        children = relationship("Node", back_populates="parent")

    assert Node.parent.property.direction is MANYTOONE
    assert Node.children.property.direction is ONETOMANY
    assert Node.parent.property.use_get
    assert pairs(Node.parent.property) == [("node.parent_id", "node.id")]


def test_backref_of_a_self_reference(Base):
    class Node(Base):
        __tablename__ = "node"
        id = key()
        parent_id = mapped_column(ForeignKey("node.id"))
        children = relationship("Node", backref="parent")

    configure_mappers()
    assert Node.parent.property.direction is MANYTOONE
    assert Node.parent.property.use_get


def test_composite_self_reference_shares_a_column(Base):
    class Folder(Base):
        __tablename__ = "folder"
        account = mapped_column(Integer, primary_key=True)
        id = key()
        parent_id = mapped_column(Integer)
        __table_args__ = (ForeignKeyConstraint(["account", "parent_id"], ["folder.account", "folder.id"]),)
        parent = relationship("Folder", remote_side=[account, id], back_populates="children")
        children = relationship("Folder", back_populates="parent", remote_side=[account, parent_id])

    assert Folder.parent.property.direction is MANYTOONE
    assert Folder.children.property.direction is ONETOMANY
    assert set(pairs(Folder.parent.property)) == {
        ("folder.account", "folder.account"),
        ("folder.parent_id", "folder.id"),
    }


def test_several_foreign_keys_need_a_choice(Base):
    class Address(Base):
        __tablename__ = "address"
        id = key()

    class Customer(Base):
        __tablename__ = "customer"
        id = key()
        billing_id = mapped_column(ForeignKey("address.id"))
        shipping_id = mapped_column(ForeignKey("address.id"))
        billing = relationship("Address", foreign_keys=[billing_id])
        shipping = relationship("Address", foreign_keys="Customer.shipping_id")

    assert str(Customer.billing.property.primaryjoin) == "address.id = customer.billing_id"
    assert pairs(Customer.shipping.property) == [("customer.shipping_id", "address.id")]


def test_several_foreign_keys_without_choice(Base):
    class Address(Base):
        __tablename__ = "address"
        id = key()

    class Customer(Base):
        __tablename__ = "customer"
        id = key()
        billing_id = mapped_column(ForeignKey("address.id"))
        shipping_id = mapped_column(ForeignKey("address.id"))
        address = relationship("Address")

    with pytest.raises(
        exc.AmbiguousForeignKeysError,
        match=r"on relationship Customer.address - there are multiple foreign key paths linking the tables",
    ):
        configure_mappers()


def test_no_foreign_key(Base):
    class A(Base):
        __tablename__ = "a"
        id = key()
        bs = relationship("B")

    class B(Base):
        __tablename__ = "b"
        id = key()

    with pytest.raises(
        exc.NoForeignKeysError, match=r"on relationship A.bs - there are no foreign keys linking these tables\."
    ):
        configure_mappers()


def test_marks_in_the_condition(Base):
    class A(Base):
        __tablename__ = "a"
        id = key()
        code = mapped_column(Integer)
        bs = relationship("B", primaryjoin=lambda: and_(A.code == foreign(B.code), B.active == 1))

    class B(Base):
        __tablename__ = "b"
        id = key()
        code = mapped_column(Integer)
        active = mapped_column(Integer)

    prop = A.bs.property
    assert prop.direction is ONETOMANY
    assert prop.synchronize_pairs == [(A.__table__.c.code, B.__table__.c.code)]
    assert str(prop.primaryjoin) == "a.code = b.code AND b.active = :active_1"


def test_remote_marks_on_one_table(Base):
    class Element(Base):
        __tablename__ = "element"
        path = mapped_column(Integer, primary_key=True)
        descendants = relationship(
            "Element",
            primaryjoin="remote(foreign(Element.path)) > Element.path",
            viewonly=True,
            order_by="Element.path",
        )

    prop = Element.descendants.property
    assert prop.direction is ONETOMANY
    assert prop.order_by == [Element.__table__.c.path]
    alias = aliased(Element, name="e")
    assert str(prop.join_targets(None, inspect(alias))[0]) == "e.path > element.path"


def test_marks_in_a_class_body(Base):
    class Element(Base):
        __tablename__ = "element"
        path = mapped_column(Integer, primary_key=True)
        descendants = relationship("Element", primaryjoin=remote(foreign(path)) > path, viewonly=True)

    assert Element.descendants.property.direction is ONETOMANY
    assert Element.descendants.property.uselist


def test_only_equality_can_be_written(Base):
    class A(Base):
        __tablename__ = "a"
        id = key()
        bs = relationship("B", primaryjoin="A.id > foreign(B.a_id)")

    class B(Base):
        __tablename__ = "b"
        id = key()
        a_id = mapped_column(Integer)

    with pytest.raises(
        exc.ArgumentError, match="Could not locate any simple equality expressions involving locally mapped"
    ):
        configure_mappers()


def test_conditions_without_foreign_columns(Base):
    class A(Base):
        __tablename__ = "a"
        id = key()
        bs = relationship("B", primaryjoin="A.id == B.a_id")

    class B(Base):
        __tablename__ = "b"
        id = key()
        a_id = mapped_column(Integer)

    with pytest.raises(
        exc.ArgumentError,
        match=r"Could not locate any relevant foreign key columns for primary join condition 'a.id = b.a_id'",
    ):
        configure_mappers()


def test_use_get_needs_the_whole_primary_key_and_nothing_else(Base):
    class A(Base):
        __tablename__ = "a"
        one = mapped_column(Integer, primary_key=True)
        two = mapped_column(Integer, primary_key=True)
        kind = mapped_column(Integer)

    class B(Base):
        __tablename__ = "b"
        id = key()
        one = mapped_column(Integer)
        two = mapped_column(Integer)
        __table_args__ = (ForeignKeyConstraint(["one", "two"], ["a.one", "a.two"]),)
        a = relationship("A")
        special = relationship("A", primaryjoin="and_(A.one == B.one, A.two == B.two, A.kind == 3)", viewonly=True)

    assert B.a.property.use_get
    assert not B.special.property.use_get


def test_join_targets_in_terms_of_aliases(Base):
    Table("link", Base.metadata, Column("a_id", ForeignKey("a.id")), Column("b_id", ForeignKey("b.id")))

    class A(Base):
        __tablename__ = "a"
        id = key()
        bs = relationship("B", secondary="link")

    class B(Base):
        __tablename__ = "b"
        id = key()

    source, dest = aliased(A, name="a1"), aliased(B, name="b1")
    primary, secondary, second = A.bs.property.join_targets(inspect(source), inspect(dest))
    assert (str(primary), str(second)) == ("a1.id = link.a_id", "b1.id = link.b_id")
    assert secondary is Base.metadata.tables["link"]
    primary, secondary, second = A.bs.property.join_targets(None, None, alias_secondary=True)
    assert str(primary) == "a.id = link_1.a_id"


def test_criterion_with_values(Base):
    class A(Base):
        __tablename__ = "a"
        id = key()
        bs = relationship("B")

    class B(Base):
        __tablename__ = "b"
        id = key()
        a_id = mapped_column(ForeignKey("a.id"))

    prop = A.bs.property
    assert str(prop.criterion_with(lambda column: column + 1)) == "a.id + :id_1 = b.a_id"
    assert str(prop.criterion_with(lambda column: column + 1, reverse=True)) == "a.id = b.a_id + :a_id_1"
