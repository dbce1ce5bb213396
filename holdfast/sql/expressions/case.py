"""CASE."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, TypeVar

from holdfast import exc
from holdfast.sql import coercion
from holdfast.sql.expressions.element import ColumnElement
from holdfast.sql.traversal import ELEMENT, NESTED, TYPE, Fields
from holdfast.sql.types import NULLTYPE, TypeEngine

_T = TypeVar("_T")


class Case(ColumnElement[_T]):
    """``CASE WHEN .. THEN .. ELSE .. END``; see :func:`case`."""

    __visit_name__ = "case"
    _fields: ClassVar[Fields] = {"value": ELEMENT, "whens": NESTED, "else_": ELEMENT, "type": TYPE}

    type: TypeEngine[Any]

    def __init__(self, *whens: Any, value: Any = None, else_: Any = None) -> None:
        pairs = _pairs(whens)
        self.value = None if value is None else coercion.expression(value)
        self.whens = tuple((self._when(when), coercion.expression(then)) for when, then in pairs)
        self.else_ = None if else_ is None else coercion.expression(else_)
        results = [then for _, then in self.whens] + ([] if self.else_ is None else [self.else_])
        # The first result that has a type decides.
        self.type = next((result.type for result in results if result.type is not NULLTYPE), NULLTYPE)

    def _when(self, when: Any) -> Any:
        if self.value is None:
            return coercion.condition(when).self_group()
        return coercion.expression(when)

    @property
    def _from_objects(self) -> Iterable[Any]:
        return [found for child in self.get_children() for found in child._from_objects]


def _pairs(whens: tuple[Any, ...]) -> list[tuple[Any, Any]]:
    if len(whens) == 1 and isinstance(whens[0], Mapping):
        return list(whens[0].items())
    if len(whens) == 1 and isinstance(whens[0], list):
        raise exc.ArgumentError(
            'The "whens" argument to case() is now passed as a series of positional elements, rather than as a list. '
        )
    try:
        return [(when, then) for when, then in whens]
    except (TypeError, ValueError):
        raise exc.ArgumentError(
            f"case() takes pairs of a condition and a result, or one mapping of them; got {whens!r}"
        ) from None


def case(*whens: Any, value: Any = None, else_: Any = None) -> Case[Any]:
    """Return a CASE expression.

    :param whens: pairs ``(condition, result)``, or one mapping of compared values to results.
    :param value: the expression that the values of a mapping are compared with.
    :param else_: the result when nothing applies; NULL without it.
    """
    return Case(*whens, value=value, else_=else_)
