"""Schema: tables, columns, constraints, defaults and the DDL that makes them."""

from __future__ import annotations

from holdfast.sql.schema.column import Column, insert_sentinel
from holdfast.sql.schema.constraints import (
    CheckConstraint,
    ColumnCollectionConstraint,
    ColumnCollectionMixin,
    Constraint,
    PrimaryKeyConstraint,
    UniqueConstraint,
)
from holdfast.sql.schema.ddl import (
    DDL,
    AddConstraint,
    BaseDDLElement,
    CreateColumn,
    CreateIndex,
    CreateSchema,
    CreateSequence,
    CreateTable,
    CreateTableAs,
    CreateView,
    DDLElement,
    DropColumnComment,
    DropConstraint,
    DropConstraintComment,
    DropIndex,
    DropSchema,
    DropSequence,
    DropTable,
    DropTableComment,
    DropView,
    ExecutableDDLElement,
    SetColumnComment,
    SetConstraintComment,
    SetTableComment,
)
from holdfast.sql.schema.defaults import (
    CallableColumnDefault,
    ColumnDefault,
    ColumnElementColumnDefault,
    Computed,
    DefaultClause,
    DefaultGenerator,
    FetchedValue,
    Identity,
    IdentityOptions,
    ScalarElementColumnDefault,
)
from holdfast.sql.schema.events import DDLEvents
from holdfast.sql.schema.foreign_key import ForeignKey, ForeignKeyConstraint, ForeignKeyTarget
from holdfast.sql.schema.index import Index
from holdfast.sql.schema.item import DialectKWArgs, HasConditionalDDL, SchemaItem, SchemaVisitable
from holdfast.sql.schema.metadata import CheckFirst, MetaData
from holdfast.sql.schema.naming import conv
from holdfast.sql.schema.sequence import Sequence
from holdfast.sql.schema.sorting import sort_tables, sort_tables_and_constraints
from holdfast.sql.schema.table import Table
from holdfast.sql.schema.typed_columns import Named, TypedColumns
from holdfast.sql.schema.visitors import SchemaVisitor
from holdfast.util.symbols import BLANK_SCHEMA, RETAIN_SCHEMA, SchemaConst

__all__ = [
    "BLANK_SCHEMA",
    "DDL",
    "RETAIN_SCHEMA",
    "AddConstraint",
    "BaseDDLElement",
    "CallableColumnDefault",
    "CheckConstraint",
    "CheckFirst",
    "Column",
    "ColumnCollectionConstraint",
    "ColumnCollectionMixin",
    "ColumnDefault",
    "ColumnElementColumnDefault",
    "Computed",
    "Constraint",
    "CreateColumn",
    "CreateIndex",
    "CreateSchema",
    "CreateSequence",
    "CreateTable",
    "CreateTableAs",
    "CreateView",
    "DDLElement",
    "DDLEvents",
    "DefaultClause",
    "DefaultGenerator",
    "DialectKWArgs",
    "DropColumnComment",
    "DropConstraint",
    "DropConstraintComment",
    "DropIndex",
    "DropSchema",
    "DropSequence",
    "DropTable",
    "DropTableComment",
    "DropView",
    "ExecutableDDLElement",
    "FetchedValue",
    "ForeignKey",
    "ForeignKeyConstraint",
    "ForeignKeyTarget",
    "HasConditionalDDL",
    "Identity",
    "IdentityOptions",
    "Index",
    "MetaData",
    "Named",
    "PrimaryKeyConstraint",
    "ScalarElementColumnDefault",
    "SchemaConst",
    "SchemaItem",
    "SchemaVisitable",
    "SchemaVisitor",
    "Sequence",
    "SetColumnComment",
    "SetConstraintComment",
    "SetTableComment",
    "Table",
    "TypedColumns",
    "UniqueConstraint",
    "conv",
    "insert_sentinel",
    "sort_tables",
    "sort_tables_and_constraints",
]
