"""The shape of an ORM SELECT: which columns it needs, what each is for, and what is loaded along with or after the
rows.

Rules
* A shape is the mutable draft of a row plan. Columns are requested as slots; their positions are known when all are
  requested, because what eager joins add comes after the statement's own columns.
* Relationships are asked before columns, as the columns of `contains_eager` stand before their parent's.
* An eager load that the mapping asks for stops where a class would be met again on its own path (`join_depth` allows
  more); one that an option asks for does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Any

from holdfast import exc
from holdfast.inspection import inspect
from holdfast.orm.entities.aliased import aliased
from holdfast.orm.entities.options_tree import LoadNode, RelationChoice
from holdfast.orm.loading.row_plan import (
    AttributePlan,
    BundlePlan,
    EntityPlan,
    ItemPlan,
    Processor,
    RelationPlan,
    ValuePlan,
    VariantPlan,
)

FOLLOWING = frozenset({"selectin", "subquery", "immediate"})
"""strategies that load with a statement of their own once the rows are there"""


class Slot:
    """A column that the statement must have; `position` is set when all are known."""

    __slots__ = ("column", "position")

    def __init__(self, column: Any) -> None:
        self.column = column
        self.position = -1


class EagerJoin:
    """A relationship that is loaded by joining its table to the statement."""

    __slots__ = ("child", "criteria", "inner", "prop", "secondary")

    def __init__(self, prop: Any, child: EntityShape, inner: Any, criteria: tuple[Any, ...]) -> None:
        self.prop = prop
        self.child = child
        self.inner = inner
        self.criteria = criteria
        self.secondary: Any = None
        """the alias of the secondary table, once joined"""


class EntityShape:
    """A mapped object in the rows."""

    def __init__(self, entity: Any, node: LoadNode, path: tuple[Any, ...] = ()) -> None:
        self.entity = entity
        self.mapper = entity.mapper
        self.node = node
        self.path = path
        """relationships that lead here from a root entity"""
        self.idents: list[Slot] = []
        self.attributes: list[tuple[str, Slot]] = []
        self.relations: list[tuple[Any, EntityShape]] = []
        self.joins: list[EagerJoin] = []
        self.following: list[tuple[Any, RelationChoice]] = []
        self.number = -1
        self.root = self
        """the entity of the statement that relationships lead here from"""
        self.discriminator: Slot | None = None
        self.variants: dict[Any, tuple[Any, list[tuple[str, Slot]]]] = {}
        """discriminator value -> mapper of the object, and where its own columns are"""
        self.inlined: list[Any] = []
        """subclasses whose tables are joined for their columns"""
        self.entry = -1
        """of a root: its place in the statement's list of entities"""

    def child(self, prop: Any, entity: Any, node: LoadNode) -> EntityShape:
        """The shape of what a relationship leads to."""
        made = EntityShape(entity, node, (*self.path, prop))
        made.root = self.root
        return made

    def adapt(self, column: Any) -> Any:
        """The column of the mapper's selectable, or an expression of such columns, in terms of the entity."""
        return self.entity.adapt(column) if self.entity.is_aliased_class else column

    @property
    def repeats(self) -> bool:
        """True when an eager join multiplies the entity's rows."""
        return any(join.prop.uselist or join.child.repeats for join in self.joins) or any(
            child.repeats for _, child in self.relations
        )

    def met(self, mapper: Any) -> bool:
        """Whether objects of `mapper` stand on the path to this entity or are this entity."""
        mappers = [self.mapper, *(prop.parent for prop in self.path)]
        return any(each.isa(mapper) or mapper.isa(each) for each in mappers)


