"""What is known about a result before its rows: names, the objects that name its columns, how to make rows.

Rules
* Built once per statement shape and cached with the compiled statement; the Row subclass is made when first asked
  for, because a result of scalars never needs one.
* ``_keymap`` maps every accepted key (name or column object) to an index. A column object means its own column. A name
  that two columns have means the last of them in a textual statement, and neither in a construct.
* A statement that was compiled before for another one of the same shape has column objects of its own (aliases, labels
  and functions that were made anew). They are found by their places in the last statements that were executed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, KeysView, Sequence
from typing import Any

from holdfast import exc
from holdfast.engine.result import row as rows
from holdfast.engine.result.row import Row, row_class
from holdfast.sql.traversal import iterate

UniqueFilter = Callable[[Any], Any]

# Statements of one shape that are remembered, for the columns that rows are asked for.
REMEMBERED = 16


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


class ResultMetaData:
    """The columns of a result.

    :param keys: the names, in order.
    :param objects: per column, further keys it is found by (columns, labels, ORM attributes); None when there are none.
    :param unique_filters: per column, what ``unique()`` compares instead of the value (``id`` for ORM entities), or
        None.
    :param by_name: find a column object by its name when it is not among ``objects`` (textual statements).
    :param pickled: the objects were lost in pickling.
    :param statement: the construct that it was compiled from.
    """

    __slots__ = (
        "_ambiguous",
        "_by_name",
        "_columns",
        "_executed",
        "_keymap",
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
    ) -> None:
        self._statement = statement
        # Statements of the same shape whose columns are other objects; None: there can be none.
        self._executed: deque[Any] | None = None
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
            keymap[name] = index
        if statement is not None and self._columns is not None:
            self._ambiguous = frozenset(_ambiguous(self.keys, self._columns))
            for name in self._ambiguous:
                del keymap[name]
            if not all(_is_lasting(key) for column in self._columns for key in column):
                self._executed = deque(maxlen=REMEMBERED)
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
        executed = self._executed
        if executed is not None and statement is not self._statement:
            executed.append(statement)

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
        if index is None and self._executed:
            index = self._found_in_executed(key if clause is None else clause())
        return index

    def _found_in_executed(self, key: Any) -> int | None:
        """The index of a column of one of the statements that were executed: that of its like in the compiled one."""
        table, name = getattr(key, "table", None), getattr(key, "key", None)
        for statement in reversed(tuple(self._executed or ())):
            for element, like in zip(iterate(statement), iterate(self._statement), strict=False):
                if element is key:
                    index = self._keymap.get(like)
                elif element is table and table is not None and name in getattr(like, "c", ()):
                    index = self._keymap.get(like.c[name])
                else:
                    continue
                if index is not None:
                    return index
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
        )
        reduced._executed = self._executed
        return reduced

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


def _metadata_of_pickle(keys: tuple[str, ...]) -> ResultMetaData:
    return ResultMetaData(keys, pickled=True)


rows._metadata_of_names = _metadata_of_pickle


def result_tuple(fields: Sequence[str], extra: Sequence[Iterable[Any]] | None = None) -> Callable[[Iterable[Any]], Any]:
    """Return a function that makes rows of the given names from iterables of values."""
    return ResultMetaData(fields, extra).row_class
