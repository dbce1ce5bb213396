"""Range and MultiRange: their methods agree with PostgreSQL's semantics, as SQLAlchemy's do."""

from __future__ import annotations

import pickle
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy.dialects.postgresql import Range as SQLAlchemyRange

from holdfast import exc, literal, select
from holdfast.dialects.postgresql import MultiRange, Range
from holdfast.engine import Engine

RELATIONS = (
    "contains",
    "contained_by",
    "overlaps",
    "strictly_left_of",
    "strictly_right_of",
    "not_extend_left_of",
    "not_extend_right_of",
    "adjacent_to",
    "__eq__",
)
COMBINATIONS = ("union", "difference", "intersection")
OPERATORS = {
    "contains": "@>",
    "contained_by": "<@",
    "overlaps": "&&",
    "strictly_left_of": "<<",
    "strictly_right_of": ">>",
    "not_extend_left_of": "&>",
    "not_extend_right_of": "&<",
    "adjacent_to": "-|-",
    "__eq__": "=",
    "union": "+",
    "difference": "-",
    "intersection": "*",
}
BOUNDS = ("[)", "(]", "[]", "()")

integers = st.none() | st.integers(-4, 4)
decimals = st.none() | st.sampled_from([Decimal(n) / 2 for n in range(-6, 7)])
dates = st.none() | st.sampled_from([date(2020, 2, 27) + timedelta(days=n) for n in range(6)])


@st.composite
def arguments(draw: Any, values: Any) -> dict[str, Any]:
    """Arguments of a range that holds something, or of the empty one."""
    if draw(st.integers(0, 9)) == 0:
        return {"empty": True}
    lower, upper, bounds = draw(values), draw(values), draw(st.sampled_from(BOUNDS))
    if lower is not None and upper is not None and lower >= upper:
        lower, upper, bounds = upper, lower, bounds if lower != upper else "[]"
    made: Range[Any] = Range(lower, upper, bounds=bounds)
    return {"empty": True} if made._holds_nothing() else {"lower": lower, "upper": upper, "bounds": bounds}


any_arguments = st.one_of(*(st.tuples(arguments(v), arguments(v)) for v in (integers, decimals, dates)))


@given(any_arguments, st.sampled_from(RELATIONS))
def test_relations_are_those_of_sqlalchemy(both: tuple[dict[str, Any], dict[str, Any]], name: str) -> None:
    ours = getattr(Range(**both[0]), name)(Range(**both[1]))
    assert ours == getattr(SQLAlchemyRange(**both[0]), name)(SQLAlchemyRange(**both[1]))


@given(any_arguments, st.sampled_from(COMBINATIONS))
def test_combinations_are_those_of_sqlalchemy(both: tuple[dict[str, Any], dict[str, Any]], name: str) -> None:
    def outcome(cls: Any) -> Any:
        try:
            found = getattr(cls(**both[0]), name)(cls(**both[1]))
        except ValueError as error:
            return str(error)
        return Range(found.lower, found.upper, bounds=found.bounds, empty=found.empty)

    # SQLAlchemy takes an infinite end for the neighbour of another, and of some finite ones; the server is asked below
    ends = [given.get(end, 0) for given in both for end in ("lower", "upper")]
    assume(name != "union" or None not in ends)
    assert outcome(Range) == outcome(SQLAlchemyRange)


def test_infinite_ends_are_no_neighbours(postgresql: Engine) -> None:
    below, above = Range(None, 0), Range(1, None)
    with pytest.raises(ValueError, match="not implemented"):
        below.union(above)
    with postgresql.connect() as connection, pytest.raises(exc.DataError, match="would not be contiguous"):
        connection.exec_driver_sql(f"SELECT '{below}'::numrange + '{above}'::numrange")


