"""The key of a statement: equal for statements that differ in values only, different for all others."""

from __future__ import annotations

import pytest

from holdfast import (
    Integer,
    String,
    bindparam,
    case,
    cast,
    column,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    table,
    text,
    tuple_,
    union,
    update,
    values,
)
from holdfast.sql.expressions.element import ColumnElement


def key(statement):
    return statement._statement_key()[0]


def test_values_are_not_in_the_key(users):
    assert key(select(users).where(users.c.id == 5)) == key(select(users).where(users.c.id == 6))


def test_parameters_are_gathered_in_a_fixed_order(users):
    statement = select(users).where(users.c.id == 5, users.c.name == "x").limit(3)
    assert [bind.value for bind in statement._statement_key()[1]] == [5, "x", 3]


def test_the_number_of_values_of_an_in_list_is_not_in_the_key(users):
    assert key(select(users).where(users.c.id.in_([1]))) == key(select(users).where(users.c.id.in_([1, 2, 3])))


SHAPES = [
    lambda u: select(u),
    lambda u: select(u.c.id),
    lambda u: select(u.c.name),
    lambda u: select(u.c.id, u.c.name),
    lambda u: select(u.c.id.label("x")),
    lambda u: select(u.c.id.label("y")),
    lambda u: select(u).distinct(),
    lambda u: select(u).where(u.c.id == 5),
    lambda u: select(u).where(u.c.id != 5),
    lambda u: select(u).where(u.c.id == None),  # noqa: E711
    lambda u: select(u).where(u.c.age == 5),
    lambda u: select(u).where(u.c.id.in_([5])),
    lambda u: select(u).where(u.c.id.not_in([5])),
    lambda u: select(u).where(u.c.id == literal(5, String)),
    lambda u: select(u).where(u.c.id == bindparam("x")),
    lambda u: select(u).where(u.c.id == bindparam("y")),
    lambda u: select(u).having(u.c.id == 5),
    lambda u: select(u).where(u.c.name.like("x")),
    lambda u: select(u).where(u.c.name.like("x", escape="/")),
    lambda u: select(u).where(u.c.name.like("x", escape="^")),
    lambda u: select(u).order_by(u.c.id),
    lambda u: select(u).order_by(u.c.id.desc()),
    lambda u: select(u).group_by(u.c.id),
    lambda u: select(u).limit(5),
    lambda u: select(u).offset(5),
    lambda u: select(u).where(u.c.id == 1, u.c.id == 2),
    lambda u: select(u).where(or_(u.c.id == 1, u.c.id == 2)),
    lambda u: select(u).with_for_update(),
    lambda u: select(u).with_for_update(read=True),
    lambda u: select(u).prefix_with("X"),
    lambda u: select(func.max(u.c.id)),
    lambda u: select(func.min(u.c.id)),
    lambda u: select(func.foo(u.c.id)),
    lambda u: select(func.foo(u.c.id, type_=Integer)),
    lambda u: select(func.max(u.c.id).over()),
    lambda u: select(func.max(u.c.id).over(order_by=u.c.id)),
    lambda u: select(func.max(u.c.id).over(partition_by=u.c.id)),
    lambda u: select(cast(u.c.id, String)),
    lambda u: select(cast(u.c.id, String(5))),
    lambda u: select(case((u.c.id == 1, 2))),
    lambda u: select(case((u.c.id == 1, 2), else_=3)),
    lambda u: select(u.alias()),
    lambda u: select(u.alias("a")),
    lambda u: select(u.alias("b")),
    lambda u: select(u).select_from(u.alias()),
    lambda u: select(select(u).subquery()),
    lambda u: select(select(u).cte("x")),
    lambda u: select(select(u).lateral()),
    lambda u: select(text("x")),
    lambda u: select(literal_column("x")),
    lambda u: select(column("x")),
    lambda u: select(table("x", column("x"))),
    lambda u: select(u.c.id).union(select(u.c.age)),
    lambda u: select(u.c.id).union_all(select(u.c.age)),
    lambda u: insert(u),
    lambda u: insert(u).values(id=1),
    lambda u: insert(u).values(name="x"),
    lambda u: insert(u).values([{"id": 1}, {"id": 2}]),
    lambda u: insert(u).returning(u.c.id),
    lambda u: update(u).values(name="x"),
    lambda u: update(u).values(name=None, age=1),
    lambda u: update(u).where(u.c.id == 1),
    lambda u: select(values(column("q", Integer), name="v").data([(1,)])),
    lambda u: select(values(column("q", Integer), name="v").data([(1,), (2,)])),
    lambda u: select(tuple_(u.c.id, u.c.age) == (1, 2)),
]


def test_different_shapes_have_different_keys(users):
    keys = [key(shape(users)) for shape in SHAPES]
    for number, one in enumerate(keys):
        assert one not in keys[:number], number


@pytest.mark.parametrize("number", range(len(SHAPES)))
def test_a_shape_built_twice_has_one_key(users, number):
    assert key(SHAPES[number](users)) == key(SHAPES[number](users))


def test_anonymous_aliases_are_told_apart_by_their_order(users):
    def crossed(first, second):
        one, two = users.alias(), users.alias()
        pair = (one, two)
        return select(one.c.id, two.c.id).where(pair[first].c.id == pair[second].c.age)

    assert key(crossed(0, 1)) == key(crossed(0, 1))
    assert key(crossed(0, 1)) != key(crossed(1, 0))


def test_one_parameter_used_twice_is_not_two_parameters(users):
    shared = literal(5)
    assert key(select(users).where(users.c.id == shared, users.c.age == shared)) != key(
        select(users).where(users.c.id == literal(5), users.c.age == literal(5))
    )


def test_recursive_cte(users):
    def numbers(start):
        cte = select(literal(start).label("n")).cte("numbers", recursive=True)
        return select(cte.union_all(select(cte.c.n + 1).where(cte.c.n < 10)))

    assert key(numbers(1)) == key(numbers(2))


def test_a_custom_element_is_not_cached_unless_it_says_so(users):
    class Mine(ColumnElement):
        inherit_cache = False

    class Cached(ColumnElement):
        inherit_cache = True

    assert select(Mine())._statement_key() is None
    assert select(users).where(Mine() == 5)._statement_key() is None
    assert select(Cached())._statement_key() is not None


def test_the_order_of_clauses_in_the_program_does_not_mix_up_parameters(users, sqlite):
    one = select(users.c.id).limit(3).where(users.c.id == 1)
    two = select(users.c.id).where(users.c.id == 1).limit(3)
    for statement in (one, two):
        gathered = statement._statement_key()[1]
        compiled = statement.compile(dialect=sqlite)
        assert compiled._positional(gathered)[1][:2] == (1, 3)


def test_compound_members_count(users):
    one, two = select(users.c.id), select(users.c.age)
    assert key(union(one, two)) != key(union(two, one))
