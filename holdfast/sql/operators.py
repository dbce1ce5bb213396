"""The vocabulary of SQL operators, and what is known about each of them, as data.

An operator is a plain function: called with two operands it performs the operation on them
(``like_op(a, b)`` is ``a.like(b)``), and the function itself names the operator in expressions
(``expression.operator is like_op``).  How an operator is spelled is the compiler's business; how tightly
it binds, what its negation is and whether it compares stands in the tables below.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import (
    add as add,
)
from operator import (
    and_ as and_,
)
from operator import (
    contains as contains,
)
from operator import (
    eq as eq,
)
from operator import (
    floordiv as floordiv,
)
from operator import (
    ge as ge,
)
from operator import (
    getitem as getitem,
)
from operator import (
    gt as gt,
)
from operator import (
    inv as inv,
)
from operator import (
    le as le,
)
from operator import (
    lshift as lshift,
)
from operator import (
    lt as lt,
)
from operator import (
    matmul as matmul,
)
from operator import (
    mod as mod,
)
from operator import (
    mul as mul,
)
from operator import (
    ne as ne,
)
from operator import (
    neg as neg,
)
from operator import (
    or_ as or_,
)
from operator import pow as _pow
from operator import (
    rshift as rshift,
)
from operator import (
    sub as sub,
)
from operator import (
    truediv as truediv,
)
from typing import TYPE_CHECKING, Any, TypeVar

from holdfast.sql.custom_operator import Operators as Operators
from holdfast.sql.custom_operator import OperatorType as OperatorType
from holdfast.sql.custom_operator import custom_op as custom_op
from holdfast.sql.custom_operator import op_name as op_name

if TYPE_CHECKING:
    from collections.abc import Sequence

#: ``a ** b``; the function that Python's own operator is.
pow_: OperatorType = _pow


class ColumnOperators(Operators):
    """The operators of column expressions; each calls :meth:`operate` or :meth:`reverse_operate`."""

    __slots__ = ()

    timetuple: Any = None

    if TYPE_CHECKING:
        # The results are whatever operate() makes; SQLColumnExpression narrows them to ColumnElement.
        def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> Any: ...

    def __hash__(self) -> int:
        return id(self) >> 4

    def __lt__(self, other: Any) -> Any:
        return self.operate(lt, other)

    def __le__(self, other: Any) -> Any:
        return self.operate(le, other)

    def __eq__(self, other: Any) -> Any:
        return self.operate(eq, other)

    def __ne__(self, other: Any) -> Any:
        return self.operate(ne, other)

    def __gt__(self, other: Any) -> Any:
        return self.operate(gt, other)

    def __ge__(self, other: Any) -> Any:
        return self.operate(ge, other)

    def __neg__(self) -> Any:
        return self.operate(neg)

    def __contains__(self, other: Any) -> Any:
        return self.operate(contains, other)

    def __getitem__(self, index: Any) -> Any:
        return self.operate(getitem, index)

    def __lshift__(self, other: Any) -> Any:
        return self.operate(lshift, other)

    def __rlshift__(self, other: Any) -> Any:
        return self.reverse_operate(lshift, other)

    def __rshift__(self, other: Any) -> Any:
        return self.operate(rshift, other)

    def __rrshift__(self, other: Any) -> Any:
        return self.reverse_operate(rshift, other)

    def __matmul__(self, other: Any) -> Any:
        return self.operate(matmul, other)

    def __rmatmul__(self, other: Any) -> Any:
        return self.reverse_operate(matmul, other)

    def __add__(self, other: Any) -> Any:
        return self.operate(add, other)

    def __radd__(self, other: Any) -> Any:
        return self.reverse_operate(add, other)

    def __sub__(self, other: Any) -> Any:
        return self.operate(sub, other)

    def __rsub__(self, other: Any) -> Any:
        return self.reverse_operate(sub, other)

    def __mul__(self, other: Any) -> Any:
        return self.operate(mul, other)

    def __rmul__(self, other: Any) -> Any:
        return self.reverse_operate(mul, other)

    def __mod__(self, other: Any) -> Any:
        return self.operate(mod, other)

    def __rmod__(self, other: Any) -> Any:
        return self.reverse_operate(mod, other)

    def __truediv__(self, other: Any) -> Any:
        return self.operate(truediv, other)

    def __rtruediv__(self, other: Any) -> Any:
        return self.reverse_operate(truediv, other)

    def __floordiv__(self, other: Any) -> Any:
        return self.operate(floordiv, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return self.reverse_operate(floordiv, other)

    def __pow__(self, other: Any) -> Any:
        return self.operate(pow_, other)

    def __rpow__(self, other: Any) -> Any:
        return self.reverse_operate(pow_, other)

    def is_distinct_from(self, other: Any) -> Any:
        """``a IS DISTINCT FROM b``: inequality in which two NULLs are equal."""
        return self.operate(is_distinct_from, other)

    def is_not_distinct_from(self, other: Any) -> Any:
        """``a IS NOT DISTINCT FROM b``: equality in which two NULLs are equal."""
        return self.operate(is_not_distinct_from, other)

    isnot_distinct_from = is_not_distinct_from

    def concat(self, other: Any) -> Any:
        """``a || b``."""
        return self.operate(concat_op, other)

    def _rconcat(self, other: Any) -> Any:
        return self.reverse_operate(concat_op, other)

    def like(self, other: Any, escape: str | None = None) -> Any:
        """``a LIKE b``, with ``ESCAPE`` the given character if there is one."""
        return self.operate(like_op, other, escape=escape)

    def ilike(self, other: Any, escape: str | None = None) -> Any:
        """Case insensitive LIKE: ``lower(a) LIKE lower(b)``, or ILIKE where the database has it."""
        return self.operate(ilike_op, other, escape=escape)

    def not_like(self, other: Any, escape: str | None = None) -> Any:
        """``a NOT LIKE b``."""
        return self.operate(not_like_op, other, escape=escape)

    notlike = not_like

    def not_ilike(self, other: Any, escape: str | None = None) -> Any:
        """The negation of :meth:`ilike`."""
        return self.operate(not_ilike_op, other, escape=escape)

    notilike = not_ilike

    def bitwise_xor(self, other: Any) -> Any:
        """``a ^ b``."""
        return self.operate(bitwise_xor_op, other)

    def bitwise_or(self, other: Any) -> Any:
        """``a | b``."""
        return self.operate(bitwise_or_op, other)

    def bitwise_and(self, other: Any) -> Any:
        """``a & b``."""
        return self.operate(bitwise_and_op, other)

    def bitwise_not(self) -> Any:
        """``~a``."""
        return self.operate(bitwise_not_op)

    def bitwise_lshift(self, other: Any) -> Any:
        """``a << b``."""
        return self.operate(bitwise_lshift_op, other)

    def bitwise_rshift(self, other: Any) -> Any:
        """``a >> b``."""
        return self.operate(bitwise_rshift_op, other)

    def in_(self, other: Any) -> Any:
        """``a IN (..)``: a sequence of values, a select, or an expanding :func:`bindparam`."""
        return self.operate(in_op, other)

    def not_in(self, other: Any) -> Any:
        """``a NOT IN (..)``."""
        return self.operate(not_in_op, other)

    notin_ = not_in

    def is_(self, other: Any) -> Any:
        """``a IS b``, for NULL, true and false."""
        return self.operate(is_, other)

    def is_not(self, other: Any) -> Any:
        """``a IS NOT b``."""
        return self.operate(is_not, other)

    isnot = is_not

    def startswith(self, other: Any, escape: str | None = None, autoescape: bool = False) -> Any:
        """``a LIKE b || '%'``; ``autoescape`` escapes the wildcards inside a plain string."""
        return self.operate(startswith_op, other, escape=escape, autoescape=autoescape)

    def istartswith(self, other: Any, escape: str | None = None, autoescape: bool = False) -> Any:
        """Case insensitive :meth:`startswith`."""
        return self.operate(istartswith_op, other, escape=escape, autoescape=autoescape)

    def endswith(self, other: Any, escape: str | None = None, autoescape: bool = False) -> Any:
        """``a LIKE '%' || b``."""
        return self.operate(endswith_op, other, escape=escape, autoescape=autoescape)

    def iendswith(self, other: Any, escape: str | None = None, autoescape: bool = False) -> Any:
        """Case insensitive :meth:`endswith`."""
        return self.operate(iendswith_op, other, escape=escape, autoescape=autoescape)

    def contains(self, other: Any, **kw: Any) -> Any:
        """``a LIKE '%' || b || '%'``; takes ``escape`` and ``autoescape``."""
        return self.operate(contains_op, other, **kw)

    def icontains(self, other: Any, **kw: Any) -> Any:
        """Case insensitive :meth:`contains`."""
        return self.operate(icontains_op, other, **kw)

    def match(self, other: Any, **kwargs: Any) -> Any:
        """The database's own full text MATCH."""
        return self.operate(match_op, other, **kwargs)

    def regexp_match(self, pattern: Any, flags: str | None = None) -> Any:
        """The database's own regular expression test."""
        return self.operate(regexp_match_op, pattern, flags=flags)

    def regexp_replace(self, pattern: Any, replacement: Any, flags: str | None = None) -> Any:
        """The database's own regular expression replacement."""
        return self.operate(regexp_replace_op, pattern, replacement=replacement, flags=flags)

    def desc(self) -> Any:
        """``a DESC``."""
        return self.operate(desc_op)

    def asc(self) -> Any:
        """``a ASC``."""
        return self.operate(asc_op)

    def nulls_first(self) -> Any:
        """``a NULLS FIRST``."""
        return self.operate(nulls_first_op)

    nullsfirst = nulls_first

    def nulls_last(self) -> Any:
        """``a NULLS LAST``."""
        return self.operate(nulls_last_op)

    nullslast = nulls_last

    def collate(self, collation: str, collation_schema: str | None = None) -> Any:
        """``a COLLATE collation``."""
        return self.operate(collate, collation, collation_schema=collation_schema)

    def between(self, cleft: Any, cright: Any, symmetric: bool = False) -> Any:
        """``a BETWEEN cleft AND cright``."""
        return self.operate(between_op, cleft, cright, symmetric=symmetric)

    def distinct(self) -> Any:
        """``DISTINCT a``, as inside an aggregate."""
        return self.operate(distinct_op)

    def any_(self) -> Any:
        """``ANY (a)``."""
        return self.operate(any_op)

    def all_(self) -> Any:
        """``ALL (a)``."""
        return self.operate(all_op)


