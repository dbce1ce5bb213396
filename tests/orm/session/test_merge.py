"""Session.merge: text A, "Merging"."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import inspect, select
from holdfast.exc import InvalidRequestError, SAWarning
from holdfast.orm import Session
from tests.conftest import Statements
from tests.orm.mapped import Address, Group, Note, User


@pytest.fixture
def user(session: Session) -> User:
    user = User(
        name="ed",
        addresses=[Address(email="a"), Address(email="b")],
        notes={"x": Note(keyword="x")},
    )
    session.add(user)
    session.commit()
    return user


def test_the_state_is_copied_onto_the_sessions_own_object(session: Session, user: User):
    given = User(id=1, name="jack")
    merged = session.merge(given)
    assert merged is user
    assert given not in session
    session.commit()
    assert user.name == "jack"
    assert len(user.addresses) == 2


def test_an_expired_object_is_loaded_so_that_its_former_values_are_known(session: Session, user: User):
    wendy, address = User(name="wendy"), user.addresses[0]
    session.add(wendy)
    session.commit()
    assert address.user is user
    session.expire(user)
    with session.no_autoflush:
        wendy.addresses.append(address)  # also a change of the expired object's collection
        merged = session.merge(User(id=1, name="jack"))

    assert inspect(merged).attrs.name.history.deleted == ["ed"]


def test_an_object_without_a_row_is_made_new(session: Session):
    given = User(id=7, name="new", addresses=[Address(email="a")])
    merged = session.merge(given)
    assert merged is not given
    assert inspect(merged).pending
    assert merged.addresses[0] is not given.addresses[0]
    session.commit()
    assert session.get(User, 7) is merged


def test_collections_are_reconciled(session: Session, user: User):
    first, second = user.addresses
    session.merge(User(id=user.id, addresses=[Address(id=second.id, email="changed"), Address(email="new")]))
    session.commit()
    assert sorted(address.email for address in user.addresses) == ["changed", "new"]
    assert inspect(first).detached
    assert second in user.addresses


def test_dictionaries_and_sets_are_reconciled(session: Session, user: User):
    session.merge(User(id=user.id, notes={"y": Note(keyword="y")}, groups={Group(title="g")}))
    session.commit()
    assert list(user.notes) == ["y"]
    assert {group.title for group in user.groups} == {"g"}


def test_an_equal_graph_changes_nothing(session: Session, user: User, statements: Statements):
    session.merge(User(id=1, name="ed", addresses=[Address(id=1, email="a"), Address(id=2, email="b")]))
    statements.clear()
    session.flush()
    assert statements == []


def test_a_collection_that_was_only_looked_at_is_not_merged(session: Session, user: User):
    given = User(id=1, name="ed")
    assert given.addresses == []
    session.merge(given)
    session.commit()
    assert len(user.addresses) == 2


def test_cycles_end(session: Session):
    given = User(id=3, name="u")
    given.addresses.append(Address(id=9, email="a"))
    assert given.addresses[0].user is given
    merged = session.merge(given)
    assert merged.addresses[0].user is merged
    session.commit()
    assert len(merged.addresses) == 1


def test_many_objects_are_looked_up_together(session: Session, statements: Statements):
    session.add_all([User(id=number, name="old") for number in range(1, 101)])
    session.commit()
    session.expunge_all()
    statements.clear()
    session.merge_all([User(id=number, name="new") for number in range(51, 151)])
    assert len(statements.of_kind("SELECT")) == 1
    session.commit()
    assert len(session.scalars(select(User).where(User.name == "new")).all()) == 100


def test_without_load_nothing_is_asked_and_nothing_is_dirty(
    session: Session, user: User, engine: Any, statements: Statements
):
    with Session(engine) as other:
        given = other.get_one(User, 1)
        assert len(given.addresses) == 2
    session.expunge_all()
    statements.clear()
    merged = session.merge(given, load=False)
    assert (merged.name, len(merged.addresses)) == ("ed", 2)
    assert merged is not given
    assert merged not in session.dirty
    assert statements == []


def test_without_load_the_object_must_be_clean(session: Session, user: User):
    with pytest.raises(InvalidRequestError, match="does not support objects transient"):
        session.merge(User(id=1), load=False)
    assert user.name == "ed"
    user.name = "changed"
    session.expunge(user)
    with pytest.raises(InvalidRequestError, match="does not support objects marked as 'dirty'"):
        session.merge(user, load=False)


def test_merging_a_pending_object_warns(session: Session):
    user = User(name="u")
    session.add(user)
    with (
        pytest.warns(SAWarning, match="is already pending in this Session yet is being merged again"),
        session.no_autoflush,
    ):
        assert session.merge(user) is not user
