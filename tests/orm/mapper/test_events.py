"""Events of mappers: targets, propagation, and classes that are mapped after listening."""

from __future__ import annotations

import pytest

from holdfast import event, inspect
from holdfast.orm import DeclarativeBase, Mapped, Mapper, configure_mappers, mapped_column


@pytest.fixture
def Base():
    class Base(DeclarativeBase):
        pass

    yield Base
    Base.registry.dispose()


def thing(Base, *bases):
    class Thing(*bases, Base):
        __tablename__ = "thing"
        id: Mapped[int] = mapped_column(primary_key=True)

    return Thing


def test_listening_to_a_base_that_is_not_mapped(Base):
    class Mixin:
        pass

    seen = []
    event.listen(Base, "after_mapper_constructed", lambda mapper, cls: seen.append(cls.__name__), propagate=True)
    event.listen(Mixin, "before_insert", lambda mapper, connection, target: seen.append(target), propagate=True)
    Thing = thing(Base, Mixin)
    inspect(Thing).dispatch.before_insert(inspect(Thing), None, "object")
    assert seen == ["Thing", "object"]


def test_listening_to_all_mappers(Base):
    seen = []

    def configured(mapper, cls):
        seen.append(cls)

    event.listen(Mapper, "mapper_configured", configured)
    try:
        Thing = thing(Base)
        configure_mappers()
    finally:
        event.remove(Mapper, "mapper_configured", configured)
    assert Thing in seen


def test_raw_listeners_get_the_state(Base):
    Thing = thing(Base)
    seen = []
    event.listen(Thing, "before_update", lambda mapper, connection, target: seen.append(target), raw=True)
    instance = Thing()
    inspect(Thing).dispatch.before_update(inspect(Thing), None, instance)
    assert seen == [inspect(instance)]


def test_instance_events_have_a_dispatch_of_their_own(Base):
    Thing = thing(Base)
    assert inspect(Thing).instance_dispatch is None
    event.listen(Thing, "load", lambda target, context: None)
    assert len(inspect(Thing).instance_dispatch.load) == 1
