"""The root of objects with operators, and operators given by their SQL text."""

from __future__ import annotations

from collections.abc import Callable
from operator import and_, inv, or_
from typing import Any

OperatorType = Callable[..., Any]


class Operators:
    """Base of objects that take part in boolean and custom operators; subclasses define ``operate()``."""

    __slots__ = ()

    def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> Any:
        """Apply ``op`` to this object and ``other``; every operator method ends here."""
        raise NotImplementedError(f"{type(self).__name__} does not support the operator {op_name(op)}")

    def reverse_operate(self, op: OperatorType, other: Any, **kwargs: Any) -> Any:
        """Apply ``op`` with this object on the right hand side."""
        raise NotImplementedError(f"{type(self).__name__} does not support the reversed operator {op_name(op)}")

    def __sa_operate__(self, op: OperatorType, *other: Any, **kwargs: Any) -> Any:
        return self.operate(op, *other, **kwargs)

    def __and__(self, other: Any) -> Any:
        return self.operate(and_, other)

    def __or__(self, other: Any) -> Any:
        return self.operate(or_, other)

    def __invert__(self) -> Any:
        return self.operate(inv)

    def op(
        self,
        opstring: str,
        precedence: int = 0,
        is_comparison: bool = False,
        return_type: Any = None,
        python_impl: Callable[..., Any] | None = None,
        operator_class: Any = None,
        visit_name: str | None = None,
    ) -> Callable[[Any], Any]:
        """Return a callable that joins this object and its argument with the operator ``opstring``."""
        operator = custom_op(
            opstring,
            precedence,
            is_comparison,
            return_type,
            python_impl=python_impl,
            operator_class=operator_class,
            visit_name=visit_name,
        )
        return lambda other: operator(self, other)

    def bool_op(
        self, opstring: str, precedence: int = 0, python_impl: Callable[..., Any] | None = None
    ) -> Callable[[Any], Any]:
        """Return a callable for a custom operator whose result is a boolean."""
        return self.op(opstring, precedence=precedence, is_comparison=True, python_impl=python_impl)


class custom_op:
    """An operator given by its SQL text; two of the same text and properties are equal."""

    __slots__ = (
        "__name__",
        "eager_grouping",
        "is_comparison",
        "natural_self_precedent",
        "operator_class",
        "opstring",
        "precedence",
        "python_impl",
        "return_type",
        "visit_name",
    )

    def __init__(
        self,
        opstring: str,
        precedence: int = 0,
        is_comparison: bool = False,
        return_type: Any = None,
        natural_self_precedent: bool = False,
        eager_grouping: bool = False,
        python_impl: Callable[..., Any] | None = None,
        operator_class: Any = None,
        visit_name: str | None = None,
    ) -> None:
        self.opstring = opstring
        self.precedence = precedence
        self.is_comparison = is_comparison
        self.return_type = return_type() if isinstance(return_type, type) else return_type
        self.natural_self_precedent = natural_self_precedent
        self.eager_grouping = eager_grouping
        self.python_impl = python_impl
        self.operator_class = operator_class
        self.visit_name = visit_name or "custom_op"
        self.__name__ = "custom_op"

    def _identity(self) -> tuple[Any, ...]:
        return_key = None if self.return_type is None else self.return_type._static_key
        return (self.opstring, self.precedence, self.is_comparison, self.eager_grouping, self.visit_name, return_key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, custom_op) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def __call__(self, left: Any, right: Any = None, *other: Any, **kwargs: Any) -> Any:
        if hasattr(left, "operate"):
            return left.operate(self, right, *other, **kwargs)
        if self.python_impl is not None:
            return self.python_impl(left, right, *other, **kwargs)
        raise TypeError(
            f"Custom operator {self.opstring!r} can't be used with plain Python objects unless it "
            "includes the 'python_impl' parameter."
        )


def op_name(op: OperatorType) -> str:
    """The name of an operator for messages."""
    return op.opstring if isinstance(op, custom_op) else getattr(op, "__name__", repr(op))
