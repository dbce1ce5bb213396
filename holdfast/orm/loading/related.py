"""Loading the related objects of many parents with one statement: what selectin, immediate and lazy loading have in
common.

Rules
* A related load is prepared once per relationship, choice of options and dialect: `SELECT <key>, <target> .. WHERE
  <key> IN (..)`, grouped by the key in the loader. The key is the foreign key of the target (one-to-many), that of
  the secondary table
  (many-to-many), or, for conditions that are more than equalities, the parent's primary key through an alias of its
  table.
* A many-to-one by primary key looks into the identity map first and selects only what is not there.
* `materialise` is the one place where rows become items: loader, sweep, events, and the loads that follow.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from holdfast.exc import SAWarning
from holdfast.inspection import inspect
from holdfast.orm.entities.aliased import aliased
from holdfast.orm.entities.options_functions import load_only
from holdfast.orm.entities.options_tree import NOTHING, LoadNode, RelationChoice
from holdfast.orm.loading.batches import CHUNK
from holdfast.orm.loading.compile import run_loader
from holdfast.orm.loading.events import announce, listened
from holdfast.orm.loading.expand import expand
from holdfast.orm.loading.joins import adapted, entity_adapter, joined
from holdfast.orm.loading.plan_cache import PlanCache, plans_for
from holdfast.orm.loading.row_plan import LoadContext
from holdfast.orm.loading.row_stream import RowStream
from holdfast.orm.loading.select_plan import Following, SelectPlan, make_plan
from holdfast.orm.state.instance_state import InstanceState, LoadBatch
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.expressions.tuples import Tuple
from holdfast.sql.statements.select import select
from holdfast.sql.traversal import statement_key

KEYS = "keys"


def materialise(
    session: Any,
    plan: SelectPlan,
    rows: Sequence[Any] | RowStream,
    populate_existing: bool,
    options: Sequence[tuple[LoadNode, ...]],
    following: Sequence[Following],
    names: Iterable[str] | None = None,
) -> Any:
    """Make the items of rows.

    :param options: what the objects of each entity keep of the loader options.
    :param following: relationships to load afterwards.
    :param names: the attributes that the load is for; None for all.
    :return: a list, or a dictionary of lists when the plan groups.
    """
    events = listened(plan.entities)
    loader = plan.loader(populate_existing, events)
    if loader is None:
        return rows if type(rows) is list else list(rows)
    context = LoadContext(session, [LoadBatch(kept) for kept in options])
    items = run_loader(loader, rows, context, plan.pausable)
    session.identity_map.grown()
    if events:
        announce(context, names)
    for each in plan.columns:
        load_columns(session, each.mapper, context.visited[each.entity])
    for follow in following:
        prop = follow.prop
        states = [
            state
            for state in dict.fromkeys(context.visited[follow.entity])
            if _lacks(state, prop.key) and _is_object_of(state, prop.parent)
        ]
        if states:
            load_related(session, prop, follow.choice, states, follow.path, populate_existing, eager=True)
    return items


def _lacks(state: InstanceState, key: str) -> bool:
    instance = state()
    return (
        instance is not None
        and key not in instance.__dict__
        and not (state.committed is not None and key in state.committed)
    )


def _is_object_of(state: InstanceState, mapper: Any) -> bool:
    own: Any = state.mapper
    return own is mapper or own.isa(mapper)


class RelatedLoad:
    """A prepared related load."""

    __slots__ = ("binds", "key_of", "plan", "statement")

    def __init__(self, statement: Any, plan: SelectPlan, binds: Sequence[Any], key_of: KeyOf | None) -> None:
        self.statement = statement
        self.plan = plan
        self.binds = binds
        self.key_of = key_of
        """the key of a parent from its state and instance dictionary; None in the result: it has no related objects"""

    def run(self, session: Any, keys: Sequence[Any], populate_existing: bool, chunk: int = CHUNK) -> Any:
        """Load for all keys; returns the groups (or, without groups, the list of objects)."""
        connection = session._connection_for(self.plan.mapper)
        found: Any = None
        for start in range(0, len(keys), chunk):
            params = {KEYS: keys[start : start + chunk]}
            made = self._by_listeners(session, params) if session.dispatch.do_orm_execute else None
            if made is None:
                cursor = connection._execute_compiled(self.plan.compiled, self.binds, params)
                rows = fetch_all(connection, cursor)
                made = materialise(session, self.plan, rows, populate_existing, self.plan.options, self.plan.following)
            if found is None:
                found = made
            elif self.plan.row_plan.group:
                found.update(made)
            else:
                found.extend(made)
        return found

    def _by_listeners(self, session: Any, params: Mapping[str, Any]) -> Any:
        """What `do_orm_execute` listeners make of the load: its groups or objects; None when they let it go on."""
        result = session._announced_load(self.statement, params, self.plan.mapper, True)
        if result is None:
            return None
        width = len(self.plan.row_plan.group)
        if not width:
            return list(dict.fromkeys(result.scalars()))
        groups: dict[Any, list[Any]] = {}
        for row in result:
            key = row[0] if width == 1 else tuple(row[:width])
            groups.setdefault(key, []).append(row[width])
        return groups


KeyOf = Callable[[InstanceState, dict[str, Any]], Any]

MISSING: Any = object()
"""the key of a parent whose columns are not loaded"""


def fetch_all(connection: Any, cursor: Any) -> Sequence[Any]:
    """All rows of a cursor, which is closed."""
    try:
        rows: Sequence[Any] = cursor.fetchall()
    except Exception as error:
        connection._raise(error)
        raise
    cursor.close()
    return rows


def key_reader(mapper: Any, columns: Sequence[Any]) -> KeyOf:
    """A function that reads a key from an object: a bare value for one column, else a tuple.

    It returns None when a part of the key is None, and MISSING when one is not loaded.
    """
    if same_columns(columns, mapper.primary_key):
        return lambda state, values: state.ident
    keys = [mapper.key_of(column) for column in columns]
    if len(keys) == 1:
        only = keys[0]
        return lambda state, values: values.get(only, MISSING)

    def read(state: InstanceState, values: dict[str, Any]) -> Any:
        found = tuple([values.get(key, MISSING) for key in keys])
        if MISSING in found:
            return MISSING
        return None if None in found else found

    return read


def same_columns(one: Sequence[Any], other: Sequence[Any]) -> bool:
    """Whether both have the same columns in the same order (columns are compared by identity)."""
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))


# preparing


def prepared(session: Any, prop: Any, choice: RelationChoice, path: tuple[Any, ...]) -> RelatedLoad:
    """The related load of a relationship for a choice of options."""
    plans = plans_for(session._connection_for(prop.mapper))
    key = ("related", prop, choice.node, choice.of_type, path)
    found: Any = plans.get(key)
    if found is None:
        found = plans[key] = _prepare(prop, choice, path, plans)
    return found  # type: ignore[no-any-return]  # the cache holds plans of several kinds


def _prepare(prop: Any, choice: RelationChoice, path: tuple[Any, ...], plans: PlanCache) -> RelatedLoad:
    target = choice.of_type or prop.entity
    key_of: KeyOf | None
    if uses_get(prop, choice):
        statement = select(target).where(
            in_keys([entity_adapter(target)(column) for column in target.mapper.primary_key])
        )
        group, key_of = 0, identity_reader(prop)
    else:
        statement, group, key_of = _grouped(prop, target)
    for criterion in choice.criteria:
        statement = statement.where(adapted(criterion, entity_adapter(target)))
    gathered = statement_key(statement)
    binds = [] if gathered is None else gathered[1]
    expansion = expand(statement, nodes=lambda entity: choice.node, path=path, criteria=choice.node)
    plan = make_plan(expansion, plans, binds, group)
    return RelatedLoad(statement, plan, binds, key_of)


def uses_get(prop: Any, choice: RelationChoice) -> bool:
    """Whether the related object is found by primary key, in the identity map first."""
    if choice.criteria or choice.node.loader_criteria(prop.mapper, later=True):
        return False
    return bool(prop.use_get) and (choice.of_type is None or not choice.of_type.is_aliased_class)


def identity_reader(prop: Any) -> KeyOf:
    """The reader of the related object's primary key from the parent's foreign key."""
    by_remote = {id(remote): local for local, remote in prop.join.equalities()}
    return key_reader(prop.parent, [by_remote[id(column)] for column in prop.mapper.primary_key])


def in_keys(columns: Sequence[Any]) -> Any:
    """The criterion that columns have one of the values of the parameter `keys`."""
    subject = columns[0] if len(columns) == 1 else Tuple(*columns)
    bind: Any = BindParameter(KEYS, type_=subject.type, expanding=True)
    return subject.in_(bind)


def _grouped(prop: Any, target: Any) -> tuple[Any, int, KeyOf]:
    """The statement that selects keys and related objects, how many key columns it has, and the reader of a parent's
    key."""
    pairs = prop.join.equalities()
    adapters = [entity_adapter(target)]
    dest = None if target is prop.entity and not target.is_aliased_class else target
    if prop.secondary is not None:
        primary, secondary, second = prop.join_targets(None, dest, alias_secondary=True)
        adapters.append(secondary.corresponding_column)
        from_: Any = joined(target.selectable, secondary, second)
    if pairs is not None:
        source = adapters[-1]
        keys = [
            source(remote) if prop.secondary is not None or target.is_aliased_class else remote for _, remote in pairs
        ]
        key_of = key_reader(prop.parent, [local for local, _ in pairs])
        statement = select(*keys, target)
        if prop.secondary is not None:
            statement = statement.select_from(from_)
    else:
        parent = inspect(aliased(prop.parent.class_))
        primary, secondary, second = prop.join_targets(parent, dest, alias_secondary=prop.secondary is not None)
        keys = [parent.adapt(column) for column in prop.parent.primary_key]
        key_of = key_reader(prop.parent, prop.parent.primary_key)
        if secondary is None:
            from_ = joined(parent.selectable, target.selectable, primary)
        else:
            adapters[-1] = secondary.corresponding_column
            from_ = joined(joined(parent.selectable, secondary, primary), target.selectable, second)
        statement = select(*keys, target).select_from(from_)
    statement = statement.where(in_keys(keys))
    if prop.order_by:
        statement = statement.order_by(*[adapted(expression, *adapters) for expression in prop.order_by])
    return statement, len(keys), key_of


# running


Parent = tuple[InstanceState, dict[str, Any], Any]
"""A parent's state, its instance dictionary, and the key that its related objects are found by."""


