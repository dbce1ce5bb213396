"""Expiring and refreshing: text A, "Refreshing / Expiring"."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import text, update
from holdfast.exc import InvalidRequestError
from holdfast.orm import Session
from tests.conftest import Statements
from tests.orm.mapped import Address, User


@pytest.fixture
def user(session: Session) -> User:
    user = User(name="ed", nick="eddie", addresses=[Address(email="a")])
    session.add(user)
    session.commit()
    assert user.name == "ed"
    return user


def rename(session: Session, name: str) -> None:
    session.connection().execute(update(User.__table__).values(name=name))


def test_expire_erases_and_the_next_access_loads(session: Session, user: User):
    rename(session, "jack")
    assert user.name == "ed"
    session.expire(user)
    assert set(user.__dict__) == {"_sa_instance_state"}
    assert user.name == "jack"
    assert user.__dict__["nick"] == "eddie"


def test_expire_discards_changes(session: Session, user: User):
    user.name = "changed"
    session.expire(user)
    assert user not in session.dirty
    assert user.name == "ed"


def test_expire_of_named_attributes(session: Session, user: User):
    rename(session, "jack")
    session.expire(user, ["name"])
    assert "nick" in user.__dict__
    assert user.name == "jack"


def test_refresh_loads_now(session: Session, user: User, statements: Statements):
    rename(session, "jack")
    statements.clear()
    session.refresh(user)
    assert len(statements) == 1
    assert user.__dict__["name"] == "jack"


def test_refresh_of_named_attributes(session: Session, user: User):
    rename(session, "jack")
    user.nick = "kept"
    with session.no_autoflush:
        session.refresh(user, ["name"])
    assert (user.__dict__["name"], user.nick) == ("jack", "kept")


def test_other_attributes_stay_on_the_object(session: Session, user: User):
    user.remark = "not mapped"
    session.expire(user)
    assert user.remark == "not mapped"


def test_a_loaded_collection_is_expired_too(session: Session, user: User):
    assert len(user.addresses) == 1
    session.execute(text("DELETE FROM address"))
    assert len(user.addresses) == 1
    session.expire(user)
    assert user.addresses == []


def test_a_query_does_not_overwrite_loaded_values(session: Session, user: User):
    rename(session, "jack")
    assert session.query(User).first() is user
    assert user.name == "ed"
    session.expire_all()
    assert session.query(User).first() is user
    assert user.name == "jack"


def test_expire_wants_a_persistent_object(session: Session):
    with pytest.raises(InvalidRequestError, match="is not persistent within this Session"):
        session.expire(User())


def test_commit_without_expiry(engine: Any, session: Session, statements: Statements):
    with Session(engine, expire_on_commit=False) as keeping:
        user = User(name="u")
        keeping.add(user)
        keeping.commit()
        statements.clear()
        assert (user.name, user.id) == ("u", 1)
        assert statements == []


def test_refresh_discards_changes_of_the_object_and_flushes_those_of_others(session: Session, user: User):
    other = User(name="other")
    session.add(other)
    user.name = "changed"
    session.refresh(user)
    assert user.name == "ed"
    assert other.id is not None
