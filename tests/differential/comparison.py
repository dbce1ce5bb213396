"""Compare two transcripts, and know the intended differences.

`INTENDED` is all of them: what holdfast does otherwise on purpose, with the reason. They are about which attributes are
loaded at a moment; the values of those that are, the states and the tables must always agree.
"""

from __future__ import annotations

import random
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from .interpreter import NOTHING_NEW, Entry, Interpreter, ObjectView
from .mappings import SCALARS
from .operations import Delete, Merge, MergeCopy, Program, Query, Rollback, RollbackNested
from .witness import quirk_before

Run = Callable[[Program], list[Entry]]
REPEATS = 20
"""How often the reference is asked again before a difference is believed."""


@dataclass(frozen=True)
class Difference:
    """The first entry in which two transcripts differ."""

    step: str
    what: str
    reference: Any
    found: Any

    def __str__(self) -> str:
        return f"{self.what} at {self.step}\n    reference: {self.reference}\n    found:     {self.found}"


@dataclass(frozen=True)
class Intended:
    """Something that holdfast does otherwise on purpose; `keys` gives the attributes of an object not to compare."""

    reason: str
    applies: Callable[[Program], bool]
    keys: Callable[[ObjectView, ObjectView], set[str]]


def _loaded_in_one(reference: ObjectView, found: ObjectView) -> set[str]:
    return reference.loaded.keys() ^ found.loaded.keys()


def _known_to_be_null(reference: ObjectView, found: ObjectView) -> set[str]:
    return {
        key for key in found.loaded.keys() - reference.loaded.keys() if key in SCALARS and found.loaded[key] is None
    }


def _less_loaded(reference: ObjectView, found: ObjectView) -> set[str]:
    if found.state == "transient":
        return {"id", "size", "kind"} | _loaded_in_one(reference, found)
    return {key for key in reference.loaded.keys() - found.loaded.keys() if key in ("id", "tag", *SCALARS)}


def _all_expired(reference: ObjectView, found: ObjectView) -> set[str]:
    return set() if found.loaded and reference.loaded else _loaded_in_one(reference, found)


def _no_longer_there(reference: ObjectView, found: ObjectView) -> set[str]:
    if found.state not in ("deleted", "detached"):
        return set()
    return _loaded_in_one(reference, found) | (found.loaded.keys() - {"id", "tag", *SCALARS})


def _has(program: Program, kinds: Any) -> bool:
    return any(isinstance(step, kinds) for step in program.operations)


INTENDED: tuple[Intended, ...] = (
    Intended(
        "peer loading loads the attributes of objects that were not asked for, with those of one that was",
        applies=lambda program: program.peer_loading,
        keys=_loaded_in_one,
    ),
    Intended(
        "after an INSERT, a column that was never set is known to be NULL, and needs no SELECT",
        applies=lambda program: True,
        keys=_known_to_be_null,
    ),
    Intended(
        "an expired object is loaded when a column of it is asked for, not because a relationship is; "
        "and what a failed flush gave new objects (keys, defaults) is taken back with their rows",
        applies=lambda program: True,
        keys=_less_loaded,
    ),
    Intended(
        "without expire_on_commit, a rollback has a transaction to end, and objects to expire, when a read needed SQL",
        applies=lambda program: not program.expire_on_commit,
        keys=_all_expired,
    ),
    Intended(
        "what is loaded eagerly by a query or by refresh() is not loaded because a column of an expired object is",
        applies=lambda program: program.variant.lazy != "select",
        keys=lambda reference, found: reference.loaded.keys() - found.loaded.keys() - {"id", "tag", *SCALARS},
    ),
    Intended(
        "an object that a load finds in the session gets what is loaded eagerly with it",
        applies=lambda program: program.variant.lazy != "select",
        keys=lambda reference, found: found.loaded.keys() - reference.loaded.keys() - {"id", "tag", *SCALARS},
    ),
    Intended(
        "looking for what a one-to-one held loads the columns of an expired object that it finds",
        applies=lambda program: program.variant.family == "one_to_one",
        keys=lambda reference, found: found.loaded.keys() - reference.loaded.keys(),
    ),
    Intended(
        "an object that is merged with the values that it has is unchanged, so a savepoint's rollback leaves it alone",
        applies=lambda program: _has(program, RollbackNested) and _has(program, Merge | MergeCopy),
        keys=lambda reference, found: found.loaded.keys() - reference.loaded.keys(),
    ),
    Intended(
        "refresh() loads what the query that found the object was told to load",
        applies=lambda program: any(isinstance(step, Query) and step.eager for step in program.operations),
        keys=lambda reference, found: found.loaded.keys() - reference.loaded.keys() - {"id", "tag", *SCALARS},
    ),
    Intended(
        "the key of an object comes with whatever is refreshed of it",
        applies=lambda program: True,
        keys=lambda reference, found: found.loaded.keys() & {"id"} - reference.loaded.keys(),
    ),
    Intended(
        "deleting or changing an expired object loads what is needed, not all of its columns; nothing keeps the "
        "relationships of an object that is gone up to date",
        applies=lambda program: True,
        keys=_no_longer_there,
    ),
)

