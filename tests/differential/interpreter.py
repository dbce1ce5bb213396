"""Run a program on one library, and write down whatever can be seen.

The transcript has an entry for each step: its outcome, and after a commit, a rollback or a Look also a snapshot of the
tables and of each object. An exception's outcome is the name of its class; the session is then rolled back. In the end
everything is committed and every attribute of every object read.
Objects are kept alive, so that it does not matter when Python collects them. Nothing written depends on the library.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from . import operations as ops
from .library import Library
from .mappings import FAMILIES, SCALARS, Mapping, Relation, accepts, build, relations
from .operations import Operation, Program

SKIPPED = "skipped"
NOTHING_NEW = "out of the session, or unchanged"
LOOKED_AT = ("Commit", "Rollback", "Close", "ExpungeAll", "Look")
STATES = ("transient", "pending", "persistent", "deleted", "detached")


@dataclass(frozen=True)
class ObjectView:
    """What one object looked like: its state, its key, and the attributes that were loaded."""

    state: str
    identity: Any
    loaded: dict[str, Any]

    def without(self, keys: Iterable[str]) -> ObjectView:
        """The same, without some of the loaded attributes."""
        return replace(self, loaded={key: value for key, value in self.loaded.items() if key not in set(keys)})


@dataclass(frozen=True)
class Snapshot:
    """Everything there was to be seen at one moment."""

    tables: dict[str, list[tuple[Any, ...]]]
    objects: dict[int, ObjectView]
    new: list[str]
    deleted: list[str]


@dataclass(frozen=True)
class Entry:
    """One step: what was done, what came of it, and what could then be seen, when it was looked at."""

    step: str
    outcome: Any
    snapshot: Snapshot | None = None
    message: str = field(default="", compare=False)
    """Of the exception, or of warnings: not compared, but good to know."""
    wrote: bool = field(default=False, compare=False)
    """Whether the step wrote rows: a load that only one of the two needs may have flushed."""


class Interpreter:
    """One run of a program; `perform` has a method for each kind of operation, `do_` and its class's name."""

    def __init__(self, library_name: str, program: Program) -> None:
        self.library = Library(library_name)
        self.program = program
        self.mapping: Mapping = build(library_name, program.variant)
        self.relations = {(each.owner, each.key): each for each in relations(program.variant)}
        self.objects: dict[int, Any] = {}
        self.kept: list[Any] = []
        self.tags: dict[int, int] = {}
        self.savepoints: list[Any] = []
        self.transcript: list[Entry] = []
        self.warnings: list[warnings.WarningMessage] = []
        settings = {"autoflush": program.autoflush, "expire_on_commit": program.expire_on_commit}
        if library_name == "holdfast":
            settings["peer_loading"] = program.peer_loading
        self.session = self.library.Session(self.mapping.database.engine, **settings)
        # In what order the reference inserts the rows of one self-referential table is not said, so neither are keys.
        self.keys_are_hidden = program.variant.family == "tree" and program.variant.keys == "generated"
        self.generated = ("id", "tag", *SCALARS)

    def run(self) -> list[Entry]:
        """Run it all, and return the transcript."""
        with warnings.catch_warnings(record=True) as self.warnings:
            warnings.simplefilter("always")
            self.mapping.database.clear()
            try:
                for operation in self.program.operations:
                    self.perform(operation)
                self.close()
            finally:
                self.session.close()
                self.mapping.database.clear()
        return self.transcript

    def perform(self, operation: Operation) -> None:
        """Run one step, and write it down."""
        kind = type(operation).__name__
        action = getattr(self, f"do_{kind}")
        self.record(repr(operation), lambda: action(operation), look=kind in LOOKED_AT)

    def record(self, step: str, action: Callable[[], Any], look: bool = False, recover: bool = True) -> None:
        """Write down what an action gives; when it raises, its exception, and roll back."""
        writes = self.mapping.database.writes()
        try:
            outcome = action()
        except Exception as error:
            message = self.mapping.database.plain(str(error))
            self.transcript.append(Entry(step, f"raises {type(error).__name__}", message=message))
            self.failed(step, error)
            self.savepoints.clear()
            if recover:
                self.record(f"rollback after {step}", self.session.rollback, look=True, recover=False)
                self.forget_new_objects()
        else:
            warned = "\n".join(str(warning.message) for warning in self.warnings)
            self.warnings.clear()
            # At a Look, what is in the tables depends on when a load flushed.
            snapshot = self.snapshot(tables=not step.startswith("Look")) if look else None
            wrote = self.mapping.database.writes() > writes
            self.transcript.append(Entry(step, outcome, snapshot, warned, wrote))

    def forget_new_objects(self) -> None:
        """After a failed flush, do without the new objects: the reference leaves keys and foreign keys in them."""
        for number, value in list(self.objects.items()):
            if self.library.inspect(value).transient:
                self.kept.append(self.objects.pop(number))

    def failed(self, step: str, error: Exception) -> None:
        """Called with each exception, for those who want to see it."""

    def close(self) -> None:
        """Commit, read everything, and end."""
        self.savepoints.clear()
        self.record("final commit", self.session.commit, look=True)
        for number in sorted(self.objects):
            for key in self.keys_of(number) if number in self.objects else ():
                self.record(f"final read of #{number}.{key}", lambda n=number, k=key: self.read(n, k))  # type: ignore[misc]
        self.record("final rollback", self.session.rollback, look=True)

    # -- looking

    def relations_of(self, number: int) -> list[Relation]:
        class_ = type(self.objects[number]).__name__
        return [relation for (owner, _), relation in self.relations.items() if owner == class_]

    def keys_of(self, number: int) -> list[str]:
        """The attributes of an object that programs look at."""
        return ["id", "tag", *SCALARS, *(relation.key for relation in self.relations_of(number))]

    def read(self, number: int, key: str) -> Any:
        value = self.objects[number]
        state = self.library.inspect(value)
        if (
            state.detached
            or state.deleted
            or value in self.session.deleted
            or (key in self.generated and state.transient)
        ):
            return "out of the session"  # what is left there is in the snapshots: see comparison.INTENDED
        if key == "id" and self.keys_are_hidden:
            return "a key"
        return self.summary(getattr(value, key))

    def named(self, value: object) -> str:
        """A name of a mapped object that both libraries give alike: its number, or its class with its key or tag."""
        for number, known in self.objects.items():
            if known is value:
                return f"#{number}"
        self.kept.append(value)
        state = self.library.inspect(value)
        identity = None if self.keys_are_hidden else state.identity
        which = f"tag {vars(value).get('tag')}" if identity is None else identity
        return f"{type(value).__name__} {which}"

    def summary(self, value: Any) -> Any:
        """A value with names in the place of objects."""
        if value is None or isinstance(value, str | int):
            return value
        if isinstance(value, dict):
            return {key: self.named(each) for key, each in sorted(value.items(), key=repr)}
        if isinstance(value, set | frozenset):
            return sorted(self.summary(each) for each in value)
        if isinstance(value, list | tuple):
            return [self.summary(each) for each in value]
        if isinstance(value, tuple(self.mapping.classes.values())):
            return self.named(value)
        return f"{type(value).__name__}"

    def view(self, number: int) -> ObjectView:
        value = self.objects[number]
        state = self.library.inspect(value)
        (name,) = [name for name in STATES if getattr(state, name)]
        loaded = {key: self.summary(state.dict[key]) for key in self.keys_of(number) if key in state.dict}
        identity = None if state.identity is None else list(state.identity)
        if self.keys_are_hidden:
            identity = identity and ["a key"]
            loaded.pop("id", None)
        return ObjectView(name, identity, loaded)

    def snapshot(self, tables: bool) -> Snapshot:
        session = self.session
        return Snapshot(
            self.contents() if tables else {},
            {number: self.view(number) for number in sorted(self.objects)},
            *(sorted(map(self.named, found)) for found in (session.new, session.deleted)),
        )

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        """The rows of the tables; of the tree with tags in the place of keys, where those are hidden."""
        found = self.mapping.database.contents()
        if self.keys_are_hidden:
            tags = {None: None, **{row[1]: row[2] for row in found["node"]}}
            rows = [(tags.get(parent, "?"), *values) for parent, _, *values in found["node"]]
            found["node"] = sorted(rows, key=repr)
        return found

    # -- finding what operations speak of

    def get(self, number: int, class_: str | None = None) -> Any:
        """The object of that number; `Missing` when there is none, or it is not of that class."""
        found = self.objects.get(number)
        if found is None or (class_ and not accepts(self.program.variant, class_, type(found).__name__)):
            raise Missing
        return found

    def staying(self, number: int, class_: str | None = None) -> Any:
        """The same, but not an object that is (to be) deleted: whether it is there depends on when a load flushes."""
        found = self.get(number, class_)
        state = self.library.inspect(found)
        if found in self.session.deleted or state.deleted or (state.detached and state.was_deleted):
            raise Missing
        return found

    def relation(self, number: int, key: str, *kinds: str) -> Relation:
        found = self.relations.get((type(self.get(number)).__name__, key))
        if found is None or (found.kind == "reference") != (kinds == ("reference",)):
            raise Missing
        return found

    def made(self, kind: str, values: Iterable[Any]) -> Any:
        """A collection of that kind, each value in it once."""
        values = list({id(value): value for value in values}.values())
        if kind == "dict":
            return {self.tag(value): value for value in values}
        return set(values) if kind == "set" else list(values)

    def arguments(self, cls: str, operation: ops.Create | ops.MergeCopy) -> dict[str, Any]:
        """The values and references of a new object; references that cannot be are left out."""
        found = dict(operation.values)
        for key, number in operation.references:
            relation = self.relations.get((cls, key))
            if relation is not None and relation.kind == "reference":
                with leaving_out():
                    found[key] = self.staying(number, relation.target)
        return found

    def stand_in(self, value: Any, known: dict[int, Any]) -> Any:
        """A new object with the key of one that a copy is to refer to: the other side of that one itself would hold
        the copy, which is never in the session.
        """
        if id(value) not in known:
            values = {"tag": self.tag(value), **self.region(type(value).__name__)}
            identity = self.library.inspect(value).identity
            if identity is not None or self.program.variant.keys == "assigned":
                values["id"] = values["tag"] if identity is None else identity[0]
            known[id(value)] = made = type(value)(**values)
            self.tags[id(made)] = values["tag"]
            self.kept.append(made)
        return known[id(value)]

    def tag(self, value: Any) -> int:
        """The tag of an object, without looking into it where we gave it."""
        if id(value) not in self.tags:
            self.kept.append(value)
            self.tags[id(value)] = value.tag
        return self.tags[id(value)]

    def region(self, cls: str) -> dict[str, Any]:
        """The second part of the key of a new object of that class."""
        return {"region": 1} if cls in FAMILIES[self.program.variant.family].two_part_keys else {}

    # -- the operations

    def do_Create(self, operation: ops.Create) -> Any:
        values = {"tag": operation.number, **self.region(operation.cls), **self.arguments(operation.cls, operation)}
        if self.program.variant.keys == "assigned":
            values["id"] = operation.number
        self.objects[operation.number] = made = self.mapping.classes[operation.cls](**values)
        self.tags[id(made)] = operation.number
        if operation.add:
            self.session.add(made)
        return None

    def do_SetScalar(self, operation: ops.SetScalar) -> Any:
        with leaving_out():
            value = self.get(operation.number)
            if operation.key == "id" and self.library.inspect(value).detached:
                return "not there"
            if (
                operation.key == "id"
            ):  # of a row that stays: what a rollback makes of a new object's new key is not said
                self.do_Commit(ops.Commit())
            setattr(value, operation.key, operation.value)
            if operation.key == "id":
                self.session.flush()  # a collection is loaded by the key that the row has, or by the one that it gets
            return None
        return SKIPPED

    def do_SetReference(self, operation: ops.SetReference) -> Any:
        with leaving_out():
            relation = self.relation(operation.number, operation.key, "reference")
            target = None if operation.target is None else self.staying(operation.target, relation.target)
            setattr(self.staying(operation.number), operation.key, target)
            return None
        return SKIPPED

    def do_DeleteAttribute(self, operation: ops.DeleteAttribute) -> Any:
        with leaving_out():
            value = self.get(operation.number)
            if not self.library.inspect(value).persistent:
                return "not there"
            if getattr(value, operation.key) is None:
                return "nothing there"  # deleting what was deleted before: the reference reads what the row still has
            delattr(value, operation.key)
            return None
        return SKIPPED

    def put(self, number: int, key: str, target: int, front: bool = False) -> Any:
        relation = self.relation(number, key)
        value = self.staying(target, relation.target)
        collection = getattr(self.staying(number), key)
        members = collection.values() if relation.kind == "dict" else collection
        if any(member is value for member in members):
            return "already there"  # twice in a list of a secondary table is two rows or one, as one sees it
        if relation.kind == "dict":
            collection[self.tag(value)] = value
        elif relation.kind == "set":
            collection.add(value)
        elif front:
            collection.insert(0, value)
        else:
            collection.append(value)
        return None

    def take(self, number: int, key: str, target: int) -> Any:
        relation = self.relation(number, key)
        value = self.get(target, relation.target)
        collection = getattr(self.staying(number), key)
        members = collection.values() if relation.kind == "dict" else collection
        if not any(member is value for member in members):
            return "absent"
        if relation.kind == "dict":
            (found,) = [each for each, member in collection.items() if member is value]
            del collection[found]
        else:
            collection.remove(value)
        return None

    def do_Append(self, operation: ops.Append) -> Any:
        with leaving_out():
            return self.put(operation.number, operation.key, operation.target)
        return SKIPPED

    def do_Insert(self, operation: ops.Insert) -> Any:
        with leaving_out():
            return self.put(operation.number, operation.key, operation.target, front=True)
        return SKIPPED

    def do_Remove(self, operation: ops.Remove) -> Any:
        with leaving_out():
            return self.take(operation.number, operation.key, operation.target)
        return SKIPPED

    def do_Move(self, operation: ops.Move) -> Any:
        with leaving_out():
            self.relation(operation.destination, operation.key)
            if (taken := self.take(operation.source, operation.key, operation.target)) is None:
                return self.put(operation.destination, operation.key, operation.target)
            return taken
        return SKIPPED

    def do_Replace(self, operation: ops.Replace) -> Any:
        with leaving_out():
            relation = self.relation(operation.number, operation.key)
            values = [self.staying(target, relation.target) for target in operation.targets]
            setattr(self.staying(operation.number), operation.key, self.made(relation.kind, values))
            return None
        return SKIPPED

    def do_Clear(self, operation: ops.Clear) -> Any:
        with leaving_out():
            self.relation(operation.number, operation.key)
            getattr(self.staying(operation.number), operation.key).clear()
            return None
        return SKIPPED

    def do_Add(self, operation: ops.Add) -> Any:
        with leaving_out():
            value = self.get(operation.number)
            if self.program.variant.passive_deletes and value in self.session.deleted:
                return "to be deleted"  # with its owner: by the cascade again, or by the database
            return self.session.add(value)
        return SKIPPED

    def do_AddAll(self, operation: ops.AddAll) -> Any:
        return self.session.add_all([self.objects[each] for each in operation.numbers if each in self.objects])

    def do_Delete(self, operation: ops.Delete) -> Any:
        with leaving_out():
            value = self.get(operation.number)
            state = self.library.inspect(value)
            if (operation.anyway and not state.pending) or state.persistent:
                return self.session.delete(value)
            return "not there"
        return SKIPPED

    def do_Expunge(self, operation: ops.Expunge) -> Any:
        with leaving_out():
            value = self.get(operation.number)
            if operation.anyway or value in self.session:
                return self.session.expunge(value)
            return "not there"
        return SKIPPED

    def do_ExpungeAll(self, operation: ops.ExpungeAll) -> Any:
        self.do_Commit(ops.Commit())  # else what is expunged may have the key of a row that is not there
        return self.session.expunge_all()

    def do_Close(self, operation: ops.Close) -> Any:
        self.do_Commit(ops.Commit())
        return self.session.close()

    def settle(self, value: Any) -> None:
        """Flush what was set on the relationships of an object, before it is forgotten: the other side would not be."""
        state = self.library.inspect(value)
        if any(state.attrs[relationship.key].history.has_changes() for relationship in state.mapper.relationships):
            self.session.flush()

    def do_Expire(self, operation: ops.Expire) -> Any:
        with leaving_out():
            value = self.get(operation.number)
            if not self.library.inspect(value).persistent:
                return "not there"
            self.settle(value)
            return self.session.expire(value, list(operation.keys) or None)
        return SKIPPED

    def do_ExpireAll(self, operation: ops.ExpireAll) -> Any:
        return self.session.expire_all()

    def do_Refresh(self, operation: ops.Refresh) -> Any:
        with leaving_out():
            value = self.staying(operation.number)
            if not self.library.inspect(value).persistent:
                return "not there"
            self.settle(value)
            return self.session.refresh(value, list(operation.keys) or None)
        return SKIPPED

    def found(self, number: int, value: Any) -> Any:
        """Give what a step found its number, and say what it is."""
        name = self.summary(value)
        if value is not None:
            self.objects[number] = value
        return name

    def do_Merge(self, operation: ops.Merge) -> Any:
        with leaving_out():
            value = self.staying(operation.number)
            if (
                self.program.variant.keys == "generated"
                and self.library.inspect(value).transient
                and vars(value).get("id")
            ):
                return SKIPPED  # the key is one that a rollback took back: another row may have it now
            return self.found(operation.result, self.session.merge(value))
        return SKIPPED

    def one_sided(self, operation: ops.MergeCopy) -> ops.MergeCopy:
        """Where an object may be related in two ways, a copy that has one of them: of two the reference drops some."""
        if self.program.variant.family not in ("tree", "followers", "favourite"):
            return operation
        references = operation.references[:1]
        return replace(operation, references=references, collections=() if references else operation.collections[:1])

    def do_MergeCopy(self, operation: ops.MergeCopy) -> Any:
        with leaving_out():
            operation = self.one_sided(operation)
            value = self.staying(operation.number)
            class_ = type(value)
            name = class_.__name__
            known: dict[int, Any] = {}
            values = {"tag": self.tag(value), **self.region(name), **self.arguments(name, operation)}
            for key, _ in operation.references:
                if key in values:
                    values[key] = self.stand_in(values[key], known)
            identity = self.library.inspect(value).identity
            if identity is not None:
                values["id"] = identity[0]
            elif self.program.variant.keys == "assigned":
                values["id"] = operation.result
            for key, numbers in operation.collections:
                relation = self.relations.get((name, key))
                if relation is not None and relation.kind != "reference":
                    found = [self.objects[each] for each in numbers if each in self.objects]
                    fitting = [m for m in found if accepts(self.program.variant, relation.target, type(m).__name__)]
                    values[key] = self.made(relation.kind, [self.stand_in(m, known) for m in fitting])
            copy = class_(**values)
            self.tags[id(copy)] = values["tag"]
            self.kept.append(copy)
            return self.found(operation.result, self.session.merge(copy))
        return SKIPPED

    def do_Flush(self, operation: ops.Flush) -> Any:
        return self.session.flush()

    def do_Commit(self, operation: ops.Commit) -> Any:
        self.savepoints.clear()
        return self.session.commit()

    def do_Rollback(self, operation: ops.Rollback) -> Any:
        self.savepoints.clear()
        return self.session.rollback()

    def do_BeginNested(self, operation: ops.BeginNested) -> Any:
        self.savepoints.append(self.session.begin_nested())

    def do_Release(self, operation: ops.Release) -> Any:
        return self.savepoints.pop().commit() if self.savepoints else SKIPPED

    def do_RollbackNested(self, operation: ops.RollbackNested) -> Any:
        return self.savepoints.pop().rollback() if self.savepoints else SKIPPED

    def do_Query(self, operation: ops.Query) -> Any:
        class_: Any = self.mapping.classes[operation.cls]
        statement = self.library.select(class_).order_by(class_.tag, class_.id)
        if operation.name is not None:
            statement = statement.where(class_.name == operation.name)
        if operation.eager is not None:
            key, option = operation.eager
            statement = statement.options(getattr(self.library, option)(getattr(class_, key)))
        if operation.populate_existing:
            statement = statement.execution_options(populate_existing=True)
        return self.summary(self.session.scalars(statement).unique().all())

    def do_QueryColumns(self, operation: ops.QueryColumns) -> Any:
        class_: Any = self.mapping.classes[operation.cls]
        columns = (class_.tag if self.keys_are_hidden else class_.id, class_.name, class_.size, class_.kind)
        statement = self.library.select(*columns).order_by(class_.tag, class_.id)
        return [tuple(row) for row in self.session.execute(statement)]

    def do_Get(self, operation: ops.Get) -> Any:
        if self.keys_are_hidden:
            return SKIPPED
        ident = (operation.ident, 1) if self.region(operation.cls) else operation.ident
        value = self.session.get(self.mapping.classes[operation.cls], ident)
        return self.found(operation.result, value)

    def do_Read(self, operation: ops.Read) -> Any:
        with leaving_out():
            self.get(operation.number)
            return self.read(operation.number, operation.key)
        return SKIPPED

    def do_History(self, operation: ops.History) -> Any:
        with leaving_out():
            value = self.get(operation.number)
            state = self.library.inspect(value)
            if operation.key == "id":
                return SKIPPED
            if operation.key in self.generated and not state.persistent:
                return NOTHING_NEW
            if operation.key not in state.dict or state.deleted or value in self.session.deleted:
                return NOTHING_NEW  # what waits for a collection to be loaded is shown or not
            history = state.attrs[operation.key].history
            added, unchanged, deleted = (
                sorted(repr(self.summary(each)) for each in part or () if each is not None) for part in history
            )
            if state.transient or state.detached or not (added or deleted):
                return NOTHING_NEW  # unchanged, or not loaded: see comparison.INTENDED
            return [added, unchanged, deleted]
        return SKIPPED

    def know_names(self, cls: str) -> None:
        """Flush and load what the statement's condition asks of objects: of those that it does not know enough of the
        reference forgets what was set, and gives them values that their rows do not get.
        """
        self.session.flush()
        for value in self.objects.values():
            if type(value).__name__ == cls and self.library.inspect(value).persistent:
                self.summary(value.name)

    def do_UpdateRows(self, operation: ops.UpdateRows) -> Any:
        self.know_names(operation.cls)
        class_: Any = self.mapping.classes[operation.cls]
        statement = self.library.update(class_).where(class_.name == operation.name).values(size=operation.size)
        return self.session.execute(statement).rowcount

    def do_DeleteRows(self, operation: ops.DeleteRows) -> Any:
        self.know_names(operation.cls)
        class_: Any = self.mapping.classes[operation.cls]
        return self.session.execute(self.library.delete(class_).where(class_.name == operation.name)).rowcount

    def do_Look(self, operation: ops.Look) -> Any:
        return None


class Missing(Exception):
    """A step speaks of an object that is not there."""


@contextmanager
def leaving_out() -> Iterator[None]:
    """Leave a step out when what it speaks of is not there."""
    try:
        yield
    except Missing:
        return
