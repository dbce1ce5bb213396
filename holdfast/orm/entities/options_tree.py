"""Loader options as a tree: for each entity of a statement, what was chosen for its attributes and for what is
reached through them.

Rules
* The most specific choice wins: the attribute's own, then the entity's wildcard, then the wildcard for everything,
  then the mapping.
* A `LoadNode` is what propagates: the loader of an entity stores its node with the objects (`LoadBatch.options`), so
  that a lazy load a week later still knows what the statement said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from holdfast import exc
from holdfast.orm.entities.options import COLUMN, WILDCARD, LoadElement, PathStep

_NONE: Mapping[str, Any] = {}


class RelationChoice(NamedTuple):
    """How a relationship is to be loaded."""

    strategy: str
    """a value of `relationship(lazy=)`, or "contains_eager\""""
    arguments: Mapping[str, Any]
    of_type: Any
    criteria: tuple[Any, ...]
    node: LoadNode
    """the choices for the related objects"""
    explicit: bool
    """True: an option names the relationship; False: the mapping or a wildcard says so"""


class ColumnChoice(NamedTuple):
    """Whether a column attribute is loaded with the object."""

    loaded: bool
    raiseload: bool = False
    expression: Any = None
    mapped: bool = False
    """the mapping says so, no option"""


class LoadNode:
    """The choices for the attributes of one entity."""

    __slots__ = (
        "_chosen",
        "columns",
        "criteria",
        "everything",
        "groups",
        "only",
        "polymorphic",
        "relations",
        "subclasses",
        "wildcard_columns",
        "wildcard_relations",
    )

    def __init__(self, everything: LoadNode | None = None) -> None:
        self.everything = everything
        """the choices for all entities (wildcards without an entity)"""
        self.relations: dict[str, tuple[str | None, Mapping[str, Any], Any, tuple[Any, ...], LoadNode]] = {}
        self.columns: dict[str, ColumnChoice] = {}
        self.wildcard_relations: str | None = None
        self.wildcard_columns: ColumnChoice | None = None
        self.only: ColumnChoice | None = None
        """the choice for columns that a load_only() does not name"""
        self.groups: set[str] = set()
        self.polymorphic: tuple[Any, ...] = ()
        self.subclasses: tuple[Any, ...] = ()
        """mappers whose columns are loaded along with the base class's, named by `of_type()`"""
        self.criteria: tuple[Any, ...] = ()
        """LoaderCriteriaOptions; of the node for everything only"""
        self._chosen: dict[str, RelationChoice] = {}

    def loader_criteria(self, mapper: Any, aliased: bool = False, loads: bool = True, later: bool = False) -> list[Any]:
        """The criteria that options demand for a mapper, in terms of its table.

        :param aliased: it stands in the statement as an alias of the user's.
        :param loads: it is there for the sake of a relationship.
        :param later: the statement is not the one that the options were given for, but a load that follows from it.
        """
        everything = self.everything or self
        return [
            criterion
            for option in everything.criteria
            if not (aliased and not option.include_aliases)
            and (loads or not option.loader_only)
            and (option.propagate_to_loaders or not later)
            and (criterion := option.criterion(mapper)) is not None
        ]

    @property
    def empty(self) -> bool:
        """True when the node says nothing that the mapping does not say."""
        own = self.relations or self.columns or self.wildcard_relations or self.wildcard_columns or self.only
        if (
            own
            or self.groups
            or self.polymorphic
            or self.subclasses
            or any(option.propagate_to_loaders for option in self.criteria)
        ):
            return False
        return self.everything is None or self.everything is self or self.everything.empty

    def propagated(self) -> tuple[LoadNode, ...]:
        """What the loaded objects keep of it: `LoadBatch.options`."""
        return () if self.empty else (self,)

    # choices

    def relation(self, prop: Any) -> RelationChoice:
        """How to load the relationship `prop`; the same answer, with the same node, every time."""
        chosen = self._chosen.get(prop.key)
        if chosen is None:
            chosen = self._choose(prop)
            if self is not NOTHING:
                self._chosen[prop.key] = chosen
        return chosen

    def _choose(self, prop: Any) -> RelationChoice:
        strategy, arguments, of_type, criteria, node = self.relations.get(prop.key) or (None, _NONE, None, (), None)
        if node is None:
            node = NOTHING if self.everything is None or self.everything.empty else LoadNode(self.everything)
        if strategy != "contains_eager" and of_type is not None and of_type.is_mapper:
            # a subclass adds to what is loaded; it takes no other objects out of the relationship
            of_type = None
        if strategy is not None:
            return RelationChoice(
                strategy, arguments, of_type, criteria, _recursive(self, prop.key, arguments, node), True
            )
        if self.wildcard_relations is not None:
            return RelationChoice(self.wildcard_relations, _NONE, of_type, criteria, node, False)
        if self.everything is not None and self.everything.wildcard_relations is not None:
            return RelationChoice(self.everything.wildcard_relations, _NONE, of_type, criteria, node, False)
        return RelationChoice(_mapped_strategy(prop.lazy), arguments, of_type, criteria, node, False)

    def column(self, prop: Any) -> ColumnChoice:
        """Whether to load the column attribute `prop` with its object."""
        choice = self.columns.get(prop.key)
        if choice is not None:
            return choice
        if prop.deferred and prop.group is not None and self._undefers(prop.group):
            return LOADED
        if self.only is not None:
            return self.only
        if self.wildcard_columns is not None:
            return self.wildcard_columns
        everything = self.everything
        if everything is not None and everything.wildcard_columns is not None:
            return everything.wildcard_columns
        return ColumnChoice(False, prop.raiseload, mapped=True) if prop.deferred else LOADED

    def _undefers(self, group: str) -> bool:
        return group in self.groups or (self.everything is not None and group in self.everything.groups)

    @property
    def chooses_columns(self) -> bool:
        """True when an option says something about column attributes."""
        if self.columns or self.only is not None or self.wildcard_columns is not None or self.groups:
            return True
        everything = self.everything
        return everything is not None and (everything.wildcard_columns is not None or bool(everything.groups))

    # building

    def child(self, step: PathStep) -> LoadNode:
        """The node of the objects behind a relationship, made when there is none."""
        strategy, arguments, of_type, criteria, node = self.relations.get(step.key) or (None, _NONE, None, (), None)
        if node is None:
            node = LoadNode(self.everything)
        if step.of_type is not None and step.of_type.is_mapper and step.of_type not in node.subclasses:
            node.subclasses += (step.of_type,)
        self.relations[step.key] = (strategy, arguments, step.of_type or of_type, step.criteria or criteria, node)
        return node

    def apply(self, element: LoadElement, step: PathStep) -> None:
        """Note what an element says about the attribute of its last step."""
        arguments = dict(element.arguments)
        if element.kind == COLUMN:
            self._apply_column(element.strategy, step, arguments)
        elif step.key == WILDCARD:
            self.wildcard_relations = element.strategy
        else:
            node = self.child(step)
            _, _, of_type, criteria, _ = self.relations[step.key]
            if element.strategy is not None:
                self.relations[step.key] = (element.strategy, arguments, of_type, criteria, node)

    def _apply_column(self, strategy: str | None, step: PathStep, arguments: dict[str, Any]) -> None:
        raiseload = bool(arguments.get("raiseload"))
        if strategy == "group":
            self.groups.add(arguments["name"])
        elif strategy == "polymorphic":
            self.polymorphic += tuple(arguments["mappers"])
        elif strategy == "only":
            self.columns[step.key] = LOADED
            self.only = ColumnChoice(False, raiseload)
        elif strategy == "expression":
            self.columns[step.key] = ColumnChoice(True, False, arguments["expression"])
        else:
            choice = LOADED if strategy == "undefer" else ColumnChoice(False, raiseload)
            if step.key == WILDCARD:
                self.wildcard_columns = choice
            else:
                self.columns[step.key] = choice


