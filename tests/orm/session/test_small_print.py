"""What callers are told: names that are not there, keys that are NULL, which attributes were loaded."""

from __future__ import annotations

import gc
import pickle
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import ForeignKey, create_engine, event, inspect, select
from holdfast.exc import SAWarning
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Node(Base):
    __tablename__ = "node"
    id: Mapped[int] = mapped_column(primary_key=True)
    size: Mapped[int]
    note: Mapped[str | None] = mapped_column(deferred=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("node.id"))
    children: Mapped[list[Node]] = relationship(order_by=lambda: Node.id)


class Pair(Base):
    __tablename__ = "pair"
    one: Mapped[int] = mapped_column(primary_key=True)
    two: Mapped[int] = mapped_column(primary_key=True)


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Node(id=1, size=1, children=[Node(id=2, size=2), Node(id=3, size=3)]))
        session.commit()
        session.expunge_all()
        yield session
    engine.dispose()


def test_names_that_are_no_attributes(session: Session) -> None:
    node = session.get_one(Node, 1)
    for refuse in (session.expire, session.refresh):
        with pytest.raises(KeyError, match="has no mapped attribute 'typo' to expire"):
            refuse(node, ["size", "typo"])
    assert node.__dict__["size"] == 1


@pytest.mark.parametrize(("cls", "key"), [(Node, None), (Node, (None,)), (Node, {"id": None}), (Pair, (None, None))])
def test_a_null_key_finds_nothing(session: Session, cls: Any, key: Any) -> None:
    with pytest.warns(SAWarning, match="^fully NULL primary key identity cannot load any object"):
        assert session.get(cls, key) is None


def test_a_key_that_is_null_in_part_is_asked_for(session: Session) -> None:
    assert session.get(Pair, (1, None)) is None


def test_entities_named_twice_are_selected_once(session: Session) -> None:
    statement = select(Node, Node).where(Node.id == 2)
    assert str(statement).count("node.size") == 1
    first, second = session.execute(statement).one()
    assert first is second and first.size == 2
    number, node = session.execute(select(Node.id, Node).where(Node.id == 3)).one()
    assert (number, node.id, node.size) == (3, 3, 3)
    assert len(session.execute(select(Node, Node.id, Node.id)).first() or ()) == 3


def test_refresh_listeners_are_told_the_attributes(session: Session) -> None:
    told: list[Any] = []

    def listener(target: Any, context: Any, attrs: Any) -> None:
        told.append(attrs)

    event.listen(Node, "refresh", listener)
    try:
        node = session.get_one(Node, 1)
        assert node.note is None
        session.expire(node, ["size"])
        assert node.size == 1
        session.refresh(node)
        session.refresh(node, ["size"])
    finally:
        event.remove(Node, "refresh", listener)
    assert told == [{"note"}, {"size"}, None, {"size"}]


def test_pickle_listeners_put_something_beside_the_state(session: Session) -> None:
    def pickling(target: Any, state_dict: Any) -> None:
        assert state_dict["ident"] == target.id
        state_dict["from"] = "here"

    found: list[Any] = []

    def unpickling(target: Any, state_dict: Any) -> None:
        found.append((type(target), state_dict["ident"], state_dict["from"]))

    event.listen(Node, "pickle", pickling)
    event.listen(Node, "unpickle", unpickling)
    try:
        copy = pickle.loads(pickle.dumps(session.get_one(Node, 1)))
    finally:
        event.remove(Node, "pickle", pickling)
        event.remove(Node, "unpickle", unpickling)
    assert found == [(Node, 1, "here")]
    assert copy.size == 1 and inspect(copy).detached


@pytest.mark.parametrize("end", ["commit", "rollback", "expire_all"])
def test_nothing_that_was_loaded_for_peers_is_kept_after_the_end(session: Session, end: str) -> None:
    nodes = session.scalars(select(Node)).all()
    assert [child.id for child in nodes[0].children] == [2, 3]
    watched = [weakref.ref(node) for node in nodes]
    del nodes
    getattr(session, end)()
    gc.collect()
    assert [each() for each in watched] == [None, None, None]


def test_an_error_after_the_flush_rolls_it_back(session: Session) -> None:
    def stop(*args: Any) -> None:
        raise KeyboardInterrupt

    event.listen(session, "after_flush_postexec", stop)
    node = Node(id=9, size=9)
    session.add(node)
    with pytest.raises(KeyboardInterrupt):
        session.flush()
    event.remove(session, "after_flush_postexec", stop)
    session.rollback()
    assert inspect(node).transient
    assert session.get(Node, 9) is None
