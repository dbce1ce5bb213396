"""`TypeEngine`: what a type is, and how it is adapted to a dialect.

Rules
- A type is a value: its constructor arguments are its state, it does not change once it is in use.  `_static_key`
  (class and arguments) is its part of statement cache keys.
- What a dialect makes of it is found once per type and dialect, in `_memo(dialect)`: the implementation
  (`dialect_impl`), and its bind, result and literal processors, each None when there is nothing to do.
- Which type an operator results in is data: `OPERATOR_RESULTS`, by operator and the two affinities; a type without an
  entry there results in itself.
- Types know neither expressions nor tables nor engines; what they need of those goes through `sql.seams`.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import add
from typing import Any, ClassVar, Generic, TypeVar

from holdfast import exc
from holdfast.sql import seams
from holdfast.sql.operators import ColumnOperators, OperatorType, concat_op
from holdfast.sql.types.operator_class import OperatorClass
from holdfast.util.collections import immutabledict
from holdfast.util.signatures import constructor_arguments, constructor_parameters, described

_T = TypeVar("_T")
_CT = TypeVar("_CT")
_TE = TypeVar("_TE", bound="TypeEngine[Any]")

Processor = Callable[[Any], Any]

UNSET: Any = object()
_MOST_DIALECTS = 8
#: What is remembered on an instance and is not part of its state; `_operator_memo` is the expressions'.
_MEMOS = ("_memos", "_key", "_operator_memo")


class Memo:
    """What one dialect makes of one type; the processors are filled in when first asked for."""

    __slots__ = ("bind", "impl", "literal", "result")

    def __init__(self, impl: TypeEngine[Any]) -> None:
        self.impl = impl
        self.bind = self.result = self.literal = UNSET


class TypeComparator(ColumnOperators, Generic[_CT]):
    """The operators of expressions of a type; subclass it as a type's `comparator_factory` to change or add some.

    `expr` is the expression, `type` its type.
    """

    __slots__ = ("expr",)

    #: No operator is changed: expressions need not ask.
    _is_default: ClassVar[bool] = True

    def __init_subclass__(cls, **kw: Any) -> None:
        super().__init_subclass__(**kw)
        cls._is_default = False

    def __init__(self, expr: Any) -> None:
        self.expr = expr

    def __clause_element__(self) -> Any:
        return self.expr

    @property
    def type(self) -> TypeEngine[_CT]:
        """The type of the expression."""
        found: TypeEngine[_CT] = self.expr.type
        return found

    def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> Any:
        return seams.operate(self.expr, op, *other, **kwargs)

    def reverse_operate(self, op: OperatorType, other: Any, **kwargs: Any) -> Any:
        return seams.operate(self.expr, op, other, reverse=True, **kwargs)


class TypeEngine(Generic[_T]):
    """Base of all types; `_T` is the Python type of the values."""

    __visit_name__: ClassVar[str] = "type_engine"

    Comparator = TypeComparator
    comparator_factory: Any = TypeComparator

    #: Values can be members of sets and keys of dictionaries.
    hashable: bool = True
    #: None is passed to the processors, and means something other than NULL.
    should_evaluate_none: bool = False
    #: Key for sorting values where a flush orders them; None: the values themselves.
    sort_key_function: Any = None
    #: A bound value is rendered inside of a CAST.
    render_bind_cast: bool = False
    #: A literal value is rendered inside of a CAST.
    render_literal_cast: bool = False
    #: `== value` with a value of these types means IS.
    coerce_to_is_types: tuple[type, ...] = (type(None), bool)

    #: The groups of operators that the type takes part in; others give a warning.
    operator_classes: ClassVar[OperatorClass] = OperatorClass.UNSPECIFIED

    #: Arguments with which a cast to the type would cut values off or round them.
    _limits: ClassVar[tuple[str, ...]] = ()

    #: The generic class that stands for the family.
    _type_affinity: Any = None
    #: `+` means `||` between such types.
    _is_concatenable: ClassVar[bool] = False
    #: The adaptation target of `as_generic()`.
    _is_generic: ClassVar[bool] = False
    _isnull: ClassVar[bool] = False
    _is_tuple_type: ClassVar[bool] = False
    _is_array: ClassVar[bool] = False
    _is_type_decorator: ClassVar[bool] = False

    _variant_mapping: immutabledict[str, TypeEngine[Any]] = immutabledict()
    _memos: dict[Any, Memo] | None = None
    _key: tuple[Any, ...] | None = None

    def __init_subclass__(cls, **kw: Any) -> None:
        super().__init_subclass__(**kw)
        if TypeEngine in cls.__bases__ and "_type_affinity" not in cls.__dict__:
            cls._type_affinity = cls

    def bind_processor(self, dialect: Any) -> Processor | None:
        """Return a function that turns a Python value into the driver's, or None when there is nothing to do."""
        return None

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        """Return a function that turns the driver's value into the Python one, or None when there is nothing to do."""
        return None

    def literal_processor(self, dialect: Any) -> Processor | None:
        """Return a function that turns a Python value into SQL text, or None when the type cannot be a literal."""
        return None

    def bind_expression(self, bindvalue: Any) -> Any:
        """Return the SQL expression that stands around a bound parameter, or None."""
        return None

    def column_expression(self, colexpr: Any) -> Any:
        """Return the SQL expression that stands around a column in a SELECT list, or None."""
        return None

    def _selected(self, column: Any, dialect: Any) -> Any:
        """What stands for a column of this type in the SELECT list of the outermost statement, and has its own type."""
        impl = self.dialect_impl(dialect)
        wrapped = impl.column_expression(column) if impl._has_column_expression else None
        return column if wrapped is None else wrapped

    def get_dbapi_type(self, dbapi: Any) -> Any:
        """Return the driver's type object, for `setinputsizes()`."""
        return None

    def dialect_impl(self, dialect: Any) -> TypeEngine[Any]:
        """Return what the dialect uses for this type."""
        return self._memo(dialect).impl

    def _memo(self, dialect: Any) -> Memo:
        memos = self._memos
        if memos is None:
            memos = self._memos = {}
        memo = memos.get(dialect)
        if memo is None:
            # bounded both ways: a type that outlives many dialects keeps but a few of them
            if len(memos) >= _MOST_DIALECTS:
                memos.clear()
            memo = memos[dialect] = Memo(self._make_impl(dialect))
        return memo

    def _make_impl(self, dialect: Any) -> TypeEngine[Any]:
        variant = self._variant_mapping.get(dialect.name)
        if variant is not None:
            return variant.dialect_impl(dialect)
        return adapt_type(self, dialect.colspecs)

    def _bind(self, dialect: Any) -> Processor | None:
        """The memoised bind processor."""
        memo = self._memo(dialect)
        processor: Processor | None = memo.bind
        if processor is UNSET:
            processor = memo.bind = memo.impl.bind_processor(dialect)
        return processor

    def _result(self, dialect: Any, coltype: Any = None) -> Processor | None:
        """The memoised result processor."""
        memo = self._memo(dialect)
        processor: Processor | None = memo.result
        if processor is UNSET:
            processor = memo.result = memo.impl.result_processor(dialect, coltype)
        return processor

    def _literal(self, dialect: Any) -> Processor | None:
        """The memoised literal processor."""
        memo = self._memo(dialect)
        processor: Processor | None = memo.literal
        if processor is UNSET:
            processor = memo.literal = memo.impl.literal_processor(dialect)
        return processor

    def _unwrapped_dialect_impl(self, dialect: Any) -> TypeEngine[Any]:
        """What the dialect uses, without the decorators around it: the type that has a name in DDL."""
        variant = self._variant_mapping.get(dialect.name)
        return self.dialect_impl(dialect) if variant is None else variant._unwrapped_dialect_impl(dialect)

    def _without_decorators(self, dialect: Any) -> TypeEngine[Any]:
        """The type as it was given for the dialect, without the decorators around it."""
        variant = self._variant_mapping.get(dialect.name)
        return self if variant is None else variant._without_decorators(dialect)

    def _unlimited(self, dialect: Any) -> TypeEngine[Any]:
        """This type, the dialect's own, without its limits: what a parameter is cast to, to stay the value it is."""
        taken = {name for name, _ in constructor_parameters(type(self))} if self._limits else ()
        given = {name: None for name in self._limits if name in taken and getattr(self, name, None) is not None}
        return self.copy(**given) if given else self

    def _unwrapped(self) -> TypeEngine[Any]:
        """This type, or for a decorator the type inside."""
        return self

    @property
    def _has_bind_expression(self) -> bool:
        return type(self).bind_expression is not TypeEngine.bind_expression

    @property
    def _has_column_expression(self) -> bool:
        return type(self).column_expression is not TypeEngine.column_expression

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        """Return the type of a Python value on the other side of an operator.

        This type itself when the value is of the same family or of none that is known.
        """
        found = resolve_value(value)
        if found._isnull or found._type_affinity is self._type_affinity:
            return self
        return found

    def _adapt(self, op: OperatorType, other: TypeEngine[Any]) -> tuple[OperatorType, TypeEngine[Any]]:
        """Return the operator and the type of `this op other`, for operators that do not compare."""
        if op is add and self._is_concatenable and other._unwrapped()._is_concatenable:
            return concat_op, self._concatenated(other)
        if op is concat_op and self._is_concatenable:
            return op, self._concatenated(other)
        result = OPERATOR_RESULTS.get((op, self._type_affinity, other._type_affinity))
        if result is None or result is self._type_affinity:
            return op, self
        if result is other._type_affinity:
            return op, other
        return op, default_instance(result)

    def _concatenated(self, other: TypeEngine[Any]) -> TypeEngine[Any]:
        return self

    def compare_values(self, x: Any, y: Any) -> bool:
        """Whether two values are equal, for change tracking."""
        return bool(x == y)

    def copy_value(self, value: Any) -> Any:
        """Return a copy of a value, for mutable types."""
        return value

    @property
    def python_type(self) -> type[Any]:
        """The Python type of the values; object when it is not known."""
        return object

    def with_variant(self: _TE, type_: TypeEngine[Any] | type[TypeEngine[Any]], *dialect_names: str) -> _TE:
        """Return a copy that is another type on some dialects.

        :param type_: the other type.
        :param dialect_names: such as "sqlite", "postgresql"; at least one.
        :raises ArgumentError: a name has a variant already, or there is none, or `type_` has variants itself.
        """
        if not dialect_names:
            raise exc.ArgumentError("At least one dialect name is required")
        for name in dialect_names:
            if name in self._variant_mapping:
                raise exc.ArgumentError(f"Dialect {name!r} is already present in the mapping for this {self!r}")
        variant = to_instance(type_)
        if variant._variant_mapping:
            raise exc.ArgumentError(
                "can't pass a type that already has variants as a dialect-level type to with_variant()"
            )
        new = self.copy()
        new._variant_mapping = self._variant_mapping.union(dict.fromkeys(dialect_names, variant))
        return new

    def evaluates_none(self: _TE) -> _TE:
        """Return a copy for which None is a value of its own: it is not left out of INSERT, and is processed."""
        new = self.copy()
        new.should_evaluate_none = True
        return new

    def as_generic(self, *, allow_nulltype: bool = False) -> TypeEngine[Any]:
        """Return the generic type nearest to this one, such as String for VARCHAR.

        :param allow_nulltype: return NullType when there is none, instead of raising NotImplementedError.
        """
        for cls in type(self).__mro__:
            if cls.__dict__.get("_is_generic") and (allow_nulltype or not self._isnull):
                return self if cls is type(self) else self.adapt(cls)
        if allow_nulltype:
            return NULLTYPE
        raise NotImplementedError(
            f"Default TypeEngine.as_generic() heuristic method was unsuccessful for {type(self).__module__}."
            f"{type(self).__name__}. A custom as_generic() method must be implemented for this type class."
        )

    def adapt(self, cls: type[_TE], **kw: Any) -> _TE:
        """Return a type of class `cls` with the arguments of this one, as far as it takes them, and `kw`."""
        return cls._adapted_from(self, **kw)

    @classmethod
    def _adapted_from(cls: type[_TE], source: TypeEngine[Any], **kw: Any) -> _TE:
        new = cls(**{**constructor_arguments(source, cls), **kw})
        new._take_settings(source)
        return new

    def _take_settings(self, source: TypeEngine[Any]) -> None:
        """Take over what is set on an instance besides its constructor arguments."""
        state = source.__dict__
        if "should_evaluate_none" in state:
            self.should_evaluate_none = state["should_evaluate_none"]
        if "_variant_mapping" in state:
            self._variant_mapping = state["_variant_mapping"]

    def copy(self: _TE, **kw: Any) -> _TE:
        """Return an equal type."""
        return self.adapt(type(self), **kw)

    def compile(self, dialect: Any = None) -> str:
        """Return the type's name in DDL.

        :param dialect: whose name; by default that of the generic dialect.
        """
        text: str = seams.compile_type(self, dialect)
        return text

    def repr_struct(self) -> str:
        """Return the text for `repr()`."""
        return described(self)

    def __repr__(self) -> str:
        return self.repr_struct()

    def __str__(self) -> str:
        try:
            return self.compile()
        except exc.UnsupportedCompilationError:
            return repr(self)

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        for memo in _MEMOS:
            state.pop(memo, None)
        return state

    @property
    def _static_key(self) -> Any:
        key = self._key
        if key is None:
            key = self._key = self._make_key()
        return key

    def _make_key(self) -> tuple[Any, ...]:
        state = self.__dict__
        arguments = tuple(
            (name, _hashable(state[name])) for name, _ in constructor_parameters(type(self)) if name in state
        )
        variants = tuple((name, type_._static_key) for name, type_ in self._variant_mapping.items())
        return (type(self), arguments, variants) if variants else (type(self), arguments)


