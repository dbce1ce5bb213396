"""A listener that raises fails the flush; nothing is lost, the same objects can be added and flushed again."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import event, inspect, select
from holdfast.orm import Session
from tests.orm.mapped import Address, User


@pytest.mark.parametrize("name", ["before_flush", "after_flush", "after_flush_postexec", "pending_to_persistent"])
def test_of_the_session(session: Session, name: str) -> None:
    def fail(*arguments: Any) -> None:
        raise ZeroDivisionError

    user = User(name="kept", addresses=[Address(email="x")])
    session.add(user)
    event.listen(session, name, fail)
    with pytest.raises(ZeroDivisionError):
        session.flush()
    event.remove(session, name, fail)
    session.rollback()
    assert inspect(user).transient and inspect(user.addresses[0]).transient

    session.add(user)
    session.commit()
    assert session.execute(select(User.name, Address.email).join(User.addresses)).all() == [("kept", "x")]


@pytest.mark.parametrize("name", ["before_insert", "after_insert"])
def test_of_the_mapper(session: Session, name: str) -> None:
    def fail(*arguments: Any) -> None:
        raise ZeroDivisionError

    user = User(name="kept", addresses=[Address(email="x")])
    session.add(user)
    event.listen(Address, name, fail)
    try:
        with pytest.raises(ZeroDivisionError):
            session.flush()
    finally:
        event.remove(Address, name, fail)
    session.rollback()
    session.add(user)
    session.commit()
    assert session.execute(select(User.name, Address.email).join(User.addresses)).all() == [("kept", "x")]


@pytest.mark.parametrize("name", ["after_flush", "persistent_to_deleted"])
def test_of_a_delete(session: Session, name: str) -> None:
    def fail(*arguments: Any) -> None:
        raise ZeroDivisionError

    user = User(name="kept")
    session.add(user)
    session.commit()
    session.delete(user)
    event.listen(session, name, fail)
    with pytest.raises(ZeroDivisionError):
        session.flush()
    event.remove(session, name, fail)
    session.rollback()
    assert inspect(user).persistent and user.name == "kept"
