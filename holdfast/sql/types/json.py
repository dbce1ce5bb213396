"""JSON: any structure of dicts, lists, strings, numbers, booleans and None; and the operators that look inside.

Rules: `col[key]` is an expression of type JSON with the operator `json_getitem_op` (or `json_path_getitem_op` for a
tuple of keys); `as_string()` and its kin give the same expression another type, and the dialect's compiler renders
the conversion by that type.  Keys are always bound parameters; their types (`JSONStrIndexType` ...) format them.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import getitem
from typing import Any, TypeVar

from holdfast import exc
from holdfast.sql import seams
from holdfast.sql.operators import OperatorType, json_getitem_op, json_path_getitem_op
from holdfast.sql.types.base import Processor, TypeComparator, TypeEngine
from holdfast.sql.types.boolean import Boolean
from holdfast.sql.types.numeric import Float, Integer, Numeric
from holdfast.sql.types.operator_class import OperatorClass
from holdfast.sql.types.string import Concatenable, Unicode, text_literal
from holdfast.util.symbols import symbol

_T = TypeVar("_T")

JSON_NULL = symbol("JSON_NULL", "The JSON value null, where None would mean SQL NULL.")


class Indexable:
    """Mixin: expressions of the type have `[..]`."""

    Comparator: type[Any] = TypeComparator
    comparator_factory: type[Any] = TypeComparator


class JSONElementType(TypeEngine[Any]):
    """Base of the types of keys and paths."""

    def _elements(self, value: Any) -> Any:
        return (value,)

    def bind_processor(self, dialect: Any) -> Processor | None:
        serialize, elements = _serializer(dialect), self._elements
        quotes = getattr(dialect, "_quotes_in_json_keys", True)
        dashes = getattr(dialect, "_dashes_before_json_keys", True)
        return lambda value: json_path(elements(value), serialize, quotes, dashes)

    def literal_processor(self, dialect: Any) -> Processor | None:
        quote, path = text_literal(dialect), self.bind_processor(dialect)
        assert path is not None
        return lambda value: quote(path(value))


class JSONIndexType(JSONElementType):
    """The type of a key or index."""


class JSONIntIndexType(JSONIndexType):
    """The type of an index into an array."""


class JSONStrIndexType(JSONIndexType):
    """The type of a key of an object."""


class JSONPathType(JSONElementType):
    """The type of a path: a tuple of keys and indexes."""

    def _elements(self, value: Any) -> Any:
        return value


def json_path(elements: Any, serialize: Callable[[str], Any], quotes: bool = True, dashes: bool = True) -> str:
    """Return the SQL standard's JSON path of keys and indexes, as SQLite and MySQL take it: `$."key"[1]`.

    A key is quoted by what writes the documents: a quote in it does not end it, so that no key from outside can name
    another member, and it is spelled as in the document, which matters to SQLite before 3.45.

    :param elements: str for object keys, int for array indexes.
    :param serialize: the JSON serializer.
    :param quotes: a key may have double quotes in it.
    :param dashes: a key may begin with a dash.
    :raises ArgumentError: an element is neither, or a key that the database cannot spell.
    """
    parts = ["$"]
    for element in elements:
        if isinstance(element, str):
            if not quotes and '"' in element:
                raise exc.ArgumentError(f"The database's JSON paths cannot spell the double quote in {element!r}")
            if not dashes and element.startswith("-"):
                raise exc.ArgumentError(
                    f"The database's JSON paths do not find keys that begin with a dash, as {element!r} does; "
                    "select the whole object and look the key up in Python"
                )
            key = serialize(element)
            parts.append(f".{key.decode() if isinstance(key, bytes) else key}")
        elif isinstance(element, int) and not isinstance(element, bool):
            parts.append(f"[{element}]")
        else:
            raise exc.ArgumentError(f"A JSON path consists of str keys and int indexes, not {element!r}")
    return "".join(parts)


class JSONComparator(TypeComparator[Any]):
    """The operators of JSON expressions."""

    __slots__ = ()

    def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> Any:
        if op is getitem:
            index = other[0]
            type_ = self.expr.type
            if isinstance(index, (tuple, list)):
                return seams.operate(self.expr, json_path_getitem_op, tuple(index), result_type=type_)
            return seams.operate(self.expr, json_getitem_op, index, result_type=type_)
        return super().operate(op, *other, **kwargs)

    def _converted(self, type_: TypeEngine[Any], name: str) -> Any:
        expr = self.expr
        if getattr(expr, "operator", None) not in (json_getitem_op, json_path_getitem_op):
            raise exc.InvalidRequestError(
                f"The JSON cast operator JSON.{name}() only works with a JSON index expression e.g. col['q'].{name}()"
            )
        return expr._changed({"type": type_})

    def as_boolean(self) -> Any:
        """The value at the key as a boolean."""
        return self._converted(_BOOLEAN, "as_boolean")

    def as_string(self) -> Any:
        """The value at the key as text."""
        return self._converted(_UNICODE, "as_string")

    def as_integer(self) -> Any:
        """The value at the key as an integer."""
        return self._converted(_INTEGER, "as_integer")

    def as_float(self) -> Any:
        """The value at the key as a float."""
        return self._converted(_FLOAT, "as_float")

    def as_numeric(self, precision: int, scale: int, asdecimal: bool = True) -> Any:
        """The value at the key as a number of fixed precision.

        :param precision: digits in all.
        :param scale: digits behind the point.
        :param asdecimal: results are Decimal, not float.
        """
        return self._converted(Numeric(precision, scale, asdecimal=asdecimal), "as_numeric")

    def as_json(self) -> Any:
        """The value at the key as JSON, which it is without this as well."""
        return self._converted(self.expr.type, "as_json")


class JSON(Indexable, Concatenable, TypeEngine[Any]):
    """Any JSON value.

    :param none_as_null: None is SQL NULL; by default it is the JSON value null when it is given explicitly.
    """

    __visit_name__ = "JSON"
    _is_generic = True
    hashable = False
    operator_classes = OperatorClass.JSON

    NULL = JSON_NULL
    JSONElementType = JSONElementType
    JSONIndexType = JSONIndexType
    JSONIntIndexType = JSONIntIndexType
    JSONStrIndexType = JSONStrIndexType
    JSONPathType = JSONPathType
    Comparator = JSONComparator
    comparator_factory = JSONComparator

    def __init__(self, none_as_null: bool = False) -> None:
        self.none_as_null = none_as_null

    @property
    def should_evaluate_none(self) -> bool:
        """None is a value of its own, unless `none_as_null` is set."""
        return not self.none_as_null

    @should_evaluate_none.setter
    def should_evaluate_none(self, value: bool) -> None:
        self.none_as_null = not value

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        if op is json_getitem_op:
            if isinstance(value, int):
                return _INT_INDEX
            if isinstance(value, str):
                return _STR_INDEX
            return _INDEX
        if op is json_path_getitem_op:
            return _PATH
        if value is JSON_NULL:
            return self
        return super().coerce_compared_value(op, value)

    def bind_processor(self, dialect: Any) -> Processor | None:
        serialize = _serializer(dialect)
        none_as_null = self.none_as_null

        def process(value: Any) -> Any:
            if value is JSON_NULL:
                value = None
            elif value is None:
                if none_as_null:
                    return None
            elif getattr(value, "__visit_name__", None) == "null":
                return None
            return serialize(value)

        return process

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        deserialize = getattr(dialect, "_json_deserializer", None) or _json_module().loads
        return lambda value: None if value is None else deserialize(value)

    def literal_processor(self, dialect: Any) -> Processor | None:
        quote = text_literal(dialect)
        serialize = self.bind_processor(dialect)
        assert serialize is not None

        def process(value: Any) -> str:
            text = serialize(value)
            return "NULL" if text is None else quote(text)

        return process


def _json_module() -> Any:
    import json

    return json


def _serializer(dialect: Any) -> Processor:
    found: Processor = getattr(dialect, "_json_serializer", None) or _json_module().dumps
    return found


_BOOLEAN = Boolean()
_UNICODE = Unicode()
_INTEGER = Integer()
_FLOAT: TypeEngine[Any] = Float()
_INDEX = JSONIndexType()
_INT_INDEX = JSONIntIndexType()
_STR_INDEX = JSONStrIndexType()
_PATH = JSONPathType()