_Fn = TypeVar("_Fn", bound=Callable[..., Any])


def _method(name: str, method: str, doc: str = "") -> Callable[..., Any]:
    """An operator function that calls a method of its first operand."""

    def operator(left: Any, *args: Any, **kw: Any) -> Any:
        return getattr(left, method)(*args, **kw)

    operator.__name__ = operator.__qualname__ = name
    return operator


is_distinct_from = _method("is_distinct_from", "is_distinct_from")
is_not_distinct_from = _method("is_not_distinct_from", "is_not_distinct_from")
is_ = _method("is_", "is_")
is_not = _method("is_not", "is_not")
concat_op = _method("concat_op", "concat")
like_op = _method("like_op", "like")
not_like_op = _method("not_like_op", "not_like")
ilike_op = _method("ilike_op", "ilike")
not_ilike_op = _method("not_ilike_op", "not_ilike")
bitwise_xor_op = _method("bitwise_xor_op", "bitwise_xor")
bitwise_or_op = _method("bitwise_or_op", "bitwise_or")
bitwise_and_op = _method("bitwise_and_op", "bitwise_and")
bitwise_not_op = _method("bitwise_not_op", "bitwise_not")
bitwise_lshift_op = _method("bitwise_lshift_op", "bitwise_lshift")
bitwise_rshift_op = _method("bitwise_rshift_op", "bitwise_rshift")
in_op = _method("in_op", "in_")
not_in_op = _method("not_in_op", "not_in")
startswith_op = _method("startswith_op", "startswith")
istartswith_op = _method("istartswith_op", "istartswith")
endswith_op = _method("endswith_op", "endswith")
iendswith_op = _method("iendswith_op", "iendswith")
contains_op = _method("contains_op", "contains")
icontains_op = _method("icontains_op", "icontains")
match_op = _method("match_op", "match")
regexp_match_op = _method("regexp_match_op", "regexp_match")
regexp_replace_op = _method("regexp_replace_op", "regexp_replace")
desc_op = _method("desc_op", "desc")
asc_op = _method("asc_op", "asc")
nulls_first_op = _method("nulls_first_op", "nulls_first")
nulls_last_op = _method("nulls_last_op", "nulls_last")
collate = _method("collate", "collate")
between_op = _method("between_op", "between")
distinct_op = _method("distinct_op", "distinct")
any_op = _method("any_op", "any_")
all_op = _method("all_op", "all_")


