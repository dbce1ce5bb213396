"""``MetaData.reflect()``: which tables it reads, into what, and that they can be created again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from holdfast import Column, Integer, MetaData, String, Table, exc, inspect, select, text
from holdfast.engine import Engine
from holdfast.schema import CreateView
from tests.engine.reflection.schema import NAMES, create, described, tables


@pytest.fixture
def filled(database: Engine) -> Engine:
    metadata = create(database)
    with database.begin() as connection:
        view = select(metadata.tables["child"].c.name)
        connection.execute(CreateView(view, "names", metadata=MetaData()))
    return database


@pytest.fixture
def schema(database: Engine) -> Iterator[str]:
    """Another schema of the same database."""
    if database.dialect.name == "sqlite":
        pytest.skip("a foreign key of SQLite stays in its file")
    name = f"{database.url.database}_other" if database.dialect.name == "mariadb" else "other"
    with database.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    yield name


def test_everything(filled: Engine) -> None:
    metadata = MetaData()
    metadata.reflect(filled)
    assert sorted(metadata.tables) == NAMES
    metadata = MetaData()
    metadata.reflect(filled, views=True)
    assert sorted(metadata.tables) == sorted([*NAMES, "names"])
    assert list(metadata.tables["names"].c.keys()) == ["name"]


def test_only_some(filled: Engine) -> None:
    metadata = MetaData()
    metadata.reflect(filled, only=["child", "employee"])
    assert sorted(metadata.tables) == ["child", "employee", "parent"]
    metadata = MetaData()
    metadata.reflect(filled, only=["child", "employee"], resolve_fks=False)
    assert sorted(metadata.tables) == ["child", "employee"]
    metadata = MetaData()
    metadata.reflect(filled, only=lambda name, into: name.endswith("hand") and into is metadata)
    assert sorted(metadata.tables) == ["left_hand", "right_hand"]


def test_names_that_are_not_there(filled: Engine) -> None:
    metadata = MetaData()
    with pytest.raises(exc.InvalidRequestError, match=r"requested table\(s\) not available in .*: \(nope, neither\)"):
        metadata.reflect(filled, only=["nope", "parent", "neither"])
    with pytest.raises(exc.InvalidRequestError, match=r"\(names\)"):
        metadata.reflect(filled, only=["names"])
    assert not metadata.tables


def test_tables_of_the_program_are_left_alone(filled: Engine) -> None:
    metadata = MetaData()
    table = Table("parent", metadata, Column("code", String(99)), Column("mine", Integer))
    metadata.reflect(filled)
    assert list(table.c.keys()) == ["code", "mine"]
    metadata.reflect(filled, extend_existing=True, autoload_replace=False)
    assert table.c.code.type.length == 99
    assert {"id", "area", "mine"} <= set(table.c.keys())
    metadata.reflect(filled, extend_existing=True)
    assert table.c.code.type.length == 20
    assert len([index for index in table.indexes if index.name == "uq_code"]) <= 1


def test_reading_twice_changes_nothing(filled: Engine) -> None:
    metadata = MetaData()

    def counted() -> dict[str, tuple[int, ...]]:
        return {
            name: (len(t.c), len(t.constraints), len(t.indexes), len(t.foreign_keys))
            for name, t in metadata.tables.items()
        }

    metadata.reflect(filled)
    before = counted()
    metadata.reflect(filled)
    metadata.reflect(filled, extend_existing=True)
    assert counted() == before


def test_tables_come_in_an_order_that_they_can_be_created_in(filled: Engine) -> None:
    metadata = MetaData()
    metadata.reflect(filled, only=["parent", "child", "employee"])
    names = [table.name for table in metadata.sorted_tables]
    assert names.index("parent") < names.index("child")


# Tables that refer to each other can be dropped and created where there is ALTER alone.
WITHOUT_CYCLES = ["parent", "child", "employee"]


def test_tables_created_again_are_the_same(filled: Engine) -> None:
    metadata = MetaData()
    metadata.reflect(filled, only=WITHOUT_CYCLES if not filled.dialect.features.alter_constraints else None)
    before = {name: described(inspect(filled), name) for name in metadata.tables}
    with filled.begin() as connection:
        connection.execute(text("DROP VIEW names"))
    metadata.drop_all(filled)
    assert not set(metadata.tables) & set(inspect(filled).get_table_names())
    metadata.create_all(filled)
    assert {name: described(inspect(filled), name) for name in metadata.tables} == before


def test_copies_for_another_metadata(filled: Engine) -> None:
    metadata, other = MetaData(), MetaData()
    metadata.reflect(filled, only=WITHOUT_CYCLES)
    for table in metadata.tables.values():
        table.to_metadata(other)
    before = {name: described(inspect(filled), name) for name in WITHOUT_CYCLES}
    with filled.begin() as connection:
        connection.execute(text("DROP VIEW names"))
    metadata.drop_all(filled)
    other.create_all(filled)
    assert {name: described(inspect(filled), name) for name in WITHOUT_CYCLES} == before


def test_another_schema(database: Engine, schema: str) -> None:
    metadata = MetaData()
    tables(metadata, schema)
    metadata.create_all(database)
    assert inspect(database).get_table_names() == []
    assert sorted(inspect(database).get_table_names(schema)) == NAMES
    reflected = MetaData()
    reflected.reflect(database, schema=schema)
    assert sorted(reflected.tables) == [f"{schema}.{name}" for name in NAMES]
    child = reflected.tables[f"{schema}.child"]
    assert child.c.parent_id.references(reflected.tables[f"{schema}.parent"].c.id)
    of_schema = MetaData(schema=schema)
    of_schema.reflect(database)
    assert sorted(of_schema.tables) == sorted(reflected.tables)
    before = {name: described(inspect(database), name, schema) for name in NAMES}
    reflected.drop_all(database)
    reflected.create_all(database)
    assert {name: described(inspect(database), name, schema) for name in NAMES} == before
    reflected.drop_all(database)


def test_foreign_keys_between_schemas(database: Engine, schema: str) -> None:
    metadata = MetaData()
    here = Table("here", metadata, Column("id", Integer, primary_key=True))
    there = Table("there", metadata, Column("id", Integer, primary_key=True), Column("here_id", Integer), schema=schema)
    Table("both", metadata, Column("id", Integer, primary_key=True), Column("there_id", Integer))
    metadata.create_all(database)
    own = inspect(database).default_schema_name
    assert own is not None
    quote = database.dialect.identifier_preparer.quote
    with database.begin() as connection:
        for statement in (
            f"ALTER TABLE {quote(schema)}.there ADD CONSTRAINT fk_here FOREIGN KEY (here_id)"
            f" REFERENCES {quote(own)}.here (id)",
            f"ALTER TABLE {quote('both')} ADD CONSTRAINT fk_there FOREIGN KEY (there_id)"
            f" REFERENCES {quote(schema)}.there (id)",
        ):
            connection.execute(text(statement))

    reflected = MetaData()
    both = Table("both", reflected, autoload_with=database)
    assert both.c.there_id.references(reflected.tables[f"{schema}.there"].c.id)
    (key,) = reflected.tables[f"{schema}.there"].foreign_key_constraints
    assert key.referred_table.name == "here"
    assert key.elements[0].column.name == "id"
    (told,) = inspect(database).get_foreign_keys("both")
    assert (told["referred_schema"], told["referred_table"]) == (schema, "there")
    reflected.drop_all(database)
    assert inspect(database).get_table_names(schema) == []
    metadata.drop_all(database)
    assert here.name
    assert there.name


def test_many_tables_take_few_statements(filled: Engine) -> None:
    from tests.conftest import Statements

    seen = Statements.of(filled)
    MetaData().reflect(filled)
    # SQLite is asked table by table, of a file in this process
    assert filled.dialect.name == "sqlite" or len(seen) < 25