LOADED = ColumnChoice(True)
NOTHING = LoadNode()
"""the node without choices, shared"""


def _mapped_strategy(lazy: Any) -> str:
    if lazy is True:
        return "select"
    if lazy is False:
        return "joined"
    return "noload" if lazy is None else str(lazy)


def _recursive(node: LoadNode, key: str, arguments: Mapping[str, Any], child: LoadNode) -> LoadNode:
    """The node behind a self-referential relationship whose option says how deep it goes."""
    depth = arguments.get("recursion_depth")
    if not depth:
        return child
    strategy, _, of_type, criteria, _ = node.relations[key]
    deeper = LoadNode(node.everything)
    for name in ("columns", "groups", "only", "polymorphic", "subclasses", "wildcard_columns", "wildcard_relations"):
        setattr(deeper, name, getattr(child, name))
    deeper.relations = dict(child.relations)
    left = {**arguments, "recursion_depth": depth if depth < 0 else depth - 1}
    deeper.relations[key] = (strategy, left, of_type, criteria, child)
    return deeper


class OptionTree:
    """The loader options of a statement by root entity."""

    __slots__ = ("_everything", "_roots")

    def __init__(self, options: Iterable[Any]) -> None:
        self._everything: LoadNode | None = None
        self._roots: list[tuple[Any, LoadNode]] = []
        for option in options:
            if getattr(option, "_is_loader_option", False):
                for element in option._elements:
                    self._add(element)
            elif getattr(option, "_is_criteria_option", False):
                self._root(None).criteria += (option,)

    def _add(self, element: LoadElement) -> None:
        node = self._root(element.path[0].entity)
        for step in element.path[:-1]:
            node = node.child(step)
        node.apply(element, element.path[-1])

    def _root(self, entity: Any) -> LoadNode:
        if self._everything is None:
            self._everything = LoadNode()
        if entity is None:
            return self._everything
        for known, node in self._roots:
            if known is entity:
                return node
        node = LoadNode(self._everything)
        self._roots.append((entity, node))
        return node

    def node_for(self, entity: Any) -> LoadNode:
        """The choices for one entity of the statement."""
        if self._everything is None:
            return NOTHING
        found = [node for root, node in self._roots if _meant(root, entity)]
        if not found:
            return NOTHING if self._everything.empty else LoadNode(self._everything)
        return found[0] if len(found) == 1 else _merged(found, self._everything)

    @property
    def everything(self) -> LoadNode:
        """The choices for all entities."""
        return NOTHING if self._everything is None else self._everything

    def check(self, entities: Iterable[Any]) -> None:
        """ArgumentError when an option is for an entity that the statement does not have."""
        present = list(entities)
        for root, node in self._roots:
            if node.empty or any(_meant(root, entity) for entity in present):
                continue
            names = ", ".join(sorted({entity.mapper.class_.__name__ for entity in present})) or "none"
            cls = root.mapper.class_.__name__
            keys = ", ".join(f"{cls}.{key}" for key in (*node.relations, *node.columns)) or cls
            raise exc.ArgumentError(
                f"Mapped class {cls} referenced in option for {keys} does not apply to any of the root entities in "
                f"this query, e.g. {names}. Please specify the full path from one of the root entities to the "
                "target attribute."
            )


def _meant(root: Any, entity: Any) -> bool:
    if root is entity:
        return True
    if root.is_aliased_class or entity.is_aliased_class:
        return False
    return bool(entity.isa(root) or root.isa(entity))


def _merged(nodes: list[LoadNode], everything: LoadNode) -> LoadNode:
    """One node for options given for a class and for its base or sub class."""
    made = LoadNode(everything)
    for node in nodes:
        made.relations.update(node.relations)
        made.columns.update(node.columns)
        made.groups |= node.groups
        made.polymorphic += node.polymorphic
        made.subclasses += node.subclasses
        made.only = made.only or node.only
        made.wildcard_relations = made.wildcard_relations or node.wildcard_relations
        made.wildcard_columns = made.wildcard_columns or node.wildcard_columns
    return made
