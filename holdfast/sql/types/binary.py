"""LargeBinary, and PickleType on top of it."""

from __future__ import annotations

from typing import Any

from holdfast.sql.operators import OperatorType
from holdfast.sql.types.base import LITERAL_TYPES, Processor, TypeEngine, resolve_value, to_instance
from holdfast.sql.types.decorator import TypeDecorator
from holdfast.sql.types.operator_class import OperatorClass


class _Binary(TypeEngine[bytes]):
    """Base of the types of bytes."""

    operator_classes = OperatorClass.BINARY

    def __init__(self, length: int | None = None) -> None:
        self.length = length

    @property
    def python_type(self) -> type[bytes]:
        return bytes

    def bind_processor(self, dialect: Any) -> Processor | None:
        return None if getattr(dialect, "_takes_buffers", True) else _as_bytes

    def literal_processor(self, dialect: Any) -> Processor | None:
        hexadecimal = getattr(dialect, "_binary_literal", None)
        if hexadecimal is not None:
            return lambda value: hexadecimal.format(bytes(value).hex())
        from holdfast.sql.types.string import text_literal

        as_text = text_literal(dialect)

        def process(value: bytes) -> str:
            return as_text(value.decode(dialect._legacy_binary_type_literal_encoding))

        return process

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        # text compared with bytes is meant as bytes
        return self if isinstance(value, str) else super().coerce_compared_value(op, value)

    def get_dbapi_type(self, dbapi: Any) -> Any:
        return dbapi.BINARY

    def as_generic(self, *, allow_nulltype: bool = False) -> TypeEngine[Any]:
        return self.adapt(LargeBinary)


class LargeBinary(_Binary):
    """Python bytes; BLOB or BYTEA.

    :param length: bytes, for databases that take one in DDL.
    """

    __visit_name__ = "large_binary"
    _is_generic = True


def _as_bytes(value: Any) -> Any:
    return bytes(value) if isinstance(value, (bytearray, memoryview)) else value


class PickleType(TypeDecorator[Any]):
    """Any Python object, pickled into a LargeBinary.

    :param protocol: of pickle.
    :param pickler: module or object with `dumps` and `loads`; by default pickle.
    :param comparator: function of two values that tells whether they are equal; by default `==`.
    :param impl: another binary type to store in.
    """

    impl: Any = LargeBinary
    cache_ok = True

    def __init__(self, protocol: int = 5, pickler: Any = None, comparator: Any = None, impl: Any = None) -> None:
        self.protocol = protocol
        if pickler is None:
            import pickle

            pickler = pickle
        self.pickler = pickler
        self.comparator = comparator
        super().__init__()
        if impl is not None:
            self.impl = to_instance(impl)

    def __reduce__(self) -> tuple[Any, ...]:
        return PickleType, (self.protocol, None, self.comparator)

    def bind_processor(self, dialect: Any) -> Processor | None:
        dumps, protocol = self.pickler.dumps, self.protocol
        inner = self.impl_instance.bind_processor(dialect)

        def process(value: Any) -> Any:
            if value is not None:
                value = dumps(value, protocol)
            return inner(value) if inner is not None else value

        return process

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        loads = self.pickler.loads
        inner = self.impl_instance.result_processor(dialect, coltype)

        def process(value: Any) -> Any:
            if inner is not None:
                value = inner(value)
            return None if value is None else loads(value)

        return process

    def literal_processor(self, dialect: Any) -> Processor | None:
        dumps, protocol = self.pickler.dumps, self.protocol
        inner = self.impl_instance.literal_processor(dialect)
        return None if inner is None else lambda value: inner(dumps(value, protocol))

    @property
    def python_type(self) -> type[Any]:
        return object

    def compare_values(self, x: Any, y: Any) -> bool:
        return bool(self.comparator(x, y)) if self.comparator else bool(x == y)


LITERAL_TYPES[("builtins", "bytes")] = LargeBinary()
LITERAL_TYPES[("builtins", "bytearray")] = resolve_value(b"")
LITERAL_TYPES[("builtins", "memoryview")] = resolve_value(b"")
