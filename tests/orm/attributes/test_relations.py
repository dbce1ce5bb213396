"""Both sides of a relationship, the session's cascade, and orphans, as attributes are set."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import ForeignKey, inspect, select
from holdfast.exc import InvalidRequestError
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from tests.orm.mapped import Address, Group, Profile, User


class Base(DeclarativeBase):
    pass


class Owner(Base):
    __tablename__ = "owner"
    id: Mapped[int] = mapped_column(primary_key=True)
    thing_id: Mapped[int | None] = mapped_column(ForeignKey("thing.id"))
    thing: Mapped[Thing | None] = relationship(cascade="all, delete-orphan", single_parent=True)


class Thing(Base):
    __tablename__ = "thing"
    id: Mapped[int] = mapped_column(primary_key=True)


def test_a_refused_second_parent_changes_nothing() -> None:
    thing = Thing()
    first, second = Owner(thing=thing), Owner()

    with pytest.raises(InvalidRequestError, match="only allowed a single parent"):
        second.thing = thing

    assert second.thing is None
    assert first.thing is thing


def test_an_assigned_collection_brings_its_former_members_into_the_session(session: Session) -> None:
    user = User(name="ada")
    session.add(user)
    group = Group(title="poets")
    group.users = [user]
    assert group not in session

    user.groups = {group}

    assert group in session


class Seat(Base):
    __tablename__ = "seat"
    id: Mapped[int] = mapped_column(primary_key=True)
    guest: Mapped[Guest | None] = relationship(back_populates="seat")


class Guest(Base):
    __tablename__ = "guest"
    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    seat: Mapped[Seat | None] = relationship(back_populates="guest")


def test_a_one_to_one_lets_go_of_what_it_held_without_having_loaded_it(engine: Any) -> None:
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        seat, former, guest = Seat(), Guest(), Guest()
        seat.guest = former
        session.add_all([former, guest])
        session.commit()

        guest.seat = seat
        assert "id" not in inspect(seat).dict  # nothing was loaded
        session.commit()

        assert seat.guest is guest
        assert former.seat is None


def test_what_was_set_back_to_what_the_row_says_tells_the_other_side(session: Session) -> None:
    profile = Profile(text="one")
    ada, ben = User(name="ada", profile=profile), User(name="ben")
    session.add_all([ada, ben])
    session.commit()

    ben.profile = profile
    ben.profile = None
    ada.profile = profile
    session.commit()

    assert profile.user is ada


def test_a_new_object_that_a_parent_outside_of_the_session_let_go_of_is_not_written(session: Session) -> None:
    address = Address(email="a@example.org")
    session.add(address)
    user = User(name="ada", addresses=[address])
    session.expunge_all()
    session.add(address)
    session.expunge(user)

    user.addresses = []
    session.commit()

    assert address not in session
    assert session.scalars(select(Address)).all() == []


class Part(Base):
    __tablename__ = "part"
    id: Mapped[int] = mapped_column(primary_key=True)
    whole_id: Mapped[int | None] = mapped_column(ForeignKey("part.id"))
    parts: Mapped[list[Part]] = relationship(cascade="all, delete-orphan")


def test_a_new_orphan_leaves_the_session_with_all_that_is_its_own(engine: Any) -> None:
    with Session(engine) as session:
        whole = Part(parts=[Part(parts=[Part()])])
        session.add(whole)

        whole.parts.clear()

        assert list(session.new) == [whole]


def test_a_link_to_a_detached_object_is_written_once(session: Session) -> None:
    user = User(name="ada")
    session.add(user)
    session.commit()
    session.expunge(user)

    group = Group(title="poets", users=[user])
    session.add(group)
    session.flush()
    session.add(user)
    session.commit()

    assert user.groups == {group}


def test_a_reference_that_is_set_to_what_it_is_does_not_double_the_member(session: Session) -> None:
    address = Address(email="a@example.org")
    user = User(name="ada", addresses=[address])
    session.add(user)
    session.commit()
    assert user.addresses == [address]
    session.expire(address, ["user"])

    address.user = user

    assert user.addresses == [address]
