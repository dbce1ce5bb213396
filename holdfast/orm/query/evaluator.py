"""Evaluating a SQL condition in Python, on objects: which of a session's objects does an UPDATE or DELETE concern?

Rules
* The outcome follows SQL's three values: None is unknown, and only True counts as a match.
* A value that an object has not loaded is `EXPIRED`; whatever depends on it is EXPIRED, too, and the caller must
  treat the object as one that may match.
* What cannot be evaluated exactly raises UnevaluatableError; nothing is guessed.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from holdfast.exc import InvalidRequestError
from holdfast.sql import operators as sql_operators

Evaluate = Callable[[dict[str, Any]], Any]


class UnevaluatableError(InvalidRequestError):
    """The expression has a part that only the database can evaluate."""


class _Expired:
    def __repr__(self) -> str:
        return "EXPIRED"


EXPIRED: Any = _Expired()

COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    name: getattr(operator, name) for name in ("lt", "le", "gt", "ge", "eq", "ne", "add", "sub", "mul")
}


class Evaluator:
    """Makes Python functions of SQL expressions.

    :param mapper: the mapper whose objects' values are looked at.
    """

    def __init__(self, mapper: Any) -> None:
        self.mapper = mapper

    def compile(self, expression: Any) -> Evaluate:
        """Return a function from an instance dictionary to the expression's value.

        :raises UnevaluatableError: it has a part that only the database can evaluate.
        """
        visit = getattr(self, f"_{expression.__visit_name__}", None)
        if visit is None:
            kind = "Function" if getattr(expression, "_is_function", False) else type(expression).__name__
            raise UnevaluatableError(f"Cannot evaluate {kind}")
        made: Evaluate = visit(expression)
        return made

    def _grouping(self, expression: Any) -> Evaluate:
        return self.compile(expression.element)

    def _entity_column(self, expression: Any) -> Evaluate:
        return self.compile(expression.column)

    def _null(self, expression: Any) -> Evaluate:
        return lambda values: None

    def _true(self, expression: Any) -> Evaluate:
        return lambda values: True

    def _false(self, expression: Any) -> Evaluate:
        return lambda values: False

    def _column(self, expression: Any) -> Evaluate:
        key = self.mapper._key_by_column.get(expression)
        if key is None:
            raise UnevaluatableError(f"Cannot evaluate column: {expression}, it is not mapped by {self.mapper}")
        return lambda values: values.get(key, EXPIRED)

    def _bindparam(self, expression: Any) -> Evaluate:
        if expression.callable is not None:
            value = expression.callable()
        elif expression.required:
            raise UnevaluatableError(f"Cannot evaluate bound parameter {expression.key!r} without a value")
        else:
            value = expression.value
        return lambda values: value

    def _clauselist(self, expression: Any) -> Evaluate:
        parts = [self.compile(part) for part in expression.clauses]
        name = getattr(expression.operator, "__name__", "")
        if name == "and_":
            return lambda values: _conjunction(parts, values)
        if name == "or_":
            return lambda values: _disjunction(parts, values)
        raise UnevaluatableError(f"Cannot evaluate list of expressions with operator {name}")

    _boolean_clauselist = _booleanlist = _expression_clauselist = _clauselist

    def _tuple(self, expression: Any) -> Evaluate:
        parts = [self.compile(part) for part in expression.clauses]

        def evaluate(values: dict[str, Any]) -> Any:
            found = tuple([part(values) for part in parts])
            if any(each is EXPIRED for each in found):
                return EXPIRED
            return None if None in found else found

        return evaluate

    def _unary(self, expression: Any) -> Evaluate:
        inner = self.compile(expression.element)
        if expression.operator is sql_operators.is_true:
            return lambda values: _negated(_negated(inner(values)))
        if expression.operator is operator.inv or expression.operator is sql_operators.is_false:
            return lambda values: _negated(inner(values))
        if expression.operator is operator.neg:
            return lambda values: value if (value := inner(values)) is None or value is EXPIRED else -value
        raise UnevaluatableError(f"Cannot evaluate {type(expression).__name__} with operator {expression.operator}")

    def _binary(self, expression: Any) -> Evaluate:
        left, right = self.compile(expression.left), self.compile(expression.right)
        op = expression.operator
        if op is sql_operators.is_ or op is sql_operators.is_not:
            wanted = op is sql_operators.is_
            return lambda values: (
                EXPIRED if EXPIRED in (pair := (left(values), right(values))) else (pair[0] == pair[1]) is wanted
            )
        if op is sql_operators.in_op or op is sql_operators.not_in_op:
            wanted = op is sql_operators.in_op
            return lambda values: _membership(left(values), right(values), wanted)
        function = COMPARISONS.get(getattr(op, "__name__", "")) if op in _PLAIN else _SPECIAL.get(op)
        if function is None:
            raise UnevaluatableError(
                f"Cannot evaluate {type(expression).__name__} with operator {getattr(op, '__name__', op)}"
            )

        def evaluate(values: dict[str, Any]) -> Any:
            a, b = left(values), right(values)
            if a is EXPIRED or b is EXPIRED:
                return EXPIRED
            return None if a is None or b is None else function(a, b)

        return evaluate


_PLAIN = frozenset(COMPARISONS.values())
_SPECIAL: dict[Any, Callable[[Any, Any], Any]] = {
    sql_operators.concat_op: lambda a, b: a + b,
    sql_operators.startswith_op: lambda a, b: a.startswith(b),
    sql_operators.endswith_op: lambda a, b: a.endswith(b),
}


def _conjunction(parts: list[Evaluate], values: dict[str, Any]) -> Any:
    outcome: Any = True
    for part in parts:
        value = part(values)
        if value is EXPIRED:
            outcome = EXPIRED
        elif value is None:
            outcome = None if outcome is True else outcome
        elif not value:
            return False
    return outcome


def _disjunction(parts: list[Evaluate], values: dict[str, Any]) -> Any:
    outcome: Any = False
    for part in parts:
        value = part(values)
        if value is EXPIRED:
            outcome = EXPIRED
        elif value is None:
            outcome = None if outcome is False else outcome
        elif value:
            return True
    return outcome


def _negated(value: Any) -> Any:
    return value if value is None or value is EXPIRED else not value


def _membership(value: Any, members: Any, wanted: bool) -> Any:
    if value is EXPIRED or members is EXPIRED:
        return EXPIRED
    if value is None:
        return None
    found = list(members)
    if value in found:
        return wanted
    return None if None in found else not wanted
