"""The expression language; knows no engine.

operators, traversal < types < expressions < selectables < schema < statements < compiler; see each package.
Importing any part of it fills the seams first.
"""

from __future__ import annotations

from holdfast.sql import expression as expression
from holdfast.sql import functions as functions
from holdfast.sql import operators as operators
from holdfast.sql import visitors as visitors
from holdfast.sql import wiring as wiring
from holdfast.sql.compiler.linting import COLLECT_CARTESIAN_PRODUCTS, FROM_LINTING, NO_LINTING, WARN_LINTING
from holdfast.sql.expressions.bind import bindparam, literal, outparam
from holdfast.sql.expressions.boolean import and_, not_, or_
from holdfast.sql.expressions.case import case
from holdfast.sql.expressions.cast import cast, try_cast, type_coerce
from holdfast.sql.expressions.collation import collate
from holdfast.sql.expressions.column import column, literal_column
from holdfast.sql.expressions.constants import False_, True_, false, null, true
from holdfast.sql.expressions.element import ClauseElement, ColumnElement
from holdfast.sql.expressions.extract import extract
from holdfast.sql.expressions.function import func, modifier
from holdfast.sql.expressions.label import label
from holdfast.sql.expressions.names import quoted_name
from holdfast.sql.expressions.ordering import (
    all_,
    any_,
    asc,
    between,
    desc,
    distinct,
    nulls_first,
    nulls_last,
    nullsfirst,
    nullslast,
)
from holdfast.sql.expressions.tuples import tuple_
from holdfast.sql.expressions.typed_operators import SQLColumnExpression
from holdfast.sql.expressions.window import aggregate_order_by, funcfilter, over, within_group
from holdfast.sql.schema import DDL, BaseDDLElement, CheckFirst, DDLElement, ExecutableDDLElement
from holdfast.sql.selectables.alias import Alias, TableSample, alias, lateral
from holdfast.sql.selectables.columns import ColumnCollection, WriteableColumnCollection
from holdfast.sql.selectables.cte import cte
from holdfast.sql.selectables.fromclause import FromClause, Selectable
from holdfast.sql.selectables.join import Join, join, outerjoin
from holdfast.sql.selectables.labels import (
    LABEL_STYLE_DEFAULT,
    LABEL_STYLE_DISAMBIGUATE_ONLY,
    LABEL_STYLE_NONE,
    LABEL_STYLE_TABLENAME_PLUS_COL,
    SelectLabelStyle,
)
from holdfast.sql.selectables.subquery import Subquery
from holdfast.sql.selectables.table import TableClause, table
from holdfast.sql.selectables.tablesampling import tablesample
from holdfast.sql.selectables.tablevalued import TableValuedAlias, TableValuedColumn
from holdfast.sql.selectables.values import Values, values
from holdfast.sql.statements.compound import (
    CompoundSelect,
    except_,
    except_all,
    intersect,
    intersect_all,
    union,
    union_all,
)
from holdfast.sql.statements.dml import Delete, Insert, Update, delete, insert, update
from holdfast.sql.statements.dmltarget import from_dml_column
from holdfast.sql.statements.executable import Executable, ExecutableStatement
from holdfast.sql.statements.existence import exists
from holdfast.sql.statements.extensions import SyntaxExtension
from holdfast.sql.statements.lambdas import LambdaElement, StatementLambdaElement, lambda_stmt
from holdfast.sql.statements.nullability import NotNullable, Nullable
from holdfast.sql.statements.select import Select, select
from holdfast.sql.statements.template import TString, tstring
from holdfast.sql.statements.text import TextClause, text
from holdfast.sql.visitors import ClauseVisitor

__all__ = [
    "COLLECT_CARTESIAN_PRODUCTS",
    "DDL",
    "FROM_LINTING",
    "LABEL_STYLE_DEFAULT",
    "LABEL_STYLE_DISAMBIGUATE_ONLY",
    "LABEL_STYLE_NONE",
    "LABEL_STYLE_TABLENAME_PLUS_COL",
    "NO_LINTING",
    "WARN_LINTING",
    "Alias",
    "BaseDDLElement",
    "CheckFirst",
    "ClauseElement",
    "ClauseVisitor",
    "ColumnCollection",
    "ColumnElement",
    "CompoundSelect",
    "DDLElement",
    "Delete",
    "Executable",
    "ExecutableDDLElement",
    "ExecutableStatement",
    "False_",
    "FromClause",
    "Insert",
    "Join",
    "LambdaElement",
    "NotNullable",
    "Nullable",
    "SQLColumnExpression",
    "Select",
    "SelectLabelStyle",
    "Selectable",
    "StatementLambdaElement",
    "Subquery",
    "SyntaxExtension",
    "TString",
    "TableClause",
    "TableSample",
    "TableValuedAlias",
    "TableValuedColumn",
    "TextClause",
    "True_",
    "Update",
    "Values",
    "WriteableColumnCollection",
    "aggregate_order_by",
    "alias",
    "all_",
    "and_",
    "any_",
    "asc",
    "between",
    "bindparam",
    "case",
    "cast",
    "collate",
    "column",
    "cte",
    "delete",
    "desc",
    "distinct",
    "except_",
    "except_all",
    "exists",
    "extract",
    "false",
    "from_dml_column",
    "func",
    "funcfilter",
    "insert",
    "intersect",
    "intersect_all",
    "join",
    "label",
    "lambda_stmt",
    "lateral",
    "literal",
    "literal_column",
    "modifier",
    "not_",
    "null",
    "nulls_first",
    "nulls_last",
    "nullsfirst",
    "nullslast",
    "or_",
    "outerjoin",
    "outparam",
    "over",
    "quoted_name",
    "select",
    "table",
    "tablesample",
    "text",
    "true",
    "try_cast",
    "tstring",
    "tuple_",
    "type_coerce",
    "union",
    "union_all",
    "update",
    "values",
    "within_group",
]
