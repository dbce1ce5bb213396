"""Parameters and literals say their types where the server could not know them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from holdfast import (
    CHAR,
    BindTyping,
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
    literal,
    select,
)
from holdfast.dialects.postgresql import ARRAY, BIT, JSONB, TIMESTAMP, dialect
from holdfast.types import UserDefinedType, Uuid

DIALECT = dialect()


class Point(UserDefinedType[str]):
    """A type of a user's."""

    cache_ok = True
    render_bind_cast = True
    render_literal_cast = True

    def get_col_spec(self, **kw: Any) -> str:
        return "POINT"

    def literal_processor(self, dialect: Any) -> Any:
        return lambda value: f"'{value}'"


class Guid(TypeDecorator[str]):
    """A type that is another one on each database."""

    impl = String(36)
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> Any:
        return dialect.type_descriptor(Uuid(as_uuid=False) if dialect.name == "postgresql" else String(36))


def compiled(element: Any, **kw: Any) -> str:
    """The SQL of an element."""
    return str(element.compile(dialect=DIALECT, compile_kwargs=kw))


def test_the_dialect_says_how_it_types_parameters() -> None:
    assert DIALECT.bind_typing is BindTyping.RENDER_CASTS


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        (Integer(), "%(x)s::INTEGER"),
        (String(3), "%(x)s::VARCHAR"),
        (String(3).with_variant(JSONB(), "postgresql"), "%(x)s::JSONB"),
        (JSONB().with_variant(String(), "mysql"), "%(x)s::JSONB"),
        (Point(), "%(x)s::POINT"),
        (Guid(), "%(x)s::UUID"),
    ],
)
def test_the_type_that_the_database_uses_decides(type_: Any, expected: str) -> None:
    assert compiled(bindparam("x", type_=type_)) == expected


def test_each_member_of_a_list() -> None:
    assert compiled(column("c", Point()).in_(["a", "b"]), render_postcompile=True) == (
        "c IN (%(c_1_1)s::POINT, %(c_1_2)s::POINT)"
    )


def test_literals() -> None:
    assert compiled(literal("(1,2)", Point()), literal_binds=True) == "'(1,2)'::POINT"
    assert compiled(literal(None, Point()), literal_binds=True) == "NULL"


def test_functions_find_their_arguments(postgresql: Any) -> None:
    with postgresql.connect() as connection:
        assert connection.scalar(select(func.upper("a"))) == "A"
        assert connection.scalar(select(func.pg_typeof(5).cast(String))) == "integer"
        distance = literal("(1,2)", Point()).op("<->", return_type=Integer())(literal("(1,4)", Point()))
        assert connection.scalar(select(distance)) == 2
        assert connection.scalar(select(func.to_char(literal(5), "009"))) == " 005"


TOO_LONG = [
    (BIT(3), "10101"),
    (BIT(3), "1"),
    (BIT(3, varying=True), "10101"),
    (ARRAY(BIT(3)), ["10101"]),
    (ARRAY(CHAR(3)), ["four"]),
    (ARRAY(String(3)), ["four"]),
]


@pytest.mark.parametrize(("type_", "value"), TOO_LONG, ids=str)
def test_no_cast_cuts_a_value_or_fills_it_up(postgresql: Any, type_: Any, value: Any) -> None:
    table = Table("t", MetaData(), Column("id", Integer, primary_key=True), Column("x", type_))
    with postgresql.connect() as connection:
        table.create(connection)
        for statement in (table.insert(), table.insert().returning(table.c.id)):
            for rows in ({"x": value}, [{"x": value}, {"x": value}]):
                with pytest.raises(exc.DataError, match=r"length|too long"), connection.begin_nested():
                    connection.execute(statement, rows)
        for literal_execute in (False, True):
            sent = literal(value, type_, literal_execute=literal_execute)
            assert connection.scalar(select(sent)) == value
        connection.rollback()


@pytest.mark.parametrize(("type_", "value"), [(ARRAY(BIT(3)), ["101"]), (ARRAY(CHAR(3)), ["abc"]), (BIT(3), "101")])
def test_values_that_fit_are_stored_and_found(postgresql: Any, type_: Any, value: Any) -> None:
    table = Table("t", MetaData(), Column("id", Integer, primary_key=True), Column("x", type_))
    with postgresql.connect() as connection:
        table.create(connection)
        connection.execute(table.insert(), [{"x": value}, {"x": value}])
        assert connection.scalars(select(table.c.x).where(table.c.x == value)).all() == [value, value]
        connection.rollback()


def test_a_literal_is_not_rounded_to_the_precision_of_its_type(postgresql: Any) -> None:
    moment = datetime.datetime(2026, 2, 28, 13, 5, 9, 7)
    with postgresql.connect() as connection:
        assert connection.scalar(select(literal(moment, TIMESTAMP(precision=0), literal_execute=True))) == moment


def test_values_that_do_not_fit_are_refused_and_not_cut(postgresql: Any) -> None:
    table = Table("t", MetaData(), Column("id", Integer, primary_key=True), Column("name", String(3)))
    with postgresql.connect() as connection:
        table.create(connection)
        for many in (False, True):
            rows = [{"name": "four"}, {"name": "four"}] if many else {"name": "four"}
            for statement in (table.insert(), table.insert().returning(table.c.id)):
                with pytest.raises(exc.DataError, match="value too long"), connection.begin_nested():
                    connection.execute(statement, rows)
        with pytest.raises(exc.DataError, match="out of range"), connection.begin_nested():
            connection.execute(select(table).where(table.c.id == 2**40))
        connection.rollback()


def test_a_uuid_as_text_is_cast_to_no_length() -> None:
    """A cast to CHAR(32) would cut a longer text, which then is found where it is not."""
    assert compiled(select(bindparam("u", type_=Uuid(native_uuid=False)))) == "SELECT %(u)s::BPCHAR AS anon_1"
    assert compiled(select(bindparam("u", type_=ARRAY(Uuid(native_uuid=False))))) == "SELECT %(u)s::BPCHAR[] AS anon_1"
    assert compiled(select(bindparam("u", type_=Uuid()))) == "SELECT %(u)s::UUID AS anon_1"
