"""From a SELECT of entities to a plain Core SELECT, and to what its rows mean.

Rules
* `expand()` is the one place where ORM statements are understood; the compiler, subqueries and the executor all use it.
* The Core statement keeps the BindParameters of the ORM statement, so that a later statement of the same shape only
  brings other values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from holdfast import exc
from holdfast.orm.entities.options_tree import NOTHING, LoadNode, OptionTree
from holdfast.orm.loading.eager_joins import attach_eager_joins, needs_subquery, select_from_subquery, wrap
from holdfast.orm.loading.joins import FromList, adapted, entity_adapter, joined, selectable_of
from holdfast.orm.loading.shape import BundleShape, EntityShape, Shape, Slot, refuse_item
from holdfast.sql.expressions.entity_column import EntityCriterion, entity_columns, leading_entity, without_entities
from holdfast.sql.expressions.names import AnonymousName

NodeFor = Callable[[Any], LoadNode]


class Item(NamedTuple):
    """One item of the result's rows."""

    shape: Slot | EntityShape | BundleShape
    name: str | None
    """its key in rows; None: as the compiled statement names the column"""
    keys: tuple[Any, ...]
    """other objects that rows may be asked by"""
    entity: Any
    """the entity that it is, or belongs to"""
    source: Any
    """what the statement was given"""
    named: tuple[Any, ...] = ()
    """the entities that its expressions are about"""


class Expansion(NamedTuple):
    """An ORM SELECT, understood."""

    given: Any
    """the ORM SELECT"""
    statement: Any
    """the Core SELECT"""
    shape: Shape
    items: tuple[Item, ...]
    repeats: bool
    """joined collections multiply the rows"""


def is_entity(item: Any) -> bool:
    """Whether `item` is a Mapper or an AliasedInsp."""
    return bool(getattr(item, "is_mapper", False) or getattr(item, "is_aliased_class", False))


def expand(
    select: Any,
    nodes: NodeFor | None = None,
    eager: bool = True,
    only_keys: frozenset[str] | None = None,
    path: tuple[Any, ...] = (),
    joins: bool = True,
    criteria: LoadNode | None = None,
    inner: bool = False,
) -> Expansion:
    """Expand an ORM SELECT.

    :param nodes: gives the loader choices of an entity; by default the statement's options do.
    :param eager: apply eager loading.
    :param only_keys: load these column attributes of the entities, and the primary key.
    :param path: the relationships that led to the entities, when they are loaded for the sake of others.
    :param joins: eager loads may join.
    :param criteria: the choices whose `with_loader_criteria()` apply to the entities; by default those of the
        statement's options.
    :param inner: it is a part of another statement, which may ask for any column that options do not leave out.
    """
    shape = Shape(eager, only_keys, joins, bool(path), inner)
    if nodes is None:
        tree = OptionTree(select._options)
        nodes = tree.node_for
        tree.check(_root_entities(select))
        criteria = tree.everything
    items = tuple([item for entry in select._entities for item in _items(entry, shape, nodes, path)])
    for item in items:
        if isinstance(item.shape, EntityShape):
            item.shape.entry = next(n for n, entry in enumerate(select._entities) if entry is item.entity)
    entity_criteria = _EntityCriteria(criteria, bool(path))
    froms = FromList(select._from, _implied(items, select), entity_criteria)
    for spec in select._joins:
        froms.join(spec.target, without_entities(spec.onclause), spec.isouter, spec.full, spec.left)
    core = select._with(
        _entities=(),
        _from=(),
        _joins=(),
        _where=tuple([without_entities(condition) for condition in select._where]),
        _options=select._criteria_options(),
        _is_orm=False,
        _is_expanded=True,
        _for_update=_locked(select._for_update),
    )
    standing = [item.entity for item in items] + [entry for entry in select._from if is_entity(entry)]
    named = [entity for item in items for entity in item.named] + _of_conditions(select)
    _join_inlined(shape, froms)
    core = core.where(*entity_criteria.of_all(standing, froms.targets))
    core = core.where(*map(EntityCriterion, entity_criteria.of_all(named, [*standing, *froms.targets])))
    if core._options:
        # columns of a class without a hierarchy do not tell their entity: its table is taken for it
        plain = core._with(_entities=_columns(shape), _from=froms.result())
        core = core.where(*entity_criteria.of_tables(plain.get_final_froms(), standing, froms.targets, core._options))
    repeats = shape.repeats
    if needs_subquery(select, shape):
        core = core._with(_from=froms.result())
        subquery, columns, order = wrap(core, shape)
        froms = FromList((subquery,), ())
        order += attach_eager_joins(froms, shape, subquery)
        statement = select_from_subquery(core, subquery, columns)
        statement = statement._with(_entities=_columns(shape), _from=froms.result(), _order_by=tuple(order))
    else:
        order = attach_eager_joins(froms, shape)
        changes: dict[str, Any] = {"_entities": _columns(shape), "_from": froms.result()}
        if order:
            changes["_order_by"] = (*core._order_by, *order)
        statement = core._with(**changes)
    shape.place()
    return Expansion(select, statement, shape, items, repeats)


