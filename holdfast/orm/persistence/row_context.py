"""What a Python-side default or onupdate callable may ask about the row it is for."""

from __future__ import annotations

from typing import Any

from holdfast.orm.persistence.table_map import TableMap


class RowContext:
    """The context argument of default callables. Source: SQLAlchemy 2.1 documentation, "Context-Sensitive Default
    Functions".

    One object serves all rows of a batch; `begin` moves it to the next row.
    """

    __slots__ = ("_table_map", "_values", "connection", "filled", "isinsert", "isupdate")

    def __init__(self, table_map: TableMap, connection: Any, isinsert: bool) -> None:
        self._table_map = table_map
        self._values: dict[str, Any] = {}
        self.connection = connection
        self.isinsert = isinsert
        self.isupdate = not isinsert
        #: column key -> default value made for this row so far
        self.filled: dict[str, Any] = {}

    @property
    def dialect(self) -> Any:
        """The dialect of the connection."""
        return self.connection.dialect

    @property
    def root_connection(self) -> Any:
        """The connection."""
        return self.connection

    def begin(self, values: dict[str, Any]) -> RowContext:
        """Move to the row of the object with these values."""
        self._values = values
        if self.filled:
            self.filled = {}
        return self

    @property
    def current_parameters(self) -> dict[str, Any]:
        """The values of the row by column key, as far as they are known; made for each call."""
        values = self._values
        known = {column.key: values[key] for column, key in self._table_map.keys.items() if key in values}
        if self.isinsert:
            for slot in self._table_map.plain:
                known.setdefault(slot.column.key, None)
        known.update(self.filled)
        return known

    def get_current_parameters(self, isolate_multiinsert_groups: bool = True) -> dict[str, Any]:
        """Return the values of the row by column key.

        :param isolate_multiinsert_groups: accepted for compatibility; a row's values are always its own.
        """
        return self.current_parameters
