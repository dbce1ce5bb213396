"""Read-only collections by attribute key: `mapper.attrs`, `mapper.columns`, `inspect(instance).attrs`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar

_V = TypeVar("_V")


class ReadOnlyProperties(Generic[_V]):
    """Values by key, as attributes and as items; iterating gives the values. Source: SQLAlchemy 2.1 documentation,
    Mapper.attrs.
    """

    __slots__ = ("_data",)

    def __init__(self, data: Mapping[str, _V]) -> None:
        self._data = data

    def __getattr__(self, key: str) -> _V:
        if key[:2] == "__" or key == "_data":
            raise AttributeError(key)
        try:
            return self._data[key]
        except KeyError:
            raise AttributeError(key) from None

    def __getitem__(self, key: str) -> _V:
        return self._data[key]

    def __iter__(self) -> Iterator[_V]:
        return iter(list(self._data.values()))

    def __len__(self) -> int:
        return len(self._data)

    def __contains__(self, key: object) -> bool:
        return key in self._data

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._data]

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key, or `default`."""
        return self._data.get(key, default)

    def keys(self) -> list[str]:
        """The keys, in order."""
        return list(self._data)

    def values(self) -> list[_V]:
        """The values, in order."""
        return list(self._data.values())

    def items(self) -> list[tuple[str, _V]]:
        """Pairs of key and value, in order."""
        return list(self._data.items())

    def contains_column(self, column: Any) -> bool:
        """Whether this very object is among the values."""
        return any(value is column for value in self._data.values())

    def __repr__(self) -> str:
        return f"<{', '.join(self._data)}>"
