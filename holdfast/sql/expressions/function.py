"""SQL functions: calls of any name through :data:`func`, and the functions whose type is known.

A function class registers itself under its name (``GenericFunction.__init_subclass__``); ``func.name`` finds it
there, any other name makes a plain :class:`Function`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from holdfast.sql import coercion, operators, seams
from holdfast.sql.expressions.binary import BinaryExpression, ClauseList
from holdfast.sql.expressions.element import BOOLEANTYPE, ColumnElement, Grouping
from holdfast.sql.expressions.names import quoted_name
from holdfast.sql.expressions.window import AggregateOrderBy, FunctionFilter, Over, WithinGroup
from holdfast.sql.operators import OperatorType
from holdfast.sql.selectables.columns import ColumnCollection
from holdfast.sql.traversal import ELEMENT, TYPE, VALUE, Fields
from holdfast.sql.types import NULLTYPE, TypeEngine, to_instance

if TYPE_CHECKING:
    from datetime import date, datetime

    from holdfast.sql.expressions.typed_operators import SQLColumnExpression
    from holdfast.sql.selectables.alias import Lateral
    from holdfast.sql.selectables.tablevalued import TableValuedAlias, TableValuedColumn
    from holdfast.sql.statements.select import Select

_T = TypeVar("_T")

#: package -> lower case name -> class
REGISTRY: dict[str, dict[str, type[Any]]] = {}


class FunctionElement(ColumnElement[_T]):
    """Anything that is called: base of functions and of constructs of your own."""

    __visit_name__ = "function_element"
    _fields: ClassVar[Fields] = {"clause_expr": ELEMENT, "type": TYPE, "_with_ordinality": VALUE}

    name: str = ""
    packagenames: tuple[str, ...] = ()
    type: TypeEngine[Any] = NULLTYPE
    clause_expr: Grouping[Any]
    _with_ordinality = False
    #: The values grow with each call, as those of a sequence.
    monotonic = False
    supports_execution = True
    _is_function = True

    def __init__(self, *clauses: Any) -> None:
        arguments = [coercion.expression(clause, name=self._argument_name) for clause in clauses]
        self.clause_expr = Grouping(ClauseList(*arguments, operator=operators.comma_op))

    @property
    def _argument_name(self) -> str:
        return getattr(self, "name", None) or "param"

    @property
    def _anonymous_prefix(self) -> str:  # type: ignore[override]  # the function's name
        return getattr(self, "name", None) or "anon"

    @property
    def clauses(self) -> ClauseList:
        """The arguments."""
        clauses: ClauseList = self.clause_expr.element
        return clauses

    @property
    def _from_objects(self) -> Iterable[Any]:
        return self.clauses._from_objects

    @property
    def columns(self) -> ColumnCollection[Any]:
        """The function has one column, itself."""
        return ColumnCollection([(self._argument_name, self)])

    c = columns
    exported_columns = columns

    def select(self) -> Select[Any]:
        """``SELECT function(..)``."""
        made: Select[Any] = seams.select(self)
        return made

    def over(
        self,
        partition_by: Any = None,
        order_by: Any = None,
        rows: Any = None,
        range_: Any = None,
        groups: Any = None,
        exclude: str | None = None,
    ) -> Over[_T]:
        """Call the function over a window; see :func:`over`."""
        return Over(self, partition_by, order_by, range_, rows, groups, exclude)

    def within_group(self, *order_by: Any) -> WithinGroup[_T]:
        """Call an ordered-set aggregate; see :func:`within_group`."""
        return WithinGroup(self, *order_by)

    def within_group_type(self, within_group: WithinGroup[Any]) -> TypeEngine[Any] | None:
        """The type of the ordered-set aggregate; None: that of the function."""
        return None

    def filter(self, *criterion: Any) -> Any:
        """Aggregate over the rows that meet the criteria; see :func:`funcfilter`."""
        return FunctionFilter(self, *criterion) if criterion else self

    def aggregate_order_by(self, *order_by: Any) -> Any:
        """A copy whose last argument is ordered inside the parentheses."""
        clauses = list(self.clauses.clauses)
        clauses[-1] = AggregateOrderBy(clauses[-1], *order_by)
        return self._changed({"clause_expr": Grouping(ClauseList(*clauses, operator=operators.comma_op))})

    def as_comparison(self, left_index: int, right_index: int) -> FunctionAsBinary:
        """The function taken for a comparison of two of its arguments, for join conditions.

        :param left_index: number of the left argument, from 1.
        :param right_index: number of the right argument, from 1.
        """
        return FunctionAsBinary(self, left_index, right_index)

    def table_valued(self, *expr: Any, **kw: Any) -> TableValuedAlias:
        """The function as a table.

        :param expr: names, or columns with types, of the table's columns.
        :param name: name of the alias; anonymous without it.
        :param with_ordinality: name of the row number column of WITH ORDINALITY.
        :param joins_implicitly: the function stands in FROM without a join condition.
        :param type_: type of the columns that are given by their names (SQLAlchemy takes the argument and ignores it).
        """
        made: TableValuedAlias = seams.table_valued(self, *expr, **kw)
        return made

    def column_valued(self, name: str | None = None, joins_implicitly: bool = False) -> TableValuedColumn[_T]:
        """The function in FROM, as the one column that it has."""
        made: TableValuedColumn[_T] = self.alias(name=name, joins_implicitly=joins_implicitly).column
        return made

    def alias(self, name: str | None = None, joins_implicitly: bool = False) -> TableValuedAlias:
        """The function in FROM under a name."""
        made: TableValuedAlias = seams.table_valued(self, name=name, joins_implicitly=joins_implicitly, alias_only=True)
        return made

    def lateral(self, name: str | None = None) -> Lateral:
        """``LATERAL function(..) AS name``: the arguments may be columns of the FROM elements before it."""
        made: Lateral = seams.lateral(self, name)
        return made

    def corresponding_column(self, column: ColumnElement[Any], require_embedded: bool = False) -> Any:
        """The function itself when it is the given column, else None; see :meth:`Selectable.corresponding_column`."""
        return self.columns.corresponding_column(column, require_embedded)

    @property
    def selectable(self) -> FunctionElement[_T]:
        """This object; FROM elements have the attribute too."""
        return self

    def scalar_table_valued(self, name: str, type_: Any = None) -> ScalarFunctionColumn:
        """``(function(..)).name``: a column of the composite that the function returns."""
        return ScalarFunctionColumn(self, name, type_)

    def self_group(self, against: OperatorType | None = None) -> Any:
        if against is operators.getitem and self.type._is_array:
            return Grouping(self)
        return super().self_group(against)


class FunctionAsBinary(BinaryExpression[Any]):
    """See :meth:`FunctionElement.as_comparison`."""

    __visit_name__ = "function_as_comparison"
    _fields: ClassVar[Fields] = {"sql_function": ELEMENT, "left_index": VALUE, "right_index": VALUE}

    def __init__(self, fn: FunctionElement[Any], left_index: int, right_index: int) -> None:
        self.sql_function = fn
        self.left_index = left_index
        self.right_index = right_index
        self.left, self.right = fn.clauses.clauses[left_index - 1], fn.clauses.clauses[right_index - 1]
        self.operator = operators.function_as_comparison_op
        self.type = BOOLEANTYPE
        self.negate = None
        self.modifiers = {}

    def _gather(self, key: list[Any], binds: list[Any]) -> None:
        key += (FunctionAsBinary, self.left_index, self.right_index)
        self.sql_function._gather(key, binds)

    def get_children(self, **kw: Any) -> Iterable[Any]:
        return (self.sql_function,)

    def _replace_parts(self, fn: Any) -> Any:
        replaced = fn(self.sql_function)
        return self if replaced is self.sql_function else FunctionAsBinary(replaced, self.left_index, self.right_index)

    def self_group(self, against: OperatorType | None = None) -> Any:
        return self


class ScalarFunctionColumn(ColumnElement[Any]):
    """``(function(..)).name``."""

    __visit_name__ = "scalar_function_column"
    _fields: ClassVar[Fields] = {"fn": ELEMENT, "name": VALUE, "type": TYPE}

    def __init__(self, fn: FunctionElement[Any], name: str, type_: Any = None) -> None:
        self.fn = fn
        self.key = self.name = name
        self.type = to_instance(type_)

    @property
    def _natural_name(self) -> str | None:  # type: ignore[override]  # the column's name
        return self.name


class Function(FunctionElement[_T]):
    """A call of a function by its name."""

    __visit_name__ = "function"
    _fields: ClassVar[Fields] = {**FunctionElement._fields, "name": VALUE, "packagenames": VALUE}

    type: TypeEngine[Any]

    def __init__(
        self,
        name: str,
        *clauses: Any,
        type_: Any = None,
        packagenames: Iterable[str] | None = None,
        monotonic: bool = False,
    ) -> None:
        self.packagenames = tuple(packagenames or ())
        self.name = name
        self.type = to_instance(type_)
        if monotonic:
            self.monotonic = True
        super().__init__(*clauses)

    @property
    def _bind_name(self) -> str:  # type: ignore[override]  # the function's name
        return self._argument_name


class GenericFunction(Function[_T]):
    """Base of functions with a type of their own; a subclass is found as ``func.<name>``.

    Class attributes: ``name`` (by default the class's), ``type``, ``package`` and ``identifier`` (the name in
    :data:`func` where it differs), ``inherit_cache = True``.
    """

    package: ClassVar[str] = "_default"
    identifier: ClassVar[str]
    _register: ClassVar[bool] = True

    def __init_subclass__(cls, **kw: Any) -> None:
        super().__init_subclass__(**kw)
        own = cls.__dict__
        if "_register" in own and not own["_register"]:
            return
        if "name" not in own and not any("name" in base.__dict__ for base in cls.__mro__[1:] if base in _REGISTERED):
            cls.name = cls.__name__
        name = own.get("identifier", cls.name)
        # A quoted name is found in its own case only.
        key = str(name) if isinstance(name, quoted_name) and name.quote else str(name).lower()
        _REGISTERED.add(cls)
        REGISTRY.setdefault(cls.package, {})[key] = cls

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        type_ = kwargs.pop("type_", None)
        self.packagenames = tuple(kwargs.pop("packagenames", None) or ())
        arguments = [coercion.expression(arg, name=self._argument_name) for arg in args]
        self.clause_expr = Grouping(ClauseList(*arguments, operator=operators.comma_op))
        self.type = to_instance(type_ if type_ is not None else self._return_type(arguments))

    def _return_type(self, arguments: list[Any]) -> Any:
        """The type of a call with these arguments; the class's ``type`` by default."""
        return type(self).__dict__.get("type") or getattr(type(self), "type", None)


