"""What all batches have in common: one object a shape, kept texts, chunks of rows, execution."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from holdfast.engine.announcements import announced_batch, announces
from holdfast.engine.context import ExecutionContext
from holdfast.engine.errors import raise_for
from holdfast.sql import seams
from holdfast.sql.compiler.casts import with_cast
from holdfast.sql.compiler.numbered import NumberedValues, number_positions
from holdfast.sql.expressions.bind import BindParameter

if TYPE_CHECKING:
    from typing import Self

    from holdfast.engine.connection import Connection
    from holdfast.engine.dialect import Dialect

Rows = Sequence[tuple[Any, ...]]
SchemaMap = Mapping[str | None, str | None] | None

# Texts kept per batch: the full chunk and the rests of some runs.
TEXTS_KEPT = 16
_SIZED = frozenset({str, bytes})
SHOWN_ROWS = 2


class Batch:
    """Base of the batches.

    :param dialect: for names, features and processors.
    :param table: the Table.
    :param width: parameters of a row.
    """

    __slots__ = ("_texts", "chunk", "dialect", "most_rows", "table")

    verb: ClassVar[str]

    def __init__(self, dialect: Dialect, table: Any, width: int) -> None:
        self.dialect = dialect
        self.table = table
        features = dialect.features
        self.most_rows = max(1, features.max_parameters // max(1, width))
        self.chunk = max(1, min(features.batch_rows, self.most_rows))
        self._texts: dict[Any, str] = {}

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
            make: Any = cls
            batch = shapes[key] = make(dialect, table, *shape)
        return batch

    # -- text

    def _text(self, context: ExecutionContext, size: int, **form: bool) -> str:
        """The SQL for a number of rows, with schemas as the execution options translate them."""
        translate: SchemaMap = context.execution_options.get("schema_translate_map")
        key = (size, tuple(form.values()), translate and frozenset(translate.items()))
        text = self._texts.get(key)
        if text is None:
            if len(self._texts) >= TEXTS_KEPT:
                self._texts.clear()
            text = self._texts[key] = self._rendered(size, translate, **form)
        return text

    def _rendered(self, size: int, translate: SchemaMap, **form: bool) -> str:
        text = self._render(size, translate, **form)
        return number_positions(text) if self.dialect.features.numbered_parameters else text

    def _render(self, size: int, translate: SchemaMap) -> str:
        raise NotImplementedError

    def _construct(self) -> tuple[Any, list[str]]:
        """The construct that does the same for one row, and the names of a row's values in it."""
        raise NotImplementedError

    def _table_name(self, translate: SchemaMap) -> str:
        schema = self.table.schema
        if translate:
            schema = translate.get(schema, schema)
        preparer = self.dialect.identifier_preparer
        name: str = preparer.quote(self.table.name)
        return self._formatted(
            f"{preparer.quote_schema(schema)}.{name}" if schema and not preparer.omit_schema else name
        )

    def _quoted(self, columns: Iterable[Any]) -> list[str]:
        return [self._formatted(self.dialect.identifier_preparer.quote(column.name)) for column in columns]

    def _formatted(self, name: str) -> str:
        """A quoted name as it stands in a text that the driver formats with its parameters, or does not."""
        return name.replace("%", "%%") if "%" in self.dialect.features.placeholder else name

    def describe(self, n: int) -> str:
        """Return the SQL for n rows; long lists of rows are abbreviated."""
        if n <= SHOWN_ROWS:
            return self._rendered(n, None)
        chunks = -(-n // self.chunk)
        statements = f"{chunks} statements" if chunks > 1 else "1 statement"
        return f"{self._rendered(SHOWN_ROWS, None)}  -- {n} rows in {statements}"

    # -- execution

    def _processed(self, connection: Connection, process: Callable[[Rows], Any] | None, rows: Rows) -> Any:
        """The values of rows as the driver takes them; what a type refuses is an error of the statement."""
        if process is None:
            return rows
        try:
            return process(rows)
        except Exception as error:
            raise_for(connection, error, self.describe(len(rows)), rows)

    def _execute(self, context: ExecutionContext, text: str, values: Any, rows: int, many: bool = False) -> Any:
        """Execute and return the cursor; the log is told how many rows it is about."""
        if self.dialect.features.numbered_parameters:
            values = NumberedValues(values)
        elif not many:
            values = tuple(values)
        context._page += 1
        return context.connection._cursor_execute(text, values, many=many, context=context)

    def _is_too_long(self, values: Any) -> bool:
        """Whether a statement of several rows might be more than the server takes; escapes double a value at most, and
        a character has four bytes at most."""
        limit = self.dialect.features.max_statement_bytes
        return bool(limit) and sum(4 * len(v) for v in values if v.__class__ in _SIZED) > limit

    def _chunks(self, rows: Rows, size: int) -> Iterator[Rows]:
        if len(rows) <= size:
            return iter((rows,))
        return (rows[start : start + size] for start in range(0, len(rows), size))


class CountingBatch(Batch):
    """Base of the batches that return how many rows they matched."""

    __slots__ = ("_flatten", "key_columns")

    _flatten: Callable[[Rows], Any]
    key_columns: tuple[Any, ...]

    def execute(self, connection: Connection, rows: Rows) -> int:
        """Update or delete the rows; each is the key values, and then the values to set.

        :return: how many rows were matched.
        """
        if not rows:
            return 0
        context = BatchContext(connection, self, rows)
        if announces(connection):
            matched: int = announced_batch(
                connection,
                context.invoked_statement,
                context.compiled_parameters,
                context.execution_options,
                lambda: self._match(context, rows),
            )
            return matched
        return self._match(context, rows)

    def _match(self, context: ExecutionContext, rows: Rows) -> int:
        raise NotImplementedError

    def _found_by(self, names: Sequence[str]) -> list[Any]:
        """The criteria that find a row by parameters of these names."""
        return [
            column == BindParameter(name, None, type_=column.type)
            for column, name in zip(self.key_columns, names, strict=True)
        ]

    def _in_chunks(self, context: ExecutionContext, rows: Rows) -> int:
        return sum(self._counted(context, part) for part in self._chunks(rows, self.chunk))

    def _counted(self, context: ExecutionContext, rows: Rows) -> int:
        values = self._processed(context.connection, self._flatten, rows)
        if len(rows) > 1 and self._is_too_long(values):
            middle = len(rows) // 2
            return self._counted(context, rows[:middle]) + self._counted(context, rows[middle:])
        text = self._text(context, len(rows))
        cursor = self._execute(context, text, values, len(rows))
        matched: int = cursor.rowcount
        cursor.close()
        return matched

    def _each(self, context: ExecutionContext, rows: Rows) -> int:
        """One row after the other, in one call of the driver where its count can be relied on."""
        text = self._text(context, 1)
        if len(rows) > 1 and self.dialect.features.rowcount_of_many:
            cursor = self._execute(context, text, rows, len(rows), many=True)
            matched: int = cursor.rowcount
            cursor.close()
            return matched
        matched = 0
        for values in rows:
            cursor = self._execute(context, text, values, 1)
            matched += cursor.rowcount
            cursor.close()
        return matched


class BatchContext(ExecutionContext):
    """The execution of rows that a flush writes; the construct that would write them is made when asked for."""

    def __init__(self, connection: Connection, batch: Batch, rows: Rows) -> None:
        super().__init__(connection, origin=f"batch of {len(rows)} row{'s' if len(rows) > 1 else ''}")
        self._batch = batch
        self._rows = rows
        self.isinsert = batch.verb == "insert"
        self.isupdate = batch.verb == "update"
        self.isdelete = batch.verb == "delete"
        self.executemany = len(rows) > 1

    @cached_property
    def _written(self) -> tuple[Any, list[str]]:
        return self._batch._construct()

    @property
    def invoked_statement(self) -> Any:
        """The construct that writes a row."""
        return self._written[0]

    @cached_property
    def compiled(self) -> Any:
        """The Compiled of the construct."""
        statement, names = self._written
        return self.dialect.compile(statement, column_keys=names)

    @cached_property
    def compiled_parameters(self) -> list[dict[str, Any]]:
        """The values by name, a dictionary for each row."""
        names = self._written[1]
        return [dict(zip(names, row, strict=True)) for row in self._rows]


def placeholder(dialect: Dialect, column: Any) -> str:
    """What stands for a value of the column: the driver's placeholder, inside of the SQL that the column's type puts
    around it."""
    type_ = column.type.dialect_impl(dialect)
    if not type_._has_bind_expression:
        return with_cast(dialect, column.type, dialect.features.placeholder)
    bind: BindParameter[Any] = BindParameter(column.key, None, type_=type_)
    compiled = dialect.compile(type_.bind_expression(bind))
    return dialect.features.placeholder.join(compiled._segments[::2])


def typed_placeholder(dialect: Dialect, column: Any, mark: str) -> str:
    """A placeholder in VALUES inside of a query, where the server cannot see the type from a column.

    A cast to a length would cut what is too long, which then no column refuses.
    """
    if mark != dialect.features.placeholder:
        return mark
    type_ = column.type._unwrapped_dialect_impl(dialect)._unlimited(dialect)
    return f"CAST({mark} AS {seams.compile_type(type_, dialect)})"


def fetched(connection: Connection, cursor: Any) -> list[tuple[Any, ...]]:
    """Return all rows of a cursor and close it."""
    try:
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    except BaseException as error:
        connection._raise(error)
    cursor.close()
    return rows if type(rows) is list else list(rows)


def fetched_sets(connection: Connection, cursor: Any) -> list[tuple[Any, ...]]:
    """Return the rows of all result sets of a cursor, one after the other, and close it."""
    rows: list[tuple[Any, ...]] = []
    try:
        while True:
            rows += cursor.fetchall()
            if not cursor.nextset():
                break
    except BaseException as error:
        connection._raise(error)
    cursor.close()
    return rows
