"""Types in expressions: their own operators, and what they render."""

from __future__ import annotations

import operator
from typing import Any

import pytest

from holdfast import bindparam, column, exc, func, select
from holdfast import types as t
from holdfast.schema import Column, MetaData, Table

DATA = column("data", t.JSON)


def text(element: Any) -> str:
    return str(element)


@pytest.mark.parametrize(
    ("expression", "sql", "type_"),
    [
        (DATA["a"], "data[:data_1]", t.JSON),
        (DATA["a", "b", 1], "data[:data_1]", t.JSON),
        (DATA["a"]["b"], "data[:data_1][:param_1]", t.JSON),
        (DATA["a"].as_string(), "data[:data_1]", t.Unicode),
        (DATA["a"].as_integer(), "data[:data_1]", t.Integer),
        (DATA["a"].as_boolean(), "data[:data_1]", t.Boolean),
        (DATA["a"].as_float(), "data[:data_1]", t.Float),
        (DATA["a"].as_numeric(10, 2), "data[:data_1]", t.Numeric),
        (DATA["a"].as_string() == "x", "data[:data_1] = :param_1", t.Boolean),
    ],
)
def test_json_index(expression: Any, sql: str, type_: type[Any]) -> None:
    assert text(expression) == sql
    assert type(expression.type) is type_


def test_json_keys_are_bound_by_their_kind() -> None:
    assert isinstance(DATA["a"].right.type, t.JSON.JSONStrIndexType)
    assert isinstance(DATA[1].right.type, t.JSON.JSONIntIndexType)
    assert isinstance(DATA["a", 1].right.type, t.JSON.JSONPathType)


def test_json_paths(plain: Any) -> None:
    def formatted(expression: Any) -> Any:
        return expression.right.type._bind(plain)(expression.right.value)

    assert formatted(DATA["a.b"]) == '$."a.b"'
    assert formatted(DATA[3]) == "$[3]"
    assert formatted(DATA["a", 1, "c"]) == '$."a"[1]."c"'
    assert formatted(DATA['x"."y']) == r'$."x\".\"y"'
    with pytest.raises(exc.ArgumentError, match="A JSON path consists of str keys and int indexes"):
        formatted(DATA["a", 1.5])


def test_json_conversions_need_an_index() -> None:
    with pytest.raises(exc.InvalidRequestError, match=r"JSON\.as_string\(\) only works with a JSON index expression"):
        DATA.as_string()


def test_array_operators() -> None:
    numbers = column("n", t.ARRAY(t.Integer))
    assert text(numbers[1]) == "n[:n_1]"
    assert isinstance(numbers[1].type, t.Integer)
    with pytest.warns(exc.SADeprecationWarning, match=r"The ARRAY.Comparator.any\(\) and ARRAY.Comparator.all\(\)"):
        assert text(numbers.any(5)) == ":param_1 = ANY (n)"
    with pytest.warns(exc.SADeprecationWarning, match=r"any_\(\) and all_\(\) functions for modern use"):
        assert text(numbers.all(5, operator=operator.lt)) == ":param_1 < ALL (n)"
    assert text(numbers + [1]) == "n || :n_1"  # noqa: RUF005
    with pytest.raises(NotImplementedError, match="not implemented for the base ARRAY type"):
        numbers.contains([1])


def test_array_dimensions_and_indexes() -> None:
    assert column("n", t.ARRAY(t.Integer, dimensions=2))[1].type.dimensions == 1
    assert column("n", t.ARRAY(t.Integer, zero_indexes=True))[0].right.value == 1


def test_comparators_of_users() -> None:
    class Number(t.Integer):
        class comparator_factory(t.Integer.Comparator):
            def __add__(self, other: Any) -> Any:
                return self.op("goofy")(other)

            def log(self, base: Any) -> Any:
                return func.log(self.expr, base)

    number = column("n", Number)
    assert text(number + 5) == "n goofy :n_1"
    assert text(number * 5) == "n * :n_1"
    assert text(number.log(10)) == "log(n, :log_1)"


def test_sql_around_values_and_columns() -> None:
    class Point(t.UserDefinedType[str]):
        cache_ok = True

        def get_col_spec(self, **kw: Any) -> str:
            return "POINT"

        def bind_expression(self, bindvalue: Any) -> Any:
            return func.from_text(bindvalue, type_=self)

        def column_expression(self, colexpr: Any) -> Any:
            return func.to_text(colexpr, type_=self)

    table = Table("t", MetaData(), Column("p", Point))
    assert text(table.insert()) == "INSERT INTO t (p) VALUES (from_text(:p))"
    assert text(select(table).where(table.c.p == "x")) == (
        "SELECT to_text(t.p) AS p \nFROM t \nWHERE t.p = from_text(:p_1)"
    )


def test_decorated_operators_are_those_of_the_type_inside() -> None:
    class Document(t.TypeDecorator[Any]):
        impl = t.JSON
        cache_ok = True

    class Name(t.TypeDecorator[str]):
        impl = t.String
        cache_ok = True

    assert text(column("d", Document)["key"].as_integer()) == "d[:d_1]"
    assert text(column("n", Name) + "x") == "n || :n_1"
    assert isinstance((column("n", Name) == "x").right.type, Name)


def test_bound_values_take_the_type_of_the_other_side(engine: Any) -> None:
    class Upper(t.TypeDecorator[str]):
        impl = t.String
        cache_ok = True

        def process_bind_param(self, value: Any, dialect: Any) -> Any:
            return value.upper()

        def process_result_value(self, value: Any, dialect: Any) -> Any:
            return f"<{value}>"

    table = Table("t", MetaData(), Column("name", Upper), Column("data", t.JSON))
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert(), [{"name": "ann", "data": {"a": [1, 2]}}, {"name": "bob", "data": None}])
        assert connection.execute(select(table.c.name).where(table.c.name == "ann")).scalar() == "<ANN>"
        assert connection.execute(select(table.c.data["a", 1])).scalars().all() == [2, None]
        assert connection.execute(select(table.c.data["a"][0].as_integer())).scalars().all() == [1, None]
        parameter = bindparam("wanted", type_=Upper)
        found = connection.execute(select(table.c.name).where(table.c.name == parameter), {"wanted": "bob"})
        assert found.scalar() == "<BOB>"


def test_no_key_reaches_another_member(engine: Any) -> None:
    table = Table("t", MetaData(), Column("data", t.JSON))
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert(), {"data": {"x": {"y": "secret"}, "é\n": 1, "a.b": 2, "[0]": 3}})
        for key, found in [("é\n", 1), ("a.b", 2), ("[0]", 3)]:
            assert connection.execute(select(table.c.data[key])).scalar() == found
            assert connection.execute(select(table.c.data[(key,)])).scalar() == found
        with pytest.raises(exc.StatementError, match="cannot spell the double quote"):
            connection.execute(select(table.c.data['x"."y']))


def test_what_is_concatenated_to_an_enum_is_a_string() -> None:
    kind = column("kind", t.Enum("a", "bc"))
    for joined in (kind + "x", kind.concat("x"), kind + kind, "x" + kind):
        assert type(joined.type) is t.String
        assert joined.type.length == 2
