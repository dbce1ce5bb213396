"""An object that a flush has deleted cannot be put into a relationship again: the flush would not insert it."""

from __future__ import annotations

import pytest

from holdfast import create_engine, delete, event, select
from holdfast.exc import InvalidRequestError
from holdfast.orm import Session
from tests.orm.mapped import Address, Base, User


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([User(name="a", addresses=[Address(email="x")]), User(name="b")])
        session.commit()
        yield session
    engine.dispose()


def test_in_a_collection(session: Session):
    first, second = session.scalars(select(User).order_by(User.id))
    address = first.addresses.pop()
    session.flush()
    with pytest.raises(InvalidRequestError, match=r"has been deleted\.  Use the make_transient"):
        second.addresses.append(address)
    assert second.addresses == []


def test_moved_by_way_of_an_empty_collection(session: Session):
    first, second = session.scalars(select(User).order_by(User.id))
    moved = list(first.addresses)
    first.addresses = []
    with pytest.raises(InvalidRequestError, match="has been deleted"):
        second.addresses = moved  # the collection is loaded first, with an autoflush


def test_before_the_flush_it_only_moves(session: Session):
    first, second = session.scalars(select(User).order_by(User.id))
    second.addresses.append(first.addresses.pop())
    session.commit()
    assert [address.user for address in session.scalars(select(Address))] == [second]


def test_listeners_are_told_of_objects_that_a_statement_deletes(session: Session):
    told: list[object] = []
    event.listen(session, "persistent_to_deleted", lambda session, instance: told.append(instance))
    event.listen(session, "deleted_to_persistent", lambda session, instance: told.append("back"))
    address = session.scalars(select(Address)).one()
    session.execute(delete(Address))
    assert told == [address]
    session.rollback()
    assert told == [address, "back"]
