"""``Table(autoload_with=)``: what it takes from the database, and what the program says itself."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    event,
    exc,
    insert,
    inspect,
    select,
)
from holdfast.engine import Engine, Inspector
from tests.engine.reflection.schema import create


@pytest.fixture
def filled(database: Engine) -> Engine:
    create(database)
    return database


def keys_of(table: Table) -> set[Any]:
    return {constraint.name for constraint in table.foreign_key_constraints}


def test_the_whole_table(filled: Engine) -> None:
    metadata = MetaData()
    table = Table("child", metadata, autoload_with=filled)
    assert [column.name for column in table.primary_key] == ["second", "first"]
    assert table.c.parent_id.references(metadata.tables["parent"].c.id)
    assert keys_of(table) == {"fk_parent", "fk_place"}
    assert {index.name for index in table.indexes} >= {"ix_name", "ix_both"}
    assert "ck_amount" in {constraint.name for constraint in table.constraints}
    assert table.c.twice.computed is not None
    assert not table.c.amount.nullable
    (place,) = [key for key in table.foreign_key_constraints if key.name == "fk_place"]
    assert place.onupdate == "CASCADE"
    assert place.referred_table is metadata.tables["parent"]


def test_it_can_be_used(filled: Engine) -> None:
    metadata = MetaData()
    parent, child = (Table(name, metadata, autoload_with=filled) for name in ("parent", "child"))
    with filled.begin() as connection:
        connection.execute(insert(parent), {"code": "a", "area": 1, "number": 2})
        key = connection.scalar(select(parent.c.id))
        connection.execute(insert(child), {"second": 1, "first": 2, "parent_id": key, "area": 1, "number": 2})
        row = connection.execute(
            select(child, parent.c.code).join_from(child, parent, child.c.parent_id == parent.c.id)
        ).one()
    assert (row.name, row.twice, row.code) == ("it's 100% \\ :x", 4, "a")
    assert float(row.amount) == 1.5
    assert row.made is not None


def test_on_a_connection_in_its_transaction(database: Engine) -> None:
    with database.connect() as connection:
        metadata = MetaData()
        Table("t", metadata, Column("id", Integer, primary_key=True))
        metadata.create_all(connection)
        assert Table("t", MetaData(), autoload_with=connection).c.keys() == ["id"]
        assert Table("t", MetaData(), autoload_with=inspect(connection)).c.keys() == ["id"]
        metadata.drop_all(connection)
        connection.rollback()


def test_without_the_tables_that_foreign_keys_refer_to(filled: Engine) -> None:
    metadata = MetaData()
    table = Table("child", metadata, autoload_with=filled, resolve_fks=False)
    assert list(metadata.tables) == ["child"]
    assert keys_of(table) == {"fk_parent", "fk_place"}
    Table("parent", metadata, autoload_with=filled)
    assert table.c.parent_id.references(metadata.tables["parent"].c.id)


def test_some_columns(filled: Engine) -> None:
    metadata = MetaData()
    table = Table("child", metadata, autoload_with=filled, include_columns=["second", "parent_id", "area", "nope"])
    assert list(table.c.keys()) == ["second", "parent_id", "area"]
    assert [column.name for column in table.primary_key] == ["second"]
    assert keys_of(table) == {"fk_parent"}
    assert "ix_both" not in {index.name for index in table.indexes}


def test_columns_that_the_program_says_itself(filled: Engine) -> None:
    table = Table(
        "child",
        MetaData(),
        Column("name", String(99), key="title"),
        Column("area", BigInteger, ForeignKey("employee.id")),
        Column("extra", Integer),
        autoload_with=filled,
    )
    assert list(table.c.keys())[:4] == ["second", "first", "parent_id", "area"]
    assert "name" not in table.c
    assert (table.c.title.name, table.c.title.type.length) == ("name", 99)
    assert list(table.c.keys())[-1] == "extra"
    assert isinstance(table.c.area.type, BigInteger)
    assert [key.target_fullname for key in table.c.area.foreign_keys] == ["employee.id"]
    assert "fk_place" not in keys_of(table)


def test_a_key_column_stays_one(filled: Engine) -> None:
    with pytest.raises(
        exc.ArgumentError, match="Trying to redefine primary-key column 'id' as a non-primary-key column"
    ):
        Table("parent", MetaData(), Column("id", BigInteger), autoload_with=filled)
    table = Table("parent", MetaData(), Column("id", BigInteger, primary_key=True), autoload_with=filled)
    assert isinstance(table.c.id.type, BigInteger)
    assert list(table.primary_key) == [table.c.id]


def test_a_primary_key_that_the_program_says_itself(filled: Engine) -> None:
    view = Table("employee", MetaData(), Column("boss_id", Integer, primary_key=True), autoload_with=filled)
    assert [column.name for column in view.primary_key] == ["id", "boss_id"]
    with pytest.warns(Warning, match="not matching locally specified columns 'boss_id'"):
        table = Table("employee", MetaData(), PrimaryKeyConstraint("boss_id"), autoload_with=filled)
    assert [column.name for column in table.primary_key] == ["boss_id"]


def test_a_table_that_is_there_already(filled: Engine) -> None:
    metadata = MetaData()
    table = Table("employee", metadata, Column("note", String(5)))
    assert Table("employee", metadata, autoload_with=filled) is table
    assert Table("employee", metadata, autoload_with=filled, keep_existing=True) is table
    assert list(table.c.keys()) == ["note"]
    with pytest.raises(exc.InvalidRequestError, match="already defined for this MetaData instance"):
        Table("employee", metadata, Column("x", Integer), autoload_with=filled)
    assert Table("employee", metadata, autoload_with=filled, extend_existing=True) is table
    assert list(table.c.keys()) == ["note", "id", "boss_id"]


@pytest.mark.parametrize("replace", [True, False])
def test_columns_that_are_there_already(filled: Engine, replace: bool) -> None:
    metadata = MetaData()
    table = Table("child", metadata, Column("name", String(99)), Column("mine", Integer))
    Table("child", metadata, autoload_with=filled, extend_existing=True, autoload_replace=replace)
    assert table.c.name.type.length == (30 if replace else 99)
    assert list(table.c.keys())[:2] == ["name", "mine"]
    assert "ix_name" in {index.name for index in table.indexes}


def test_reading_twice(filled: Engine) -> None:
    metadata = MetaData()
    table = Table("child", metadata, autoload_with=filled)
    before = [len(table.c), len(table.constraints), len(table.indexes), len(table.foreign_keys)]
    Table("child", metadata, autoload_with=filled, extend_existing=True)
    assert [len(table.c), len(table.constraints), len(table.indexes), len(table.foreign_keys)] == before


def test_a_plain_column_in_the_place_of_one_with_a_key(filled: Engine) -> None:
    metadata = MetaData()
    Table("employee", metadata, Column("boss_id", Integer, key="boss"))
    with pytest.warns(Warning, match='user-specified key "boss" is being replaced with plain named column "boss_id"'):
        table = Table("employee", metadata, autoload_with=filled, extend_existing=True)
    assert list(table.c.keys()) == ["boss_id", "id"]


def test_the_event_column_reflect(filled: Engine) -> None:
    metadata = MetaData()
    seen = []

    @event.listens_for(metadata, "column_reflect")
    def change(inspector: Inspector, table: Table, column_info: dict[str, Any]) -> None:
        assert isinstance(inspector, Inspector)
        seen.append((table.name, column_info["name"]))
        if column_info["name"] == "parent_id":
            column_info["key"] = "up"
        elif column_info["name"] == "area":
            column_info.update(name="region", info={"changed": True})
        elif column_info["name"] == "body":
            column_info.update(type=Integer(), nullable=False)

    table = Table("child", metadata, autoload_with=filled)
    assert seen[:3] == [("child", "second"), ("child", "first"), ("child", "parent_id")]
    assert ("parent", "code") in seen
    assert table.c.up.references(metadata.tables["parent"].c.id)
    assert table.c.region.info == {"changed": True}
    assert isinstance(table.c.body.type, Integer)
    assert not table.c.body.nullable
    (both,) = [index for index in table.indexes if index.name == "ix_both"]
    assert [column.name for column in both.columns] == ["region", "amount"]


def test_the_event_on_one_table_and_on_all(filled: Engine) -> None:
    seen: list[str] = []
    listener = ("column_reflect", lambda inspector, table, info: seen.append(info["name"]))
    Table("employee", MetaData(), autoload_with=filled, listeners=[listener])
    assert seen == ["id", "boss_id"]

    def on_all(inspector: Inspector, table: Table, info: dict[str, Any]) -> None:
        seen.append(f"{table.name}.{info['name']}")

    event.listen(Table, "column_reflect", on_all)
    try:
        Table("employee", MetaData(), autoload_with=filled)
    finally:
        event.remove(Table, "column_reflect", on_all)
    assert seen[2:] == ["employee.id", "employee.boss_id"]


def test_a_table_that_refers_to_itself(filled: Engine) -> None:
    table = Table("employee", MetaData(), autoload_with=filled)
    assert table.c.boss_id.references(table.c.id)


def test_tables_that_refer_to_each_other(filled: Engine) -> None:
    metadata = MetaData()
    left = Table("left_hand", metadata, autoload_with=filled)
    right = metadata.tables["right_hand"]
    assert left.c.right_id.references(right.c.id)
    assert right.c.left_id.references(left.c.id)


def test_a_table_of_the_program_that_foreign_keys_refer_to(filled: Engine) -> None:
    metadata = MetaData()
    parent = Table("parent", metadata, Column("id", Integer, primary_key=True), Column("mine", Integer))
    child = Table("child", metadata, autoload_with=filled)
    assert list(parent.c.keys()) == ["id", "mine"]
    assert child.c.parent_id.references(parent.c.id)


def test_a_table_that_is_not_there(filled: Engine) -> None:
    metadata = MetaData()
    with pytest.raises(exc.NoSuchTableError, match="nope"):
        Table("nope", metadata, Column("x", Integer), autoload_with=filled)
    assert not metadata.tables


def test_reflect_table_of_the_inspector(filled: Engine) -> None:
    table = Table("child", MetaData())
    inspect(filled).reflect_table(table, ["second", "name", "area"], exclude_columns=["area"])
    assert list(table.c.keys()) == ["second", "name"]


NAMES = [
    "MixedCase", "UPPER", "lower", "select", "per%cent", "sp ace", "quo\"te", "apos'trophe", "col:on", "dot.ted",
    "back`tick", "ques?tion", "semi;colon", "com--ment", "ünï漢", "pa(ren)", "brac[ket]", "back\\slash",
]  # fmt: skip


def test_names_as_they_are(database: Engine) -> None:
    metadata = MetaData()
    for name in NAMES:
        target = Table(f"{name} target", metadata, Column(name, Integer, primary_key=True))
        Table(
            name,
            metadata,
            Column(name, Integer, primary_key=True),
            Column("other", Integer, ForeignKey(target.c[name], name=f"fk {name}")),
            Index(f"ix {name}", name, "other"),
        )
    metadata.create_all(database)
    reflected = MetaData()
    reflected.reflect(database)
    assert set(reflected.tables) == set(metadata.tables)
    inspector = inspect(database)
    with database.begin() as connection:
        for name in NAMES:
            table, target = reflected.tables[name], reflected.tables[f"{name} target"]
            assert inspector.has_table(name)
            assert inspector.has_index(name, f"ix {name}")
            assert list(table.c.keys()) == [name, "other"]
            assert table.c.other.references(target.c[name])
            assert keys_of(table) == {f"fk {name}"}
            connection.execute(insert(target), {name: 1})
            connection.execute(insert(table), {name: 2, "other": 1})
            assert connection.execute(select(table).where(table.c[name] == 2)).one() == (2, 1)
    reflected.drop_all(database)
    assert inspect(database).get_table_names() == []


def test_names_that_differ_in_case(database: Engine) -> None:
    if database.dialect.name == "sqlite":
        pytest.skip("SQLite ignores the case of names")
    metadata = MetaData()
    for name in ("item", "Item", "ITEM"):
        Table(name, metadata, Column("id", Integer, primary_key=True), Column(f"of_{name}", Integer))
    metadata.create_all(database)
    for name in ("item", "Item", "ITEM"):
        assert list(Table(name, MetaData(), autoload_with=database).c.keys()) == ["id", f"of_{name}"]
    reflected = MetaData()
    reflected.reflect(database)
    assert set(reflected.tables) == {"item", "Item", "ITEM"}
