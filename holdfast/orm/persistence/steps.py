"""The steps of a flush as data: what is to be written, before any SQL exists.

Rules
* A step is immutable and holds states, not rows. Its rows are read from the objects when it runs (generated
  extractors) or when it is printed, so a plan for a hundred thousand objects costs one tuple.
* A value that an earlier step generates stands in a `KeyCopy`: "before this step runs, take these columns of those
  objects". For a reader it is shown as a `Reference`.
* Steps know nothing of sessions or connections; `persistence.run` executes them one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from holdfast.orm.mapper.mapper import Mapper
    from holdfast.orm.state.instance_state import InstanceState

States: TypeAlias = "tuple[InstanceState, ...]"


def counted(rows: Sequence[Any]) -> str:
    """A number of rows, in words."""
    return "1 row" if len(rows) == 1 else f"{len(rows)} rows"


class Reference(NamedTuple):
    """The value that `column` of an object will have once its row is written."""

    state: InstanceState
    column: Any


class KeyCopy(NamedTuple):
    """Key values for `targets`, taken pairwise from `sources`; a source of None stands for NULL.

    `pairs` are the (source column, target column) of the relationship `prop`. `former` are the objects that
    targets with source None were associated with, where that is known.
    """

    prop: Any
    pairs: tuple[tuple[Any, Any], ...]
    sources: tuple[InstanceState | None, ...]
    targets: States
    former: tuple[InstanceState | None, ...] = ()


class InsertRows(NamedTuple):
    """Insert the rows of new objects of one mapper hierarchy, in the order in which they were added."""

    mapper: Mapper[Any]
    states: States
    copies: tuple[KeyCopy, ...] = ()

    @property
    def title(self) -> str:
        """What the step does, to how many rows of what."""
        return f"insert {counted(self.states)} of {self.mapper.class_.__name__}"

    @property
    def tables(self) -> Sequence[Any]:
        """The tables that the step may write."""
        return self.mapper.hierarchy_tables


class UpdateRows(NamedTuple):
    """Update the changed columns of persistent objects; `switched` are new objects that take over the row of a
    deleted one.
    """

    mapper: Mapper[Any]
    states: States
    copies: tuple[KeyCopy, ...] = ()
    switched: dict[InstanceState, InstanceState] = {}  # read only: new state -> the deleted one

    @property
    def title(self) -> str:
        """What the step does, to how many rows of what."""
        return f"update {counted(self.states)} of {self.mapper.class_.__name__}"

    @property
    def tables(self) -> Sequence[Any]:
        """The tables that the step may write."""
        return self.mapper.hierarchy_tables


class DeleteRows(NamedTuple):
    """Delete the rows of objects."""

    mapper: Mapper[Any]
    states: States

    @property
    def title(self) -> str:
        """What the step does, to how many rows of what."""
        return f"delete {counted(self.states)} of {self.mapper.class_.__name__}"

    @property
    def tables(self) -> Sequence[Any]:
        """The tables that the step may write."""
        return self.mapper.hierarchy_tables


class InsertAssociations(NamedTuple):
    """Insert rows into the secondary table of a many-to-many relationship, one for each parent and child."""

    prop: Any
    parents: States
    children: States

    @property
    def title(self) -> str:
        """What the step does, to how many rows of what."""
        return f"insert {counted(self.parents)} into {self.prop.secondary}, relationship {self.prop}"

    @property
    def tables(self) -> Sequence[Any]:
        """The table that the step writes."""
        return (self.prop.secondary,)


class DeleteAssociations(NamedTuple):
    """Delete rows from the secondary table of a many-to-many relationship."""

    prop: Any
    parents: States
    children: States

    @property
    def title(self) -> str:
        """What the step does, to how many rows of what."""
        return f"delete {counted(self.parents)} from {self.prop.secondary}, relationship {self.prop}"

    @property
    def tables(self) -> Sequence[Any]:
        """The table that the step writes."""
        return (self.prop.secondary,)


class PostUpdate(NamedTuple):
    """Set the foreign keys of a `post_update` relationship in an UPDATE of their own: after the INSERTs, or before
    the DELETEs.
    """

    mapper: Mapper[Any]
    states: States
    copies: tuple[KeyCopy, ...]
    before_delete: bool

    @property
    def title(self) -> str:
        """What the step does, to how many rows of what."""
        when = "before they can be deleted" if self.before_delete else "after both sides exist"
        columns = ", ".join(dict.fromkeys(str(target) for copy in self.copies for _, target in copy.pairs))
        return f"set {columns} of {counted(self.states)} of {self.mapper.class_.__name__} {when}"

    @property
    def tables(self) -> Sequence[Any]:
        """The tables that the step may write."""
        return self.mapper.hierarchy_tables


Step: TypeAlias = InsertRows | UpdateRows | DeleteRows | InsertAssociations | DeleteAssociations | PostUpdate


class Edge(NamedTuple):
    """Step number `before` comes ahead of step number `after`, because of `reason`."""

    before: int
    after: int
    reason: str