class Shape:
    """The draft of a statement's rows.

    :param eager: request eager loads; not wanted in subqueries.
    :param joins: eager loads may join; not possible where the rows are another statement's.
    """

    def __init__(
        self,
        eager: bool = True,
        only_keys: frozenset[str] | None = None,
        joins: bool = True,
        later: bool = False,
        inner: bool = False,
    ) -> None:
        self.eager = eager
        self.later = later
        """the statement follows from another one, whose options it has"""
        self.joins = joins
        self.inner = inner
        """it is part of another statement, for which columns that the mapping defers are columns like others"""
        self.only_keys = only_keys
        """column attributes to load of root entities, apart from the primary key; None: as options and mapping say"""
        self._keys: dict[int, Slot] = {}
        """of a related load: the columns that its rows are grouped by, which the objects may have, too"""
        self.own: list[Slot] = []
        self.joined: list[Slot] = []
        self.entities: list[EntityShape] = []

    # requests

    def value(self, column: Any) -> Slot:
        """Request a column of the statement itself."""
        slot = _request(self.own, column)
        if self.later:
            self._keys[id(column)] = slot
        return slot

    def entity(self, entity: Any, node: LoadNode, path: tuple[Any, ...] = ()) -> EntityShape:
        """Request a root entity.

        :param path: the relationships that led to it, when its rows are loaded for the sake of others.
        """
        made = EntityShape(entity, node, path)
        self._fill(made, self.own)
        self.entities.append(made)
        return made

    def _fill(self, shape: EntityShape, slots: list[Slot]) -> None:
        shape.mapper._check_configure()
        if self.eager:
            for prop in shape.mapper.relationships.values():
                self._relation(shape, prop, slots)
            for mapper in shape.mapper.self_and_descendants[1:]:
                self._relations_of_subclass(shape, mapper)
        self._columns(shape, slots)

    def _relation(self, shape: EntityShape, prop: Any, slots: list[Slot]) -> None:
        choice = shape.node.relation(prop)
        strategy = choice.strategy
        if strategy == "select":
            return
        if strategy == "contains_eager":
            child = shape.child(prop, choice.of_type or prop.entity, choice.node)
            self._fill(child, slots)
            shape.relations.append((prop, child))
        elif strategy == "joined":
            if self.joins and self._goes_on(shape, prop, choice):
                self._join(shape, prop, choice)
        elif strategy in FOLLOWING and self._goes_on(shape, prop, choice):
            shape.following.append((prop, choice))

    def _relations_of_subclass(self, shape: EntityShape, mapper: Any) -> None:
        """Eager loads of relationships that only some of the objects have: always by a statement of their own."""
        for prop in mapper.relationships.values():
            if prop.parent is mapper:
                choice = shape.node.relation(prop)
                if choice.strategy in FOLLOWING or choice.strategy == "joined":
                    shape.following.append((prop, choice))

    def _goes_on(self, shape: EntityShape, prop: Any, choice: RelationChoice) -> bool:
        if choice.explicit or not shape.met(prop.mapper):
            return True
        return prop.join_depth is not None and sum(step is prop for step in shape.path) < prop.join_depth

    def _join(self, shape: EntityShape, prop: Any, choice: RelationChoice) -> None:
        target = choice.of_type
        if target is None or not target.is_aliased_class:
            target = _anonymous(target or prop.entity)
        child = shape.child(prop, target, choice.node)
        inner = choice.arguments.get("innerjoin")
        criteria = (*choice.criteria, *shape.node.loader_criteria(child.mapper, later=self.later))
        single = child.mapper.single_table_criterion
        if single is not None:
            criteria = (*criteria, single)
        join = EagerJoin(prop, child, prop.innerjoin if inner is None else inner, criteria)
        shape.joins.append(join)
        shape.relations.append((prop, child))
        self._fill(child, self.joined)

    def _columns(self, shape: EntityShape, slots: list[Slot]) -> None:
        mapper = shape.mapper
        chosen: dict[int, Slot] = {}
        only = self.only_keys if slots is self.own else None
        for key, prop in mapper.column_attrs.items():
            is_key = key in mapper.pk_keys or prop.columns[0] is mapper.version_id_col
            choice = shape.node.column(prop)
            wanted = choice.loaded or (self.inner and choice.mapped and prop.is_plain_column)
            if not (is_key or wanted if only is None else is_key or key in only):
                continue
            expression = prop.columns[0] if choice.expression is None else choice.expression
            column = shape.adapt(expression)
            if self.inner and not prop.is_plain_column:
                column = column.label(key)
            slot = self._keys.get(id(column)) or self._shared(slots, column)
            chosen[id(expression)] = slot
            shape.attributes.append((key, slot))
        for column in mapper.primary_key:
            found = chosen.get(id(column)) or chosen.get(id(mapper.column_of(mapper.key_of(column))))
            shape.idents.append(found or self._shared(slots, shape.adapt(column)))
        if mapper.inheriting and mapper.polymorphic_on is not None and only is None:
            self._variants(shape, slots, chosen)

    def _shared(self, slots: list[Slot], column: Any) -> Slot:
        """Request a column of an entity; the statement itself selects it once for all."""
        if slots is not self.own:
            return _request(slots, column)
        return next((slot for slot in slots if slot.column is column), None) or _request(slots, column)

    def _variants(self, shape: EntityShape, slots: list[Slot], chosen: dict[int, Slot]) -> None:
        """What the objects of a hierarchy are by discriminator value, with the columns of inlined subclasses."""
        mapper = shape.mapper
        on = mapper.polymorphic_on
        shape.discriminator = chosen.get(id(on)) or self._shared(slots, shape.adapt(on))
        for identity, each in mapper.polymorphic_map.items():
            if each.isa(mapper):
                shape.variants[identity] = (each, [])
        if shape.entity.is_aliased_class:
            return
        for each in inlined(mapper, shape.node.subclasses):
            if not each.single:
                shape.inlined.append(each)
            for key, prop in each.column_attrs.items():
                if key not in mapper.props and prop.parent is each and shape.node.column(prop).loaded:
                    slot = self._shared(slots, prop.columns[0])
                    for variant, attributes in shape.variants.values():
                        if variant.isa(each):
                            attributes.append((key, slot))

    # the plan

    @property
    def slots(self) -> list[Slot]:
        """All slots in the order of the statement's columns."""
        return [*self.own, *self.joined]

    def place(self) -> None:
        """Give slots their positions and entities their numbers."""
        for position, slot in enumerate(self.slots):
            slot.position = position
        for number, shape in enumerate(self.walk()):
            shape.number = number

    def walk(self) -> Iterator[EntityShape]:
        """All entities, depth first."""

        def visit(shape: EntityShape) -> Iterator[EntityShape]:
            yield shape
            for _, child in shape.relations:
                yield from visit(child)

        for shape in self.entities:
            yield from visit(shape)

    @property
    def repeats(self) -> bool:
        """True when an eager join multiplies rows."""
        return any(shape.repeats for shape in self.entities)


