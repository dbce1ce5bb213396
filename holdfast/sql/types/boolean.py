"""Boolean: True and False, as numbers where the database has no such type."""

from __future__ import annotations

from typing import Any

from holdfast.sql.types.base import LITERAL_TYPES, Processor, TypeEngine
from holdfast.sql.types.operator_class import OperatorClass
from holdfast.sql.types.schema_type import SchemaType


class Boolean(SchemaType, TypeEngine[bool]):
    """Python bool; BOOLEAN, or SMALLINT where there is none.

    :param create_constraint: add a CHECK (col IN (0, 1)) where the database has no boolean type.
    :param name: the constraint's name.
    """

    __visit_name__ = "boolean"
    _is_generic = True
    native = True
    operator_classes = OperatorClass.BOOLEAN

    def __init__(self, create_constraint: bool = False, name: str | None = None) -> None:
        self.create_constraint = create_constraint
        self.name = name

    @property
    def python_type(self) -> type[bool]:
        return bool

    def _check_members(self) -> list[Any]:
        return [0, 1]

    def _needs_check(self, dialect: Any) -> bool:
        return not dialect.supports_native_boolean

    def bind_processor(self, dialect: Any) -> Processor | None:
        return _as_boolean if dialect.supports_native_boolean else _as_number

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        return None if dialect.supports_native_boolean else _from_number

    def literal_processor(self, dialect: Any) -> Processor | None:
        true, false = ("true", "false") if dialect.supports_native_boolean else ("1", "0")

        def process(value: Any) -> str:
            checked = _as_boolean(value)
            return "NULL" if checked is None else true if checked else false

        return process


class MatchType(Boolean):
    """The type of the MATCH operator, which some databases let return a number."""


_BOOLEANS = {None: None, True: True, False: False}
_NUMBERS = {None: None, True: 1, False: 0}


def _as_boolean(value: Any) -> bool | None:
    try:
        return _BOOLEANS[value]
    except (KeyError, TypeError):
        raise _not_boolean(value) from None


def _as_number(value: Any) -> int | None:
    try:
        return _NUMBERS[value]
    except (KeyError, TypeError):
        raise _not_boolean(value) from None


def _not_boolean(value: Any) -> Exception:
    if isinstance(value, int):
        return ValueError(f"Value {value!r} is not None, True, or False")
    return TypeError(f"Not a boolean value: {value!r}")


def _from_number(value: Any) -> bool | None:
    return None if value is None else bool(value)


LITERAL_TYPES[("builtins", "bool")] = Boolean()
