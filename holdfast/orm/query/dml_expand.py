"""ORM INSERT, UPDATE and DELETE in plain Core terms: attributes to columns, entities in RETURNING to their columns."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from holdfast import exc
from holdfast.orm.loading.expand import Item, items_of
from holdfast.orm.loading.shape import Shape
from holdfast.sql.expressions.bind import BindParameter


def expand_orm_dml(statement: Any) -> Any:
    """Return the Core form of a statement for an ORM entity, for the compiler."""
    statement = with_criteria(statement)
    changes: dict[str, Any] = {"_is_orm": False, "_entity": None, "_orm_key": None, "_options": ()}
    mapper = mapper_of(statement)
    if mapper is not None:
        single = None if statement.is_insert else mapper.single_table_criterion
        if single is not None:
            changes["_where"] = (*statement._where, single)
        if getattr(statement, "_values", None) is not None:
            changes["_values"] = core_pairs(mapper, statement._values)
        if getattr(statement, "_multi_values", ()):
            changes["_multi_values"] = tuple([core_pairs(mapper, row) for row in statement._multi_values])
        if getattr(statement, "_select_names", ()):
            changes["_select_names"] = tuple([column_of(mapper, name) for name in statement._select_names])
    if statement._returning:
        shape, _ = returned(statement)
        changes["_returning"] = tuple([slot.column for slot in shape.slots])
    return statement._with(**changes)


def with_criteria(statement: Any) -> Any:
    """The statement with the `with_loader_criteria()` of its options in WHERE."""
    options, mapper = statement._criteria_options(), mapper_of(statement)
    if not options or mapper is None or statement.is_insert:
        return statement
    criteria = [found for option in options if (found := option.criterion(mapper)) is not None]
    others = tuple([option for option in statement._options if option not in options])
    return statement.where(*criteria)._with(_options=others)


def mapper_of(statement: Any) -> Any:
    """The mapper that a statement is for, or None."""
    return None if statement._entity is None else statement._entity.mapper


def returned(statement: Any) -> tuple[Shape, tuple[Item, ...]]:
    """What the RETURNING of a statement gives: its columns and what they are for."""
    shape = Shape(eager=False)
    items = items_of(statement._returning, shape)
    shape.place()
    return shape, items


def attribute_key(mapper: Any, key: Any) -> str | None:
    """The attribute that a key of `values()` means; None for a column that is not mapped."""
    if isinstance(key, str):
        prop = mapper.props.get(key)
        if prop is not None:
            return str(getattr(prop, "name", key)) if prop.is_synonym else key
        column = mapper.local_table.c.get(key)
        return None if column is None else mapper._key_by_column.get(column)
    if getattr(key, "is_attribute", False):
        return str(key.key)
    found: str | None = mapper._key_by_column.get(key)
    return found


def column_of(mapper: Any, key: Any) -> Any:
    """The column that a key of `values()` means.

    :raises CompileError: there is none.
    """
    name = attribute_key(mapper, key)
    if name is None:
        if isinstance(key, str):
            raise exc.CompileError(f"Unconsumed column names: {key}; {mapper} has no attribute of this name")
        return key
    prop = mapper.props[name]
    if prop.is_relationship:
        raise exc.InvalidRequestError(f"Attribute {prop} is a relationship; values() takes column attributes")
    column = prop.columns[0]
    if getattr(column, "table", None) is None:
        raise exc.CompileError(f"Unconsumed column names: {name}; {prop} is an expression, which has no value to write")
    return column


def core_pairs(mapper: Any, pairs: Any) -> tuple[tuple[Any, Any], ...]:
    """Pairs of column and value for pairs of attribute (or name) and value."""
    found = []
    for key, value in pairs:
        column = column_of(mapper, key)
        if isinstance(value, BindParameter) and isinstance(key, str) and value.unique and value.callable is None:
            # made before the column was known: now it has a type
            value = BindParameter.literal_value(column.key, value.value, column.type)
        found.append((column, value))
    return tuple(found)


def core_params(mapper: Any, params: Mapping[str, Any], own: Container[str] = ()) -> dict[str, Any]:
    """A parameter set with column keys in place of attribute keys.

    :param own: names of the statement's own parameters, which stay.
    """
    return {key if key in own else column_of(mapper, key).key: value for key, value in params.items()}


def own_parameters(statement: Any) -> frozenset[str]:
    """The names of the `bindparam()`s that `values()` was given."""
    waiting, found = [value for _, value in statement._values or ()], set()
    while waiting:
        part = waiting.pop()
        if isinstance(part, BindParameter) and not part.unique:
            found.add(part.key)
        if hasattr(part, "get_children"):  # entities of a subquery have no parts
            waiting.extend(part.get_children())
    return frozenset(found)