_REGISTERED: set[type[Any]] = set()


def register_function(identifier: str, fn: type[Any], package: str = "_default") -> None:
    """Make a function class available as ``func.<identifier>``.

    :param package: the part before the name: ``func.<package>.<identifier>``.
    """
    REGISTRY.setdefault(package, {})[identifier.lower()] = fn


class _FunctionGenerator:
    """Makes function calls from attribute names; see :data:`func`."""

    __slots__ = ("_names", "_options")

    def __init__(self, _names: tuple[str, ...] = (), **options: Any) -> None:
        self._names = _names
        self._options = options

    if TYPE_CHECKING:
        # The functions whose result is known by their names or arguments.
        def count(self, expression: Any = None, **kw: Any) -> Function[int]: ...
        def char_length(self, expression: Any, **kw: Any) -> Function[int]: ...
        def rank(self, **kw: Any) -> Function[int]: ...
        def dense_rank(self, **kw: Any) -> Function[int]: ...
        def concat(self, *args: Any, **kw: Any) -> Function[str]: ...
        def lower(self, expression: Any, **kw: Any) -> Function[str]: ...
        def upper(self, expression: Any, **kw: Any) -> Function[str]: ...
        def aggregate_strings(self, expression: Any, separator: str, **kw: Any) -> Function[str]: ...
        def now(self, **kw: Any) -> Function[datetime]: ...
        def current_timestamp(self, **kw: Any) -> Function[datetime]: ...
        def current_date(self, **kw: Any) -> Function[date]: ...
        def next_value(self, sequence: Any, **kw: Any) -> Function[int]: ...
        def max(self, expression: SQLColumnExpression[_T], *args: Any, **kw: Any) -> Function[_T]: ...
        def min(self, expression: SQLColumnExpression[_T], *args: Any, **kw: Any) -> Function[_T]: ...
        def sum(self, expression: SQLColumnExpression[_T], *args: Any, **kw: Any) -> Function[_T]: ...
        def coalesce(self, expression: SQLColumnExpression[_T] | _T, *args: Any, **kw: Any) -> Function[_T]: ...

    def __getattr__(self, name: str) -> _FunctionGenerator:
        if name.startswith("__"):
            raise AttributeError(name)
        if name.endswith("_"):
            name = name[:-1]
        return _FunctionGenerator((*self._names, name), **self._options)

    def __call__(self, *clauses: Any, **kwargs: Any) -> Any:
        options = {**self._options, **kwargs}
        if not self._names:
            raise TypeError("a function name is needed: func.name(..)")
        *packages, name = self._names
        package = "_default" if not packages else packages[0] if len(packages) == 1 else None
        if package is not None:
            found = REGISTRY.get(package, {})
            cls = found.get(name) or found.get(name.lower())
            if cls is not None:
                return cls(*clauses, **options)
        return Function(self._names[-1], *clauses, packagenames=tuple(packages), **options)


#: ``func.name(arguments)`` calls any SQL function; ``func.package.name(..)`` one in a schema.
func = _FunctionGenerator()
#: As :data:`func`, for modifiers that look like function calls.
modifier = _FunctionGenerator()
