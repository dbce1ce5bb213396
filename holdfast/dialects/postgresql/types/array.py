"""ARRAY: PostgreSQL's arrays.

Source: PostgreSQL manual, "Arrays", "Array Functions and Operators".

Rules: what the driver takes and gives is a list.  Of arrays whose members have a type that it does not know by number
(enumerations, domains, extension types) it gives the text, which is read here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import eq
from typing import Any, TypeVar

from holdfast.dialects.postgresql.types import operators
from holdfast.dialects.postgresql.types.array_text import parse_array
from holdfast.dialects.postgresql.types.containment import ContainmentComparator
from holdfast.sql import seams
from holdfast.sql import types as generic
from holdfast.sql.coercion import clause_element
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.expressions.element import ClauseElement
from holdfast.sql.types import TypeEngine
from holdfast.sql.types.array import ARRAYComparator
from holdfast.sql.types.base import Processor

_T = TypeVar("_T")

#: what the text of a member becomes, by the affinity of its type; others stay text
_FROM_TEXT: dict[Any, Callable[[str], Any]] = {
    generic.Integer: int,
    generic.Float: float,
    generic.Boolean: lambda text: text == "t",
}


class Comparator(ContainmentComparator, ARRAYComparator):
    """The operators of PostgreSQL's arrays."""

    __slots__ = ()

    def any(self, other: Any, operator: Callable[..., Any] | None = None) -> Any:
        """`other operator ANY (array)`; the operator is `==` by default."""
        return super().any(self._member(other), operator)

    def all(self, other: Any, operator: Callable[..., Any] | None = None) -> Any:
        """`other operator ALL (array)`; the operator is `==` by default."""
        return super().all(self._member(other), operator)

    def _member(self, value: Any) -> Any:
        """A Python value as a parameter that is named after the array and has the type of its members."""
        if isinstance(clause_element(value), ClauseElement):
            return value
        item: TypeEngine[Any] = self.type._unwrapped().item_type  # type: ignore[attr-defined]  # an ARRAY has it
        return BindParameter.literal_value(self.expr._bind_name, value, item.coerce_compared_value(eq, value))

    def overlap(self, other: Any) -> Any:
        """`&&`: there are members in common."""
        return self.operate(operators.OVERLAP, other)


class ARRAY(generic.ARRAY[_T]):
    """An array.

    :param item_type: the type of the members; not an ARRAY itself.
    :param as_tuple: results are tuples, which are hashable, not lists.
    :param dimensions: the number of dimensions; without it values tell by being lists of lists.
    :param zero_indexes: indexes count from 0 in Python; they do from 1 in SQL.
    """

    render_bind_cast = True
    Comparator = Comparator
    comparator_factory = Comparator

    def _depth(self) -> int | None:
        """The number of dimensions; None: the values tell."""
        if self.dimensions is not None:
            return self.dimensions
        try:
            members_are_lists = issubclass(self.item_type.python_type, list)
        except NotImplementedError:
            members_are_lists = False
        return 1 if members_are_lists else None

    def _members(self, processor: Processor | None, make: type[Any]) -> Processor:
        """Return a function that applies a processor to the members at the bottom of nested lists."""
        depth = self._depth()

        def convert(value: Any, level: int) -> Any:
            nested = level > 1 if depth is not None else _holds_lists(value)
            if nested:
                return make([None if item is None else convert(item, level - 1) for item in value])
            return make(value if processor is None else [processor(item) for item in value])

        return lambda value: convert(value, depth or 1)

    def bind_processor(self, dialect: Any) -> Processor | None:
        convert = self._members(self.item_type._bind(dialect), list)

        def process(value: Any) -> Any:
            # text is taken for an array in PostgreSQL's own form
            return value if value is None or isinstance(value, str) else convert(_list(value))

        return process

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        item = self.item_type._unwrapped_dialect_impl(dialect)
        as_text = getattr(item, "_array_as_text", False)
        processor = self.item_type._result(dialect)
        if processor is None and not self.as_tuple and not as_text:
            return None
        convert = self._members(processor, tuple if self.as_tuple else list)
        if not as_text:
            return lambda value: None if value is None else convert(value)
        from_text = _FROM_TEXT.get(getattr(item, "data_type", item)._type_affinity)

        def process(value: Any) -> Any:
            if value is None:
                return None
            return convert(parse_array(value, from_text) if isinstance(value, str) else value)

        return process

    def literal_processor(self, dialect: Any) -> Processor | None:
        item = self.item_type._literal(dialect)
        if item is None:
            return None
        null = item if self.item_type.should_evaluate_none else lambda value: "NULL"
        depth = self._depth()

        def render(value: Any, level: int) -> str:
            nested = level > 1 if depth is not None else _holds_lists(value)
            if nested:
                return f"[{', '.join([render(part, level - 1) for part in value])}]"
            return f"[{', '.join([null(part) if part is None else item(part) for part in value])}]"

        def process(value: Any) -> str:
            members = _list(value)
            text = f"ARRAY{render(members, depth or 1)}"
            if _tells_type(self.item_type, members):
                return text
            return f"{text}::{seams.compile_type(self._unlimited(dialect), dialect)}"

        return process


def _list(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else list(value)


def _holds_lists(value: Any) -> bool:
    return bool(value) and isinstance(value[0], (list, tuple))


def _tells_type(item_type: TypeEngine[Any], members: Iterable[Any]) -> bool:
    """Whether PostgreSQL gives an array of such literals the right type by itself."""
    first = next(iter(members), None)
    while isinstance(first, (list, tuple)):
        first = first[0] if first else None
    return type(item_type) in _TELLING and first is not None


#: A plain number is an INTEGER, and the words true and false are BOOLEAN.
_TELLING = frozenset((generic.Integer, generic.INTEGER, generic.Boolean, generic.BOOLEAN))