def load_related(
    session: Any,
    prop: Any,
    choice: RelationChoice,
    states: Iterable[InstanceState],
    path: tuple[Any, ...],
    populate_existing: bool = False,
    eager: bool = False,
) -> None:
    """Load and store a relationship of persistent objects that lack it.

    :param eager: it follows a statement, and no access.
    """
    load = prepared(session, prop, choice, path)
    parents = parents_of(prop, load, states)
    keys = distinct_keys(parents)
    chunk = choice.arguments.get("chunksize") or CHUNK
    if uses_get(prop, choice):
        known = load_identities(session, prop, load, keys, populate_existing, chunk)
        for _, values, key in parents:
            values.setdefault(prop.key, known.get(key) if key is not None else None)
    else:
        groups = load.run(session, keys, populate_existing, chunk) if keys else {}
        for state, values, key in parents:
            store_group(prop, values, state, groups.get(key, ()) if key is not None else (), eager)


def parents_of(prop: Any, load: RelatedLoad, states: Iterable[InstanceState]) -> list[Parent]:
    """The living objects among the states, with their keys."""
    assert load.key_of is not None
    parents: list[Parent] = []
    for state in states:
        instance = state()
        if instance is not None:
            values = instance.__dict__
            key = load.key_of(state, values)
            if key is MISSING:
                key = _after_refresh(prop, load.key_of, state, values)
            parents.append((state, values, key))
    return parents


