"""From a compiled statement to what the driver gets."""

from __future__ import annotations

import pytest

from holdfast import (
    Column,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
    bindparam,
    column,
    exc,
    func,
    insert,
    literal,
    null,
    select,
    text,
    tuple_,
    update,
)
from holdfast.engine.default import DefaultDialect


class Doubled(TypeDecorator):
    """Numbers that are stored twice as large."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return None if value is None else value * 2


def dialect_with(style):
    class Styled(DefaultDialect):
        paramstyle = style

    return Styled()


def positional(statement, dialect, params=None):
    key = statement._statement_key()
    return statement.compile(dialect=dialect)._positional(key[1], params)


def test_a_statement_compiled_once_serves_other_values(users, sqlite):
    compiled = select(users.c.id).where(users.c.id == 5).compile(dialect=sqlite)
    other = select(users.c.id).where(users.c.id == 6)
    assert compiled._positional(other._statement_key()[1])[1] == (6,)


def test_processors_apply(sqlite):
    x = column("x", Doubled)
    assert positional(select(x).where(x == 5), sqlite)[1] == (10,)
    assert positional(select(x).where(x.in_([1, 2])), sqlite)[1] == (2, 4)


def test_expanding_lists_are_written_out_for_each_execution(users, sqlite):
    statement = select(users.c.id).where(users.c.id.in_(bindparam("ids")), users.c.name == "x")
    compiled = statement.compile(dialect=sqlite)
    gathered = statement._statement_key()[1]
    sql, values = compiled._positional(gathered, {"ids": [1, 2, 3]})
    assert sql.endswith("users.id IN (?, ?, ?) AND users.name = ?")
    assert values == (1, 2, 3, "x")
    sql, values = compiled._positional(gathered, {"ids": []})
    assert "users.id IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1)" in sql
    assert values == ("x",)


def test_tuples_in_a_list(users, sqlite):
    sql, values = positional(
        select(users.c.id).where(tuple_(users.c.id, users.c.name).in_([(1, "a"), (2, "b")])), sqlite
    )
    assert sql.endswith("(users.id, users.name) IN (VALUES (?, ?), (?, ?))")
    assert values == (1, "a", 2, "b")


def test_literal_execute_writes_the_value_into_the_text(users, sqlite):
    sql, values = positional(
        select(users.c.id).where(users.c.name == bindparam("n", "it's", literal_execute=True)), sqlite
    )
    assert sql.endswith("users.name = 'it''s'")
    assert values == ()


def test_named_values_take_precedence(users, sqlite):
    statement = select(users.c.id).where(users.c.id == bindparam("x", 5), users.c.age == 7)
    assert positional(statement, sqlite)[1] == (5, 7)
    assert positional(statement, sqlite, {"x": 6})[1] == (6, 7)


def test_a_callable_is_called_at_each_execution(users, sqlite):
    numbers = iter(range(5))
    statement = select(users.c.id).where(users.c.id == bindparam("x", callable_=lambda: next(numbers)))
    assert [positional(statement, sqlite)[1] for _ in range(2)] == [(0,), (1,)]


def test_a_missing_value_is_an_error(users, sqlite):
    statement = select(users.c.id).where(users.c.id == bindparam("x"))
    with pytest.raises(exc.InvalidRequestError, match="A value is required for bind parameter 'x'"):
        positional(statement, sqlite)
    with pytest.raises(exc.InvalidRequestError, match="A value is required for bind parameter 'x'"):
        statement.compile(dialect=sqlite).construct_params()


def test_one_name_twice_is_one_value_in_two_places(users, sqlite):
    statement = select(users.c.id).where(users.c.id == bindparam("x"), users.c.age == bindparam("x"))
    assert positional(statement, sqlite, {"x": 4})[1] == (4, 4)


@pytest.mark.parametrize(
    ("style", "sql", "values"),
    [
        ("named", "a = :a_1 AND b = :b_1 AND a = :a_1", {"a_1": 1, "b_1": 2}),
        ("pyformat", "a = %(a_1)s AND b = %(b_1)s AND a = %(a_1)s", {"a_1": 1, "b_1": 2}),
        ("qmark", "a = ? AND b = ? AND a = ?", (1, 2, 1)),
        ("format", "a = %s AND b = %s AND a = %s", (1, 2, 1)),
        ("numeric", "a = :1 AND b = :2 AND a = :1", (1, 2)),
        ("numeric_dollar", "a = $1 AND b = $2 AND a = $1", (1, 2)),
    ],
)
def test_paramstyles(style, sql, values):
    a, b = column("a", Integer), column("b", Integer)
    first = a == 1
    statement = select(a).where(first, b == 2, first)
    text_, params = positional(statement, dialect_with(style))
    assert text_.partition("WHERE ")[2] == sql
    assert params == values


def test_percent_signs_double_where_the_driver_formats():
    statement = select(column("a", Integer) % 5, text("'50%'"))
    assert "a %% %s" in positional(statement, dialect_with("format"))[0]
    assert "'50%%'" in positional(statement, dialect_with("format"))[0]
    assert "a % ?" in positional(statement, dialect_with("qmark"))[0]


def test_parameters_of_a_cte_come_in_the_order_of_the_text(users, sqlite):
    cte = select(users.c.id).where(users.c.name == "inner").cte("c")
    statement = select(literal("first"), cte.c.id).where(cte.c.id == 7)
    assert positional(statement, sqlite)[1] == ("inner", "first", 7)


def test_many_parameter_sets(users, sqlite):
    compiled = insert(users).compile(dialect=sqlite, column_keys=["id", "name"])
    sql, rows = compiled._positional_many([], [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}])
    assert sql == "INSERT INTO users (id, name) VALUES (?, ?)"
    assert rows == [(1, "a"), (2, "b")]
    with pytest.raises(
        exc.InvalidRequestError, match="A value is required for bind parameter 'name', in parameter group 1"
    ):
        compiled._positional_many([], [{"id": 1, "name": "a"}, {"id": 2}])


def test_many_parameter_sets_with_a_value_of_the_statement(users, sqlite):
    statement = update(users).where(users.c.id == bindparam("b_id")).values(name="x")
    compiled = statement.compile(dialect=sqlite)
    rows = compiled._positional_many(statement._statement_key()[1], [{"b_id": 1}, {"b_id": 2}])[1]
    assert rows == [("x", 1), ("x", 2)]


def test_text_takes_types_and_values(sqlite):
    statement = text("SELECT :x, :y").bindparams(bindparam("x", type_=Doubled), y="z")
    assert positional(statement, sqlite, {"x": 3}) == ("SELECT ?, ?", (6, "z"))


def test_text_keeps_casts_and_escaped_colons(sqlite):
    assert positional(text(r"SELECT a::int, '\:b', c:d"), sqlite)[0] == "SELECT a::int, ':b', c:d"


def test_names_that_drivers_do_not_take(users):
    statement = select(column("a b", String)).where(column("a b", String) == "x", column("q%(w)", String) == "y")
    sql, params = positional(statement, dialect_with("pyformat"))
    assert params == {"a_b_1": "x", "qPAwZ_1": "y"}
    assert sql.endswith('"a b" = %(a_b_1)s AND "q%%(w)" = %(qPAwZ_1)s')


def test_literal_binds():
    statement = select(column("a", Integer)).where(
        column("a", Integer).in_([1, 2]),
        column("s", String) == "it's",
        column("s", String) == None,  # noqa: E711
    )
    compiled = statement.compile(compile_kwargs={"literal_binds": True})
    assert str(compiled).endswith("a IN (1, 2) AND s = 'it''s' AND s IS NULL")
    assert compiled.params == {}


def test_literal_binds_of_a_parameter_without_value():
    with pytest.raises(exc.CompileError, match="without a renderable value"):
        select(bindparam("x")).compile(compile_kwargs={"literal_binds": True})


def test_a_literal_cannot_forge_a_parameter_mark(sqlite):
    statement = select(literal("\x01param_1\x02")).where(literal("y") == "y")
    compiled = statement.compile(dialect=sqlite, compile_kwargs={"literal_binds": True})
    assert "'\x01param_1\x02'" in compiled.string
    assert compiled._positional(None)[1] == ()


def test_a_type_puts_an_expression_around_its_values(sqlite):
    class Lower(TypeDecorator):
        impl = String
        cache_ok = True

        def bind_expression(self, bindvalue):
            return func.lower(bindvalue)

        def column_expression(self, colexpr):
            return func.upper(colexpr)

    x = column("x", Lower)
    sql, values = positional(select(x).where(x == "A", x.in_(["B", "C"])), sqlite)
    assert sql.split() == [
        "SELECT",
        "upper(x)",
        "AS",
        "x",
        "WHERE",
        "x",
        "=",
        "lower(?)",
        "AND",
        "x",
        "IN",
        "(lower(?),",
        "lower(?))",
    ]
    assert values == ("A", "B", "C")


def test_a_parameter_without_a_type_takes_the_one_beside_it(users):
    name, number = users.c.name, users.c.id
    assert (number == bindparam("q")).right.type is number.type
    assert (name + bindparam("q")).right.type is name.type
    assert number.in_(bindparam("q", expanding=True)).right.type is number.type
    assert isinstance((number == bindparam("q", type_=String)).right.type, String)


def test_none_is_a_value_where_null_means_nothing_special(users):
    for expression in (
        users.c.id + None,
        users.c.id.op("~")(None),
        users.c.id.bool_op("~")(None),
        users.c.name.match(None),
    ):
        assert list(expression.compile().params.values()) == [None]
    assert str(users.c.name.regexp_match(null())) == "users.name <regexp> NULL"
    with pytest.raises(exc.ArgumentError, match="operators can be used with None/True/False"):
        users.c.name.like(None)


def test_parameters_of_many_rows_take_the_type_of_their_column(sqlite):
    class Strict(TypeDecorator):
        impl = String
        cache_ok = True

        def process_bind_param(self, value, dialect):
            return value.upper()  # None is nothing to call it with

    table = Table("t", MetaData(), Column("a", Strict), Column("b", Strict))
    statement = insert(table).values(a=bindparam("x"), b="k").compile(dialect=sqlite)
    assert statement._positional_many(None, [{"x": "m"}, {"x": "n"}])[1] == [("M", "K"), ("N", "K")]


def test_an_offset_alone_has_a_bound_limit(sqlite, users):
    assert positional(select(users.c.id).offset(2), sqlite)[1] == (-1, 2)


def test_a_list_of_none_is_empty():
    nothing = bindparam("ids", None, expanding=True)
    compiled = select(literal(1)).where(column("x").in_(nothing)).compile(compile_kwargs={"render_postcompile": True})
    assert str(compiled).endswith("WHERE x IN (NULL) AND (1 != 1)")


def test_tuples_are_compared_with_as_many_values():
    with pytest.raises(exc.ArgumentError, match="Wrong number of elements for 2-tuple: it is compared with 3 values"):
        tuple_(column("x"), column("y")) == (1, 2, 3)  # noqa: B015  # the comparison is what is tested
