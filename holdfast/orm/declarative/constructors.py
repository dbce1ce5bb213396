"""The public functions for attributes that are no plain columns: column_property(), deferred(), synonym()."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from holdfast.orm.mapper.properties import NO_ARG, DataclassOptions, MappedSQLExpression
from holdfast.orm.mapper.synonym import Synonym


def column_property(
    column: Any,
    *additional_columns: Any,
    group: str | None = None,
    deferred: bool = False,
    raiseload: bool = False,
    comparator_factory: Callable[..., Any] | None = None,
    init: Any = NO_ARG,
    repr: Any = NO_ARG,
    default: Any = NO_ARG,
    default_factory: Any = NO_ARG,
    compare: Any = NO_ARG,
    kw_only: Any = NO_ARG,
    hash: Any = NO_ARG,
    active_history: bool = False,
    expire_on_flush: bool = True,
    info: dict[Any, Any] | None = None,
    doc: str | None = None,
    dataclass_metadata: Any = NO_ARG,
) -> MappedSQLExpression[Any]:
    """Return an attribute for a column or SQL expression, loaded with the object.

    :param column: the Column or expression.
    :param deferred, group, raiseload: load on access, with its group, or refuse to.
    The other parameters: SQLAlchemy 2.1 documentation, column_property().
    """
    return MappedSQLExpression(
        column,
        *additional_columns,
        attribute_options=DataclassOptions(
            init, repr, default, default_factory, compare, kw_only, hash, dataclass_metadata
        ),
        group=group,
        deferred=deferred,
        raiseload=raiseload,
        comparator_factory=comparator_factory,
        active_history=active_history,
        expire_on_flush=expire_on_flush,
        info=info,
        doc=doc,
    )


def deferred(
    column: Any, *additional_columns: Any, group: str | None = None, raiseload: bool = False, **kw: Any
) -> MappedSQLExpression[Any]:
    """Return an attribute for a column that is loaded when it is first read; parameters as of column_property()."""
    return column_property(column, *additional_columns, group=group, raiseload=raiseload, deferred=True, **kw)


def synonym(
    name: str,
    *,
    map_column: bool | None = None,
    descriptor: Any = None,
    comparator_factory: Callable[..., Any] | None = None,
    init: Any = NO_ARG,
    repr: Any = NO_ARG,
    default: Any = NO_ARG,
    default_factory: Any = NO_ARG,
    compare: Any = NO_ARG,
    kw_only: Any = NO_ARG,
    hash: Any = NO_ARG,
    info: dict[Any, Any] | None = None,
    doc: str | None = None,
    dataclass_metadata: Any = NO_ARG,
) -> Synonym[Any]:
    """Return another name for the mapped attribute `name`.

    :param map_column: map the column that is called as the synonym to the attribute `name`.
    :param descriptor: a Python descriptor that is used on instances.
    :param comparator_factory: a PropComparator class for its operators.
    Source: SQLAlchemy 2.1 documentation, synonym().
    """
    return Synonym(
        name,
        map_column=map_column,
        descriptor=descriptor,
        comparator_factory=comparator_factory,
        attribute_options=DataclassOptions(
            init, repr, default, default_factory, compare, kw_only, hash, dataclass_metadata
        ),
        info=info,
        doc=doc,
    )


def synonym_for(name: str, map_column: bool = False) -> Callable[[Callable[..., Any]], Synonym[Any]]:
    """Decorate a method or property of a class to make it the instance side of a synonym for `name`."""

    def decorate(fn: Callable[..., Any]) -> Synonym[Any]:
        return synonym(name, map_column=map_column, descriptor=fn)

    return decorate
