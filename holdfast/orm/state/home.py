"""The session's weak reference to itself, shared by all its states, and its list of objects that were just touched.

Rules
* A state belongs to a session exactly when its `home` is that session's Home. Calling it gives the session or None.
* The first change of an object does no more than `home.touch(instance)`, an append. The session sorts the list into
  its modified objects when somebody asks for those (`Session._modified`).
* When the session is gone its list is too: nothing else would let go of the objects.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self

from holdfast.orm.state.lifecycle import PERSISTENT

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState
    from holdfast.orm.state.protocols import SessionLike

    Ref = weakref.ref[SessionLike]
else:
    Ref = weakref.ref


class Home(Ref):
    """A weak reference to a session.

    :ivar touched: objects with a first change, in the order of the changes; an object may be there more than once, or
        have no changes any more.
    :ivar touch: appends to it.
    """

    __slots__ = ("touch", "touched")

    touched: list[Any]
    touch: Callable[[Any], None]

    def __new__(cls, session: SessionLike) -> Self:
        home = Ref.__new__(cls, session, _forget)
        touched: list[Any] = []
        home.touched, home.touch = touched, touched.append
        return home

    def settle(self, changed: dict[InstanceState, Any]) -> None:
        """Put the touched objects that are persistent and have changes into `changed`, and begin a new list."""
        touched, self.touched = self.touched, []
        self.touch = self.touched.append
        for instance in touched:
            state = instance._sa_instance_state
            if state.home is self and state._change is not None and state.phase == PERSISTENT:
                changed[state] = instance


def _forget(home: Any) -> None:
    home.touched = []
    home.touch = _ignore


def _ignore(instance: object) -> None:
    """Nobody is there to remember the object."""
