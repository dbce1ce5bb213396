"""The transaction of a session: text A, "Managing Transactions"."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import event, func, inspect, select, text, update
from holdfast.engine import Engine
from holdfast.exc import InvalidRequestError, ResourceClosedError
from holdfast.orm import Session
from tests.orm.mapped import Base, Note, User


def names(session: Session) -> list[str]:
    return sorted(session.scalars(select(User.name)))


def test_begin_as_a_block(session: Session):
    with session.begin():
        session.add(User(name="kept"))
    with pytest.raises(ZeroDivisionError), session.begin():
        session.add(User(name="lost"))
        _ = 1 / 0
    assert names(session) == ["kept"]


def test_begin_twice(session: Session):
    session.begin()
    with pytest.raises(InvalidRequestError, match="A transaction is already begun on this Session"):
        session.begin()


def test_savepoints_nest(session: Session):
    session.add(User(name="outer"))
    with session.begin_nested():
        session.add(User(name="middle"))
        inner = session.begin_nested()
        session.add(User(name="inner"))
        inner.rollback()
        assert session.in_nested_transaction()
    assert not session.in_nested_transaction()
    session.commit()
    assert names(session) == ["middle", "outer"]


def test_rollback_of_a_savepoint_restores_objects(session: Session):
    kept, gone = User(name="kept"), User(name="gone")
    session.add_all([kept, gone])
    session.flush()
    savepoint = session.begin_nested()
    new = User(name="new")
    session.add(new)
    kept.name = "changed"
    session.delete(gone)
    session.flush()
    savepoint.rollback()
    assert inspect(new).transient
    assert inspect(gone).persistent
    assert kept.name == "kept"
    session.commit()
    assert names(session) == ["gone", "kept"]


def test_rollback_after_a_released_savepoint(session: Session):
    with session.begin_nested():
        user = User(name="u")
        session.add(user)
    assert inspect(user).persistent
    session.rollback()
    assert inspect(user).transient
    assert names(session) == []


def test_commit_releases_all_savepoints(session: Session):
    session.begin_nested()
    session.add(User(name="u"))
    session.commit()
    assert not session.in_transaction()
    assert names(session) == ["u"]


def test_a_changed_key_comes_back(session: Session):
    user = User(id=1, name="u")
    session.add(user)
    session.commit()
    user.id = 2
    session.flush()
    assert session.get(User, 2) is user
    session.rollback()
    assert session.get(User, 1) is user
    assert inspect(user).identity == (1,)
    assert session.get(User, 2) is None


def test_insert_and_delete_in_one_transaction(session: Session):
    user = User(name="u")
    session.add(user)
    session.flush()
    session.delete(user)
    session.flush()
    session.rollback()
    assert inspect(user).transient
    session.add(user)
    session.commit()
    assert names(session) == ["u"]


def test_a_session_joins_an_outer_transaction(engine: Any):
    Base.metadata.create_all(engine)
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(bind=connection) as session:
            session.add(User(name="u"))
            session.commit()
            assert names(session) == ["u"]
        assert outer.is_active
        outer.rollback()
    with Session(engine) as session:
        assert names(session) == []


def test_a_session_in_a_savepoint_of_an_outer_transaction(engine: Any):
    Base.metadata.create_all(engine)
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(bind=connection, join_transaction_mode="create_savepoint") as session:
            session.add(User(name="kept"))
            session.commit()
            session.add(User(name="lost"))
            session.flush()
            session.rollback()
            assert names(session) == ["kept"]
        outer.commit()
    with Session(engine) as session:
        assert names(session) == ["kept"]


def test_an_ended_transaction_is_closed(session: Session):
    transaction = session.begin()
    transaction.rollback()
    with pytest.raises(ResourceClosedError, match="This transaction is closed"):
        transaction.commit()


def test_autobegin_can_be_turned_off(engine: Any, session: Session):
    with Session(engine, autobegin=False) as careful:
        with pytest.raises(InvalidRequestError, match="Autobegin is disabled on this Session"):
            careful.scalars(select(User)).all()
        with careful.begin():
            assert names(careful) == []


def test_events_of_a_commit_come_in_order(session: Session):
    seen: list[str] = []
    for name in ("before_commit", "before_flush", "after_flush", "after_flush_postexec", "after_commit"):
        event.listen(session, name, lambda *args, name=name: seen.append(name))
    session.add(User(name="u"))
    session.commit()
    assert seen == ["before_commit", "before_flush", "after_flush", "after_flush_postexec", "after_commit"]


def test_autoflush_before_a_query(session: Session):
    session.add(User(name="u"))
    with session.no_autoflush:
        assert names(session) == []
    assert names(session) == ["u"]


def test_adding_a_detached_object_begins_a_transaction(session: Session):
    user = User(name="ada")
    session.add(user)
    session.commit()
    session.close()
    assert not session.in_transaction()
    session.add(user)
    assert session.in_transaction()


def test_the_rollback_of_a_savepoint_expires_what_an_update_statement_changed(session: Session):
    user = User(name="ada", nick="a")
    session.add(user)
    session.flush()
    with session.begin_nested() as savepoint:
        session.execute(update(User).values(nick="b"))
        savepoint.rollback()
    assert user.nick == "a"


def test_the_rollback_of_a_savepoint_expires_copied_keys(session: Session):
    user, note = User(name="ada"), Note(keyword="k")
    session.add_all([user, note])
    session.flush()
    with session.begin_nested() as savepoint:
        user.notes["k"] = note
        session.flush()
        assert note.user_id == user.id
        savepoint.rollback()
    assert note.user_id is None


def test_the_rollback_of_a_savepoint_forgets_what_was_set_on_a_deleted_object(session: Session):
    user = User(name="ada", nick="a")
    session.add(user)
    session.flush()
    with session.begin_nested() as savepoint:
        session.delete(user)
        session.flush()
        user.nick = "b"
        savepoint.rollback()
    assert user.nick == "a"


def test_a_session_on_an_engine_begins_one_savepoint(sqlite: Engine) -> None:
    Base.metadata.create_all(sqlite)
    savepoints: list[str] = []
    event.listen(sqlite, "savepoint", lambda connection, name: savepoints.append(name))
    with Session(sqlite) as session:
        session.add(User(name="a"))
        session.flush()
        with session.begin_nested():
            session.add(User(name="b"))
    assert savepoints == ["sa_savepoint_1"]


def test_the_rollback_of_a_savepoint_leaves_expunged_objects_alone(session: Session):
    user = User(name="before")
    session.add(user)
    session.commit()
    key = user.id
    with session.begin_nested() as savepoint:
        user.name = "changed"
        session.flush()
        session.expunge(user)
        savepoint.rollback()
    assert user.name == "changed"
    assert session.get_one(User, key).name == "before"


def test_autoflush_before_statements_without_entities(session: Session):
    session.add(Note(keyword="u"))
    assert session.execute(text("select keyword from note")).scalars().all() == ["u"]
    session.add(Note(keyword="v"))
    assert session.scalar(select(func.count()).select_from(Note.__table__)) == 2
    session.add(Note(keyword="w"))
    assert session.scalar(text("select count(*) from note"), execution_options={"autoflush": False}) == 2
