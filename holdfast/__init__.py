"""holdfast: SQL toolkit and object-relational mapper.  Public names only; nothing inside imports this module.

The names are looked up when they are first asked for, so that a program pays only for the parts that it uses.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from holdfast.engine import (
        ChunkedIteratorResult as ChunkedIteratorResult,
        Connection as Connection,
        CreateEnginePlugin as CreateEnginePlugin,
        CursorResult as CursorResult,
        Dialect as Dialect,
        Engine as Engine,
        ExceptionContext as ExceptionContext,
        ExecutionContext as ExecutionContext,
        FrozenResult as FrozenResult,
        Inspector as Inspector,
        IteratorResult as IteratorResult,
        MappingResult as MappingResult,
        MergedResult as MergedResult,
        NestedTransaction as NestedTransaction,
        Result as Result,
        RootTransaction as RootTransaction,
        Row as Row,
        RowMapping as RowMapping,
        ScalarResult as ScalarResult,
        Transaction as Transaction,
        TwoPhaseTransaction as TwoPhaseTransaction,
        URL as URL,
        create_engine as create_engine,
        create_pool_from_url as create_pool_from_url,
        engine_from_config as engine_from_config,
        make_url as make_url,
        result_tuple as result_tuple,
    )
    from holdfast.inspection import inspect as inspect
    from holdfast.pool import (
        AssertionPool as AssertionPool,
        AsyncAdaptedQueuePool as AsyncAdaptedQueuePool,
        NullPool as NullPool,
        Pool as Pool,
        PoolProxiedConnection as PoolProxiedConnection,
        PoolResetState as PoolResetState,
        QueuePool as QueuePool,
        SingletonThreadPool as SingletonThreadPool,
        StaticPool as StaticPool,
    )
    from holdfast.sql.compiler.compiled import Compiled as Compiled
    from holdfast.sql.compiler.typenames import TypeCompiler as TypeCompiler
    from holdfast.sql.expressions.binary import (
        BinaryExpression as BinaryExpression,
        BooleanClauseList as BooleanClauseList,
        ClauseList as ClauseList,
        CollectionAggregate as CollectionAggregate,
        OrderByList as OrderByList,
    )
    from holdfast.sql.expressions.bind import (
        BindParameter as BindParameter,
        bindparam as bindparam,
        literal as literal,
        outparam as outparam,
    )
    from holdfast.sql.expressions.boolean import and_ as and_, not_ as not_, or_ as or_
    from holdfast.sql.expressions.case import Case as Case, case as case
    from holdfast.sql.expressions.cast import (
        Cast as Cast,
        TryCast as TryCast,
        TypeClause as TypeClause,
        TypeCoerce as TypeCoerce,
        cast as cast,
        try_cast as try_cast,
        type_coerce as type_coerce,
    )
    from holdfast.sql.expressions.collation import collate as collate
    from holdfast.sql.expressions.column import (
        ColumnClause as ColumnClause,
        column as column,
        literal_column as literal_column,
    )
    from holdfast.sql.expressions.constants import (
        False_ as False_,
        Null as Null,
        True_ as True_,
        false as false,
        null as null,
        true as true,
    )
    from holdfast.sql.expressions.element import (
        ClauseElement as ClauseElement,
        ColumnElement as ColumnElement,
        Grouping as Grouping,
        UnaryExpression as UnaryExpression,
    )
    from holdfast.sql.expressions.extract import Extract as Extract, extract as extract
    from holdfast.sql.expressions.function import (
        Function as Function,
        FunctionElement as FunctionElement,
        func as func,
        modifier as modifier,
    )
    from holdfast.sql.expressions.label import Label as Label, label as label
    from holdfast.sql.expressions.names import quoted_name as quoted_name
    from holdfast.sql.expressions.ordering import (
        all_ as all_,
        any_ as any_,
        asc as asc,
        between as between,
        bitwise_not as bitwise_not,
        desc as desc,
        distinct as distinct,
        nulls_first as nulls_first,
        nulls_last as nulls_last,
        nullsfirst as nullsfirst,
        nullslast as nullslast,
    )
    from holdfast.sql.expressions.tuples import Tuple as Tuple, tuple_ as tuple_
    from holdfast.sql.expressions.typed_operators import SQLColumnExpression as SQLColumnExpression
    from holdfast.sql.expressions.window import (
        AggregateOrderBy as AggregateOrderBy,
        FrameClause as FrameClause,
        FrameClauseType as FrameClauseType,
        FunctionFilter as FunctionFilter,
        Over as Over,
        WithinGroup as WithinGroup,
        aggregate_order_by as aggregate_order_by,
        funcfilter as funcfilter,
        over as over,
        within_group as within_group,
    )
    from holdfast.sql.operators import (
        ColumnOperators as ColumnOperators,
        Operators as Operators,
        custom_op as custom_op,
    )
    from holdfast.sql.schema import (
        BLANK_SCHEMA as BLANK_SCHEMA,
        BaseDDLElement as BaseDDLElement,
        CheckConstraint as CheckConstraint,
        CheckFirst as CheckFirst,
        Column as Column,
        ColumnDefault as ColumnDefault,
        Computed as Computed,
        Constraint as Constraint,
        CreateTable as CreateTable,
        CreateTableAs as CreateTableAs,
        CreateView as CreateView,
        DDL as DDL,
        DDLElement as DDLElement,
        DefaultClause as DefaultClause,
        DropTable as DropTable,
        DropView as DropView,
        ExecutableDDLElement as ExecutableDDLElement,
        FetchedValue as FetchedValue,
        ForeignKey as ForeignKey,
        ForeignKeyConstraint as ForeignKeyConstraint,
        ForeignKeyTarget as ForeignKeyTarget,
        Identity as Identity,
        Index as Index,
        MetaData as MetaData,
        PrimaryKeyConstraint as PrimaryKeyConstraint,
        Sequence as Sequence,
        Table as Table,
        UniqueConstraint as UniqueConstraint,
        insert_sentinel as insert_sentinel,
    )
    from holdfast.sql.selectables.alias import (
        Alias as Alias,
        AliasedReturnsRows as AliasedReturnsRows,
        Lateral as Lateral,
        TableSample as TableSample,
        alias as alias,
        lateral as lateral,
    )
    from holdfast.sql.selectables.columns import ColumnCollection as ColumnCollection
    from holdfast.sql.selectables.cte import (
        CTE as CTE,
        HasPrefixes as HasPrefixes,
        HasSuffixes as HasSuffixes,
        cte as cte,
    )
    from holdfast.sql.selectables.fromclause import (
        FromClause as FromClause,
        FromGrouping as FromGrouping,
        ReturnsRows as ReturnsRows,
        Selectable as Selectable,
    )
    from holdfast.sql.selectables.join import Join as Join, join as join, outerjoin as outerjoin
    from holdfast.sql.selectables.labels import (
        LABEL_STYLE_DEFAULT as LABEL_STYLE_DEFAULT,
        LABEL_STYLE_DISAMBIGUATE_ONLY as LABEL_STYLE_DISAMBIGUATE_ONLY,
        LABEL_STYLE_NONE as LABEL_STYLE_NONE,
        LABEL_STYLE_TABLENAME_PLUS_COL as LABEL_STYLE_TABLENAME_PLUS_COL,
        SelectLabelStyle as SelectLabelStyle,
    )
    from holdfast.sql.selectables.scalar import Exists as Exists, ScalarSelect as ScalarSelect
    from holdfast.sql.selectables.subquery import Subquery as Subquery
    from holdfast.sql.selectables.table import TableClause as TableClause, table as table
    from holdfast.sql.selectables.tablesampling import tablesample as tablesample
    from holdfast.sql.selectables.tablevalued import (
        TableValuedAlias as TableValuedAlias,
        TableValuedColumn as TableValuedColumn,
    )
    from holdfast.sql.selectables.values import Values as Values, values as values
    from holdfast.sql.statements.compound import (
        CompoundSelect as CompoundSelect,
        except_ as except_,
        except_all as except_all,
        intersect as intersect,
        intersect_all as intersect_all,
        union as union,
        union_all as union_all,
    )
    from holdfast.sql.statements.dml import (
        Delete as Delete,
        Insert as Insert,
        Update as Update,
        UpdateBase as UpdateBase,
        ValuesBase as ValuesBase,
        delete as delete,
        insert as insert,
        update as update,
    )
    from holdfast.sql.statements.executable import Executable as Executable
    from holdfast.sql.statements.existence import exists as exists
    from holdfast.sql.statements.select import Select as Select, select as select
    from holdfast.sql.statements.selectbase import (
        GenerativeSelect as GenerativeSelect,
        HasCTE as HasCTE,
        SelectBase as SelectBase,
    )
    from holdfast.sql.statements.text import (
        TextAsFrom as TextAsFrom,
        TextClause as TextClause,
        TextualSelect as TextualSelect,
        text as text,
    )
    from holdfast.sql.types import (
        ARRAY as ARRAY,
        BIGINT as BIGINT,
        BINARY as BINARY,
        BLOB as BLOB,
        BOOLEAN as BOOLEAN,
        BigInteger as BigInteger,
        Boolean as Boolean,
        CHAR as CHAR,
        CLOB as CLOB,
        DATE as DATE,
        DATETIME as DATETIME,
        DECIMAL as DECIMAL,
        DOUBLE as DOUBLE,
        DOUBLE_PRECISION as DOUBLE_PRECISION,
        Date as Date,
        DateTime as DateTime,
        Double as Double,
        Enum as Enum,
        FLOAT as FLOAT,
        Float as Float,
        INT as INT,
        INTEGER as INTEGER,
        Integer as Integer,
        Interval as Interval,
        JSON as JSON,
        LargeBinary as LargeBinary,
        NCHAR as NCHAR,
        NUMERIC as NUMERIC,
        NVARCHAR as NVARCHAR,
        Numeric as Numeric,
        NumericCommon as NumericCommon,
        PickleType as PickleType,
        REAL as REAL,
        SMALLINT as SMALLINT,
        SmallInteger as SmallInteger,
        String as String,
        TEXT as TEXT,
        TIME as TIME,
        TIMESTAMP as TIMESTAMP,
        Text as Text,
        Time as Time,
        TupleType as TupleType,
        TypeDecorator as TypeDecorator,
        UUID as UUID,
        Unicode as Unicode,
        UnicodeText as UnicodeText,
        Uuid as Uuid,
        VARBINARY as VARBINARY,
        VARCHAR as VARCHAR,
    )

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
        "Index MetaData PrimaryKeyConstraint Sequence Table UniqueConstraint insert_sentinel"
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
    "holdfast.sql.statements.executable": "Executable",
    "holdfast.sql.statements.existence": "exists",
    "holdfast.sql.statements.select": "Select select",
    "holdfast.sql.statements.selectbase": "GenerativeSelect HasCTE SelectBase",
    "holdfast.sql.statements.text": "TextAsFrom TextClause TextualSelect text",
    "holdfast.sql.types": (
        "ARRAY BIGINT BINARY BLOB BOOLEAN BigInteger Boolean CHAR CLOB DATE DATETIME DECIMAL DOUBLE "
        "DOUBLE_PRECISION Date DateTime Double Enum FLOAT Float INT INTEGER Integer Interval JSON "
        "LargeBinary NCHAR NUMERIC NVARCHAR Numeric NumericCommon PickleType REAL SMALLINT SmallInteger "
        "String TEXT TIME TIMESTAMP Text Time TupleType TypeDecorator UUID Unicode UnicodeText Uuid "
        "VARBINARY VARCHAR"
    ),
}
_HOME_OF: dict[str, str] = {name: module for module, names in _HOMES.items() for name in names.split()}

__all__ = [  # noqa: RUF022  # derived
    *_HOME_OF,
]


def __getattr__(name: str) -> Any:
    module = _HOME_OF.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(module), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME_OF})
