"""Which columns INSERT and UPDATE set, and what the execution has to call before or fetch after."""

from __future__ import annotations

import pytest

from holdfast import (
    Column,
    Integer,
    MetaData,
    Sequence,
    String,
    Table,
    bindparam,
    column,
    exc,
    func,
    insert,
    select,
    table,
    text,
    tuple_,
    update,
)
from holdfast.dialects.sqlite.pysqlite import PysqliteDialect
from tests.sql.conftest import flat


@pytest.fixture
def things():
    return Table(
        "things",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("called", Integer, default=lambda: 1, onupdate=lambda: 2),
        Column("scalar", Integer, default=5),
        Column("expression", Integer, default=func.now(), onupdate=func.later()),
        Column("server", Integer, server_default=text("7")),
        Column("plain", String(5)),
    )


def test_defaults_of_insert(things, sqlite):
    compiled = insert(things).values(plain="x").compile(dialect=sqlite)
    assert flat(compiled) == (
        "INSERT INTO things (called, scalar, expression, plain) VALUES (?, ?, CURRENT_TIMESTAMP, ?)"
    )
    assert compiled.insert_prefetch == (things.c.called, things.c.scalar)
    assert compiled.postfetch == (things.c.expression, things.c.server)
    assert compiled.postfetch_lastrowid
    values = compiled._positional(compiled._gathered, {"called": 1, "scalar": 5})[1]
    assert values == (1, 5, "x")


def test_a_given_value_takes_the_place_of_the_default(things, sqlite):
    compiled = insert(things).compile(dialect=sqlite, column_keys=["called", "expression"])
    assert flat(compiled) == "INSERT INTO things (called, scalar, expression) VALUES (?, ?, ?)"
    assert compiled.insert_prefetch == (things.c.scalar,)


def test_defaults_of_each_row(things, sqlite):
    compiled = insert(things).values([{"plain": "a"}, {"plain": "b"}]).compile(dialect=sqlite)
    assert compiled.prefetch_names[things.c.called] == ("called_m0", "called_m1")
    assert str(compiled).count("CURRENT_TIMESTAMP") == 2


def test_rows_must_have_the_same_columns(things):
    with pytest.raises(exc.CompileError, match="row 2 has no value for column 'plain'"):
        str(insert(things).values([{"plain": "a"}, {"id": 1}]))


def test_defaults_of_update(things, sqlite):
    compiled = update(things).values(plain="x").compile(dialect=sqlite)
    assert flat(compiled) == "UPDATE things SET called=?, expression=later(), plain=?"
    assert compiled.update_prefetch == (things.c.called,)
    assert compiled.postfetch == (things.c.expression,)


def test_insert_from_select_adds_defaults(things, users, sqlite):
    statement = insert(things).from_select(["plain"], select(users.c.name))
    assert "(plain, called, scalar, expression) SELECT users.name" in flat(statement.compile(dialect=sqlite))
    without = insert(things).from_select(["plain"], select(users.c.name), include_defaults=False)
    assert "(plain) SELECT users.name FROM users" in flat(without.compile(dialect=sqlite))


def test_returning(things, sqlite):
    compiled = insert(things).returning(things.c.id, things.c.server).compile(dialect=sqlite)
    assert [column.name for column in compiled.result_columns] == ["id", "server"]
    assert not compiled.implicit_returning
    assert not compiled.postfetch_lastrowid


def test_return_defaults(things, sqlite):
    compiled = insert(things).values(plain="x").return_defaults().compile(dialect=sqlite)
    assert compiled.implicit_returning
    assert set(compiled.returning) == {things.c.id, things.c.expression, things.c.server}


def test_a_key_that_is_not_generated_by_rowid_is_returned(sqlite):
    table = Table(
        "k", MetaData(), Column("id", String, primary_key=True, server_default=text("'x'")), Column("v", Integer)
    )
    compiled = insert(table).values(v=1).compile(dialect=sqlite)
    assert compiled.implicit_returning
    assert compiled.returning == (table.c.id,)


def test_a_key_from_an_expression_is_prefetched_without_returning():
    class Old(PysqliteDialect):
        insert_returning = False

    table = Table(
        "k", MetaData(), Column("id", Integer, primary_key=True, default=func.next_id()), Column("v", Integer)
    )
    compiled = insert(table).values(v=1).compile(dialect=Old())
    assert compiled.insert_prefetch == (table.c.id,)


def test_sequences_are_left_out_where_there_are_none(sqlite):
    table = Table("k", MetaData(), Column("id", Integer, Sequence("s"), primary_key=True), Column("v", Integer))
    assert flat(insert(table).values(v=1).compile(dialect=sqlite)) == "INSERT INTO k (v) VALUES (?)"


def test_an_insert_without_columns(sqlite):
    table = Table("e", MetaData(), Column("id", Integer, primary_key=True))
    assert flat(insert(table).values({}).compile(dialect=sqlite)) == "INSERT INTO e DEFAULT VALUES"


def test_names_that_the_table_lacks(things):
    with pytest.raises(exc.CompileError, match="Unconsumed column names: nothing"):
        str(insert(things).values(nothing=1))
    with pytest.raises(exc.CompileError, match="Unconsumed column names: nothing"):
        insert(things).compile(column_keys=["nothing"])


def test_a_parameter_named_as_a_column_in_where(users):
    with pytest.raises(exc.CompileError, match="reserved for automatic usage"):
        str(update(users).where(users.c.id == bindparam("id")))


def test_values_may_be_given_in_steps(users):
    statement = insert(users).values(id=1).values({users.c.name: "x"})
    assert flat(statement) == "INSERT INTO users (id, name) VALUES (:id, :name)"
    assert statement.compile().params == {"id": 1, "name": "x"}


def test_single_and_multiple_values_do_not_mix(users):
    with pytest.raises(exc.InvalidRequestError, match="Can't mix"):
        insert(users).values(id=1).values([{"id": 2}])


def test_several_columns_are_set_to_one_row():
    things = table("things", column("id"), column("name"))
    other = table("other", column("a"), column("b"), column("id"))
    both = tuple_(things.c.name, things.c.id)
    row = select(other.c.a, other.c.b).where(other.c.id == things.c.id)
    assert flat(update(things).values({both: row.scalar_subquery()})) == (
        "UPDATE things SET (name, id)=(SELECT other.a, other.b FROM other WHERE other.id = things.id)"
    )
    assert flat(update(things).values({both: tuple_("x", 5)})) == "UPDATE things SET (name, id)=(:param_1, :param_2)"
    with pytest.raises(exc.CompileError, match="Unconsumed column names"):
        flat(update(things).values({tuple_(things.c.name, other.c.a): tuple_(1, 2)}))
