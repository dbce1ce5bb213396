"""How objects come into a session and leave it: states, cascades, expunge, make_transient."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import inspect, select
from holdfast.exc import InvalidRequestError
from holdfast.orm import Session, make_transient, make_transient_to_detached, object_session, sessionmaker, was_deleted
from tests.orm.mapped import Address, Node, User


def states(instance: object) -> list[str]:
    state = inspect(instance)
    return [name for name in ("transient", "pending", "persistent", "deleted", "detached") if getattr(state, name)]


def test_the_five_states(session: Session):
    user = User(name="u")
    assert states(user) == ["transient"]
    session.add(user)
    assert states(user) == ["pending"]
    session.flush()
    assert states(user) == ["persistent"]
    session.delete(user)
    assert states(user) == ["persistent"]
    session.flush()
    assert states(user) == ["deleted"]
    assert was_deleted(user)
    session.commit()
    assert states(user) == ["detached"]
    assert was_deleted(user)
    with pytest.raises(InvalidRequestError, match=r"has been deleted.  Use the make_transient"):
        session.add(user)
    make_transient(user)
    assert states(user) == ["transient"]


def test_the_session_is_a_collection(session: Session):
    new, changed, gone, clean = (User(name=name) for name in ("new", "changed", "gone", "clean"))
    session.add_all([changed, gone, clean])
    session.commit()
    session.delete(gone)
    session.add(new)
    changed.name = "other"
    assert set(session) == {new, changed, gone, clean}
    assert clean in session
    assert User(name="absent") not in session
    assert list(session.new) == [new]
    assert list(session.dirty) == [changed]
    assert list(session.deleted) == [gone]
    assert set(session.identity_map.values()) == {changed, gone, clean}
    assert session.identity_map[User, (clean.id,), None] is clean


def test_add_cascades_along_relationships(session: Session):
    address = Address(email="a")
    user = User(name="u", addresses=[address])
    session.add(user)
    assert address in session
    later = Address(email="b")
    user.addresses.append(later)
    assert later in session


def test_a_backref_event_does_not_cascade(session: Session):
    user = User(name="u")
    session.add(user)
    address = Address(email="a", user=user)
    assert address in user.addresses
    assert address not in session


def test_expunge_and_re_add(session: Session, engine: Any):
    user = User(name="u")
    session.add(user)
    session.commit()
    assert user.name == "u"
    user.name = "changed"
    session.expunge(user)
    assert states(user) == ["detached"]
    assert object_session(user) is None
    with Session(engine) as other:
        other.add(user)
        assert user in other.dirty
        other.commit()
        assert other.scalars(select(User.name)).all() == ["changed"]


def test_expunge_of_a_pending_object(session: Session):
    user = User(name="u")
    session.add(user)
    session.expunge(user)
    assert states(user) == ["transient"]
    session.commit()
    assert session.scalars(select(User)).all() == []


def test_a_second_object_with_the_same_key_cannot_come_in(session: Session):
    user = User(id=1, name="u")
    session.add(user)
    session.commit()
    assert user.id == 1
    copy = User(id=1)
    make_transient_to_detached(copy)
    with pytest.raises(InvalidRequestError, match=r"another instance with key .* is already present in this session"):
        session.add(copy)


def test_make_transient_to_detached(session: Session):
    session.add(User(id=5, name="u"))
    session.commit()
    session.expunge_all()
    user = User(id=5)
    make_transient_to_detached(user)
    session.add(user)
    assert states(user) == ["persistent"]
    assert user.name == "u"


def test_delete_cascades_at_once(session: Session):
    user = User(name="u", addresses=[Address(email="a")])
    session.add(user)
    session.commit()
    address = user.addresses[0]
    session.delete(user)
    assert address in session.deleted
    session.commit()
    assert session.scalars(select(Address)).all() == []


def test_a_deleted_object_stays_in_a_loaded_collection_until_the_commit(session: Session):
    user = User(name="u", addresses=[Address(email="a"), Address(email="b")])
    session.add(user)
    session.commit()
    address = user.addresses[1]
    session.delete(address)
    session.flush()
    assert address in user.addresses
    session.commit()
    assert address not in user.addresses


def test_unchanged_objects_are_held_weakly(session: Session):
    session.add_all([User(name=str(number)) for number in range(10)])
    session.commit()
    assert len(session.identity_map) == 0
    kept = session.scalars(select(User)).all()
    assert len(session.identity_map) == 10
    kept[3].name = "changed"
    del kept
    assert len(session.identity_map) == 1
    session.commit()
    assert len(session.identity_map) == 0


def test_close_and_use_again(session: Session):
    user = User(name="u")
    session.add(user)
    session.commit()
    session.close()
    assert states(user) == ["detached"]
    assert session.scalars(select(User)).one() is not user


def test_sessionmaker(engine: Any, session: Session):
    factory = sessionmaker(info={"a": 1})
    factory.configure(bind=engine, expire_on_commit=False)
    with factory(info={"b": 2}) as made:
        assert made.bind is engine
        assert made.info == {"a": 1, "b": 2}
    with factory.begin() as made:
        user = User(name="u")
        made.add(user)
    assert user.__dict__["name"] == "u"
    assert session.scalars(select(User.name)).all() == ["u"]


def test_a_tree_moves_between_parents(session: Session):
    root = Node(name="root", children=[Node(name="a", children=[Node(name="b")]), Node(name="c")])
    session.add(root)
    session.commit()
    a, c = root.children
    c.children.append(a.children[0])
    assert a.children == []
    session.commit()
    assert [node.name for node in c.children] == ["b"]
    assert c.children[0].parent is c
