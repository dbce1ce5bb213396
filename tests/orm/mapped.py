"""A mapping for unit tests of the ORM: parents and children in several kinds of collection, and a many-to-many."""

from __future__ import annotations

from holdfast import Column, ForeignKey, String, Table
from holdfast.orm import DeclarativeBase, Mapped, attribute_keyed_dict, mapped_column, relationship


class Base(DeclarativeBase):
    type_annotation_map = {str: String(100)}


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    nick: Mapped[str | None]
    addresses: Mapped[list[Address]] = relationship(back_populates="user", cascade="all, delete-orphan")
    notes: Mapped[dict[str, Note]] = relationship(
        collection_class=attribute_keyed_dict("keyword"), cascade="all, delete-orphan"
    )
    groups: Mapped[set[Group]] = relationship(secondary="user_group", back_populates="users")
    profile: Mapped[Profile | None] = relationship(back_populates="user", cascade="all, delete-orphan")


class Address(Base):
    __tablename__ = "address"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    user: Mapped[User | None] = relationship(back_populates="addresses")


class Note(Base):
    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    keyword: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Profile(Base):
    __tablename__ = "profile"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), unique=True)
    user: Mapped[User | None] = relationship(back_populates="profile")


class Group(Base):
    __tablename__ = "group"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    users: Mapped[list[User]] = relationship(secondary="user_group", back_populates="groups")


user_group = Table(
    "user_group",
    Base.metadata,
    Column("user_id", ForeignKey("user.id"), primary_key=True),
    Column("group_id", ForeignKey("group.id"), primary_key=True),
)


class Node(Base):
    __tablename__ = "node"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("node.id"))
    parent: Mapped[Node | None] = relationship(back_populates="children", remote_side=[id])
    children: Mapped[list[Node]] = relationship(back_populates="parent")