def distinct_keys(parents: Iterable[Parent]) -> list[Any]:
    """The keys of parents, each once, without those that have none."""
    return list(dict.fromkeys([key for _, _, key in parents if key is not None]))


def _after_refresh(prop: Any, key_of: KeyOf, state: InstanceState, values: dict[str, Any]) -> Any:
    """The key of an object whose foreign key is expired: reading the attributes loads them, for its peers too."""
    for local, _ in prop.local_remote_pairs:
        prop.parent.attributes[prop.parent.key_of(local)].get(state)
    key = key_of(state, values)
    return None if key is MISSING else key


def store_group(
    prop: Any, values: dict[str, Any], state: InstanceState, found: Sequence[Any], eager: bool = False
) -> None:
    """Store the related objects of one object, unless it has the value by now."""
    key = prop.key
    if key in values:
        return
    if prop.uselist:
        prop.parent.attributes[key].fill(state, found)
        return
    if len(found) > 1:
        warnings.warn(
            SAWarning(
                f"Multiple rows returned with uselist=False for {'eagerly' if eager else 'lazily'}-loaded attribute "
                f"'{prop}' "
            ),
            stacklevel=2,
        )
    values[key] = found[0] if found else None


def load_identities(
    session: Any, prop: Any, load: RelatedLoad, keys: list[Any], populate_existing: bool, chunk: int
) -> dict[Any, Any]:
    """Objects by primary key, those that the session has and those that it lacks."""
    states = session.identity_map.of(prop.mapper)
    needed = frozenset(prop.mapper.expirable_keys)
    known: dict[Any, Any] = {}
    unknown: list[Any] = []
    for key in keys:
        state = states.get(key)
        instance = None if state is None else state()
        if instance is None or populate_existing or not is_complete(instance.__dict__, needed):
            unknown.append(key)
        else:
            known[key] = instance
    if unknown:
        for instance in load.run(session, unknown, populate_existing, chunk):
            known[instance.__dict__["_sa_instance_state"].ident] = instance
    return known


