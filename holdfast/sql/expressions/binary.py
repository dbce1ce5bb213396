"""Expressions with operators: unary, binary, and lists of expressions joined by one operator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from holdfast import exc
from holdfast.sql import operators, seams
from holdfast.sql.expressions.element import (
    BOOLEANTYPE,
    ClauseElement,
    ColumnElement,
    Grouping,
    Negation,
    UnaryExpression,
)
from holdfast.sql.operators import NEGATION, OperatorType, is_precedent
from holdfast.sql.traversal import ELEMENT, ELEMENTS, NESTED, TYPE, VALUE, Fields
from holdfast.sql.types import NULLTYPE, TypeEngine, to_instance

if TYPE_CHECKING:
    from collections.abc import Mapping

_T = TypeVar("_T")

_EMPTY: Mapping[str, Any] = {}
_new = object.__new__


class BinaryExpression(ColumnElement[_T]):
    """``left operator right``."""

    __slots__ = ("left", "modifiers", "negate", "operator", "right", "type")
    __visit_name__ = "binary"
    _fields: ClassVar[Fields] = {"left": ELEMENT, "operator": VALUE, "right": ELEMENT, "negate": VALUE, "type": TYPE}

    left: Any
    right: Any
    operator: OperatorType
    type: TypeEngine[Any]
    negate: OperatorType | None
    modifiers: Mapping[str, Any]

    def __init__(
        self,
        left: Any,
        right: Any,
        operator: OperatorType,
        type_: Any = None,
        negate: OperatorType | None = None,
        modifiers: Mapping[str, Any] | None = None,
    ) -> None:
        self.left = left.self_group(against=operator)
        self.right = right.self_group(against=operator)
        self.operator = operator
        self.type = NULLTYPE if type_ is None else to_instance(type_)
        self.negate = negate
        self.modifiers = modifiers or _EMPTY

    @staticmethod
    def column_with_literal(left: Any, right: Any, operator: OperatorType) -> BinaryExpression[bool]:
        """The fast constructor of a comparison whose operands need no parentheses."""
        expression: BinaryExpression[bool] = _new(BinaryExpression)
        expression.left = left
        expression.right = right
        expression.operator = operator
        expression.type = BOOLEANTYPE
        expression.negate = NEGATION[operator]
        expression.modifiers = _EMPTY
        return expression

    def _interchangeable(self) -> tuple[OperatorType, tuple[Any, ...]] | None:
        return (self.operator, (self.left, self.right)) if operators.is_commutative(self.operator) else None

    @property
    def _is_implicitly_boolean(self) -> bool:  # type: ignore[override]  # depends on the operator
        return operators.is_boolean(self.operator)

    def _gather(self, key: list[Any], binds: list[Any]) -> None:
        key.append(self.operator)
        self.left._gather(key, binds)
        self.right._gather(key, binds)
        if self.type is not BOOLEANTYPE:
            key.append(self.type._static_key)
        if self.modifiers:
            NESTED.gather(tuple(sorted(self.modifiers.items())), key, binds)

    def get_children(self, **kw: Any) -> Iterable[Any]:
        return (self.left, self.right, *(m for m in self.modifiers.values() if isinstance(m, ClauseElement)))

    def _replace_parts(self, fn: Callable[[Any], Any]) -> Any:
        left, right = fn(self.left), fn(self.right)
        modifiers = {k: fn(m) if isinstance(m, ClauseElement) else m for k, m in self.modifiers.items()}
        if left is self.left and right is self.right and all(modifiers[k] is m for k, m in self.modifiers.items()):
            return self
        return self._changed({"left": left, "right": right, "modifiers": modifiers})

    @property
    def _from_objects(self) -> Iterable[Any]:
        return [*self.left._from_objects, *self.right._from_objects]

    def self_group(self, against: OperatorType | None = None) -> Any:
        if is_precedent(self.operator, against):
            return Grouping(self)
        return self

    def _negate(self) -> Any:
        if self.negate is not None:
            return self._changed({"operator": self.negate, "negate": self.operator})
        return Negation(Grouping(self))

    def __bool__(self) -> bool:
        # == and != of two expressions fall back to identity, which keeps `column in list` working.
        if self.operator in (operators.eq, operators.ne):
            same = self.left._ungroup() is self.right._ungroup()
            return same if self.operator is operators.eq else not same
        raise TypeError("Boolean value of this clause is not defined")


class CollectionAggregate(UnaryExpression[_T]):
    """``ANY (..)`` or ``ALL (..)`` on the right side of a comparison."""

    __slots__ = ()
    inherit_cache = True

    def __init__(self, element: Any, operator: OperatorType, type_: Any = None) -> None:
        super().__init__(element, operator=operator, type_=type_)

    def _compared_type(self, op: OperatorType, value: Any) -> TypeEngine[Any]:
        members = self.element.type
        if members._is_array:
            found: TypeEngine[Any] = members._unwrapped().item_type.coerce_compared_value(op, value)
            return found
        return super()._compared_type(op, value)

    def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> Any:
        if not operators.is_comparison(op):
            raise exc.ArgumentError("Only comparison operators may be used with ANY/ALL")
        # ANY and ALL stand on the right, whichever side they were written on.
        return seams.operate(self, operators.mirror(op), *other, reverse=True, **kwargs)

    def reverse_operate(self, op: OperatorType, other: Any, **kwargs: Any) -> Any:
        raise exc.ArgumentError("Only comparison operators may be used with ANY/ALL")


class ClauseList(ClauseElement):
    """Elements joined by an operator, a comma by default; it has no type of its own."""

    __visit_name__ = "clauselist"
    _fields: ClassVar[Fields] = {"clauses": ELEMENTS, "operator": VALUE, "group": VALUE}

    def __init__(
        self,
        *clauses: Any,
        operator: OperatorType = operators.comma_op,
        group: bool = True,
        group_contents: bool = True,
    ) -> None:
        self.operator = operator
        self.group = group
        self.clauses = tuple([c.self_group(against=operator) for c in clauses] if group_contents else clauses)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.clauses)

    def __len__(self) -> int:
        return len(self.clauses)

    @property
    def _from_objects(self) -> Iterable[Any]:
        return [found for clause in self.clauses for found in clause._from_objects]

    def self_group(self, against: OperatorType | None = None) -> Any:
        if self.group and is_precedent(self.operator, against):
            return Grouping(self)
        return self


class OrderByList(ClauseList):
    """The clauses of an ORDER BY inside another expression; an ordering applies to each."""

    inherit_cache = True

    def _each(self, operator: OperatorType) -> OrderByList:
        return OrderByList(*[operator(clause) for clause in self.clauses])

    def desc(self) -> OrderByList:
        """Each clause with DESC."""
        return self._each(operators.desc_op)

    def asc(self) -> OrderByList:
        """Each clause with ASC."""
        return self._each(operators.asc_op)

    def nulls_first(self) -> OrderByList:
        """Each clause with NULLS FIRST."""
        return self._each(operators.nulls_first_op)

    def nulls_last(self) -> OrderByList:
        """Each clause with NULLS LAST."""
        return self._each(operators.nulls_last_op)

    nullsfirst = nulls_first
    nullslast = nulls_last


class ExpressionClauseList(ColumnElement[_T]):
    """Expressions joined by one operator, as a value."""

    __slots__ = ("clauses", "group", "operator", "type")
    __visit_name__ = "expression_clauselist"
    _fields: ClassVar[Fields] = {"clauses": ELEMENTS, "operator": VALUE, "type": TYPE}

    clauses: tuple[Any, ...]
    operator: OperatorType
    type: TypeEngine[Any]
    group: bool

    def __init__(self, operator: OperatorType, *clauses: Any, type_: Any = None) -> None:
        self.operator = operator
        self.clauses = tuple([clause.self_group(against=operator) for clause in clauses])
        self.type = NULLTYPE if type_ is None else to_instance(type_)
        self.group = True

    def _gather(self, key: list[Any], binds: list[Any]) -> None:
        clauses = self.clauses
        key += (self.__class__, self.operator, len(clauses))
        for clause in clauses:
            clause._gather(key, binds)
        if self.type is not BOOLEANTYPE:
            key.append(self.type._static_key)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.clauses)

    def __len__(self) -> int:
        return len(self.clauses)

    @property
    def _from_objects(self) -> Iterable[Any]:
        return [found for clause in self.clauses for found in clause._from_objects]

    def self_group(self, against: OperatorType | None = None) -> Any:
        if self.group and is_precedent(self.operator, against):
            return Grouping(self)
        return self

    def _interchangeable(self) -> tuple[OperatorType, tuple[Any, ...]] | None:
        op = self.operator
        return (op, self.clauses) if op in operators.BOOLEAN or operators.is_commutative(op) else None

    def _negate(self) -> Any:
        return Negation(Grouping(self))


class BooleanClauseList(ExpressionClauseList[bool]):
    """Conditions joined by AND or OR."""

    __slots__ = ()
    inherit_cache = True
    _is_implicitly_boolean = True

    @staticmethod
    def of(operator: OperatorType, clauses: Iterable[Any]) -> BooleanClauseList:
        """The list of conditions that stand in parentheses already where they need them."""
        made: BooleanClauseList = _new(BooleanClauseList)
        made.operator = operator
        made.clauses = tuple(clauses)
        made.type = BOOLEANTYPE
        made.group = True
        return made

    @classmethod
    def and_(cls, *clauses: Any) -> ColumnElement[bool]:
        """Conditions joined by AND; see :func:`and_`."""
        joined: ColumnElement[bool] = seams.conjunction("and_", clauses)
        return joined

    @classmethod
    def or_(cls, *clauses: Any) -> ColumnElement[bool]:
        """Conditions joined by OR; see :func:`or_`."""
        joined: ColumnElement[bool] = seams.conjunction("or_", clauses)
        return joined

    def self_group(self, against: OperatorType | None = None) -> Any:
        if not self.clauses:
            return self
        return super().self_group(against)

    def _negate(self) -> Any:
        return Negation(self)
