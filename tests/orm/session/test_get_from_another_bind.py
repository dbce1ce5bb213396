"""Session.get(bind_arguments=): the database that an object is loaded from is chosen for this call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import create_engine
from holdfast.engine import Engine
from holdfast.orm import Session
from tests.orm.mapped import Base, User


@pytest.fixture
def other() -> Iterator[Engine]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(User(id=1, name="there"))
        session.commit()
    yield engine
    engine.dispose()


@pytest.fixture
def here(other: Engine) -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(User(id=1, name="here"))
        session.commit()
        yield session
    engine.dispose()


def test_the_bind_of_one_call(here: Session, other: Engine) -> None:
    user = here.get(User, 1, bind_arguments={"bind": other})
    assert user is not None
    assert user.name == "there"
    assert here.get(User, 2, bind_arguments={"bind": other}) is None


def test_an_object_that_the_session_has_is_not_loaded(here: Session, other: Engine) -> None:
    user = here.get(User, 1)
    assert here.get(User, 1, bind_arguments={"bind": other}) is user
    assert user is not None
    assert user.name == "here"
    here.get(User, 1, bind_arguments={"bind": other}, populate_existing=True)
    assert user.name == "there"


def test_get_bind_is_given_the_arguments(here: Session, other: Engine) -> None:
    asked: list[Any] = []

    class Sharded(Session):
        def get_bind(self, mapper: Any = None, **kw: Any) -> Any:
            asked.append((mapper.class_, kw.pop("shard")))
            return other

    with Sharded() as session:
        user = session.get(User, 1, bind_arguments={"shard": 3})
        assert user is not None
        assert user.name == "there"
    assert asked == [(User, 3)]
