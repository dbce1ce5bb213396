"""Writing many rows of one table in few statements; the one mechanism for the ORM's flush and for Core's executemany
with RETURNING.

Rules
* A batch is the statement of one shape (table, columns, what is returned), built once per dialect (``of()``) and run
  with rows: tuples of Python values in column order. Bind and result processors are applied inside, and only where a
  type has one.
* Rows go in chunks of at most ``features.batch_rows`` rows and ``features.max_parameters`` parameters; the text for a
  chunk size is kept.
* ``InsertBatch`` returns the RETURNING tuples in the order of the rows. SQL promises no such order, so rows are
  matched by what is certain:

  - *by key*, when the primary key is among the columns: each returned row carries it;
  - *by ascending key*, when the server generates an integer key and ``features.ascending_generated_keys`` holds: keys
    are assigned ascending in the order of VALUES (SQLite: rows are inserted one by one, a new rowid is the largest
    plus one, page "SQLite Autoincrement"), so sorting by key restores the order. Returned keys that neither are
    consecutive nor came in ascending order contradict this and raise;
  - *row by row* otherwise.

* ``UpdateBatch`` and ``DeleteBatch`` return how many rows they matched.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, ClassVar

from holdfast import exc
from holdfast.engine.context import ExecutionContext
from holdfast.engine.processors import flattener, row_converter
from holdfast.sql import seams
from holdfast.sql.expressions.bind import BindParameter

if TYPE_CHECKING:
    from typing import Self

    from holdfast.engine.connection import Connection
    from holdfast.engine.dialect import Dialect

Rows = Sequence[tuple[Any, ...]]

# Texts kept per batch: the full chunk and the rests of some runs.
TEXTS_KEPT = 16
SHOWN_ROWS = 2


class Batch:
    """Base of the batches.

    :param dialect: for names, features and processors.
    :param table: the Table.
    """

    __slots__ = ("_texts", "chunk", "dialect", "table")

    verb: ClassVar[str]

    def __init__(self, dialect: Dialect, table: Any, columns: Sequence[Any]) -> None:
        self.dialect = dialect
        self.table = table
        features = dialect.features
        self.chunk = max(1, min(features.batch_rows, features.max_parameters // max(1, len(columns))))
        self._texts: dict[tuple[int, Any], str] = {}

    @classmethod
    def of(cls, dialect: Dialect, table: Any, *shape: tuple[Any, ...]) -> Self:
        """Return the batch of a shape; made once per dialect.

        :param shape: the other arguments of the class, as tuples of columns.
        """
        made: weakref.WeakKeyDictionary[Any, dict[Any, Any]] = dialect._batches
        shapes = made.get(table)
        if shapes is None:
            shapes = made[table] = {}
        key = (cls, *shape)
        batch: Self | None = shapes.get(key)
        if batch is None:
            batch = shapes[key] = cls(dialect, table, *shape)
        return batch

    def _text(self, connection: Connection | None, size: int) -> str:
        """The SQL for a number of rows, with the table's schema as the connection translates it."""
        schema = self.table.schema if connection is None else connection.schema_for_object(self.table)
        key = (size, schema)
        text = self._texts.get(key)
        if text is None:
            if len(self._texts) >= TEXTS_KEPT:
                self._texts.clear()
            text = self._texts[key] = self._render(self._table_name(schema), size)
        return text

    def _table_name(self, schema: str | None) -> str:
        preparer = self.dialect.identifier_preparer
        name: str = preparer.quote(self.table.name)
        return f"{preparer.quote_schema(schema)}.{name}" if schema and not preparer.omit_schema else name

    def _quoted(self, columns: Iterable[Any]) -> list[str]:
        return [self.dialect.identifier_preparer.quote(column.name) for column in columns]

    def _render(self, table: str, size: int) -> str:
        raise NotImplementedError

    def describe(self, n: int) -> str:
        """Return the SQL for n rows; long lists of rows are abbreviated."""
        if n <= SHOWN_ROWS:
            return self._text(None, n)
        text = self._render(self._table_name(self.table.schema), SHOWN_ROWS)
        chunks = -(-n // self.chunk)
        statements = f"{chunks} statements" if chunks > 1 else "1 statement"
        return f"{text}  -- {n} rows in {statements}"

    def _execute(self, connection: Connection, text: str, values: Any, rows: int, many: bool = False) -> Any:
        """Execute and return the cursor; the log and the listeners are told how many rows it is about."""
        if not connection._watched:
            return connection._cursor_execute(text, values, many=many)
        context = ExecutionContext(connection, origin=f"batch of {rows} row{'s' if rows > 1 else ''}")
        return connection._cursor_execute(text, values, many=many, context=context)

    def _chunks(self, rows: Rows) -> Iterator[Rows]:
        size = self.chunk
        if len(rows) <= size:
            return iter((rows,))
        return (rows[start : start + size] for start in range(0, len(rows), size))


class InsertBatch(Batch):
    """INSERT of many rows.

    :param columns: the columns that the rows have values for.
    :param returning: the columns whose values the database is asked for.
    """

    __slots__ = (
        "_added",
        "_convert",
        "_flatten",
        "_key_positions",
        "_match",
        "_results",
        "_returned",
        "columns",
        "placeholders",
        "returning",
    )

    verb = "insert"

    def __init__(self, dialect: Dialect, table: Any, columns: Sequence[Any], returning: Sequence[Any] = ()) -> None:
        super().__init__(dialect, table, columns)
        self.columns = tuple(columns)
        self.returning = tuple(returning)
        self.placeholders = [placeholder(dialect, column) for column in self.columns]
        processors = [column.type._bind(dialect) for column in self.columns]
        self._convert = row_converter(processors)
        self._flatten = flattener(processors)
        keys = tuple(table.primary_key.columns)
        self._key_positions: tuple[int, ...] = ()
        self._match = self._matcher(keys)
        # The key comes first where it is what rows are matched by, and is taken off again unless it was asked for
        # first.
        matched = self._match is not None and self._match != self._one_by_one
        added = matched and self.returning[: len(keys)] != keys
        self._returned = (*keys, *self.returning) if added else self.returning
        self._added = len(keys) if added else 0
        self._results = row_converter([column.type._result(dialect) for column in self.returning])

    def _matcher(self, keys: tuple[Any, ...]) -> Callable[[Connection, Rows], list[Any]] | None:
        features = self.dialect.features
        if not self.returning:
            return None
        if not features.insert_returning:
            raise exc.InvalidRequestError(f"{self.dialect.name} has no INSERT .. RETURNING; insert the rows one by one")
        if not self.columns or not features.multirow_insert or not keys:
            return self._one_by_one
        if all(key in self.columns for key in keys):
            self._key_positions = tuple(self.columns.index(key) for key in keys)
            return self._by_key
        if (
            len(keys) == 1
            and features.ascending_generated_keys
            and keys[0] is self.table.autoincrement_column
            and keys[0].default is None
            and keys[0].server_default is None
        ):
            return self._by_ascending_key
        return self._one_by_one

    def execute(self, connection: Connection, rows: Rows) -> list[tuple[Any, ...]]:
        """Insert the rows.

        :return: the RETURNING tuples in the order of the rows; ``[]`` when nothing is to be returned.
        """
        if not rows:
            return []
        if self._match is not None:
            return self._match(connection, rows)
        if not self.columns:
            return self._one_by_one(connection, rows)
        if len(rows) == 1:
            values = rows[0] if self._convert is None else self._convert(rows)[0]
            self._execute(connection, self._text(connection, 1), values, 1).close()
        else:
            many = rows if self._convert is None else self._convert(rows)
            self._execute(connection, self._text(connection, 1), many, len(rows), many=True).close()
        return []

    def _send(self, connection: Connection, rows: Rows) -> list[tuple[Any, ...]]:
        cursor = self._execute(connection, self._text(connection, len(rows)), self._flatten(rows), len(rows))
        return fetched(connection, cursor)

    def _by_ascending_key(self, connection: Connection, rows: Rows) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        for part in self._chunks(rows):
            returned = self._send(connection, part)
            self._expect(len(part), len(returned))
            if len(returned) > 1:
                self._sort_by_key(returned)
            found += returned
        return self._finished([row[1:] for row in found] if self._added else found)

    def _sort_by_key(self, returned: list[tuple[Any, ...]]) -> None:
        keys = [row[0] for row in returned]
        ordered = sorted(keys)
        if keys == ordered:
            return
        if ordered[-1] - ordered[0] != len(ordered) - 1:
            raise exc.InvalidRequestError(
                f"The keys that the database generated for table {self.table.name!r} do not ascend, so that its rows "
                "cannot be told apart; give the primary key yourself, or a default that makes it"
            )
        returned.sort(key=itemgetter(0))

    def _by_key(self, connection: Connection, rows: Rows) -> list[tuple[Any, ...]]:
        if not _comparable(rows, self._key_positions):
            return self._one_by_one(connection, rows)
        count = len(self._key_positions)
        sent = rows if self._convert is None else self._convert(rows)
        key_of = itemgetter(*self._key_positions)
        returned: dict[Any, tuple[Any, ...]] = {}
        for part in self._chunks(rows):
            answer = self._send(connection, part)
            if count == 1:
                returned.update((row[0], row[self._added :]) for row in answer)
            else:
                returned.update((row[:count], row[self._added :]) for row in answer)
        try:
            return self._finished([returned[key] for key in map(key_of, sent)])
        except KeyError:
            raise exc.InvalidRequestError(
                f"Inserted rows of table {self.table.name!r} came back with primary keys other than those that were "
                "sent; the database changes them (a trigger, or a type that is not the column's), so that rows "
                "cannot be told apart"
            ) from None

    def _one_by_one(self, connection: Connection, rows: Rows) -> list[tuple[Any, ...]]:
        text = self._text_of_returning(connection)
        found: list[tuple[Any, ...]] = []
        for values in rows if self._convert is None else self._convert(rows):
            cursor = self._execute(connection, text, values, 1)
            if self.returning:
                found += fetched(connection, cursor)
            else:
                cursor.close()
        return self._finished(found)

    def _text_of_returning(self, connection: Connection) -> str:
        """The text for one row that returns what was asked for and nothing besides."""
        if self._returned == self.returning:
            return self._text(connection, 1)
        return self._render(self._table_name(connection.schema_for_object(self.table)), 1, self.returning)

    def _finished(self, returned: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        return returned if self._results is None else self._results(returned)

    def _expect(self, sent: int, returned: int) -> None:
        if sent != returned:
            raise exc.InvalidRequestError(
                f"INSERT of {sent} rows into table {self.table.name!r} returned {returned}; a trigger or rule has "
                "taken rows away"
            )

    def _render(self, table: str, size: int, returning: Sequence[Any] | None = None) -> str:
        returned = self._returned if returning is None else returning
        tail = f" RETURNING {', '.join(self._quoted(returned))}" if returned else ""
        if not self.columns:
            body = "DEFAULT VALUES" if self.dialect.features.default_values else "() VALUES ()"
            return f"INSERT INTO {table} {body}{tail}"
        row = f"({', '.join(self.placeholders)})"
        values = ", ".join([row] * size)
        return f"INSERT INTO {table} ({', '.join(self._quoted(self.columns))}) VALUES {values}{tail}"


class CountingBatch(Batch):
    """Base of the batches that return how many rows they matched."""

    __slots__ = ("_flatten",)

    _flatten: Callable[[Rows], Any]

    def _in_chunks(self, connection: Connection, rows: Rows) -> int:
        matched = 0
        for part in self._chunks(rows):
            cursor = self._execute(connection, self._text(connection, len(part)), self._flatten(part), len(part))
            matched += cursor.rowcount
            cursor.close()
        return matched

    def _each(self, connection: Connection, rows: Iterable[Any]) -> int:
        text = self._text(connection, 1)
        matched = 0
        for values in rows:
            cursor = self._execute(connection, text, values, 1)
            matched += cursor.rowcount
            cursor.close()
        return matched


class UpdateBatch(CountingBatch):
    """UPDATE of many rows, each with values of its own.

    :param key_columns: the columns that find a row.
    :param set_columns: the columns that are set.
    """

    __slots__ = ("_convert", "_swap", "key_columns", "placeholders", "set_columns")

    verb = "update"

    def __init__(self, dialect: Dialect, table: Any, key_columns: Sequence[Any], set_columns: Sequence[Any]) -> None:
        self.key_columns = tuple(key_columns)
        self.set_columns = tuple(set_columns)
        columns = (*self.key_columns, *self.set_columns)
        super().__init__(dialect, table, columns)
        self.placeholders = [placeholder(dialect, column) for column in columns]
        processors = [column.type._bind(dialect) for column in columns]
        self._convert = row_converter(processors)
        self._flatten = flattener(processors)
        count = len(self.key_columns)
        # A plain UPDATE has the set values before the keys.
        self._swap = itemgetter(*range(count, len(columns)), *range(count))

    def execute(self, connection: Connection, rows: Rows) -> int:
        """Update the rows; each is the key values and then the set values.

        :return: how many rows were matched.
        """
        if not rows:
            return 0
        features = self.dialect.features
        if len(rows) == 1 or not features.update_many:
            return self._plainly(connection, rows)
        return self._in_chunks(connection, rows)

    def _plainly(self, connection: Connection, rows: Rows) -> int:
        text = self._text(connection, 1)
        values = list(map(self._swap, rows if self._convert is None else self._convert(rows)))
        if len(values) > 1 and self.dialect.features.rowcount_of_many:
            cursor = self._execute(connection, text, values, len(values), many=True)
            matched: int = cursor.rowcount
            cursor.close()
            return matched
        return self._each(connection, values)

    def _render(self, table: str, size: int) -> str:
        keys, sets = self._quoted(self.key_columns), self._quoted(self.set_columns)
        count = len(keys)
        if size == 1 or not self.dialect.features.update_many:
            assigned = ", ".join(f"{name} = {mark}" for name, mark in zip(sets, self.placeholders[count:], strict=True))
            found = " AND ".join(f"{name} = {mark}" for name, mark in zip(keys, self.placeholders, strict=False))
            return f"UPDATE {table} SET {assigned} WHERE {found}"
        names = [f"column{number}" for number in range(1, len(self.placeholders) + 1)]
        by_key = " AND ".join(f"{table}.{name} = v.{new}" for name, new in zip(keys, names, strict=False))
        changes = [f"{name} = v.{new}" for name, new in zip(sets, names[count:], strict=True)]
        rows = [", ".join(self.placeholders)] * size
        form = self.dialect.features.update_many
        if form == "join_values":
            rows[0] = ", ".join(f"{mark} AS {name}" for mark, name in zip(self.placeholders, names, strict=True))
            values = " UNION ALL ".join(f"SELECT {row}" for row in rows)
            changed = ", ".join(f"{table}.{change}" for change in changes)
            return f"UPDATE {table} JOIN ({values}) AS v ON {by_key} SET {changed}"
        alias = "v"
        if form == "from_named_values":
            rows[0] = ", ".join(map(self._typed, self.placeholders, (*self.key_columns, *self.set_columns)))
            alias = f"v ({', '.join(names)})"
        values = ", ".join(f"({row})" for row in rows)
        return f"UPDATE {table} SET {', '.join(changes)} FROM (VALUES {values}) AS {alias} WHERE {by_key}"

    def _typed(self, mark: str, column: Any) -> str:
        """A placeholder of the first row, which gives all rows their types where parameters have none."""
        return f"CAST({mark} AS {seams.compile_type(column.type, self.dialect)})"


class DeleteBatch(CountingBatch):
    """DELETE of many rows.

    :param key_columns: the columns that find a row.
    """

    __slots__ = ("_convert", "key_columns", "placeholders")

    verb = "delete"

    def __init__(self, dialect: Dialect, table: Any, key_columns: Sequence[Any]) -> None:
        super().__init__(dialect, table, key_columns)
        self.key_columns = tuple(key_columns)
        self.placeholders = [placeholder(dialect, column) for column in self.key_columns]
        processors = [column.type._bind(dialect) for column in self.key_columns]
        self._convert = row_converter(processors)
        self._flatten = flattener(processors)

    def execute(self, connection: Connection, rows: Rows) -> int:
        """Delete the rows; each is the tuple of its key values.

        :return: how many rows were matched.
        """
        if not rows:
            return 0
        if len(self.key_columns) > 1 and not self.dialect.features.tuple_in:
            return self._plainly(connection, rows)
        return self._in_chunks(connection, rows)

    def _plainly(self, connection: Connection, rows: Rows) -> int:
        return self._each(connection, rows if self._convert is None else self._convert(rows))

    def _render(self, table: str, size: int) -> str:
        keys = self._quoted(self.key_columns)
        if size == 1:
            found = " AND ".join(f"{name} = {mark}" for name, mark in zip(keys, self.placeholders, strict=True))
            return f"DELETE FROM {table} WHERE {found}"
        if len(keys) == 1:
            return f"DELETE FROM {table} WHERE {keys[0]} IN ({', '.join(self.placeholders * size)})"
        row = f"({', '.join(self.placeholders)})"
        rows = ", ".join([row] * size)
        inner = f"VALUES {rows}" if self.dialect.features.tuple_in == "values" else rows
        return f"DELETE FROM {table} WHERE ({', '.join(keys)}) IN ({inner})"


def placeholder(dialect: Dialect, column: Any) -> str:
    """What stands for a value of the column: the driver's placeholder, inside of the SQL that the column's type puts
    around it."""
    type_ = column.type.dialect_impl(dialect)
    if not type_._has_bind_expression:
        return dialect.features.placeholder
    bind: BindParameter[Any] = BindParameter(column.key, None, type_=type_)
    text: str = dialect.compile(type_.bind_expression(bind)).string
    return text


def fetched(connection: Connection, cursor: Any) -> list[tuple[Any, ...]]:
    """Return all rows of a cursor and close it."""
    try:
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    except BaseException as error:
        connection._raise(error)
    cursor.close()
    return rows if type(rows) is list else list(rows)


_PLAIN = frozenset({int, str, bytes})


def _comparable(rows: Rows, positions: tuple[int, ...]) -> bool:
    """Whether keys come back from the database equal to what was sent: plain values, of one type a column."""
    return all({type(row[position]) for row in rows} <= _PLAIN for position in positions)
