"""Bad input gets a clear error of the documented class, before anything is sent, and loses nothing."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import ForeignKey, inspect, select
from holdfast.exc import (
    ArgumentError,
    IntegrityError,
    InvalidRequestError,
    NoInspectionAvailable,
    PendingRollbackError,
    SAWarning,
    UnboundExecutionError,
)
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from holdfast.orm.exc import DetachedInstanceError, FlushError, ObjectDeletedError, UnmappedInstanceError
from tests.conftest import Statements
from tests.orm.mapped import Address, User


class Unmapped:
    pass


@pytest.mark.parametrize("thing", [Unmapped(), None, "text", 5])
def test_add_of_an_unmapped_object(session: Session, thing: object):
    with pytest.raises(UnmappedInstanceError, match="is not mapped"):
        session.add(thing)


def test_add_of_a_class(session: Session):
    with pytest.raises(UnmappedInstanceError, match=r"was a class .*User.* supplied where an instance was required"):
        session.add(User)


def test_an_unmapped_class_in_a_query(session: Session):
    with pytest.raises(
        ArgumentError, match=r"Column expression, FROM clause, or other columns clause element expected, got .*Unmapped"
    ):
        select(Unmapped)
    with pytest.raises(NoInspectionAvailable):
        session.get(Unmapped, 1)


def test_an_unmapped_object_in_a_relationship():
    with pytest.raises(AttributeError, match="'Unmapped' object has no attribute '_sa_instance_state'"):
        Address(email="a").user = Unmapped()
    with pytest.raises(AttributeError, match="'Unmapped' object has no attribute '_sa_instance_state'"):
        User(name="u").addresses.append(Unmapped())


def test_an_object_of_a_wrong_mapped_class_is_refused_by_the_flush(session: Session):
    user = User(name="u")
    user.addresses.append(User(name="v"))
    session.add(user)
    with pytest.raises(
        FlushError, match=r"Attempting to flush child of type .*User.* as a member of collection .*User.addresses"
    ):
        session.flush()


def test_an_object_of_another_session(session: Session, engine: Any):
    user = User(name="u")
    session.add(user)
    with Session(engine) as other, pytest.raises(InvalidRequestError, match="is already attached to session"):
        other.add(user)
    assert user in session


def test_a_missing_not_null_value(session: Session):
    named, nameless = User(name="named"), User()
    session.add_all([named, nameless])
    with pytest.raises(IntegrityError, match=r"(?i)not.null.*name|name.*(not.null|cannot be null)"):
        session.flush()
    with pytest.raises(PendingRollbackError):
        session.scalars(select(User)).all()
    session.rollback()
    assert (named.name, inspect(named).transient, inspect(nameless).transient) == ("named", True, True)
    nameless.name = "now named"
    session.add_all([named, nameless])
    session.commit()
    assert sorted(session.scalars(select(User.name))) == ["named", "now named"]


def test_an_unknown_keyword_in_a_constructor():
    with pytest.raises(TypeError, match="'nmae' is an invalid keyword argument for User"):
        User(nmae="x")


def test_a_collection_of_a_wrong_kind():
    with pytest.raises(TypeError, match="Incompatible collection type: dict is not list-like"):
        User(addresses={})
    with pytest.raises(TypeError, match="Incompatible collection type: None is not list-like"):
        User(addresses=None)


def test_an_unresolvable_relationship():
    class Base(DeclarativeBase):
        pass

    class Lost(Base):
        __tablename__ = "lost"
        id: Mapped[int] = mapped_column(primary_key=True)
        other: Mapped[Nowhere] = relationship()  # noqa: F821  # the point of the test

    with pytest.raises(InvalidRequestError, match=r"expression 'Nowhere' failed to locate a name \('Nowhere'\)"):
        Lost()
    with pytest.raises(InvalidRequestError, match="One or more mappers failed to initialize"):
        Lost()


def test_two_relationships_that_write_the_same_column():
    class Base(DeclarativeBase):
        pass

    class Parent(Base):
        __tablename__ = "parent"
        id: Mapped[int] = mapped_column(primary_key=True)
        children: Mapped[list[Child]] = relationship()

    class Child(Base):
        __tablename__ = "child"
        id: Mapped[int] = mapped_column(primary_key=True)
        parent_id: Mapped[int] = mapped_column(ForeignKey("parent.id"))
        parent: Mapped[Parent] = relationship()

    with pytest.warns(
        SAWarning, match="will copy column parent.id to column child.parent_id, which conflicts with relationship"
    ):
        Child()


def test_a_key_that_is_already_present(session: Session):
    first = User(id=1, name="first")
    session.add(first)
    session.commit()
    assert first.name == "first"
    second = User(id=1, name="second")
    session.add(second)
    with pytest.warns(SAWarning, match="conflicts with persistent instance"), pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
    assert session.get(User, 1) is first
    assert (first.name, second.name, inspect(second).transient) == ("first", "second", True)


def test_two_new_objects_with_one_key(session: Session):
    session.add_all([User(id=1, name="one"), User(id=1, name="two")])
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
    assert session.scalars(select(User)).all() == []


def test_a_key_that_does_not_fit(session: Session):
    with pytest.raises(InvalidRequestError, match="Incorrect number of values in identifier"):
        session.get(User, (1, 2))
    with pytest.raises(InvalidRequestError, match="Incorrect names of values in identifier"):
        session.get(User, {"nmae": 1})


def test_delete_refresh_and_expunge_of_a_new_object(session: Session):
    user = User(name="u")
    with pytest.raises(InvalidRequestError, match="is not persisted"):
        session.delete(user)
    with pytest.raises(InvalidRequestError, match="is not persistent within this Session"):
        session.refresh(user)
    with pytest.raises(InvalidRequestError, match="is not present in this Session"):
        session.expunge(user)


def test_a_string_is_no_statement(session: Session):
    with pytest.raises(ArgumentError, match=r"should be explicitly declared as text\('select 1'\)"):
        session.execute("select 1")


def test_a_session_without_a_bind():
    with pytest.raises(UnboundExecutionError, match="Could not locate a bind configured on"):
        Session().scalars(select(User)).all()


def test_unloaded_attributes_of_a_detached_object(session: Session):
    user = User(name="u")
    session.add(user)
    session.commit()
    session.expunge(user)
    with pytest.raises(
        DetachedInstanceError, match="is not bound to a Session; attribute refresh operation cannot proceed"
    ):
        _ = user.name
    with pytest.raises(DetachedInstanceError, match="lazy load operation of attribute 'addresses' cannot proceed"):
        _ = user.addresses


def test_a_row_that_is_gone(session: Session):
    user = User(name="u")
    session.add(user)
    session.commit()
    session.connection().execute(User.__table__.delete())
    with pytest.raises(ObjectDeletedError, match="has been deleted, or its row is otherwise not present"):
        _ = user.name


def test_nothing_is_sent_before_bad_input_is_refused(session: Session, statements: Statements):
    statements.clear()
    with pytest.raises(UnmappedInstanceError):
        session.add_all([User(name="u"), Unmapped()])
    assert statements == []