def _negated(name: str, positive: OperatorType) -> Callable[..., Any]:
    """The operator function for ``NOT positive``."""

    def operator(left: Any, *args: Any, **kw: Any) -> Any:
        return ~positive(left, *args, **kw)

    operator.__name__ = operator.__qualname__ = name
    return operator


not_between_op = _negated("not_between_op", between_op)
not_startswith_op = _negated("not_startswith_op", startswith_op)
not_istartswith_op = _negated("not_istartswith_op", istartswith_op)
not_endswith_op = _negated("not_endswith_op", endswith_op)
not_iendswith_op = _negated("not_iendswith_op", iendswith_op)
not_contains_op = _negated("not_contains_op", contains_op)
not_icontains_op = _negated("not_icontains_op", icontains_op)
not_match_op = _negated("not_match_op", match_op)
not_regexp_match_op = _negated("not_regexp_match_op", regexp_match_op)


def _structural(name: str) -> Callable[..., Any]:
    """An operator that only stands in expressions and is never applied to operands."""

    def operator(*args: Any, **kw: Any) -> Any:
        raise NotImplementedError(f"The operator {name} has no Python operation")

    operator.__name__ = operator.__qualname__ = name
    return operator


comma_op = _structural("comma_op")
as_ = _structural("as_")
exists = _structural("exists")
from_ = _structural("from_")
filter_op = _structural("filter_op")
is_true = _structural("is_true")
is_false = _structural("is_false")
_asbool = _structural("_asbool")
null_op = _structural("null_op")
json_getitem_op = _structural("json_getitem_op")
json_path_getitem_op = _structural("json_path_getitem_op")
function_as_comparison_op = _structural("function_as_comparison_op")