def test_unions_with_infinite_ends_are_those_of_the_server(postgresql: Engine) -> None:
    unbounded = [Range(None, 3), Range(3, None), Range(None, None), Range(None, 2, bounds="(]")]
    ranges = [*unbounded, Range(3, 4, bounds="(]"), Range(2, 3), Range(5, 6)]
    with postgresql.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for one, other in ((one, other) for one in unbounded for other in ranges):
            on_server = f"'{one}'::int4range + '{other}'::int4range"
            try:
                union = one.union(other)
            except ValueError:
                with pytest.raises(exc.DataError, match="would not be contiguous"):
                    connection.exec_driver_sql(f"SELECT {on_server}")
            else:
                is_same = f"SELECT {on_server} = '{union}'::int4range"
                assert connection.exec_driver_sql(is_same).scalar(), f"{one} {other}"


def test_relations_are_those_of_the_server(postgresql: Engine) -> None:
    ranges = [
        *(Range(lower, upper, bounds=bounds) for bounds in ("[)", "(]") for lower, upper in ((1, 3), (3, 5), (2, 2))),
        Range(None, 3),
        Range(3, None),
        Range(None, None),
        Range(empty=True),
    ]
    with postgresql.connect() as connection:
        for name in RELATIONS:
            pairs = [(a, b) for a in ranges for b in ranges]
            sql = ", ".join(f"'{a}'::int4range {OPERATORS[name]} '{b}'::int4range" for a, b in pairs)
            found = connection.exec_driver_sql(f"SELECT {sql}").one()
            assert [getattr(a, name)(b) for a, b in pairs] == list(found), name


@given(st.integers(-5, 5), arguments(integers))
def test_containing_a_value(value: int, given: dict[str, Any]) -> None:
    assert (value in Range(**given)) == SQLAlchemyRange(**given).contains(value)


def test_a_value_between_two_neighbours() -> None:
    assert 4.5 in Range(1, 5)
    assert 5.5 not in Range(1, 5, bounds="[]")
    assert 1.5 in Range(1, 5, bounds="()")


def test_equal_ranges_have_equal_hashes() -> None:
    assert {Range(1, 5)} == {Range(0, 4, bounds="(]")} == {Range(1, 4, bounds="[]")}
    assert Range(1, 1) == Range(empty=True)
    assert Range(1, 5) != Range(1, 6)
    assert Range(1, 5) != 5


def test_dates_up_to_the_last() -> None:
    assert Range(date.max, date.max, bounds="[]").contains(date.max)
    assert Range(date.max, None, bounds="()") != Range(date.max, None)


def test_text() -> None:
    assert str(Range(1, None)) == "[1,)"
    assert str(Range(None, 5, bounds="(]")) == "(,5]"
    assert str(Range(empty=True)) == "empty"
    assert str(Range("a,b", 'c"')) == '["a,b","c""")'
    assert repr(Range(1, 2)) == "Range(lower=1, upper=2, bounds='[)', empty=False)"


def test_what_is_said_of_the_bounds() -> None:
    found: Range[int] = Range(1, None, bounds="[]")
    assert (found.lower_inc, found.upper_inc, found.lower_inf, found.upper_inf) == (True, True, False, True)
    assert bool(found)
    assert not found.isempty
    assert not Range(empty=True)
    assert Range(empty=True).is_empty
    assert not Range(empty=True).lower_inf


def test_a_range_does_not_change() -> None:
    with pytest.raises(AttributeError, match="cannot assign to field 'lower'"):
        Range(1, 2).lower = 5


def test_pickling() -> None:
    for made in (Range(1, 5, bounds="(]"), Range(empty=True)):
        copy = pickle.loads(pickle.dumps(made))
        assert (copy, copy.bounds) == (made, made.bounds)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (Range(1, 5), "INT4RANGE"),
        (Range(1, 2**40), "INT8RANGE"),
        (Range(Decimal("1.5"), None), "NUMRANGE"),
        (Range(date(2020, 1, 1), None), "DATERANGE"),
        (MultiRange([Range(1, 5)]), "INT4MULTIRANGE"),
    ],
)
def test_a_literal_has_the_type_of_its_bounds(value: Any, name: str) -> None:
    assert repr(literal(value).type) == f"{name}()"


def test_a_literal_without_bounds_has_no_type(postgresql: Engine) -> None:
    assert literal(Range(None, None)).type._isnull
    with postgresql.connect() as connection:
        assert connection.scalar(select(literal(Range(1, 5)) + Range(5, 9))) == Range(1, 9)
