"""Watch the reference run a program, for what it does otherwise than it says.

`QUIRKS` are situations in which the reference loses something, keeps something that is gone, or does one of two things
that a program asked for at once. They cannot be seen in a transcript, so they are looked for in its objects, and only
when the two libraries differed; from there on nothing is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .interpreter import Interpreter
from .operations import Merge, MergeCopy, Operation, Program


@dataclass(frozen=True)
class Quirk:
    """A situation; `seen` says whether it is there between two steps."""

    reason: str
    seen: Callable[[Witness], bool]


class Witness(Interpreter):
    """Runs a program, and counts the entries that were written before a quirk was seen."""

    merged: tuple[Any, Any] | None = None
    """What the step merged, and what that gave."""

    def __init__(self, library_name: str, program: Program) -> None:
        super().__init__(library_name, program)
        self.owners: dict[int, list[Any]] = {}
        """By the id of an object: who held it before the step, in a relationship that owns it."""
        self.first: int | None = None
        self.reason = ""

    def perform(self, operation: Operation) -> None:
        entries = len(self.transcript)
        super().perform(operation)
        self.merged = None
        if isinstance(operation, Merge | MergeCopy) and operation.result in self.objects:
            given = self.objects.get(operation.number) if isinstance(operation, Merge) else self.kept[-1]
            self.merged = given, self.objects[operation.result]
        if self.first is None:
            for quirk in QUIRKS:
                if quirk.seen(self):
                    self.first, self.reason = entries, quirk.reason
                    break
        self.owners = {id(member): owners for member, owners in self.held("delete-orphan")}

    def related(self) -> Iterator[tuple[Any, Any, Any]]:
        """Each known object, its state, and each of its relationships."""
        every = {id(value): value for value in (*self.objects.values(), *self.session)}
        for value in every.values():
            state = self.library.inspect(value)
            for relationship in state.mapper.relationships:
                yield value, state, relationship

    def held(self, cascade: str = "") -> list[tuple[Any, list[Any]]]:
        """Each member of a loaded one-to-many, or reference to one, with those that hold it."""
        found: dict[tuple[int, str], tuple[Any, list[Any]]] = {}
        for owner, state, relationship in self.related():
            if cascade not in relationship.cascade if cascade else relationship.direction.name != "ONETOMANY":
                continue
            held = state.dict.get(relationship.key)
            members = held.values() if isinstance(held, dict) else held if relationship.uselist else [held]
            for member in members or ():
                if member is not None:
                    owners = found.setdefault((id(member), relationship.key), (member, []))[1]
                    if not any(owner is each for each in owners):
                        owners.append(owner)
        return list(found.values())

    def has_row(self, value: Any) -> bool:
        return bool(self.library.inspect(value).has_identity)


def _new_with_a_past(run: Witness) -> bool:
    for _, state, relationship in run.related():
        if state.transient or state.pending:
            _, unchanged, deleted = state.attrs[relationship.key].history
            if any(each is not None for each in (*(unchanged or ()), *(deleted or ()))):
                return True
    return False


def _deleted_and_added(run: Witness) -> bool:
    gone = run.session.deleted
    for value, state, relationship in run.related() if gone else ():
        added = [each for each in state.attrs[relationship.key].history.added or () if each is not None]
        if relationship.direction.name == "ONETOMANY":
            if any(each in gone for each in added):
                return True
        elif value in gone and added and relationship._reverse_property:
            return True
    return False


def _two_refer(run: Witness) -> bool:
    seen: set[tuple[int, str]] = set()
    for _, state, relationship in run.related():
        one_to_one = any(not reverse.uselist for reverse in relationship._reverse_property)
        if relationship.direction.name == "MANYTOONE" and one_to_one:
            key = (id(state.dict.get(relationship.key)), relationship.key)
            if state.dict.get(relationship.key) is not None and key in seen:
                return True
            seen.add(key)
    return False


def _held_twice(run: Witness) -> bool:
    return any(len(owners) > 1 for _, owners in run.held())


def _changes_hands(run: Witness) -> bool:
    for member, owners in run.held("delete-orphan"):
        before = run.owners.get(id(member), [])
        moved = before and not run.has_row(member) and not any(each is owners[0] for each in before)
        if moved and not all(map(run.has_row, before)):
            return True
    return False


def _came_and_went(run: Witness) -> bool:
    owned = {id(member) for member, _ in run.held("delete-orphan")}
    return any(
        id(value) in run.owners
        and id(value) not in owned
        and value in run.session.dirty
        and not run.session.is_modified(value)
        for value in run.objects.values()
    )


def _owns_itself(run: Witness) -> bool:
    return any(member is owner for member, owners in run.held("delete-orphan") for owner in owners)


def _held_outside(run: Witness) -> bool:
    return run.program.variant.reverse == "none" and any(
        member in run.session and not all(owner in run.session for owner in owners) for member, owners in run.held()
    )


def _merge_lost_members(run: Witness) -> bool:
    given, result = run.merged or (None, None)
    if given is None or given is result:
        return False
    states = [run.library.inspect(each).dict for each in (given, result)]
    collections = [each.key for each in run.library.inspect(given).mapper.relationships if each.uselist]
    return any(key in states[0] and len(states[0][key]) > len(states[1].get(key, ())) for key in collections)


def _refers_to_deleted(run: Witness) -> bool:
    return run.program.variant.passive_deletes and any(
        relationship.direction.name == "MANYTOONE" and state.dict.get(relationship.key) in run.session.deleted
        for _, state, relationship in run.related()
        if state.pending
    )


QUIRKS = (
    Quirk("a merge that reaches one object on two ways loses other members of its collections", _merge_lost_members),
    Quirk("a new object is left to the database to delete, with the one that it refers to", _refers_to_deleted),
    Quirk(
        "an object whose row a rollback took back, or that was expunged, still counts what it had as saved: members "
        "are not saved again, and those that it lost come into the session with it",
        _new_with_a_past,
    ),
    Quirk("an object that was put into a collection and then deleted is not deleted", _deleted_and_added),
    Quirk("two refer to one, where it can have one only: which of them stays depends on what is loaded", _two_refer),
    Quirk("an object that came to an owner and went is deleted if something was set to what it was", _came_and_went),
    Quirk("an object that owns itself is an orphan when it lets go of itself, or is not", _owns_itself),
    Quirk(
        "a member that an owner outside of the session took stays with its former one in the database", _held_outside
    ),
    Quirk("two hold the same member, and no other side says which of them has it", _held_twice),
    Quirk(
        "a new object that moves from a new owner to another is taken to be an orphan",
        _changes_hands,
    ),
)


def quirk_before(library_name: str, program: Program, index: int) -> str | None:
    """The reason of a quirk that was there when the entry of that index was written, if there was one."""
    witness = Witness(library_name, program)
    witness.run()
    return witness.reason if witness.first is not None and witness.first <= index else None
