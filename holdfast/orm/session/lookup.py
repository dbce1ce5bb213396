"""Objects by primary key: Session.get, get_one, and many at once.

Source: SQLAlchemy 2.1 documentation, Session.get; text B.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from holdfast.exc import ArgumentError, InvalidRequestError
from holdfast.inspection import inspect
from holdfast.orm.exc import ObjectDeletedError
from holdfast.orm.loading import load_by_ident, refresh_expired
from holdfast.orm.loading.refresh import _for_update_arguments
from holdfast.orm.session.membership import state_of
from holdfast.sql import select, tuple_
from holdfast.util.warnings import warn

if TYPE_CHECKING:
    from holdfast.orm.session.session import Session

MAX_IDENTS = 500

NULL_KEY = (
    "fully NULL primary key identity cannot load any object.  This condition may raise an error in a future release."
)


def raw_ident(mapper: Any, ident: Any) -> Any:
    """The raw primary key from what a user gives: a scalar, a tuple, or a dictionary of attribute names.

    InvalidRequestError when the number of values or the names do not fit.
    """
    keys = mapper.pk_keys
    if isinstance(ident, Mapping):
        try:
            values = tuple(ident[key] for key in keys)
            if len(ident) != len(keys):
                raise KeyError
        except KeyError:
            names = ",".join(f"'{key}'" for key in keys)
            raise InvalidRequestError(
                f"Incorrect names of values in identifier to formulate primary key for session.get(); primary "
                f"key attribute names are {names}"
            ) from None
    elif isinstance(ident, Sequence) and not isinstance(ident, str | bytes):
        values = tuple(ident)
    else:
        values = (ident,)
    if len(values) != len(keys):
        columns = ",".join(f"'{column}'" for column in mapper.primary_key)
        raise InvalidRequestError(
            f"Incorrect number of values in identifier to formulate primary key for session.get(); primary key "
            f"columns are {columns}"
        )
    return values[0] if len(values) == 1 else values


def get(
    session: Session,
    entity: Any,
    ident: Any,
    options: Any,
    populate_existing: bool,
    with_for_update: Any,
    execution_options: Any,
    bind_arguments: Mapping[str, Any] | None = None,
) -> Any:
    """The object with the given key from the identity map, else from the database, else None."""
    mapper = entity.__dict__.get("__mapper__") if isinstance(entity, type) else None
    if mapper is None:
        mapper = inspect(entity)
    if type(ident) in (int, str) and len(mapper.pk_keys) == 1:
        key = ident
    else:
        key = raw_ident(mapper, ident)
        if key is None or (type(key) is tuple and not any(part is not None for part in key)):
            warn(NULL_KEY)
            return None
    if not populate_existing and not with_for_update:
        state = session.identity_map.find(mapper, key)
        if state is not None:
            instance = state()
            if not isinstance(instance, mapper.class_):
                return None
            if state in session._deleted and not state.expired:
                return instance
            if state.expired:
                try:
                    refresh_expired(state)
                except ObjectDeletedError:
                    session._remove_vanished(state)
                    return None
            return instance
    if session.autoflush:
        session._autoflush()
    if bind_arguments or session.dispatch.do_orm_execute:
        return _select_by_ident(
            session, mapper, key, options, populate_existing, with_for_update, execution_options, bind_arguments
        )
    return load_by_ident(
        session,
        mapper,
        key,
        options=tuple(options or ()),
        populate_existing=populate_existing,
        with_for_update=with_for_update,
        execution_options=execution_options,
    )


def _select_by_ident(
    session: Session,
    mapper: Any,
    key: Any,
    options: Any,
    populate_existing: bool,
    with_for_update: Any,
    execution_options: Any,
    bind_arguments: Mapping[str, Any] | None,
) -> Any:
    """As `load_by_ident`, with listeners, and from the database that the bind arguments say."""
    values = key if len(mapper.primary_key) > 1 else (key,)
    statement = select(mapper).where(*[c == value for c, value in zip(mapper.primary_key, values, strict=True)])
    if options:
        statement = statement.options(*options)
    if with_for_update:
        statement = statement.with_for_update(**_for_update_arguments(with_for_update))
    chosen = {**execution_options, "populate_existing": True} if populate_existing else execution_options or {}
    arguments = {"mapper": mapper, **(bind_arguments or {})}
    return session.scalars(statement, execution_options=chosen, bind_arguments=arguments).unique().one_or_none()


def load_many(session: Session, mapper: Any, idents: list[Any], options: Any) -> list[Any]:
    """The objects with the given raw keys, in a few statements; absent ones are left out."""
    columns = mapper.primary_key
    criterion = columns[0].in_ if len(columns) == 1 else tuple_(*columns).in_
    found: list[Any] = []
    for start in range(0, len(idents), MAX_IDENTS):
        statement = select(mapper.class_).where(criterion(idents[start : start + MAX_IDENTS]))
        if options:
            statement = statement.options(*options)
        found.extend(session.scalars(statement).unique().all())
    return found


def identity_key(class_: type[Any] | None, ident: Any, instance: Any, row: Any) -> Any:
    """The identity key of a class and primary key, of an instance, or of a row."""
    if class_ is not None:
        mapper = inspect(class_)
        if row is not None:
            ident = tuple(row._mapping[column] for column in mapper.primary_key)
        if ident is None:
            raise ArgumentError("ident or row is required")
        return mapper.key_of_ident(raw_ident(mapper, ident))
    if instance is None:
        raise ArgumentError("class or instance is required")
    state = state_of(instance)
    return state.key or state.mapper.key_of_ident(state.mapper.ident_of_values(state.dict))
