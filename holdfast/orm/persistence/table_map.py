"""How the objects of one mapper are written to one table: which attribute goes to which column, and who provides what
is missing.

Rules
* A `TableMap` is made once per mapper and table and never changes.
* An INSERT always contains the `plain` columns (missing: NULL) and those with a Python-side default. It contains
  an `optional` column only for objects that have a value: the database, or a SQL expression, provides the others.
* None counts as "missing" where somebody else can provide a value. A type that has a None of its own (JSON) is
  asked whether the key is present.
Source: SQLAlchemy 2.1 documentation, "Column INSERT/UPDATE Defaults" and "Forcing NULL on a column with a default".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from holdfast.exc import InvalidRequestError
from holdfast.orm.persistence.table_order import tables_of

if TYPE_CHECKING:
    from holdfast.orm.mapper.mapper import Mapper

MISSING_IF_NONE = "none"
MISSING_IF_ABSENT = "absent"


class Slot(NamedTuple):
    """One mapped column: `key` is the attribute that holds its value, `missing` tells how a missing value looks."""

    column: Any
    key: str
    missing: str = MISSING_IF_NONE


class Filled(NamedTuple):
    """A column whose missing value Python provides: `value` for all rows, or what `call()` (`call(context)`) returns
    for each.
    """

    column: Any
    key: str | None
    missing: str
    value: Any
    call: Callable[..., Any] | None
    takes_context: bool = False


class TableMap:
    """The part of one mapper that lives in one table."""

    __slots__ = (
        "__weakref__",
        "compare",
        "expressions",
        "filled",
        "ident_keys",
        "inherited",
        "keys",
        "mapper",
        "memo",
        "onupdate",
        "onupdate_server",
        "onupdate_sql",
        "optional",
        "plain",
        "primary_key",
        "table",
        "version",
    )

    def __init__(self, mapper: Mapper[Any], table: Any) -> None:
        self.mapper = mapper
        self.table = table
        #: generated functions and statements, by shape
        self.memo: dict[Any, Any] = {}
        self.keys: dict[Any, str] = {
            column: key for column in table.columns if (key := mapped_key(mapper, column)) is not None
        }
        self.version: Any = mapper.version_id_col if mapper.version_id_col in self.keys else None
        self.plain: list[Slot] = []
        self.optional: list[Slot] = []
        self.filled: list[Filled] = []
        #: SQL expressions that stand in for missing values of optional columns
        self.expressions: dict[Any, Any] = {}
        for column in table.columns:
            self._classify(column, self.keys.get(column))
        self.primary_key: tuple[Any, ...] = _key_columns(mapper, table)
        #: for each primary key column: where in the ident its value stands, else None
        self.ident_keys: tuple[int | None, ...] = tuple(_ident_position(mapper, column) for column in self.primary_key)
        #: (attribute of the parent table's key, attribute of this table's key), where they differ
        self.inherited: tuple[tuple[str, str], ...] = tuple(
            (mapper.pk_keys[position], self.keys[column])
            for column, position in zip(self.primary_key, self.ident_keys, strict=True)
            if position is not None and mapper.pk_keys[position] != self.keys[column]
        )
        self.compare: dict[str, Callable[[Any, Any], bool] | None] = {
            key: _comparison(column) for column, key in self.keys.items()
        }
        self.onupdate: list[Filled] = []
        self.onupdate_sql: dict[Any, Any] = {}
        #: attributes that the database may change with any UPDATE
        self.onupdate_server: list[str] = []
        if self.version is not None and mapper.version_id_generator is False:
            self.onupdate_server.append(self.keys[self.version])
        for column in table.columns:
            self._classify_onupdate(column, self.keys.get(column))

    def _classify(self, column: Any, key: str | None) -> None:
        missing = MISSING_IF_ABSENT if column.type.should_evaluate_none else MISSING_IF_NONE
        mapper, default = self.mapper, column.default
        if default is not None and default.is_sentinel:
            return  # filled by the batch
        if column is mapper.polymorphic_on and mapper.polymorphic_identity is not None:
            self.filled.append(Filled(column, key, missing, mapper.polymorphic_identity, None))
        elif column is self.version and mapper.version_id_generator is not False:
            self.filled.append(Filled(column, key, missing, None, lambda: next_version(mapper, None)))
        elif default is not None and (default.is_scalar or default.is_callable):
            self.filled.append(_filled(column, key, missing, default))
        elif default is not None:
            self.expressions[column] = default if default.is_sequence else default.arg
            if key is not None:
                self.optional.append(Slot(column, key, missing))
        elif key is not None:
            somebody_else = column.server_default is not None or column.primary_key or missing == MISSING_IF_ABSENT
            (self.optional if somebody_else else self.plain).append(Slot(column, key, missing))

    def _classify_onupdate(self, column: Any, key: str | None) -> None:
        onupdate = column.onupdate
        if onupdate is None:
            if column.server_onupdate is not None and key is not None:
                self.onupdate_server.append(key)
        elif onupdate.is_scalar or onupdate.is_callable:
            self.onupdate.append(_filled(column, key, MISSING_IF_NONE, onupdate))
        else:
            self.onupdate_sql[column] = onupdate if onupdate.is_sequence else onupdate.arg


def _filled(column: Any, key: str | None, missing: str, default: Any) -> Filled:
    if default.is_scalar:
        return Filled(column, key, missing, default.arg, None)
    return Filled(column, key, missing, None, default.user_function, default.takes_context)


def next_version(mapper: Mapper[Any], version: Any) -> Any:
    """The version that follows `version`; counts from 1 unless the mapping has a generator of its own."""
    generator = mapper.version_id_generator
    return generator(version) if callable(generator) else (version or 0) + 1


def mapped_key(mapper: Mapper[Any], column: Any) -> str | None:
    """The attribute key of a column, or None when the mapper does not map it."""
    try:
        return mapper.key_of(column)
    except (KeyError, InvalidRequestError):
        return None


def _key_columns(mapper: Mapper[Any], table: Any) -> tuple[Any, ...]:
    declared = tuple(column for column in mapper.primary_key if column.table is table)
    return declared or tuple(table.primary_key)


def _ident_position(mapper: Mapper[Any], column: Any) -> int | None:
    """Where the value of a table's key column stands in the ident; follows foreign keys up the inheritance chain."""
    seen = []
    while column not in seen:
        if column in mapper.primary_key:
            return mapper.primary_key.index(column)
        key = mapped_key(mapper, column)
        if key is not None and key in mapper.pk_keys:
            return mapper.pk_keys.index(key)
        seen.append(column)
        tables = tables_of(mapper)
        for foreign_key in column.foreign_keys:
            if foreign_key.column.table in tables:
                column = foreign_key.column
                break
    return None


def _comparison(column: Any) -> Callable[[Any, Any], bool] | None:
    """How to tell two values of a column apart; None when `==` does."""
    compare: Callable[[Any, Any], bool] = column.type.compare_values
    plain = getattr(type(column.type).compare_values, "__qualname__", "") == "TypeEngine.compare_values"
    return None if plain else compare


def table_maps(mapper: Any) -> dict[Any, TableMap]:
    """The TableMaps of a mapper by table, parent tables first; made on first use and memoised on the mapper."""
    maps: dict[Any, TableMap] | None = mapper._memo.get("table_maps")
    if maps is None:
        maps = mapper._memo["table_maps"] = {table: TableMap(mapper, table) for table in tables_of(mapper)}
    return maps
