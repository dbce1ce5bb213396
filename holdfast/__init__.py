"""holdfast: SQL toolkit and object-relational mapper.  Public names only; nothing inside imports this module.

The names are looked up when they are first asked for, so that a program pays only for the parts that it uses.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # fmt: off
    # isort: off  -- several names a line: one a line would be three hundred lines
    from holdfast.engine import (
        URL as URL,
    )
    from holdfast.engine import (
        ChunkedIteratorResult as ChunkedIteratorResult,
    )
    from holdfast.engine import (
        Connection as Connection,
    )
    from holdfast.engine import (
        CreateEnginePlugin as CreateEnginePlugin,
    )
    from holdfast.engine import (
        CursorResult as CursorResult,
    )
    from holdfast.engine import (
        Dialect as Dialect,
    )
    from holdfast.engine import (
        Engine as Engine,
    )
    from holdfast.engine import (
        ExceptionContext as ExceptionContext,
    )
    from holdfast.engine import (
        ExecutionContext as ExecutionContext,
    )
    from holdfast.engine import (
        FrozenResult as FrozenResult,
    )
    from holdfast.engine import (
        Inspector as Inspector,
    )
    from holdfast.engine import (
        IteratorResult as IteratorResult,
    )
    from holdfast.engine import (
        MappingResult as MappingResult,
    )
    from holdfast.engine import (
        MergedResult as MergedResult,
    )
    from holdfast.engine import (
        NestedTransaction as NestedTransaction,
    )
    from holdfast.engine import (
        Result as Result,
    )
    from holdfast.engine import (
        RootTransaction as RootTransaction,
    )
    from holdfast.engine import (
        Row as Row,
    )
    from holdfast.engine import (
        RowMapping as RowMapping,
    )
    from holdfast.engine import (
        ScalarResult as ScalarResult,
    )
    from holdfast.engine import (
        Transaction as Transaction,
    )
    from holdfast.engine import (
        TwoPhaseTransaction as TwoPhaseTransaction,
    )
    from holdfast.engine import (
        create_engine as create_engine,
    )
    from holdfast.engine import (
        create_pool_from_url as create_pool_from_url,
    )
    from holdfast.engine import (
        engine_from_config as engine_from_config,
    )
    from holdfast.engine import (
        make_url as make_url,
    )
    from holdfast.engine import (
        result_tuple as result_tuple,
    )
    from holdfast.inspection import inspect as inspect
    from holdfast.pool import (
        AssertionPool as AssertionPool,
    )
    from holdfast.pool import (
        AsyncAdaptedQueuePool as AsyncAdaptedQueuePool,
    )
    from holdfast.pool import (
        NullPool as NullPool,
    )
    from holdfast.pool import (
        Pool as Pool,
    )
    from holdfast.pool import (
        PoolProxiedConnection as PoolProxiedConnection,
    )
    from holdfast.pool import (
        PoolResetState as PoolResetState,
    )
    from holdfast.pool import (
        QueuePool as QueuePool,
    )
    from holdfast.pool import (
        SingletonThreadPool as SingletonThreadPool,
    )
    from holdfast.pool import (
        StaticPool as StaticPool,
    )
    from holdfast.sql.compiler.compiled import Compiled as Compiled
    from holdfast.sql.compiler.typenames import TypeCompiler as TypeCompiler
    from holdfast.sql.expressions.binary import (
        BinaryExpression as BinaryExpression,
    )
    from holdfast.sql.expressions.binary import (
        BooleanClauseList as BooleanClauseList,
    )
    from holdfast.sql.expressions.binary import (
        ClauseList as ClauseList,
    )
    from holdfast.sql.expressions.binary import (
        CollectionAggregate as CollectionAggregate,
    )
    from holdfast.sql.expressions.binary import (
        OrderByList as OrderByList,
    )
    from holdfast.sql.expressions.bind import (
        BindParameter as BindParameter,
    )
    from holdfast.sql.expressions.bind import (
        bindparam as bindparam,
    )
    from holdfast.sql.expressions.bind import (
        literal as literal,
    )
    from holdfast.sql.expressions.bind import (
        outparam as outparam,
    )
    from holdfast.sql.expressions.boolean import and_ as and_
    from holdfast.sql.expressions.boolean import not_ as not_
    from holdfast.sql.expressions.boolean import or_ as or_
    from holdfast.sql.expressions.case import Case as Case
    from holdfast.sql.expressions.case import case as case
    from holdfast.sql.expressions.cast import (
        Cast as Cast,
    )
    from holdfast.sql.expressions.cast import (
        TryCast as TryCast,
    )
    from holdfast.sql.expressions.cast import (
        TypeClause as TypeClause,
    )
    from holdfast.sql.expressions.cast import (
        TypeCoerce as TypeCoerce,
    )
    from holdfast.sql.expressions.cast import (
        cast as cast,
    )
    from holdfast.sql.expressions.cast import (
        try_cast as try_cast,
    )
    from holdfast.sql.expressions.cast import (
        type_coerce as type_coerce,
    )
    from holdfast.sql.expressions.collation import collate as collate
    from holdfast.sql.expressions.column import (
        ColumnClause as ColumnClause,
    )
    from holdfast.sql.expressions.column import (
        column as column,
    )
    from holdfast.sql.expressions.column import (
        literal_column as literal_column,
    )
    from holdfast.sql.expressions.constants import (
        False_ as False_,
    )
    from holdfast.sql.expressions.constants import (
        Null as Null,
    )
    from holdfast.sql.expressions.constants import (
        True_ as True_,
    )
    from holdfast.sql.expressions.constants import (
        false as false,
    )
    from holdfast.sql.expressions.constants import (
        null as null,
    )
    from holdfast.sql.expressions.constants import (
        true as true,
    )
    from holdfast.sql.expressions.element import (
        ClauseElement as ClauseElement,
    )
    from holdfast.sql.expressions.element import (
        ColumnElement as ColumnElement,
    )
    from holdfast.sql.expressions.element import (
        Grouping as Grouping,
    )
    from holdfast.sql.expressions.element import (
        UnaryExpression as UnaryExpression,
    )
    from holdfast.sql.expressions.extract import Extract as Extract
    from holdfast.sql.expressions.extract import extract as extract
    from holdfast.sql.expressions.function import (
        Function as Function,
    )
    from holdfast.sql.expressions.function import (
        FunctionElement as FunctionElement,
    )
    from holdfast.sql.expressions.function import (
        func as func,
    )
    from holdfast.sql.expressions.function import (
        modifier as modifier,
    )
    from holdfast.sql.expressions.label import Label as Label
    from holdfast.sql.expressions.label import label as label
    from holdfast.sql.expressions.names import quoted_name as quoted_name
    from holdfast.sql.expressions.ordering import (
        all_ as all_,
    )
    from holdfast.sql.expressions.ordering import (
        any_ as any_,
    )
    from holdfast.sql.expressions.ordering import (
        asc as asc,
    )
    from holdfast.sql.expressions.ordering import (
        between as between,
    )
    from holdfast.sql.expressions.ordering import (
        bitwise_not as bitwise_not,
    )
    from holdfast.sql.expressions.ordering import (
        desc as desc,
    )
    from holdfast.sql.expressions.ordering import (
        distinct as distinct,
    )
    from holdfast.sql.expressions.ordering import (
        nulls_first as nulls_first,
    )
    from holdfast.sql.expressions.ordering import (
        nulls_last as nulls_last,
    )
    from holdfast.sql.expressions.ordering import (
        nullsfirst as nullsfirst,
    )
    from holdfast.sql.expressions.ordering import (
        nullslast as nullslast,
    )
    from holdfast.sql.expressions.tuples import Tuple as Tuple
    from holdfast.sql.expressions.tuples import tuple_ as tuple_
    from holdfast.sql.expressions.typed_operators import SQLColumnExpression as SQLColumnExpression
    from holdfast.sql.expressions.window import (
        AggregateOrderBy as AggregateOrderBy,
    )
    from holdfast.sql.expressions.window import (
        FrameClause as FrameClause,
    )
    from holdfast.sql.expressions.window import (
        FrameClauseType as FrameClauseType,
    )
    from holdfast.sql.expressions.window import (
        FunctionFilter as FunctionFilter,
    )
    from holdfast.sql.expressions.window import (
        Over as Over,
    )
    from holdfast.sql.expressions.window import (
        WithinGroup as WithinGroup,
    )
    from holdfast.sql.expressions.window import (
        aggregate_order_by as aggregate_order_by,
    )
    from holdfast.sql.expressions.window import (
        funcfilter as funcfilter,
    )
    from holdfast.sql.expressions.window import (
        over as over,
    )
    from holdfast.sql.expressions.window import (
        within_group as within_group,
    )
    from holdfast.sql.operators import (
        ColumnOperators as ColumnOperators,
    )
    from holdfast.sql.operators import (
        Operators as Operators,
    )
    from holdfast.sql.operators import (
        custom_op as custom_op,
    )
    from holdfast.sql.schema import (
        BLANK_SCHEMA as BLANK_SCHEMA,
    )
    from holdfast.sql.schema import (
        DDL as DDL,
    )
    from holdfast.sql.schema import (
        BaseDDLElement as BaseDDLElement,
    )
    from holdfast.sql.schema import (
        CheckConstraint as CheckConstraint,
    )
    from holdfast.sql.schema import (
        CheckFirst as CheckFirst,
    )
    from holdfast.sql.schema import (
        Column as Column,
    )
    from holdfast.sql.schema import (
        ColumnDefault as ColumnDefault,
    )
    from holdfast.sql.schema import (
        Computed as Computed,
    )
    from holdfast.sql.schema import (
        Constraint as Constraint,
    )
    from holdfast.sql.schema import (
        CreateTable as CreateTable,
    )
    from holdfast.sql.schema import (
        CreateTableAs as CreateTableAs,
    )
    from holdfast.sql.schema import (
        CreateView as CreateView,
    )
    from holdfast.sql.schema import (
        DDLElement as DDLElement,
    )
    from holdfast.sql.schema import (
        DefaultClause as DefaultClause,
    )
    from holdfast.sql.schema import (
        DropTable as DropTable,
    )
    from holdfast.sql.schema import (
        DropView as DropView,
    )
    from holdfast.sql.schema import (
        ExecutableDDLElement as ExecutableDDLElement,
    )
    from holdfast.sql.schema import (
        FetchedValue as FetchedValue,
    )
    from holdfast.sql.schema import (
        ForeignKey as ForeignKey,
    )
    from holdfast.sql.schema import (
        ForeignKeyConstraint as ForeignKeyConstraint,
    )
    from holdfast.sql.schema import (
        ForeignKeyTarget as ForeignKeyTarget,
    )
    from holdfast.sql.schema import (
        Identity as Identity,
    )
    from holdfast.sql.schema import (
        Index as Index,
    )
    from holdfast.sql.schema import (
        MetaData as MetaData,
    )
    from holdfast.sql.schema import (
        PrimaryKeyConstraint as PrimaryKeyConstraint,
    )
    from holdfast.sql.schema import (
        Sequence as Sequence,
    )
    from holdfast.sql.schema import (
        Table as Table,
    )
    from holdfast.sql.schema import (
        TypedColumns as TypedColumns,
    )
    from holdfast.sql.schema import (
        UniqueConstraint as UniqueConstraint,
    )
    from holdfast.sql.schema import (
        insert_sentinel as insert_sentinel,
    )
    from holdfast.sql.selectables.alias import (
        Alias as Alias,
    )
    from holdfast.sql.selectables.alias import (
        AliasedReturnsRows as AliasedReturnsRows,
    )
    from holdfast.sql.selectables.alias import (
        Lateral as Lateral,
    )
    from holdfast.sql.selectables.alias import (
        TableSample as TableSample,
    )
    from holdfast.sql.selectables.alias import (
        alias as alias,
    )
    from holdfast.sql.selectables.alias import (
        lateral as lateral,
    )
    from holdfast.sql.selectables.columns import ColumnCollection as ColumnCollection
    from holdfast.sql.selectables.cte import (
        CTE as CTE,
    )
    from holdfast.sql.selectables.cte import (
        HasPrefixes as HasPrefixes,
    )
    from holdfast.sql.selectables.cte import (
        HasSuffixes as HasSuffixes,
    )
    from holdfast.sql.selectables.cte import (
        cte as cte,
    )
    from holdfast.sql.selectables.fromclause import (
        FromClause as FromClause,
    )
    from holdfast.sql.selectables.fromclause import (
        FromGrouping as FromGrouping,
    )
    from holdfast.sql.selectables.fromclause import (
        ReturnsRows as ReturnsRows,
    )
    from holdfast.sql.selectables.fromclause import (
        Selectable as Selectable,
    )
    from holdfast.sql.selectables.join import Join as Join
    from holdfast.sql.selectables.join import join as join
    from holdfast.sql.selectables.join import outerjoin as outerjoin
    from holdfast.sql.selectables.labels import (
        LABEL_STYLE_DEFAULT as LABEL_STYLE_DEFAULT,
    )
    from holdfast.sql.selectables.labels import (
        LABEL_STYLE_DISAMBIGUATE_ONLY as LABEL_STYLE_DISAMBIGUATE_ONLY,
    )
    from holdfast.sql.selectables.labels import (
        LABEL_STYLE_NONE as LABEL_STYLE_NONE,
    )
    from holdfast.sql.selectables.labels import (
        LABEL_STYLE_TABLENAME_PLUS_COL as LABEL_STYLE_TABLENAME_PLUS_COL,
    )
    from holdfast.sql.selectables.labels import (
        SelectLabelStyle as SelectLabelStyle,
    )
    from holdfast.sql.selectables.scalar import Exists as Exists
    from holdfast.sql.selectables.scalar import ScalarSelect as ScalarSelect
    from holdfast.sql.selectables.subquery import Subquery as Subquery
    from holdfast.sql.selectables.table import TableClause as TableClause
    from holdfast.sql.selectables.table import table as table
    from holdfast.sql.selectables.tablesampling import tablesample as tablesample
    from holdfast.sql.selectables.tablevalued import (
        TableValuedAlias as TableValuedAlias,
    )
    from holdfast.sql.selectables.tablevalued import (
        TableValuedColumn as TableValuedColumn,
    )
    from holdfast.sql.selectables.values import Values as Values
    from holdfast.sql.selectables.values import values as values
    from holdfast.sql.statements.compound import (
        CompoundSelect as CompoundSelect,
    )
    from holdfast.sql.statements.compound import (
        except_ as except_,
    )
    from holdfast.sql.statements.compound import (
        except_all as except_all,
    )
    from holdfast.sql.statements.compound import (
        intersect as intersect,
    )
    from holdfast.sql.statements.compound import (
        intersect_all as intersect_all,
    )
    from holdfast.sql.statements.compound import (
        union as union,
    )
    from holdfast.sql.statements.compound import (
        union_all as union_all,
    )
    from holdfast.sql.statements.dml import (
        Delete as Delete,
    )
    from holdfast.sql.statements.dml import (
        Insert as Insert,
    )
    from holdfast.sql.statements.dml import (
        Update as Update,
    )
    from holdfast.sql.statements.dml import (
        UpdateBase as UpdateBase,
    )
    from holdfast.sql.statements.dml import (
        ValuesBase as ValuesBase,
    )
    from holdfast.sql.statements.dml import (
        delete as delete,
    )
    from holdfast.sql.statements.dml import (
        insert as insert,
    )
    from holdfast.sql.statements.dml import (
        update as update,
    )
    from holdfast.sql.statements.dmltarget import from_dml_column as from_dml_column
    from holdfast.sql.statements.executable import Executable as Executable
    from holdfast.sql.statements.existence import exists as exists
    from holdfast.sql.statements.lambdas import (
        LambdaElement as LambdaElement,
    )
    from holdfast.sql.statements.lambdas import (
        StatementLambdaElement as StatementLambdaElement,
    )
    from holdfast.sql.statements.lambdas import (
        lambda_stmt as lambda_stmt,
    )
    from holdfast.sql.statements.nullability import NotNullable as NotNullable
    from holdfast.sql.statements.nullability import Nullable as Nullable
    from holdfast.sql.statements.select import Select as Select
    from holdfast.sql.statements.select import select as select
    from holdfast.sql.statements.selectbase import (
        GenerativeSelect as GenerativeSelect,
    )
    from holdfast.sql.statements.selectbase import (
        HasCTE as HasCTE,
    )
    from holdfast.sql.statements.selectbase import (
        SelectBase as SelectBase,
    )
    from holdfast.sql.statements.template import TString as TString
    from holdfast.sql.statements.template import tstring as tstring
    from holdfast.sql.statements.text import (
        TextAsFrom as TextAsFrom,
    )
    from holdfast.sql.statements.text import (
        TextClause as TextClause,
    )
    from holdfast.sql.statements.text import (
        TextualSelect as TextualSelect,
    )
    from holdfast.sql.statements.text import (
        text as text,
    )
    from holdfast.sql.types import (
        ARRAY as ARRAY,
    )
    from holdfast.sql.types import (
        BIGINT as BIGINT,
    )
    from holdfast.sql.types import (
        BINARY as BINARY,
    )
    from holdfast.sql.types import (
        BLOB as BLOB,
    )
    from holdfast.sql.types import (
        BOOLEAN as BOOLEAN,
    )
    from holdfast.sql.types import (
        CHAR as CHAR,
    )
    from holdfast.sql.types import (
        CLOB as CLOB,
    )
    from holdfast.sql.types import (
        DATE as DATE,
    )
    from holdfast.sql.types import (
        DATETIME as DATETIME,
    )
    from holdfast.sql.types import (
        DECIMAL as DECIMAL,
    )
    from holdfast.sql.types import (
        DOUBLE as DOUBLE,
    )
    from holdfast.sql.types import (
        DOUBLE_PRECISION as DOUBLE_PRECISION,
    )
    from holdfast.sql.types import (
        FLOAT as FLOAT,
    )
    from holdfast.sql.types import (
        INT as INT,
    )
    from holdfast.sql.types import (
        INTEGER as INTEGER,
    )
    from holdfast.sql.types import (
        JSON as JSON,
    )
    from holdfast.sql.types import (
        NCHAR as NCHAR,
    )
    from holdfast.sql.types import (
        NUMERIC as NUMERIC,
    )
    from holdfast.sql.types import (
        NVARCHAR as NVARCHAR,
    )
    from holdfast.sql.types import (
        REAL as REAL,
    )
    from holdfast.sql.types import (
        SMALLINT as SMALLINT,
    )
    from holdfast.sql.types import (
        TEXT as TEXT,
    )
    from holdfast.sql.types import (
        TIME as TIME,
    )
    from holdfast.sql.types import (
        TIMESTAMP as TIMESTAMP,
    )
    from holdfast.sql.types import (
        UUID as UUID,
    )
    from holdfast.sql.types import (
        VARBINARY as VARBINARY,
    )
    from holdfast.sql.types import (
        VARCHAR as VARCHAR,
    )
    from holdfast.sql.types import (
        BigInteger as BigInteger,
    )
    from holdfast.sql.types import (
        Boolean as Boolean,
    )
    from holdfast.sql.types import (
        Date as Date,
    )
    from holdfast.sql.types import (
        DateTime as DateTime,
    )
    from holdfast.sql.types import (
        Double as Double,
    )
    from holdfast.sql.types import (
        Enum as Enum,
    )
    from holdfast.sql.types import (
        Float as Float,
    )
    from holdfast.sql.types import (
        Integer as Integer,
    )
    from holdfast.sql.types import (
        Interval as Interval,
    )
    from holdfast.sql.types import (
        LargeBinary as LargeBinary,
    )
    from holdfast.sql.types import (
        Numeric as Numeric,
    )
    from holdfast.sql.types import (
        NumericCommon as NumericCommon,
    )
    from holdfast.sql.types import (
        PickleType as PickleType,
    )
    from holdfast.sql.types import (
        SmallInteger as SmallInteger,
    )
    from holdfast.sql.types import (
        String as String,
    )
    from holdfast.sql.types import (
        Text as Text,
    )
    from holdfast.sql.types import (
        Time as Time,
    )
    from holdfast.sql.types import (
        TupleType as TupleType,
    )
    from holdfast.sql.types import (
        TypeDecorator as TypeDecorator,
    )
    from holdfast.sql.types import (
        Unicode as Unicode,
    )
    from holdfast.sql.types import (
        UnicodeText as UnicodeText,
    )
    from holdfast.sql.types import (
        Uuid as Uuid,
    )
    from holdfast.sql.visitors import Visitable as Visitable
    # isort: on
    # fmt: on

__version__ = "0.1.0"

#: module -> the public names that it has
_HOMES: dict[str, str] = {
    "holdfast.engine": (
        "ChunkedIteratorResult Connection CreateEnginePlugin CursorResult Dialect Engine "
        "ExceptionContext ExecutionContext FrozenResult Inspector IteratorResult MappingResult "
        "MergedResult NestedTransaction Result RootTransaction Row RowMapping ScalarResult Transaction "
        "TwoPhaseTransaction URL create_engine create_pool_from_url engine_from_config make_url "
        "result_tuple"
    ),
    "holdfast.inspection": "inspect",
    "holdfast.pool": (
        "AssertionPool AsyncAdaptedQueuePool NullPool Pool PoolProxiedConnection PoolResetState "
        "QueuePool SingletonThreadPool StaticPool"
    ),
    "holdfast.sql.compiler.compiled": "Compiled",
    "holdfast.sql.compiler.typenames": "TypeCompiler",
    "holdfast.sql.expressions.binary": (
        "BinaryExpression BooleanClauseList ClauseList CollectionAggregate OrderByList"
    ),
    "holdfast.sql.expressions.bind": "BindParameter bindparam literal outparam",
    "holdfast.sql.expressions.boolean": "and_ not_ or_",
    "holdfast.sql.expressions.case": "Case case",
    "holdfast.sql.expressions.cast": "Cast TryCast TypeClause TypeCoerce cast try_cast type_coerce",
    "holdfast.sql.expressions.collation": "collate",
    "holdfast.sql.expressions.column": "ColumnClause column literal_column",
    "holdfast.sql.expressions.constants": "False_ Null True_ false null true",
    "holdfast.sql.expressions.element": "ClauseElement ColumnElement Grouping UnaryExpression",
    "holdfast.sql.expressions.extract": "Extract extract",
    "holdfast.sql.expressions.function": "Function FunctionElement func modifier",
    "holdfast.sql.expressions.label": "Label label",
    "holdfast.sql.expressions.names": "quoted_name",
    "holdfast.sql.expressions.ordering": (
        "all_ any_ asc between bitwise_not desc distinct nulls_first nulls_last nullsfirst nullslast"
    ),
    "holdfast.sql.expressions.tuples": "Tuple tuple_",
    "holdfast.sql.expressions.typed_operators": "SQLColumnExpression",
    "holdfast.sql.expressions.window": (
        "AggregateOrderBy FrameClause FrameClauseType FunctionFilter Over WithinGroup aggregate_order_by "
        "funcfilter over within_group"
    ),
    "holdfast.sql.operators": "ColumnOperators Operators custom_op",
    "holdfast.sql.schema": (
        "BLANK_SCHEMA BaseDDLElement CheckConstraint CheckFirst Column ColumnDefault Computed Constraint "
        "CreateTable CreateTableAs CreateView DDL DDLElement DefaultClause DropTable DropView "
        "ExecutableDDLElement FetchedValue ForeignKey ForeignKeyConstraint ForeignKeyTarget Identity "
        "Index MetaData PrimaryKeyConstraint Sequence Table TypedColumns UniqueConstraint "
        "insert_sentinel"
    ),
    "holdfast.sql.selectables.alias": "Alias AliasedReturnsRows Lateral TableSample alias lateral",
    "holdfast.sql.selectables.columns": "ColumnCollection",
    "holdfast.sql.selectables.cte": "CTE HasPrefixes HasSuffixes cte",
    "holdfast.sql.selectables.fromclause": "FromClause FromGrouping ReturnsRows Selectable",
    "holdfast.sql.selectables.join": "Join join outerjoin",
    "holdfast.sql.selectables.labels": (
        "LABEL_STYLE_DEFAULT LABEL_STYLE_DISAMBIGUATE_ONLY LABEL_STYLE_NONE "
        "LABEL_STYLE_TABLENAME_PLUS_COL SelectLabelStyle"
    ),
    "holdfast.sql.selectables.scalar": "Exists ScalarSelect",
    "holdfast.sql.selectables.subquery": "Subquery",
    "holdfast.sql.selectables.table": "TableClause table",
    "holdfast.sql.selectables.tablesampling": "tablesample",
    "holdfast.sql.selectables.tablevalued": "TableValuedAlias TableValuedColumn",
    "holdfast.sql.selectables.values": "Values values",
    "holdfast.sql.statements.compound": "CompoundSelect except_ except_all intersect intersect_all union union_all",
    "holdfast.sql.statements.dml": "Delete Insert Update UpdateBase ValuesBase delete insert update",
    "holdfast.sql.statements.dmltarget": "from_dml_column",
    "holdfast.sql.statements.executable": "Executable",
    "holdfast.sql.statements.existence": "exists",
    "holdfast.sql.statements.lambdas": "LambdaElement StatementLambdaElement lambda_stmt",
    "holdfast.sql.statements.nullability": "NotNullable Nullable",
    "holdfast.sql.statements.select": "Select select",
    "holdfast.sql.statements.selectbase": "GenerativeSelect HasCTE SelectBase",
    "holdfast.sql.statements.template": "TString tstring",
    "holdfast.sql.statements.text": "TextAsFrom TextClause TextualSelect text",
    "holdfast.sql.types": (
        "ARRAY BIGINT BINARY BLOB BOOLEAN BigInteger Boolean CHAR CLOB DATE DATETIME DECIMAL DOUBLE "
        "DOUBLE_PRECISION Date DateTime Double Enum FLOAT Float INT INTEGER Integer Interval JSON "
        "LargeBinary NCHAR NUMERIC NVARCHAR Numeric NumericCommon PickleType REAL SMALLINT SmallInteger "
        "String TEXT TIME TIMESTAMP Text Time TupleType TypeDecorator UUID Unicode UnicodeText Uuid "
        "VARBINARY VARCHAR"
    ),
    "holdfast.sql.visitors": "Visitable",
}
_HOME_OF: dict[str, str] = {name: module for module, names in _HOMES.items() for name in names.split()}

#: modules that are reached as attributes without having been imported
_SUBMODULES = frozenset(
    ["dialects", "engine", "event", "exc", "ext", "inspection", "orm", "pool", "schema", "sql", "types", "util"]
)

__all__ = list(_HOME_OF)  # type checkers read the stub


def __getattr__(name: str) -> Any:
    if name in _SUBMODULES:
        return import_module(f"{__name__}.{name}")
    module = _HOME_OF.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(module), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME_OF})
