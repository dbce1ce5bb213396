"""From mapped classes and their instances to mappers and states: `inspect()`, `object_mapper()`, `class_mapper()`."""

from __future__ import annotations

from typing import Any, TypeVar

from holdfast import exc
from holdfast.inspection import _inspects, inspect
from holdfast.orm import exc as orm_exc
from holdfast.orm.mapper.mapper import Mapper
from holdfast.orm.state.instance_state import STATE_KEY, InstanceState

_O = TypeVar("_O")


@_inspects(type)
def _mapper_of_class(cls: type[Any]) -> Mapper[Any] | None:
    mapper: Mapper[Any] | None = cls.__dict__.get("__mapper__")
    return mapper if isinstance(mapper, Mapper) else None


@_inspects(object)
def _state_of_instance(instance: object) -> InstanceState | None:
    values = getattr(instance, "__dict__", None)
    if values is None:
        return None
    state = values.get(STATE_KEY)
    if state is None and isinstance(type(instance).__dict__.get("__mapper__"), Mapper):
        # made by __new__ alone, as pickle and copy do
        state = values[STATE_KEY] = type(instance).__mapper__.state_class.fresh(instance)  # type: ignore[attr-defined]  # just looked at
    return state if isinstance(state, InstanceState) else None


def class_mapper(class_: type[_O] | Any, configure: bool = True) -> Mapper[_O]:
    """Return the Mapper of a mapped class.

    :param class_: the class.
    :param configure: configure the mappers first.
    :raises UnmappedClassError: the class is not mapped.
    :raises ArgumentError: it is no class.
    Source: SQLAlchemy 2.1 documentation, class_mapper().
    """
    mapper = _mapper_or_none(class_)
    if mapper is None:
        if not isinstance(class_, type):
            raise exc.ArgumentError(f"Class object expected, got '{class_!r}'.")
        raise orm_exc.UnmappedClassError(class_)
    if configure:
        mapper._check_configure()
    return mapper


def _mapper_or_none(entity: Any) -> Mapper[Any] | None:
    """The mapper of a mapped class, Mapper or aliased entity; None for anything else."""
    if isinstance(entity, type):
        mapper = entity.__dict__.get("__mapper__")
        return mapper if isinstance(mapper, Mapper) else None
    found = inspect(entity, raiseerr=False)
    mapper = getattr(found, "mapper", None)
    return (
        mapper if isinstance(mapper, Mapper) and found is not None and getattr(found, "_is_orm_entity", False) else None
    )


def object_mapper(instance: _O) -> Mapper[_O]:
    """Return the Mapper of a mapped object; UnmappedInstanceError when its class is not mapped."""
    state = getattr(instance, "__dict__", {}).get(STATE_KEY)
    if state is None:
        mapper = _mapper_or_none(type(instance))
        if mapper is None:
            raise orm_exc.UnmappedInstanceError(instance)
        return mapper
    found: Mapper[_O] = state.mapper
    return found
