"""The steps of a program: frozen data, whose repr is Python.

Objects are numbers: a step that makes or finds an object says which number it gets. A step about a number that nothing
has (because the step that makes it was taken out, or found nothing) is skipped, on both libraries.
"""

from __future__ import annotations

from dataclasses import dataclass

from .mappings import Variant

Scalar = str | int | None


@dataclass(frozen=True)
class Create:
    """A new object; in the session at once when `add`."""

    number: int
    cls: str
    values: tuple[tuple[str, Scalar], ...] = ()
    references: tuple[tuple[str, int], ...] = ()
    add: bool = True


@dataclass(frozen=True)
class SetScalar:
    number: int
    key: str
    value: Scalar


@dataclass(frozen=True)
class SetReference:
    """Set a scalar relationship; to None when `target` is None."""

    number: int
    key: str
    target: int | None


@dataclass(frozen=True)
class DeleteAttribute:
    """Read `object.key` and delete it, of an object that is in the database."""

    number: int
    key: str


@dataclass(frozen=True)
class Append:
    """Put an object into a collection, in the way of its kind."""

    number: int
    key: str
    target: int


@dataclass(frozen=True)
class Insert:
    """Put an object at the front of a list; into another collection as Append."""

    number: int
    key: str
    target: int


@dataclass(frozen=True)
class Remove:
    """Take an object out of a collection, if it is there."""

    number: int
    key: str
    target: int


@dataclass(frozen=True)
class Replace:
    """Set a collection to a new one."""

    number: int
    key: str
    targets: tuple[int, ...]


@dataclass(frozen=True)
class Clear:
    """`collection.clear()`"""

    number: int
    key: str


@dataclass(frozen=True)
class Move:
    """Take an object out of one collection and put it into that of another object."""

    target: int
    source: int
    destination: int
    key: str


@dataclass(frozen=True)
class Add:
    number: int


@dataclass(frozen=True)
class AddAll:
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Delete:
    """Delete an object that the session has; one that it does not have only with `anyway`."""

    number: int
    anyway: bool = False


@dataclass(frozen=True)
class Expunge:
    """Expunge an object that the session has; one that it does not have only with `anyway`."""

    number: int
    anyway: bool = False


@dataclass(frozen=True)
class ExpungeAll:
    """Commit, and expunge everything."""


@dataclass(frozen=True)
class Close:
    """Commit, close the session, and use it again."""


@dataclass(frozen=True)
class Expire:
    """Expire the attributes named, all when none is."""

    number: int
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExpireAll:
    pass


@dataclass(frozen=True)
class Refresh:
    number: int
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Merge:
    """Merge a known object; what comes back gets the number `result`."""

    result: int
    number: int


@dataclass(frozen=True)
class MergeCopy:
    """Merge a new object that has the key of a known one, and other values; what comes back is number `result`."""

    result: int
    number: int
    values: tuple[tuple[str, Scalar], ...] = ()
    references: tuple[tuple[str, int], ...] = ()
    collections: tuple[tuple[str, tuple[int, ...]], ...] = ()


@dataclass(frozen=True)
class Flush:
    pass


@dataclass(frozen=True)
class Commit:
    pass


@dataclass(frozen=True)
class Rollback:
    pass


@dataclass(frozen=True)
class BeginNested:
    pass


@dataclass(frozen=True)
class Release:
    """Commit the innermost savepoint."""


@dataclass(frozen=True)
class RollbackNested:
    """Roll the innermost savepoint back."""


@dataclass(frozen=True)
class Query:
    """Select the objects of a class, all or those with a name."""

    cls: str
    name: str | None = None
    eager: tuple[str, str] | None = None
    """A relationship and the name of the loader option."""
    populate_existing: bool = False


@dataclass(frozen=True)
class QueryColumns:
    """Select columns: what the database has, past the objects."""

    cls: str


@dataclass(frozen=True)
class Get:
    """`session.get()`; what comes back gets the number `result`."""

    result: int
    cls: str
    ident: int


@dataclass(frozen=True)
class Read:
    """Read an attribute, which may load it."""

    number: int
    key: str


@dataclass(frozen=True)
class History:
    """The history of an attribute, as far as it is loaded."""

    number: int
    key: str


@dataclass(frozen=True)
class UpdateRows:
    """Set the size of the rows with a name, by one UPDATE."""

    cls: str
    name: str
    size: int


@dataclass(frozen=True)
class DeleteRows:
    """Delete the rows with a name, by one DELETE."""

    cls: str
    name: str


@dataclass(frozen=True)
class Look:
    """Nothing, but look at everything, as after each commit."""


Operation = (
    Create | SetScalar | SetReference | DeleteAttribute | Append | Insert | Remove | Replace | Clear | Move
    | Add | AddAll | Delete | Expunge | ExpungeAll | Close | Expire | ExpireAll | Refresh | Merge | MergeCopy
    | Flush | Commit | Rollback | BeginNested | Release | RollbackNested
    | Query | QueryColumns | Get | Read | History | UpdateRows | DeleteRows | Look
)  # fmt: skip


@dataclass(frozen=True)
class Program:
    """Mapped classes, a session's settings, and what is done with them."""

    variant: Variant
    operations: tuple[Operation, ...]
    autoflush: bool = True
    expire_on_commit: bool = True
    peer_loading: bool = True

    def source(self) -> str:
        """Python that makes this program again, a step a line."""
        steps = [f"        {step!r}," for step in self.operations]
        lines = ["Program(", f"    {self.variant!r},", "    (", *steps, "    ),"]
        settings = ("autoflush", "expire_on_commit", "peer_loading")
        lines += [f"    {name}={getattr(self, name)}," for name in settings if not getattr(self, name)]
        return "\n".join([*lines, ")"])
