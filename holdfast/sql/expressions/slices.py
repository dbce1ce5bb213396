"""``array[start:stop]``."""

from __future__ import annotations

from typing import Any, ClassVar

from holdfast import exc
from holdfast.sql import coercion
from holdfast.sql.expressions.element import ColumnElement
from holdfast.sql.operators import OperatorType
from holdfast.sql.traversal import ELEMENT, Fields


class Slice(ColumnElement[Any]):
    """The bounds of a slice; a bound that is left out is None."""

    __visit_name__ = "slice"
    _fields: ClassVar[Fields] = {"start": ELEMENT, "stop": ELEMENT}

    def __init__(self, start: Any, stop: Any) -> None:
        self.start = start
        self.stop = stop

    @classmethod
    def of(cls, expression: ColumnElement[Any], op: OperatorType, bounds: slice) -> Slice:
        """The slice of an expression, from the one that Python makes.

        :raises ArgumentError: it has a step, which SQL has not.
        """
        if bounds.step is not None:
            raise exc.ArgumentError(f"A slice of a SQL array has a start and a stop, but no step; got {bounds!r}")
        start, stop = (
            None if bound is None else coercion.operand(expression, op, bound) for bound in (bounds.start, bounds.stop)
        )
        return cls(start, stop)

    def self_group(self, against: OperatorType | None = None) -> Any:
        return self
