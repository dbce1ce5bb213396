"""From what an Inspector has read to Table objects: columns, keys, constraints, indexes, and the tables that foreign
keys refer to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.engine.reflection_interface import ObjectKind, server_text
from holdfast.sql.expressions.collation import collate
from holdfast.sql.expressions.column import literal_column
from holdfast.sql.expressions.ordering import asc, desc, nulls_first, nulls_last
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
from holdfast.sql.statements.text import TextClause
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
    options = _options(inspector, table)
    columns = inspector.get_columns(name, schema, **options)
    by_name: dict[str, Column[Any]] = {}
    for info in columns:
        # a listener may give the column another name
        name_in_database = info["name"]
        column = _column(inspector, table, info, include_columns, exclude_columns)
        if column is not None:
            by_name[name_in_database] = column
    if not by_name and not table.c:
        raise exc.NoSuchTableError(name)
    table_options = dict(inspector.get_table_options(name, schema, **options))
    prefixes = table_options.pop("prefixes", ())
    table._prefixes = table._prefixes or list(prefixes)
    table._set_dialect_kw(table_options)
    _primary_key(inspector, table, by_name, options)
    _foreign_keys(inspector, table, by_name, options, resolve_fks, extend_on)
    checked = by_name
    # indexes and constraints are of the columns that were there, too
    by_name = {**{column.name: column for column in table.c}, **by_name}
    _indexes(inspector, table, by_name, options, include_columns)
    _constraints(inspector, table, by_name, options, include_columns)
    _checks(inspector, table, checked, options)
    if inspector.dialect.features.comments:
        table.comment = inspector.get_table_comment(name, schema, **options).get("text")


def _options(inspector: Inspector, table: Table) -> dict[str, Any]:
    """The Table's arguments that say how it is read."""
    given = table._dialect_kw
    return {key: given[key] for key in inspector.dialect.reflection_options if key in given}


def _details(inspector: Inspector, found: dict[str, Any]) -> dict[str, Any]:
    """What else is known of a constraint, as arguments of its class."""
    prefix = f"{inspector.dialect.name}_"
    given = {key: found[key] for key in ("comment", "deferrable", "initially") if found.get(key) is not None}
    for key, value in found.get("dialect_options", {}).items():
        given[key if key.startswith(prefix) else f"{prefix}{key}"] = value
    return given


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
        items.append(DefaultClause(server_text(default), _reflected=True) if isinstance(default, str) else default)
    passed = {key: info[key] for key in ("nullable", "autoincrement", "quote", "info", "key", "comment") if key in info}
    column: Column[Any] = Column(info["name"], info["type"], *items, **passed, **info.get("dialect_options", {}))
    for existing in list(table.primary_key):
        if existing.name == column.name:
            # the key is that of the database, which is read after the columns
            table.primary_key._forget(existing)
    table.append_column(column, replace_existing=True)
    return column


def _primary_key(inspector: Inspector, table: Table, by_name: dict[str, Column[Any]], options: dict[str, Any]) -> None:
    found = inspector.get_pk_constraint(table.name, table.schema, **options)
    columns = [by_name[name] for name in found.get("constrained_columns", ()) if name in by_name]
    if not columns:
        return
    for column in columns:
        column.primary_key = True
    table.primary_key.name = found.get("name")
    for column in columns:
        table.primary_key._replace(column)
    details = _details(inspector, found)
    for name in ("comment", "deferrable", "initially"):
        setattr(table.primary_key, name, details.pop(name, None))
    table.primary_key._set_dialect_kw(details)


def _foreign_keys(
    inspector: Inspector,
    table: Table,
    by_name: dict[str, Column[Any]],
    options: dict[str, Any],
    resolve_fks: bool,
    extend_on: set[Any] | None,
) -> None:
    for found in inspector.get_foreign_keys(table.name, table.schema, **options):
        names = found["constrained_columns"]
        if any(name not in by_name for name in names):
            continue
        schema, target = found["referred_schema"], found["referred_table"]
        full = target if schema is None else f"{schema}.{target}"
        referred_columns: list[Any] = [f"{full}.{name}" for name in found["referred_columns"]]
        if resolve_fks:
            try:
                referred = Table(
                    target,
                    table.metadata,
                    schema=schema,
                    autoload_with=inspector,
                    keep_existing=True,
                    _extend_on=extend_on,
                    **options,
                )
                if full.count(".") > (schema is not None) or any("." in name for name in found["referred_columns"]):
                    # the text would be read as other names
                    by_referred_name = {column.name: column for column in referred.c}
                    referred_columns = [by_referred_name[name] for name in found["referred_columns"]]
            except exc.NoSuchTableError:
                # SQLite lets a foreign key refer to a table that is not there (yet).
                warn(f"Table {table.name!r} has a foreign key to {full!r}, which is not in the database")
        constraint = ForeignKeyConstraint(
            [by_name[name].key for name in names],
            referred_columns,
            name=found["name"],
            link_to_name=True,
            **found.get("options", {}),
            **_details(inspector, found),
        )
        table.append_constraint(constraint)


