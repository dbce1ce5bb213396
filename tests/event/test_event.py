"""Listening, removing, and the order and options of listeners."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from holdfast import event, exc
from holdfast.event import Events, dispatcher


class MachineEvents(Events["Machine"]):
    """Events of a machine."""

    retvals = {"before_run": lambda machine, speed: speed}
    legacy = {"after_run": ((1, lambda machine, result: (result,)),)}

    def before_run(self, machine: Machine, speed: int) -> int: ...

    def after_run(self, machine: Machine, result: str) -> None: ...


@pytest.fixture
def kinds() -> tuple[type[Any], type[Any]]:
    """A target class and a subclass, new for each test."""

    class Machine:
        dispatch = dispatcher(MachineEvents)

        def run(self, speed: int = 1) -> int:
            for listener in self.dispatch.before_run:
                speed = listener(self, speed)
            if self.dispatch.after_run:
                self.dispatch.after_run(self, "done")
            return speed

    class Engine(Machine):
        pass

    return Machine, Engine


class Machine:
    """For annotations only."""


def recorder(log: list[str], name: str) -> Callable[..., None]:
    def listener(*args: Any) -> None:
        log.append(name)

    return listener


def test_no_listeners_is_false(kinds: Any) -> None:
    machine = kinds[0]()
    assert not machine.dispatch.after_run
    assert machine.dispatch.after_run == ()


def test_class_listeners_come_before_instance_listeners(kinds: Any) -> None:
    log: list[str] = []
    cls = kinds[0]
    machine = cls()
    event.listen(machine, "after_run", recorder(log, "instance"))
    event.listen(cls, "after_run", recorder(log, "class"))
    machine.run()
    cls().run()
    assert log == ["class", "instance", "class"]


def test_subclass_instances_get_base_listeners_even_later_ones(kinds: Any) -> None:
    log: list[str] = []
    base, sub = kinds
    machine = sub()
    event.listen(sub, "after_run", recorder(log, "sub"))
    event.listen(base, "after_run", recorder(log, "base"))
    machine.run()
    assert log == ["base", "sub"]
    base().run()
    assert log == ["base", "sub", "base"]


def test_insert_puts_first(kinds: Any) -> None:
    log: list[str] = []
    machine = kinds[0]()
    event.listen(machine, "after_run", recorder(log, "a"))
    event.listen(machine, "after_run", recorder(log, "b"), insert=True)
    machine.run()
    assert log == ["b", "a"]


def test_the_same_function_listens_once(kinds: Any) -> None:
    log: list[str] = []
    machine = kinds[0]()
    listener = recorder(log, "x")
    event.listen(machine, "after_run", listener)
    event.listen(machine, "after_run", listener)
    machine.run()
    assert log == ["x"]


def test_once(kinds: Any) -> None:
    log: list[str] = []
    machine = kinds[0]()
    event.listen(machine, "after_run", recorder(log, "x"), once=True)
    machine.run()
    machine.run()
    assert log == ["x"]


def test_once_leaves_the_value_alone_afterwards(kinds: Any) -> None:
    machine = kinds[0]()
    event.listen(machine, "before_run", lambda m, speed: speed * 10, retval=True, once=True)
    assert [machine.run(2), machine.run(2)] == [20, 2]


def test_named_passes_keywords(kinds: Any) -> None:
    machine = kinds[0]()
    seen: dict[str, Any] = {}
    event.listen(machine, "after_run", lambda **kw: seen.update(kw), named=True)
    machine.run()
    assert seen == {"machine": machine, "result": "done"}


def test_return_value_counts_only_with_retval(kinds: Any) -> None:
    machine = kinds[0]()
    event.listen(machine, "before_run", lambda m, speed: speed * 10)
    assert machine.run(2) == 2
    event.listen(machine, "before_run", lambda m, speed: speed * 10, retval=True)
    assert machine.run(2) == 20


def test_legacy_signature(kinds: Any) -> None:
    machine = kinds[0]()
    seen: list[str] = []
    event.listen(machine, "after_run", lambda result: seen.append(result))
    machine.run()
    assert seen == ["done"]


def test_remove_and_contains(kinds: Any) -> None:
    log: list[str] = []
    cls = kinds[0]
    listener = recorder(log, "x")
    event.listen(cls, "after_run", listener, named=False)
    assert event.contains(cls, "after_run", listener)
    event.remove(cls, "after_run", listener)
    assert not event.contains(cls, "after_run", listener)
    cls().run()
    assert log == []


def test_bound_methods_can_be_removed(kinds: Any) -> None:
    class Listener:
        def on(self, machine: Any, result: str) -> None:
            raise AssertionError("removed")

    machine, listener = kinds[0](), Listener()
    event.listen(machine, "after_run", listener.on)
    event.remove(machine, "after_run", listener.on)
    machine.run()


def test_removing_what_is_not_there(kinds: Any) -> None:
    with pytest.raises(exc.InvalidRequestError, match="No listeners found for event"):
        event.remove(kinds[0], "after_run", print)


def test_unknown_event_names_target(kinds: Any) -> None:
    with pytest.raises(exc.InvalidRequestError, match="No such event 'on_fire' for target"):
        event.listen(kinds[0], "on_fire", print)
    with pytest.raises(exc.InvalidRequestError, match="No such event 'after_run' for target"):
        event.listen(object(), "after_run", print)


def test_listens_for_returns_the_function(kinds: Any) -> None:
    machine = kinds[0]()

    @event.listens_for(machine, "after_run")
    def listener(m: Any, result: str) -> None: ...

    assert event.contains(machine, "after_run", listener)


def test_propagated_listeners_go_to_copies_and_are_removed_with_the_original(kinds: Any) -> None:
    log: list[str] = []
    first, second = kinds[0](), kinds[0]()
    kept, left = recorder(log, "kept"), recorder(log, "left")
    event.listen(first, "after_run", kept, propagate=True)
    event.listen(first, "after_run", left)
    second.dispatch._update(first.dispatch)
    second.run()
    assert log == ["kept"]
    event.remove(first, "after_run", kept)
    second.run()
    assert log == ["kept"]


def test_child_dispatch_sees_the_parents_listeners(kinds: Any) -> None:
    log: list[str] = []
    cls = kinds[0]
    parent = cls()
    child = cls()
    event.listen(parent, "after_run", recorder(log, "parent"))
    child.__dict__["dispatch"] = parent.dispatch._child()
    event.listen(child, "after_run", recorder(log, "child"))
    event.listen(cls, "after_run", recorder(log, "class"))
    event.listen(parent, "after_run", recorder(log, "later"))
    child.run()
    assert log == ["class", "parent", "later", "child"]
    log.clear()
    parent.run()
    assert log == ["class", "parent", "later"]


def test_a_family_names_its_target() -> None:
    class Bell:
        dispatch: Any

    class BellEvents(Events[Bell]):
        _dispatch_target = Bell

        def rung(self, bell: Bell) -> None: ...

    rung: list[Bell] = []
    bell = Bell()
    event.listen(Bell, "rung", rung.append)
    bell.dispatch.rung(bell)
    assert rung == [bell]
