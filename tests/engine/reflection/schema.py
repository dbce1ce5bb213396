"""A schema for tests of reflection: keys of several columns, references of all shapes, constraints, indexes."""

from __future__ import annotations

from typing import Any

from holdfast import (
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from holdfast.engine import Engine


def tables(metadata: MetaData, schema: str | None = None) -> None:
    """Parents, children with a composite key, employees that refer to employees, and two tables that refer to each
    other."""

    def target(name: str) -> str:
        return name if schema is None else f"{schema}.{name}"

    Table(
        "parent",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("code", String(20), nullable=False),
        Column("area", Integer, nullable=False),
        Column("number", Integer, nullable=False),
        Column("day", Date),
        UniqueConstraint("area", "number", name="uq_place"),
        UniqueConstraint("code", name="uq_code"),
        schema=schema,
    )
    Table(
        "child",
        metadata,
        Column("second", Integer, primary_key=True, autoincrement=False),
        Column("first", Integer, primary_key=True, autoincrement=False),
        Column("parent_id", ForeignKey(target("parent.id"), name="fk_parent", ondelete="CASCADE")),
        Column("area", Integer),
        Column("number", Integer),
        Column("amount", Numeric(12, 3), nullable=False, server_default=text("1.5")),
        Column("name", String(30), server_default="it's 100% \\ :x"),
        Column("made", DateTime, server_default=text("CURRENT_TIMESTAMP")),
        Column("body", Text),
        Column("bytes", LargeBinary),
        Column("twice", Integer, Computed("first * 2", persisted=True)),
        ForeignKeyConstraint(
            ["area", "number"], [target("parent.area"), target("parent.number")], name="fk_place", onupdate="CASCADE"
        ),
        CheckConstraint("amount > 0", name="ck_amount"),
        Index("ix_name", "name"),
        Index("ix_both", "area", "amount", unique=True),
        schema=schema,
    )
    Table(
        "employee",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("boss_id", ForeignKey(target("employee.id"), name="fk_boss")),
        schema=schema,
    )
    Table(
        "left_hand",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("right_id", ForeignKey(target("right_hand.id"), name="fk_right", use_alter=True)),
        schema=schema,
    )
    Table(
        "right_hand",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("left_id", ForeignKey(target("left_hand.id"), name="fk_left")),
        schema=schema,
    )


NAMES = ["child", "employee", "left_hand", "parent", "right_hand"]


def create(engine: Engine) -> MetaData:
    """Create the tables and return what they were made of."""
    metadata = MetaData()
    tables(metadata)
    metadata.create_all(engine)
    return metadata


def described(inspector: Any, name: str, schema: str | None = None) -> dict[str, Any]:
    """Everything that an Inspector says of a table, with types as text."""
    columns = [
        {**column, "type": column["type"].compile(dialect=inspector.dialect)}
        for column in inspector.get_columns(name, schema)
    ]
    found: dict[str, Any] = {"columns": columns}
    for what in (
        "pk_constraint",
        "foreign_keys",
        "indexes",
        "unique_constraints",
        "check_constraints",
        "table_options",
    ):
        found[what] = getattr(inspector, f"get_{what}")(name, schema)
    if inspector.dialect.features.comments:
        found["comment"] = inspector.get_table_comment(name, schema)
    return found