ALIKE = {
    ("deleted", "detached"): "a deleted object is detached after a commit or close(), with expire_on_commit=False too",
    ("persistent", "detached"): "an object whose row was deleted and that left the session is not deleted again",
    ("deleted", "persistent"): "a row that was written, deleted and taken back by a rollback can be written again",
}
"""States, the reference's and holdfast's, that count as the same. What is done with such an object is not compared."""


OWNERS = {"absent", "already there"}
"""Outcomes that depend, where no load flushes, on whether an expired object's former owner was told of its loss."""

THERE_OR_NOT = "not there"
"""An outcome that depends on whether an object was flushed: a load that only one of them needed may have done it."""


@dataclass(frozen=True)
class Refusal:
    """An exception or a warning of the reference after which nothing is compared: holdfast does more, or elsewhere.

    `text` is a part of its message, after the name of an exception's class; `applies` says for which programs.
    """

    text: str
    reason: str
    applies: Callable[[Program], bool] = lambda program: True


def _rolls_back(program: Program) -> bool:
    return any(isinstance(step, Rollback | RollbackNested | Delete) for step in program.operations)


REFUSALS = (
    Refusal("another instance with key", "what waits for a collection to be loaded is a member of it already"),
    Refusal("is not persisted", "an object that was deleted before is not deleted again"),
    Refusal("raises AssertionError", "no explanation comes with it"),
    Refusal("LoaderCallableStatus", "a key that is not known is not sent to the database"),
    Refusal(
        "CircularDependencyError", "rows that refer to themselves or to each other are written when keys are known"
    ),
    Refusal("invoked autoflush", "a load that is not needed does not flush; a flush that must fail does it later"),
    Refusal("raises KeyError", "rows that refer to each other: the reference loses one of them"),
    Refusal("RecursionError", "the reference's backrefs of a dictionary that holds its own owner never end"),
    Refusal("can't populate value in KeyFuncDict", "a merged object has its values before it is put into dictionaries"),
    Refusal("FOREIGN KEY constraint failed\n[SQL: INSERT", "what a failed flush gave a new object is taken back"),
    Refusal("FOREIGN KEY constraint failed\n[SQL: DELETE", "what still refers to a deleted object lets it go"),
    Refusal("Can not remove", "likewise: an object leaves a dictionary under the key that it is there with"),
    Refusal("is not bound to a Session", "setting an attribute of a detached object does not load what it was"),
    Refusal("does not contain a full primary key", "a new object that was expired can be added again after a rollback"),
    Refusal(
        "Use the make_transient() function", "a load that is not needed does not flush, so a deleted object is there"
    ),
    Refusal("x not in list", "a member that is not in the database need not be removed when its collection is loaded"),
    Refusal("Multiple rows returned with uselist=False", "what the database has contradicts the mapping"),
    Refusal("has been deleted, or its row is otherwise", "likewise: a collection needs no refresh of its owner"),
    Refusal("is already associated with an instance", "an owner that a rollback took away is forgotten", _rolls_back),
    Refusal("not in session, add operation along", "what was left out is told again by a later flush, or is not"),
    Refusal("not in session, delete operation along", "a link to an object that left the session can be removed"),
    Refusal("StaleDataError DELETE statement", "a link that both sides let go of is deleted once"),
    Refusal("expected to update 1 row(s); 0 were matched", "an object that is deleted already is not updated before"),
    Refusal("using NULL for primary key value", "an object is not deleted before it is inserted"),
    Refusal("UNIQUE constraint failed: follow.", "a link that both sides tell is written once"),
    Refusal("UNIQUE constraint failed: article_tag.", "likewise"),
)


def _loaded_otherwise(program: Program, found: list[Entry]) -> bool:
    """Whether peer loading loaded an object of which there is another one outside of the session, to be added later, or
    what is loaded eagerly was not loaded with a column of an expired object, before that left the session.
    """
    seen = "\n".join(entry.message for entry in found)
    return (program.peer_loading and "another instance with key" in seen) or (
        program.variant.lazy != "select"
        and ("is not bound to a Session" in seen or "not in session, add operation along" in seen)
    )


