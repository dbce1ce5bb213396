"""SelectPlan: all that is known about executing one shape of ORM SELECT on one dialect, made once and kept.

Rules
* Plans are cached by statement key and dialect. A plan holds no values: bound values come from the statement at hand,
  found by their position in its gathered BindParameters. (The Core statement has the same BindParameters, and those
  that the expansion added.)
* Loader options with values inside (criteria) are read from the statement at hand, too; others are kept with the plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from holdfast import exc
from holdfast.engine.result import ResultMetaData
from holdfast.orm.entities.options_tree import LoadNode, OptionTree, RelationChoice
from holdfast.orm.loading.compile import compile_loader
from holdfast.orm.loading.expand import Expansion, Item, expand
from holdfast.orm.loading.plan_cache import PlanCache
from holdfast.orm.loading.row_plan import EntityPlan, Loader, Processor, RowPlan
from holdfast.orm.loading.shape import BundleShape, EntityShape, Slot, item_plan, later_columns, value_plan
from holdfast.sql.traversal import NotCacheable
from holdfast.sql.types import ExternalType


class Following(NamedTuple):
    """A relationship that is loaded with a statement of its own after the rows."""

    entity: int
    """`EntityPlan.number` of its parent"""
    prop: Any
    choice: RelationChoice
    path: tuple[Any, ...]
    """the relationships that lead from the root to the related objects"""


class FollowingColumns(NamedTuple):
    """The columns of a subclass that are loaded with a statement of their own after the rows."""

    entity: int
    mapper: Any


class SelectPlan:
    """How to execute one shape of statement."""

    __slots__ = (
        "_loaders",
        "always_refresh",
        "columns",
        "compiled",
        "entities",
        "following",
        "mapper",
        "metadata",
        "options",
        "options_vary",
        "pausable",
        "places",
        "repeats",
        "row_plan",
        "scalar",
    )

    def __init__(
        self, expansion: Expansion, compiled: Any, dialect: Any, group: int = 0, width: int | None = None
    ) -> None:
        self.compiled = compiled
        entities = list(expansion.shape.walk())
        self.entities: tuple[Any, ...] = tuple([entity.mapper for entity in entities])
        self.options: tuple[tuple[LoadNode, ...], ...] = tuple([entity.node.propagated() for entity in entities])
        self.always_refresh = any(mapper.always_refresh for mapper in self.entities)
        self.options_vary = False
        self.places = tuple([(entity.root.entry, entity.path) for entity in entities])
        """where each entity's options are found: the entry of its root entity, and the relationships from there"""
        self.following = tuple(
            [
                Following(entity.number, prop, choice, (*entity.path, prop))
                for entity in entities
                for prop, choice in entity.following
            ]
        )
        self.columns = tuple(
            [FollowingColumns(entity.number, mapper) for entity in entities for mapper in later_columns(entity)]
        )
        self.mapper = next((item.entity.mapper for item in expansion.items if item.entity is not None), None)
        self.repeats = expansion.repeats
        self.row_plan, self.pausable = _row_plan(expansion, dialect, group, width)
        self.scalar = self.row_plan.scalar
        self.metadata = _metadata(expansion, compiled)
        self._loaders: dict[tuple[bool, bool], Loader | None] = {}

    def loader(self, populate_existing: bool = False, events: bool = False) -> Loader | None:
        """The loader for a way of execution; None when raw rows are the result."""
        key = (populate_existing, events)
        if key in self._loaders:
            return self._loaders[key]
        plan = self.row_plan
        loader = None
        if plan.group or not _is_raw(plan):
            loader = compile_loader(plan._replace(populate_existing=populate_existing, events=events))
        self._loaders[key] = loader
        return loader


def _is_raw(plan: RowPlan) -> bool:
    return not plan.scalar and all(
        getattr(item, "process", item) is None and getattr(item, "position", None) == n
        for n, item in enumerate(plan.items)
    )


