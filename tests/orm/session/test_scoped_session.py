"""scoped_session: text A, "Contextual/Thread-local Sessions"."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from holdfast.exc import InvalidRequestError
from holdfast.orm import Session, scoped_session, sessionmaker
from tests.orm.mapped import Base, User


def test_one_session_a_thread(engine: Any):
    registry = scoped_session(sessionmaker(bind=engine))
    assert registry() is registry()
    others: list[Session] = []
    thread = threading.Thread(target=lambda: others.append(registry()))
    thread.start()
    thread.join()
    assert others[0] is not registry()


def test_remove_closes_and_forgets(engine: Any):
    Base.metadata.create_all(engine)
    registry = scoped_session(sessionmaker(bind=engine))
    first = registry()
    user = User(name="u")
    registry.add(user)
    registry.remove()
    assert user not in first
    assert registry() is not first


def test_a_scope_of_ones_own(engine: Any):
    current = ["a"]
    registry = scoped_session(sessionmaker(bind=engine), scopefunc=lambda: current[0])
    in_a = registry()
    current[0] = "b"
    assert registry() is not in_a
    current[0] = "a"
    assert registry() is in_a


def test_it_stands_for_the_session(engine: Any):
    Base.metadata.create_all(engine)
    registry = scoped_session(sessionmaker(bind=engine))
    user = User(name="u")
    registry.add(user)
    assert user in registry
    assert list(registry) == [user]
    registry.commit()
    assert registry.query(User).one() is user
    registry.autoflush = False
    assert registry().autoflush is False
    registry.remove()


def test_arguments_only_for_a_new_session(engine: Any):
    registry = scoped_session(sessionmaker())
    assert registry(bind=engine).bind is engine
    with pytest.raises(InvalidRequestError, match="Scoped session is already present"):
        registry(bind=engine)


def test_query_property(engine: Any):
    Base.metadata.create_all(engine)
    registry = scoped_session(sessionmaker(bind=engine))

    class Users:
        __mapper__ = User.__mapper__
        query = registry.query_property()

    registry.add(User(name="u"))
    assert Users.query.filter_by(name="u").one().name == "u"
    registry.remove()