isnot = is_not
isnot_distinct_from = is_not_distinct_from
istrue = is_true
isfalse = is_false
notlike_op = not_like_op
notilike_op = not_ilike_op
notin_op = not_in_op
notbetween_op = not_between_op
notstartswith_op = not_startswith_op
notendswith_op = not_endswith_op
notcontains_op = not_contains_op
notmatch_op = not_match_op
nullsfirst_op = nulls_first_op
nullslast_op = nulls_last_op


def _ranks(*levels: tuple[int, Sequence[OperatorType]]) -> dict[OperatorType, int]:
    return {op: rank for rank, ops in levels for op in ops}


#: How tightly an operator binds; an operand that binds less tightly than the operator around it is put in parentheses.
PRECEDENCE: dict[OperatorType, int] = _ranks(
    (15, (from_, function_as_comparison_op, any_op, all_op, getitem, json_getitem_op, json_path_getitem_op, pow_)),
    (8, (mul, truediv, floordiv, mod, neg, bitwise_not_op)),
    (7, (add, sub, bitwise_xor_op, bitwise_or_op, bitwise_and_op, bitwise_lshift_op, bitwise_rshift_op, null_op)),
    (6, (filter_op,)),
    (5, (concat_op, match_op, not_match_op, regexp_match_op, not_regexp_match_op, regexp_replace_op)),
    (5, (ilike_op, not_ilike_op, like_op, not_like_op, in_op, not_in_op, is_, is_not, eq, ne, gt, lt, ge, le)),
    (5, (is_distinct_from, is_not_distinct_from, between_op, not_between_op, distinct_op, inv, is_true, is_false)),
    (4, (collate,)),
    (3, (and_, desc_op, asc_op)),
    (2, (or_,)),
    (0, (exists,)),
    (-1, (comma_op, as_)),
    (-10, (_asbool,)),
)