def _row_plan(expansion: Expansion, dialect: Any, group: int, width: int | None) -> tuple[RowPlan, bool]:
    calls_user_code = False

    def processor(column: Any) -> Processor | None:
        nonlocal calls_user_code
        found: Processor | None = column.type._selected(column, dialect).type._result(dialect)
        if found is not None and isinstance(column.type.dialect_impl(dialect), ExternalType):
            calls_user_code = True
        return found

    shapes = [item.shape for item in expansion.items]
    keys = []
    for shape in shapes[:group]:
        assert isinstance(shape, Slot)
        keys.append(value_plan(shape, processor))
    items = tuple([item_plan(shape, processor) for shape in shapes[group:]])
    scalar = len(items) == 1 and isinstance(items[0], EntityPlan)
    distinct = scalar and not group and expansion.repeats
    plan = RowPlan(items, len(expansion.shape.slots) if width is None else width, scalar, tuple(keys), distinct)
    return plan, not calls_user_code and not any(isinstance(shape, BundleShape) for shape in shapes)


def _metadata(expansion: Expansion, compiled: Any) -> ResultMetaData:
    names: list[str] = []
    keys: list[tuple[Any, ...]] = []
    filters: list[Any] = []
    for item in expansion.items:
        names.append(_name(item, compiled))
        keys.append(item.keys)
        filters.append(id if isinstance(item.shape, EntityShape) else None)
    lasting = all(item.entity is not None and not item.entity.is_aliased_class for item in expansion.items)
    return ResultMetaData(names, keys, filters, statement=None if lasting else expansion.given, first_of_name=True)


def _name(item: Item, compiled: Any) -> str:
    if item.name is not None:
        return item.name
    if isinstance(item.shape, Slot):
        return str(compiled.result_columns[item.shape.position].name)
    return type(item.source).__name__


# making plans


def make_plan(expansion: Expansion, plans: PlanCache, gathered: Sequence[Any], group: int = 0) -> SelectPlan:
    """Compile an expanded statement.

    :param gathered: the BindParameters of the ORM statement that was expanded.
    :param group: how many items in front are the key to group the rest by.
    """
    return SelectPlan(expansion, plans.compile(expansion.statement, gathered), plans.dialect, group)


def plan_select(statement: Any, plans: PlanCache, gathered: Sequence[Any], options: Mapping[str, Any]) -> SelectPlan:
    """Make the plan of an ORM SELECT; of the execution options only `enable_eagerloads` matters."""
    eager = options.get("enable_eagerloads", True)
    plan = make_plan(expand(statement, eager=eager), plans, gathered)
    plan.options_vary = any(_has_binds(option) for option in statement._options)
    return plan


def _has_binds(option: Any) -> bool:
    gather = getattr(option, "_gather", None)
    if gather is None:
        return False
    binds: list[Any] = []
    try:
        gather([], binds)
    except NotCacheable:
        return False  # neither is the plan
    return bool(binds)


def current_options(plan: SelectPlan, statement: Any) -> tuple[Sequence[tuple[LoadNode, ...]], Sequence[Following]]:
    """What objects keep of the options and what follows the rows, with the values of the statement at hand."""
    if not plan.options_vary:
        return plan.options, plan.following
    tree = OptionTree(statement._options)
    nodes = []
    for entry, path in plan.places:
        node = tree.node_for(statement._entities[entry])
        for prop in path:
            node = node.relation(prop).node
        nodes.append(node)
    following = [each._replace(choice=nodes[each.entity].relation(each.prop)) for each in plan.following]
    return [node.propagated() for node in nodes], following


def check_yield_per(plan: SelectPlan) -> None:
    """InvalidRequestError when rows cannot be loaded piece by piece."""
    if plan.repeats or any(follow.choice.strategy == "subquery" for follow in plan.following):
        raise exc.InvalidRequestError(
            "Can't use yield_per with eager loaders that require uniquing or row buffering, e.g. joinedload() "
            "against collections or "
            "subqueryload().  Consider the selectinload() strategy for better flexibility in loading objects."
        )
