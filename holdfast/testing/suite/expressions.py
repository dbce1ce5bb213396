"""Operators and functions, computed by the database: with bound values and with literals."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from holdfast import (
    ARRAY,
    JSON,
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    all_,
    and_,
    any_,
    bindparam,
    case,
    cast,
    exc,
    extract,
    false,
    func,
    insert,
    literal,
    not_,
    null,
    or_,
    select,
    true,
)
from holdfast.sql.visitors import replacement_traverse
from holdfast.testing.requirements import requires


def number(value: int | None) -> ColumnElement[Any]:
    """An integer in SQL."""
    return literal(value, Integer)


def word(value: str | None) -> ColumnElement[Any]:
    """A text in SQL."""
    return literal(value, String)


def inline(expression: Any) -> Any:
    """The expression with its values rendered as literals."""

    def render(element: Any) -> Any:
        return element.render_literal_execute() if isinstance(element, BindParameter) else None

    return replacement_traverse(expression, {}, render)


MOMENT = cast(literal(datetime(2024, 2, 29, 13, 14, 15), DateTime), DateTime)
ARITHMETIC = {
    "addition": (number(2) + 3, 5),
    "subtraction from the left": (10 - number(3), 7),
    "precedence": ((number(2) + 3) * 4, 20),
    "no needless parentheses": (number(2) + number(3) * 4, 14),
    "subtraction is not associative": (number(10) - (number(5) - 3), 8),
    "negation": (-(number(2) + 3), -5),
    "double negation": (-(-number(2)), 2),  # noqa: B002  # two negations, not a decrement
    "negative literal": (number(5) - number(-3), 8),
    "true division": (number(7) / number(2), 3.5),
    "floor division": (number(7) // number(2), 3),
    "modulo": (number(7) % number(4), 3),
    "modulo of a sum": ((number(3) + 4) % number(4), 3),
    "bitwise and": (number(12).bitwise_and(10), 8),
    "bitwise or": (number(12).bitwise_or(10), 14),
    "shift": (number(3).bitwise_lshift(2), 12),
    "absolute value": (func.abs(number(-4)), 4),
}
TEXT = {
    "concatenation": (word("a") + "b", "ab"),
    "percent signs": (word("50%") + "%s%%", "50%%s%%"),
    "quotes": (word("it's") + "\\'", "it's\\'"),
    "colons": (word(":a") + "::b ?", ":a::b ?"),
    "upper": (func.upper(word("abc")), "ABC"),
    "length": (func.char_length(word("äöü")), 3),
    "coalesce": (func.coalesce(null(), word("x")), "x"),
    "nullif": (func.nullif(word("x"), "x"), None),
}
CONDITIONS: dict[str, tuple[Any, bool | None]] = {
    "comparison": (number(1) < 2, True),
    "chain of and": (and_(number(1) < 2, number(2) < 3, number(3) < 3), False),
    "or inside of and": (and_(or_(number(1) == 1, number(1) == 2), number(1) == 2), False),
    "and inside of or": (or_(number(1) == 1, and_(number(1) == 2, number(1) == 2)), True),
    "not": (not_(and_(number(1) == 1, number(1) == 2)), True),
    "not of or": (not_(or_(number(1) == 1, number(1) == 2)), False),
    "not of a comparison": (~(number(1) == 2), True),
    "between": (number(2).between(1, 3), True),
    "not between": (~number(2).between(1, 3), False),
    "in": (number(2).in_([1, 2]), True),
    "not in": (number(2).not_in([1, 2]), False),
    "in nothing": (number(2).in_([]), False),
    "not in nothing": (number(2).not_in([]), True),
    "like": (word("abc").like("a%"), True),
    "like is for the whole": (word("abc").like("b"), False),
    "like with an escape": (word("a%c").like("a/%c", escape="/"), True),
    "the escape escapes": (word("abc").like("a/%c", escape="/"), False),
    "ilike": (word("ABC").ilike("a%"), True),
    "not ilike": (word("ABC").not_ilike("a%"), False),
    "startswith": (word("abc").startswith("ab"), True),
    "endswith": (word("abc").endswith("ab"), False),
    "contains": (word("abc").contains("b"), True),
    "icontains": (word("aBc").icontains("b"), True),
    "contains with a percent sign": (word("a5%b").contains("5%b", autoescape=True), True),
    "contains escapes": (word("a5xb").contains("5%b", autoescape=True), False),
    "underscores are escaped": (word("axb").contains("a_b", autoescape=True), False),
    "the escape character is escaped": (word("a/b").contains("a/b", autoescape=True), True),
    "comparison with null": (number(None) == number(1), None),
    "null and false": (and_(number(None) == 1, number(1) == 2), False),
    "null and true": (and_(number(None) == 1, number(1) == 1), None),
    "null or true": (or_(number(None) == 1, number(1) == 1), True),
    "null or false": (or_(number(None) == 1, number(1) == 2), None),
    "not null": (not_(number(None) == 1), None),
    "is null": (number(None).is_(None), True),
    "is not null": (number(None).is_not(None), False),
    "in with null": (number(1).in_([2, None]), None),
    "null in nothing": (number(None).in_([]), False),
    "is distinct from": (number(None).is_distinct_from(1), True),
    "is distinct from null": (number(None).is_distinct_from(null()), False),
    "is not distinct from": (number(1).is_not_distinct_from(1), True),
    "true": (true(), True),
    "false": (or_(false(), number(1) == 2), False),
}
OTHERS = {
    "case": (case((number(1) == 2, "no"), (number(1) == 1, "yes"), else_="none"), "yes"),
    "case without else": (case((number(1) == 2, "no")), None),
    "case by value": (case({1: "one", 2: "two"}, value=number(2)), "two"),
    "cast to text": (cast(number(12), String(10)), "12"),
    "cast to a number": (cast(word("12"), Integer) + 1, 13),
    "cast to a decimal": (cast(word("1.50"), Numeric(10, 2)), Decimal("1.50")),
    "cast to a float": (cast(word("1.5"), Float), 1.5),
    "cast to a date": (cast(literal(date(2024, 2, 29), Date), Date), date(2024, 2, 29)),
    "year": (extract("year", MOMENT), 2024),
    "month": (extract("month", MOMENT), 2),
    "minute": (extract("minute", MOMENT), 14),
}


def parameters(table: dict[str, Any]) -> list[Any]:
    """A table of expressions and results as parameters of a test."""
    return [pytest.param(*each, id=name) for name, each in table.items()]


class TestExpressions:
    @pytest.mark.parametrize(("expression", "expected"), parameters({**ARITHMETIC, **TEXT, **OTHERS}))
    def test_with_bound_values(self, connection: Connection, expression: Any, expected: Any) -> None:
        assert connection.scalar(select(expression)) == expected

    @pytest.mark.parametrize(("expression", "expected"), parameters({**ARITHMETIC, **TEXT, **OTHERS}))
    def test_with_literals(self, connection: Connection, expression: Any, expected: Any) -> None:
        assert connection.scalar(select(inline(expression))) == expected

    @pytest.mark.parametrize(("condition", "expected"), parameters(CONDITIONS))
    def test_conditions(self, connection: Connection, condition: Any, expected: bool | None) -> None:
        """In WHERE and CASE, where every database has them."""
        for each in (condition, inline(condition)):
            assert list(connection.scalars(select(number(1)).where(each))) == ([1] if expected else [])
            assert list(connection.scalars(select(number(1)).where(not_(each)))) == ([1] if expected is False else [])
            assert connection.scalar(select(case((each, 1), else_=0))) == (1 if expected else 0)

    @pytest.mark.parametrize("value", [True, False])
    def test_booleans(self, connection: Connection, value: bool) -> None:
        assert connection.scalar(select(literal(value))) is value
        assert connection.scalar(select(number(1) == (1 if value else 2))) is value

    @requires("case_sensitive_text")
    def test_text_is_case_sensitive(self, connection: Connection) -> None:
        assert connection.scalar(select(case((word("a") == "A", 1), else_=0))) == 0

    @requires("significant_trailing_spaces")
    def test_spaces_at_the_end_matter(self, connection: Connection) -> None:
        assert connection.scalar(select(case((word("a") == "a ", 1), else_=0))) == 0

    @requires("regexp_match")
    def test_regular_expressions(self, connection: Connection) -> None:
        def matches(condition: Any) -> bool:
            return bool(connection.scalar(select(case((condition, 1), else_=0))))

        assert matches(word("abc123").regexp_match("[a-c]+[0-9]"))
        assert not matches(word("abc").regexp_match("^b"))
        assert matches(~word("abc").regexp_match("^b"))

    @requires("regexp_replace")
    def test_regular_expression_replacement(self, connection: Connection) -> None:
        assert connection.scalar(select(word("abc123").regexp_replace("[0-9]+", "-"))) == "abc-"

    def test_current_time(self, connection: Connection) -> None:
        assert isinstance(connection.scalar(select(func.now())), datetime)
        assert isinstance(connection.scalar(select(func.current_date())), date)

    def test_one_parameter_in_two_places(self, connection: Connection) -> None:
        again: Any = bindparam("again", type_=Integer)
        assert connection.scalar(select(again + again), {"again": 4}) == 8

    def test_custom_operators(self, connection: Connection) -> None:
        assert connection.scalar(select(number(3).op("+")(4))) == 7
        assert connection.scalar(select(case((number(3).bool_op("<")(4), 1), else_=0))) == 1


@requires("json")
class TestJSON:
    DOCUMENT = {
        "name": "it's",
        "nested": {"list": [10, {"deep": "x"}], "flag": True, "ratio": 2.5, "nothing": None},
        "a.b": 1,
        "per%cent": 3,
        "back\\slash": 4,
        "ключ \U0001f600": 5,
        "?:x": 6,
        "$[0]": 7,
    }

    @pytest.fixture
    def document(self, connection: Connection, metadata: MetaData) -> Any:
        """A column with the document."""
        table = Table("documents", metadata, Column("id", Integer, primary_key=True), Column("body", JSON))
        metadata.create_all(connection)
        connection.execute(insert(table), {"id": 1, "body": self.DOCUMENT})
        return table.c.body

    @pytest.mark.parametrize("key", list(DOCUMENT))
    def test_keys(self, connection: Connection, document: Any, key: str) -> None:
        assert connection.scalar(select(document[key])) == self.DOCUMENT[key]
        assert connection.scalar(select(document[(key,)])) == self.DOCUMENT[key]

    @requires("quotes_in_json_keys")
    def test_a_double_quote_in_a_key(self, connection: Connection, document: Any) -> None:
        connection.execute(insert(document.table), {"id": 2, "body": {'q"uote': 2}})
        for key in (document['q"uote'], inline(document['q"uote'])):
            assert list(connection.scalars(select(key).where(document.table.c.id == 2))) == [2]

    def test_a_double_quote_does_not_end_a_key(self, connection: Connection, document: Any) -> None:
        """It is quoted, or refused."""
        with suppress(exc.StatementError):
            assert connection.scalar(select(document['x".name'])) is None
            assert connection.scalar(select(inline(document['x".name']))) is None

    def test_paths(self, connection: Connection, document: Any) -> None:
        assert connection.scalar(select(document[("nested", "list", 0)])) == 10
        assert connection.scalar(select(document[("nested", "list", 1, "deep")])) == "x"
        assert connection.scalar(select(document["nested"]["list"][1]["deep"])) == "x"

    def test_what_is_not_there_is_null(self, connection: Connection, document: Any) -> None:
        for missing in (document["absent"], document[("nested", "list", 9)], document[("name", "below")]):
            assert connection.scalar(select(missing)) is None

    def test_typed_values(self, connection: Connection, document: Any) -> None:
        nested = document["nested"]
        found = connection.execute(
            select(
                document["name"].as_string(),
                nested["list"][0].as_integer(),
                nested["ratio"].as_float(),
                nested["flag"].as_boolean(),
                nested["list"].as_json(),
            )
        ).one()
        assert tuple(found) == ("it's", 10, 2.5, True, [10, {"deep": "x"}])

    def test_conditions(self, connection: Connection, document: Any) -> None:
        def finds(condition: Any) -> bool:
            return connection.scalar(select(func.count()).where(condition)) == 1

        assert finds(document["name"].as_string() == "it's")
        assert finds(document[("nested", "list", 0)].as_integer() > 9)
        assert finds(document[("nested", "flag")].as_boolean() == true())
        assert not finds(document[("nested", "ratio")].as_float() > 3)

    def test_keys_inline(self, connection: Connection, document: Any) -> None:
        for key in self.DOCUMENT:
            assert connection.scalar(select(inline(document[key]))) == self.DOCUMENT[key]


@requires("arrays")
class TestArrays:
    @pytest.fixture
    def numbers(self, connection: Connection, metadata: MetaData) -> Any:
        """A column of arrays."""
        table = Table(
            "rows", metadata, Column("id", Integer, primary_key=True), Column("numbers", ARRAY(Integer, dimensions=1))
        )
        metadata.create_all(connection)
        values = [[1, 2, 3], [], None, [7]]
        connection.execute(insert(table), [{"id": key, "numbers": each} for key, each in enumerate(values, 1)])
        return table.c.numbers

    def test_elements(self, connection: Connection, numbers: Any) -> None:
        key = numbers.table.c.id
        assert list(connection.scalars(select(numbers[1]).order_by(key))) == [1, None, None, 7]
        assert list(connection.scalars(select(inline(numbers[2])).order_by(key))) == [2, None, None, None]
        assert connection.scalar(select(numbers[2:3]).where(key == 1)) == [2, 3]

    def test_any_and_all(self, connection: Connection, numbers: Any) -> None:
        key = numbers.table.c.id
        assert list(connection.scalars(select(key).where(literal(2) == any_(numbers)))) == [1]
        assert sorted(connection.scalars(select(key).where(literal(7) == all_(numbers)))) == [2, 4]

    def test_comparison(self, connection: Connection, numbers: Any) -> None:
        key = numbers.table.c.id
        assert list(connection.scalars(select(key).where(numbers == [7]))) == [4]
        assert list(connection.scalars(select(key).where(inline(numbers == [1, 2, 3])))) == [1]