class NullType(TypeEngine[None]):
    """The unknown type: of NULL, of text() columns, of reflected columns whose type is not known."""

    __visit_name__ = "null"
    _isnull = True
    _is_generic = True
    _is_concatenable = True
    hashable = False

    def _adapt(self, op: OperatorType, other: TypeEngine[Any]) -> tuple[OperatorType, TypeEngine[Any]]:
        if other._isnull or op not in _NULL_TAKES_OTHER:
            return op, self
        if op is add and other._unwrapped()._is_concatenable:
            return concat_op, other._concatenated(self)
        return op, other


NULLTYPE: TypeEngine[Any] = NullType()

#: (operator, left affinity, right affinity) -> affinity of the result; filled by `results.py`.
OPERATOR_RESULTS: dict[tuple[Any, Any, Any], type[TypeEngine[Any]]] = {}
_NULL_TAKES_OTHER: set[Any] = set()

#: (module, name) of a Python class -> type of a literal of it; filled by the family modules.
LITERAL_TYPES: dict[tuple[str, str], TypeEngine[Any]] = {("builtins", "NoneType"): NULLTYPE}
_resolved: dict[type, TypeEngine[Any]] = {}


def resolve_value(value: Any) -> TypeEngine[Any]:
    """Return the type of a Python value used as a literal; NULLTYPE when none is known."""
    cls = value.__class__
    if cls is int and not -(2**31) <= value < 2**31:
        return LITERAL_TYPES["builtins", "large int"]
    found = _resolved.get(cls)
    if found is None:
        if hasattr(cls, "__sa_type_engine__"):
            # the value says itself, it depends on more than its class
            own: TypeEngine[Any] = value.__sa_type_engine__
            return own
        found = NULLTYPE
        for base in cls.__mro__:
            known = LITERAL_TYPES.get((base.__module__, base.__qualname__))
            if known is not None:
                found = known
                break
        _resolved[cls] = found
    return found


