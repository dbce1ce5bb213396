"""The events of schema items, as data: names, signatures, documentation."""

from __future__ import annotations

from typing import Any

from holdfast.event import Events


class DDLEvents(Events[Any]):
    """Events of schema items: CREATE and DROP, attachment to a parent, reflection.

    A target is a class (Table, Column, MetaData ...) or one object.  With `propagate=True` the listener goes along
    with copies of the object (`Table.to_metadata()`).
    """

    def before_create(self, target: Any, connection: Any, **kw: Any) -> None:
        """CREATE statements of the target are about to be executed; `kw`: checkfirst, tables."""

    def after_create(self, target: Any, connection: Any, **kw: Any) -> None:
        """CREATE statements of the target were executed."""

    def before_drop(self, target: Any, connection: Any, **kw: Any) -> None:
        """DROP statements of the target are about to be executed."""

    def after_drop(self, target: Any, connection: Any, **kw: Any) -> None:
        """DROP statements of the target were executed."""

    def before_parent_attach(self, target: Any, parent: Any) -> None:
        """The target is about to become part of the parent."""

    def after_parent_attach(self, target: Any, parent: Any) -> None:
        """The target became part of the parent."""

    def column_reflect(self, inspector: Any, table: Any, column_info: dict[str, Any]) -> None:
        """A column was read from the database, its Column is not made yet; the dictionary may be changed."""