def _locked(for_update: Any) -> Any:
    """FOR UPDATE with the tables of the entities that it is to lock."""
    if for_update is None or not for_update.of:
        return for_update
    return for_update._replace(of=tuple([item.selectable if is_entity(item) else item for item in for_update.of]))


class _EntityCriteria:
    """What must be true of each entity of a statement: its single-table criterion, `with_loader_criteria()`.

    :param node: the choices that have the options.
    :param later: the statement follows from the one that the options were given for.
    """

    def __init__(self, node: LoadNode | None, later: bool) -> None:
        self.node = node
        self.later = later

    def __call__(self, entity: Any, loads: bool = False) -> list[Any]:
        """The criteria for one entity, in its terms."""
        mapper = entity.mapper
        found = (
            [] if self.node is None else self.node.loader_criteria(mapper, entity.is_aliased_class, loads, self.later)
        )
        single = mapper.single_table_criterion
        if single is not None:
            found.insert(0, single)
        return [adapted(criterion, entity_adapter(entity)) for criterion in found]

    def of_all(self, entities: list[Any], targets: list[Any]) -> list[Any]:
        """The criteria for entities that stand in FROM by themselves, each once; `targets` have theirs in ON
        clauses."""
        unique = {id(entity): entity for entity in entities if entity is not None}
        for target in targets:
            unique.pop(id(target), None)
        return [criterion for entity in unique.values() for criterion in self(entity, loads=self.later)]

    def of_tables(
        self, froms: list[Any], entities: list[Any], targets: list[Any], options: tuple[Any, ...]
    ) -> list[Any]:
        """The criteria of options for tables in FROM that are there without an entity."""
        known: set[int] = set()
        for entity in (*entities, *targets):
            if entity is not None:
                selectable = selectable_of(entity)
                known |= {id(each) for each in (selectable, *selectable._hide_froms)}
        tables = {id(table) for table in map(_leading_table, froms)} - known
        return [
            option.criterion(mapper)
            for option in options
            if not option.loader_only
            for mapper in option.mappers()
            if id(mapper.local_table) in tables
        ]


def _join_inlined(shape: Shape, froms: FromList) -> None:
    """Join the tables of subclasses that are loaded with their base class to where that stands in FROM."""
    for entity in shape.walk():
        for subclass in entity.inlined:
            index = froms.index_for(entity.entity.selectable)
            left = froms.elements[index]
            froms.replace(index, joined(left, subclass.local_table, subclass.inherit_condition, isouter=True))


def _leading_table(element: Any) -> Any:
    """The FROM element that comes first in a join, whose rows an outer join keeps."""
    while element._is_join:
        element = element.left
    return element


def expand_orm_select(select: Any, eager: bool = False) -> Any:
    """Return the Core SELECT of an ORM SELECT, for subqueries and the compiler.

    :param eager: with joined eager loads, as at the top level.
    """
    return expand(select, eager=eager, inner=not eager).statement


