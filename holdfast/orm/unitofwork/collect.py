"""collect: what a flush starts from.

A `FlushSet` is the plan's own copy of the session's lists, so that cascades can add to it and nothing of the
session changes. All three dictionaries are ordered: rows are written in the order in which objects were added.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from holdfast.orm.attributes.orphans import is_orphan
from holdfast.orm.state.instance_state import ORPHANED_KEY, STATE_KEY
from holdfast.orm.state.lifecycle import DELETED

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState
    from holdfast.orm.state.protocols import SessionLike


class FlushSet:
    """Objects to insert, objects that may need an UPDATE, objects to delete."""

    __slots__ = ("changed", "deleted", "held", "modified", "new", "orphans", "session", "switched")

    def __init__(
        self,
        session: SessionLike,
        new: dict[InstanceState, Any],
        modified: dict[InstanceState, Any],
        deleted: dict[InstanceState, Any],
    ) -> None:
        self.session = session
        self.new = new
        #: persistent objects that had attributes set
        self.modified = modified
        self.deleted = deleted
        #: persistent objects that get an UPDATE
        self.changed: dict[InstanceState, Any] = {}
        #: new object -> deleted object whose row it takes over
        self.switched: dict[InstanceState, InstanceState] = {}
        #: strong references to objects that the session does not hold
        self.held: list[Any] = []
        #: new objects that no parent holds any more: they leave the session, and are not written
        self.orphans: list[InstanceState] = []

    def contains(self, state: InstanceState) -> bool:
        """True when the object belongs to the session of this flush, and no earlier flush deleted it."""
        home = state.home
        return home is not None and home() is self.session and state.phase != DELETED

    def writes(self, state: InstanceState) -> bool:
        """True when the object has a row, or gets one in this flush."""
        return state.ident is not None or state in self.new


def collect(session: SessionLike, objects: Iterable[Any] | None = None) -> FlushSet:
    """Return the session's new, modified and deleted objects.

    :param objects: only these, if given; objects of other sessions and unchanged ones are ignored.
    """
    new, modified, deleted = dict(session._new), dict(session._modified), dict(session._deleted)
    if objects is not None:
        chosen = {instance.__dict__[STATE_KEY] for instance in objects}
        new, modified, deleted = (
            {state: found[state] for state in found if state in chosen} for found in (new, modified, deleted)
        )
    if deleted and modified:
        modified = {state: instance for state, instance in modified.items() if state not in deleted}
    flush_set = FlushSet(session, new, modified, deleted)
    for state in [state for state in new if state.extra is not None and ORPHANED_KEY in state.extra]:
        if is_orphan(state):
            del new[state]
            flush_set.orphans.append(state)
    return flush_set
