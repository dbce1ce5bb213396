"""Mistakes are found where they are made, and the message says what to do."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from holdfast import (
    ARRAY,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    any_,
    bindparam,
    case,
    cast,
    column,
    create_engine,
    delete,
    exc,
    extract,
    func,
    insert,
    lateral,
    literal,
    select,
    table,
    text,
    tuple_,
    union,
    update,
    values,
)
from holdfast.schema import CreateTable
from holdfast.sql import cte
from tests.sql.conftest import flat


@pytest.fixture(scope="module")
def people() -> Table:
    """A table that another one refers to twice."""
    people = Table("people", MetaData(), Column("id", Integer, primary_key=True), Column("name", String))
    Table(
        "letters",
        people.metadata,
        Column("sender", ForeignKey("people.id")),
        Column("receiver", ForeignKey("people.id")),
    )
    Table("islands", people.metadata, Column("id", Integer))
    return people


def refused(make: Any, error: type[Exception], *words: str) -> None:
    with pytest.raises(error) as caught:
        str(make())
    for word in words:
        assert word in str(caught.value)


def test_joins(people: Table):
    letters, islands = people.metadata.tables["letters"], people.metadata.tables["islands"]
    both_ways = "Please specify the 'onclause' of this join explicitly"
    refused(lambda: people.join(letters), exc.AmbiguousForeignKeysError, "people", "letters", both_ways)
    refused(lambda: people.join(islands), exc.NoForeignKeysError, "people", "islands")
    refused(lambda: select(people).join(islands), exc.InvalidRequestError, "Don't know how to join", "select_from")
    twice = select(people, people.alias()).join(letters, literal(1) == 1)
    refused(lambda: twice, exc.InvalidRequestError, "Can't determine which FROM clause to join from", "select_from")
    refused(lambda: select(people).join("letters"), exc.ArgumentError, "Join target", "'letters'")
    refused(lambda: select(people).join(letters, "x = y"), exc.ArgumentError, "ON clause", "'x = y'")


def test_strings_where_expressions_are_wanted(people: Table):
    for make in (
        lambda: select(people).where("id = 5"),
        lambda: and_("id = 5", people.c.id == 5),
        lambda: select("id"),
        lambda: select(people).select_from("letters"),
        lambda: case(("id = 5", 1)),
        lambda: func.count().filter("id = 5"),
        lambda: cast("5", Integer).label("x").in_("abc"),
    ):
        refused(make, exc.ArgumentError)
    refused(lambda: select(people).where("id = 5"), exc.ArgumentError, "should be explicitly declared as text(")
    refused(lambda: select(people.c.id).order_by("nmae"), exc.CompileError, "Can't resolve label reference", "'nmae'")


def test_tables_where_values_are_wanted(people: Table):
    for make in (
        lambda: people.c.id == people,
        lambda: people.c.id + people,
        lambda: func.max(people),
        lambda: tuple_(people),
        lambda: case((people.c.id == 5, people)),
    ):
        refused(make, exc.ArgumentError, "To create a column expression from a FROM clause row", ".table_valued()")
    refused(lambda: literal(people), exc.ArgumentError, "Literal Python value expected")


def test_values_where_elements_are_wanted(people: Table):
    refused(lambda: select(people).select_from(5), exc.ArgumentError, "FROM expression", "got 5")
    refused(lambda: lateral(5), exc.ArgumentError, "FROM expression", "got 5")
    refused(lambda: cte(people), exc.ArgumentError, "Row returning expression")
    refused(lambda: union(people, select(people)), exc.ArgumentError, "UNION")
    refused(lambda: insert(people).from_select(["id"], text("SELECT 1")), exc.ArgumentError, "SELECT statement")
    refused(lambda: insert(select(people).subquery()), exc.ArgumentError, "subject table")
    refused(lambda: insert(people.join(people.alias(), literal(1) == 1)), exc.ArgumentError, "subject table", "INSERT")
    refused(lambda: update("people"), exc.ArgumentError, "subject table", "'people'")
    refused(lambda: people.c.id.in_(5), exc.ArgumentError, "IN expression list", "got 5")
    refused(lambda: people.c.id.in_(people.c.name), exc.ArgumentError, "IN expression list")


@pytest.mark.parametrize("wrong", ["Integer", 5, object])
def test_types(people: Table, wrong: Any):
    for make in (
        lambda: cast(people.c.id, wrong),
        lambda: bindparam("x", type_=wrong),
        lambda: literal(5, wrong),
        lambda: column("x", wrong),
    ):
        refused(make, exc.ArgumentError, "A SQL type such as Integer")


def test_comparisons_that_mean_nothing(people: Table):
    refused(lambda: people.c.id < None, exc.ArgumentError, "Only '=', '!=', 'is_()'")
    refused(lambda: people.c.name.like(None), exc.ArgumentError, "Only '=', '!=', 'is_()'")
    refused(lambda: any_(people.c.id) + 5, exc.ArgumentError, "Only comparison operators may be used with ANY/ALL")
    refused(lambda: people.c.id["key"], NotImplementedError, "getitem")
    refused(lambda: bool(people.c.id > 5), TypeError, "Boolean value of this clause is not defined")
    refused(lambda: people.c.nmae, AttributeError, "nmae")
    refused(lambda: tuple_(people.c.id, people.c.name).in_([(1, "x"), (2,)]), exc.ArgumentError, "2-tuple", "value 2")
    refused(lambda: column("a", ARRAY(Integer))[1:9:2], exc.ArgumentError, "no step")


def test_columns_of_insert_and_update(people: Table):
    refused(lambda: insert(people).values(nmae="x"), exc.CompileError, "Unconsumed column names: nmae")
    refused(lambda: update(people).values(nmae="x"), exc.CompileError, "Unconsumed column names: nmae")
    refused(lambda: insert(people).from_select(["nmae"], select(people.c.id)), exc.CompileError, "nmae")
    islands = people.metadata.tables["islands"]
    other = update(people).values({islands.c.id: 5}).where(people.c.id == islands.c.id)
    refused(lambda: other, exc.CompileError, "does not support additional tables in the SET clause", "'islands'")
    refused(lambda: insert(people).values([{"id": 1}, {"name": "x"}]), exc.CompileError, "row 2")
    refused(lambda: values(column("a")).data([(1, 2)]), exc.ArgumentError, "1-tuple", "row 1")
    refused(lambda: values(column("a")).data([5]), exc.ArgumentError, "1-tuple", "row 1")


def test_window_frames(people: Table):
    total = func.sum(people.c.id)
    refused(lambda: total.over(rows=(1, 2), range_=(1, 2)), exc.ArgumentError, "only one of 'rows', 'range_'")
    refused(lambda: total.over(rows="all"), exc.ArgumentError, "2-tuple expected", "'all'")
    refused(lambda: total.over(rows=("a", 1)), exc.ArgumentError, "Integer or None expected")
    refused(lambda: total.over(rows=(1, 2), exclude="x) --"), exc.ArgumentError, "exclude is one of")
    refused(lambda: total.over(exclude="TIES"), exc.ArgumentError, "'exclude' requires")
    refused(lambda: func.mode().within_group(), TypeError, "at least one ORDER BY element")


@pytest.mark.parametrize("keyword", ["ondelete", "onupdate", "match", "initially"])
def test_words_that_stand_in_ddl_as_they_are(keyword: str):
    metadata = MetaData()
    Table("parent", metadata, Column("id", Integer))
    key = ForeignKey("parent.id", **{keyword: "CASCADE; DROP TABLE parent"})
    child = Table("child", metadata, Column("parent", Integer, key))
    refused(lambda: CreateTable(child), exc.CompileError, "Unexpected SQL phrase", "DROP TABLE")


def test_words_that_stand_in_sql_as_they_are(people: Table):
    refused(lambda: extract("year FROM now()); --", people.c.id), exc.ArgumentError, "name of a part of a date")
    refused(lambda: CreateTable(Table("t", MetaData(), Column("x", String("5); --")))), ValueError, "5); --")  # type: ignore[arg-type]  # the mistake


def test_wrong_parameter_names(people: Table):
    engine = create_engine("sqlite://")
    people.metadata.create_all(engine)
    with engine.connect() as connection:
        statement = select(people.c.name).where(people.c.id == bindparam("wanted"))
        with pytest.raises(exc.StatementError, match="A value is required for bind parameter 'wanted'"):
            connection.execute(statement, {"wnated": 5})
        with pytest.raises(exc.StatementError, match="'wanted'"):
            connection.execute(delete(people).where(people.c.id == bindparam("wanted")), [{"wanted": 1}, {"other": 2}])
        with pytest.raises(exc.CompileError, match="Unconsumed column names: nmae"):
            connection.execute(insert(people), {"id": 1, "nmae": "x"})
        with pytest.raises(exc.CompileError, match="reserved for automatic usage in the VALUES or SET clause"):
            connection.execute(update(people).where(people.c.id == bindparam("name")).values(name="x"))
        with pytest.raises(exc.ArgumentError, match="doesn't define a bound parameter named 'y'"):
            connection.execute(text("SELECT :x").bindparams(y=5))
    engine.dispose()


def test_a_column_from_no_from(people: Table):
    """The database says it, and the error shows the statement."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection, pytest.raises(exc.OperationalError, match="no such column: nowhere") as caught:
        connection.execute(select(column("nowhere")))
    assert "SELECT nowhere" in str(caught.value)
    engine.dispose()


def test_values_are_not_in_messages_that_need_none(people: Table):
    secret = "hunter2"
    for make in (
        lambda: insert(people).values(nmae=secret),
        lambda: select(table("t", column("x"))).where(column("x") == secret).order_by("y"),
    ):
        with pytest.raises(exc.CompileError) as caught:
            flat(make())
        assert secret not in str(caught.value)


def test_distinct_of_one_column_in_a_list_of_columns(people: Table):
    with pytest.warns(
        exc.SAWarning, match=r"Column-expression-level unary distinct\(\) should not be used outside of an"
    ):
        flat(select(people.c.id, people.c.name.distinct()))
    assert (
        flat(select(func.count(people.c.name.distinct())))
        == "SELECT count(DISTINCT people.name) AS count_1 FROM people"
    )


@pytest.mark.parametrize("name", ["sqlite", "postgresql"])
def test_unknown_column_in_the_set_of_an_upsert(people: Table, name: str):
    upsert = importlib.import_module(f"holdfast.dialects.{name}").insert(people).values(id=1)
    with pytest.warns(
        exc.SAWarning, match="Additional column names not matching any column keys in table 'people': 'nmae'"
    ):
        upsert.on_conflict_do_update(index_elements=["id"], set_={"nmae": "x"})
