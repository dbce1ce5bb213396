"""``exists()``."""

from __future__ import annotations

from typing import Any

from holdfast.sql import coercion
from holdfast.sql.expressions.column import literal_column
from holdfast.sql.expressions.element import ClauseElement
from holdfast.sql.selectables.scalar import Exists, ScalarSelect
from holdfast.sql.statements.select import Select


def exists(__argument: Any = None, /) -> Exists:
    """Return ``EXISTS (SELECT ..)``.

    :param __argument: a select, or what to select; ``*`` without it.
    """
    if __argument is None:
        return Exists(ScalarSelect(Select(literal_column("*"))))
    element = coercion.clause_element(__argument)
    if isinstance(element, ScalarSelect):
        return Exists(element)
    if isinstance(element, ClauseElement) and element._is_select_base:
        return Exists(ScalarSelect(element))
    return Exists(ScalarSelect(Select(__argument)))
