"""What the schema constructs describe is what the databases make; the same on each of the three."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest

from holdfast import (
    DDL,
    CheckConstraint,
    Column,
    Computed,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    MetaData,
    Sequence,
    String,
    Table,
    UniqueConstraint,
    event,
    exc,
    func,
    insert,
    inspect,
    literal,
    select,
    text,
)
from holdfast.engine import Engine
from holdfast.schema import CreateTableAs, CreateView
from tests.conftest import Statements


def names(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def test_tables_that_refer_to_each_other(database: Engine):
    """The cycle is cut at the key that is added afterwards, or, in SQLite, needs no cut."""
    metadata = MetaData()
    Table(
        "captains",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("ship", ForeignKey("ships.id", use_alter=True, name="captains_ship")),
    )
    Table(
        "ships",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("captain", ForeignKey("captains.id", name="ships_captain")),
    )
    metadata.create_all(database)
    for table, key in (("captains", "captains_ship"), ("ships", "ships_captain")):
        assert [found["name"] for found in inspect(database).get_foreign_keys(table)] == [key]
    metadata.drop_all(database)
    assert names(database) == set()


def test_a_cycle_that_nobody_cuts_is_cut_where_the_keys_have_names(database: Engine):
    metadata = MetaData()
    for one, other in (("a", "b"), ("b", "c"), ("c", "a")):
        key = ForeignKey(f"{other}.id", name=f"from_{one}_to_{other}")
        Table(one, metadata, Column("id", Integer, primary_key=True), Column("other", key))
    metadata.create_all(database)
    assert names(database) == {"a", "b", "c"}
    with contextlib.ExitStack() as expected:
        if database.dialect.name == "sqlite":
            expected.enter_context(pytest.warns(exc.SAWarning, match="Can't sort tables for DROP"))
        metadata.drop_all(database)
    assert names(database) == set()


def test_sorted_tables_warn_of_a_cycle_and_have_every_table():
    metadata = MetaData()
    Table("a", metadata, Column("id", Integer, primary_key=True), Column("b", ForeignKey("b.id")))
    Table("b", metadata, Column("id", Integer, primary_key=True), Column("a", ForeignKey("a.id")))
    Table("c", metadata, Column("a", ForeignKey("a.id")))
    with pytest.warns(exc.SAWarning, match="Cannot correctly sort tables"):
        assert {table.name for table in metadata.sorted_tables} == {"a", "b", "c"}


def test_composite_keys_with_rules(database: Engine):
    metadata = MetaData()
    parent = Table("parent", metadata, Column("a", Integer, primary_key=True), Column("b", Integer, primary_key=True))
    child = Table(
        "child",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("a", Integer),
        Column("b", Integer),
        ForeignKeyConstraint(["a", "b"], ["parent.a", "parent.b"], ondelete="CASCADE", name="both"),
        UniqueConstraint("a", "b", name="pair"),
        CheckConstraint("a > 0", name="positive"),
    )
    metadata.create_all(database)
    with database.begin() as connection:
        if database.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = off")
        connection.execute(insert(parent).values(a=1, b=2))
        connection.execute(insert(child).values(id=1, a=1, b=2))
    for bad in ({"a": 1, "b": 2}, {"a": -1, "b": 2}):
        with database.connect() as connection, pytest.raises((exc.IntegrityError, exc.OperationalError)):
            connection.execute(insert(child).values(id=2, **bad))
    (key,) = inspect(database).get_foreign_keys("child")
    assert (key["constrained_columns"], key["referred_columns"]) == (["a", "b"], ["a", "b"])
    assert key["options"].get("ondelete") == "CASCADE"


def test_generated_and_default_values(database: Engine):
    metadata = MetaData()
    t = Table(
        "numbers",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("width", Integer, default=lambda: 3, server_default="7"),
        Column("height", Integer, server_default=text("2 * 2")),
        Column("area", Integer, Computed("width * height", persisted=True)),
        Column("word", String(30), server_default="it's 100% \\ :x"),
    )
    metadata.create_all(database)
    with database.begin() as connection:
        connection.execute(insert(t).values(id=1))
        connection.execute(insert(t).values(id=2, width=5, height=6))
        connection.execute(text("INSERT INTO numbers (id) VALUES (3)"))
        rows = connection.execute(select(t).order_by(t.c.id)).all()
    assert [row[1:4] for row in rows] == [(3, 4, 12), (5, 6, 30), (7, 4, 28)]
    assert {row.word for row in rows} == {"it's 100% \\ :x"}


def test_identity_and_sequences(database: Engine):
    metadata = MetaData()
    numbered = Table("numbered", metadata, Column("id", Integer, Identity(start=100, increment=10), primary_key=True))
    metadata.create_all(database)
    has_identity = database.dialect.name == "postgresql"
    with database.begin() as connection:
        keys = [connection.execute(insert(numbered)).inserted_primary_key[0] for _ in range(2)]
        assert keys == ([100, 110] if has_identity else [1, 2])
        sequence = Sequence("counter", start=5)
        if database.dialect.supports_sequences:
            sequence.create(connection)
            assert [connection.scalar(sequence) for _ in range(2)] == [5, 6]
            assert connection.scalar(select(sequence.next_value())) == 7
            sequence.drop(connection)


def test_indexes(database: Engine):
    metadata = MetaData()
    t = Table("people", metadata, Column("id", Integer, primary_key=True), Column("name", String(50), index=True))
    Index("two", t.c.name, t.c.id.desc(), unique=True)
    Index("some", t.c.name, sqlite_where=t.c.id > 5, postgresql_where=t.c.id > 5, mysql_length={"name": 10})
    metadata.create_all(database)
    assert {"ix_people_name", "two", "some"} <= {index["name"] for index in inspect(database).get_indexes("people")}
    t.indexes.clear()


def test_names_by_convention_are_cut_where_they_are_too_long(database: Engine):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    long = "a_rather_long_name_for_a_column_that_goes_on"
    parent = Table("parent", metadata, Column("id", Integer, primary_key=True))
    t = Table(
        "a_rather_long_name_for_a_table",
        metadata,
        Column("id", Integer, primary_key=True),
        Column(long, Integer, ForeignKey(parent.c.id), index=True, unique=False),
        UniqueConstraint(long, "id"),
        CheckConstraint(f"{long} > 0", name="positive"),
    )
    metadata.create_all(database)
    limit = database.dialect.max_identifier_length
    for found in inspect(database).get_indexes(t.name):
        assert len(found["name"]) <= limit
    metadata.create_all(database)
    metadata.drop_all(database)
    assert names(database) == set()


def test_checkfirst(database: Engine):
    t = Table("once", MetaData(), Column("id", Integer))
    t.create(database)
    t.create(database, checkfirst=True)
    with pytest.raises((exc.OperationalError, exc.ProgrammingError)):
        t.create(database)
    t.drop(database)
    t.drop(database, checkfirst=True)
    with pytest.raises((exc.OperationalError, exc.ProgrammingError)):
        t.drop(database)


def test_events_and_conditional_ddl(database: Engine):
    seen = Statements.of(database)
    metadata = MetaData()
    t = Table("watched", metadata, Column("id", Integer, primary_key=True))
    told: list[str] = []
    event.listen(t, "before_create", lambda target, connection, **kw: told.append(f"before {target.name}"))
    event.listen(metadata, "after_drop", lambda target, connection, **kw: told.append("after all"))
    here = DDL("INSERT INTO watched VALUES (1)").execute_if(dialect=database.dialect.name)
    event.listen(t, "after_create", here)
    event.listen(t, "after_create", DDL("nonsense for %(table)s").execute_if(dialect="oracle"))
    event.listen(t, "after_create", DDL("nonsense").execute_if(callable_=lambda ddl, target, bind, **kw: False))
    t.append_constraint(CheckConstraint("id < 0").ddl_if(dialect="oracle"))
    metadata.create_all(database)
    with database.connect() as connection:
        assert connection.scalars(select(t.c.id)).all() == [1]
    metadata.drop_all(database)
    assert told == ["before watched", "after all"]
    assert not any("nonsense" in statement or "CHECK" in statement for statement in seen)


def test_views_and_tables_made_of_a_select(database: Engine):
    metadata = MetaData()
    people = Table("people", metadata, Column("id", Integer, primary_key=True), Column("born", Date))
    adults = CreateView(
        select(people.c.id, (people.c.id * 2).label("twice")).where(people.c.id > 1), "adults", metadata=metadata
    )
    metadata.create_all(database)
    with database.begin() as connection:
        connection.execute(insert(people), [{"id": 1}, {"id": 2}, {"id": 3}])
        assert connection.execute(select(adults.table).order_by(adults.table.c.id)).all() == [(2, 4), (3, 6)]
        copy = CreateTableAs(select(people.c.id, literal("x").label("word")), "copied")
        connection.execute(copy)
        assert connection.scalar(select(func.count()).select_from(copy.table)) == 3
        assert connection.scalar(select(copy.table.c.word).limit(1)) == "x"
    assert inspect(database).get_view_names() == ["adults"]
    metadata.drop_all(database)
    assert names(database) == {"copied"}


def test_names_keep_their_case_and_reserved_words_are_quoted(database: Engine):
    t = Table(
        "Order", MetaData(), Column("select", Integer, primary_key=True), Column("MixedCase", String(10), key="mixed")
    )
    t.create(database)
    with database.begin() as connection:
        connection.execute(insert(t).values(select=1, mixed="x"))
        row = connection.execute(select(t).where(t.c.mixed == "x")).one()
        assert row._mapping[t.c.mixed] == "x"
        assert list(row._mapping) == ["select", "MixedCase"]
    assert [column["name"] for column in inspect(database).get_columns("Order")] == ["select", "MixedCase"]


def test_comments(database: Engine):
    t = Table("noted", MetaData(), Column("id", Integer, comment="it's 100%"), comment="a \\ b: 'c'")
    t.create(database)
    if database.dialect.name != "sqlite":
        assert inspect(database).get_table_comment("noted") == {"text": "a \\ b: 'c'"}
        assert inspect(database).get_columns("noted")[0]["comment"] == "it's 100%"


def test_schemas_are_translated_when_a_statement_is_compiled(database: Engine):
    t = Table("t", MetaData(), Column("id", Integer), schema="tenant")
    here: Any = {"sqlite": "main", "postgresql": "public"}.get(database.dialect.name, database.url.database)
    translated = database.execution_options(schema_translate_map={"tenant": here})
    with translated.begin() as connection:
        t.create(connection)
        connection.execute(insert(t).values(id=5))
        assert connection.scalars(select(t.c.id)).all() == [5]
        assert inspect(connection).has_table("t")
        t.drop(connection)