def _forgotten(expected: list[Entry], found: list[Entry]) -> bool:
    """Whether one of the two had expired a new object, by a savepoint's rollback, before its row was taken back."""
    return any(
        view.state == "transient" and ("tag" in view.loaded) != ("tag" in other.snapshot.objects[number].loaded)
        for one, other in zip(expected, found, strict=False)
        if one.snapshot is not None and other.snapshot is not None
        for number, view in one.snapshot.objects.items()
        if number in other.snapshot.objects
    )


def _read_of_transient(expected: list[Entry], index: int) -> bool:
    """Whether an entry is the last look at a relationship of an object without a row."""
    last = next((entry.snapshot for entry in reversed(expected[:index]) if entry.snapshot is not None), None)
    return last is not None and any(
        view.state == "transient" and expected[index].step.startswith(f"final read of #{number}.")
        for number, view in last.objects.items()
    )


def _refused(program: Program, entries: list[Entry]) -> bool:
    seen = "\n".join(f"{entry.outcome} {entry.message}" for entry in entries)
    return any(each.text in seen and each.applies(program) for each in REFUSALS)


def _alike(expected: list[Entry], found: list[Entry]) -> bool:
    """Whether there was an object in states that count as the same, but are not."""
    return any(
        (view.state, other.snapshot.objects[number].state) in ALIKE
        for one, other in zip(expected, found, strict=False)
        if one.snapshot is not None and other.snapshot is not None
        for number, view in one.snapshot.objects.items()
        if number in other.snapshot.objects
    )


FLUSHES = (
    *("Query", "UpdateRows", "DeleteRows", "Flush", "Commit", "Rollback", "BeginNested", "Release", "Close", "Expunge"),
    *("final", "rollback"),
)
"""Steps that flush or do not, whatever is loaded; the others flush when they need to load something."""


def _flushed_elsewhere(program: Program, expected: list[Entry], found: list[Entry]) -> bool:
    """Whether a load has flushed on one of the two that was needless on the other, because of peer loading or of what
    the reference loads eagerly with a column of an expired object: what is seen later depends on it.
    """
    return (program.peer_loading or program.variant.lazy != "select") and any(
        one.wrote != other.wrote and not one.step.startswith(FLUSHES)
        for one, other in zip(expected, found, strict=False)
    )


def _knows_former_owners(program: Program, expected: list[Entry], subject: Run, index: int) -> bool:
    """Whether peer loading told the former owner of an object that the reference does not know, so that the object is
    an orphan; without peer loading the two are the same.
    """
    if not program.peer_loading or "delete-orphan" not in program.variant.cascade:
        return False
    plain = replace(program, peer_loading=False)
    first = _first(plain, expected, subject(plain))
    return first is None or first > index


def on(library_name: str, interpreter: type[Interpreter] = Interpreter) -> Run:
    """A function that runs a program on that library."""
    return lambda program: interpreter(library_name, program).run()


@dataclass(frozen=True)
class Undecided:
    """Before the two differed, the reference contradicted itself, or refused what it need not."""


def difference(program: Program, reference: Run, subject: Run) -> Difference | Undecided | None:
    """Run a program on both, and return the first difference that is not intended.

    Where a program says two things at once (a child that two parents claim), the order of the reference's sets decides,
    which differs from run to run. So a difference counts only when the reference gives the same again and again.
    """
    expected = reference(program)
    try:
        found = subject(program)
    except Exception as error:
        traceback.print_exc()
        return Difference("the run", "exception", None, f"{type(error).__name__}: {error}")
    index = _first(program, expected, found)
    if index is None:
        return None
    if THERE_OR_NOT in (expected[index].outcome, found[index].outcome):
        return Undecided()
    if _refused(program, expected[: index + 1]) or _alike(expected[:index], found[:index]):
        return Undecided()
    if any(entry.outcome == "raises CircularDependencyError" for entry in found[: index + 1]):
        return Undecided()  # one flush sees a row that refers to itself earlier, or at all
    if not program.autoflush and OWNERS & {str(expected[index].outcome), str(found[index].outcome)}:
        return Undecided()
    if program.peer_loading and NOTHING_NEW in (expected[index].outcome, found[index].outcome):
        return Undecided()
    if program.variant.lazy != "select" and not program.expire_on_commit and expected[index].step.startswith("final r"):
        return Undecided()  # what was loaded eagerly with a column of an expired object is older than what is read now
    if _forgotten(expected[:index], found[:index]) or _loaded_otherwise(program, found[: index + 1]):
        return Undecided()
    if program.variant.lazy != "select" and (
        isinstance(expected[index].outcome, list)
        or found[index].outcome == "raises IntegrityError"
        or OWNERS & {str(expected[index].outcome), str(found[index].outcome)}
    ):
        return Undecided()  # the reference loads a collection with a column of its owner, before what is new is flushed
    if _read_of_transient(expected, index):
        return Undecided()  # a rollback took its row back; what it still has depends on what was loaded
    if _flushed_elsewhere(program, expected[: index + 1], found):
        return Undecided()
    if program.variant.passive_deletes and found[index].outcome == "raises ObjectDeletedError":
        return Undecided()  # the database has deleted the row of an object that only the reference had loaded before
    if _knows_former_owners(program, expected, subject, index):
        return Undecided()
    if quirk_before("sqlalchemy", program, index) is not None:
        return Undecided()
    if _contradicts_itself(program, expected, reference, index):
        return Undecided()
    if index >= min(len(expected), len(found)):
        return Difference("the end", "number of entries", len(expected), len(found))
    return _described(*_aligned(program, expected[index], found[index]))


