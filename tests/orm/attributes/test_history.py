"""What changed in an attribute since the last load or flush."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import inspect
from holdfast.exc import InvalidRequestError
from holdfast.orm import Session
from holdfast.orm.attributes import (
    PASSIVE_NO_INITIALIZE,
    del_attribute,
    flag_modified,
    get_attribute,
    get_history,
    init_collection,
    set_attribute,
    set_committed_value,
)
from tests.orm.mapped import Address, User


@pytest.fixture
def user(session: Session) -> User:
    user = User(name="ed", nick="eddie", addresses=[Address(email="a")])
    session.add(user)
    session.commit()
    return session.get_one(User, user.id)


def history(user: User, key: str) -> Any:
    return getattr(inspect(user).attrs, key).history


def test_new_objects_have_additions_only():
    user = User(name="ed")
    user.name = "jack"
    assert history(user, "name") == (["jack"], (), ())
    assert history(user, "nick") == ((), (), ())


def test_a_change_keeps_the_first_old_value(user: User):
    assert user.name == "ed"
    user.name = "jack"
    user.name = "wendy"
    assert history(user, "name") == (["wendy"], (), ["ed"])


def test_setting_back_is_no_net_change(session: Session, user: User):
    assert user.name == "ed"
    user.name = "jack"
    user.name = "ed"
    assert history(user, "name") == ((), ["ed"], ())
    assert user in session.dirty
    assert not session.is_modified(user)


def test_an_unloaded_old_value_is_not_fetched(session: Session, user: User, statements: list[str]):
    session.expire(user)
    statements.clear()
    user.name = "jack"
    assert history(user, "name") == (["jack"], (), ())
    assert statements == []


def test_del_is_a_change_to_null(session: Session, user: User):
    assert user.nick == "eddie"
    del user.nick
    assert user.nick is None
    assert history(user, "nick") == ((), (), ["eddie"])
    session.commit()
    assert user.nick is None


def test_del_of_a_value_that_is_not_there():
    with pytest.raises(AttributeError, match=r"User.name object does not have a value"):
        del User().name


def test_reading_an_unset_attribute_stores_nothing():
    user = User()
    assert (user.name, user.profile) == (None, None)
    assert set(user.__dict__) == {"_sa_instance_state"}


def test_references(user: User):
    address = user.addresses[0]
    assert address.user is user
    assert history(address, "user") == ((), [user], ())
    other = User(name="other")
    address.user = other
    assert history(address, "user") == ([other], (), [user])
    assert user.addresses == []
    assert other.addresses == [address]


def test_functions_work_like_the_descriptors(user: User):
    set_attribute(user, "name", "jack")
    assert get_attribute(user, "name") == "jack"
    assert get_history(user, "name") == (["jack"], (), ()) or get_history(user, "name").added == ["jack"]
    set_committed_value(user, "name", "loaded")
    assert get_history(user, "name") == ((), ["loaded"], ())
    del_attribute(user, "name")
    assert user.name is None


def test_a_collection_can_be_given_as_loaded(user: User):
    given = Address(email="given")
    set_committed_value(user, "addresses", [given])
    assert user.addresses == [given]
    assert not history(user, "addresses").has_changes()
    assert list(init_collection(user, "addresses")) == []


def test_flag_modified_writes_an_unchanged_value(session: Session, user: User, statements: Any):
    assert user.name == "ed"
    flag_modified(user, "name")
    assert session.is_modified(user)
    session.flush()
    assert len(statements.of_kind("UPDATE")) == 1


def test_flag_modified_wants_a_value(session: Session, user: User):
    session.expire(user)
    with pytest.raises(InvalidRequestError, match="it's not present in the object state"):
        flag_modified(user, "name")


def test_history_without_loading(session: Session, user: User, statements: list[str]):
    session.expire(user)
    statements.clear()
    assert get_history(user, "addresses", PASSIVE_NO_INITIALIZE) == ((), (), ())
    assert statements == []
