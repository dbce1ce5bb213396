"""Filling objects that exist already: the part of a loader that is too rare, or too varied, to be generated.

Rules
* A value that is present is never overwritten by an ordinary load, nor is one that was deleted and not flushed
  (`committed` has its key).
* `refresh_object` (populate_existing, always_refresh) drops all mapped values and changes first: what the row has not
  is expired.
* An existing object joins the batch of the newest result that met it, unless the options it was loaded with would be
  lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from holdfast.orm.loading.row_plan import AttributePlan, VariantPlan
from holdfast.orm.state.instance_state import InstanceState, LoadBatch


def fill_absent(
    state: InstanceState, values: dict[str, Any], attributes: Sequence[AttributePlan], row: Sequence[Any]
) -> bool:
    """Store the row's values for the attributes that have none; returns whether there were any."""
    committed = state.committed
    filled = False
    for key, position, process in attributes:
        if key in values or (committed is not None and key in committed):
            continue
        value = row[position]
        values[key] = value if process is None else process(value)
        filled = True
    return filled


def fill_all(values: dict[str, Any], attributes: Sequence[AttributePlan], row: Sequence[Any]) -> None:
    """Store the row's values for all `attributes`."""
    for key, position, process in attributes:
        value = row[position]
        values[key] = value if process is None else process(value)


def refresh_object(
    state: InstanceState, instance: Any, attributes: Sequence[AttributePlan], row: Sequence[Any], batch: LoadBatch
) -> None:
    """Overwrite an object with a row, discarding its changes."""
    values = instance.__dict__
    state.mapper.drop_values(values)
    state.forget_changes()
    session = state.session
    if session is not None:
        session._modified.pop(state, None)
    fill_all(values, attributes, row)
    state.batch = batch
    batch.states.append(state)


def adopt(state: InstanceState, batch: LoadBatch, batches: Sequence[LoadBatch]) -> None:
    """Make an existing object a peer of the objects of a new result.

    :param batches: all batches of the result; an object that is in one of them already stays there.
    """
    former = state.batch
    if former is None or not (former.options or former in batches):
        state.batch = batch
        batch.states.append(state)


def variant_of(variants: Mapping[Any, VariantPlan], value: Any, mapper: Any) -> VariantPlan:
    """The variant for a discriminator value that the map has not: the entity itself when it is NULL, else an error."""
    if value is None:
        return variants.get(None) or VariantPlan(mapper)
    raise AssertionError(f"No such polymorphic_identity {value!r} is defined for {mapper}")
