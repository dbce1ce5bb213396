"""Constraints, indexes and their names."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import exc
from holdfast.schema import (
    CheckConstraint,
    Column,
    Constraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    conv,
)
from holdfast.types import Boolean, Enum, Integer, String

CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s_%(referred_column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def names(table: Table, kind: type[Any]) -> list[Any]:
    return sorted(str(item.name) for item in table.constraints if isinstance(item, kind))


def test_constraints_of_columns_attach_themselves() -> None:
    table = Table("t", MetaData(), Column("a", Integer), Column("b", Integer))
    unique = UniqueConstraint(table.c.a, table.c.b, name="u")
    check = CheckConstraint(table.c.a > 5, name="c")
    assert {unique, check} < table.constraints
    assert unique.table is table
    assert list(check.columns) == [table.c.a]


def test_constraints_attach_when_all_their_columns_have_a_table() -> None:
    a, b = Column("a", Integer), Column("b", Integer)
    unique, index = UniqueConstraint(a, b), Index("i", a, b)
    with pytest.raises(exc.InvalidRequestError, match="This constraint is not bound to a table"):
        unique.table  # noqa: B018
    table = Table("t", MetaData(), a, b)
    assert unique.table is table
    assert index in table.indexes


@pytest.mark.parametrize("kind", [UniqueConstraint, PrimaryKeyConstraint])
def test_unknown_columns(kind: type[Any]) -> None:
    with pytest.raises(
        exc.ConstraintColumnNotFoundError, match=f"Can't create {kind.__name__} on table 't': no column named 'x'"
    ):
        Table("t", MetaData(), Column("a", Integer), kind("x"))


def test_an_index_has_one_table() -> None:
    metadata = MetaData()
    first = Table("first", metadata, Column("a", Integer))
    second = Table("second", metadata, Column("a", Integer))
    index = Index("i", first.c.a)
    with pytest.raises(exc.ArgumentError, match="Index 'i' is against table 'first', and cannot be associated"):
        second.append_constraint(index)


def test_index_by_names() -> None:
    table = Table("t", MetaData(), Column("a", Integer), Column("b", Integer), Index("i", "b", "a"))
    [index] = table.indexes
    assert index.columns.keys() == ["b", "a"]
    assert index.expressions == [table.c.b, table.c.a]


def test_a_type_makes_its_check() -> None:
    table = Table(
        "t",
        MetaData(),
        Column("flag", Boolean(create_constraint=True, name="is_flag")),
        Column("kind", Enum("a", "b", create_constraint=True, name="kinds")),
        Column("free", Enum("a", "b")),
    )
    assert names(table, CheckConstraint) == ["is_flag", "kinds"]
    copy = table.to_metadata(MetaData())
    assert names(copy, CheckConstraint) == ["is_flag", "kinds"]


def test_naming_convention() -> None:
    metadata = MetaData(naming_convention=CONVENTION)
    Table("b", metadata, Column("id", Integer, primary_key=True))
    table = Table(
        "a",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("x", Integer, index=True),
        Column("y", Integer, unique=True),
        Column("pid", ForeignKey("b.id")),
        Column("flag", Boolean(create_constraint=True, name="flag")),
        CheckConstraint("x > 1", name="positive"),
        UniqueConstraint("x", "y"),
        UniqueConstraint("x", name="kept"),
        CheckConstraint("y > 1", name=conv("final")),
        schema="sx",
    )
    assert names(table, PrimaryKeyConstraint) == ["pk_a"]
    assert names(table, UniqueConstraint) == ["kept", "uq_a_x_y", "uq_a_y"]
    assert names(table, ForeignKeyConstraint) == ["fk_a_pid_b_id"]
    assert names(table, CheckConstraint) == ["ck_a_flag", "ck_a_positive", "final"]
    assert [index.name for index in table.indexes] == ["ix_sx_a_x"]


def test_the_names_of_a_copy_are_the_same() -> None:
    metadata = MetaData(naming_convention=CONVENTION)
    table = Table("a", metadata, Column("id", Integer, primary_key=True), CheckConstraint("id > 1", name="positive"))
    copy = table.to_metadata(MetaData(naming_convention=CONVENTION))
    assert names(copy, Constraint) == names(table, Constraint) == ["ck_a_positive", "pk_a"]


def test_a_convention_that_needs_a_name() -> None:
    metadata = MetaData(naming_convention=CONVENTION)
    with pytest.raises(exc.InvalidRequestError, match=r"Naming convention including %\(constraint_name\)s"):
        Table("t", metadata, Column("x", Integer), CheckConstraint("x > 1"))


def test_tokens_of_your_own() -> None:
    metadata = MetaData(
        naming_convention={
            "length": lambda constraint, table: str(len(constraint.columns)),
            "uq": "u%(length)s_%(column_0N_name)s",
            "ix": "%(column_0_N_key)s_%(column_0_label)s",
        }
    )
    table = Table("t", metadata, Column("a", Integer), Column("b", String, key="k"), UniqueConstraint("a", "k"))
    Index(None, table.c.a, table.c.k)
    assert names(table, UniqueConstraint) == ["u2_ab"]
    assert [index.name for index in table.indexes] == ["a_k_t_a"]


def test_the_convention_names_checks_of_columns() -> None:
    table = Table(
        "t", MetaData(naming_convention=CONVENTION), Column("a", Integer, CheckConstraint("a > 0", name="positive"))
    )
    assert [check.name for check in table.c.a.constraints] == ["ck_t_positive"]
    copied = table.to_metadata(MetaData())
    assert [check.name for check in copied.c.a.constraints] == ["ck_t_positive"]
