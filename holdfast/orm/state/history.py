"""History: what was added to, is unchanged in, and was deleted from one attribute since the last load or flush."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple


class _HistoryFields(NamedTuple):
    added: Sequence[Any]
    unchanged: Sequence[Any]
    deleted: Sequence[Any]


class History(_HistoryFields):
    """A 3-tuple of added, unchanged and deleted values. Source: text A, attributes.History."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return self != HISTORY_BLANK

    def empty(self) -> bool:
        """True when there are neither changes nor present values."""
        return not (self.added or self.deleted) and not self.unchanged

    def has_changes(self) -> bool:
        """True when something was added or deleted."""
        return bool(self.added or self.deleted)

    def sum(self) -> list[Any]:
        """Added, unchanged and deleted values together."""
        return [*(self.added or ()), *(self.unchanged or ()), *(self.deleted or ())]

    def non_deleted(self) -> list[Any]:
        """Added and unchanged values."""
        return [*(self.added or ()), *(self.unchanged or ())]

    def non_added(self) -> list[Any]:
        """Unchanged and deleted values."""
        return [*(self.unchanged or ()), *(self.deleted or ())]


HISTORY_BLANK = History((), (), ())
