"""From Python types in annotations to SQL types.

Looked up in this order: the annotation without None in the registry's `type_annotation_map`, whose keys are without
None too, the type without Annotated there, then the class (for an enum, each enum in its MRO) in the registry's map and
in the defaults. Default types of heavy modules are known by name, not imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, get_origin

from holdfast import exc
from holdfast.orm.declarative.annotations import without_none
from holdfast.sql.types import (
    Boolean,
    Date,
    DateTime,
    Double,
    Enum,
    Integer,
    Interval,
    LargeBinary,
    NullType,
    Numeric,
    String,
    Time,
    Uuid,
)

DEFAULTS: Final[dict[tuple[str, str], Any]] = {
    ("builtins", "bool"): Boolean,
    ("builtins", "bytes"): LargeBinary,
    ("builtins", "float"): Double,
    ("builtins", "int"): Integer,
    ("builtins", "str"): String,
    ("builtins", "NoneType"): NullType,
    ("datetime", "date"): Date,
    ("datetime", "datetime"): DateTime,
    ("datetime", "time"): Time,
    ("datetime", "timedelta"): Interval,
    ("decimal", "Decimal"): Numeric,
    ("uuid", "UUID"): Uuid,
    ("enum", "Enum"): Enum,
}


def sql_type(python_type: Any, full: Any, users: Mapping[Any, Any]) -> Any:
    """The SQL type for a Python type of an annotation; None when there is none.

    :param python_type: the type without None.
    :param full: the annotation as it is written.
    :param users: the registry's `type_annotation_map`.
    :raises ArgumentError: for a Literal of other things than strings.
    """
    plain = _plain(python_type)
    if users:
        for candidate in (without_none(full), python_type, plain):
            found = _exact(users, candidate)
            if found is not None:
                return _fitted(found, plain)
    if get_origin(plain) is Literal:
        return _fitted(_exact(users, Literal) or Enum("_", native_enum=False), plain)
    if not isinstance(plain, type):
        return None
    # Only enums go by their bases; any other subclass would come back as what it is derived from.
    bases = [base for base in plain.__mro__ if hasattr(base, "__members__")] or [plain]
    for base in bases:
        found = _exact(users, base) if users else None
        if found is None:
            found = DEFAULTS.get((base.__module__, base.__qualname__))
        if found is not None:
            return _fitted(found, plain)
    return None


def _exact(users: Mapping[Any, Any], candidate: Any) -> Any:
    try:
        return users.get(candidate)
    except TypeError:  # not hashable, so not a key
        return None


def _plain(python_type: Any) -> Any:
    """The type within Annotated and type aliases."""
    while True:
        if getattr(python_type, "__metadata__", None) is not None:
            python_type = python_type.__origin__
        elif type(python_type).__name__ == "TypeAliasType":
            python_type = python_type.__value__
        else:
            return python_type


def _fitted(found: Any, python_type: Any) -> Any:
    """The found type; an Enum is made anew for the enum class or the literal values of the annotation."""
    enums: tuple[Any, ...]
    if hasattr(python_type, "__members__"):
        enums = (python_type,)
    elif get_origin(python_type) is Literal:
        enums = tuple(_literal_values(python_type))
    else:
        return found
    template = Enum("_") if found is Enum else found
    if not isinstance(template, Enum) or template._enums_argument == enums:
        return found
    if enums[0] is not python_type and not all(isinstance(value, str) for value in enums):
        others = ", ".join(repr(value) for value in enums if not isinstance(value, str))
        raise exc.ArgumentError(
            f"Can't create string-based Enum datatype from non-string values: {others}.  "
            "Please provide an explicit Enum datatype for this Python type"
        )
    return _enum_like(template, enums)


def _literal_values(python_type: Any) -> Iterable[Any]:
    for value in python_type.__args__:
        yield from _literal_values(value) if get_origin(value) is Literal else (value,)


def _enum_like(template: Enum[Any], enums: tuple[Any, ...]) -> Any:
    """An Enum of other values with the settings of `template`."""
    implied = template.enum_class is not None and template.name == template.enum_class.__name__.lower()
    return Enum(
        *enums,
        create_constraint=template.create_constraint,
        name=None if implied else template.name,
        # strings of a Literal are no named type of the database
        native_enum=template.native_enum and hasattr(enums[0], "__members__"),
        length=template._length_argument,
        schema=template.schema,
        inherit_schema=template.inherit_schema,
        validate_strings=template.validate_strings,
        values_callable=template.values_callable,
        omit_aliases=template.omit_aliases,
    )
