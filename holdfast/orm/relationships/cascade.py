"""CascadeOptions: which operations on a parent go on to its related objects."""

from __future__ import annotations

from collections.abc import Iterable

from holdfast import exc
from holdfast.util.warnings import warn

NAMES = frozenset({"save-update", "delete", "refresh-expire", "merge", "expunge", "delete-orphan"})
ALL = frozenset({"save-update", "delete", "refresh-expire", "merge", "expunge"})
WRITING = frozenset({"save-update", "delete", "delete-orphan"})


class CascadeOptions(frozenset[str]):
    """A set of cascade names, with an attribute for each. Source: SQLAlchemy 2.1 documentation, "Cascades".

    :param value_list: names, or one string of names separated by commas; "all" and "none" stand for sets of them.
    :raises ArgumentError: for an unknown name.
    """

    save_update: bool
    delete: bool
    refresh_expire: bool
    merge: bool
    expunge: bool
    delete_orphan: bool

    def __new__(cls, value_list: Iterable[str] | str | None = None) -> CascadeOptions:
        if value_list is None:
            value_list = ()
        elif isinstance(value_list, str):
            value_list = [name.strip() for name in value_list.split(",") if name.strip()]
        values = set(value_list)
        unknown = values - NAMES - {"all", "none"}
        if unknown:
            raise exc.ArgumentError(f"Invalid cascade option(s): {', '.join(repr(name) for name in sorted(unknown))}")
        if "all" in values:
            values |= ALL
        if "none" in values:
            values.clear()
        values.discard("all")
        self = super().__new__(cls, values)
        for name in NAMES:
            setattr(self, name.replace("-", "_"), name in values)
        if self.delete_orphan and not self.delete:
            warn("The 'delete-orphan' cascade option requires 'delete'.")
        return self

    @classmethod
    def from_string(cls, arg: str | None) -> CascadeOptions:
        """The options of a string such as "all, delete-orphan"."""
        return cls(arg or "")

    def __repr__(self) -> str:
        return f"CascadeOptions('{','.join(sorted(self))}')"
