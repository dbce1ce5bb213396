"""What is known about a result before its rows: names, the objects that name its columns, how to make rows.

Rules
* Built once per statement shape and cached with the compiled statement; the Row subclass is made when first asked
  for, because a result of scalars never needs one.
* ``_keymap`` maps every accepted key (name or column object) to an index. A column object means its own column. A name
  that two columns have means the last of them in a textual statement, the first in rows of objects, and neither in
  those of any other construct.
* A statement that was compiled before for another one of the same shape has column objects of its own (aliases, labels
  and functions that were made anew). They are remembered as long as the program has them (``_others``), with what
  stands in their place in the compiled statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, KeysView, Sequence
from typing import Any
from weakref import ref

from holdfast import exc
from holdfast.engine.result.row import Row, RowMapping, row_class

UniqueFilter = Callable[[Any], Any]


class RMKeyView(KeysView[str]):
    """The names of a result's columns; ``in`` accepts column objects, too."""

    __slots__ = ("_metadata",)

    def __init__(self, metadata: ResultMetaData) -> None:
        self._metadata = metadata

    def __len__(self) -> int:
        return len(self._metadata.keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._metadata.keys)

    def __contains__(self, key: object) -> bool:
        return self._metadata.has_key(key)

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, Iterable) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # equal to lists, so not hashable

    def __repr__(self) -> str:
        return f"RMKeyView({list(self)!r})"


class OtherEntries(dict[int, tuple[Any, Any]]):
    """Entries of other statements of a shape: id -> (weak reference, what is in its place in the compiled one)."""

    def note(self, entry: Any, like: Any) -> None:
        """Remember an entry while it lives."""
        number = id(entry)
        self[number] = (ref(entry, lambda _: self.pop(number, None)), like)

    def like(self, entry: Any) -> Any:
        """Return what is in the place of an entry, or None."""
        found = self.get(id(entry))
        return None if found is None else found[1]


