"""The SQL of ORM SELECTs; the texts are those that SQLAlchemy gives."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import ForeignKey, String, func, select, text, union
from holdfast.exc import ArgumentError, InvalidRequestError
from holdfast.orm import Bundle, DeclarativeBase, Mapped, aliased, join, joinedload, mapped_column, relationship
from holdfast.sql.schema import Column, Table


class Base(DeclarativeBase):
    type_annotation_map = {str: String(100)}


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    addresses: Mapped[list[Address]] = relationship(back_populates="user", order_by="Address.id")
    orders: Mapped[list[Order]] = relationship()


class Address(Base):
    __tablename__ = "addresses"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    email: Mapped[str]
    user: Mapped[User] = relationship(back_populates="addresses")


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    items: Mapped[list[Item]] = relationship(secondary="order_items")


class Item(Base):
    __tablename__ = "items"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


order_items = Table(
    "order_items", Base.metadata, Column("order_id", ForeignKey("orders.id")), Column("item_id", ForeignKey("items.id"))
)


class Node(Base):
    __tablename__ = "nodes"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("nodes.id"))
    children: Mapped[list[Node]] = relationship(back_populates="parent")
    parent: Mapped[Node | None] = relationship(back_populates="children", remote_side=[id])


USERS = "SELECT users.id, users.name FROM users"
other = aliased(Address)
node = aliased(Node)

JOINS: dict[str, tuple[Any, str]] = {
    "relationship": (select(User).join(User.addresses), f"{USERS} JOIN addresses ON users.id = addresses.user_id"),
    "foreign key": (
        select(User.name, Address.email).join(Address),
        "SELECT users.name, addresses.email FROM users JOIN addresses ON users.id = addresses.user_id",
    ),
    "two": (
        select(User).join(User.addresses).join(User.orders),
        f"{USERS} JOIN addresses ON users.id = addresses.user_id JOIN orders ON users.id = orders.user_id",
    ),
    "outer, with criteria": (
        select(User).outerjoin(User.addresses.and_(Address.email == "x")),
        f"{USERS} LEFT OUTER JOIN addresses ON users.id = addresses.user_id AND addresses.email = :email_1",
    ),
    "of_type": (
        select(User).join(User.addresses.of_type(other)),
        f"{USERS} JOIN addresses AS addresses_1 ON users.id = addresses_1.user_id",
    ),
    "alias on relationship": (
        select(User).join(other, User.addresses),
        f"{USERS} JOIN addresses AS addresses_1 ON users.id = addresses_1.user_id",
    ),
    "alias": (select(User).join(other), f"{USERS} JOIN addresses AS addresses_1 ON users.id = addresses_1.user_id"),
    "condition": (
        select(User).join(Address, Address.user_id == User.id),
        f"{USERS} JOIN addresses ON addresses.user_id = users.id",
    ),
    "many-to-many": (
        select(Order).join(Order.items),
        "SELECT orders.id, orders.user_id FROM orders JOIN order_items AS order_items_1 ON orders.id = "
        "order_items_1.order_id "
        "JOIN items ON items.id = order_items_1.item_id",
    ),
    "self-reference": (
        select(Node).join(Node.children.of_type(node)).where(node.id == 5),
        "SELECT nodes.id, nodes.parent_id FROM nodes JOIN nodes AS nodes_1 ON nodes.id = nodes_1.parent_id "
        "WHERE nodes_1.id = :id_1",
    ),
    "self-reference, upwards": (
        select(Node).join(node, Node.parent),
        "SELECT nodes.id, nodes.parent_id FROM nodes JOIN nodes AS nodes_1 ON nodes_1.id = nodes.parent_id",
    ),
    "select_from": (
        select(func.count(Address.id)).select_from(User).join(User.addresses),
        "SELECT count(addresses.id) AS count_1 FROM users JOIN addresses ON users.id = addresses.user_id",
    ),
    "join_from": (
        select(Address.email).join_from(User, Address),
        "SELECT addresses.email FROM users JOIN addresses ON users.id = addresses.user_id",
    ),
    "orm.join": (
        select(User).select_from(join(User, Address, User.addresses)),
        f"{USERS} JOIN addresses ON users.id = addresses.user_id",
    ),
    "beside another entity": (
        select(User, Order).join(Address),
        "SELECT users.id, users.name, orders.id AS id_1, orders.user_id FROM users JOIN addresses ON users.id = "
        "addresses.user_id, orders",
    ),
}

ENTITIES: dict[str, tuple[Any, str]] = {
    "alias": (select(aliased(User)), "SELECT users_1.id, users_1.name FROM users AS users_1"),
    "entity and column": (select(User, User.id), "SELECT users.id, users.name, users.id AS id__1 FROM users"),
    "bundle": (select(Bundle("b", User.id, User.name)), USERS),
    "count": (select(func.count()).select_from(User), "SELECT count(*) AS count_1 FROM users"),
    "subquery": (
        select(select(User).where(User.id == 5).subquery()),
        "SELECT anon_1.id, anon_1.name FROM (SELECT users.id AS id, users.name AS name FROM users WHERE "
        "users.id = :id_1) AS anon_1",
    ),
    "entity of a subquery": (
        select(aliased(User, select(User).where(User.id == 5).subquery())),
        "SELECT anon_1.id, anon_1.name FROM (SELECT users.id AS id, users.name AS name FROM users WHERE "
        "users.id = :id_1) AS anon_1",
    ),
    "relationship": (select(User.addresses), "SELECT users.id = addresses.user_id AS addresses FROM users, addresses"),
    "in": (
        select(User).where(User.id.in_(select(Address.user_id))),
        f"{USERS} WHERE users.id IN (SELECT addresses.user_id FROM addresses)",
    ),
}


def text_of(statement: Any) -> str:
    return str(statement).replace("\n", "").replace("  ", " ")


@pytest.mark.parametrize("name", JOINS)
def test_joins(name: str) -> None:
    statement, expected = JOINS[name]
    assert text_of(statement) == expected


@pytest.mark.parametrize("name", ENTITIES)
def test_entities(name: str) -> None:
    statement, expected = ENTITIES[name]
    assert text_of(statement) == expected


def test_filter_by_means_what_was_joined_last() -> None:
    statement = select(User).join(User.addresses).filter_by(email="x")
    assert (
        text_of(statement) == f"{USERS} JOIN addresses ON users.id = addresses.user_id WHERE addresses.email = :email_1"
    )


def test_joining_an_entity_to_itself_needs_an_alias() -> None:
    with pytest.raises(InvalidRequestError, match=r"Can't construct a join from .* to .*, they are the same entity"):
        str(select(Node).join(Node.children))


def test_a_target_that_nothing_joins_to() -> None:
    with pytest.raises(InvalidRequestError, match=r"Don't know how to join to <Mapper at .*; Item>"):
        str(select(User).join(Item))


def test_a_target_that_several_join_to() -> None:
    with pytest.raises(InvalidRequestError, match="Can't determine which FROM clause to join from"):
        str(select(Order, Address).join(User))


def test_a_column_is_no_target() -> None:
    with pytest.raises(ArgumentError, match=r"Join target User.name does not refer to a mapped entity"):
        str(select(User).join(User.name))  # type: ignore[arg-type]  # what is tested


def test_statements_of_one_shape_share_a_key() -> None:
    first, second = (select(User).join(User.addresses).where(Address.email == email) for email in "ab")
    assert first._statement_key()[0] == second._statement_key()[0]  # type: ignore[index]  # both have one
    assert first._statement_key()[0] != select(User)._statement_key()[0]  # type: ignore[index]  # both have one


def test_the_text_of_a_statement_shows_its_eager_joins() -> None:
    eager = select(User).options(joinedload(User.addresses))
    joins = "LEFT OUTER JOIN addresses AS addresses_1 ON users.id = addresses_1.user_id ORDER BY addresses_1.id"
    assert joins in str(eager)
    for inside in (union(eager, eager), select(func.count()).select_from(eager.subquery())):
        assert "JOIN" not in str(inside)


def test_text_with_mapped_columns() -> None:
    found = text("SELECT id, name FROM users").columns(User.id, User.name)
    assert found.selected_columns.keys() == ["id", "name"]
    assert str(select(User).from_statement(found)._statement) == "SELECT id, name FROM users"
