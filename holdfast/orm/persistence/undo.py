"""What a running flush wrote into objects, so that a failure can take it back.

Rule: whoever stores a generated or copied value into an object before the flush is finalized records it here first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from holdfast.orm.base.symbols import NO_VALUE

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState


class UndoLog:
    """The former values, in order."""

    __slots__ = ("_inserted", "_values")

    def __init__(self) -> None:
        self._values: list[tuple[InstanceState, str, Any, bool]] = []
        self._inserted: list[tuple[Sequence[InstanceState], tuple[str, ...]]] = []

    def value(self, state: InstanceState, key: str, old: Any) -> None:
        """`key` of the object was `old` (NO_VALUE: absent) and is about to change; call it before the change is
        recorded.
        """
        committed = state.committed
        self._values.append((state, key, old, committed is not None and key in committed))

    def generated(self, states: Sequence[InstanceState], keys: Iterable[str]) -> None:
        """The absent values of `keys`, and the idents, of all `states` are about to be filled in."""
        self._inserted.append((states, tuple(keys)))

    def revert(self) -> None:
        """Put everything back."""
        for state, key, old, was_recorded in reversed(self._values):
            values = state._values()
            if old is NO_VALUE:
                values.pop(key, None)
            else:
                values[key] = old
            committed = state.committed
            if committed is not None and not was_recorded:
                committed.pop(key, None)
                if not committed:
                    state.committed = None
        for states, keys in reversed(self._inserted):
            for state in states:
                values = state._values()
                state.ident = state.committed = None
                for key in keys:
                    values.pop(key, None)
        self._values.clear()
        self._inserted.clear()
