"""From the columns of a table to properties: which column becomes which attribute, and which columns are the primary
key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from holdfast import exc
from holdfast.orm.mapper.inheritance import equated
from holdfast.orm.mapper.properties import ColumnProperty, MapperProperty
from holdfast.orm.mapper.synonym import SynonymProperty
from holdfast.sql.expressions.element import ColumnElement
from holdfast.util.warnings import warn


def explicit_properties(given: Mapping[str, Any]) -> dict[str, MapperProperty]:
    """Properties by key from what users give: properties, columns, lists of columns, and declared columns."""
    made: dict[str, MapperProperty] = {}
    for key, value in given.items():
        if isinstance(value, MapperProperty):
            made[key] = value
        elif isinstance(value, (list, tuple)):
            made[key] = ColumnProperty(*value)
        elif isinstance(value, ColumnElement) or hasattr(value, "__clause_element__"):
            made[key] = ColumnProperty(value)
        else:
            raise exc.ArgumentError(
                f"Can't use {value!r} as the mapped attribute '{key}'; a Column, a column expression, "
                "relationship(), column_property() or synonym() is expected"
            )
    return made


def column_properties(mapper: Any, explicit: Mapping[str, MapperProperty]) -> Iterator[tuple[str, MapperProperty]]:
    """Key and property for the columns of the mapper's table that have none yet."""
    renamed = {
        key: prop.name for key, prop in explicit.items() if isinstance(prop, SynonymProperty) and prop.map_column
    }
    _check_synonyms(mapper, explicit, renamed)
    taken = {id(column) for prop in explicit.values() if isinstance(prop, ColumnProperty) for column in prop.columns}
    # the other columns of a shared table are those of the base and of sibling classes
    columns = mapper.declared if mapper.single else mapper.local_table.c
    for column in columns:
        if id(column) in taken or column in mapper._key_by_column or column._omit_from_statements:
            continue
        declared = mapper.declared.get(column)
        if declared is not None:
            key, prop = declared
            yield key, _with_inherited(mapper, prop, key)
            continue
        key = mapper.column_prefix + column.key
        key = renamed.get(key, key)
        if _excluded(mapper, column, key):
            continue
        if key in mapper.props and mapper.props[key].parent is mapper:
            _refuse_clash(mapper, column, key)
            continue
        yield key, _with_inherited(mapper, ColumnProperty(column), key)


def _check_synonyms(mapper: Any, explicit: Mapping[str, MapperProperty], renamed: Mapping[str, str]) -> None:
    for key, name in renamed.items():
        if key not in mapper.local_table.c:
            raise exc.ArgumentError(
                f"Can't compile synonym '{name}': no column on table '{mapper.local_table.name}' named '{key}'"
            )
        if isinstance(explicit.get(name), ColumnProperty):
            raise exc.ArgumentError(
                f"Can't call map_column=True for synonym '{key}'='{name}', a ColumnProperty already exists keyed to "
                f"the name '{name}' for column '{key}'"
            )


def _with_inherited(mapper: Any, prop: ColumnProperty[Any], key: str) -> ColumnProperty[Any]:
    """The property, extended by the column that the base class has under the same key."""
    inherited = mapper.props.get(key)
    if mapper.single or not isinstance(inherited, ColumnProperty) or not inherited.is_plain_column:
        return prop
    column, other = prop.columns[0], inherited.columns[0]
    if not equated(mapper, column, other):
        warn(
            f"Implicitly combining column {other} with column {column} under attribute '{key}'.  Please configure one "
            "or more attributes for these same-named columns explicitly."
        )
    prop.columns = [*prop.columns, *inherited.columns]
    return prop


def _refuse_clash(mapper: Any, column: Any, key: str) -> None:
    present = mapper.props[key]
    if isinstance(present, ColumnProperty):
        raise exc.ArgumentError(
            f"Can't map column {column} as '{key}': the attribute stands for {present.columns[0]} already. "
            "Give one of them another attribute name in the mapping's properties"
        )
    if not present.is_synonym:
        raise exc.ArgumentError(
            f"WARNING: when configuring property '{key}' on {mapper}, column '{column.key}' conflicts with property "
            f"'{present!r}'. To resolve this, map the column to the class under a different name in the 'properties' "
            "dictionary.  Or, to remove all awareness of the column entirely (i.e. prevent its availability as a "
            "foreign key), use the 'include_properties' or 'exclude_properties' mapper arguments to control "
            "specifically which table columns get mapped."
        )


def _excluded(mapper: Any, column: Any, key: str) -> bool:
    present = mapper.class_.__dict__.get(key)
    if present is not None and _is_users_descriptor(present):
        return True
    names = mapper.include_properties
    if names is not None and not _named(names, column, key):
        return True
    return _named(mapper.exclude_properties, column, key)


def _named(names: Iterable[Any], column: Any, key: str) -> bool:
    return any(name is column or (isinstance(name, str) and name in (column.key, key)) for name in names)


def _is_users_descriptor(value: Any) -> bool:
    return (
        hasattr(type(value), "__get__")
        and not isinstance(value, (MapperProperty, ColumnElement))
        and not hasattr(value, "__clause_element__")
    )


def assemble_primary_key(mapper: Any, given: Iterable[Any] | None) -> tuple[Any, ...]:
    """The primary key columns of a mapping: the given ones, the base's, or the table's.

    ArgumentError when there are none.
    """
    if given is not None:
        columns = []
        for item in given:
            column = mapper.persist_selectable.c[item] if isinstance(item, str) else item
            if hasattr(column, "column") and not isinstance(column, ColumnElement):
                column = column.column
            columns.append(column)
        if columns:
            return tuple(columns)
    if mapper.inherits is not None:
        inherited: tuple[Any, ...] = mapper.inherits.primary_key
        return inherited
    columns = list(mapper.persist_selectable.primary_key)
    if not columns:
        raise exc.ArgumentError(
            f"Mapper {mapper} could not assemble any primary key columns for mapped table "
            f"'{mapper.persist_selectable.description}'; mark a column with primary_key=True, or name the columns "
            "that identify a row in the mapper's primary_key"
        )
    return tuple(columns)
