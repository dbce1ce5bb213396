"""`ExcludeConstraint`: EXCLUDE USING .. (expression WITH operator, ..).

Source: PostgreSQL manual, "CREATE TABLE", EXCLUDE.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from holdfast import exc
from holdfast.sql import seams, traversal
from holdfast.sql.schema.constraints import ColumnCollectionConstraint


class ExcludeConstraint(ColumnCollectionConstraint):
    """No two rows may agree in all expressions by their operators.

    :param elements: pairs of a Column, its name, a SQL expression or text(), and the text of an operator.
    :param name, deferrable, initially: as for every constraint.
    :param using: the index method; "gist" by default.
    :param where: a condition, as SQL expression, text() or str: only rows that fulfil it.
    :param ops: key of a column, or name of a labelled expression -> operator class.
    :raises ArgumentError: an element is not such a pair.
    """

    __visit_name__ = "exclude_constraint"

    def __init__(self, *elements: tuple[Any, str], **kw: Any) -> None:
        self.using: str = kw.pop("using", "gist")
        where = kw.pop("where", None)
        self.where = seams.text(where) if isinstance(where, str) else where
        self.ops: dict[str, str] = dict(kw.pop("ops", None) or {})
        unknown = set(kw) - {"name", "deferrable", "initially", "info", "comment", "_attach_when_complete"}
        if unknown:
            raise TypeError(f"Additional arguments should be named <dialectname>_<argument>, got '{min(unknown)}'")
        self._render: list[tuple[Any, str]] = []
        columns: dict[int, Any] = {}
        for element in elements:
            if not isinstance(element, (tuple, list)) or len(element) != 2:
                raise exc.ArgumentError(
                    f"An ExcludeConstraint consists of pairs (expression, operator), not {element!r}"
                )
            expression, operator = element
            if hasattr(expression, "__clause_element__"):
                expression = expression.__clause_element__()
            self._render.append((expression, operator))
            columns.update({id(column): column for column in _columns_in(expression)})
        super().__init__(*columns.values(), **kw)

    @property
    def operators(self) -> dict[str, str]:
        """Name of a column -> operator."""
        return {getattr(item, "name", item): operator for item, operator in self._render if _is_column(item)}

    def _set_parent(self, parent: Any, /, **kw: Any) -> None:
        super()._set_parent(parent, **kw)
        self._render = [
            (parent.c[item] if isinstance(item, str) else item, operator) for item, operator in self._render
        ]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._columns)

    def _copy(self, *, target_table: Any = None, **kw: Any) -> Any:
        source = self.parent

        def moved(element: Any) -> Any:
            if getattr(element, "_is_column_element", False) and getattr(element, "table", None) is source:
                return None if target_table is None else target_table.c.get(element.key)
            return None

        def copied(item: Any) -> Any:
            return item if isinstance(item, str) or target_table is None else traversal.replace(item, moved)

        elements = [(copied(item), operator) for item, operator in self._render]
        where = None if self.where is None else copied(self.where)
        copy = ExcludeConstraint(
            *elements,
            using=self.using,
            where=where,
            ops=self.ops,
            _attach_when_complete=False,
            **self._arguments(),
        )
        return self._copied_constraint(copy)


def _is_column(item: Any) -> bool:
    return isinstance(item, str) or hasattr(item, "_on_table_attach")


def _columns_in(item: Any) -> list[Any]:
    if isinstance(item, str):
        return [item]
    return [element for element in traversal.iterate(item) if hasattr(element, "_on_table_attach")]
