"""The events of objects: init, init_failure and expire. `load` and `refresh` are with the loaders."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import Integer, String, event
from holdfast.engine import Engine
from holdfast.inspection import inspect
from holdfast.orm import DeclarativeBase, Mapped, Mapper, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Person(Base):
    __tablename__ = "person"
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "person"}
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20))
    kind: Mapped[str | None] = mapped_column(String(20))


class Manager(Person):
    __mapper_args__ = {"polymorphic_identity": "manager"}


class Careful(Base):
    __tablename__ = "careful"
    id: Mapped[int] = mapped_column(primary_key=True)

    def __init__(self, number: int, fail: bool = False) -> None:
        if fail:
            raise ValueError("no")
        self.id = number


@pytest.fixture
def heard() -> Any:
    """Calls `listen(target, event name, ...)`, gives what was heard, and stops listening."""
    registered: list[Any] = []

    class Heard(list[Any]):
        def listen(self, target: Any, name: str, fn: Any = None, **options: Any) -> None:
            def listener(target: Any, *arguments: Any) -> None:
                self.append((name, type(target).__name__, *arguments))

            event.listen(target, name, fn or listener, **options)
            registered.append((target, name, fn or listener))

    yield Heard()
    for each in registered:
        event.remove(*each)


def test_init_is_told_before_the_constructor(heard: Any) -> None:
    def see(target: Any, args: Any, kwargs: Any) -> None:
        heard.append((inspect(target).transient, target.name, target.kind, args, dict(kwargs)))

    heard.listen(Person, "init", see)
    Person(name="a")
    assert heard == [(True, None, "person", (), {"name": "a"})]


def test_init_may_change_the_keywords(heard: Any) -> None:
    heard.listen(Person, "init", lambda target, args, kwargs: kwargs.setdefault("name", "nobody"))
    assert (Person().name, Person(name="a").name) == ("nobody", "a")


def test_init_of_a_subclass_is_told_with_propagate(heard: Any) -> None:
    heard.listen(Person, "init")
    Manager()
    assert heard == []
    heard.listen(Person, "init", lambda target, args, kwargs: heard.append(type(target)), propagate=True)
    Manager()
    assert heard == [Manager]


def test_a_users_constructor_is_told_once(heard: Any) -> None:
    heard.listen(Careful, "init")
    heard.listen(Careful, "init_failure")
    assert Careful(3).id == 3
    with pytest.raises(ValueError, match="no"):
        Careful(4, fail=True)
    assert heard == [
        ("init", "Careful", (3,), {}),
        ("init", "Careful", (4,), {"fail": True}),
        ("init_failure", "Careful", (4,), {"fail": True}),
    ]


@pytest.mark.parametrize("target", [Base, Mapper])
def test_all_classes_there_are_and_will_be(target: Any, heard: Any) -> None:
    heard.listen(target, "init", propagate=True)

    name = f"Later{target.__name__}"
    later: Any = type(name, (Base,), {"__tablename__": name, "id": mapped_column(Integer, primary_key=True)})
    Person()
    Careful(1)
    later(id=5)
    assert [each[1] for each in heard] == ["Person", "Careful", name]


def test_listeners_of_a_base_class_can_be_removed(heard: Any) -> None:
    calls: list[Any] = []

    def listener(target: Any, args: Any, kwargs: Any) -> None:
        calls.append(target)

    event.listen(Base, "init", listener, propagate=True)
    assert event.contains(Base, "init", listener)
    event.remove(Base, "init", listener)
    assert not event.contains(Base, "init", listener)
    Person()
    assert calls == []


def test_listeners_of_one_class_are_not_those_of_all(heard: Any) -> None:
    heard.listen(Mapper, "init")
    heard.listen(Person, "init", lambda target, args, kwargs: heard.append("of Person"))
    Careful(1)
    assert heard == [("init", "Careful", (1,), {})]
    Person()
    assert heard[1:] == [("init", "Person", (), {}), "of Person"]


def test_a_class_that_nobody_listens_to_has_its_own_constructor() -> None:
    class Silent(Base):
        __tablename__ = "silent"
        id: Mapped[int] = mapped_column(primary_key=True)

    Silent()
    made = Silent.__init__
    event.listen(Person, "init", print)
    event.remove(Person, "init", print)
    assert Silent.__init__ is made


def test_expire(engine: Engine, heard: Any) -> None:
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        person = Person(id=1, name="a")
        session.add(person)
        session.flush()
        heard.listen(Person, "expire")
        session.expire(person)
        session.expire(person, ["name"])
        session.refresh(person, ["name"])
        session.expire_all()
        session.commit()
        assert person.name == "a"
        session.rollback()
    assert [each[2] for each in heard] == [None, ["name"], ["name"], None, None, None]


def test_the_values_are_gone_when_expire_is_told(engine: Engine, heard: Any) -> None:
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        person = Person(id=1, name="a")
        session.add(person)
        session.flush()
        heard.listen(Person, "expire", lambda target, attrs: heard.append("name" in target.__dict__))
        session.expire(person)
    assert heard == [False]


def test_classes_that_another_library_has_mapped_are_left_alone(heard: Any) -> None:
    class MappedElsewhere:
        __mapper__ = object()

    heard.listen(Mapper, "init")
    MappedElsewhere()
    Careful(1)
    assert [each[1] for each in heard] == ["Careful"]
