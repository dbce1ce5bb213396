"""The operators that are spelled as functions: ordering, DISTINCT, BETWEEN, ANY and ALL."""

from __future__ import annotations

from typing import Any

from holdfast.sql import coercion, operators
from holdfast.sql.expressions.binary import BinaryExpression, CollectionAggregate
from holdfast.sql.expressions.element import UnaryExpression
from holdfast.sql.expressions.operations import collection_aggregate


def _modified(column: Any, op: operators.OperatorType) -> UnaryExpression[Any]:
    element = coercion.order_by(column)
    return UnaryExpression(element, modifier=op, type_=element.type)


def asc(column: Any) -> UnaryExpression[Any]:
    """Return ``column ASC``.

    :param column: an expression, or the name of a label of the SELECT list.
    """
    return _modified(column, operators.asc_op)


def desc(column: Any) -> UnaryExpression[Any]:
    """Return ``column DESC``; see :func:`asc`."""
    return _modified(column, operators.desc_op)


def nulls_first(column: Any) -> UnaryExpression[Any]:
    """Return ``column NULLS FIRST``; see :func:`asc`."""
    return _modified(column, operators.nulls_first_op)


def nulls_last(column: Any) -> UnaryExpression[Any]:
    """Return ``column NULLS LAST``; see :func:`asc`."""
    return _modified(column, operators.nulls_last_op)


def distinct(expr: Any) -> UnaryExpression[Any]:
    """Return ``DISTINCT expr``, for the inside of an aggregate function."""
    element = coercion.column_expression(expr)
    return UnaryExpression(element, operator=operators.distinct_op, type_=element.type)


def bitwise_not(expr: Any) -> UnaryExpression[Any]:
    """Return ``~expr``."""
    element = coercion.column_expression(expr)
    return UnaryExpression(element, operator=operators.bitwise_not_op, type_=element.type)


def between(expr: Any, lower_bound: Any, upper_bound: Any, symmetric: bool = False) -> BinaryExpression[bool]:
    """Return ``expr BETWEEN lower_bound AND upper_bound``.

    :param symmetric: ``BETWEEN SYMMETRIC``: the bounds may stand in either order.
    """
    made: BinaryExpression[bool] = coercion.expression(expr).between(lower_bound, upper_bound, symmetric=symmetric)
    return made


def any_(expr: Any) -> CollectionAggregate[bool]:
    """Return ``ANY (expr)`` of an array or a subquery, for the right side of a comparison."""
    made: CollectionAggregate[bool] = collection_aggregate(expr, operators.any_op)
    return made


def all_(expr: Any) -> CollectionAggregate[bool]:
    """Return ``ALL (expr)`` of an array or a subquery, for the right side of a comparison."""
    made: CollectionAggregate[bool] = collection_aggregate(expr, operators.all_op)
    return made


nullsfirst = nulls_first
nullslast = nulls_last
