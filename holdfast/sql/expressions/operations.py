"""From an operator and its operands to an expression.

:data:`BUILDERS` says for each operator which function builds it; all have the signature
``(expression, operator, other, ..., reverse=False, **modifiers)``.  Result types come from the type layer
(``type._adapt(op, other type)``), the types of literals from ``coerce_compared_value``.

This is the general path.  When it finds that literals of some Python class are compared with the expression's own type,
it notes the class in the type's ``_operator_memo``, and :class:`ColumnClause` skips this module from then on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from holdfast import exc
from holdfast.sql import coercion, operators
from holdfast.sql.expressions.binary import BinaryExpression, ClauseList, CollectionAggregate, ExpressionClauseList
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.expressions.boolean import and_, or_
from holdfast.sql.expressions.collation import CollationClause
from holdfast.sql.expressions.column import ColumnClause
from holdfast.sql.expressions.constants import CONSTANTS, False_, Null, True_
from holdfast.sql.expressions.element import BOOLEANTYPE, ClauseElement, Grouping, UnaryExpression
from holdfast.sql.expressions.slices import Slice
from holdfast.sql.operators import NEGATION, OperatorType
from holdfast.sql.types import NULLTYPE, MatchType, String
from holdfast.sql.types.operator_class import OUTSIDE
from holdfast.util.warnings import warn, warn_deprecated

_TERMS = (BinaryExpression, ExpressionClauseList)
_IDENTITY = {
    operators.eq: operators.is_,
    operators.ne: operators.is_not,
    operators.is_: operators.is_,
    operators.is_not: operators.is_not,
}
#: Comparisons that take NULL and booleans as any other operand, as operators of users do.
_ANY_OPERAND = frozenset(
    (operators.match_op, operators.not_match_op, operators.regexp_match_op, operators.not_regexp_match_op)
)
_MATCHES = frozenset((operators.match_op, operators.not_match_op))
_MATCHED = MatchType()
_NULL_SAFE = frozenset((operators.is_distinct_from, operators.is_not_distinct_from))
#: Classes whose instances are literals without a closer look.
_PLAIN = frozenset((int, str, float, bytes, bool, type(None)))
#: Expressions that stand for several values, on the right side of IN.
_LISTS = frozenset(("scalar_select", "grouping", "tuple", "scalar_values", "expression_clauselist"))
_FAST = frozenset((operators.eq, operators.ne, operators.lt, operators.le, operators.gt, operators.ge))


def operate(expression: Any, op: OperatorType, *other: Any, reverse: bool = False, **kw: Any) -> Any:
    """Build the expression of an operator; fills the seam of the same name.

    :raises NotImplementedError: the operator has no meaning for the expression's type.
    """
    build: Any = BUILDERS.get(op)
    if build is None:
        if not isinstance(op, operators.custom_op):
            raise NotImplementedError(f"Operator '{operators.op_name(op)}' is not supported on this expression")
        build = _comparison if op.is_comparison else _arithmetic
        if op.operator_class is not None and not op.operator_class & expression.type.operator_classes:
            _warn_of_operator(expression.type, op)
    elif op in OUTSIDE[expression.type.operator_classes._value_]:
        _warn_of_operator(expression.type, op)
    return build(expression, op, *other, reverse=reverse, **kw)


def _warn_of_operator(type_: Any, op: OperatorType) -> None:
    kind = "custom operator" if isinstance(op, operators.custom_op) else "operator"
    warn_deprecated(
        f"Type object {type(type_)} does not include {kind} '{operators.op_name(op)}' in its operator classes.  "
        "Using built-in operators (not including custom or overridden operators) outside of a type's stated operator "
        "classes is deprecated and will raise InvalidRequestError in a future release; cast() the expression to a type "
        "that has the operator, use op(), or name the operator's class in the type's operator_classes"
    )


def _comparison(expression: Any, op: OperatorType, other: Any, reverse: bool = False, **modifiers: Any) -> Any:
    if op in _FAST and not reverse and isinstance(expression, ColumnClause):
        # ORM attributes come here with their columns.
        memo = expression.type.__dict__.get("_operator_memo")
        if memo is not None and other.__class__ in memo:
            bind = BindParameter.literal_value(expression._bind_name, other, expression.type)
            return BinaryExpression.column_with_literal(expression, bind, op)
    literal = other is None or other.__class__ is bool
    if (literal or isinstance(other, (Null, True_, False_))) and not (
        op in _ANY_OPERAND or isinstance(op, operators.custom_op)
    ):
        constant = CONSTANTS[other] if literal else other
        return _compared_with_constant(expression, op, constant, reverse)
    right = coercion.operand(expression, op, other)
    if right.__class__ is BindParameter and right.type is expression.type and op in _FAST:
        _remember(right.type, other)
    left = expression
    if reverse:
        left, right = right, left
    type_ = _MATCHED if op in _MATCHES else BOOLEANTYPE
    if isinstance(op, operators.custom_op) and op.return_type is not None:
        type_ = op.return_type
    modifiers = {name: value for name, value in modifiers.items() if value is not None}
    # NOT (a = ANY (..)) is not a != ANY (..).
    negate = None if isinstance(right, CollectionAggregate) else NEGATION.get(op)
    return BinaryExpression(left, right, op, type_, negate, modifiers)


def _remember(type_: Any, value: Any) -> None:
    """Note that literals of this Python class take the type, when that is true for all its values."""
    cls = type(type_)
    if (
        not isinstance(value, ClauseElement)
        and cls.comparator_factory._is_default
        and cls.coerce_compared_value.__module__.startswith("holdfast.")
        and not _FAST & OUTSIDE[type_.operator_classes._value_]
    ):
        type_.__dict__.setdefault("_operator_memo", set()).add(value.__class__)


def _compared_with_constant(expression: Any, op: OperatorType, constant: Any, reverse: bool) -> Any:
    if (op in (operators.eq, operators.ne) and not isinstance(constant, Null)) or op in _NULL_SAFE:
        negate = NEGATION[op]
    elif op in _IDENTITY:
        op = _IDENTITY[op]
        negate = NEGATION[op]
    else:
        raise exc.ArgumentError(
            "Only '=', '!=', 'is_()', 'is_not()', 'is_distinct_from()', 'is_not_distinct_from()' operators can be used "
            "with None/True/False"
        )
    left, right = (constant, expression) if reverse else (expression, constant)
    return BinaryExpression(left, right, op, BOOLEANTYPE, negate)


def _arithmetic(
    expression: Any, op: OperatorType, other: Any, reverse: bool = False, result_type: Any = None, **modifiers: Any
) -> Any:
    left, right = expression, coercion.operand(expression, op, other)
    if reverse:
        left, right = right, left
    if result_type is None:
        op, result_type = _result(left, op, right)
    if op in operators.ASSOCIATIVE and isinstance(left, _TERMS) and left.operator is op:
        # A long sum is one flat list, not a tree as deep as it is long.
        terms = left.clauses if isinstance(left, ExpressionClauseList) else (left.left, left.right)
        return ExpressionClauseList(op, *terms, right, type_=result_type)
    return BinaryExpression(left, right, op, result_type, None, modifiers)


def _result(left: Any, op: OperatorType, right: Any) -> tuple[OperatorType, Any]:
    if isinstance(op, operators.custom_op) and op.return_type is not None:
        return op, op.return_type
    op, type_ = left.type._adapt(op, getattr(right, "type", NULLTYPE))
    return op, type_


def _regexp_replace(
    expression: Any, op: OperatorType, pattern: Any, replacement: Any, flags: Any = None, **kw: Any
) -> Any:
    arguments: ExpressionClauseList[Any] = ExpressionClauseList(
        operators.comma_op,
        coercion.operand(expression, op, pattern),
        coercion.operand(expression, op, replacement),
    )
    arguments.group = False
    modifiers = {} if flags is None else {"flags": flags}
    return BinaryExpression(expression, arguments, op, expression.type, None, modifiers)


def _conjunction(expression: Any, op: OperatorType, other: Any, reverse: bool = False, **kw: Any) -> Any:
    join = and_ if op is operators.and_ else or_
    return join(other, expression) if reverse else join(expression, other)


def _inversion(expression: Any, op: OperatorType, **kw: Any) -> Any:
    return expression._negate()


def _prefix(expression: Any, op: OperatorType, **kw: Any) -> Any:
    return UnaryExpression(expression, operator=op, type_=expression.type)


def _suffix(expression: Any, op: OperatorType, **kw: Any) -> Any:
    return UnaryExpression(expression, modifier=op, type_=expression.type)


def _collection(expression: Any, op: OperatorType, **kw: Any) -> Any:
    return collection_aggregate(expression, op)


def collection_aggregate(expression: Any, op: OperatorType) -> Any:
    """``ANY (..)`` or ``ALL (..)`` of an array or a subquery."""
    if isinstance(expression, ClauseElement) and expression._is_select_base:
        expression = expression.scalar_subquery()  # type: ignore[attr-defined]  # selects have it
    element = coercion.expression(expression)
    grouped = Grouping(element) if isinstance(element, BindParameter) else element.self_group(against=op)
    return CollectionAggregate(grouped, op, BOOLEANTYPE)


def _collate(expression: Any, op: OperatorType, collation: Any, collation_schema: str | None = None, **kw: Any) -> Any:
    type_ = expression.type
    if isinstance(type_, String):
        type_ = type_.copy(collation=str(collation))
    return BinaryExpression(expression, CollationClause(collation, collation_schema), op, type_)


def _between(
    expression: Any, op: OperatorType, low: Any, high: Any, reverse: bool = False, symmetric: bool = False
) -> Any:
    bounds: ExpressionClauseList[Any] = ExpressionClauseList(operators.and_)
    # The AND between the bounds is no conjunction: they stand as they are.
    bounds.clauses = (coercion.operand(expression, op, low), coercion.operand(expression, op, high))
    bounds.group = False
    modifiers = {"symmetric": True} if symmetric else {}
    return BinaryExpression(expression, bounds, op, BOOLEANTYPE, NEGATION[op], modifiers)


def _membership(expression: Any, op: OperatorType, other: Any, reverse: bool = False, **kw: Any) -> Any:
    candidates = _candidates(expression, op, other)
    return BinaryExpression(expression, candidates, op, BOOLEANTYPE, NEGATION[op])


def _candidates(expression: Any, op: OperatorType, other: Any) -> Any:
    """The right side of IN: a subquery, an expanding parameter, or a list of expressions."""
    if isinstance(other, BindParameter):
        return _expanding(other, expression)
    element = coercion.clause_element(other)
    if isinstance(element, ClauseElement):
        return _candidates_of_element(expression, op, element)
    if isinstance(other, (str, bytes)) or not hasattr(other, "__iter__"):
        raise exc.ArgumentError(
            f"IN expression list, SELECT construct, or bound parameter object expected, got {other!r}."
        )
    values = list(other)
    if _PLAIN.issuperset(map(type, values)) or not any(
        isinstance(coercion.clause_element(value), ClauseElement) for value in values
    ):
        return _expanding_literals(expression, op, values)
    entries = [coercion.operand(expression, op, value) for value in values]
    return Grouping(ClauseList(*entries))


def _candidates_of_element(expression: Any, op: OperatorType, element: Any) -> Any:
    if element._is_select_base:
        return element.scalar_subquery()
    if element._is_function:
        return element.select().scalar_subquery()
    if element._is_text_clause or element.__visit_name__ in _LISTS:
        return element.self_group(against=op)
    if hasattr(element, "scalar_values"):
        return element.scalar_values().self_group(against=op)
    if element._is_from_clause:
        if element._is_subquery:
            warn(
                "Coercing Subquery object into a select() for use in IN(); please pass a select() construct explicitly"
            )
        return element.select().scalar_subquery()
    raise exc.ArgumentError(
        f"IN expression list, SELECT construct, or bound parameter object expected, got {element!r}."
    )


def _expanding(bind: BindParameter[Any], expression: Any) -> BindParameter[Any]:
    typed = coercion.typed_by(expression, bind)
    if typed.expanding:
        return typed
    copy = typed._clone()
    copy.expanding = True
    return copy


def _expanding_literals(expression: Any, op: OperatorType, values: list[Any]) -> BindParameter[Any]:
    sample = next((value for value in values if value is not None), None)
    type_ = expression.type if sample is None else expression._compared_type(op, sample)
    if type_._is_tuple_type:
        width = len(type_.types)
        for number, value in enumerate(values, 1):
            if not isinstance(value, (tuple, list)) or len(value) != width:
                raise exc.ArgumentError(f"Wrong number of elements for {width}-tuple: value {number} of the IN list")
    bind = BindParameter.literal_value(expression._bind_name, values, type_)
    bind.expanding = True
    return bind


def _pattern(
    expression: Any,
    op: OperatorType,
    other: Any,
    reverse: bool = False,
    escape: str | None = None,
    autoescape: bool = False,
) -> Any:
    """LIKE with wildcards at the ends; the compiler adds those, ``autoescape`` escapes the ones inside."""
    if autoescape:
        if autoescape is not True:
            warn("The autoescape parameter is now a simple boolean True/False")
        escape = "/" if escape is None else escape
        if not isinstance(other, str):
            raise TypeError("String value expected when autoescape=True")
        if escape not in ("%", "_"):
            other = other.replace(escape, escape + escape)
        other = other.replace("%", escape + "%").replace("_", escape + "_")
    return _comparison(expression, op, other, reverse, escape=escape)


def _indexed(
    expression: Any,
    op: OperatorType,
    other: Any,
    reverse: bool = False,
    result_type: Any = None,
    **modifiers: Any,
) -> Any:
    """An index into a JSON or array value; the comparators of those types say what it results in."""
    if result_type is None:
        raise NotImplementedError(f"Operator '{operators.op_name(op)}' is not supported on this expression")
    if op is operators.getitem and isinstance(other, slice):
        other = Slice.of(expression, op, other)
    elif op is not operators.getitem and not isinstance(coercion.clause_element(other), ClauseElement):
        # The types of keys belong to JSON itself, whatever a decorator makes of other values.
        type_ = expression.type._unwrapped().coerce_compared_value(op, other)
        other = BindParameter.literal_value(expression._bind_name, other, type_)
    return _arithmetic(expression, op, other, reverse, result_type=result_type, **modifiers)


Builder = Callable[..., Any]


def _all(builder: Builder, *ops: OperatorType) -> dict[OperatorType, Builder]:
    return dict.fromkeys(ops, builder)


o = operators
BUILDERS: dict[OperatorType, Builder] = {
    **_all(_comparison, o.eq, o.ne, o.lt, o.le, o.gt, o.ge, o.is_, o.is_not),
    **_all(_comparison, o.is_distinct_from, o.is_not_distinct_from, o.like_op, o.not_like_op),
    **_all(_comparison, o.ilike_op, o.not_ilike_op, o.match_op, o.not_match_op),
    **_all(_comparison, o.regexp_match_op, o.not_regexp_match_op),
    **_all(_pattern, o.startswith_op, o.not_startswith_op, o.endswith_op, o.not_endswith_op),
    **_all(_pattern, o.contains_op, o.not_contains_op, o.istartswith_op, o.not_istartswith_op),
    **_all(_pattern, o.iendswith_op, o.not_iendswith_op, o.icontains_op, o.not_icontains_op),
    **_all(_arithmetic, o.add, o.sub, o.mul, o.truediv, o.floordiv, o.mod, o.pow_, o.concat_op),
    **_all(_arithmetic, o.bitwise_and_op, o.bitwise_or_op, o.bitwise_xor_op),
    **_all(_arithmetic, o.bitwise_lshift_op, o.bitwise_rshift_op),
    **_all(_indexed, o.getitem, o.json_getitem_op, o.json_path_getitem_op),
    **_all(_conjunction, o.and_, o.or_),
    **_all(_prefix, o.neg, o.bitwise_not_op, o.distinct_op),
    **_all(_suffix, o.asc_op, o.desc_op, o.nulls_first_op, o.nulls_last_op),
    **_all(_collection, o.any_op, o.all_op),
    **_all(_between, o.between_op, o.not_between_op),
    **_all(_membership, o.in_op, o.not_in_op),
    o.inv: _inversion,
    o.collate: _collate,
    o.regexp_replace_op: _regexp_replace,
}
