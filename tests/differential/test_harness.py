"""The differential harness itself: it is deterministic, it notices what is wrong, and it says so in runnable Python."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from . import campaign, operations
from . import operations as ops
from .comparison import Difference, Undecided, _aligned, difference, on
from .interpreter import Entry, Interpreter, ObjectView, Snapshot
from .mappings import FAMILIES, Library, Variant, build, relations
from .minimise import minimised
from .operations import Append, Commit, Create, Flush, Look, Program, Read, Rollback, SetReference
from .strategies import KINDS, VARIANTS

REFERENCE = on("sqlalchemy")


def test_the_reference_does_not_differ_from_itself() -> None:
    done = campaign.run(REFERENCE, REFERENCE, count=100)
    assert not done.failures, f"\n{done.failures[0]}"
    assert done.programs == 100


class RemovesNothing(Interpreter):
    def take(self, number: int, key: str, target: int) -> Any:
        self.get(number), self.get(target)


class KeepsWhatIsDeleted(Interpreter):
    def do_Delete(self, operation: ops.Delete) -> Any:
        return super().do_Delete(operation) if operation.anyway else super().do_Expunge(ops.Expunge(operation.number))


class NeverRollsBack(Interpreter):
    def do_Rollback(self, operation: ops.Rollback) -> Any:
        return self.do_Commit(ops.Commit())


class KeepsSavepoints(Interpreter):
    def do_RollbackNested(self, operation: ops.RollbackNested) -> Any:
        return self.do_Release(ops.Release())


class ExpiresNothing(Interpreter):
    def do_Expire(self, operation: ops.Expire) -> Any:
        there = operation.number in self.objects and self.library.inspect(self.objects[operation.number]).persistent
        return None if there else super().do_Expire(operation)


class MergesWithoutValues(Interpreter):
    def do_MergeCopy(self, operation: ops.MergeCopy) -> Any:
        return super().do_MergeCopy(ops.MergeCopy(operation.result, operation.number))


class NeverAutoflushes(Interpreter):
    def __init__(self, library_name: str, program: Program) -> None:
        super().__init__(library_name, program)
        self.session.autoflush = False


BROKEN = (
    RemovesNothing,
    KeepsWhatIsDeleted,
    NeverRollsBack,
    KeepsSavepoints,
    ExpiresNothing,
    MergesWithoutValues,
    NeverAutoflushes,
)


@pytest.mark.parametrize("broken", BROKEN)
def test_a_library_that_does_something_else_is_found_out(broken: type[Interpreter]) -> None:
    done = campaign.run(REFERENCE, on("sqlalchemy", broken), count=200, shorten=False)
    assert done.failures


def test_a_failing_program_is_made_short_and_printed_as_python() -> None:
    subject = on("sqlalchemy", NeverRollsBack)
    noise = (
        Create(2, "Child", references=(("parent", 1),)),
        Read(2, "parent"),
        Look(),
        Flush(),
        Append(1, "children", 2),
    )
    program = Program(Variant("one_to_many"), (Create(1, "Parent"), *noise, Rollback(), Commit()), autoflush=False)
    short = minimised(program, lambda candidate: isinstance(difference(candidate, REFERENCE, subject), Difference))
    assert [type(step) for step in short.operations] == [Create, Rollback]
    assert eval(short.source(), {**vars(operations), "Variant": Variant}) == short


def test_two_parents_that_claim_a_child_are_not_held_against_the_subject() -> None:
    steps = (Create(1, "Parent"), Create(2, "Parent"), Create(3, "Child", references=(("parent", 1),)))
    program = Program(Variant("one_to_one"), (*steps, SetReference(2, "child", 3), Commit()))
    other_parent_wins = Program(
        Variant("one_to_one"), (*steps, SetReference(2, "child", 3), SetReference(3, "parent", 1))
    )
    assert isinstance(difference(program, REFERENCE, REFERENCE), Undecided | None)
    assert isinstance(difference(program, REFERENCE, lambda _: REFERENCE(other_parent_wins)), Difference | Undecided)


def test_peer_loading_may_load_more_but_not_something_else() -> None:
    def entry(**loaded: Any) -> Entry:
        return Entry("step", None, Snapshot({}, {1: ObjectView("persistent", [1], loaded)}, [], []))

    program = Program(Variant("tree"), ())
    one, other = _aligned(program, entry(id=1), entry(id=1, name="a"))
    assert one == other
    one, other = _aligned(replace(program, peer_loading=False), entry(id=1), entry(id=1, name="a"))
    assert one != other
    one, other = _aligned(program, entry(id=1, name="b"), entry(id=1, name="a"))
    assert one != other


@pytest.mark.parametrize("family", FAMILIES)
def test_the_relationships_of_a_mapping_are_those_that_programs_use(family: str) -> None:
    for variant in (each for each in VARIANTS if each.family == family):
        classes = build("sqlalchemy", variant).classes
        mapped = {
            (name, relationship.key, relationship.uselist)
            for name, class_ in classes.items()
            for relationship in Library("sqlalchemy").inspect(class_).relationships
        }
        assert mapped == {(each.owner, each.key, each.kind != "reference") for each in relations(variant)}


def test_every_kind_of_step_is_drawn() -> None:
    assert set(KINDS) == {kind.__name__ for kind in ops.Operation.__args__}
