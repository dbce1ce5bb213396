"""What can be attached to a function call: OVER, FILTER, WITHIN GROUP, an inner ORDER BY."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any, ClassVar, TypeVar

from holdfast import exc
from holdfast.sql import coercion, operators
from holdfast.sql.expressions.binary import ClauseList, OrderByList
from holdfast.sql.expressions.boolean import conjunction
from holdfast.sql.expressions.element import ClauseElement, ColumnElement, Grouping
from holdfast.sql.operators import OperatorType, is_precedent
from holdfast.sql.traversal import ELEMENT, VALUE, Fields
from holdfast.sql.types import NULLTYPE, TypeEngine

_T = TypeVar("_T")


class FrameClauseType(Enum):
    """The kind of a frame's bound."""

    UNBOUNDED = 0
    CURRENT = 1
    PRECEDING = 2
    FOLLOWING = 3


class FrameClause(ClauseElement):
    """The bounds of a window frame: ``BETWEEN .. AND ..``.

    A bound may be None (unbounded), 0 (current row), a negative (preceding) or positive (following) distance.
    """

    __visit_name__ = "frame_clause"
    _fields: ClassVar[Fields] = {"lower": ELEMENT, "upper": ELEMENT, "lower_type": VALUE, "upper_type": VALUE}

    def __init__(
        self,
        start: Any,
        end: Any,
        start_frame_type: FrameClauseType | None = None,
        end_frame_type: FrameClauseType | None = None,
        *,
        _name: str | None = None,
    ) -> None:
        self.lower_type, self.lower = _bound(start, start_frame_type, _name)
        self.upper_type, self.upper = _bound(end, end_frame_type, _name)


def _bound(value: Any, kind: FrameClauseType | None, name: str | None) -> tuple[FrameClauseType, Any]:
    if kind is not None:
        return kind, None if value is None else coercion.expression(value)
    if value is None:
        return FrameClauseType.UNBOUNDED, None
    if isinstance(value, int):
        if value == 0:
            return FrameClauseType.CURRENT, None
        side = FrameClauseType.PRECEDING if value < 0 else FrameClauseType.FOLLOWING
        return side, coercion.expression(abs(value))
    if name in ("rows", "groups"):
        raise exc.ArgumentError("Integer or None expected for values in rows/groups frame")
    raise exc.ArgumentError(
        "When using a tuple to specify a range only integer or none values are allowed in the range frame. To specify "
        "a different type use the FrameClause directly."
    )


def _frame(value: Any, name: str) -> FrameClause | None:
    if value is None or isinstance(value, FrameClause):
        return value
    if not isinstance(value, tuple) or len(value) != 2:
        raise exc.ArgumentError(f"2-tuple expected for range/rows/groups, got {value!r} for {name}")
    return FrameClause(*value, _name=name)


def order_list(clauses: Any) -> OrderByList | None:
    """The clauses of an ORDER BY or PARTITION BY inside an expression: one, a sequence, or None."""
    if clauses is None:
        return None
    if isinstance(clauses, (ClauseList,)):
        return clauses if isinstance(clauses, OrderByList) else OrderByList(*clauses)
    items = clauses if isinstance(clauses, (list, tuple)) else [clauses]
    return OrderByList(*[coercion.order_by(item) for item in items])


#: What EXCLUDE takes: SQL:2016, window frame exclusion.
EXCLUSIONS = frozenset(("CURRENT ROW", "GROUP", "TIES", "NO OTHERS"))


class Over(ColumnElement[_T]):
    """``function OVER (PARTITION BY .. ORDER BY .. frame)``."""

    __visit_name__ = "over"
    _fields: ClassVar[Fields] = {
        "element": ELEMENT,
        "partition_by": ELEMENT,
        "order_by": ELEMENT,
        "range_": ELEMENT,
        "rows": ELEMENT,
        "groups": ELEMENT,
        "exclude": VALUE,
    }

    partition_by: ClauseList | None
    order_by: ClauseList | None

    def __init__(
        self,
        element: Any,
        partition_by: Any = None,
        order_by: Any = None,
        range_: Any = None,
        rows: Any = None,
        groups: Any = None,
        exclude: str | None = None,
    ) -> None:
        self.element = element
        self.partition_by = order_list(partition_by)
        self.order_by = order_list(order_by)
        self.range_ = _frame(range_, "range_")
        self.rows = _frame(rows, "rows")
        self.groups = _frame(groups, "groups")
        self.exclude = exclude
        if sum(frame is not None for frame in (self.range_, self.rows, self.groups)) > 1:
            raise exc.ArgumentError("only one of 'rows', 'range_', or 'groups' may be provided")
        if exclude is None:
            return
        if self.range_ is self.rows is self.groups is None:
            raise exc.ArgumentError("'exclude' requires that one of 'rows', 'range_', or 'groups' is also specified")
        if exclude.upper() not in EXCLUSIONS:
            raise exc.ArgumentError(f"exclude is one of {', '.join(sorted(EXCLUSIONS))}, not {exclude!r}")

    @property
    def type(self) -> TypeEngine[Any]:  # type: ignore[override]  # that of the function
        type_: TypeEngine[Any] = self.element.type
        return type_

    @property
    def _from_objects(self) -> Iterable[Any]:
        return _from_objects(self.element, self.partition_by, self.order_by)


