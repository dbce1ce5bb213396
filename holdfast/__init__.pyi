"""The public names of holdfast, for type checkers; at run time `__init__.py` looks them up when they are asked for."""

# ruff: noqa: I001  # several names a line: one a line would be three hundred lines
# fmt: off
import holdfast.dialects as _dialects
import holdfast.engine as _engine
import holdfast.event as _event
import holdfast.exc as _exc
import holdfast.ext as _ext
import holdfast.inspection as _inspection
import holdfast.orm as _orm
import holdfast.pool as _pool
import holdfast.schema as _schema
import holdfast.sql as _sql
import holdfast.types as _types
import holdfast.util as _util
from holdfast.engine import (
    BaseRow as BaseRow, ChunkedIteratorResult as ChunkedIteratorResult, Connection as Connection, CreateEnginePlugin
    as CreateEnginePlugin, CursorResult as CursorResult, Dialect as Dialect, Engine as Engine, ExceptionContext as
    ExceptionContext, ExecutionContext as ExecutionContext, FrozenResult as FrozenResult, Inspector as Inspector,
    IteratorResult as IteratorResult, MappingResult as MappingResult, MergedResult as MergedResult,
    NestedTransaction as NestedTransaction, Result as Result, ResultProxy as ResultProxy, RootTransaction as
    RootTransaction, Row as Row, RowMapping as RowMapping, ScalarResult as ScalarResult, Transaction as Transaction,
    TwoPhaseTransaction as TwoPhaseTransaction, URL as URL, create_engine as create_engine, create_mock_engine as
    create_mock_engine, create_pool_from_url as create_pool_from_url, engine_from_config as engine_from_config,
    make_url as make_url, result_tuple as result_tuple,
)
from holdfast.inspection import inspect as inspect
from holdfast.pool import (
    AssertionPool as AssertionPool, AsyncAdaptedQueuePool as AsyncAdaptedQueuePool, NullPool as NullPool, Pool as
    Pool, PoolProxiedConnection as PoolProxiedConnection, PoolResetState as PoolResetState, QueuePool as QueuePool,
    SingletonThreadPool as SingletonThreadPool, StaticPool as StaticPool,
)
from holdfast.sql.compiler.casts import BindTyping as BindTyping
from holdfast.sql.compiler.compiled import Compiled as Compiled
from holdfast.sql.compiler.typenames import TypeCompiler as TypeCompiler
from holdfast.sql.expressions.binary import (
    BinaryExpression as BinaryExpression, BooleanClauseList as BooleanClauseList, ClauseList as ClauseList,
    CollectionAggregate as CollectionAggregate, OrderByList as OrderByList,
)
from holdfast.sql.expressions.bind import (
    BindParameter as BindParameter, bindparam as bindparam, literal as literal, outparam as outparam,
)
from holdfast.sql.expressions.boolean import and_ as and_, not_ as not_, or_ as or_
from holdfast.sql.expressions.case import Case as Case, case as case
from holdfast.sql.expressions.cast import (
    Cast as Cast, TryCast as TryCast, TypeClause as TypeClause, TypeCoerce as TypeCoerce, cast as cast, try_cast as
    try_cast, type_coerce as type_coerce,
)
from holdfast.sql.expressions.collation import collate as collate
from holdfast.sql.expressions.column import (
    ColumnClause as ColumnClause, column as column, literal_column as literal_column,
)
from holdfast.sql.expressions.constants import (
    False_ as False_, Null as Null, True_ as True_, false as false, null as null, true as true,
)
from holdfast.sql.expressions.element import (
    ClauseElement as ClauseElement, ColumnElement as ColumnElement, Grouping as Grouping, UnaryExpression as
    UnaryExpression,
)
from holdfast.sql.expressions.extract import Extract as Extract, extract as extract
from holdfast.sql.expressions.function import (
    Function as Function, FunctionElement as FunctionElement, func as func, modifier as modifier,
)
from holdfast.sql.expressions.label import Label as Label, label as label
from holdfast.sql.expressions.names import quoted_name as quoted_name
from holdfast.sql.expressions.ordering import (
    all_ as all_, any_ as any_, asc as asc, between as between, bitwise_not as bitwise_not, desc as desc, distinct
    as distinct, nulls_first as nulls_first, nulls_last as nulls_last, nullsfirst as nullsfirst, nullslast as
    nullslast,
)
from holdfast.sql.expressions.tuples import Tuple as Tuple, tuple_ as tuple_
from holdfast.sql.expressions.typed_operators import SQLColumnExpression as SQLColumnExpression
from holdfast.sql.expressions.window import (
    AggregateOrderBy as AggregateOrderBy, FrameClause as FrameClause, FrameClauseType as FrameClauseType,
    FunctionFilter as FunctionFilter, Over as Over, WithinGroup as WithinGroup, aggregate_order_by as
    aggregate_order_by, funcfilter as funcfilter, over as over, within_group as within_group,
)
from holdfast.sql.operators import ColumnOperators as ColumnOperators, Operators as Operators, custom_op as custom_op
from holdfast.sql.schema import (
    BLANK_SCHEMA as BLANK_SCHEMA, BaseDDLElement as BaseDDLElement, CheckConstraint as CheckConstraint, CheckFirst
    as CheckFirst, Column as Column, ColumnDefault as ColumnDefault, Computed as Computed, Constraint as Constraint,
    CreateTable as CreateTable, CreateTableAs as CreateTableAs, CreateView as CreateView, DDL as DDL, DDLElement as
    DDLElement, DefaultClause as DefaultClause, DropTable as DropTable, DropView as DropView, ExecutableDDLElement
    as ExecutableDDLElement, FetchedValue as FetchedValue, ForeignKey as ForeignKey, ForeignKeyConstraint as
    ForeignKeyConstraint, ForeignKeyTarget as ForeignKeyTarget, Identity as Identity, Index as Index, MetaData as
    MetaData, Named as Named, PrimaryKeyConstraint as PrimaryKeyConstraint, Sequence as Sequence, Table as Table,
    TypedColumns as TypedColumns, UniqueConstraint as UniqueConstraint, insert_sentinel as insert_sentinel,
)
from holdfast.sql.selectables.alias import (
    Alias as Alias, AliasedReturnsRows as AliasedReturnsRows, Lateral as Lateral, TableSample as TableSample, alias
    as alias, lateral as lateral,
)
from holdfast.sql.selectables.columns import ColumnCollection as ColumnCollection
from holdfast.sql.selectables.cte import CTE as CTE, HasPrefixes as HasPrefixes, HasSuffixes as HasSuffixes, cte as cte
from holdfast.sql.selectables.fromclause import (
    FromClause as FromClause, FromGrouping as FromGrouping, ReturnsRows as ReturnsRows, Selectable as Selectable,
)
from holdfast.sql.selectables.join import Join as Join, join as join, outerjoin as outerjoin
from holdfast.sql.selectables.labels import (
    LABEL_STYLE_DEFAULT as LABEL_STYLE_DEFAULT, LABEL_STYLE_DISAMBIGUATE_ONLY as LABEL_STYLE_DISAMBIGUATE_ONLY,
    LABEL_STYLE_NONE as LABEL_STYLE_NONE, LABEL_STYLE_TABLENAME_PLUS_COL as LABEL_STYLE_TABLENAME_PLUS_COL,
    SelectLabelStyle as SelectLabelStyle,
)
from holdfast.sql.selectables.scalar import Exists as Exists, ScalarSelect as ScalarSelect
from holdfast.sql.selectables.subquery import Subquery as Subquery
from holdfast.sql.selectables.table import TableClause as TableClause, table as table
from holdfast.sql.selectables.tablesampling import tablesample as tablesample
from holdfast.sql.selectables.tablevalued import (
    TableValuedAlias as TableValuedAlias, TableValuedColumn as TableValuedColumn,
)
from holdfast.sql.selectables.values import Values as Values, values as values
from holdfast.sql.statements.compound import (
    CompoundSelect as CompoundSelect, except_ as except_, except_all as except_all, intersect as intersect,
    intersect_all as intersect_all, union as union, union_all as union_all,
)
from holdfast.sql.statements.dml import (
    Delete as Delete, Insert as Insert, Update as Update, UpdateBase as UpdateBase, ValuesBase as ValuesBase, delete
    as delete, insert as insert, update as update,
)
from holdfast.sql.statements.dmltarget import from_dml_column as from_dml_column
from holdfast.sql.statements.executable import Executable as Executable
from holdfast.sql.statements.existence import exists as exists
from holdfast.sql.statements.lambdas import (
    LambdaElement as LambdaElement, StatementLambdaElement as StatementLambdaElement, lambda_stmt as lambda_stmt,
)
from holdfast.sql.statements.nullability import NotNullable as NotNullable, Nullable as Nullable
from holdfast.sql.statements.savepoints import (
    ReleaseSavepointClause as ReleaseSavepointClause, RollbackToSavepointClause as RollbackToSavepointClause,
    SavepointClause as SavepointClause,
)
from holdfast.sql.statements.select import Select as Select, select as select
from holdfast.sql.statements.selectbase import (
    GenerativeSelect as GenerativeSelect, HasCTE as HasCTE, SelectBase as SelectBase,
)
from holdfast.sql.statements.template import TString as TString, tstring as tstring
from holdfast.sql.statements.text import (
    TextAsFrom as TextAsFrom, TextClause as TextClause, TextualSelect as TextualSelect, text as text,
)
from holdfast.sql.traversal import CacheKey as CacheKey
from holdfast.sql.types import (
    ARRAY as ARRAY, BIGINT as BIGINT, BINARY as BINARY, BLOB as BLOB, BOOLEAN as BOOLEAN, BigInteger as BigInteger,
    Boolean as Boolean, CHAR as CHAR, CLOB as CLOB, DATE as DATE, DATETIME as DATETIME, DECIMAL as DECIMAL, DOUBLE
    as DOUBLE, DOUBLE_PRECISION as DOUBLE_PRECISION, Date as Date, DateTime as DateTime, Double as Double, Enum as
    Enum, FLOAT as FLOAT, Float as Float, INT as INT, INTEGER as INTEGER, Integer as Integer, Interval as Interval,
    JSON as JSON, LargeBinary as LargeBinary, NCHAR as NCHAR, NUMERIC as NUMERIC, NVARCHAR as NVARCHAR, Numeric as
    Numeric, NumericCommon as NumericCommon, PickleType as PickleType, REAL as REAL, SMALLINT as SMALLINT,
    SmallInteger as SmallInteger, String as String, TEXT as TEXT, TIME as TIME, TIMESTAMP as TIMESTAMP, Text as
    Text, Time as Time, TupleType as TupleType, TypeDecorator as TypeDecorator, UUID as UUID, Unicode as Unicode,
    UnicodeText as UnicodeText, Uuid as Uuid, VARBINARY as VARBINARY, VARCHAR as VARCHAR,
)
from holdfast.sql.visitors import Visitable as Visitable
# fmt: on

dialects = _dialects
engine = _engine
event = _event
exc = _exc
ext = _ext
inspection = _inspection
orm = _orm
pool = _pool
schema = _schema
sql = _sql
types = _types
util = _util

__version__: str
_HOME_OF: dict[str, str]
# No `__all__`: declared without its items it would hide every name from `from holdfast import *`.
