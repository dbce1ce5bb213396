"""`OperatorClass`: which groups of operators a type takes part in, and which operators belong to which group.

A built-in operator outside of the groups that a type states is deprecated (SQLAlchemy 2.1): it is built all the same,
with a warning.  Operators that no group names are of all types, and a type that states `UNSPECIFIED` has them all.
"""

from __future__ import annotations

from enum import Flag

from holdfast.sql import operators as o
from holdfast.sql.operators import OperatorType


class OperatorClass(Flag):
    """Groups of operators; a type's `operator_classes` is the union of those it supports."""

    BASE = 1
    EQUALITY = 2
    ORDERING = 4
    BOOLEAN_ALGEBRA = 8
    MATH = 16
    BITWISE = 32
    CONCATENABLE = 64
    INDEXABLE = 128
    CONTAINS = 256
    STRING_MATCH = 512
    JSON_GETITEM = 1024
    DATE_ARITHEMETIC = 2048
    UNSPECIFIED = 4095
    ANY = 4095

    # What the families of types state.
    COMPARISON = EQUALITY | ORDERING
    STRING = BASE | COMPARISON | INDEXABLE | CONTAINS | CONCATENABLE | STRING_MATCH
    INTEGER = BASE | COMPARISON | MATH | BITWISE
    NUMERIC = INTEGER
    BOOLEAN = BASE | BOOLEAN_ALGEBRA | COMPARISON
    BINARY = BASE | COMPARISON | INDEXABLE | CONTAINS | CONCATENABLE
    DATETIME = BASE | COMPARISON | DATE_ARITHEMETIC
    JSON = BASE | COMPARISON | INDEXABLE | JSON_GETITEM
    ARRAY = BINARY
    TUPLE = BINARY


_OC = OperatorClass
#: Operators and the groups of which each suffices for them; an index into a type without one is refused as it is, by
#: the type's comparator.  Source: SQLAlchemy 2.1's behaviour, observed.
_MEMBERS: tuple[tuple[OperatorClass, tuple[OperatorType, ...]], ...] = (
    (_OC.CONCATENABLE | _OC.MATH | _OC.BITWISE | _OC.DATE_ARITHEMETIC, (o.add,)),
    (_OC.MATH | _OC.DATE_ARITHEMETIC, (o.sub,)),
    (_OC.MATH, (o.mul, o.truediv, o.floordiv, o.mod, o.matmul, o.neg, o.pow_)),
    (_OC.EQUALITY, (o.eq, o.ne, o.in_op, o.not_in_op, o.distinct_op, o.any_op, o.all_op)),
    (_OC.ORDERING, (o.lt, o.le, o.gt, o.ge, o.between_op, o.not_between_op, *o.ORDERING)),
    (_OC.BITWISE, (o.lshift, o.rshift, o.bitwise_xor_op, o.bitwise_or_op, o.bitwise_and_op, o.bitwise_not_op)),
    (_OC.BITWISE, (o.bitwise_lshift_op, o.bitwise_rshift_op)),
    (_OC.BOOLEAN_ALGEBRA, (o.and_, o.or_)),
    (_OC.BOOLEAN_ALGEBRA | _OC.BITWISE, (o.inv,)),
    (_OC.CONCATENABLE | _OC.BITWISE, (o.concat_op,)),
    (_OC.STRING_MATCH, (o.like_op, o.not_like_op, o.ilike_op, o.not_ilike_op, o.match_op, o.not_match_op, o.collate)),
    (_OC.STRING_MATCH, (o.startswith_op, o.endswith_op, o.istartswith_op, o.iendswith_op)),
    (_OC.STRING_MATCH, (o.regexp_match_op, o.not_regexp_match_op, o.regexp_replace_op)),
    (_OC.BASE, (o.is_, o.is_not, o.is_distinct_from, o.is_not_distinct_from)),
    (_OC.CONTAINS, (o.contains_op, o.icontains_op)),
    (_OC.JSON_GETITEM, (o.json_getitem_op, o.json_path_getitem_op)),
)


class _Outside(dict[int, frozenset[OperatorType]]):
    """The operators outside of a union of groups, by its number, found when first asked for."""

    def __missing__(self, number: int) -> frozenset[OperatorType]:
        stated = OperatorClass(number)
        found = self[number] = frozenset(op for groups, ops in _MEMBERS if not groups & stated for op in ops)
        return found


#: `OUTSIDE[classes._value_]`: the operators that a type with these `operator_classes` does not take part in.
OUTSIDE = _Outside()