def inlined(mapper: Any, chosen: tuple[Any, ...] = ()) -> list[Any]:
    """The subclasses whose columns are loaded with the base class's, parents first.

    :param chosen: those that options name.
    """
    wanted = mapper.with_polymorphic
    if isinstance(wanted, tuple) and len(wanted) == 2 and not isinstance(wanted[0], type):
        wanted = wanted[0]
    names = set() if wanted is None or wanted == "*" else {inspect(each) for each in wanted}
    named = [
        each
        for each in mapper.self_and_descendants[1:]
        if wanted == "*" or each in names or each in chosen or each.polymorphic_load == "inline"
    ]
    return [each for each in mapper.self_and_descendants[1:] if any(other.isa(each) for other in named)]


def later_columns(shape: EntityShape) -> Iterator[Any]:
    """The subclasses whose columns are loaded with a statement of their own, after the rows."""
    for variant, _ in shape.variants.values():
        if variant is not shape.mapper and (
            variant.polymorphic_load == "selectin" or any(variant.isa(each) for each in _asked_later(shape))
        ):
            yield variant


def _asked_later(shape: EntityShape) -> tuple[Any, ...]:
    """The subclasses that options name and whose columns are not in the rows."""
    node = shape.node
    return (*node.polymorphic, *node.subclasses) if shape.entity.is_aliased_class else node.polymorphic


def _anonymous(entity: Any) -> Any:
    """An anonymous alias of an entity, for a join that is the loader's own affair."""
    if entity.is_aliased_class:
        return inspect(aliased(entity.mapper.class_, entity.selectable.alias()))
    return inspect(aliased(entity.entity, flat=True))


def _request(slots: list[Slot], column: Any) -> Slot:
    made = Slot(column)
    slots.append(made)
    return made


ProcessorOf = Callable[[Any], "Processor | None"]


def value_plan(slot: Slot, processor: ProcessorOf) -> ValuePlan:
    """The plan of one column."""
    return ValuePlan(slot.position, processor(slot.column))


def entity_plan(shape: EntityShape, processor: ProcessorOf) -> EntityPlan:
    """The plan of an entity and of all that is loaded with it from the same rows."""
    mapper = shape.mapper
    relations = tuple(
        RelationPlan(prop.key, mapper.attributes[prop.key], bool(prop.uselist), entity_plan(child, processor))
        for prop, child in shape.relations
    )
    return EntityPlan(
        number=shape.number,
        mapper=mapper,
        ident=tuple(value_plan(slot, processor) for slot in shape.idents),
        attributes=tuple(AttributePlan(key, slot.position, processor(slot.column)) for key, slot in shape.attributes),
        relations=relations,
        partial_ident=mapper.allow_partial_pks,
        visited=bool(shape.following) or any(True for _ in later_columns(shape)),
        discriminator=None if shape.discriminator is None else value_plan(shape.discriminator, processor),
        variants={
            identity: VariantPlan(
                variant, tuple(AttributePlan(key, slot.position, processor(slot.column)) for key, slot in attributes)
            )
            for identity, (variant, attributes) in shape.variants.items()
        },
    )


class BundleShape:
    """Several columns that a Bundle makes one object of."""

    def __init__(self, bundle: Any, parts: list[Slot | BundleShape]) -> None:
        self.bundle = bundle
        self.parts = parts

    def slots(self) -> Iterator[Slot]:
        """The columns of the bundle and of the bundles in it."""
        for part in self.parts:
            if isinstance(part, BundleShape):
                yield from part.slots()
            else:
                yield part

    def plan(self, processor: ProcessorOf) -> BundlePlan:
        """The plan of the bundle."""
        names = [_name_of(expression) for expression in self.bundle.exprs]
        getters = [itemgetter(n) for n in range(len(self.parts))]
        make = self.bundle.create_row_processor(None, getters, names)
        parts = tuple(
            part.plan(processor) if isinstance(part, BundleShape) else value_plan(part, processor)
            for part in self.parts
        )
        return BundlePlan(make, parts)


def _name_of(expression: Any) -> str:
    return str(getattr(expression, "key", None) or getattr(expression, "name", None) or "?")


def item_plan(item: Slot | EntityShape | BundleShape, processor: ProcessorOf) -> ItemPlan:
    """The plan of one item of the rows."""
    if isinstance(item, EntityShape):
        return entity_plan(item, processor)
    if isinstance(item, BundleShape):
        return item.plan(processor)
    return value_plan(item, processor)


def refuse_item(item: Any) -> exc.ArgumentError:
    """The error for something that cannot be selected."""
    return exc.ArgumentError(f"Column expression, FROM clause, or other columns clause element expected, got {item!r}.")
