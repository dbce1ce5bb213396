"""Uuid: UUIDs, as text of 32 hexadecimal digits where the database has no such type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from holdfast.sql.operators import OperatorType
from holdfast.sql.types.base import LITERAL_TYPES, Processor, TypeEngine
from holdfast.sql.types.operator_class import OperatorClass
from holdfast.sql.types.sqlnames import CHAR

if TYPE_CHECKING:
    from uuid import UUID as PythonUUID

_U = TypeVar("_U", bound="str | PythonUUID")


class Uuid(TypeEngine[_U]):
    """Python uuid.UUID, or str with `as_uuid=False`; UUID, or CHAR(32).

    :param as_uuid: values are uuid.UUID objects.
    :param native_uuid: use the database's own type where it has one.
    """

    __visit_name__ = "uuid"
    _is_generic = True
    operator_classes = OperatorClass.BASE | OperatorClass.EQUALITY | OperatorClass.ORDERING
    #: of the CHAR
    length = 32
    collation: str | None = None
    collation_schema: str | None = None

    @overload
    def __init__(self: Uuid[PythonUUID], as_uuid: Literal[True] = ..., native_uuid: bool = ...) -> None: ...
    @overload
    def __init__(self: Uuid[str], as_uuid: Literal[False] = ..., native_uuid: bool = ...) -> None: ...
    def __init__(self, as_uuid: bool = True, native_uuid: bool = True) -> None:
        self.as_uuid = as_uuid
        self.native_uuid = native_uuid

    @property
    def native(self) -> bool:
        """Whether the database's own type is wanted."""
        return self.native_uuid

    @property
    def python_type(self) -> type[Any]:
        if not self.as_uuid:
            return str
        from uuid import UUID as PythonUUID

        return PythonUUID

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        return self if isinstance(value, str) else super().coerce_compared_value(op, value)

    def _stored_as_text(self, dialect: Any) -> bool:
        return not (self.native_uuid and dialect.supports_native_uuid)

    def _unlimited(self, dialect: Any) -> TypeEngine[Any]:
        if self._stored_as_text(dialect):
            return CHAR()._unwrapped_dialect_impl(dialect)._unlimited(dialect)
        return self

    def bind_processor(self, dialect: Any) -> Processor | None:
        if self._stored_as_text(dialect):
            return _hex if self.as_uuid else _digits
        return None

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        if self._stored_as_text(dialect):
            return _parsed() if self.as_uuid else _formatted()
        # drivers of databases that have the type give UUID objects
        return None if self.as_uuid else _text

    def literal_processor(self, dialect: Any) -> Processor | None:
        if self._stored_as_text(dialect):
            return lambda value: f"'{_checked(value).hex}'"
        return lambda value: f"'{_checked(value)}'"


class UUID(Uuid[_U]):
    """The SQL standard's UUID: always the database's own type.

    :param as_uuid: values are uuid.UUID objects.
    """

    __visit_name__ = "UUID"

    @overload
    def __init__(self: UUID[PythonUUID], as_uuid: Literal[True] = ...) -> None: ...
    @overload
    def __init__(self: UUID[str], as_uuid: Literal[False] = ...) -> None: ...
    def __init__(self, as_uuid: bool = True) -> None:
        self.as_uuid = as_uuid
        self.native_uuid = True

    @classmethod
    def _adapted_from(cls, source: TypeEngine[Any], **kw: Any) -> Any:
        return super()._adapted_from(source, **kw)


def _hex(value: Any) -> Any:
    return None if value is None else value.hex


def _digits(value: Any) -> Any:
    return None if value is None else value.replace("-", "")


def _text(value: Any) -> Any:
    return None if value is None else str(value)


def _checked(value: Any) -> Any:
    """The value as a UUID object, so that nothing else gets into the SQL text."""
    from uuid import UUID as PythonUUID

    return value if isinstance(value, PythonUUID) else PythonUUID(str(value))


def _parsed() -> Processor:
    from uuid import UUID as PythonUUID

    return lambda value: None if value is None else PythonUUID(value)


def _formatted() -> Processor:
    from uuid import UUID as PythonUUID

    return lambda value: None if value is None else str(PythonUUID(value))


LITERAL_TYPES[("uuid", "UUID")] = Uuid()
