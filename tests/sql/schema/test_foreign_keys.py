"""Foreign keys: how their targets are found, and the order of tables."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import exc
from holdfast.schema import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    ForeignKeyTarget,
    MetaData,
    Table,
    sort_tables,
    sort_tables_and_constraints,
)
from holdfast.types import Integer, String


@pytest.fixture
def metadata() -> MetaData:
    return MetaData()


def parent(metadata: MetaData, **kw: Any) -> Table:
    return Table("p", metadata, Column("id", Integer, primary_key=True), Column("code", String(5), key="c"), **kw)


def test_a_target_is_found_when_its_table_comes(metadata: MetaData) -> None:
    fk = ForeignKey("p.id")
    child = Table("child", metadata, Column("pid", fk))
    assert child.c.pid.type._isnull
    with pytest.raises(
        exc.NoReferencedTableError,
        match=r"Foreign key associated with column 'child.pid' could not find table 'p' with which to generate",
    ):
        fk.column  # noqa: B018
    table = parent(metadata)
    assert fk.column is table.c.id
    assert isinstance(child.c.pid.type, Integer)


def test_types_are_settled_along_chains(metadata: MetaData) -> None:
    third = Table("third", metadata, Column("id", ForeignKey("second.id")))
    Table("second", metadata, Column("id", ForeignKey("p.id")))
    parent(metadata)
    assert isinstance(third.c.id.type, Integer)


def test_keys_and_names(metadata: MetaData) -> None:
    table = parent(metadata)
    by_key, by_name, wrong = ForeignKey("p.c"), ForeignKey("p.code", link_to_name=True), ForeignKey("p.code")
    Table("child", metadata, Column("a", by_key), Column("b", by_name), Column("d", wrong))
    assert by_key.column is by_name.column is table.c.c
    with pytest.raises(
        exc.NoReferencedColumnError,
        match=r"Could not initialize target column for ForeignKey 'p.code' on table 'child': table 'p' has no column",
    ):
        wrong.column  # noqa: B018


def test_forms_of_targets(metadata: MetaData) -> None:
    table = parent(metadata, schema="s")
    targets = ["s.p.id", ForeignKeyTarget("s", "p", "id"), table.c.id]
    keys = [ForeignKey(target) for target in targets]
    Table("child", metadata, *[Column(f"c{i}", key) for i, key in enumerate(keys)])
    assert all(key.column is table.c.id for key in keys)
    assert [key.target_fullname for key in keys] == ["s.p.id"] * 3
    assert keys[0].target_tokens == ForeignKeyTarget("s", "p", "id")
    short = ForeignKey("s.p")
    assert short.target_fullname == "s.p"


def test_a_table_alone_means_the_column_of_the_same_name(metadata: MetaData) -> None:
    table = parent(metadata)
    fk = ForeignKey("p")
    Table("child", metadata, Column("id", fk))
    assert fk.column is table.c.id


def test_the_schema_of_the_metadata_is_the_default_of_targets() -> None:
    metadata = MetaData(schema="s")
    table = parent(metadata)
    fk = ForeignKey("p.id")
    Table("child", metadata, Column("pid", fk))
    assert fk.column is table.c.id


def test_wrong_targets() -> None:
    with pytest.raises(exc.ArgumentError, match="String column name or Column object for DDL foreign key"):
        ForeignKey(5)
    with pytest.raises(exc.InvalidRequestError, match="this ForeignKey object does not yet have a parent Column"):
        ForeignKey("p.id").column  # noqa: B018


def test_a_key_has_one_parent(metadata: MetaData) -> None:
    fk = ForeignKey("p.id")
    Column("a", fk)
    with pytest.raises(exc.InvalidRequestError, match="This ForeignKey already has a parent !"):
        Column("b", fk)


def test_composite(metadata: MetaData) -> None:
    table = parent(metadata)
    child = Table(
        "child",
        metadata,
        Column("a", Integer),
        Column("b", String),
        ForeignKeyConstraint(["a", "b"], ["p.id", "p.c"], name="fk"),
    )
    [constraint] = child.foreign_key_constraints
    assert constraint.referred_table is table
    assert [(fk.parent, fk.column) for fk in constraint.elements] == [(child.c.a, table.c.id), (child.c.b, table.c.c)]
    assert child.c.a.references(table.c.id)
    assert constraint.column_keys == ["a", "b"]


@pytest.mark.parametrize(
    ("columns", "targets", "message"),
    [
        (["a", "b"], ["p.id"], "must match the number of referenced columns"),
        (["a", "a"], ["p.id", "p.c"], "duplicate source column references"),
        (["nothing"], ["p.id"], "Can't create ForeignKeyConstraint on table 'child': no column named 'nothing'"),
        (["a", "b"], ["p.id", "q.id"], "refers to multiple remote tables: p, q"),
    ],
)
def test_wrong_constraints(columns: list[str], targets: list[str], message: str, metadata: MetaData) -> None:
    with pytest.raises(exc.ArgumentError, match=message):
        Table("child", metadata, Column("a", Integer), Column("b", String), ForeignKeyConstraint(columns, targets))


def test_tables_are_sorted_by_their_keys(metadata: MetaData) -> None:
    third = Table("a", metadata, Column("id", ForeignKey("b.id")))
    second = Table("b", metadata, Column("id", ForeignKey("c.id")), Column("self", ForeignKey("b.id")))
    first = Table("c", metadata, Column("id", Integer))
    alone = Table("d", metadata, Column("id", Integer))
    assert metadata.sorted_tables == [first, alone, second, third]
    assert sort_tables([third, second, first]) == [first, second, third]


def test_dependencies_besides_keys(metadata: MetaData) -> None:
    first, second = (Table(name, metadata, Column("id", Integer)) for name in "ab")
    first.add_is_dependent_on(second)
    assert metadata.sorted_tables == [second, first]
    with pytest.raises(exc.CircularDependencyError, match="a, b"):
        sort_tables([first, second], extra_dependencies=[(first, second)])


@pytest.fixture
def cycle(metadata: MetaData) -> tuple[Table, Table, Table]:
    a = Table("a", metadata, Column("id", Integer, primary_key=True), Column("bid", ForeignKey("b.id", name="fk_ab")))
    b = Table("b", metadata, Column("id", Integer, primary_key=True), Column("aid", ForeignKey("a.id", name="fk_ba")))
    c = Table("c", metadata, Column("id", ForeignKey("a.id"), primary_key=True))
    return a, b, c


def test_cycles_are_broken_at_constraints(cycle: tuple[Table, Table, Table]) -> None:
    a, b, c = cycle
    pairs = sort_tables_and_constraints(cycle)
    assert [table for table, _ in pairs] == [a, b, c, None]
    assert {constraint.name for constraint in pairs[-1][1]} == {"fk_ab", "fk_ba"}
    assert [constraint.table for constraint in pairs[2][1]] == [c]


def test_sorted_tables_warns_of_cycles(cycle: tuple[Table, Table, Table], metadata: MetaData) -> None:
    with pytest.warns(exc.SAWarning, match="Cannot correctly sort tables; there are unresolvable cycles"):
        assert set(metadata.sorted_tables) == set(cycle)


def test_use_alter_comes_last(metadata: MetaData) -> None:
    a = Table("a", metadata, Column("id", Integer), Column("bid", ForeignKey("b.id", use_alter=True, name="fk")))
    b = Table("b", metadata, Column("id", ForeignKey("a.id")))
    pairs = sort_tables_and_constraints([b, a])
    assert [table for table, _ in pairs] == [a, b, None]
    assert [constraint.name for constraint in pairs[-1][1]] == ["fk"]


def test_a_filter_decides(cycle: tuple[Table, Table, Table]) -> None:
    pairs = sort_tables_and_constraints(cycle, filter_fn=lambda constraint: constraint.name == "fk_ab" or None)
    assert [constraint.name for constraint in pairs[-1][1]] == ["fk_ab"]


def test_targets_move_with_the_schema_of_a_copy(metadata: MetaData) -> None:
    parent(metadata)
    Table("outside", metadata, Column("id", Integer, primary_key=True), schema="other")
    child = Table("child", metadata, Column("a", ForeignKey("p.id")), Column("b", ForeignKey("other.outside.id")))
    copy = child.to_metadata(MetaData(), schema="new")
    assert sorted(fk.target_fullname for fk in copy.foreign_keys) == ["new.p.id", "other.outside.id"]
    chosen = child.to_metadata(
        MetaData(), schema="new", referred_schema_fn=lambda table, to_schema, constraint, referred: f"{to_schema}_x"
    )
    assert sorted(fk.target_fullname for fk in chosen.foreign_keys) == ["new_x.outside.id", "new_x.p.id"]


@pytest.mark.parametrize("schema", [None, "s"])
def test_a_key_to_its_own_table_follows_the_name_of_a_copy(metadata: MetaData, schema: str | None) -> None:
    own = "t.id" if schema is None else f"{schema}.t.id"
    table = Table(
        "t",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("above", ForeignKey(own)),
        Column("beside", Integer),
        ForeignKeyConstraint(["beside"], [own], name="composite"),
        schema=schema,
    )
    copy = table.to_metadata(MetaData(), name="u")
    assert {fk.target_fullname for fk in copy.foreign_keys} == {own.replace("t.", "u.")}
    assert {fk.column for fk in copy.foreign_keys} == {copy.c.id}
    (constraint,) = (each for each in table.foreign_key_constraints if each.name == "composite")
    other = Table("v", MetaData(), Column("id", Integer, primary_key=True), Column("beside", Integer), schema=schema)
    assert constraint.copy(target_table=other).elements[0].target_fullname == own.replace("t.", "v.")
