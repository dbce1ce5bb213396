"""Loading the columns of objects that exist: expired, deferred and refreshed attributes.

Rules
* Reading one expired column attribute loads all that are expired, and those of the object's peers. A deferred one is
  loaded alone, or with its group.
* Present values and unflushed changes stay.
* An object whose row is gone says so: ObjectDeletedError on access, InvalidRequestError from `Session.refresh()`.
Source: text A, "Refreshing / Expiring".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from holdfast.exc import InvalidRequestError
from holdfast.orm.base.symbols import NO_VALUE, PASSIVE_NO_RESULT, PASSIVE_OFF, SQL_OK, PassiveFlag
from holdfast.orm.entities.options_tree import NOTHING, OptionTree
from holdfast.orm.exc import DetachedInstanceError, ObjectDeletedError
from holdfast.orm.loading.batches import peers_lacking
from holdfast.orm.loading.lazy import node_of
from holdfast.orm.loading.plan_cache import PlanCache, plans_for
from holdfast.orm.loading.related import (
    RelatedLoad,
    fetch_all,
    ident_params,
    identity_criteria,
    load_absent,
    load_related,
    materialise,
    prepared_statement,
)
from holdfast.orm.state.instance_state import InstanceState
from holdfast.sql.statements.select import select


def load_column_attributes(state: InstanceState, key: str, passive: PassiveFlag = PASSIVE_OFF) -> Any:
    """Load the absent column attribute `key` of an object with a row, and what is expired with it, and return its
    value.

    :param state: the object's state.
    :param key: the attribute.
    :param passive: what may be done to get the value.
    :raises DetachedInstanceError: the object is in no session.
    :raises ObjectDeletedError: its row is gone.
    :raises InvalidRequestError: the attribute is deferred with `raiseload`.
    """
    if not passive & SQL_OK:
        return PASSIVE_NO_RESULT
    session = state.session
    if session is not None:
        session._autoflush()
    keys = _keys_with(state, key)
    if session is None:
        what = "deferred load" if keys == {key} and key not in state.mapper.expirable_keys else "attribute refresh"
        raise DetachedInstanceError(
            f"Parent instance {state} is not bound to a Session; deferred load operation of attribute '{key}' "
            "cannot proceed"
            if what == "deferred load"
            else f"Instance {state} is not bound to a Session; attribute refresh operation cannot proceed"
        )
    mapper: Any = state.mapper
    same_class = (lambda peer, values: peer.mapper is mapper) if mapper.base_mapper.inheriting else None
    listeners: Any = session.dispatch.do_orm_execute
    # listeners are told of a load of one object, as SQLAlchemy does
    states = [state] if listeners else peers_lacking(state, key, session, same_class)
    load_absent(session, state.mapper, frozenset(keys), states)
    values = state.dict
    if key not in values:
        raise ObjectDeletedError(state)
    return values[key]


def _keys_with(state: InstanceState, key: str) -> set[str]:
    """The attributes to load when `key` is asked for."""
    mapper: Any = state.mapper
    node = node_of(state)
    prop = mapper.props[key]
    choice = node.column(prop)
    if not choice.loaded:
        if choice.raiseload:
            raise InvalidRequestError(f"'{mapper.class_.__name__}.{key}' is not available due to raiseload=True")
        if prop.group is None:
            return {key}
        return {
            other for other, each in mapper.column_attrs.items() if each.group == prop.group and _absent(state, other)
        } | {key}
    absent = [other for other in mapper.expirable_keys if _absent(state, other)]
    if node.chooses_columns:
        absent = [other for other in absent if node.column(mapper.props[other]).loaded]
    return {*absent, key}


def _absent(state: InstanceState, key: str) -> bool:
    return key not in state.dict and not (state.committed is not None and key in state.committed)


# by identity


def load_by_ident(
    session: Any,
    mapper: Any,
    ident: Any,
    options: Sequence[Any] = (),
    populate_existing: bool = False,
    with_for_update: Any = None,
    execution_options: Any = None,
) -> Any:
    """Select one object by its primary key.

    :param ident: the raw primary key: a value, or a tuple when it is composite.
    :param options: loader options.
    :param populate_existing: overwrite the object if the session has it.
    :param with_for_update: True, or a dictionary (or ForUpdateParameter) of the arguments of `with_for_update()`.
    :param execution_options: `populate_existing` among them.
    :return: the object, or None when there is no such row.
    """
    if execution_options and execution_options.get("populate_existing"):
        populate_existing = True
    connection = session._connection_for(mapper)
    plans = plans_for(connection, execution_options)
    if options or with_for_update:
        load = _ident_load(mapper, plans, tuple(options), with_for_update)
    else:
        known: Any = plans.get(("ident", mapper))
        if known is None:
            known = plans["ident", mapper] = _ident_load(mapper, plans, (), None)
        load = known
    params = {"pk_1": ident} if len(mapper.primary_key) == 1 else ident_params(mapper, ident)
    cursor = connection._execute_compiled(load.plan.compiled, load.binds, params)
    items = materialise(
        session,
        load.plan,
        fetch_all(connection, cursor),
        populate_existing or mapper.always_refresh,
        load.plan.options,
        load.plan.following,
    )
    return items[0] if items else None


def _ident_load(mapper: Any, plans: PlanCache, options: tuple[Any, ...], with_for_update: Any) -> RelatedLoad:
    statement = select(mapper).where(*identity_criteria(mapper))
    if with_for_update:
        statement = statement.with_for_update(**_for_update_arguments(with_for_update))
    node = OptionTree(options).node_for(mapper) if options else NOTHING
    return prepared_statement(statement, plans, node, True, None, node)


def _for_update_arguments(given: Any) -> dict[str, Any]:
    if given is True:
        return {}
    if isinstance(given, dict):
        return given
    return {
        name: getattr(given, name)
        for name in ("nowait", "read", "of", "skip_locked", "key_share")
        if getattr(given, name, None)
    }


def refresh(
    session: Any,
    state: InstanceState,
    attribute_names: Iterable[str] | None = None,
    with_for_update: Any = None,
    options: Sequence[Any] = (),
) -> None:
    """Load an object's expired values now, with what is loaded eagerly.

    :param state: of a persistent object; the values to be refreshed are expired already.
    :param attribute_names: the attributes to refresh; None for all but deferred ones.
    :param with_for_update: as for `load_by_ident`.
    :param options: loader options.
    :raises InvalidRequestError: the object's row is gone.
    """
    mapper: Any = state.mapper
    connection = session._connection_for(mapper)
    names = None if attribute_names is None else list(attribute_names)
    columns = None
    if names is not None:
        columns = frozenset(name for name in names if name in mapper.column_attrs)
    statement = select(mapper).where(*identity_criteria(mapper))
    if with_for_update:
        statement = statement.with_for_update(**_for_update_arguments(with_for_update))
    node = OptionTree(options).node_for(mapper) if options else node_of(state)
    load = prepared_statement(statement, plans_for(connection), node, True, columns)
    params = ident_params(mapper, state.ident)
    listeners: Any = session.dispatch.do_orm_execute
    announced = session._announced_load(statement, params, mapper, False) if listeners else None
    if announced is not None:
        items = announced.unique().all()
    else:
        cursor = connection._execute_compiled(load.plan.compiled, load.binds, params)
        following = [each for each in load.plan.following if names is None or each.prop.key in names]
        rows = fetch_all(connection, cursor)
        items = materialise(session, load.plan, rows, False, load.plan.options, following, names)
    if not items:
        raise InvalidRequestError(f"Could not refresh instance '{state}': its row is not in the database")
    for name in names or ():
        prop = mapper.props[name]
        if prop.is_relationship and name not in state.dict:
            load_related(session, prop, node.relation(prop), [state], (prop,))


def refresh_expired(state: InstanceState) -> None:
    """Load all expired column attributes of a persistent object.

    :raises ObjectDeletedError: its row is gone.
    """
    values = state.dict
    node = node_of(state)
    mapper: Any = state.mapper
    for key in mapper.expirable_keys:
        if key not in values and node.column(mapper.props[key]).loaded:
            value = load_column_attributes(state, key)
            if value is NO_VALUE:
                raise ObjectDeletedError(state)
            return