def _columns(shape: Shape) -> tuple[Any, ...]:
    return tuple([slot.column for slot in shape.slots])


def _root_entities(select: Any) -> list[Any]:
    found: list[Any] = []
    for entry in select._entities:
        if is_entity(entry):
            found.append(entry)
        elif getattr(entry, "is_attribute", False):
            found.append(entry.parent)
        elif getattr(entry, "is_bundle", False):
            found.extend(expression.parent for expression in entry.exprs if getattr(expression, "is_attribute", False))
    found.extend(item for item in select._from if is_entity(item))
    return found


def items_of(entries: Iterable[Any], shape: Shape) -> tuple[Item, ...]:
    """The items for the entries of a RETURNING clause: entities with their own columns only."""
    return tuple([item for entry in entries for item in _items(entry, shape, lambda entity: NOTHING, ())])


def _items(entry: Any, shape: Shape, nodes: NodeFor, path: tuple[Any, ...]) -> Iterable[Item]:
    if is_entity(entry):
        made = shape.entity(entry, nodes(entry), path)
        cls = entry.entity
        name = entry.class_.__name__ if entry.is_mapper else _alias_name(entry)
        yield Item(made, name, (cls, entry), entry, cls)
    elif getattr(entry, "is_bundle", False):
        named = tuple([entity for expression in entry.exprs for entity in _named(expression)])
        yield Item(_bundle(entry, shape), entry.name, (entry,), None, entry, named)
    elif getattr(entry, "is_attribute", False):
        expression = entry.expression.label(entry.key) if entry.prop.is_relationship else entry.expression
        yield Item(shape.value(expression), entry.key, (entry, expression), entry.parent, entry)
    elif getattr(entry, "is_clause_element", False):
        columns = list(entry.c) if entry._is_from_clause else [entry]
        for column in columns:
            yield Item(shape.value(column), None, (column,), None, column, _named(column))
    else:
        raise refuse_item(entry)


def _named(expression: Any) -> tuple[Any, ...]:
    """The entity that an expression of the SELECT list is about: that of its first column."""
    if getattr(expression, "is_attribute", False):
        return (expression.parent,)
    entity = leading_entity(expression)
    return () if entity is None else (entity,)


def _of_conditions(select: Any) -> list[Any]:
    """The entities that the conditions of WHERE are about."""
    return [each.entity for condition in select._where for each in entity_columns(condition)]


def _alias_name(entity: Any) -> str:
    name = entity.name
    if name is None:
        return f"{entity.class_.__name__}_1"
    # an anonymous alias has no name before it is compiled; its class's name would hide the class itself in the row
    return f"{str.__str__(name)}_1" if isinstance(name, AnonymousName) else name


def _bundle(bundle: Any, shape: Shape) -> BundleShape:
    parts: list[Slot | BundleShape] = []
    for expression in bundle.exprs:
        if getattr(expression, "is_bundle", False):
            parts.append(_bundle(expression, shape))
            continue
        if is_entity(expression):
            raise exc.ArgumentError(
                f"Bundle {bundle.name!r} contains {expression}; a Bundle is made of columns, select the entity "
                "beside it"
            )
        element = expression.__clause_element__() if hasattr(expression, "__clause_element__") else expression
        parts.append(shape.value(element))
    return BundleShape(bundle, parts)


def _implied(items: tuple[Item, ...], select: Any) -> Iterable[Any]:
    """The FROM elements that the selected items come from, in order."""
    if select._from:
        return
    for item in items:
        yield from (selectable_of(entity) for entity in item.named)
        if isinstance(item.shape, EntityShape):
            yield item.shape.entity.selectable
        elif item.entity is not None:
            yield selectable_of(item.entity)
        elif isinstance(item.shape, Slot):
            yield from (element for element in item.shape.column._from_objects if element._is_from_clause)
        elif isinstance(item.shape, BundleShape):
            for slot in item.shape.slots():
                yield from slot.column._from_objects
