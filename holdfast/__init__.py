"""holdfast: SQL toolkit and object-relational mapper.  Public names only; nothing inside imports this module.

The names are looked up when they are first asked for, so that a program pays only for the parts that it uses.
Type checkers read `__init__.pyi`; a test holds both together.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

#: module -> the public names that it has
_HOMES: dict[str, str] = {
    "holdfast.engine": (
        "BaseRow ChunkedIteratorResult Connection CreateEnginePlugin CursorResult Dialect Engine "
        "ExceptionContext ExecutionContext FrozenResult Inspector IteratorResult MappingResult "
        "MergedResult NestedTransaction Result ResultProxy RootTransaction Row RowMapping ScalarResult Transaction "
        "TwoPhaseTransaction URL create_engine create_mock_engine create_pool_from_url engine_from_config make_url "
        "result_tuple"
    ),
    "holdfast.inspection": "inspect",
    "holdfast.pool": (
        "AssertionPool AsyncAdaptedQueuePool NullPool Pool PoolProxiedConnection PoolResetState "
        "QueuePool SingletonThreadPool StaticPool"
    ),
    "holdfast.sql.compiler.casts": "BindTyping",
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
        "Index MetaData Named PrimaryKeyConstraint Sequence Table TypedColumns UniqueConstraint "
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
    "holdfast.sql.statements.savepoints": "ReleaseSavepointClause RollbackToSavepointClause SavepointClause",
    "holdfast.sql.statements.select": "Select select",
    "holdfast.sql.statements.selectbase": "GenerativeSelect HasCTE SelectBase",
    "holdfast.sql.statements.template": "TString tstring",
    "holdfast.sql.statements.text": "TextAsFrom TextClause TextualSelect text",
    "holdfast.sql.traversal": "CacheKey",
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
