"""HSTORE: maps of strings to strings or None, from the extension of that name; and its functions.

Source: PostgreSQL manual, "hstore".  Values are exchanged as text, so that no connection has to ask for the number of
the type, which differs between databases.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from holdfast.dialects.postgresql.types import operators
from holdfast.dialects.postgresql.types.array import ARRAY
from holdfast.dialects.postgresql.types.keys import KeyComparator
from holdfast.sql import operators as generic_operators
from holdfast.sql import seams
from holdfast.sql import types as generic
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.expressions.element import Grouping
from holdfast.sql.expressions.function import GenericFunction
from holdfast.sql.operators import OperatorType
from holdfast.sql.types import Concatenable, Indexable, OperatorClass, TypeEngine, to_instance
from holdfast.sql.types.base import Processor
from holdfast.sql.types.string import text_literal

_TEXT = generic.Text()

# "key"=>"value" or "key"=>NULL, with backslashes before quotes and backslashes
_PAIR = re.compile(r'"((?:[^"\\]|\\.)*)"\s*=>\s*(?:NULL|"((?:[^"\\]|\\.)*)")(?:\s*,\s*|$)', re.DOTALL | re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def parse_hstore(text: str) -> dict[str, str | None]:
    """Return the map of an HSTORE as the server writes it.

    :raises ValueError: the text is not one.
    """
    found: dict[str, str | None] = {}
    position = 0
    while position < len(text):
        pair = _PAIR.match(text, position)
        if pair is None:
            raise ValueError(f"After {position} characters, the text is not an HSTORE")
        key, value = pair.groups()
        found[_ESCAPED.sub(r"\1", key)] = None if value is None else _ESCAPED.sub(r"\1", value)
        position = pair.end()
    return found


def hstore_text(values: Mapping[str, str | None]) -> str:
    """Return a map as PostgreSQL reads an HSTORE.

    :raises ValueError: a key is not a str, or a value neither a str nor None.
    """
    return ", ".join([f"{_quoted(key)}=>{'NULL' if item is None else _quoted(item)}" for key, item in values.items()])


def _quoted(text: Any) -> str:
    if not isinstance(text, str):
        raise ValueError(f"An HSTORE consists of strings, not of {type(text).__name__}")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _serialized(value: Any) -> Any:
    return hstore_text(value) if isinstance(value, Mapping) else value


class Comparator(KeyComparator):
    """The operators of HSTORE expressions."""

    __slots__ = ()

    def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> Any:
        if op is generic_operators.getitem:
            expr: Any = self.expr
            index = _typed(expr, other[0], _TEXT) if isinstance(other[0], str) else other[0]
            return seams.operate(expr, operators.HSTORE_GETITEM, index, result_type=expr.type._unwrapped().text_type)
        return super().operate(op, *other, **kwargs)

    def defined(self, key: Any) -> Any:
        """Whether there is a key whose value is not NULL."""
        return _HStoreDefined(self.expr, key)

    def delete(self, key: Any) -> Any:
        """Without a key, an array of keys, or the pairs of another HSTORE."""
        if isinstance(key, Mapping):
            key = _typed(self.expr, key, HSTORE())
        return _HStoreDelete(self.expr, self._text_array(key))

    def slice(self, array: Any) -> Any:
        """With the keys of an array only."""
        return _HStoreSlice(self.expr, self._text_array(array))

    def keys(self) -> Any:
        """The keys, as an array."""
        return _HStoreKeys(self.expr)

    def vals(self) -> Any:
        """The values, as an array."""
        return _HStoreVals(self.expr)

    def array(self) -> Any:
        """Keys and values by turns, as an array."""
        return _HStoreArray(self.expr)

    def matrix(self) -> Any:
        """Pairs of key and value, as an array of two dimensions."""
        return _HStoreMatrix(self.expr)


def _typed(expr: Any, value: Any, type_: TypeEngine[Any]) -> BindParameter[Any]:
    return BindParameter.literal_value(expr._bind_name, value, type_)


class HSTORE(Indexable, Concatenable, TypeEngine[dict[str, str | None]]):
    """HSTORE: dict of str to str or None.

    :param text_type: the type of `col[key]`; Text by default.
    """

    __visit_name__ = "HSTORE"
    _array_as_text = True
    hashable = False
    render_bind_cast = True
    render_literal_cast = True
    operator_classes = (
        OperatorClass.BASE
        | OperatorClass.EQUALITY
        | OperatorClass.INDEXABLE
        | OperatorClass.CONCATENABLE
        | OperatorClass.CONTAINS
    )
    Comparator = Comparator
    comparator_factory = Comparator

    def __init__(self, text_type: Any = None) -> None:
        self.text_type = _TEXT if text_type is None else to_instance(text_type)

    @property
    def python_type(self) -> type[Any]:
        return dict

    def bind_processor(self, dialect: Any) -> Processor | None:
        return _serialized

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        # a driver that was told of the type has made a dict of it already
        return lambda value: parse_hstore(value) if isinstance(value, str) else value

    def literal_processor(self, dialect: Any) -> Processor | None:
        quote = text_literal(dialect)
        return lambda value: quote(_serialized(value))


class hstore(GenericFunction[Any]):
    """`hstore(key, value)` or `hstore(keys, values)`: an HSTORE of two strings or two arrays."""

    type = HSTORE()
    name = "hstore"
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> Any:
        if against is operators.HSTORE_GETITEM:
            return Grouping(self)
        return super().self_group(against)


class _HStoreDefined(GenericFunction[Any]):
    type = generic.Boolean()
    name = "defined"
    inherit_cache = True


class _HStoreDelete(GenericFunction[Any]):
    type = HSTORE()
    name = "delete"
    inherit_cache = True


class _HStoreSlice(GenericFunction[Any]):
    type = HSTORE()
    name = "slice"
    inherit_cache = True


class _HStoreKeys(GenericFunction[Any]):
    type = ARRAY(generic.Text())
    name = "akeys"
    inherit_cache = True


class _HStoreVals(GenericFunction[Any]):
    type = ARRAY(generic.Text())
    name = "avals"
    inherit_cache = True


class _HStoreArray(GenericFunction[Any]):
    type = ARRAY(generic.Text())
    name = "hstore_to_array"
    inherit_cache = True


class _HStoreMatrix(GenericFunction[Any]):
    type = ARRAY(generic.Text(), dimensions=2)
    name = "hstore_to_matrix"
    inherit_cache = True
