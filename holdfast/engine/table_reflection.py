"""From what an Inspector has read to Table objects: columns, keys, constraints, indexes, and the tables that foreign
keys refer to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.sql import seams as sql_seams
from holdfast.sql.schema import (
    CheckConstraint,
    Column,
    Computed,
    DefaultClause,
    ForeignKeyConstraint,
    Identity,
    Index,
    MetaData,
    Table,
    UniqueConstraint,
)
from holdfast.util.warnings import warn

if TYPE_CHECKING:
    from holdfast.engine.reflection import Inspector


def fill(
    inspector: Inspector,
    table: Table,
    include_columns: Collection[str] | None,
    exclude_columns: Collection[str],
    resolve_fks: bool,
    extend_on: set[Any] | None,
) -> None:
    """Fill a Table from the database.

    :param extend_on: the tables of this reflection that are being filled already; foreign keys may come back to them.
    :raises holdfast.exc.NoSuchTableError: there is no such table.
    """
    if extend_on is not None:
        if table in extend_on:
            return
        extend_on.add(table)
    name, schema = table.name, table.schema
    columns = inspector.get_columns(name, schema)
    by_name: dict[str, Column[Any]] = {}
    for info in columns:
        column = _column(inspector, table, info, include_columns, exclude_columns)
        if column is not None:
            by_name[info["name"]] = column
    if not by_name and not table.c:
        raise exc.NoSuchTableError(name)
    table._set_dialect_kw(inspector.get_table_options(name, schema))
    _primary_key(inspector, table, by_name)
    _foreign_keys(inspector, table, by_name, resolve_fks, extend_on)
    _indexes(inspector, table, by_name, include_columns)
    _constraints(inspector, table, by_name, include_columns)
    if inspector.dialect.features.comments:
        table.comment = inspector.get_table_comment(name, schema).get("text")


def _column(
    inspector: Inspector,
    table: Table,
    info: dict[str, Any],
    include: Collection[str] | None,
    exclude: Collection[str],
) -> Column[Any] | None:
    original = info["name"]
    for listeners in (table._listeners("column_reflect"), table.metadata._listeners("column_reflect")):
        for listener in listeners:
            listener(inspector, table, info)
    if (include is not None and original not in include) or original in exclude:
        return None
    items: list[Any] = []
    if info.get("computed") is not None:
        items.append(Computed(**info["computed"]))
    elif info.get("identity") is not None:
        items.append(Identity(**info["identity"]))
    elif info.get("default") is not None:
        default = info["default"]
        text = sql_seams.text(_escaped(default)) if isinstance(default, str) else default
        items.append(text if not isinstance(default, str) else DefaultClause(text, _reflected=True))
    passed = {key: info[key] for key in ("nullable", "autoincrement", "quote", "info", "key", "comment") if key in info}
    column: Column[Any] = Column(info["name"], info["type"], *items, **passed)
    table.append_column(column, replace_existing=True)
    return column


def _escaped(text: str) -> str:
    """SQL text in which colons are no parameters."""
    return text.replace(":", r"\:")


def _primary_key(inspector: Inspector, table: Table, by_name: dict[str, Column[Any]]) -> None:
    found = inspector.get_pk_constraint(table.name, table.schema)
    columns = [by_name[name] for name in found.get("constrained_columns", ()) if name in by_name]
    if not columns:
        return
    for column in columns:
        column.primary_key = True
    table.primary_key.name = found.get("name")
    for column in columns:
        table.primary_key._replace(column)


def _foreign_keys(
    inspector: Inspector,
    table: Table,
    by_name: dict[str, Column[Any]],
    resolve_fks: bool,
    extend_on: set[Any] | None,
) -> None:
    present: dict[str, Any] = {"extend_existing": True} if extend_on is not None else {"keep_existing": True}
    for found in inspector.get_foreign_keys(table.name, table.schema):
        names = found["constrained_columns"]
        if any(name not in by_name for name in names):
            continue
        schema, target = found["referred_schema"], found["referred_table"]
        full = target if schema is None else f"{schema}.{target}"
        if resolve_fks:
            try:
                Table(
                    target,
                    table.metadata,
                    schema=schema,
                    autoload_with=inspector,
                    _extend_on=extend_on,
                    **present,
                )
            except exc.NoSuchTableError:
                # SQLite lets a foreign key refer to a table that is not there (yet).
                warn(f"Table {table.name!r} has a foreign key to {full!r}, which is not in the database")
        constraint = ForeignKeyConstraint(
            [by_name[name].key for name in names],
            [f"{full}.{name}" for name in found["referred_columns"]],
            name=found["name"],
            link_to_name=True,
            **found.get("options", {}),
        )
        table.append_constraint(constraint)


def _indexes(
    inspector: Inspector, table: Table, by_name: dict[str, Column[Any]], include: Collection[str] | None
) -> None:
    for found in inspector.get_indexes(table.name, table.schema):
        if found.get("duplicates_constraint"):
            continue
        names = found.get("expressions") or found["column_names"]
        missing = [name for name in found["column_names"] if name is not None and name not in by_name]
        if missing:
            if include is None:
                warn(f"index key '{missing[0]}' was not located in columns for table '{table.name}'")
            continue
        plain = {name for name in found["column_names"] if name is not None}
        parts = [by_name[name] if name in plain else sql_seams.text(_escaped(name)) for name in names]
        Index(found["name"], *parts, unique=bool(found["unique"]), _table=table, **found.get("dialect_options", {}))


def _constraints(
    inspector: Inspector, table: Table, by_name: dict[str, Column[Any]], include: Collection[str] | None
) -> None:
    name, schema = table.name, table.schema
    for found in inspector.get_unique_constraints(name, schema):
        if found.get("duplicates_index"):
            continue
        if all(column in by_name for column in found["column_names"]):
            columns = [by_name[column] for column in found["column_names"]]
            table.append_constraint(UniqueConstraint(*columns, name=found["name"], **found.get("dialect_options", {})))
        elif include is None:
            warn(f"unique constraint key of {found['name']!r} was not located in columns for table '{name}'")
    for found in inspector.get_check_constraints(name, schema):
        text = _escaped(found["sqltext"])
        table.append_constraint(CheckConstraint(text, name=found["name"], **found.get("dialect_options", {})))


def reflect_metadata(
    inspector: Inspector,
    metadata: MetaData,
    schema: str | None = None,
    views: bool = False,
    only: Sequence[str] | Callable[[str, MetaData], bool] | None = None,
    extend_existing: bool = False,
    autoload_replace: bool = True,
    resolve_fks: bool = True,
    **dialect_kwargs: Any,
) -> None:
    """Fill a MetaData with the tables of a database; see ``MetaData.reflect()``.

    :raises holdfast.exc.InvalidRequestError: a table that ``only`` names is not there.
    """
    schema = metadata.schema if schema is None else schema
    available = inspector.get_table_names(schema)
    if views:
        available = [*available, *inspector.get_view_names(schema)]
    names = _wanted(inspector, metadata, available, schema, only)
    options: dict[str, Any] = {
        "autoload_with": inspector,
        "extend_existing": extend_existing,
        "autoload_replace": autoload_replace,
        "resolve_fks": resolve_fks,
        "_extend_on": set(),
        **dialect_kwargs,
    }
    if schema is not None:
        options["schema"] = schema
    for name in names:
        key = name if schema is None else f"{schema}.{name}"
        if extend_existing or key not in metadata.tables:
            try:
                Table(name, metadata, **options)
            except exc.UnreflectableTableError as error:
                warn(f"Skipping table {name}: {error}")


def _wanted(
    inspector: Inspector,
    metadata: MetaData,
    available: Sequence[str],
    schema: str | None,
    only: Sequence[str] | Callable[[str, MetaData], bool] | None,
) -> list[str]:
    if only is None:
        return list(available)
    if callable(only):
        return [name for name in available if only(name, metadata)]
    missing = [name for name in only if name not in available]
    if missing:
        where = f" schema {schema!r}" if schema else ""
        raise exc.InvalidRequestError(
            f"Could not reflect: requested table(s) not available in {inspector.engine!r}{where}: "
            f"({', '.join(missing)})"
        )
    return list(only)
