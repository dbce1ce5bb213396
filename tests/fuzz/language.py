"""A small language of expressions, each with its SQL and its meaning.

An operator is data: the kinds of its operands and of its result, how it is written with holdfast, and a Python function
that says what it means.  NULL in, NULL out, unless the operator is one of the few that look at NULL.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from holdfast import (
    Boolean,
    Column,
    Double,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    not_,
    or_,
    type_coerce,
)
from holdfast.sql.expression import Grouping

TYPES = {"int": Integer(), "float": Double(), "text": String(40), "bool": Boolean()}
#: Beyond this, integers become floats in SQLite and errors elsewhere.
LARGEST = 2**31 - 1

table = Table(
    "fuzz",
    MetaData(),
    Column("id", Integer, primary_key=True, autoincrement=False),
    *[Column(f"{kind}{number}", type_) for kind, type_ in TYPES.items() for number in (1, 2)],
)
ROWS: list[dict[str, Any]] = [
    {"id": 1, "int1": 3, "int2": -2, "float1": 0.5, "float2": -4.0, "text1": "ab", "text2": "b_a", "bool1": True,
     "bool2": False},
    {"id": 2, "int1": None, "int2": 0, "float1": None, "float2": 0.0, "text1": None, "text2": "", "bool1": None,
     "bool2": True},
    {"id": 3, "int1": 7, "int2": None, "float1": 2.25, "float2": None, "text1": "a%b", "text2": None, "bool1": False,
     "bool2": None},
    {"id": 4, "int1": -7, "int2": 7, "float1": -1.5, "float2": 3.0, "text1": "aab", "text2": "aab", "bool1": True,
     "bool2": True},
]  # fmt: skip


class OutOfRange(Exception):
    """A value that databases have different opinions about."""


@dataclass(frozen=True)
class Operator:
    """An operator of the language."""

    name: str
    operands: tuple[str, ...]
    result: str
    write: Callable[..., Any]
    meaning: Callable[..., Any]
    #: NULL makes NULL.
    strict: bool = True
    #: It means the same on all three databases.
    portable: bool = True
    #: A constant that the expression has besides its operands; the first argument of both functions.
    constant: SearchStrategy[Any] | None = None


class Expression(NamedTuple):
    """An expression: a column, a literal, or an operator with operands."""

    kind: str
    operator: Operator | None
    operands: tuple[Expression, ...] = ()
    constant: Any = None
    column: str | None = None

    def __repr__(self) -> str:
        if self.operator is None:
            return self.column or repr(self.constant)
        parts = [*map(repr, self._constants()), *map(repr, self.operands)]
        return f"[{self.operator.name}]({', '.join(parts)})"

    def sql(self, grouped: bool = False) -> Any:
        """The expression in holdfast; ``grouped``: with parentheses around each part."""
        if self.column is not None:
            return table.c[self.column]
        if self.operator is None:
            return literal(self.constant, TYPES[self.kind])
        written = self.operator.write(*self._constants(), *[operand.sql(grouped) for operand in self.operands])
        return Grouping(written) if grouped else written

    def value(self, row: dict[str, Any]) -> Any:
        """What the expression is worth in a row."""
        if self.column is not None:
            return row[self.column]
        if self.operator is None:
            return self.constant
        operands = [operand.value(row) for operand in self.operands]
        if self.operator.strict and None in operands:
            return None
        result = self.operator.meaning(*self._constants(), *operands)
        if not isinstance(result, bool) and isinstance(result, (int, float)) and abs(result) > LARGEST:
            raise OutOfRange
        return result

    def _constants(self) -> tuple[Any, ...]:
        assert self.operator is not None
        return () if self.operator.constant is None else (self.constant,)


# -- what the operators mean ------------------------------------------------------------------------------------------


def _conjunction(*values: bool | None) -> bool | None:
    return False if False in values else None if None in values else True


def _disjunction(*values: bool | None) -> bool | None:
    return True if True in values else None if None in values else False


def _choose(condition: bool | None, one: Any, other: Any) -> Any:
    return one if condition is True else other


def _divided(dividend: float, divisor: float) -> float | None:
    return dividend / divisor if divisor else None


def _quotient(dividend: int, divisor: int) -> int | None:
    # SQL cuts towards zero.
    return int(math.copysign(abs(dividend) // abs(divisor), dividend * divisor)) if divisor else None


def _remainder(divisor: int, dividend: int) -> int:
    return int(math.fmod(dividend, divisor))


def _member(values: list[Any], value: Any) -> bool | None:
    """IN: true when it is there, else NULL when something that is there is not known."""
    if not values:
        return False
    if value is None:
        return None
    return True if value in [v for v in values if v is not None] else None if None in values else False


def _not_member(values: list[Any], value: Any) -> bool | None:
    found = _member(values, value)
    return None if found is None else not found


def like(pattern: str, escape: str | None, value: str) -> bool:
    """LIKE; SQLite and MariaDB do not tell ``a`` from ``A``, and the language has small letters only."""
    expression, escaped = "", False
    for character in pattern:
        if escaped or character not in ("%", "_", escape):
            expression += re.escape(character)
            escaped = False
        elif character == escape:
            escaped = True
        else:
            expression += ".*" if character == "%" else "."
    return re.fullmatch(expression, value, re.DOTALL) is not None


# -- the operators ----------------------------------------------------------------------------------------------------

small = st.integers(-9, 9)
texts = st.text("ab_%/x", max_size=4)
patterns = st.text("ab_%", max_size=4)


def _lists(values: SearchStrategy[Any]) -> SearchStrategy[list[Any]]:
    return st.lists(st.none() | values, max_size=3)


def _comparisons() -> Iterator[Operator]:
    signs: dict[str, Callable[[Any, Any], Any]] = {
        "==": lambda a, b: a == b,
        "!=": lambda a, b: a != b,
        "<": lambda a, b: a < b,
        "<=": lambda a, b: a <= b,
        ">": lambda a, b: a > b,
        ">=": lambda a, b: a >= b,
    }
    for kind in ("int", "float", "text", "bool"):
        for sign, function in signs.items():
            # Databases sort text by the rules of a language.
            portable = sign in ("==", "!=") or kind in ("int", "float")
            if kind != "bool" or portable:
                yield Operator(sign, (kind, kind), "bool", function, function, portable=portable)


def _arithmetic() -> Iterator[Operator]:
    for kind in ("int", "float"):
        for name, function in {
            "+": lambda a, b: a + b,
            "-": lambda a, b: a - b,
            "*": lambda a, b: a * b,
        }.items():
            yield Operator(name, (kind, kind), kind, function, function)
        yield Operator("minus", (kind,), kind, lambda a: -a, lambda a: -a)
        yield Operator("abs", (kind,), kind, func.abs, abs)
    yield Operator("int + float", ("int", "float"), "float", lambda a, b: a + b, lambda a, b: a + b)
    yield Operator("/", ("int", "int"), "float", lambda a, b: type_coerce(a / b, Double), _divided, portable=False)
    yield Operator("//", ("int", "int"), "int", lambda a, b: a // b, _quotient, portable=False)
    yield Operator(
        "%", ("int",), "int", lambda n, a: a % n, _remainder, constant=st.integers(1, 9) | st.integers(-9, -1)
    )
    yield Operator("&", ("int", "int"), "int", lambda a, b: a.bitwise_and(b), lambda a, b: a & b, portable=False)
    yield Operator("|", ("int", "int"), "int", lambda a, b: a.bitwise_or(b), lambda a, b: a | b, portable=False)
    yield Operator("~", ("int",), "int", lambda a: a.bitwise_not(), lambda a: ~a, portable=False)
    yield Operator(
        "<<", ("int",), "int", lambda n, a: a.bitwise_lshift(n), lambda n, a: a << n, portable=False,
        constant=st.integers(0, 4),
    )  # fmt: skip
    yield Operator("length", ("text",), "int", lambda a: func.length(a, type_=Integer), len)
    yield Operator("bool as int", ("bool",), "int", lambda a: cast(a, Integer), int)


def _logic() -> Iterator[Operator]:
    yield Operator("and", ("bool", "bool"), "bool", and_, _conjunction, strict=False)
    yield Operator("or", ("bool", "bool"), "bool", or_, _disjunction, strict=False)
    yield Operator("and of three", ("bool",) * 3, "bool", and_, _conjunction, strict=False)
    yield Operator("or of three", ("bool",) * 3, "bool", or_, _disjunction, strict=False)
    yield Operator("not", ("bool",), "bool", not_, lambda a: not a)
    for kind in TYPES:
        yield Operator("is null", (kind,), "bool", lambda a: a.is_(None), lambda a: a is None, strict=False)
        yield Operator("is not null", (kind,), "bool", lambda a: a.is_not(None), lambda a: a is not None, strict=False)
        yield Operator(
            "distinct", (kind, kind), "bool", lambda a, b: a.is_distinct_from(b), lambda a, b: a != b, strict=False
        )
        yield Operator(
            "not distinct", (kind, kind), "bool", lambda a, b: a.is_not_distinct_from(b), lambda a, b: a == b,
            strict=False,
        )  # fmt: skip
        yield Operator("case", ("bool", kind, kind), kind, lambda c, a, b: case((c, a), else_=b), _choose, strict=False)
        yield Operator("coalesce", (kind, kind), kind, func.coalesce, lambda a, b: b if a is None else a, strict=False)
    for kind, values in (("int", small), ("text", texts)):
        yield Operator("in", (kind,), "bool", lambda v, a: a.in_(v), _member, strict=False, constant=_lists(values))
        yield Operator(
            "not in", (kind,), "bool", lambda v, a: a.not_in(v), _not_member, strict=False, constant=_lists(values)
        )
    yield Operator("between", ("int",) * 3, "bool", lambda a, b, c: a.between(b, c), lambda a, b, c: b <= a <= c)
    yield Operator(
        "in expressions", ("int",) * 3, "bool", lambda a, b, c: a.in_([b, c]),
        lambda a, b, c: _member([b, c], a), strict=False,
    )  # fmt: skip


def _strings() -> Iterator[Operator]:
    yield Operator("||", ("text", "text"), "text", lambda a, b: a + b, lambda a, b: a + b)
    yield Operator("lower", ("text",), "text", lambda text: func.lower(text, type_=String), str.lower)
    yield Operator(
        "replace", ("text",), "text", lambda a: func.replace(a, "a", "xb", type_=String),
        lambda a: a.replace("a", "xb"),
    )  # fmt: skip
    yield Operator("like", ("text",), "bool", lambda p, a: a.like(p), lambda p, a: like(p, None, a), constant=patterns)
    yield Operator(
        "like with an escape", ("text",), "bool", lambda p, a: a.like(p, escape="x"), lambda p, a: like(p, "x", a),
        constant=patterns.map(lambda p: re.sub("([%_])", "x\\1", p, count=1)),
    )  # fmt: skip
    yield Operator(
        "not like", ("text",), "bool", lambda p, a: ~a.like(p), lambda p, a: not like(p, None, a), constant=patterns
    )
    for name, test in {
        "startswith": str.startswith,
        "endswith": str.endswith,
        "contains": str.__contains__,
    }.items():
        yield Operator(
            name, ("text",), "bool",
            lambda p, a, name=name: getattr(a, name)(p, autoescape=True),
            lambda p, a, test=test: test(a, p),
            constant=texts,
        )  # fmt: skip


OPERATORS = [*_comparisons(), *_arithmetic(), *_logic(), *_strings()]
LITERALS: dict[str, SearchStrategy[Any]] = {
    "int": small,
    "float": st.sampled_from([-2.5, -1.0, 0.0, 0.25, 1.5, 8.0]),
    "text": texts,
    "bool": st.booleans(),
}


def leaf(draw: DrawFn, kind: str, portable: bool) -> Expression:
    """A column or a literal; one in ten literals is NULL, which PostgreSQL wants a cast for in some places."""
    if draw(st.booleans()):
        return Expression(kind, None, column=f"{kind}{draw(st.sampled_from((1, 2)))}")
    null = not portable and draw(st.integers(0, 9)) == 0
    return Expression(kind, None, constant=None if null else draw(LITERALS[kind]))


@st.composite
def expressions(draw: DrawFn, kind: str | None = None, depth: int = 6, portable: bool = False) -> Expression:
    """Expressions of a kind, operators nested at most ``depth`` deep."""
    kind = kind or draw(st.sampled_from(sorted(TYPES)))
    # The deeper, the more likely a leaf, or there would be nothing but huge ones.
    if depth == 0 or draw(st.integers(0, depth + 1)) == 0:
        return leaf(draw, kind, portable)
    operator = draw(st.sampled_from(_of(kind, portable)))
    operands = tuple(draw(expressions(kind, depth - 1, portable)) for kind in operator.operands)
    constant = None if operator.constant is None else draw(operator.constant)
    return Expression(kind, operator, operands, constant)


def _of(kind: str, portable: bool) -> Sequence[Operator]:
    return [operator for operator in OPERATORS if operator.result == kind and (operator.portable or not portable)]
