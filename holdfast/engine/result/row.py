"""Rows: named tuples made without Python code per row.

Rules
* :class:`Row` is a tuple. Each result shape has one generated subclass (``row_class``), whose column names are
  C-level item getters; a row is made by calling that class with the driver's tuple, so ``map(row_class, cursor)``
  runs at driver speed.
* Column names from a database never hide what Row itself has (``_mapping``, ``t`` ...), except ``count`` and
  ``index``, and never a dunder name; all of them are reachable through ``_mapping``.
* A pickled row keeps its names and values; it cannot be asked by column object any more.

Source of the behaviour: SQLAlchemy 2.1 documentation, "Connections / Engines: Result Set API".
"""

from __future__ import annotations

import builtins
from collections import _tuplegetter  # type: ignore[attr-defined]  # the getter behind namedtuple, in C on CPython; typeshed leaves it out
from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import TYPE_CHECKING, Any, ClassVar, TypeVarTuple

if TYPE_CHECKING:
    from holdfast.engine.result.metadata import ResultMetaData

_Ts = TypeVarTuple("_Ts")


class Row(tuple[*_Ts]):
    """One row of a result: a tuple whose values have names, too.

    ``row.name``, ``row[0]``, ``row._mapping["name"]`` and ``row._mapping[table.c.name]`` are the same value.
    """

    __slots__ = ()

    _metadata: ClassVar[ResultMetaData]
    _fields: ClassVar[tuple[str, ...]] = ()

    @property
    def _mapping(self) -> RowMapping:
        """The row as a mapping, by name, column or ORM attribute."""
        return RowMapping(self._metadata, self)

    def _asdict(self) -> dict[str, Any]:
        """Return a new dictionary of names and values."""
        return dict(self._mapping)

    def _tuple(self) -> tuple[*_Ts]:
        """Return the row, typed as a plain tuple."""
        return self

    def tuple(self) -> tuple[*_Ts]:
        """Return the row, typed as a plain tuple."""
        return self

    @property
    def _t(self) -> builtins.tuple[*_Ts]:
        """The row, typed as a plain tuple."""
        return self

    @property
    def t(self) -> builtins.tuple[*_Ts]:
        """The row, typed as a plain tuple."""
        return self

    def __getattr__(self, name: str) -> Any:
        # Reached only by names that are no column of the class.
        if name in self._fields and not name.startswith("__"):
            # Several columns have it.
            return self._mapping[name]
        raise AttributeError(
            f"Could not locate column in row for column '{name}'; the row has {', '.join(map(repr, self._fields))}"
        )

    def __reduce__(self) -> Any:
        return self._metadata.restored_row, (self._fields, self[:])


class RowMapping(Mapping[Any, Any]):
    """A row as a mapping; keys are names, and column objects are accepted, too.

    Iteration gives the names; a name that occurs twice occurs twice.
    """

    __slots__ = ("_metadata", "_values")

    def __init__(self, metadata: ResultMetaData, values: Any) -> None:
        self._metadata = metadata
        self._values = values

    def __getitem__(self, key: Any) -> Any:
        index = self._metadata._keymap.get(key)
        return self._values[self._metadata.index_of(key) if index is None else index]

    def __iter__(self) -> Iterator[str]:
        return iter(self._metadata.keys)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: object) -> bool:
        return self._metadata.has_key(key)

    def __repr__(self) -> str:
        return repr(dict(self.items()))

    def keys(self) -> KeysView[str]:
        """Return the names."""
        return self._metadata.key_view()

    def values(self) -> ValuesView[Any]:
        """Return the values."""
        return _Values(self)

    def items(self) -> ItemsView[str, Any]:
        """Return pairs of name and value."""
        return _Items(self)

    def __reduce__(self) -> Any:
        return self._metadata.restored_mapping, (self._metadata.keys, tuple(self._values))


class _Values(ValuesView[Any]):
    """Values by position, so that repeated names do not matter."""

    _mapping: RowMapping

    def __iter__(self) -> Iterator[Any]:
        return iter(self._mapping._values)

    def __repr__(self) -> str:
        return repr(list(self))


class _Items(ItemsView[str, Any]):
    _mapping: RowMapping

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return zip(self._mapping._metadata.keys, self._mapping._values, strict=True)

    def __repr__(self) -> str:
        return repr(list(self))


_RESERVED = frozenset(name for name in dir(Row) if name not in ("count", "index"))


def row_class(metadata: ResultMetaData) -> type[Row[*tuple[Any, ...]]]:
    """Return the new Row subclass for a result's shape."""
    namespace: dict[str, Any] = {"__slots__": (), "_metadata": metadata, "_fields": metadata.keys}
    for index, key in enumerate(metadata.keys):
        if (
            key not in _RESERVED
            and key not in metadata._ambiguous
            and not (key in namespace and metadata._first_of_name)
            and not (key.startswith("__") and key.endswith("__"))
        ):
            namespace[key] = _tuplegetter(index, f"Column {index} of the row.")
    made = type("Row", (Row,), namespace)
    made.__module__ = __name__
    return made
