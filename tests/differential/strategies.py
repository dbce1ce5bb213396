"""Draw mappings and programs.

A program is drawn with the classes of its objects known, so that most steps make sense; what an object went through is
not known, so some steps do not, and both libraries must refuse them alike.
Hypothesis draws a random generator, and this the program: each kind of step as often as `WEIGHTS` says, which
Hypothesis's own choices (small and repeated ones, made for shrinking) would not be. `minimise` shrinks.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import product
from typing import Any

from hypothesis import strategies as st

from . import operations as ops
from .mappings import FAMILIES, READY, Relation, Variant, accepts, possible, relations
from .operations import Operation, Program

CASCADES = (
    "save-update, merge",
    "all",
    "all, delete-orphan",
    "save-update, merge, delete",
    "save-update",
    "merge",
)
REVERSE_CASCADES = ("save-update, merge", "save-update, merge", "save-update, merge", "merge", "all")
PER_FAMILY = 16
NAMES = ("a", "b", "c")


def _variants() -> tuple[Variant, ...]:
    """A fixed choice out of all combinations, so that a long run does not map thousands of classes."""
    chosen: list[Variant] = []
    for family in FAMILIES:
        every = [
            variant
            for options in product(
                CASCADES,
                REVERSE_CASCADES,
                ("list", "set", "dict"),
                ("generated", "assigned"),
                ("back_populates", "backref", "none"),
                (False, False, True),
                (False, False, True),
                ("select", "select", "selectin", "joined"),
            )
            if possible(variant := Variant(family, *options))
        ]
        chosen += [variant for variant in every if variant.cascade == CASCADES[0]][:1]
        chosen += random.Random(family).sample(every, PER_FAMILY)
    return tuple(dict.fromkeys(chosen))


VARIANTS = _variants()

# How often each kind of step is drawn.
WEIGHTS: dict[str, int] = {
    "Create": 8, "SetScalar": 4, "SetReference": 6, "DeleteAttribute": 1, "Append": 8, "Insert": 1, "Remove": 4,
    "Replace": 2, "Clear": 1, "Move": 3, "Add": 3, "AddAll": 1, "Delete": 4, "Expunge": 1, "ExpungeAll": 1, "Close": 1,
    "Expire": 2, "ExpireAll": 1, "Refresh": 2, "Merge": 1, "MergeCopy": 3, "Flush": 4, "Commit": 4, "Rollback": 2,
    "BeginNested": 2, "Release": 1, "RollbackNested": 2, "Query": 4, "QueryColumns": 1, "Get": 2, "Read": 5,
    "History": 2, "UpdateRows": 1, "DeleteRows": 1, "Look": 2,
}  # fmt: skip
KINDS = tuple(kind for kind, weight in WEIGHTS.items() for _ in range(weight))
OPTIONS = ("selectinload", "joinedload", "subqueryload", "lazyload")
SCALAR_VALUES: dict[str, tuple[ops.Scalar, ...]] = {
    "name": (*NAMES, None),
    "size": (1, 2, None),
    "kind": ("plain", "fancy"),
}


class Author:
    """Writes one program: knows which number is an object of which class."""

    def __init__(self, rng: random.Random, variant: Variant) -> None:
        self.rng = rng
        self.variant = variant
        self.family = FAMILIES[variant.family]
        self.relations = relations(variant)
        self.subclasses = dict(self.family.subclasses)
        self.classes: dict[int, str] = {}
        self.last = 0
        self.savepoints = 0

    def one_of(self, choices: Any) -> Any:
        return self.rng.choice(choices)

    def often(self) -> bool:
        return self.rng.randrange(4) > 0

    def number(self, cls: str | None = None) -> Any:
        """The number of an object, of a class when one is given; one that nothing has, when there is none."""
        every = [n for n, each in self.classes.items() if cls is None or accepts(self.variant, cls, each)]
        return self.one_of(every) if every else 0

    def next_number(self, cls: str) -> int:
        self.last += 1
        self.classes[self.last] = cls
        return self.last

    def relations_of(self, cls: str, *kinds: str) -> list[Relation]:
        return [each for each in self.relations if each.owner == cls and (not kinds or each.kind in kinds)]

    def a_relation(self, reference: bool) -> tuple[int, Relation] | None:
        """An object, and one of its relationships of that sort."""
        every = [
            (number, relation)
            for number, cls in self.classes.items()
            for relation in self.relations_of(cls)
            if (relation.kind == "reference") == reference
        ]
        return self.one_of(every) if every else None

    def attribute(self, number: int) -> Any:
        keys = ["id", "name", "size", "kind", *(each.key for each in self.relations_of(self.classes.get(number, "")))]
        return self.one_of([*keys, *keys[4:], *keys[4:]])

    def values(self) -> tuple[tuple[str, ops.Scalar], ...]:
        key = self.one_of(("", *SCALAR_VALUES))
        return ((key, self.one_of(SCALAR_VALUES[key])),) if key else ()

    def references(self, cls: str) -> tuple[tuple[str, int], ...]:
        found = []
        for relation in self.relations_of(cls, "reference"):
            number = self.number(relation.target)
            if number and self.often():
                found.append((relation.key, number))
        return tuple(found)

    def step(self) -> Operation:
        """The next step."""
        if self.last < 3:
            return self.create()
        kind = self.transaction_step(self.one_of(KINDS))
        make: Callable[..., Operation] = getattr(ops, kind)
        method: Callable[..., Operation] | None = getattr(self, _METHODS.get(kind, ""), None)
        return make() if method is None else method(make)

    def transaction_step(self, kind: str) -> str:
        """The kind, or where it ends a savepoint or a transaction, one that gives savepoints something to do."""
        if kind in ("Release", "RollbackNested") and not self.savepoints:
            kind = "BeginNested"
        elif kind in ("Commit", "Rollback") and self.savepoints and self.often():
            kind = "Release" if kind == "Commit" else "RollbackNested"
        if kind == "BeginNested":
            self.savepoints += 1
        elif kind in ("Release", "RollbackNested"):
            self.savepoints -= 1
        elif kind in ("Commit", "Rollback", "Close"):
            self.savepoints = 0
        return kind

    def create(self, kind: type[ops.Create] = ops.Create) -> Operation:
        cls = self.one_of(self.family.classes)
        references = self.references(cls)
        add = self.often()
        return kind(self.next_number(cls), cls, self.values(), references, add)

    def set_scalar(self, kind: type[ops.SetScalar]) -> Operation:
        if self.variant.keys == "assigned" and self.rng.randrange(12) == 0:
            return kind(self.number(), "id", self.last + self.rng.randrange(20, 23))
        key = self.one_of(tuple(SCALAR_VALUES))
        return kind(self.number(), key, self.one_of(SCALAR_VALUES[key]))

    def set_reference(self, kind: type[ops.SetReference]) -> Operation:
        found = self.a_relation(reference=True)
        if found is None:
            return self.set_scalar(ops.SetScalar)
        number, relation = found
        return kind(number, relation.key, (self.number(relation.target) or None) if self.often() else None)

    def collection(self, kind: type[ops.Append]) -> Operation:
        found = self.a_relation(reference=False)
        if found is None:
            return self.set_reference(ops.SetReference)
        number, relation = found
        return kind(number, relation.key, self.number(relation.target))

    def replace(self, kind: type[ops.Replace]) -> Operation:
        found = self.a_relation(reference=False)
        if found is None:
            return self.set_reference(ops.SetReference)
        number, relation = found
        targets = [self.number(relation.target) for _ in range(self.rng.randint(0, 3))]
        return kind(number, relation.key, tuple(dict.fromkeys(targets)))

    def move(self, kind: type[ops.Move]) -> Operation:
        found = self.a_relation(reference=False)
        if found is None:
            return self.set_reference(ops.SetReference)
        number, relation = found
        return kind(self.number(relation.target), number, self.number(relation.owner), relation.key)

    def of_object(self, kind: Callable[[int], Operation]) -> Operation:
        return kind(self.number())

    def unless_there(self, kind: type[ops.Delete | ops.Expunge]) -> Operation:
        return kind(self.number(), self.rng.randint(0, 9) == 9)

    def clear(self, kind: type[ops.Clear]) -> Operation:
        found = self.a_relation(reference=False)
        return self.of_object(ops.Add) if found is None else kind(found[0], found[1].key)

    def add_all(self, kind: type[ops.AddAll]) -> Operation:
        return kind((self.number(), self.number()))

    def of_attributes(self, kind: type[ops.Expire | ops.Refresh]) -> Operation:
        number = self.number()
        return kind(number, () if self.often() else (self.attribute(number),))

    def of_attribute(self, kind: type[ops.Read | ops.History]) -> Operation:
        number = self.number()
        return kind(number, self.attribute(number))

    def delete_attribute(self, kind: type[ops.DeleteAttribute]) -> Operation:
        number = self.number()
        if self.variant.family == "tree":  # nor, in one flush with the other side of the same class, a reference
            return ops.Read(number, "parent" if self.variant.reverse != "none" else "name")
        related = self.relations_of(self.classes[number], "reference")
        # After `del` of a column's attribute the reference's flush fails with a bare KeyError: nothing to compare with.
        return kind(number, self.one_of(related).key) if related else ops.Read(number, "name")

    def merge(self, kind: type[ops.Merge]) -> Operation:
        number = self.number()
        return kind(self.next_number(self.classes[number]), number)

    def merge_copy(self, kind: type[ops.MergeCopy]) -> Operation:
        number = self.number()
        cls = self.classes[number]
        collections = []
        for relation in self.relations_of(cls, "list", "set", "dict"):
            if not self.often():
                targets = [self.number(relation.target) for _ in range(self.rng.randint(0, 2))]
                collections.append((relation.key, tuple(dict.fromkeys(targets))))
        references = self.references(cls)
        return kind(self.next_number(cls), number, self.values(), references, tuple(collections))

    def query(self, kind: type[ops.Query]) -> Operation:
        cls = self.one_of(self.family.classes)
        name = None if self.often() else self.one_of(NAMES)
        related = self.relations_of(cls)
        eager = None
        if related and not self.often():
            eager = (self.one_of(related).key, self.one_of(OPTIONS))
        return kind(cls, name, eager, self.rng.randint(0, 7) == 7)

    def get(self, kind: type[ops.Get]) -> Operation:
        cls = self.one_of(self.family.classes)
        return kind(self.next_number(cls), cls, self.rng.randint(1, 6))

    def of_class(self, kind: type[ops.QueryColumns]) -> Operation:
        return kind(self.one_of(self.family.classes))

    def rows(self, kind: Any) -> Operation:
        # A DELETE for a class of two tables is beyond SQLite.
        every = [cls for cls in self.family.classes if cls not in self.subclasses]
        cls, name = self.one_of(every), self.one_of(NAMES)
        return kind(cls, name) if kind is ops.DeleteRows else kind(cls, name, self.one_of((1, 2)))


_METHODS = {
    "Create": "create", "SetScalar": "set_scalar", "SetReference": "set_reference",
    "DeleteAttribute": "delete_attribute", "Append": "collection", "Insert": "collection", "Remove": "collection",
    "Replace": "replace", "Clear": "clear", "Move": "move", "Add": "of_object", "AddAll": "add_all",
    "Delete": "unless_there", "Expunge": "unless_there", "Expire": "of_attributes", "Refresh": "of_attributes",
    "Merge": "merge", "MergeCopy": "merge_copy", "Query": "query", "QueryColumns": "of_class", "Get": "get",
    "Read": "of_attribute", "History": "of_attribute", "UpdateRows": "rows", "DeleteRows": "rows",
}  # fmt: skip


def program(rng: random.Random, families: tuple[str, ...] = READY, longest: int = 30) -> Program:
    """A program of up to `longest` steps, on a mapping of one of the families."""
    author = Author(rng, rng.choice([variant for variant in VARIANTS if variant.family in families]))
    steps = tuple(author.step() for _ in range(rng.randint(5, longest)))
    autoflush, expire_on_commit = author.often(), author.often()
    # What peer loading loads early is older than what is loaded when it is asked for, unless each load flushes.
    return Program(author.variant, steps, autoflush, expire_on_commit, autoflush and author.often())


def programs(families: tuple[str, ...] = READY) -> st.SearchStrategy[Program]:
    """Programs for Hypothesis."""
    return st.builds(program, st.randoms(use_true_random=True), st.just(families))
