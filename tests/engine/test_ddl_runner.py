"""create_all(), drop_all() and their kin: order, checkfirst, events."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import Column, ForeignKey, Index, Integer, MetaData, String, Table, event, exc, inspect
from holdfast.engine import Connection, Engine


def tables(engine: Engine) -> list[str]:
    return list(inspect(engine).get_table_names())


@pytest.fixture
def metadata() -> MetaData:
    metadata = MetaData()
    Table("child", metadata, Column("id", Integer, primary_key=True), Column("parent_id", ForeignKey("parent.id")))
    Table("parent", metadata, Column("id", Integer, primary_key=True), Column("name", String, index=True))
    return metadata


def test_tables_are_created_behind_those_they_refer_to(engine: Engine, metadata: MetaData, statements: Any) -> None:
    metadata.create_all(engine)
    created = statements.of_kind("CREATE TABLE")
    assert [line.split()[2] for line in created] == ["parent", "child"]
    assert statements.of_kind("CREATE INDEX") == ["CREATE INDEX ix_parent_name ON parent (name)"]
    statements.clear()
    metadata.drop_all(engine)
    assert [line.split()[2] for line in statements.of_kind("DROP")] == ["child", "parent"]
    assert tables(engine) == []


def test_what_is_there_is_left_alone(engine: Engine, metadata: MetaData, statements: Any) -> None:
    metadata.create_all(engine)
    statements.clear()
    metadata.create_all(engine)
    assert statements.of_kind("CREATE") == []
    metadata.drop_all(engine)
    statements.clear()
    metadata.drop_all(engine)
    assert statements.of_kind("DROP") == []


def test_without_checkfirst_the_database_complains(engine: Engine, metadata: MetaData) -> None:
    metadata.create_all(engine)
    with pytest.raises(exc.OperationalError, match="table parent already exists"):
        metadata.create_all(engine, checkfirst=False)


def test_some_tables_only(engine: Engine, metadata: MetaData) -> None:
    metadata.create_all(engine, tables=[metadata.tables["parent"]])
    assert tables(engine) == ["parent"]


def test_create_all_is_one_transaction(engine: Engine, metadata: MetaData) -> None:
    @event.listens_for(metadata.tables["child"], "before_create")
    def fail(*args: Any, **kw: Any) -> None:
        raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        metadata.create_all(engine)
    assert tables(engine) == []


def test_a_connection_keeps_its_transaction(engine: Engine, metadata: MetaData) -> None:
    with engine.connect() as connection:
        metadata.create_all(connection)
        assert connection.in_transaction()
        connection.rollback()
    assert tables(engine) == []


def test_single_tables_and_indexes(engine: Engine, metadata: MetaData) -> None:
    parent = metadata.tables["parent"]
    parent.create(engine)
    parent.create(engine, checkfirst=True)
    index = Index("by_id_and_name", parent.c.id, parent.c.name)
    index.create(engine)
    index.create(engine, checkfirst=True)
    assert inspect(engine).has_index("parent", "by_id_and_name")
    index.drop(engine)
    index.drop(engine, checkfirst=True)
    assert not inspect(engine).has_index("parent", "by_id_and_name")
    parent.drop(engine)
    parent.drop(engine, checkfirst=True)
    assert tables(engine) == []


def test_events(engine: Engine, metadata: MetaData) -> None:
    heard: list[Any] = []
    for target in (metadata, metadata.tables["parent"]):
        for name in ("before_create", "after_create", "before_drop", "after_drop"):

            def remember(target: Any, connection: Connection, name: str = name, **kw: Any) -> None:
                heard.append((name, getattr(target, "name", "metadata"), sorted(t.name for t in kw.get("tables", ()))))

            event.listen(target, name, remember)
    metadata.create_all(engine)
    metadata.drop_all(engine)
    assert heard == [
        ("before_create", "metadata", ["child", "parent"]),
        ("before_create", "parent", []),
        ("after_create", "parent", []),
        ("after_create", "metadata", ["child", "parent"]),
        ("before_drop", "metadata", ["child", "parent"]),
        ("before_drop", "parent", []),
        ("after_drop", "parent", []),
        ("after_drop", "metadata", ["child", "parent"]),
    ]


def test_cycles_do_not_matter_when_creating(engine: Engine) -> None:
    metadata = MetaData()
    Table("a", metadata, Column("id", Integer, primary_key=True), Column("b_id", ForeignKey("b.id")))
    Table("b", metadata, Column("id", Integer, primary_key=True), Column("a_id", ForeignKey("a.id")))
    metadata.create_all(engine)
    assert len(inspect(engine).get_foreign_keys("a")) == len(inspect(engine).get_foreign_keys("b")) == 1
    with pytest.warns(Warning, match="Can't sort tables for DROP"):
        metadata.drop_all(engine)
    assert tables(engine) == []


def test_what_is_no_bind(metadata: MetaData) -> None:
    with pytest.raises(exc.ArgumentError, match="An Engine or Connection is expected"):
        metadata.create_all("sqlite://")


def test_indexes_have_events_of_their_own(engine: Engine, metadata: MetaData) -> None:
    (index,) = metadata.tables["parent"].indexes
    heard: list[str] = []
    for name in ("before_create", "after_create", "before_drop", "after_drop"):
        for target in (index, index.table):
            event.listen(target, name, lambda target, bind, name=name, **kw: heard.append(f"{name} {target.name}"))
    metadata.create_all(engine)
    name = "ix_parent_name"
    assert heard == ["before_create parent", f"before_create {name}", f"after_create {name}", "after_create parent"]
    heard.clear()
    index.drop(engine)
    assert heard == [f"before_drop {name}", f"after_drop {name}"]
