"""`holdfast.ext.compiler`: constructs of your own, and other SQL for those that there are."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import (
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    and_,
    case,
    cast,
    create_engine,
    event,
    exc,
    func,
    insert,
    literal,
    select,
)
from holdfast.dialects import postgresql
from holdfast.dialects import sqlite as sqlite_dialects
from holdfast.ext.compiler import compiles, deregister
from holdfast.schema import CreateColumn, CreateTable, DDLElement
from holdfast.sql.expression import (
    BinaryExpression,
    BooleanClauseList,
    ClauseElement,
    ColumnElement,
    Executable,
    FunctionElement,
    Insert,
)
from holdfast.types import TypeDecorator, UserDefinedType
from tests.sql.conftest import flat

SQLITE, POSTGRESQL = sqlite_dialects.dialect(), postgresql.dialect()


@pytest.fixture
def users() -> Table:
    return Table("users", MetaData(), Column("id", Integer, primary_key=True), Column("name", String(50)))


@pytest.fixture
def overriding() -> Iterator[Any]:
    """`compiles`, undone at the end of the test."""
    touched: list[type] = []

    def override(cls: type, *dialects: str) -> Any:
        touched.append(cls)
        return compiles(cls, *dialects)

    yield override
    for cls in touched:
        deregister(cls)


def test_an_expression_of_your_own():
    class timestamp(ColumnElement):
        type = DateTime()
        inherit_cache = True

    @compiles(timestamp)
    def render(element, compiler, **kw):
        return "CURRENT_TIMESTAMP"

    assert flat(select(timestamp())) == "SELECT CURRENT_TIMESTAMP AS anon_1"
    assert isinstance((timestamp() - timestamp()).type.python_type, type)


def test_a_function_with_a_rule_for_one_dialect_and_one_for_all_others(users):
    class greatest(FunctionElement):
        type = Numeric()
        name = "greatest"
        inherit_cache = True

    @compiles(greatest)
    def default(element, compiler, **kw):
        return compiler.visit_function(element)

    @compiles(greatest, "sqlite")
    def sqlite(element, compiler, **kw):
        one, other = list(element.clauses)
        return compiler.process(case((one > other, one), else_=other), **kw)

    statement = select(users).where(greatest(users.c.id, 5) > 3)
    assert flat(statement).endswith("WHERE greatest(users.id, :greatest_1) > :param_1")
    assert flat(statement.compile(dialect=SQLITE)).endswith(
        "WHERE CASE WHEN (users.id > ?) THEN users.id ELSE ? END > ?"
    )


def test_the_parameters_of_a_custom_construct_are_found_in_the_order_of_its_sql(users):
    class between_ends(FunctionElement):
        name = "between_ends"
        type = Boolean()
        inherit_cache = True

    @compiles(between_ends)
    def backwards(element, compiler, **kw):
        first, second = list(element.clauses)
        return f"{compiler.process(second, **kw)} <> {compiler.process(first, **kw)}"

    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        for one, two in ((1, 2), (3, 4)):
            row = connection.execute(select(between_ends(one, two), literal(one), literal(two))).one()
            assert row[1:] == (one, two)


def test_a_dialect_without_a_rule_is_refused():
    class only_there(ColumnElement):
        inherit_cache = True

    compiles(only_there, "postgresql")(lambda element, compiler, **kw: "there")
    assert str(only_there().compile(dialect=POSTGRESQL)) == "there"
    for compile_it in (lambda: str(only_there()), lambda: select(only_there()).compile(dialect=SQLITE)):
        with pytest.raises(exc.UnsupportedCompilationError, match="construct has no default compilation handler"):
            compile_it()


def test_what_the_library_knows_is_rendered_as_ever_where_no_rule_is(users, overriding):
    class Louder(Insert):
        inherit_cache = True

    overriding(Louder, "sqlite")(lambda element, compiler, **kw: f"{compiler.visit_insert(element, **kw)} /* loud */")
    overriding(BooleanClauseList, "sqlite")(lambda element, compiler, **kw: "both")
    assert flat(Louder(users).values(id=1)) == "INSERT INTO users (id) VALUES (:id)"
    assert flat(Louder(users).values(id=1).compile(dialect=SQLITE)).endswith("/* loud */")
    both = and_(users.c.id == 1, users.c.id == 2)
    assert (str(both), str(both.compile(dialect=SQLITE))) == ("users.id = :id_1 AND users.id = :id_2", "both")


def test_a_function_element_has_a_rule_or_is_refused():
    class unruly(FunctionElement):
        name = "unruly"
        inherit_cache = True

    for _ in range(2):
        with pytest.raises(exc.UnsupportedCompilationError, match="unruly"):
            str(unruly(1))
        compiles(unruly, "sqlite")(lambda element, compiler, **kw: "ruled")
    assert str(unruly(1).compile(dialect=SQLITE)) == "ruled"


def test_a_subclass_is_rendered_by_the_rule_of_its_base():
    class base(ColumnElement):
        inherit_cache = True

    class derived(base):
        inherit_cache = True

    compiles(base)(lambda element, compiler, **kw: type(element).__name__)
    assert str(derived()) == "derived"
    compiles(derived)(lambda element, compiler, **kw: "own rule")
    assert (str(base()), str(derived())) == ("base", "own rule")


def test_a_statement_of_your_own_is_executed(users):
    class InsertFromSelect(Executable, ClauseElement):
        inherit_cache = False

        def __init__(self, table: Any, source: Any) -> None:
            self.table = table
            self.source = source

    @compiles(InsertFromSelect)
    def render(element, compiler, **kw):
        table = compiler.process(element.table, asfrom=True, **kw)
        return f"INSERT INTO {table} {compiler.process(element.source, **kw)}"

    engine = create_engine("sqlite://")
    users.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(InsertFromSelect(users, select(literal(5), literal("Ishmael"))))
        assert connection.execute(select(users)).all() == [(5, "Ishmael")]


def test_the_rows_of_a_statement_of_your_own_can_be_read():
    class Values(Executable, ClauseElement):
        inherit_cache = False

        def __init__(self, *items: Any) -> None:
            self.items = items

    @compiles(Values)
    def render(element, compiler, **kw):
        return f"SELECT {', '.join(compiler.process(literal(item), **kw) for item in element.items)}"

    with create_engine("sqlite://").connect() as connection:
        assert connection.execute(Values(1, "two")).all() == [(1, "two")]


def test_ddl_of_your_own(users):
    class AlterColumn(DDLElement):
        inherit_cache = False

        def __init__(self, column: Any, default: Any) -> None:
            self.column = column
            self.default = default

    @compiles(AlterColumn)
    def render(element, compiler, **kw):
        column = compiler.preparer.format_column(element.column)
        return f"ALTER COLUMN {column} DEFAULT {compiler.sql_compiler.process(element.default, literal_binds=True)}"

    assert str(AlterColumn(users.c.name, literal("it's"))) == "ALTER COLUMN name DEFAULT 'it''s'"


def test_ddl_of_your_own_is_a_listener_of_schema_events(users):
    class Note(DDLElement):
        pass

    @compiles(Note, "sqlite")
    def render(element, compiler, **kw):
        return f"CREATE TABLE note_of_{element.target.name} (id INTEGER)"

    event.listen(users, "after_create", Note())
    engine = create_engine("sqlite://")
    users.metadata.create_all(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM note_of_users").scalar() == 0


def test_an_existing_statement_gets_a_prefix(users, overriding):
    @overriding(Insert)
    def prefixed(element, compiler, **kw):
        return compiler.visit_insert(element.prefix_with("some prefix"), **kw)

    assert flat(insert(users).values(id=1)) == "INSERT some prefix INTO users (id) VALUES (:id)"


def test_what_was_overridden_comes_back(users):
    compiles(Insert)(lambda element, compiler, **kw: "nothing")
    assert str(insert(users)) == "nothing"
    deregister(Insert)
    assert flat(insert(users).values(id=1)) == "INSERT INTO users (id) VALUES (:id)"


def test_an_existing_expression_for_one_dialect_only(users, overriding):
    @overriding(BinaryExpression, "sqlite")
    def bracketed(element, compiler, **kw):
        return f"[{compiler.visit_binary(element, **kw)}]"

    assert str((users.c.id == 5).compile(dialect=SQLITE)) == "[users.id = ?]"
    assert str(users.c.id == 5) == "users.id = :id_1"


def test_existing_ddl(users, overriding):
    @overriding(CreateTable, "sqlite")
    def without_rowid(element, compiler, **kw):
        return f"{compiler.visit_create_table(element, **kw).rstrip()} WITHOUT ROWID"

    @overriding(CreateColumn, "postgresql")
    def marked(element, compiler, **kw):
        return f"{compiler.visit_create_column(element, **kw)} /* {element.element.name} */"

    assert flat(CreateTable(users).compile(dialect=SQLITE)).endswith("PRIMARY KEY (id) ) WITHOUT ROWID")
    assert "/* name */" in str(CreateTable(users).compile(dialect=POSTGRESQL))
    assert "WITHOUT" not in str(CreateTable(users))


def test_existing_types(overriding):
    @overriding(String, "sqlite")
    def text(type_, compiler, **kw):
        return f"MYSTRING({type_.length})"

    assert String(5).compile(dialect=SQLITE) == "MYSTRING(5)"
    assert String(5).compile(dialect=POSTGRESQL) == "VARCHAR(5)"


def test_types_of_your_own():
    class Money(UserDefinedType):
        cache_ok = True

    class Cents(TypeDecorator):
        impl = Integer
        cache_ok = True

    compiles(Money)(lambda type_, compiler, **kw: "MONEY")
    compiles(Money, "sqlite")(lambda type_, compiler, **kw: "INTEGER /* cents */")
    compiles(Cents, "sqlite")(lambda type_, compiler, **kw: f"{compiler.visit_INTEGER(type_, **kw)} /* cents */")
    assert Money().compile() == "MONEY"
    assert str(cast(literal(5), Money).compile(dialect=SQLITE)) == "CAST(? AS INTEGER /* cents */)"
    assert (Cents().compile(), Cents().compile(dialect=SQLITE)) == ("INTEGER", "INTEGER /* cents */")


def test_a_construct_without_a_word_on_caching_is_warned_of_when_it_is_executed():
    class unsaid(ColumnElement):
        type = Integer()

    class uncached(ColumnElement):
        type = Integer()
        inherit_cache = False

    for cls in (unsaid, uncached):
        compiles(cls)(lambda element, compiler, **kw: "7")
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        with pytest.warns(exc.SAWarning, match="Class unsaid will not make use of SQL compilation caching"):
            assert connection.execute(select(unsaid())).scalar() == 7
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert connection.execute(select(uncached())).scalar() == 7
            assert flat(select(unsaid())) == "SELECT 7 AS anon_1"


def test_inherit_cache_takes_the_parts_of_the_base_for_the_whole():
    class plus_one(FunctionElement):
        name = "plus_one"
        type = Integer()
        inherit_cache = True

    rendered = []

    @compiles(plus_one)
    def render(element, compiler, **kw):
        rendered.append(element)
        return f"({compiler.process(element.clauses, **kw)} + 1)"

    with create_engine("sqlite://").connect() as connection:
        assert [connection.execute(select(plus_one(number))).scalar() for number in (1, 5, 9)] == [2, 6, 10]
    assert len(rendered) == 1


def test_a_subclass_says_anew_whether_it_is_cached():
    class base(FunctionElement):
        name = "base"
        inherit_cache = True

    class derived(base):
        factor = 2

    assert select(base(1))._statement_key() is not None
    with pytest.warns(exc.SAWarning, match="Class derived"):
        assert select(derived(1))._statement_key() is None


def test_a_function_element_in_from(users):
    class series(FunctionElement):
        name = "series"
        inherit_cache = True

    @compiles(series)
    def render(element, compiler, **kw):
        return f"generate_series({compiler.process(element.clauses, **kw)})"

    rows = series(1, 5).table_valued("value", name="numbers")
    assert flat(select(rows.c.value)) == ("SELECT numbers.value FROM generate_series(:series_1, :series_2) AS numbers")


def test_only_what_is_compiled_can_have_a_rule():
    with pytest.raises(exc.ArgumentError, match="takes a class of SQL elements"):
        compiles(int)


def test_the_rule_of_an_unregistered_construct_is_missing():
    class forgotten(ColumnElement):
        inherit_cache = True

    with pytest.raises(exc.UnsupportedCompilationError, match="forgotten"):
        select(forgotten()).compile(dialect=SQLITE)


def test_functions_of_the_library_can_be_rendered_otherwise(overriding):
    overriding(func.now().__class__, "sqlite")(lambda element, compiler, **kw: "strftime('%s', 'now')")
    assert flat(select(func.now()).compile(dialect=SQLITE)) == "SELECT strftime('%s', 'now') AS now_1"


def test_foreign_keys_and_other_parts_of_ddl_have_rules_too(users, overriding):
    orders = Table("orders", users.metadata, Column("user_id", ForeignKey("users.id")))
    overriding(type(next(iter(orders.foreign_key_constraints))))(lambda element, compiler, **kw: "/* no keys */")
    assert "/* no keys */" in str(CreateTable(orders))
