"""INSERT of many rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.engine.announcements import announced_batch, announces
from holdfast.engine.batch.base import (
    Batch,
    BatchContext,
    Rows,
    SchemaMap,
    fetched,
    fetched_sets,
    placeholder,
    typed_placeholder,
)
from holdfast.engine.batch.matching import By, comparable, matching, returns
from holdfast.engine.processors import flattener, row_converter

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection
    from holdfast.engine.context import ExecutionContext
    from holdfast.engine.dialect import Dialect


class InsertBatch(Batch):
    """INSERT of many rows.

    Columns with a Sequence that rows have no values for get its next values.

    :param columns: the columns that the rows have values for.
    :param returning: the columns whose values the database is asked for.
    :raises holdfast.exc.InvalidRequestError: the database has no RETURNING, and it is asked for.
    """

    __slots__ = (
        "_convert",
        "_flatten",
        "_key_positions",
        "_matching",
        "_placeholders",
        "_results",
        "_sent",
        "_sequences",
        "columns",
        "returning",
    )

    verb = "insert"

    def __init__(self, dialect: Dialect, table: Any, columns: Sequence[Any], returning: Sequence[Any] = ()) -> None:
        self.columns = tuple(columns)
        self.returning = tuple(returning)
        if not returns(dialect, table, self.columns, self.returning):
            raise exc.InvalidRequestError(f"{dialect.name} has no INSERT .. RETURNING; insert the rows one by one")
        self._matching = matching(dialect, table, self.columns, self.returning)
        counter = self._matching.columns if self._matching.by is By.COUNTER else ()
        self._sent = (*self.columns, *counter)
        super().__init__(dialect, table, len(self._sent))
        self._sequences = _sequences(dialect, table, self.columns)
        self._placeholders = [placeholder(dialect, column) for column in self._sent]
        processors = [column.type._bind(dialect) for column in self._sent]
        self._convert = row_converter(processors[: len(self.columns)])
        self._flatten = flattener(processors)
        self._key_positions = tuple(self._sent.index(key) for key in self._matching.columns if key in self._sent)
        self._results = row_converter([column.type._result(dialect) for column in self.returning])

    def execute(
        self, connection: Connection, rows: Rows, context: ExecutionContext | None = None
    ) -> list[tuple[Any, ...]]:
        """Insert the rows.

        :param context: the execution that the rows belong to, when it was announced to listeners. Of its execution
            options ``insertmanyvalues_page_size`` and ``schema_translate_map`` have a meaning here.
        :return: the RETURNING tuples in the order of the rows; ``[]`` when nothing is to be returned.
        """
        if not rows:
            return []
        if context is None:
            # None has announced it: it is the flush.
            context = own = BatchContext(connection, self, rows)
            if announces(connection):
                found: list[tuple[Any, ...]] = announced_batch(
                    connection,
                    own.invoked_statement,
                    own.compiled_parameters,
                    own.execution_options,
                    lambda: self._insert(own, rows),
                )
                return found
        return self._insert(context, rows)

    def _construct(self) -> tuple[Any, list[str]]:
        statement = self.table.insert()
        if self.returning:
            statement = statement.returning(*self.returning)
        return statement, [column.key for column in self.columns]

    def _insert(self, context: ExecutionContext, rows: Rows) -> list[tuple[Any, ...]]:
        by = self._matching.by
        if by is By.NOTHING:
            self.insert(context, rows)
            return []
        if by is By.STEP:
            found = [key for part in self._pages(context, rows) for key in self._by_step(context, part)]
        elif len(rows) == 1 or by is By.ITSELF:
            found = self._one_by_one(context, rows)
        elif by is By.GENERATED_KEY:
            found = self._by_generated_key(context, rows)
        elif by is By.COUNTER:
            found = self._by_counter(context, rows)
        else:
            found = self._by_value(context, rows)
        return found if self._results is None else self._results(found)

    def insert(self, context: ExecutionContext, rows: Rows) -> int:
        """Insert the rows, and ask for nothing but how many the database has counted."""
        if len(rows) > 1 and self.columns and self.dialect.features.multirow_insert_is_faster:
            return sum(self._together(context, part) for part in self._pages(context, rows))
        text = self._text(context, 1, matched=False)
        values = self._processed(context.connection, self._convert, rows)
        if len(rows) > 1 and self.columns:
            return _count(self._execute(context, text, values, len(rows), many=True))
        context.begin_batch(len(rows), ordered=False)
        return sum(_count(self._execute(context, text, row, 1)) for row in values)

    def _together(self, context: ExecutionContext, rows: Rows) -> int:
        text = self._text(context, len(rows), matched=False)
        values = self._processed(context.connection, self._flatten, rows)
        return _count(self._execute(context, text, values, len(rows)))

    # -- the ways to match

    def _one_by_one(self, context: ExecutionContext, rows: Rows) -> list[tuple[Any, ...]]:
        text = self._text(context, 1, matched=False)
        values = self._processed(context.connection, self._convert, rows)
        if len(rows) > 1 and self.dialect.features.executemany_returning:
            context.each_returns = True
            found = fetched_sets(context.connection, self._execute(context, text, values, len(rows), many=True))
            self._expect(len(rows), len(found))
            return found
        context.begin_batch(len(rows), ordered=True)
        found = []
        for row in values:
            found += fetched(context.connection, self._execute(context, text, row, 1))
        return found

    def _by_generated_key(self, context: ExecutionContext, rows: Rows) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        for part in self._pages(context, rows):
            returned = self._send(context, part)
            self._order_by_key(returned)
            found += returned
        return self._without_key(found)

    def _order_by_key(self, returned: list[tuple[Any, ...]]) -> None:
        keys = [row[0] for row in returned]
        descending = self._matching.descending
        ordered = sorted(keys, reverse=descending)
        if keys == ordered:
            return
        if not self.dialect.features.ordered_insert and abs(ordered[-1] - ordered[0]) != len(ordered) - 1:
            raise exc.InvalidRequestError(
                f"The keys that the database generated for table {self.table.name!r} do not ascend, so that its rows "
                "cannot be told apart; give the primary key yourself, or a default that makes it, or add an "
                "insert_sentinel() column"
            )
        returned.sort(key=itemgetter(0), reverse=descending)

    def _by_step(self, context: ExecutionContext, rows: Rows) -> list[tuple[Any, ...]]:
        values = self._processed(context.connection, self._flatten, rows)
        count = len(rows)
        if count > 1 and self._is_too_long(values):
            middle = count // 2
            context._pages += 1
            parts = (rows[:middle], rows[middle:])
            return [key for part in parts for key in self._by_step(context, part)]
        cursor = self._execute(context, self._text(context, count, matched=False), values, count)
        first: int = cursor.lastrowid
        cursor.close()
        if count == 1:
            return [(first,)]
        step = self._step(context, first, count)
        return [(key,) for key in range(first, first + count * step, step)]

    def _step(self, context: ExecutionContext, first: int, count: int) -> int:
        """How far apart the keys of the rows are; looks the rows up."""
        step, mark = self.dialect.features.generated_key_step, self.dialect.features.placeholder
        (key,) = self._quoted(self.returning)
        table = self._table_name(context.execution_options.get("schema_translate_map"))
        text = (
            f"SELECT {step}, COUNT(*) FROM {table} WHERE {key} BETWEEN {mark} AND {mark} + {mark} * {step} "
            f"AND MOD({key}, {step}) = MOD({mark}, {step})"
        )
        values = (first, first, count - 1, first)
        ((apart, there),) = fetched(context.connection, self._execute(context, text, values, 1))
        if there != count:
            raise exc.InvalidRequestError(
                f"{count} rows were inserted into table {self.table.name!r}, but {there} have the keys {first}, "
                f"{first + apart} .. that its server promises; roll back, and give the primary key yourself, or insert "
                "one row at a time with create_engine(use_insertmanyvalues=False)"
            )
        return int(apart)

    def _by_counter(self, context: ExecutionContext, rows: Rows) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        for part in self._pages(context, rows):
            counted = [(*row, number) for number, row in enumerate(part)]
            returned = self._send(context, counted)
            returned.sort(key=itemgetter(0))
            found += returned
        return self._without_key(found)

    def _by_value(self, context: ExecutionContext, rows: Rows) -> list[tuple[Any, ...]]:
        sent = self._processed(context.connection, self._convert, rows)
        key_of = itemgetter(*self._key_positions)
        count = len(self._key_positions)
        keys = list(map(key_of, sent))
        if not comparable(sent, self._key_positions) or len(set(keys)) < len(keys):
            return self._one_by_one(context, rows)
        answer: list[tuple[Any, ...]] = []
        for part in self._pages(context, rows):
            answer += self._send(context, part)
        returned_key = itemgetter(*range(count))
        returned = dict(zip(map(returned_key, answer), self._without_key(answer), strict=True))
        try:
            return [returned[key] for key in keys]
        except KeyError:
            raise exc.InvalidRequestError(
                f"Inserted rows of table {self.table.name!r} came back with other values of "
                f"{', '.join(repr(column.name) for column in self._matching.columns)} than were sent; the database "
                "changes them (a trigger, or a type that is not the column's), so that rows cannot be told apart"
            ) from None

    def _send(self, context: ExecutionContext, rows: Rows) -> list[tuple[Any, ...]]:
        values = self._processed(context.connection, self._flatten, rows)
        if len(rows) > 1 and self._is_too_long(values):
            middle = len(rows) // 2
            context._pages += 1
            return [*self._send(context, rows[:middle]), *self._send(context, rows[middle:])]
        text = self._text(context, len(rows), matched=True)
        found = fetched(context.connection, self._execute(context, text, values, len(rows)))
        self._expect(len(rows), len(found))
        return found

    def _expect(self, sent: int, returned: int) -> None:
        if sent != returned:
            raise exc.InvalidRequestError(
                f"INSERT of {sent} rows into table {self.table.name!r} returned {returned}; a trigger or rule has "
                "taken rows away"
            )

    def _pages(self, context: ExecutionContext, rows: Rows) -> Iterator[Rows]:
        """The rows of a statement each; the execution option may ask for more than the engine's, but not for more
        parameters than a statement can have."""
        wanted = context.execution_options.get("insertmanyvalues_page_size")
        size = self.chunk if wanted is None else max(1, min(wanted, self.most_rows))
        context.begin_batch(-(-len(rows) // size), ordered=bool(self.returning))
        return self._chunks(rows, size)

    # -- text

    @property
    def _added(self) -> int:
        """The columns that are returned for matching alone; those come first, unless they were asked for first."""
        keys = self._matching.columns
        return 0 if self.returning[: len(keys)] == keys else len(keys)

    def _without_key(self, returned: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        added = self._added
        return [row[added:] for row in returned] if added else returned

    def _render(self, size: int, translate: SchemaMap, matched: bool = True) -> str:
        """The text; ``matched``: with what rows are matched by."""
        table = self._table_name(translate)
        keys = self._matching.columns[: self._added] if matched else ()
        returned = self._quoted((*keys, *self.returning)) if self.dialect.features.insert_returning else []
        tail = f" RETURNING {', '.join(returned)}" if returned else ""
        sent = self._sent if matched else self.columns
        compiled = [
            str(self.dialect.compile(s.next_value(), schema_translate_map=translate)) for _, s in self._sequences
        ]
        names = ", ".join(self._quoted((*sent, *[column for column, _ in self._sequences])))
        if not names:
            body = "DEFAULT VALUES" if self.dialect.features.default_values else "() VALUES ()"
            return f"INSERT INTO {table} {body}{tail}"
        marks = self._placeholders[: len(sent)]
        if size > 1 and self._matching.by is By.GENERATED_KEY and self.dialect.features.ordered_insert:
            return f"INSERT INTO {table} ({names}) {self._ordered(marks, compiled, size)}{tail}"
        row = f"({', '.join((*marks, *compiled))})"
        return f"INSERT INTO {table} ({names}) VALUES {', '.join([row] * size)}{tail}"

    def _ordered(self, marks: Sequence[str], generated: Sequence[str], size: int) -> str:
        """The rows as a query that is sorted by their numbers."""
        # In each row: a float in one of them would make floating point numbers of the others.
        typed = [typed_placeholder(self.dialect, column, mark) for mark, column in zip(marks, self._sent, strict=True)]
        rows = [f"({', '.join((*typed, str(number)))})" for number in range(size)]
        names = [f"column{number}" for number in range(1, len(marks) + 1)]
        chosen = ", ".join((*[f"v.{name}" for name in names], *generated))
        aliased = ", ".join((*names, "number"))
        return f"SELECT {chosen} FROM (VALUES {', '.join(rows)}) AS v ({aliased}) ORDER BY v.number"


def _count(cursor: Any) -> int:
    # Before it is closed: a cursor of psycopg forgets.
    count: int = cursor.rowcount
    cursor.close()
    return count


def _sequences(dialect: Dialect, table: Any, columns: Sequence[Any]) -> list[tuple[Any, Any]]:
    """The columns without a value that a Sequence fills, and their sequences."""
    if not dialect.features.sequences:
        return []
    return [
        (column, column.default)
        for column in table.c
        if column.default is not None and column.default.is_sequence and column not in columns
    ]
