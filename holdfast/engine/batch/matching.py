"""By what the returned rows of an INSERT of many rows are told apart.

SQL promises no order of RETURNING, so rows are matched by what is certain:

* *by value*: the columns of the primary key, or the table's sentinel column, have values from the client that come
  back as they were sent; each returned row carries them. A column of ``insert_sentinel()`` is filled with a counter.
* *by generated key*: the server generates an integer key, and one that ascends (or descends) in the order of VALUES,
  whatever other connections insert meanwhile: then sorting by the key restores the order. Servers say so in two ways:

  - ``features.ascending_generated_keys``: rows of VALUES are inserted one by one, in order (SQLite manual,
    "Autoincrement": a new rowid is the largest plus one; MariaDB manual, "AUTO_INCREMENT Handling in InnoDB": a
    statement whose rows are counted gets consecutive values). Returned keys that neither are consecutive nor came in
    order contradict this and raise.
  - ``features.ordered_insert``: INSERT .. SELECT .. ORDER BY computes the column defaults after sorting (PostgreSQL
    manual, page "SELECT": volatile output expressions are evaluated after ORDER BY). A sequence gives a connection
    ascending values, with gaps, be they cached by the connection or not.

* *by step*: there is no RETURNING, and nothing but the generated key is asked for. Then ``features.generated_key_step``
  says how far apart the keys of one statement are, and the driver which is the first (MySQL manual, "AUTO_INCREMENT
  Handling in InnoDB"). That the rows have these keys is looked up after the statement, and anything else raises.
* *one by one* otherwise: as one ``executemany()`` where the driver keeps what each row returns
  (``features.executemany_returning``), or as many statements.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

if TYPE_CHECKING:
    from holdfast.engine.dialect import Dialect


class By(Enum):
    """How rows are matched."""

    NOTHING = "nothing is returned"
    VALUE = "values from the client"
    COUNTER = "a counter in the sentinel column"
    GENERATED_KEY = "the generated key"
    STEP = "the first generated key, and the step to the next"
    ITSELF = "one row at a time"


class Matching(NamedTuple):
    """How rows are matched, and the columns that are returned for it."""

    by: By
    columns: tuple[Any, ...] = ()
    #: The key descends.
    descending: bool = False


ONE_BY_ONE = Matching(By.ITSELF)


def matching(dialect: Dialect, table: Any, columns: Sequence[Any], returning: Sequence[Any]) -> Matching:
    """Return how the rows of a shape are matched.

    :param columns: those that rows have values for.
    :param returning: those that are asked for.
    """
    features = dialect.features
    if not returning:
        return Matching(By.NOTHING)
    if not features.insert_returning:
        return Matching(By.STEP, tuple(returning)) if _steps(dialect, table, columns, returning) else ONE_BY_ONE
    if not columns or not (features.multirow_insert and features.batched_insert):
        return ONE_BY_ONE
    sentinel = table._sentinel_column
    if sentinel is not None:
        if sentinel in columns:
            if _comes_back(sentinel):
                return Matching(By.VALUE, (sentinel,))
        elif sentinel.default is not None and sentinel.default.is_sentinel:
            return Matching(By.COUNTER, (sentinel,))
    keys = tuple(table.primary_key.columns)
    if keys and all(key in columns and _comes_back(key) for key in keys):
        return Matching(By.VALUE, keys)
    generated = table.autoincrement_column
    if generated is not None and generated not in columns:
        increment = _increment(dialect, generated)
        if increment:
            return Matching(By.GENERATED_KEY, (generated,), increment < 0)
    return ONE_BY_ONE


def returns(dialect: Dialect, table: Any, columns: Sequence[Any], returning: Sequence[Any]) -> bool:
    """Whether an InsertBatch of a shape can be made: there is RETURNING, or what is asked for is known without.

    :param columns: those that rows have values for.
    :param returning: those that are asked for.
    """
    if not returning or dialect.features.insert_returning:
        return True
    return matching(dialect, table, columns, returning).by is By.STEP


def _steps(dialect: Dialect, table: Any, columns: Sequence[Any], returning: Sequence[Any]) -> bool:
    """Whether nothing but the key is asked for, and the server generates it."""
    features = dialect.features
    key = table.autoincrement_column
    return bool(
        columns
        and features.generated_key_step
        and features.multirow_insert
        and features.batched_insert
        and key is not None
        and all(column is not key for column in columns)
        and len(table.primary_key.columns) == 1
        and len(returning) == 1
        and returning[0] is key
        and key.default is None
        and key.server_default is None
    )


def _increment(dialect: Dialect, column: Any) -> int:
    """The step of a generated key, 0 when its values are in no certain order."""
    features = dialect.features
    if not (features.ascending_generated_keys or features.ordered_insert):
        return 0
    source = column.default if column.default is not None else column.server_default
    if source is None:
        return 1
    if source is not column.identity and not getattr(source, "is_sequence", False):
        return 0
    if source.cycle:
        return 0
    return 1 if source.increment is None else int(source.increment)


# Types whose values come back as they were sent, when these are of plain Python classes. Fixed-length text is padded,
# numbers are rounded, times lose their fractions.
_EXACT = frozenset({"integer", "small_integer", "big_integer", "string", "unicode", "text", "unicode_text", "uuid"})
_PADDED = frozenset({"CHAR", "NCHAR"})
_PLAIN = frozenset({int, str, UUID})


def _comes_back(column: Any) -> bool:
    type_ = column.type
    name = getattr(type_, "__visit_name__", "")
    affinity = getattr(type_._type_affinity, "__visit_name__", "")
    return name not in _PADDED and affinity in _EXACT


def comparable(rows: Sequence[tuple[Any, ...]], positions: Sequence[int]) -> bool:
    """Whether the values that rows are matched by are plain ones."""
    return all({type(row[position]) for row in rows} <= _PLAIN for position in positions)
