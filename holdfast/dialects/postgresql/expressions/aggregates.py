"""`aggregate_order_by()`: ORDER BY inside of the parentheses of an aggregate function."""

from __future__ import annotations

from typing import Any

from holdfast.sql.expressions.window import AggregateOrderBy


class aggregate_order_by(AggregateOrderBy[Any]):
    """`target ORDER BY ..`, as an argument of an aggregate function.

    :param target: the argument.
    :param order_by: what its values are ordered by; at least one.
    """

    inherit_cache = True

    def __init__(self, target: Any, *order_by: Any) -> None:
        super().__init__(target, *order_by)
