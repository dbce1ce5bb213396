"""The columns of a selectable: by name, by index, by attribute.

Columns stand in the collection's ``__dict__`` under their keys, so that ``table.c.name`` is a plain attribute read; a
key that is also the name of a method here is reached with ``table.c["keys"]`` only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Generic, TypeVar, overload

from holdfast import exc
from holdfast.sql.expressions.element import ColumnElement

_C = TypeVar("_C", bound=ColumnElement[Any])


class ColumnCollection(Generic[_C]):
    """An ordered, read-only collection of columns."""

    def __init__(self, columns: Iterable[tuple[str, _C]] = ()) -> None:
        self._all: list[tuple[str, _C]] = []
        self._by_key: dict[str, _C] = {}
        self._lineage: dict[Any, list[_C]] | None = None
        for key, column in columns:
            self._put(key, column)

    def _put(self, key: str, column: _C) -> None:
        self._all.append((key, column))
        self._lineage = None
        # The first of two columns with one key is the one that the key finds.
        if self._by_key.setdefault(key, column) is column and key[:1] != "_" and not hasattr(type(self), key):
            self.__dict__[key] = column

    def keys(self) -> list[str]:
        """The keys, in order."""
        return [key for key, _ in self._all]

    def values(self) -> list[_C]:
        """The columns, in order."""
        return [column for _, column in self._all]

    def items(self) -> list[tuple[str, _C]]:
        """Pairs of key and column, in order."""
        return list(self._all)

    def get(self, key: str, default: Any = None) -> _C | Any:
        """The column of a key; ``default`` when there is none."""
        return self._by_key.get(key, default)

    def contains_column(self, col: ColumnElement[Any]) -> bool:
        """Whether this very column is in the collection.

        :raises ArgumentError: for a string; use ``name in collection`` for that.
        """
        if isinstance(col, str):
            raise exc.ArgumentError(
                "contains_column cannot be used with string arguments. Use ``col_name in table.c`` instead."
            )
        return any(column is col for _, column in self._all)

    def __contains__(self, key: object) -> bool:
        if isinstance(key, str):
            return key in self._by_key
        raise exc.ArgumentError("__contains__ requires a string argument")

    def __iter__(self) -> Iterator[_C]:
        return iter([column for _, column in self._all])

    def __len__(self) -> int:
        return len(self._all)

    def __bool__(self) -> bool:
        return True

    @overload
    def __getitem__(self, key: str | int) -> _C: ...
    @overload
    def __getitem__(self, key: tuple[str | int, ...] | slice) -> ColumnCollection[_C]: ...
    def __getitem__(self, key: Any) -> Any:
        try:
            if isinstance(key, str):
                return self._by_key[key]
            if isinstance(key, int):
                return self._all[key][1]
            if isinstance(key, slice):
                return ColumnCollection(self._all[key])
            return ColumnCollection(self._pair(name) for name in key)
        except (KeyError, IndexError) as error:
            raise type(error)(error.args[0] if isinstance(error, IndexError) else key) from None

    def _pair(self, key: str | int) -> tuple[str, _C]:
        if isinstance(key, int):
            return self._all[key]
        return key, self._by_key[key]

    def __getattr__(self, key: str) -> _C:
        found = self.__dict__.get("_by_key", {}).get(key)
        if found is not None:
            column: _C = found
            return column
        raise AttributeError(key)

    def __dir__(self) -> Iterable[str]:
        return [*super().__dir__(), *self._by_key]

    def __str__(self) -> str:
        return f"{type(self).__name__}({', '.join(str(column) for column in self)})"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(repr(column) for column in self)})"

    def compare(self, other: ColumnCollection[Any]) -> bool:
        """Whether the other collection has the same columns in the same order."""
        return len(self) == len(other) and all(a is b for a, b in zip(self, other, strict=True))

    def as_readonly(self) -> ColumnCollection[_C]:
        """A read-only view; the collection itself when it has no way to change."""
        return self

    def corresponding_column(self, column: ColumnElement[Any], require_embedded: bool = False) -> _C | None:
        """The column of this collection that stands for the given one, or for what that stands for.

        :param column: any column.
        :param require_embedded: accept only a column that contains the given one, not one with a common ancestor.
        """
        if any(mine is column for _, mine in self._all):
            return column  # type: ignore[return-value]  # found in the collection
        if self._lineage is None:
            self._lineage = {}
            for _, mine in self._all:
                for ancestor in mine.proxy_set:
                    self._lineage.setdefault(ancestor, []).append(mine)
        if require_embedded:
            found = self._lineage.get(column, [])
            return found[0] if found else None
        wanted = column.proxy_set
        best, best_overlap = None, 0
        for ancestor in wanted:
            for mine in self._lineage.get(ancestor, ()):
                overlap = len(mine.proxy_set & wanted)
                # Of several that share as much, the one with the shorter lineage is nearer.
                if overlap > best_overlap or (
                    best is not None and overlap == best_overlap and len(mine.proxy_set) < len(best.proxy_set)
                ):
                    best, best_overlap = mine, overlap
        return best


#: The name this had as a separate class in 2.0.
ReadOnlyColumnCollection = ColumnCollection


class WriteableColumnCollection(ColumnCollection[_C]):
    """A column collection that can be added to, as that of a Table under construction."""

    def __init__(self, columns: Iterable[tuple[str, _C]] | None = None) -> None:
        super().__init__(columns or ())

    def add(self, column: _C, key: str | None = None) -> None:
        """Add a column at the end, under its own key or the given one."""
        self._put(key or column.key or "", column)

    def as_readonly(self) -> ColumnCollection[_C]:
        """A read-only copy."""
        return ColumnCollection(self._all)

    def replace(self, column: _C, index: int | None = None, instead_of: _C | None = None) -> _C | None:
        """Add a column in place of another, or of one that has the same key if there is one, and return that.

        :param index: position of the column; by default that of the replaced one, or the end.
        """
        key = column.key or ""
        old = self._by_key.get(key) if instead_of is None else instead_of
        pairs = [(k, c) for k, c in self._all if c is not old]
        if index is None:
            position = next((i for i, (_, c) in enumerate(self._all) if c is old), len(pairs))
        else:
            position = index
        pairs.insert(position, (key, column))
        self._reset(pairs)
        return old

    def remove(self, column: _C) -> None:
        """Take a column out."""
        self._reset([(k, c) for k, c in self._all if c is not column])

    def _reset(self, pairs: list[tuple[str, _C]]) -> None:
        for key in self._by_key:
            self.__dict__.pop(key, None)
        self._all.clear()
        self._by_key.clear()
        for key, column in pairs:
            self._put(key, column)


class ColumnSet(Generic[_C]):
    """The columns of a primary key: ordered, compared by identity."""

    __slots__ = ("_columns",)

    def __init__(self, columns: Iterable[_C]) -> None:
        self._columns = tuple(columns)

    def __iter__(self) -> Iterator[_C]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __contains__(self, column: object) -> bool:
        return any(mine is column for mine in self._columns)

    def __getitem__(self, index: int) -> _C:
        return self._columns[index]

    @property
    def columns(self) -> ColumnCollection[_C]:
        """The same as a collection by name."""
        return ColumnCollection((column.key or "", column) for column in self._columns)