_default_instances: dict[type, TypeEngine[Any]] = {}


def default_instance(cls: type[TypeEngine[Any]]) -> TypeEngine[Any]:
    """Return the one shared instance of a type class made without arguments."""
    found = _default_instances.get(cls)
    if found is None:
        found = _default_instances[cls] = cls()
    return found


def to_instance(typeobj: Any, *arg: Any, **kw: Any) -> TypeEngine[Any]:
    """Return the type: an instance as it is, a class (or callable) called with the arguments, None as NULLTYPE."""
    if typeobj is None:
        return NULLTYPE
    found: TypeEngine[Any] = typeobj(*arg, **kw) if callable(typeobj) else typeobj
    if not isinstance(found, TypeEngine):
        raise exc.ArgumentError(f"A SQL type such as Integer or String(50) expected, got {typeobj!r}")
    return found


def adapt_type(typeobj: Any, colspecs: Any) -> TypeEngine[Any]:
    """Return the dialect's implementation of a type.

    :param colspecs: the dialect's map from type classes to its own; the nearest class in the MRO decides.
    """
    given: TypeEngine[Any] = to_instance(typeobj)
    for cls in type(given).__mro__:
        target = colspecs.get(cls)
        if target is not None:
            # a subclass of the dialect's own type is that already
            impl: TypeEngine[Any] = given if isinstance(given, target) else given.adapt(target)
            return impl
    return given


def _hashable(value: Any) -> Any:
    if isinstance(value, TypeEngine):
        return value._static_key
    if isinstance(value, (list, tuple)):
        return tuple(map(_hashable, value))
    if isinstance(value, dict):
        return tuple((key, _hashable(item)) for key, item in value.items())
    if isinstance(value, (set, frozenset)):
        return frozenset(map(_hashable, value))
    return value
