"""The row plan: what one result row means, as data. First of the three stages of a loader: plan -> emit -> compile.

Rules
* A plan knows positions in the raw driver row, attribute keys and result processors; it knows no SQL and no session.
* An entity is found or made by its primary key values (`ident`, raw: a bare value, or a tuple when composite). An
  entity whose key is NULL is None (an outer join that matched nothing).
* `EntityPlan.number` numbers the entities of a plan, depth first; execution state (peers, options, visited objects)
  is kept in lists by it.
* Plans are immutable and shared between threads; everything that changes lives in `LoadContext`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState, LoadBatch

Processor = Callable[[Any], Any]


class ValuePlan(NamedTuple):
    """A bare value: a column or an expression."""

    position: int
    process: Processor | None = None


class BundlePlan(NamedTuple):
    """Several values made into one object."""

    make: Callable[[tuple[Any, ...]], Any]
    parts: tuple[ValuePlan | BundlePlan, ...]


class AttributePlan(NamedTuple):
    """A column attribute of an entity."""

    key: str
    position: int
    process: Processor | None = None


class VariantPlan(NamedTuple):
    """What a polymorphic entity is for one discriminator value: its mapper, and where the subclass's own columns
    are."""

    mapper: Any
    attributes: tuple[AttributePlan, ...] = ()


class RelationPlan(NamedTuple):
    """A relationship of an entity that is filled from the same rows (joined eager loading)."""

    key: str
    attribute: Any
    uselist: bool
    child: EntityPlan


class EntityPlan(NamedTuple):
    """A mapped object in the row."""

    number: int
    mapper: Any
    ident: tuple[ValuePlan, ...]
    attributes: tuple[AttributePlan, ...]
    relations: tuple[RelationPlan, ...] = ()
    discriminator: ValuePlan | None = None
    variants: Mapping[Any, VariantPlan] = {}
    partial_ident: bool = True
    """True: only a key that is NULL in all columns means "no object"; False: in any column"""
    visited: bool = False
    """True: the loader notes the object's state in `LoadContext.visited` (an eager load follows the rows)"""


ItemPlan = ValuePlan | BundlePlan | EntityPlan


class RowPlan(NamedTuple):
    """A whole row."""

    items: tuple[ItemPlan, ...]
    width: int
    scalar: bool
    """True: the one item is the result's item; False: items are tuples"""
    group: tuple[ValuePlan, ...] = ()
    """not empty: the loader returns a dictionary of these values (bare when there is one) -> list of items"""
    distinct: bool = False
    """True: a repeated single entity is returned once (joined eager loading of a collection multiplies its rows)"""
    populate_existing: bool = False
    """True: objects that are in the session already are overwritten"""
    events: bool = False
    """True: new and refreshed states are noted in `LoadContext.loaded` and `.refreshed` (someone listens)"""


class LoadContext:
    """What one execution of a loader works on."""

    __slots__ = ("batches", "loaded", "refreshed", "session", "visited")

    def __init__(self, session: Any, batches: Sequence[LoadBatch]) -> None:
        self.session = session
        self.batches = batches
        """the peers of each entity, by `EntityPlan.number`"""
        self.visited: tuple[list[InstanceState], ...] = tuple([] for _ in batches)
        self.loaded: list[InstanceState] = []
        self.refreshed: list[InstanceState] = []


Loader = Callable[[Iterable[Sequence[Any]], LoadContext], Any]


def collections_in(entity: EntityPlan) -> bool:
    """True when `entity`'s rows repeat because a collection is joined to it, at any depth."""
    return any(relation.uselist or collections_in(relation.child) for relation in entity.relations)


def entities_of(plan: RowPlan) -> list[EntityPlan]:
    """All entities of a plan, by index."""
    found: list[EntityPlan] = []

    def collect(entity: EntityPlan) -> None:
        found.append(entity)
        for relation in entity.relations:
            collect(relation.child)

    for item in plan.items:
        if isinstance(item, EntityPlan):
            collect(item)
    return sorted(found, key=lambda entity: entity.number)
