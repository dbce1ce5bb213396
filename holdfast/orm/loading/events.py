"""The `load` and `refresh` events of mapped objects: told after the rows are loaded, and only when somebody listens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from holdfast.orm.loading.row_plan import LoadContext


def listened(mappers: Iterable[Any]) -> bool:
    """Whether any of the mappers has listeners for its objects (`Mapper.instance_dispatch`, None without any)."""
    for mapper in mappers:
        dispatch = getattr(mapper, "instance_dispatch", None)
        if dispatch is not None and (dispatch.load or dispatch.refresh):
            return True
    return False


def announce(context: LoadContext, names: Iterable[str] | None = None) -> None:
    """Tell the listeners of the objects that were made and filled.

    :param names: the attributes that were to be loaded; None for all.
    """
    attrs = None if names is None else set(names)
    for state in dict.fromkeys(context.loaded):
        instance = state()
        dispatch = getattr(state.mapper, "instance_dispatch", None)
        if instance is not None and dispatch is not None and dispatch.load:
            dispatch.load(instance, context)
    for state in dict.fromkeys(context.refreshed):
        instance = state()
        dispatch = getattr(state.mapper, "instance_dispatch", None)
        if instance is not None and dispatch is not None and dispatch.refresh:
            dispatch.refresh(instance, context, attrs)
