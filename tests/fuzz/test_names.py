"""Whatever a name looks like: it is quoted right, or refused; it is never interpreted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings

from holdfast import (
    JSON,
    CheckConstraint,
    Column,
    Enum,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Sequence,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    column,
    delete,
    exc,
    func,
    insert,
    inspect,
    literal,
    select,
    table,
    text,
    union_all,
    update,
    values,
)
from holdfast.engine import Connection, Engine
from holdfast.sql.expression import ReleaseSavepointClause, RollbackToSavepointClause, SavepointClause
from tests.fuzz.names import allowed, names

#: Names that were wrong once, and those that other libraries are known to fall for.
KNOWN = (
    'a"b', "a'b", "a`b", "100%", "%(x)s", ":x", "a.b", "?", "--", "select", "a\\", "Ünïcode 日本", "__[POSTCOMPILE_x]",
)  # fmt: skip


def many(examples: int) -> Any:
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )


def known_names(check: Any) -> Any:
    for name in KNOWN:
        check = example(name=name)(check)
    return check


@contextmanager
def canary(engine: Engine) -> Iterator[Connection]:
    """A connection to a database with a table that has to survive."""
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE canary (id INTEGER)")
        connection.exec_driver_sql("INSERT INTO canary VALUES (1)")
        connection.commit()
        yield connection
        connection.rollback()
        assert connection.exec_driver_sql("SELECT id FROM canary").all() == [(1,)]


def examples_for(engine: Engine, few: int = 40) -> int:
    return 60 if engine.dialect.name == "sqlite" else few


def test_tables_columns_indexes_and_constraints(database: Engine):
    with canary(database) as connection:

        @known_names
        @given(name=names)
        @many(examples_for(database, 25))
        def check(name: str) -> None:
            assume(allowed(name, database.dialect.name))
            metadata = MetaData()
            t = Table(
                name,
                metadata,
                Column("plain", Integer, primary_key=True, autoincrement=False),
                Column(name, String(50)),
                UniqueConstraint(name, name=f"u{name}"),
                CheckConstraint(column(name) != "impossible", name=f"c{name}"),
                Index(f"i{name}", name, "plain"),
            )
            child = Table("child", metadata, Column("parent", ForeignKey(t.c.plain, name=f"f{name}"), primary_key=True))
            metadata.create_all(connection)
            connection.commit()
            try:
                assert {name, "child"} <= set(inspect(connection).get_table_names())
                assert [found["name"] for found in inspect(connection).get_columns(name)] == ["plain", name]

                connection.execute(insert(t), [{"plain": 1, name: name}, {"plain": 2, name: "other"}])
                connection.execute(insert(child).values(parent=1))
                joined = select(t, child).join(child).where(t.c[name] == name)
                row = connection.execute(joined).one()
                assert row._mapping[name] == row._mapping[t.c[name]] == name
                assert list(row._mapping) == ["plain", name, "parent"]
                connection.execute(update(t).where(t.c[name] == "other").values({name: f"{name}2"}))
                assert connection.scalars(select(t.c[name]).order_by(t.c.plain)).all() == [name, f"{name}2"]
                assert connection.scalars(select(t.c[name]).order_by(name).limit(1)).all() in ([name], [f"{name}2"])
                assert connection.execute(delete(t).where(t.c[name] == f"{name}2")).rowcount == 1
            finally:
                connection.rollback()
                metadata.drop_all(connection)
                connection.commit()

        check()


def test_names_within_a_select(database: Engine):
    with canary(database) as connection:

        @known_names
        @given(name=names)
        @many(examples_for(database))
        def check(name: str) -> None:
            assume(allowed(name, database.dialect.name))
            number = literal(5, Integer)
            row = connection.execute(select(number.label(name), (number + 1).label(f"{name}2"))).one()
            assert list(row._mapping.items()) == [(name, 5), (f"{name}2", 6)]
            inner = select(number.label(name))
            for source in (inner.subquery(name), inner.cte(name), inner.subquery(name).select().subquery()):
                row = connection.execute(select(source, source.c[name].label("again")).where(source.c[name] == 5)).one()
                assert list(row._mapping.items()) == [(name, 5), ("again", 5)]
            assert connection.scalars(select(number.label(name)).order_by(name)).all() == [5]
            both = union_all(select(number.label(name)), select(literal(4, Integer))).order_by(name)
            assert connection.scalars(both).all() == [4, 5]
            canaries = table("canary", column("id", Integer)).alias(name)
            assert connection.scalars(select(canaries.c.id).group_by(canaries.c.id)).all() == [1]

        check()


def test_parameters(database: Engine):
    with canary(database) as connection:

        @known_names
        @given(name=names)
        @many(examples_for(database))
        def check(name: str) -> None:
            parameter = bindparam(name, type_=String())
            assert connection.execute(select(parameter, literal("x")), {name: name}).one() == (name, "x")
            assert connection.scalar(select(parameter), {name: None}) is None
            assert connection.scalar(select(literal(1)).where(parameter == literal(name)), {name: name}) == 1
            listed = bindparam(name, expanding=True, type_=String())
            statement = select(literal(1)).where(literal(name).in_(listed))
            assert connection.scalar(statement, {name: ["x1", name, "y1"]}) == 1
            assert connection.scalar(statement, {name: []}) is None

        check()


def test_values(database: Engine):
    with canary(database) as connection:

        @known_names
        @given(name=names)
        @many(examples_for(database))
        def check(name: str) -> None:
            value = literal(name, String())
            conditions = [value == name, value.in_([name, "x"])]
            conditions += [value.contains(name, autoescape=True), value.startswith(name, autoescape=True)]
            statement = select(value.label("x")).where(*conditions)
            assert connection.scalars(statement).all() == [name]
            sql = statement.compile(database, compile_kwargs={"literal_binds": True}).string
            assert connection.exec_driver_sql(sql).scalars().all() == [name]
            rows = values(column("x", String), name="v").data([(name,)]).cte("v")
            assert connection.scalars(select(rows.c.x)).all() == [name]
            quoted = text("SELECT CAST(:v AS CHAR(99)) AS x").bindparams(v=name)
            assert connection.execute(quoted).one()[0].rstrip() == name.rstrip()

        check()


def test_json_keys(database: Engine):
    t = Table("documents", MetaData(), Column("id", Integer, primary_key=True), Column("body", JSON))
    t.metadata.create_all(database)
    with canary(database) as connection:

        @known_names
        @given(name=names)
        @many(examples_for(database))
        def check(name: str) -> None:
            assume(not (database.dialect.name == "sqlite" and '"' in name))
            # MariaDB 10.11 finds no key that begins with a hyphen: JSON_EXTRACT('{"-": 1}', '$."-"') is NULL.
            assume(not (database.dialect.name in ("mysql", "mariadb") and name.startswith("-")))
            document = {name: name, "other": 7, "deep": {name: [1, {name: "found"}]}}
            connection.execute(insert(t).values(id=1, body=document))
            assert connection.scalar(select(t.c.body)) == document
            assert connection.scalar(select(t.c.body[name].as_string())) == name
            assert connection.scalar(select(t.c.body[("deep", name, 1, name)].as_string())) == "found"
            assert connection.scalar(select(t.c.id).where(t.c.body[name].as_string() == name)) == 1
            assert connection.scalar(select(t.c.body[name + "!"].as_string())) is None
            connection.rollback()

        check()


def test_collations(database: Engine):
    with canary(database) as connection:

        @known_names
        @given(name=names)
        @many(examples_for(database, 25))
        def check(name: str) -> None:
            with pytest.raises(exc.DBAPIError):
                connection.execute(select(literal("a")).where(literal("a").collate(f"{name}!") == "a"))
            connection.rollback()

        check()


def test_functions(database: Engine):
    with canary(database) as connection:

        @known_names
        @given(name=names)
        @many(examples_for(database, 25))
        def check(name: str) -> None:
            with pytest.raises(exc.DBAPIError):
                connection.execute(select(getattr(func, f"no {name}!")(1)))
            connection.rollback()

        check()


def test_savepoints(database: Engine):
    with canary(database) as connection:

        @known_names
        @given(name=names)
        @many(examples_for(database))
        def check(name: str) -> None:
            assume(allowed(name, database.dialect.name))
            connection.execute(SavepointClause(name))
            connection.exec_driver_sql("DELETE FROM canary")
            connection.execute(RollbackToSavepointClause(name))
            connection.execute(ReleaseSavepointClause(name))
            assert connection.exec_driver_sql("SELECT count(*) FROM canary").scalar() == 1
            with pytest.raises(exc.DBAPIError):
                connection.execute(ReleaseSavepointClause(name))
            connection.rollback()

        check()


def test_sequences(database: Engine):
    if not database.dialect.supports_sequences:
        pytest.skip(f"{database.dialect.name} has no sequences")
    with canary(database) as connection:

        @known_names
        @given(name=names)
        @many(25)
        def check(name: str) -> None:
            assume(allowed(name, database.dialect.name))
            sequence = Sequence(name, start=7)
            sequence.create(connection)
            try:
                assert connection.scalar(sequence) == 7
                assert connection.scalar(select(sequence.next_value().label("n"))) == 8
                assert name in inspect(connection).get_sequence_names()
            finally:
                connection.rollback()
                sequence.drop(connection, checkfirst=True)
                connection.commit()

        check()


def test_texts_in_ddl(database: Engine):
    """Server defaults, comments, values of CHECK and of enumerated types are literals."""
    with canary(database) as connection:

        @known_names
        @given(name=names)
        @many(examples_for(database, 25))
        def check(name: str) -> None:
            # MariaDB cuts blanks at the end of the values of ENUM.
            assume(allowed(name, database.dialect.name))
            kinds = Enum(name, f"{name}!", name=f"k{name}", create_constraint=True)
            t = Table(
                "texts",
                MetaData(),
                Column("id", Integer, primary_key=True, autoincrement=False, comment=name),
                Column("kind", kinds),
                Column("word", String(60), server_default=name),
                CheckConstraint(column("word") != f"{name}?", name="no_question"),
                comment=f"{name}.",
            )
            t.metadata.create_all(connection)
            connection.commit()
            try:
                connection.execute(insert(t).values(id=1, kind=name))
                assert connection.execute(select(t.c.kind, t.c.word)).one() == (name, name)
                assert connection.scalar(select(t.c.id).where(t.c.kind == name)) == 1
                if database.dialect.name != "sqlite":
                    assert inspect(connection).get_table_comment("texts")["text"] == f"{name}."
                    assert inspect(connection).get_columns("texts")[0]["comment"] == name
                with pytest.raises((exc.IntegrityError, exc.OperationalError)):
                    connection.execute(insert(t).values(id=2, word=f"{name}?"))
            finally:
                connection.rollback()
                t.metadata.drop_all(connection)
                connection.commit()

        check()


def test_a_json_key_that_sqlite_cannot_spell_is_refused(sqlite: Engine):
    documents = table("documents", column("body", JSON))
    with canary(sqlite) as connection, pytest.raises(exc.StatementError, match="cannot spell the double quote"):
        connection.execute(select(documents.c.body['a"b']))


@pytest.mark.parametrize("name", ["\x00", "a\x00b"])
def test_a_name_with_a_nul_character_is_refused(database: Engine, name: str):
    with canary(database) as connection:
        for statement in (select(literal(1).label(name)), select(column(name)), select(table(name, column("x")))):
            with pytest.raises((exc.SQLAlchemyError, ValueError)):
                connection.execute(statement)
            connection.rollback()


@pytest.mark.parametrize("length", [64, 65, 300])
def test_a_name_that_is_too_long_is_refused_or_kept_whole(database: Engine, length: int):
    """Never cut: the column that it names would be another one, or none."""
    name = "n" * length
    t = Table("long", MetaData(), Column(name, Integer))
    with canary(database) as connection:
        try:
            t.create(connection)
        except (exc.IdentifierError, exc.DBAPIError):
            return
        assert [found["name"] for found in inspect(connection).get_columns("long")] == [name]
