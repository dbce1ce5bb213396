"""The cache of compiled statements: one compilation a shape, and never another shape's SQL or another call's values."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from holdfast import and_, case, create_engine, exists, func, literal, or_, select, union_all
from holdfast.dialects import sqlite
from holdfast.sql.compiler.compiler import SQLCompiler
from tests.fuzz.language import ROWS, table
from tests.fuzz.test_expressions import filled

DIALECT = sqlite.dialect()


def key_of(statement: Any) -> Any:
    found = statement._generate_cache_key()
    assert found is not None
    return found.key


def text_of(statement: Any) -> str:
    return str(statement.compile(dialect=DIALECT))


# -- random shapes ----------------------------------------------------------------------------------------------------


class Shape(NamedTuple):
    """What is chosen for a SELECT apart from its values: the same shape with other values has the same key."""

    columns: tuple[str, ...]
    conditions: tuple[str, ...]
    distinct: bool
    source: str
    order: str
    limited: str
    label_style: int
    wrapped: str


CONDITIONS: dict[str, Any] = {
    "==": lambda c, v: c.int1 == v,
    "!=": lambda c, v: c.int1 != v,
    "other column": lambda c, v: c.int2 == v,
    "in": lambda c, v: c.int1.in_([v, v + 1, v + 2][: v % 4]),
    "not in": lambda c, v: c.int1.not_in([v]),
    "is null": lambda c, v: c.int1.is_(None),
    "between": lambda c, v: c.int1.between(v, v + 2),
    "like": lambda c, v: c.text1.like(f"%{v}"),
    "like with an escape": lambda c, v: c.text1.like(f"%{v}", escape="/"),
    "and": lambda c, v: and_(c.int1 > v, c.int2 < v),
    "or": lambda c, v: or_(c.int1 > v, c.int2 < v),
    "not": lambda c, v: ~c.bool1,
    "function": lambda c, v: func.abs(c.int1) == v,
    "case": lambda c, v: case((c.int1 == v, 1), else_=v) == 1,
    "exists": lambda c, v: exists().where(table.c.int1 == v).correlate(None),
    "one parameter twice": lambda c, v: (lambda p: or_(c.int1 == p, c.int2 == p))(literal(v)),
    "two parameters": lambda c, v: or_(c.int1 == literal(v), c.int2 == literal(v)),
    "scalar": lambda c, v: c.int1 == select(func.max(table.c.int2)).where(table.c.id == v).scalar_subquery(),
    "text": lambda c, v: c.text1 == str(v),
    "concatenation": lambda c, v: c.text1 + str(v) == "ab",
}
ENTRIES: dict[str, Any] = {
    "id": lambda c: c.id,
    "int1": lambda c: c.int1,
    "text1": lambda c: c.text1,
    "label": lambda c: c.int1.label("x"),
    "other label": lambda c: c.int1.label("y"),
    "sum": lambda c: (c.int1 + c.int2).label("x"),
    "function": lambda c: func.coalesce(c.int1, c.int2),
    "star": lambda c: func.length(c.text1),
}


@st.composite
def shapes(draw: DrawFn) -> Shape:
    return Shape(
        columns=tuple(draw(st.lists(st.sampled_from(sorted(ENTRIES)), min_size=1, max_size=3, unique=True))),
        conditions=tuple(draw(st.lists(st.sampled_from(sorted(CONDITIONS)), max_size=3))),
        distinct=draw(st.booleans()),
        source=draw(st.sampled_from(("table", "alias", "named alias", "subquery", "cte"))),
        order=draw(st.sampled_from(("", "id", "desc", "nulls", "function"))),
        limited=draw(st.sampled_from(("", "limit", "offset", "both"))),
        label_style=draw(st.integers(0, 2)),
        wrapped=draw(st.sampled_from(("", "subquery", "union", "exists"))),
    )


def build(shape: Shape, value: int) -> Any:
    """The statement of a shape, made anew with one value in all its parameters."""
    source: Any = {
        "table": lambda: table,
        "alias": lambda: table.alias(),
        "named alias": lambda: table.alias("other"),
        "subquery": lambda: select(table).where(table.c.id > value - 9).subquery(),
        "cte": lambda: select(table).where(table.c.id > value - 9).cte("rows"),
    }[shape.source]()
    c = source.c
    statement = select(*[ENTRIES[entry](c) for entry in shape.columns])
    statement = statement.where(*[CONDITIONS[condition](c, value) for condition in shape.conditions])
    if shape.distinct:
        statement = statement.distinct()
    order: Any = {
        "": (), "id": (c.id,), "desc": (c.id.desc(),), "nulls": (c.int1.nulls_last(), c.id),
        "function": (func.abs(c.int1 - value), c.id),
    }[shape.order]  # fmt: skip
    statement = statement.order_by(*order)
    if shape.limited in ("limit", "both"):
        statement = statement.limit(value + 1)
    if shape.limited in ("offset", "both"):
        statement = statement.offset(value % 2)
    statement = statement.set_label_style(list(type(statement.get_label_style()))[shape.label_style])
    if shape.wrapped == "subquery":
        return select(func.count()).select_from(statement.subquery())
    if shape.wrapped == "union":
        return union_all(select(literal(value).label("n")), select(func.count()).select_from(statement.subquery()))
    return select(statement.exists()) if shape.wrapped == "exists" else statement


many = settings(
    max_examples=120, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)


@given(shape=shapes(), one=st.integers(0, 9), other=st.integers(0, 9))
@many
def test_other_values_make_no_other_key(shape: Shape, one: int, other: int):
    first, second = build(shape, one), build(shape, other)
    assert key_of(first) == key_of(second)
    assert text_of(first) == text_of(second)


@given(one=shapes(), other=shapes(), changed=st.sampled_from(Shape._fields))
@many
def test_equal_keys_mean_equal_text(one: Shape, other: Shape, changed: str):
    """Shapes that differ in one thing are the likeliest to be mixed up."""
    first, second = build(one, 1), build(one._replace(**{changed: getattr(other, changed)}), 1)
    if text_of(first) != text_of(second):
        assert key_of(first) != key_of(second)


@pytest.fixture(scope="module")
def engines():
    """Two connections to the same rows; the second has no cache."""
    cached, uncached = create_engine("sqlite://"), create_engine("sqlite://", query_cache_size=0)
    with filled(cached) as one, filled(uncached) as other:
        yield one, other
    cached.dispose()
    uncached.dispose()


@given(shape=shapes(), values=st.lists(st.integers(0, 9), min_size=2, max_size=4))
@many
def test_a_cached_statement_gives_the_result_of_its_own_values(engines: Any, shape: Shape, values: list[int]):
    cached, uncached = engines
    for value in values:
        expected = uncached.execute(build(shape, value)).all()
        assert cached.execute(build(shape, value)).all() == expected


# -- counting ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that were compiled since the beginning of the test."""
    compiled: list[str] = []
    original = SQLCompiler.__init__

    def counting(self: Any, *args: Any, **kw: Any) -> None:
        original(self, *args, **kw)
        compiled.append(self.string)

    monkeypatch.setattr(SQLCompiler, "__init__", counting)
    return compiled