def _indexes(
    inspector: Inspector,
    table: Table,
    by_name: dict[str, Column[Any]],
    options: dict[str, Any],
    include: Collection[str] | None,
) -> None:
    for found in inspector.get_indexes(table.name, table.schema, **options):
        names = found.get("expressions") or found["column_names"]
        missing = [name for name in found["column_names"] if name is not None and name not in by_name]
        if missing:
            if include is None:
                warn(f"index key '{missing[0]}' was not located in columns for table '{table.name}'")
            continue
        if found.get("duplicates_constraint"):
            constraint = inspector.dialect._constraint_of_index(found, by_name)
            if constraint is not None:
                table.append_constraint(constraint)
            continue
        plain = {name for name in found["column_names"] if name is not None}
        parts = [by_name[name] if name in plain else server_text(name) for name in names]
        collations, sorting = found.get("column_collations", {}), found.get("column_sorting", {})
        parts = [
            _sorted(collated(part, name, collations), sorting.get(name, ()))
            for name, part in zip(names, parts, strict=True)
        ]
        # when the table is read again
        table.indexes.difference_update([index for index in table.indexes if index.name == found["name"]])
        Index(found["name"], *parts, unique=bool(found["unique"]), _table=table, **found.get("dialect_options", {}))


def collated(part: Any, name: str, collations: Mapping[str, Mapping[str, Any]]) -> Any:
    """Return a part of an index with its collation, if it has one of its own.

    :param part: a column, or the server's text as ``text()``.
    :param name: the column's name, or that text.
    :param collations: name -> ``collation`` and ``collation_schema``.
    """
    if name not in collations:
        return part
    operand = literal_column(name) if isinstance(part, TextClause) else part
    return collate(operand, **collations[name])


_ORDERS = {"asc": asc, "desc": desc, "nulls_first": nulls_first, "nulls_last": nulls_last}


def _sorted(part: Any, words: Collection[str]) -> Any:
    """A part of an index with its order."""
    for word in words:
        part = _ORDERS[word](part)
    return part


def _constraints(
    inspector: Inspector,
    table: Table,
    by_name: dict[str, Column[Any]],
    options: dict[str, Any],
    include: Collection[str] | None,
) -> None:
    name, schema = table.name, table.schema
    for found in inspector.get_unique_constraints(name, schema, **options):
        if found.get("duplicates_index"):
            continue
        if all(column in by_name for column in found["column_names"]):
            columns = [by_name[column] for column in found["column_names"]]
            _append(table, UniqueConstraint(*columns, name=found["name"], **_details(inspector, found)))
        elif include is None:
            warn(f"unique constraint key of {found['name']!r} was not located in columns for table '{name}'")


def _checks(inspector: Inspector, table: Table, read: dict[str, Column[Any]], options: dict[str, Any]) -> None:
    """Add the CHECK constraints; one of a column goes with it, and so only when the column was read."""
    for found in inspector.get_check_constraints(table.name, table.schema, **options):
        check = CheckConstraint(server_text(found["sqltext"]), name=found["name"], **_details(inspector, found))
        if "column" not in found:
            _append(table, check)
        elif found["column"] in read:
            check._attach(read[found["column"]])


def _append(table: Table, constraint: UniqueConstraint | CheckConstraint) -> None:
    """Add a constraint, in the place of the same one when the table is read again."""
    described = _described(constraint)
    known = [other for other in table.constraints if _described(other) == described]
    table.constraints.difference_update(known)
    table.append_constraint(constraint)


def _described(constraint: Any) -> tuple[Any, ...]:
    """A constraint is known by its name, without one by what it says."""
    if constraint.name is not None:
        return type(constraint), constraint.name
    text = str(constraint.sqltext) if isinstance(constraint, CheckConstraint) else ""
    return type(constraint), text, *(column.name for column in constraint.columns)


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
    kind = ObjectKind.TABLE
    if views:
        kind = ObjectKind.ANY
        available = [*available, *inspector.get_view_names(schema)]
        if inspector.dialect.features.materialized_views:
            available += inspector.get_materialized_view_names(schema)
    names = _wanted(inspector, metadata, available, schema, only)
    if len(names) > 1:
        inspector._read_ahead(schema, None if only is None else names, kind)
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
