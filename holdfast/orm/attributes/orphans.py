"""Parents of delete-orphan relationships: who claimed an object, who let go of it, and is it an orphan now.

`state.extra["parents"]` holds, per delete-orphan (or single-parent) attribute, the state of the parent that claimed
the object last, or None once that parent let go. No entry means that nobody did either, and then a row is taken to
have its parent, a new object to have none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.orm.state.instance_state import PARENTS_KEY, InstanceState

if TYPE_CHECKING:
    from holdfast.orm.attributes.attribute import Attribute


def has_parent(attribute: Attribute, state: InstanceState, optimistic: bool = False) -> bool:
    """True when the object has a parent by `attribute`; `optimistic` is the answer when nothing is known."""
    if state.extra is None:
        return optimistic
    parents = state.extra.get(PARENTS_KEY)
    if parents is None or attribute not in parents:
        return optimistic
    return parents[attribute] is not None


def set_parent(attribute: Attribute, state: InstanceState, parent: InstanceState, present: bool) -> None:
    """Record that `parent` claimed the object, or let go of it; letting go counts only from the parent that claimed
    last.
    """
    parents = state.extras().setdefault(PARENTS_KEY, {})
    if present:
        parents[attribute] = parent
    elif attribute not in parents or parents[attribute] is parent:
        parents[attribute] = None


def is_orphan(state: InstanceState) -> bool:
    """True when a delete-orphan relationship that could hold the object has no parent for it.

    With `legacy_is_orphan` on the mapper, only when none of them has. Source: SQLAlchemy 2.1 documentation,
    Mapper.legacy_is_orphan.
    """
    mapper: Any = state.mapper
    attributes: tuple[Attribute, ...] = mapper.orphan_attributes
    if not attributes:
        return False
    known = state.ident is not None
    missing = [not has_parent(attribute, state, optimistic=known) for attribute in attributes]
    return all(missing) if mapper.legacy_is_orphan else any(missing)
