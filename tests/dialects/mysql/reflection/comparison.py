"""What holdfast's Inspector and SQLAlchemy's say of a database, in a form in which they can be compared.

Types are compared as their text in DDL. What is different on purpose is taken out here, with its reason.
"""

from __future__ import annotations

import re
import warnings
from typing import Any

import sqlalchemy

from holdfast import MetaData, inspect
from holdfast.engine import Connection

ASKED = (
    "get_columns", "get_pk_constraint", "get_foreign_keys", "get_indexes", "get_unique_constraints",
    "get_check_constraints", "get_table_comment", "get_table_options",
)  # fmt: skip

# SQLAlchemy passes over these.
_OPTIONS_NOT_KNOWN_THERE = {
    "page_checksum", "transactional", "stats_persistent", "stats_auto_recalc", "with_system_versioning", "periods",
}  # fmt: skip
_INDEX_OPTIONS_NOT_KNOWN_THERE = ("_using", "_comment", "_key_block_size", "_ignored", "_without_overlaps")


def ours(connection: Connection, table: str, **kw: Any) -> dict[str, Any]:
    """Everything that holdfast's Inspector says of a table."""
    return _everything(inspect(connection), connection.dialect, table, kw)


def theirs(connection: sqlalchemy.Connection, table: str, **kw: Any) -> dict[str, Any]:
    """Everything that SQLAlchemy's Inspector says of a table."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _everything(sqlalchemy.inspect(connection), connection.dialect, table, kw)


def _everything(inspector: Any, dialect: Any, table: str, kw: dict[str, Any]) -> dict[str, Any]:
    return {method: _plain(getattr(inspector, method)(table, **kw), dialect) for method in ASKED}


def _plain(value: Any, dialect: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item, dialect) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item, dialect) for item in value]
    if hasattr(value, "dialect_impl"):
        # the other library doubles percent signs in the names of types
        known = type(value).__name__ != "NullType"
        return value.compile(dialect=dialect).replace("%%", "%") if known else "unknown"
    return value


def common(found: dict[str, Any]) -> dict[str, Any]:
    """What ours has in common with theirs, in everything that they say of a table."""
    indexes = [_common_index(index) for index in found["get_indexes"]]
    options = {
        name: value
        for name, value in found["get_table_options"].items()
        if re.sub("^(mysql|mariadb)_", "", name) not in _OPTIONS_NOT_KNOWN_THERE
    }
    # checks of columns are not known there
    checks = [check for check in found["get_check_constraints"] if check["name"] is not None]
    return {
        **found,
        "get_columns": [_common_column(column) for column in found["get_columns"]],
        "get_indexes": indexes,
        "get_table_options": options,
        "get_check_constraints": checks,
    }


def _common_column(column: dict[str, Any]) -> dict[str, Any]:
    """A column without what is not known there: that it is invisible, that it is the time of a row's version."""
    plain = {key: value for key, value in column.items() if key != "dialect_options"}
    if column.get("computed", {}).get("persisted", "") is None:
        del plain["computed"]
        plain["nullable"] = True
    return plain


def _common_index(index: dict[str, Any]) -> dict[str, Any]:
    """An index without its order, its algorithm and its comment, which are not known there."""
    options = {
        name: value
        for name, value in index.get("dialect_options", {}).items()
        if not name.endswith(_INDEX_OPTIONS_NOT_KNOWN_THERE)
    }
    plain = {key: value for key, value in index.items() if key not in ("column_sorting", "dialect_options")}
    return {**plain, "dialect_options": options} if options else plain


def everything(connection: Connection, metadata: MetaData) -> dict[Any, Any]:
    """What holdfast's Inspector says of all tables of a MetaData."""
    return {key: ours(connection, table.name, schema=table.schema) for key, table in metadata.tables.items()}


def reflected(connection: Connection) -> MetaData:
    """All tables of the database."""
    metadata = MetaData()
    metadata.reflect(connection)
    return metadata


def prepare(connection: Connection, *statements: str) -> None:
    """Execute SQL as it is, percent signs too."""
    for statement in statements:
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