def test_a_cached_shape_costs_no_compilation(engines: Any, compilations: list[str]):
    connection, _ = engines
    for number in range(20):
        statement = select(table.c.id.label("counted")).where(table.c.id == number, table.c.int1.in_([number] * number))
        connection.execute(statement.limit(number)).all()
    assert len(compilations) == 1


def test_insert_update_and_delete_are_cached_too(compilations: list[str]):
    engine = create_engine("sqlite://")
    with filled(engine) as connection:
        compilations.clear()
        for number in range(5):
            connection.execute(table.insert().values(id=100 + number, int1=number))
            connection.execute(table.update().where(table.c.id == 100 + number).values(int1=number + 1))
            connection.execute(table.insert(), [{"id": 200 + number}, {"id": 300 + number}])
            connection.execute(table.delete().where(table.c.id == 100 + number))
        assert len(compilations) == 4
        assert connection.scalar(select(func.count()).select_from(table)) == len(ROWS) + 10
    engine.dispose()


def test_what_changes_the_sql_is_part_of_the_key(compilations: list[str]):
    """The keys of the parameters of INSERT and UPDATE, and the translation of schemas."""
    engine = create_engine("sqlite://")
    with filled(engine) as connection:
        connection.exec_driver_sql("ATTACH ':memory:' AS other")
        connection.exec_driver_sql("CREATE TABLE other.fuzz AS SELECT 77 AS id")
        connection.execute(table.insert(), {"id": 100})
        connection.execute(table.insert(), {"id": 101, "int1": 5})
        found = select(table.c.id).order_by(table.c.id.desc()).limit(1)
        assert connection.scalar(found) == 101
        translated = connection.execution_options(schema_translate_map={None: "other"})
        assert translated.scalar(found) == 77
    engine.dispose()
