"""TABLESAMPLE."""

from __future__ import annotations

from typing import Any

from holdfast.sql import coercion
from holdfast.sql.expressions.element import ClauseElement
from holdfast.sql.expressions.function import func
from holdfast.sql.selectables.alias import TableSample


def tablesample(selectable: Any, sampling: Any, name: str | None = None, seed: Any = None) -> TableSample:
    """Return ``selectable TABLESAMPLE method(n)``.

    :param selectable: a table.
    :param sampling: a percentage for the method ``system``, or a function call such as ``func.bernoulli(1)``.
    :param name: name of the alias; None for an anonymous one.
    :param seed: an expression for REPEATABLE.
    """
    method = sampling if isinstance(sampling, ClauseElement) else func.system(sampling)
    seed_element = None if seed is None else coercion.expression(seed)
    return TableSample(coercion.core_from_clause(selectable), method, name, seed_element)
