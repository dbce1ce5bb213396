"""Elements of your own, extensions, hooks, and what Python does with expressions."""

from __future__ import annotations

import copy
import pickle

import pytest

from holdfast import Boolean, Integer, and_, column, exc, func, literal, null, select, true
from holdfast.sql import ClauseElement, SyntaxExtension
from holdfast.sql.compiler import dispatch
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.expressions.element import ColumnElement
from holdfast.sql.functions import FunctionElement, GenericFunction
from tests.sql.conftest import flat


@pytest.fixture
def registration():
    added = []

    def register(cls, function, *dialects):
        added.append(cls)
        dispatch.register(cls, function, *dialects)

    yield register
    for cls in added:
        dispatch.deregister(cls)


def test_the_literal_beside_a_function_of_your_own_is_anonymous(registration):
    class Twice(FunctionElement):
        inherit_cache = True
        name = "twice"
        type = Integer()

    registration(Twice, lambda element, compiler, **kw: f"twice({compiler.process(element.clauses)})")
    assert str(Twice(1) == 3) == "twice(:twice_1) = :param_1"
    assert str(func.twice(1) == 3) == "twice(:twice_1) = :twice_2"


def test_a_custom_element_is_rendered_by_its_function(registration, users):
    class Now(FunctionElement):
        inherit_cache = True
        name = "now"

    registration(Now, lambda element, compiler, **kw: "NOW!")
    assert flat(select(Now(), users.c.id)) == "SELECT NOW!() AS now_1, users.id FROM users".replace("()", "")


def test_rendering_for_one_dialect(registration, sqlite):
    class Word(ColumnElement):
        inherit_cache = True

    registration(Word, lambda element, compiler, **kw: "anywhere")
    registration(Word, lambda element, compiler, **kw: "sqlite", "sqlite")
    assert str(Word()) == "anywhere"
    assert str(Word().compile(dialect=sqlite)) == "sqlite"


def test_a_builtin_element_can_be_rendered_otherwise(registration, users):
    from holdfast.sql.statements.dml import Insert

    registration(Insert, lambda insert, compiler, **kw: compiler.visit_insert(insert.prefix_with("FAST"), **kw))
    assert flat(users.insert().values(id=1)) == "INSERT FAST INTO users (id) VALUES (:id)"


def test_an_element_without_rendering(users, sqlite):
    class Strange(ClauseElement):
        __visit_name__ = "strange"

    with pytest.raises(exc.UnsupportedCompilationError, match="Strange"):
        Strange().compile(dialect=sqlite)


def test_a_function_with_a_type_registers_itself():
    class as_money(GenericFunction):
        type = Integer()
        inherit_cache = True

    assert isinstance(func.as_money(1), as_money)
    assert isinstance(func.as_money(1).type, Integer)
    assert flat(func.AS_MONEY(1)) == "as_money(:as_money_1)"


def test_syntax_extensions(users, registration):
    class Qualify(SyntaxExtension, ClauseElement):
        __visit_name__ = "qualify"

        def __init__(self, predicate):
            self.predicate = predicate

        def apply_to_select(self, select_stmt):
            select_stmt.apply_syntax_extension_point(self.append_replacing_same_type, "post_criteria")

    registration(Qualify, lambda q, compiler, **kw: f"QUALIFY {compiler.process(q.predicate)}")
    statement = select(users.c.id)
    extended = statement.ext(Qualify(users.c.age > 5)).order_by(users.c.id)
    assert flat(extended) == "SELECT users.id FROM users QUALIFY users.age > :age_1 ORDER BY users.id"
    assert "QUALIFY" not in flat(statement)
    with pytest.raises(exc.ArgumentError, match="cannot be applied to insert"):
        users.insert().ext(Qualify(users.c.age > 5))


def test_truth_of_expressions(users):
    assert users.c.id == users.c.id
    assert users.c.id != users.c.name
    assert users.c.id in [users.c.name, users.c.id]
    assert users.c.age not in [users.c.name, users.c.id]
    for undefined in (users.c.id < 5, and_(users.c.id == 1, users.c.id == 2), users.c.id, select(users)):
        with pytest.raises(TypeError, match="Boolean value of this clause is not defined"):
            bool(undefined)


def test_expressions_are_hashable_by_identity(users):
    assert len({users.c.id, users.c.name, users.c.id}) == 2


@pytest.mark.parametrize("op", ["__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"])
def test_the_fast_comparison_is_the_general_one(op):
    x = column("x", Integer)
    general = getattr(ColumnElement, op)(x, 5)
    getattr(x, op)(5)
    fast = getattr(x, op)(5)
    assert str(fast) == str(general)
    assert fast.type is general.type or type(fast.type) is type(general.type)
    assert str(~fast) == str(~general)
    assert select(fast)._statement_key()[0] == select(general)._statement_key()[0]


def test_constants_are_not_taken_by_the_fast_comparison():
    x, flag = column("x", Integer), column("flag", Boolean)
    _ = x == 5
    assert str(x == None) == "x IS NULL"  # noqa: E711
    assert str(flag == True) == "flag = true"  # noqa: E712
    assert str(x == null()) == "x IS NULL"
    assert str(true() == flag) == "true = flag"


def test_copies_and_pickles(users):
    condition = and_(column("x", Integer) == 5, func.lower(column("y")) == literal("z"))
    assert str(copy.copy(condition)) == str(condition)
    assert str(pickle.loads(pickle.dumps(condition))) == str(condition)
    assert pickle.loads(pickle.dumps(null())) is null()


def test_a_statement_can_be_pickled():
    x = column("x", Integer)
    statement = select(x).where(x == 5).order_by(x.desc())
    assert str(pickle.loads(pickle.dumps(statement))) == str(statement)


def test_repr_of_a_parameter_hides_its_value():
    assert "secret" not in repr(BindParameter("password", "secret"))


def test_unsupported_operators():
    with pytest.raises(NotImplementedError, match="Operator 'getitem' is not supported on this expression"):
        column("x", Integer)[0]
    with pytest.raises(
        AttributeError, match="Neither 'ColumnClause' object nor 'Comparator' object has an attribute 'nothing'"
    ):
        _ = column("x", Integer).nothing