#: The operator that is the logical NOT of another.
NEGATION: dict[OperatorType, OperatorType] = {
    eq: ne,
    lt: ge,
    gt: le,
    is_: is_not,
    is_distinct_from: is_not_distinct_from,
    like_op: not_like_op,
    ilike_op: not_ilike_op,
    in_op: not_in_op,
    between_op: not_between_op,
    match_op: not_match_op,
    regexp_match_op: not_regexp_match_op,
    startswith_op: not_startswith_op,
    istartswith_op: not_istartswith_op,
    endswith_op: not_endswith_op,
    iendswith_op: not_iendswith_op,
    contains_op: not_contains_op,
    icontains_op: not_icontains_op,
    is_true: is_false,
}
NEGATION.update({negation: op for op, negation in list(NEGATION.items())})

#: Operators whose result is the same boolean comparison when the operands change places.
MIRROR: dict[OperatorType, OperatorType] = {gt: lt, lt: gt, ge: le, le: ge}

# fmt: off
COMPARISON = frozenset((
    eq, ne, gt, lt, ge, le, is_, is_not, between_op, not_between_op, like_op, not_like_op, ilike_op,
    not_ilike_op, in_op, not_in_op, is_distinct_from, is_not_distinct_from, match_op, not_match_op,
    regexp_match_op, not_regexp_match_op, startswith_op, endswith_op, contains_op, istartswith_op, iendswith_op,
    icontains_op, not_startswith_op, not_endswith_op, not_contains_op, not_istartswith_op, not_iendswith_op,
    not_icontains_op,
))
# fmt: on
COMMUTATIVE = frozenset((eq, ne, add, mul))
ASSOCIATIVE = frozenset((and_, or_, concat_op, add, mul))
NATURAL_SELF_PRECEDENT = ASSOCIATIVE | {getitem, json_getitem_op, json_path_getitem_op}
ORDERING = frozenset((desc_op, asc_op, nulls_first_op, nulls_last_op))
BOOLEAN = frozenset((and_, or_, inv))


def is_comparison(op: OperatorType) -> bool:
    """Whether the operator compares, that is, yields a boolean from two values."""
    return op in COMPARISON or (isinstance(op, custom_op) and op.is_comparison)


def is_commutative(op: OperatorType) -> bool:
    """Whether the operands may change places."""
    return op in COMMUTATIVE


def is_associative(op: OperatorType) -> bool:
    """Whether ``(a op b) op c`` is ``a op (b op c)``."""
    return op in ASSOCIATIVE


def is_ordering_modifier(op: OperatorType) -> bool:
    """Whether the operator belongs into ORDER BY only."""
    return op in ORDERING


is_order_by_modifier = is_ordering_modifier


def is_boolean(op: OperatorType) -> bool:
    """Whether the result is a boolean."""
    return is_comparison(op) or op in BOOLEAN


def is_natural_self_precedent(op: OperatorType) -> bool:
    """Whether the operator may stand inside itself without parentheses."""
    return op in NATURAL_SELF_PRECEDENT or (isinstance(op, custom_op) and op.natural_self_precedent)


def mirror(op: OperatorType) -> OperatorType:
    """The operator that gives the same result with the operands exchanged."""
    return MIRROR.get(op, op)


def precedence_of(op: OperatorType | None, default: int) -> int:
    """The rank of an operator in :data:`PRECEDENCE`; ``default`` for one that is not ranked."""
    rank = None if op is None else PRECEDENCE.get(op)
    if rank is not None:
        return rank
    return op.precedence if isinstance(op, custom_op) else default


def is_precedent(operator: OperatorType | None, against: OperatorType | None) -> bool:
    """Whether an expression of ``operator`` needs parentheses inside one of ``against``."""
    if operator is not None and operator is against and is_natural_self_precedent(operator):
        return False
    return precedence_of(operator, -100) <= precedence_of(against, 100)
