"""Walking through elements, and exchanging parts of them."""

from __future__ import annotations

import pytest

from holdfast import Integer, and_, bindparam, case, column, exc, func, literal, or_, select, tuple_, union
from holdfast.sql import traversal, visitors
from tests.sql.conftest import flat


def test_iterate_meets_all_parts_parents_first(users):
    condition = and_(users.c.id == 5, func.lower(users.c.name) == "x")
    names = [element.__visit_name__ for element in traversal.iterate(condition)]
    assert names[0] == "expression_clauselist"
    assert names.count("column") == 2
    assert names.count("bindparam") == 2
    assert names.index("function") < len(names) - 1


def test_replace_shares_what_does_not_change(users):
    condition = and_(users.c.id == 5, users.c.age == 6)
    same = traversal.replace(condition, lambda element: None)
    assert same is condition


def test_replace_columns(users):
    alias = users.alias("u")
    statement = select(users.c.id).where(users.c.id == 5, case((users.c.age > 1, users.c.name), else_="x") == "y")

    def exchange(element):
        if element is users:
            return alias
        return alias.c[element.key] if element.__visit_name__ == "column" and element.table is users else None

    replaced = traversal.replace(statement, exchange)
    assert flat(replaced) == (
        "SELECT u.id FROM users AS u WHERE u.id = :id_1 "
        "AND CASE WHEN (u.age > :age_1) THEN u.name ELSE :param_1 END = :param_2"
    )
    assert "users.id = :id_1" in flat(statement)


def test_params_replaces_values_by_name(users):
    statement = select(users.c.id).where(users.c.id == bindparam("x", 1))
    assert statement.params(x=2).compile().params == {"x": 2}
    assert statement.compile().params == {"x": 1}


def test_unique_params_makes_names_unique(users):
    statement = select(users.c.id).where(users.c.id == bindparam("x", 1))
    both = union(statement.unique_params(x=5), statement.unique_params(x=6))
    assert both.compile().params == {"x_1": 5, "x_2": 6}


def test_params_belong_to_statements(users):
    with pytest.warns(exc.SADeprecationWarning, match=r"params\(\) and unique_params\(\) methods on non-statement"):
        (users.c.id == bindparam("x", 1)).params(x=5)


def test_cloned_traverse_hands_out_copies(users):
    condition = users.c.id == 5
    changed = visitors.cloned_traverse(condition, {}, {"bindparam": lambda bind: setattr(bind, "value", 9)})
    assert (changed.compile().params, condition.compile().params) == ({"id_1": 9}, {"id_1": 5})


def test_iterate_goes_breadth_first_and_into_from(users):
    names = [element.__visit_name__ for element in visitors.iterate(select(users.c.id).where(users.c.id == 5))]
    assert names[:4] == ["select", "column", "binary", "table"]


def test_a_column_of_a_union_stands_for_those_of_all_selects(users):
    joined = union(select(users.c.id), select(users.c.age)).subquery()
    assert joined.corresponding_column(users.c.age) is joined.c.id


def test_compare(users):
    assert (users.c.id == 5).compare(users.c.id == 5)
    assert not (users.c.id == 5).compare(users.c.id == 6)
    assert not (users.c.id == 5).compare(users.c.age == 5)


def test_compare_takes_operands_of_commutative_operators_in_any_order(users):
    a, b, c = users.c.id, users.c.age, users.c.name
    for one, other in [
        (a == b, b == a),
        (a != b, b != a),
        (a + b, b + a),
        (a + b + 1, 1 + b + a),
        (a == 5, literal(5) == a),
        (and_(a == b, c == "x"), and_(c == "x", b == a)),
        (or_(a == 1, b == 2), or_(b == 2, a == 1)),
        (select(a).where(a == b), select(a).where(b == a)),
    ]:
        assert one.compare(other)
    for one, other in [
        (a - b, b - a),
        (a < b, b > a),
        (c + "x", "x" + c),
        (a == 5, literal(6) == a),
        (a == b, a != b),
        (and_(a == b, b == 1), and_(a == b, a == b)),
        (and_(a == b, b == 1), or_(a == b, b == 1)),
        (a.in_([1, 2]), a.in_([2, 1])),
        (tuple_(a, b), tuple_(b, a)),
        (select(a, b), select(b, a)),
    ]:
        assert not one.compare(other)


def test_visitors_traverse(users):
    found = []
    statement = select(users.c.id).where(users.c.age == 5)
    visitors.traverse(statement, {}, {"bindparam": lambda bind: found.append(bind.value)})
    assert found == [5]


def test_class_visitor(users):
    class Columns(visitors.ClauseVisitor):
        def __init__(self):
            self.names = []

        def visit_column(self, column):
            self.names.append(column.name)

    visitor = Columns()
    visitor.traverse((users.c.id == 5) & (users.c.name == "x"))
    assert visitor.names == ["id", "name"]


def test_replacement_traverse_stops_on(users):
    kept = users.c.id == 5
    changed = visitors.replacement_traverse(
        and_(kept, users.c.id == 6), {"stop_on": [kept]}, lambda e: column("z", Integer) if e is users.c.id else None
    )
    assert flat(changed) == "users.id = :id_1 AND z = :id_2"


def test_replace_selectable(users):
    alias = users.alias("u")
    assert flat(select(users.c.id).replace_selectable(users, alias)) == "SELECT u.id FROM users AS u"
