"""SQL operators of relationships."""

from __future__ import annotations

import pytest

from holdfast import Column, ForeignKey, Table, exc
from holdfast.orm import DeclarativeBase, Mapped, aliased, mapped_column, relationship, with_parent


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    addresses: Mapped[list[Address]] = relationship(back_populates="user")
    tags: Mapped[list[Tag]] = relationship(secondary="user_tag")


class Address(Base):
    __tablename__ = "addresses"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    user: Mapped[User | None] = relationship(back_populates="addresses")


class Tag(Base):
    __tablename__ = "tag"
    id: Mapped[int] = mapped_column(primary_key=True)


class Node(Base):
    __tablename__ = "node"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("node.id"))
    children: Mapped[list[Node]] = relationship(back_populates="parent")
    parent: Mapped[Node | None] = relationship(back_populates="children", remote_side=[id])


Table("user_tag", Base.metadata, Column("user_id", ForeignKey("users.id")), Column("tag_id", ForeignKey("tag.id")))


def sql(expression):
    return " ".join(str(expression).split())


@pytest.mark.parametrize(
    "make,expected",
    [
        (lambda: User.addresses.any(), "EXISTS (SELECT 1 FROM addresses, users WHERE users.id = addresses.user_id)"),
        (
            lambda: User.addresses.any(Address.email == "x"),
            "EXISTS (SELECT 1 FROM addresses, users WHERE users.id = addresses.user_id AND addresses.email = :email_1)",
        ),
        (
            lambda: ~User.addresses.any(email="x"),
            "NOT (EXISTS (SELECT 1 FROM addresses, users "
            "WHERE users.id = addresses.user_id AND addresses.email = :email_1))",
        ),
        (
            lambda: Address.user.has(name="x"),
            "EXISTS (SELECT 1 FROM users, addresses WHERE users.id = addresses.user_id AND users.name = :name_1)",
        ),
        (
            lambda: User.tags.any(),
            "EXISTS (SELECT 1 FROM tag, user_tag, users "
            "WHERE users.id = user_tag.user_id AND tag.id = user_tag.tag_id)",
        ),
        (lambda: User.addresses.contains(Address()), "users.id = :param_1"),
        (lambda: ~User.addresses.contains(Address()), "users.id != :param_1"),
        (lambda: User.tags.contains(Tag(id=1)), "users.id = user_tag_1.user_id AND :param_1 = user_tag_1.tag_id"),
        (
            lambda: ~User.tags.contains(Tag(id=1)),
            "NOT (EXISTS (SELECT 1 FROM tag, user_tag, users "
            "WHERE users.id = user_tag.user_id AND tag.id = user_tag.tag_id AND tag.id = :id_1))",
        ),
        (lambda: Address.user == User(id=1), ":param_1 = addresses.user_id"),
        (lambda: Address.user != User(id=1), "addresses.user_id != :user_id_1 OR addresses.user_id IS NULL"),
        (lambda: Address.user == None, "addresses.user_id IS NULL"),  # noqa: E711  # SQL, not Python
        (lambda: Address.user != None, "addresses.user_id IS NOT NULL"),  # noqa: E711  # as above
        (
            lambda: User.addresses == None,  # noqa: E711  # as above
            "NOT (EXISTS (SELECT 1 FROM addresses, users WHERE users.id = addresses.user_id))",
        ),
        (lambda: Node.children.any(), "EXISTS (SELECT 1 FROM node AS node_1, node WHERE node.id = node_1.parent_id)"),
        (
            lambda: Node.parent.has(Node.id == 5),
            "EXISTS (SELECT 1 FROM node AS node_1, node WHERE node_1.id = node.parent_id AND node_1.id = :id_1)",
        ),
        (lambda: with_parent(User(id=1), User.addresses), ":param_1 = addresses.user_id"),
        (lambda: with_parent(Address(user_id=1), Address.user), "users.id = :param_1"),
        (lambda: with_parent(User(id=1), User.tags), ":param_1 = user_tag_1.user_id AND tag.id = user_tag_1.tag_id"),
    ],
)
def test_sql(make, expected):
    assert sql(make()) == expected


def test_aliases_on_either_side():
    inner, outer = aliased(Node, name="inner"), aliased(Node, name="outer")
    assert sql(outer.children.any()) == 'EXISTS (SELECT 1 FROM node, node AS "outer" WHERE "outer".id = node.parent_id)'
    assert sql(Node.children.of_type(inner).any(inner.id > 4)) == (
        'EXISTS (SELECT 1 FROM node AS "inner", node WHERE node.id = "inner".parent_id AND "inner".id > :id_1)'
    )
    assert sql(outer.parent == Node(id=1)) == ':param_1 = "outer".parent_id'


def test_further_criteria():
    assert sql(User.addresses.and_(Address.id > 5).any()).endswith(
        "users.id = addresses.user_id AND addresses.id > :id_1)"
    )


def test_values_are_read_at_execution():
    user = User(id=1)
    condition = Address.user == user
    user.id = 2
    assert condition.compile().params == {"param_1": 2}


@pytest.mark.parametrize(
    "make,error,message",
    [
        (
            lambda: User.addresses == Address(),
            exc.InvalidRequestError,
            "Can't compare a collection to an object or collection",
        ),
        (lambda: User.addresses.has(), exc.InvalidRequestError, r"'has\(\)' not implemented for collections"),
        (lambda: Address.user.any(), exc.InvalidRequestError, r"'any\(\)' not implemented for scalar attributes"),
        (
            lambda: Address.user.contains(User()),
            exc.InvalidRequestError,
            "'contains' not implemented for scalar attributes",
        ),
        (lambda: Address.user.in_([User()]), NotImplementedError, r"in_\(\) not yet supported for relationships"),
        (lambda: Address.user == "x", exc.ArgumentError, "Mapped instance expected"),
    ],
)
def test_refusals(make, error, message):
    with pytest.raises(error, match=message):
        make()


@pytest.mark.parametrize(
    "make",
    [lambda: Address.user.is_(None), lambda: Address.user > 1, lambda: User.addresses.desc(), lambda: ~Address.user],
)
def test_other_operators_are_refused_and_not_applied_to_the_join_condition(make):
    with pytest.raises(NotImplementedError):
        make()


def test_an_object_without_a_key_is_compared_to_nothing():
    criterion = Address.user == User()
    with pytest.raises(exc.InvalidRequestError, match=r"Can't resolve value for column users.id on object .* no value"):
        criterion.compile().construct_params()