def _contradicts_itself(program: Program, expected: list[Entry], reference: Run, index: int) -> bool:
    """Whether the reference gives something else, up to an entry, when its objects have other addresses."""
    addresses = random.Random(0)
    kept: list[bytearray] = []
    for _ in range(REPEATS):
        kept += [bytearray(addresses.randrange(16, 512)) for _ in range(addresses.randrange(1, 200))]
        again = _first(program, expected, reference(program), intended=())
        if again is not None and again <= index:
            return True
    return False


def _first(
    program: Program, expected: list[Entry], found: list[Entry], intended: tuple[Intended, ...] = INTENDED
) -> int | None:
    """Where two transcripts differ first, or None."""
    for index, (one, other) in enumerate(zip(expected, found, strict=False)):
        if one != other:
            one, other = _aligned(program, one, other, intended)
            if one != other:
                return index
    return None if len(expected) == len(found) else min(len(expected), len(found))


def _aligned(
    program: Program, expected: Entry, found: Entry, intended: tuple[Intended, ...] = INTENDED
) -> tuple[Entry, Entry]:
    """The entries without what is not to be compared."""
    one, other = expected.snapshot, found.snapshot
    if one is None or other is None:
        return expected, found
    left, right = dict(one.objects), dict(other.objects)
    for number in left.keys() & right.keys():
        left[number], right[number] = _aligned_views(program, left[number], right[number], intended)
    one, other = replace(one, objects=left), replace(other, objects=right)
    return replace(expected, snapshot=one), replace(found, snapshot=other)


def _aligned_views(
    program: Program, expected: ObjectView, found: ObjectView, intended: tuple[Intended, ...]
) -> tuple[ObjectView, ObjectView]:
    """The views of one object without what is not to be compared."""
    if (expected.state, found.state) in ALIKE:
        expected = replace(expected, state=found.state)
    for each in intended:
        if each.applies(program):
            keys = each.keys(expected, found)
            expected, found = expected.without(keys), found.without(keys)
    return expected, found


def _described(expected: Entry, found: Entry) -> Difference:
    """The smallest part in which two entries differ."""
    if expected.step != found.step:
        return Difference(expected.step, "order of entries", expected.step, found.step)
    if expected.outcome != found.outcome:
        left, right = (f"{each.outcome} {each.message}".strip() for each in (expected, found))
        return Difference(expected.step, "outcome", left, right)
    one, other = expected.snapshot, found.snapshot
    if one is None or other is None:
        return Difference(expected.step, "snapshot", one, other)
    for table in one.tables:
        if one.tables[table] != other.tables.get(table):
            return Difference(expected.step, f"table {table}", one.tables[table], other.tables.get(table))
    for number, view in one.objects.items():
        seen = other.objects.get(number)
        if view != seen:
            for part in ("state", "identity", "loaded"):
                if getattr(view, part) != getattr(seen, part, None):
                    return Difference(
                        expected.step, f"{part} of #{number}", getattr(view, part), getattr(seen, part, None)
                    )
    for part in ("new", "deleted"):
        if getattr(one, part) != getattr(other, part):
            return Difference(expected.step, f"session.{part}", getattr(one, part), getattr(other, part))
    return Difference(expected.step, "objects", one.objects.keys(), other.objects.keys())