class ResultMetaData:
    """The columns of a result.

    :param keys: the names, in order.
    :param objects: per column, further keys it is found by (columns, labels, ORM attributes); None when there are none.
    :param unique_filters: per column, what ``unique()`` compares instead of the value (``id`` for ORM entities), or
        None.
    :param by_name: find a column object by its name when it is not among ``objects`` (textual statements).
    :param pickled: the objects were lost in pickling.
    :param statement: the construct that it was compiled from.
    :param first_of_name: a name that several columns have means the first of them.
    """

    __slots__ = (
        "_ambiguous",
        "_by_name",
        "_columns",
        "_first_of_name",
        "_keymap",
        "_others",
        "_pickled",
        "_row_class",
        "_statement",
        "keys",
        "unique_filters",
    )

    def __init__(
        self,
        keys: Sequence[str],
        objects: Sequence[Iterable[Any]] | None = None,
        unique_filters: Sequence[UniqueFilter | None] | None = None,
        by_name: bool = False,
        pickled: bool = False,
        statement: Any = None,
        first_of_name: bool = False,
    ) -> None:
        self._statement = statement
        # None: statements of the same shape have the same column objects.
        self._others: OtherEntries | None = None
        self._ambiguous: frozenset[str] = frozenset()
        self.keys = tuple(keys)
        self._columns = tuple(tuple(column) for column in objects) if objects is not None else None
        self.unique_filters = unique_filters
        self._by_name = by_name
        self._pickled = pickled
        self._row_class: type[Row[*tuple[Any, ...]]] | None = None
        keymap: dict[Any, int] = {}
        if self._columns is not None:
            for index, column in enumerate(self._columns):
                for key in column:
                    keymap.setdefault(key, index)
        for index, name in enumerate(self.keys):
            if not first_of_name or self.keys.index(name) == index:
                keymap[name] = index
        self._first_of_name = first_of_name
        if statement is not None and self._columns is not None:
            if not first_of_name:
                self._ambiguous = frozenset(_ambiguous(self.keys, self._columns))
                for name in self._ambiguous:
                    del keymap[name]
            if not all(_is_lasting(key) for column in self._columns for key in column):
                self._others = OtherEntries()
        self._keymap = keymap

    @property
    def row_class(self) -> type[Row[*tuple[Any, ...]]]:
        """The Row subclass of this shape; call it with a tuple to make a row."""
        made = self._row_class
        if made is None:
            made = self._row_class = row_class(self)
        return made

    def follow(self, statement: Any) -> None:
        """Be told that another statement of the same shape is executed: rows will be asked for its columns."""
        others = self._others
        if others is None or statement is self._statement:
            return
        for entry, like in zip(statement._result_entries, self._statement._result_entries, strict=False):
            if entry is not like:
                others.note(entry, like)
                clause = getattr(entry, "__clause_element__", None)
                inner = getattr(like, "element", None)
                if clause is not None:
                    others.note(clause(), like)
                elif inner is not None and inner in self._keymap:  # a label is found by its column, too
                    others.note(entry.element, inner)

    def key_view(self) -> RMKeyView:
        """Return the names as a view."""
        return RMKeyView(self)

    def index_of(self, key: Any) -> int:
        """Return the index of the column that a name, column object or integer means.

        :raises holdfast.exc.NoSuchColumnError: there is none.
        :raises holdfast.exc.InvalidRequestError: several columns have the name.
        """
        index = self._found(key)
        if index is None:
            raise self._missing(key)
        return index

    def position_of(self, key: Any) -> int:
        """As :meth:`index_of`, and accept an integer position.

        :raises IndexError: there is no such position.
        """
        if isinstance(key, int) and not isinstance(key, bool):
            if not -len(self.keys) <= key < len(self.keys):
                raise IndexError(f"list index out of range: column {key} of a row that has {len(self.keys)}")
            return key
        return self.index_of(key)

    def has_key(self, key: object) -> bool:
        """Whether a name or column object is known."""
        return self._found(key) is not None or (isinstance(key, str) and key in self._ambiguous)

    def _found(self, key: Any) -> int | None:
        try:
            index = self._keymap.get(key)
        except TypeError:
            return None
        if index is not None or isinstance(key, (str, int)):
            return index
        clause = getattr(key, "__clause_element__", None)
        if clause is not None:
            index = self._keymap.get(clause())
        if index is None and self._by_name:
            index = self._keymap.get(getattr(key, "name", None))
        if index is None and self._others:
            index = self._found_in_others(key) if clause is None else self._found_in_others(key, clause())
        return index

    def _found_in_others(self, *keys: Any) -> int | None:
        """The index of an entry of another statement, or of a column of a FROM element that is one."""
        others: Any = self._others
        for key in keys:
            like = others.like(key)
            if like is None:
                within = others.like(getattr(key, "table", None))
                like = None if within is None else getattr(within, "c", {}).get(key.key)
            if like is not None:
                return self._found(like)
        return None

    def _missing(self, key: Any) -> exc.InvalidRequestError:
        if isinstance(key, str) and key in self._ambiguous:
            return exc.InvalidRequestError(
                f"Ambiguous column name '{key}' in result set column descriptions: several columns have it; give them "
                "labels, or ask by position or column object"
            )
        if self._pickled and not isinstance(key, str):
            return exc.NoSuchColumnError("Row was unpickled; lookup by ColumnElement is unsupported")
        name = key if isinstance(key, str) or not hasattr(key, "table") else str(key)
        return exc.NoSuchColumnError(
            f"Could not locate column in row for column '{name}'; the row has {', '.join(map(repr, self.keys))}"
        )

    def reduced(self, indexes: Sequence[int]) -> ResultMetaData:
        """Return the metadata of some of the columns, in the given order."""
        filters = self.unique_filters
        reduced = ResultMetaData(
            [self.keys[index] for index in indexes],
            None if self._columns is None else [self._columns[index] for index in indexes],
            None if filters is None else [filters[index] for index in indexes],
            self._by_name,
            statement=self._statement,
            first_of_name=self._first_of_name,
        )
        reduced._others = self._others
        return reduced

    @staticmethod
    def restored_row(keys: tuple[str, ...], values: tuple[Any, ...]) -> Row[*tuple[Any, ...]]:
        """Return a row that was pickled."""
        return ResultMetaData(keys, pickled=True).row_class(values)

    @staticmethod
    def restored_mapping(keys: tuple[str, ...], values: tuple[Any, ...]) -> RowMapping:
        """Return a row's mapping that was pickled."""
        return RowMapping(ResultMetaData(keys, pickled=True), values)

    def unique_filter(self) -> UniqueFilter | None:
        """What ``unique()`` compares of a row; None: the row itself."""
        filters = self.unique_filters
        if filters is None or not any(filters):
            return None
        steps = [(index, keep) for index, keep in enumerate(filters) if keep is not None]

        def identity(row: Any) -> Any:
            values = list(row)
            for index, keep in steps:
                values[index] = keep(values[index])
            return tuple(values)

        return identity


def _ambiguous(names: Sequence[str], columns: Sequence[tuple[Any, ...]]) -> Iterator[str]:
    """The names that different columns have; a column may be selected twice."""
    if len(set(names)) == len(names):
        return
    first: dict[str, Any] = {}
    for name, keys in zip(names, columns, strict=True):
        objects = [id(key) for key in keys if not isinstance(key, str)]
        if first.setdefault(name, objects) != objects:
            yield name


def _is_lasting(key: Any) -> bool:
    """Whether a key is the same object in all statements: a name, a Table's column."""
    return isinstance(key, str) or getattr(getattr(key, "table", None), "_is_table", False)


class SimpleResultMetaData(ResultMetaData):
    """The metadata of a result that is made by hand, as for :class:`IteratorResult`.

    :param keys: the names.
    """

    __slots__ = ()

    def __init__(
        self, keys: Sequence[str], _unique_filters: Sequence[UniqueFilter | None] | None = None, **kw: Any
    ) -> None:
        super().__init__(keys, unique_filters=_unique_filters, **kw)


_MEMORY = 500
_known: dict[tuple[str, ...], ResultMetaData] = {}


def metadata_of_names(keys: tuple[str, ...]) -> ResultMetaData:
    """Return the metadata of a textual statement with these column names; a shape is made once."""
    found = _known.get(keys)
    if found is None:
        if len(_known) >= _MEMORY:
            _known.clear()
        found = _known[keys] = ResultMetaData(keys, by_name=True)
    return found


def result_tuple(fields: Sequence[str], extra: Sequence[Iterable[Any]] | None = None) -> Callable[[Iterable[Any]], Any]:
    """Return a function that makes rows of the given names from iterables of values."""
    return ResultMetaData(fields, extra).row_class