def _from_objects(*elements: Any) -> list[Any]:
    return [found for element in elements if element is not None for found in element._from_objects]


class _Aggregate(ColumnElement[_T]):
    """Base of what stands around the call of an aggregate function, and takes more of it."""

    def over(self, **kw: Any) -> Over[_T]:
        """Attach a window; see :meth:`FunctionElement.over`."""
        return Over(self, **kw)

    def filter(self, *criterion: Any) -> Any:
        """Attach a FILTER clause."""
        return FunctionFilter(self, *criterion) if criterion else self


class WithinGroup(_Aggregate[_T]):
    """``function WITHIN GROUP (ORDER BY ..)``: an ordered-set aggregate."""

    __visit_name__ = "withingroup"
    _fields: ClassVar[Fields] = {"element": ELEMENT, "order_by": ELEMENT}

    @property
    def _anonymous_prefix(self) -> str:  # type: ignore[override]  # the function's name
        prefix: str = self.element._anonymous_prefix
        return prefix

    order_by: ClauseList | None

    def __init__(self, element: Any, *order_by: Any) -> None:
        if not order_by:
            raise TypeError("at least one ORDER BY element is required")
        self.element = element
        self.order_by = order_list(order_by)

    @property
    def type(self) -> TypeEngine[Any]:  # type: ignore[override]  # the function decides
        type_: TypeEngine[Any] | None = self.element.within_group_type(self)
        return self.element.type if type_ is None else type_

    @property
    def _from_objects(self) -> Iterable[Any]:
        return _from_objects(self.element, self.order_by)


class FunctionFilter(_Aggregate[_T]):
    """``function FILTER (WHERE ..)``."""

    __visit_name__ = "funcfilter"
    _fields: ClassVar[Fields] = {"func": ELEMENT, "criterion": ELEMENT}

    criterion: ColumnElement[bool] | None

    def __init__(self, func: Any, *criterion: Any) -> None:
        self.func = func
        self.criterion = conjunction(operators.and_, criterion) if criterion else None

    @property
    def type(self) -> TypeEngine[Any]:  # type: ignore[override]  # that of the function
        type_: TypeEngine[Any] = self.func.type
        return type_

    @property
    def _from_objects(self) -> Iterable[Any]:
        return _from_objects(self.func, self.criterion)

    def filter(self, *criterion: Any) -> FunctionFilter[_T]:
        """A copy with more criteria."""
        present = () if self.criterion is None else (self.criterion,)
        return FunctionFilter(self.func, *present, *criterion)

    def within_group(self, *order_by: Any) -> WithinGroup[_T]:
        """Attach WITHIN GROUP."""
        return WithinGroup(self, *order_by)

    def within_group_type(self, within_group: Any) -> TypeEngine[Any] | None:
        """The type of the ordered-set aggregate, when the function decides it."""
        type_: TypeEngine[Any] | None = self.func.within_group_type(within_group)
        return type_

    def self_group(self, against: OperatorType | None = None) -> Any:
        if against is not None and is_precedent(operators.filter_op, against):
            return Grouping(self)
        return self


class AggregateOrderBy(_Aggregate[_T]):
    """``expression ORDER BY ..`` inside the parentheses of an aggregate function."""

    __visit_name__ = "aggregateorderby"
    _fields: ClassVar[Fields] = {"element": ELEMENT, "order_by": ELEMENT}

    def __init__(self, element: Any, *order_by: Any) -> None:
        if not order_by:
            raise TypeError("at least one ORDER BY element is required")
        self.element = coercion.expression(element)
        self.order_by = order_list(order_by)

    @property
    def type(self) -> TypeEngine[Any]:  # type: ignore[override]  # that of the expression
        return getattr(self.element, "type", NULLTYPE)

    @property
    def _from_objects(self) -> Iterable[Any]:
        return _from_objects(self.element, self.order_by)

    def within_group_type(self, within_group: Any) -> TypeEngine[Any] | None:
        """None: the ordered-set aggregate has the type of the expression."""
        return None


def over(
    element: Any,
    partition_by: Any = None,
    order_by: Any = None,
    range_: Any = None,
    rows: Any = None,
    groups: Any = None,
    exclude: str | None = None,
) -> Over[Any]:
    """Return a window function call.

    :param element: a function call.
    :param partition_by: one or several expressions.
    :param order_by: one or several expressions.
    :param range_, rows, groups: the frame, a pair of bounds (see :class:`FrameClause`); one of the three.
    :param exclude: ``CURRENT ROW``, ``GROUP``, ``TIES`` or ``NO OTHERS``.
    """
    return Over(element, partition_by, order_by, range_, rows, groups, exclude)


def within_group(element: Any, *order_by: Any) -> WithinGroup[Any]:
    """Return ``element WITHIN GROUP (ORDER BY order_by)``."""
    return WithinGroup(element, *order_by)


def funcfilter(func: Any, *criterion: Any) -> FunctionFilter[Any]:
    """Return ``func FILTER (WHERE criterion)``; the criteria are joined by AND."""
    return FunctionFilter(func, *criterion)


def aggregate_order_by(element: Any, *order_by: Any) -> AggregateOrderBy[Any]:
    """Return ``element ORDER BY ..`` for the argument of an aggregate function."""
    return AggregateOrderBy(element, *order_by)
