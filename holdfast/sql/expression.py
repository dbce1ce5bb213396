"""The expression language, as public names."""

from __future__ import annotations

from holdfast.sql.expressions.binary import (
    BinaryExpression,
    BooleanClauseList,
    ClauseList,
    CollectionAggregate,
    ExpressionClauseList,
    OrderByList,
)
from holdfast.sql.expressions.bind import BindParameter, bindparam, literal, outparam
from holdfast.sql.expressions.boolean import and_, not_, or_
from holdfast.sql.expressions.case import Case, case
from holdfast.sql.expressions.cast import Cast, TryCast, TypeClause, TypeCoerce, cast, try_cast, type_coerce
from holdfast.sql.expressions.collation import collate
from holdfast.sql.expressions.column import ColumnClause, column, literal_column
from holdfast.sql.expressions.constants import False_, Null, True_, false, null, true
from holdfast.sql.expressions.element import ClauseElement, ColumnElement, Grouping, UnaryExpression
from holdfast.sql.expressions.extract import Extract, extract
from holdfast.sql.expressions.function import Function, FunctionElement, func, modifier
from holdfast.sql.expressions.label import Label, label
from holdfast.sql.expressions.names import quoted_name
from holdfast.sql.expressions.ordering import (
    all_,
    any_,
    asc,
    between,
    bitwise_not,
    desc,
    distinct,
    nulls_first,
    nulls_last,
    nullsfirst,
    nullslast,
)
from holdfast.sql.expressions.tuples import Tuple, tuple_
from holdfast.sql.expressions.typed_operators import SQLColumnExpression
from holdfast.sql.expressions.window import (
    AggregateOrderBy,
    FrameClause,
    FrameClauseType,
    FunctionFilter,
    Over,
    WithinGroup,
    aggregate_order_by,
    funcfilter,
    over,
    within_group,
)
from holdfast.sql.operators import ColumnOperators, Operators, custom_op
from holdfast.sql.selectables.alias import Alias, AliasedReturnsRows, Lateral, TableSample, alias, lateral
from holdfast.sql.selectables.columns import ColumnCollection, WriteableColumnCollection
from holdfast.sql.selectables.cte import CTE, HasPrefixes, HasSuffixes, cte
from holdfast.sql.selectables.fromclause import FromClause, FromGrouping, ReturnsRows, Selectable
from holdfast.sql.selectables.join import Join, join, outerjoin
from holdfast.sql.selectables.labels import (
    LABEL_STYLE_DEFAULT,
    LABEL_STYLE_DISAMBIGUATE_ONLY,
    LABEL_STYLE_NONE,
    LABEL_STYLE_TABLENAME_PLUS_COL,
    SelectLabelStyle,
)
from holdfast.sql.selectables.scalar import Exists, ScalarSelect
from holdfast.sql.selectables.subquery import Subquery
from holdfast.sql.selectables.table import TableClause, table
from holdfast.sql.selectables.tablesampling import tablesample
from holdfast.sql.selectables.tablevalued import TableValuedAlias, TableValuedColumn
from holdfast.sql.selectables.values import ScalarValues, Values, values
from holdfast.sql.statements.compound import (
    CompoundSelect,
    except_,
    except_all,
    intersect,
    intersect_all,
    union,
    union_all,
)
from holdfast.sql.statements.dml import Delete, Insert, Update, UpdateBase, ValuesBase, delete, insert, update
from holdfast.sql.statements.dmltarget import DMLTargetCopy, from_dml_column
from holdfast.sql.statements.executable import Executable, ExecutableStatement
from holdfast.sql.statements.existence import exists
from holdfast.sql.statements.lambdas import LambdaElement, StatementLambdaElement, lambda_stmt
from holdfast.sql.statements.savepoints import ReleaseSavepointClause, RollbackToSavepointClause, SavepointClause
from holdfast.sql.statements.select import Select, select
from holdfast.sql.statements.selectbase import GenerativeSelect, HasCTE, SelectBase
from holdfast.sql.statements.template import TString, tstring
from holdfast.sql.statements.text import TextAsFrom, TextClause, TextualSelect, text
from holdfast.sql.traversal import CacheKey
from holdfast.sql.types import OperatorClass
from holdfast.sql.visitors import Visitable

__all__ = [
    "CTE",
    "LABEL_STYLE_DEFAULT",
    "LABEL_STYLE_DISAMBIGUATE_ONLY",
    "LABEL_STYLE_NONE",
    "LABEL_STYLE_TABLENAME_PLUS_COL",
    "AggregateOrderBy",
    "Alias",
    "AliasedReturnsRows",
    "BinaryExpression",
    "BindParameter",
    "BooleanClauseList",
    "CacheKey",
    "Case",
    "Cast",
    "ClauseElement",
    "ClauseList",
    "CollectionAggregate",
    "ColumnClause",
    "ColumnCollection",
    "ColumnElement",
    "ColumnOperators",
    "CompoundSelect",
    "DMLTargetCopy",
    "Delete",
    "Executable",
    "ExecutableStatement",
    "Exists",
    "ExpressionClauseList",
    "Extract",
    "False_",
    "FrameClause",
    "FrameClauseType",
    "FromClause",
    "FromGrouping",
    "Function",
    "FunctionElement",
    "FunctionFilter",
    "GenerativeSelect",
    "Grouping",
    "HasCTE",
    "HasPrefixes",
    "HasSuffixes",
    "Insert",
    "Join",
    "Label",
    "LambdaElement",
    "Lateral",
    "Null",
    "OperatorClass",
    "Operators",
    "OrderByList",
    "Over",
    "ReleaseSavepointClause",
    "ReturnsRows",
    "RollbackToSavepointClause",
    "SQLColumnExpression",
    "SavepointClause",
    "ScalarSelect",
    "ScalarValues",
    "Select",
    "SelectBase",
    "SelectLabelStyle",
    "Selectable",
    "StatementLambdaElement",
    "Subquery",
    "TString",
    "TableClause",
    "TableSample",
    "TableValuedAlias",
    "TableValuedColumn",
    "TextAsFrom",
    "TextClause",
    "TextualSelect",
    "True_",
    "TryCast",
    "Tuple",
    "TypeClause",
    "TypeCoerce",
    "UnaryExpression",
    "Update",
    "UpdateBase",
    "Values",
    "ValuesBase",
    "Visitable",
    "WithinGroup",
    "WriteableColumnCollection",
    "aggregate_order_by",
    "alias",
    "all_",
    "and_",
    "any_",
    "asc",
    "between",
    "bindparam",
    "bitwise_not",
    "case",
    "cast",
    "collate",
    "column",
    "cte",
    "custom_op",
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
