"""User code that mypy --strict must accept, with the types that it must see; checked by test_user_code.py."""

from __future__ import annotations

from typing import Annotated, assert_type

from holdfast import ColumnElement, ForeignKey, Select, String, inspect, select
from holdfast.orm import (
    DeclarativeBase,
    InstrumentedAttribute,
    Mapped,
    Mapper,
    aliased,
    column_property,
    declared_attr,
    mapped_column,
    relationship,
    synonym,
)

Key = Annotated[int, mapped_column(primary_key=True)]


class Base(DeclarativeBase):
    pass


class Stamped:
    made: Mapped[str] = mapped_column(String(20))

    @declared_attr.directive
    @classmethod
    def __tablename__(cls) -> str:
        return cls.__name__.lower()

    @declared_attr
    def owner_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("user.id"))


class User(Base):
    __tablename__ = "user"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(50))
    nick: Mapped[str | None]
    shown: Mapped[str] = column_property(name + "!")
    other: Mapped[str] = synonym("name")
    addresses: Mapped[list[Address]] = relationship(back_populates="user")


class Address(Stamped, Base):
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    user: Mapped[User] = relationship(back_populates="addresses")
    parent: Mapped[Address | None] = relationship(remote_side=[id])


def values(user: User, address: Address) -> None:
    assert_type(user.id, int)
    assert_type(user.name, str)
    assert_type(user.nick, str | None)
    assert_type(user.addresses, list[Address])
    assert_type(address.user, User)
    assert_type(address.parent, Address | None)
    assert_type(address.owner_id, int | None)
    user.name = "Ada"
    user.nick = None
    user.addresses = [address]
    user.addresses.append(address)


def expressions() -> None:
    assert_type(User.name, InstrumentedAttribute[str])
    assert_type(User.addresses, InstrumentedAttribute[list[Address]])
    assert_type(User.name == "x", ColumnElement[bool])
    assert_type(User.name.like("x%"), ColumnElement[bool])
    assert_type(User.nick.is_(None), ColumnElement[bool])
    assert_type(User.id > 5, ColumnElement[bool])
    assert_type(User.id.in_([1, 2]), ColumnElement[bool])
    assert_type((User.id == 1) & (User.name == "x"), ColumnElement[bool])
    assert_type(User.addresses.any(Address.id == 1), ColumnElement[bool])
    assert_type(Address.user.has(User.name == "x"), ColumnElement[bool])


def statements() -> None:
    assert_type(select(User), Select[tuple[User]])
    assert_type(select(User.id, User.name), Select[tuple[int, str]])
    assert_type(select(User, Address).join(Address.user), Select[tuple[User, Address]])
    assert_type(select(User).where(User.name == "x").order_by(User.id.desc()), Select[tuple[User]])
    other = aliased(User)
    assert_type(select(other.name), Select[tuple[str]])


def inspection(user: User) -> None:
    assert_type(inspect(User), Mapper[User])
    assert_type(inspect(user).mapper.class_.__name__, str)
    User(name="x", nick=None)
