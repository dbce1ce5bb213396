"""AND, OR and NOT.

Lists of conditions flatten into one level, constants fold: in AND, ``true`` disappears and ``false`` wins, in OR the
other way around.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from holdfast.sql import coercion, operators
from holdfast.sql.expressions.binary import BooleanClauseList
from holdfast.sql.expressions.constants import False_, True_
from holdfast.sql.expressions.element import ColumnElement
from holdfast.sql.operators import OperatorType
from holdfast.util.warnings import warn_deprecated

_NEUTRAL: dict[OperatorType, type] = {operators.and_: True_, operators.or_: False_}
_ABSORBING: dict[OperatorType, type] = {operators.and_: False_, operators.or_: True_}


def conjunction(op: OperatorType, clauses: Iterable[Any]) -> Any:
    """The conditions joined by ``op``: flattened, constants folded, in parentheses where they need them."""
    neutral, absorbing = _NEUTRAL[op], _ABSORBING[op]
    kept: list[Any] = []
    for clause in clauses:
        element = coercion.condition(clause)
        if isinstance(element, BooleanClauseList) and element.operator is op:
            kept.extend(element.clauses)
        elif isinstance(element, absorbing):
            return element
        elif not isinstance(element, neutral):
            kept.append(element)
    if len(kept) == 1:
        return kept[0]
    if not kept:
        return neutral()
    return BooleanClauseList.of(op, [element.self_group(against=op) for element in kept])


def joined(name: str, clauses: tuple[Any, ...]) -> Any:
    """What ``and_`` or ``or_`` makes of conditions; fills ``seams.conjunction``."""
    op = operators.and_ if name == "and_" else operators.or_
    if not clauses:
        constant = "true" if op is operators.and_ else "false"
        warn_deprecated(
            f"Invoking {name}() without arguments is deprecated, and will be disallowed in a future release.   For an "
            f"empty {name}() construct, use '{name}({constant}(), *args)' or '{name}({constant.title()}, *args)'."
        )
        return BooleanClauseList.of(op, ())
    return conjunction(op, clauses)


def and_(*clauses: Any) -> ColumnElement[bool]:
    """Return the conjunction of conditions: ``a AND b AND ..``.

    :param clauses: conditions; ``True`` and ``False`` count as :func:`true` and :func:`false`.
    :raises ArgumentError: for a string; wrap SQL text in :func:`text`.
    """
    made: ColumnElement[bool] = joined("and_", clauses)
    return made


def or_(*clauses: Any) -> ColumnElement[bool]:
    """Return the disjunction of conditions: ``a OR b OR ..``; see :func:`and_`."""
    made: ColumnElement[bool] = joined("or_", clauses)
    return made


def not_(clause: Any) -> ColumnElement[Any]:
    """Return the negation of a condition: the opposite operator where there is one, ``NOT (..)`` elsewhere."""
    negated: ColumnElement[Any] = ~coercion.column_expression(clause)
    return negated