def is_complete(values: dict[str, Any], needed: frozenset[str]) -> bool:
    """Whether an instance dictionary has all these values."""
    return values.keys() >= needed


# columns of objects that exist


def load_absent(session: Any, mapper: Any, keys: frozenset[str], states: Sequence[InstanceState]) -> None:
    """Load column attributes of objects of one class; values that are present stay."""
    if session.dispatch.do_orm_execute and _loaded_by_listeners(session, mapper, keys, states):
        return
    connection = session._connection_for(mapper)
    single = len(states) == 1
    load = _column_load(mapper, keys, plans_for(connection), single)
    idents = [state.ident for state in states]
    params = ident_params(mapper, idents[0]) if single else {KEYS: idents}
    cursor = connection._execute_compiled(load.plan.compiled, load.binds, params)
    materialise(session, load.plan, fetch_all(connection, cursor), False, load.plan.options, (), keys)


def _loaded_by_listeners(session: Any, mapper: Any, keys: frozenset[str], states: Sequence[InstanceState]) -> bool:
    """Whether `do_orm_execute` listeners have made the load their own."""
    attributes = [getattr(mapper.class_, key) for key in sorted(keys)]
    statement = select(mapper.class_).where(in_keys(mapper.primary_key)).options(load_only(*attributes))
    params = {KEYS: [state.ident for state in states]}
    result = session._announced_load(statement, params, mapper, False)
    if result is not None:
        result.unique().all()
    return result is not None


def _column_load(mapper: Any, keys: frozenset[str], plans: PlanCache, single: bool) -> RelatedLoad:
    key = ("columns", mapper, keys, single)
    found: Any = plans.get(key)
    if found is None:
        statement = select(mapper).where(*(identity_criteria(mapper) if single else [in_keys(mapper.primary_key)]))
        found = plans[key] = prepared_statement(statement, plans, NOTHING, False, keys)
    return found  # type: ignore[no-any-return]  # the cache holds plans of several kinds


def prepared_statement(
    statement: Any,
    plans: PlanCache,
    node: LoadNode,
    eager: bool,
    keys: frozenset[str] | None,
    criteria: LoadNode | None = None,
) -> RelatedLoad:
    """The prepared form of a SELECT of one entity.

    :param node: the choices for the entity.
    :param eager: apply eager loading.
    :param keys: the column attributes to load; None: as the choices say.
    :param criteria: the choices whose `with_loader_criteria()` apply.
    """
    gathered = statement_key(statement)
    binds = [] if gathered is None else gathered[1]
    expansion = expand(statement, nodes=lambda entity: node, eager=eager, only_keys=keys, criteria=criteria)
    plan = make_plan(expansion, plans, binds)
    return RelatedLoad(statement, plan, binds, None)


def identity_criteria(mapper: Any) -> list[Any]:
    """`primary key column = :pk_1`, for each primary key column."""
    return [
        column == BindParameter(f"pk_{n}", type_=column.type, required=True)
        for n, column in enumerate(mapper.primary_key, 1)
    ]


def ident_params(mapper: Any, ident: Any) -> dict[str, Any]:
    """The parameters of `identity_criteria` for a raw primary key."""
    if len(mapper.primary_key) == 1:
        return {"pk_1": ident}
    return {f"pk_{n}": value for n, value in enumerate(ident, 1)}


def load_columns(session: Any, mapper: Any, states: Iterable[InstanceState]) -> None:
    """Load what the objects of a subclass lack of its columns."""
    mine = [state for state in dict.fromkeys(states) if state.mapper is mapper and state() is not None]
    absent = {key for state in mine for key in mapper.expirable_keys if _lacks(state, key)}
    for start in range(0, len(mine) if absent else 0, CHUNK):
        load_absent(session, mapper, frozenset(absent), mine[start : start + CHUNK])
