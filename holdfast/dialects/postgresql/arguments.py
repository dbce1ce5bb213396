"""The ``postgresql_*`` keyword arguments of schema constructs."""

from __future__ import annotations

from typing import Any

from holdfast.sql.schema import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)
from holdfast.sql.schema.ddl import CreateView

#: Pairs of a construct's class and {argument: its default}.
CONSTRUCT_ARGUMENTS: tuple[tuple[type, dict[str, Any]], ...] = (
    (
        Index,
        {
            "using": False,
            "include": None,
            "where": None,
            "ops": {},
            "concurrently": False,
            "with": {},
            "tablespace": None,
            "nulls_not_distinct": None,
            "invalid": None,
        },
    ),
    (
        Table,
        {
            "ignore_search_path": False,
            "tablespace": None,
            "partition_by": None,
            "partition_bound": None,
            "with_oids": None,
            "with": None,
            "on_commit": None,
            "inherits": None,
            "using": None,
        },
    ),
    (Column, {"serial": None}),
    (CheckConstraint, {"not_valid": False, "no_inherit": False}),
    (ForeignKeyConstraint, {"not_valid": False}),
    (PrimaryKeyConstraint, {"include": None}),
    (UniqueConstraint, {"include": None, "nulls_not_distinct": None}),
    (CreateView, {"with": None}),
)
