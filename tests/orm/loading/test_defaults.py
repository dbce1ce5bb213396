"""What `relationship(lazy=)` says, and events and types on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import ForeignKey, String, TypeDecorator, create_engine, event, func, select
from holdfast.exc import InvalidRequestError
from holdfast.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    attribute_keyed_dict,
    column_property,
    lazyload,
    mapped_column,
    relationship,
)
from tests.conftest import Statements


class Base(DeclarativeBase):
    type_annotation_map = {str: String(100)}


class Shout(TypeDecorator[str]):
    """Upper case in the database, lower case in Python."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else value.upper()

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else value.lower()


class Parent(Base):
    __tablename__ = "parent"
    code: Mapped[str] = mapped_column(Shout, primary_key=True)
    joined: Mapped[list[Child]] = relationship(lazy="joined", order_by="Child.id", back_populates="parent")
    selectin: Mapped[set[Child]] = relationship(lazy="selectin", viewonly=True)
    keyed: Mapped[dict[int, Child]] = relationship(
        collection_class=attribute_keyed_dict("id"), lazy="immediate", viewonly=True
    )
    refused: Mapped[list[Child]] = relationship(lazy="raise", viewonly=True)
    empty: Mapped[list[Child]] = relationship(lazy="noload", viewonly=True)


class Child(Base):
    __tablename__ = "child"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Shout, ForeignKey("parent.code"))
    double: Mapped[int] = column_property(id * 2)  # type: ignore[operator]  # a column in the class body
    parent: Mapped[Parent] = relationship(lazy="joined", innerjoin=True, back_populates="joined")


class Tree(Base):
    __tablename__ = "tree"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("tree.id"))
    flat: Mapped[list[Tree]] = relationship(lazy="joined", viewonly=True)
    deep: Mapped[list[Tree]] = relationship(lazy="joined", join_depth=2)


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(Parent.__table__.insert(), [{"code": "a"}, {"code": "b"}])
        connection.execute(
            Child.__table__.insert(), [{"id": 1, "code": "a"}, {"id": 2, "code": "a"}, {"id": 3, "code": "b"}]
        )
        connection.execute(Tree.__table__.insert(), [{"id": n, "parent_id": n - 1 or None} for n in range(1, 5)])
    with Session(engine) as session:
        yield session


@pytest.fixture
def sent(session: Session) -> Statements:
    seen = Statements()
    event.listen(
        session.bind, "before_cursor_execute", lambda connection, cursor, statement, *rest: seen.append(statement)
    )
    return seen


def test_each_relationship_is_loaded_as_mapped(session: Session, sent: Statements) -> None:
    parents = session.scalars(select(Parent).order_by(Parent.code)).unique().all()
    assert len(sent) == 3
    assert [parent.code for parent in parents] == ["a", "b"]
    assert [[child.id for child in parent.joined] for parent in parents] == [[1, 2], [3]]
    assert [{child.id for child in parent.selectin} for parent in parents] == [{1, 2}, {3}]
    assert parents[0].keyed[2].double == 4
    assert parents[0].empty == []
    with pytest.raises(InvalidRequestError, match=r"'Parent.refused' is not available due to lazy='raise'"):
        _ = parents[0].refused
    assert len(sent) == 3


def test_an_option_overrides_the_mapping(session: Session) -> None:
    parent = session.scalars(select(Parent).options(lazyload("*"))).first()
    assert parent is not None and set(parent.__dict__) == {"code", "_sa_instance_state"}


def test_the_way_back_is_not_joined_again(session: Session, sent: Statements) -> None:
    children = session.scalars(select(Child).options(lazyload(Child.parent).lazyload("*"))).all()
    sent.clear()
    session.expunge_all()
    children = session.scalars(select(Child).order_by(Child.id)).unique().all()
    assert sent[0].count("JOIN") == 1
    assert [child.parent.code for child in children] == ["a", "a", "b"]


def test_a_tree_is_joined_as_deep_as_it_says(session: Session, sent: Statements) -> None:
    root = session.scalars(select(Tree).where(Tree.id == 1)).unique().one()
    assert sent[0].count("LEFT OUTER JOIN") == 2
    assert "flat" not in root.__dict__
    assert root.deep[0].deep[0].id == 3


def test_keys_are_python_values(session: Session) -> None:
    parent = session.get(Parent, "a")
    assert parent is not None and parent.code == "a"
    assert session.get(Parent, "a") is parent
    assert [child.id for child in parent.joined] == [1, 2]


def test_get_and_refresh_load_eagerly(session: Session, sent: Statements) -> None:
    parent = session.get(Parent, "a")
    assert parent is not None and {"joined", "selectin", "keyed"} <= set(parent.__dict__)
    session.refresh(parent)
    assert {"joined", "selectin", "keyed"} <= set(parent.__dict__)


def test_expressions_in_rows(session: Session) -> None:
    rows = session.execute(
        select(Parent.code, func.count(Child.id)).join(Child).group_by(Parent.code).order_by(Parent.code)
    ).all()
    assert [tuple(row) for row in rows] == [("a", 2), ("b", 1)]


def test_load_and_refresh_events(session: Session) -> None:
    told: list[tuple[str, Any]] = []

    def loaded(target: Any, context: Any) -> None:
        told.append(("load", target.id))

    def refreshed(target: Any, context: Any, attrs: Any) -> None:
        told.append(("refresh", target.id))

    event.listen(Tree, "load", loaded)
    event.listen(Tree, "refresh", refreshed)
    try:
        tree = session.get(Tree, 4)
        assert told == [("load", 4)]
        session.expire(tree)
        assert tree is not None and tree.parent_id == 3
        assert told == [("load", 4), ("refresh", 4)]
    finally:
        event.remove(Tree, "load", loaded)
        event.remove(Tree, "refresh", refreshed)
