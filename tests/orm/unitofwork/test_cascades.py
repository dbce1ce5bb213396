"""What a deletion or a lost parent takes along, by the settings of the relationship."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from holdfast import Column, ForeignKey, Table, select, text
from holdfast.exc import SAWarning
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from tests.orm.servers import enforce_foreign_keys

Make = Callable[..., tuple[Any, Any, Session]]


@pytest.fixture
def make(engine: Any) -> Iterator[Make]:
    """Make classes Parent and Child with `Parent.children` of the given settings, and a session for them."""

    sessions: list[Session] = []
    enforce_foreign_keys(engine)

    def build(ondelete: str | None = None, **settings: Any) -> tuple[Any, Any, Session]:
        class Base(DeclarativeBase):
            pass

        class Parent(Base):
            __tablename__ = "parent"
            id: Mapped[int] = mapped_column(primary_key=True)
            children = relationship("Child", **settings)

        class Child(Base):
            __tablename__ = "child"
            id: Mapped[int] = mapped_column(primary_key=True)
            parent_id: Mapped[int | None] = mapped_column(ForeignKey("parent.id", ondelete=ondelete))

        Base.metadata.create_all(engine)
        sessions.append(Session(engine))
        return Parent, Child, sessions[-1]

    yield build
    for session in sessions:
        session.close()


def parents(session: Session) -> list[int | None]:
    return list(session.execute(text("select parent_id from child order by id")).scalars())


def test_passive_deletes_leaves_unloaded_children_to_the_database(make: Make, statements: Any) -> None:
    parent_class, child_class, session = make(ondelete="CASCADE", cascade="all", passive_deletes=True)
    parent = parent_class(children=[child_class(), child_class()])
    session.add(parent)
    session.commit()
    assert parent.id == 1
    statements.clear()

    session.delete(parent)
    session.flush()

    assert [statement.split()[0] for statement in statements] == ["DELETE"]
    assert parents(session) == []


def test_passive_deletes_of_loaded_children_deletes_them(make: Make, statements: Any) -> None:
    parent_class, child_class, session = make(ondelete="CASCADE", cascade="all", passive_deletes=True)
    parent = parent_class(children=[child_class()])
    session.add(parent)
    session.flush()
    statements.clear()

    session.delete(parent)
    session.flush()

    assert [statement.split()[2] for statement in statements.of_kind("DELETE")] == ["child", "parent"]


def test_passive_deletes_all_never_touches_children(make: Make, statements: Any) -> None:
    parent_class, child_class, session = make(ondelete="SET NULL", passive_deletes="all")
    parent = parent_class(children=[child_class()])
    session.add(parent)
    session.flush()

    session.delete(parent)
    session.flush()

    assert not statements.of_kind("UPDATE")
    assert parents(session) == [None]


def test_a_member_outside_of_the_session_has_its_owners_key_when_it_is_added(make: Make) -> None:
    parent_class, child_class, session = make(cascade="")
    parent, child = parent_class(), child_class()
    parent.children.append(child)
    session.add(parent)
    with pytest.warns(SAWarning, match="Object of type <Child> not in session, add operation along 'Parent.children'"):
        session.commit()

    session.add(child)
    session.commit()

    assert parents(session) == [parent.id]


def test_a_new_child_leaves_the_session_with_its_parent(make: Make) -> None:
    parent_class, child_class, session = make(cascade="all, delete-orphan", backref="parent")
    child = child_class()
    session.add(parent_class(children=[child]))
    outside = parent_class()

    outside.children.append(child)
    session.commit()
    assert parents(session) == []

    session.add(outside)
    session.commit()
    assert parents(session) == [outside.id]


def test_what_is_added_again_is_not_deleted_all_the_same(engine: Any) -> None:
    class Base(DeclarativeBase):
        pass

    class Article(Base):
        __tablename__ = "article"
        id: Mapped[int] = mapped_column(primary_key=True)
        tags = relationship("Tag", secondary="article_tag", cascade="all")

    class Tag(Base):
        __tablename__ = "tag"
        id: Mapped[int] = mapped_column(primary_key=True)

    Table(
        "article_tag",
        Base.metadata,
        Column("article_id", ForeignKey("article.id"), primary_key=True),
        Column("tag_id", ForeignKey("tag.id"), primary_key=True),
    )
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        kept, other = Tag(), Tag()
        article = Article(tags=[kept, other])
        session.add(article)
        session.commit()

        session.delete(article)
        session.add(kept)
        session.commit()

        assert session.scalars(select(Tag)).all() == [kept]


def test_a_replaced_scalar_child_loses_its_parent(make: Make) -> None:
    parent_class, child_class, session = make(uselist=False)
    parent = parent_class(children=child_class())
    session.add(parent)
    session.commit()

    parent.children = child_class()
    session.commit()

    assert parents(session) == [None, parent.id]


def test_a_replaced_scalar_child_is_deleted_as_an_orphan(make: Make) -> None:
    parent_class, child_class, session = make(uselist=False, cascade="all, delete-orphan")
    parent = parent_class(children=child_class())
    session.add(parent)
    session.commit()

    parent.children = child_class()
    session.commit()

    assert parents(session) == [parent.id]


def test_viewonly_relationships_write_nothing(make: Make) -> None:
    parent_class, child_class, session = make(viewonly=True)
    parent, child = parent_class(), child_class()
    session.add_all([parent, child])
    session.flush()

    parent.children.append(child)
    session.commit()

    assert parents(session) == [None]


def test_a_many_to_one_can_cascade_deletes(engine: Any) -> None:
    class Base(DeclarativeBase):
        pass

    class Detail(Base):
        __tablename__ = "detail"
        id: Mapped[int] = mapped_column(primary_key=True)

    class Thing(Base):
        __tablename__ = "thing"
        id: Mapped[int] = mapped_column(primary_key=True)
        detail_id: Mapped[int | None] = mapped_column(ForeignKey("detail.id"))
        detail: Mapped[Detail | None] = relationship(cascade="all, delete-orphan", single_parent=True)

    Base.metadata.create_all(engine)
    with Session(engine) as session:
        thing = Thing(detail=Detail())
        session.add(thing)
        session.commit()

        thing.detail = Detail()
        session.commit()
        assert session.execute(text("select id from detail")).scalars().all() == [2]

        session.delete(thing)
        session.commit()
        assert session.execute(text("select id from detail")).scalars().all() == []


def test_a_many_to_many_of_a_class_with_itself(engine: Any) -> None:
    class Base(DeclarativeBase):
        pass

    friends = Table(
        "friends",
        Base.metadata,
        Column("one", ForeignKey("person.id"), primary_key=True),
        Column("other", ForeignKey("person.id"), primary_key=True),
    )

    class Person(Base):
        __tablename__ = "person"
        id: Mapped[int] = mapped_column(primary_key=True)
        likes: Mapped[list[Person]] = relationship(
            secondary=friends,
            primaryjoin=lambda: Person.id == friends.c.one,
            secondaryjoin=lambda: Person.id == friends.c.other,
            back_populates="liked_by",
        )
        liked_by: Mapped[list[Person]] = relationship(
            secondary=friends,
            primaryjoin=lambda: Person.id == friends.c.other,
            secondaryjoin=lambda: Person.id == friends.c.one,
            back_populates="likes",
        )

    Base.metadata.create_all(engine)
    with Session(engine) as session:
        a, b, c = Person(id=1), Person(id=2), Person(id=3)
        a.likes = [b, c]
        b.likes = [a]
        session.add(a)
        session.commit()
        assert sorted(map(tuple, session.execute(text("select * from friends")))) == [(1, 2), (1, 3), (2, 1)]

        session.delete(b)
        session.commit()
        assert session.execute(text("select * from friends")).all() == [(1, 3)]
