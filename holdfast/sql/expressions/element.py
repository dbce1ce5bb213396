"""The two roots of the expression language: :class:`ClauseElement` and :class:`ColumnElement`.

An element never changes after construction; whatever modifies one makes a copy.  An operator applied to a column
element is first offered to the comparator of the element's type (``type.comparator_factory``), when that type has
one of its own; otherwise it goes straight to ``seams.operate``.

``_from_objects`` is what a statement learns its FROM list from: the selectables that the element draws on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from holdfast.sql import comparison, operators, seams, traversal
from holdfast.sql.expressions.names import AnonymousName
from holdfast.sql.expressions.typed_operators import SQLColumnExpression
from holdfast.sql.operators import ColumnOperators, OperatorType, is_precedent
from holdfast.sql.traversal import ELEMENT, TYPE, VALUE, CacheKey, Fields, NotCacheable
from holdfast.sql.types import NULLTYPE, Boolean, TypeEngine, to_instance
from holdfast.util.warnings import warn_deprecated

if TYPE_CHECKING:
    from holdfast.sql.expressions.label import Label

_T = TypeVar("_T")
_Self = TypeVar("_Self", bound="ClauseElement")

BOOLEANTYPE: TypeEngine[bool] = Boolean()

_last_token = 0


def new_token() -> int:
    """A process-wide unique number that stands for an object in cache keys."""
    global _last_token
    _last_token += 1
    return _last_token


def _gather_refused(self: Any, key: list[Any], binds: list[Any]) -> None:
    cls = self.__class__
    raise NotCacheable(cls if cls.__dict__.get("inherit_cache") is None else None)


class ClauseElement:
    """Any part of a SQL statement."""

    __slots__ = ("__weakref__",)
    __visit_name__: ClassVar[str] = "clause"

    _fields: ClassVar[Fields] = {}
    #: Set to True in a subclass of your own whose SQL depends on nothing but the parts it inherits.
    inherit_cache: ClassVar[bool | None] = None
    #: The dialect that ``str()`` writes the element for, where the generic one has no way to.
    stringify_dialect: ClassVar[str] = "default"

    is_clause_element = True
    is_selectable = False
    is_dml = False
    supports_execution = False
    _is_from_clause = False
    _is_column_element = False
    _is_bind_parameter = False
    _is_text_clause = False
    _is_select_base = False
    _is_join = False
    _is_table = False
    _is_subquery = False
    _is_lateral = False
    _is_function = False
    #: Set on an element that stands for something of the ORM (InstrumentedAttribute, Bundle ...).
    _is_orm_entity = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        own = cls.__dict__
        # A class from outside may render anything; only its author knows whether its parts tell it all.
        if (
            not cls.__module__.startswith("holdfast.")
            and not own.get("inherit_cache")
            and "_gather" not in own
            and "_fields" not in own
        ):
            cls._gather = _gather_refused  # type: ignore[method-assign]  # replaced for the new class only

    @property
    def _from_objects(self) -> Iterable[Any]:
        """The FROM elements that a statement with this element draws on."""
        return ()

    def _gather(self, key: list[Any], binds: list[Any]) -> None:
        key.append(self.__class__)
        for name, part in self._fields.items():
            part.gather(getattr(self, name), key, binds)

    def _replace_parts(self: _Self, fn: Callable[[Any], Any]) -> _Self:
        """This element with ``fn`` applied to each child; itself when no child changed."""
        changes: dict[str, Any] = {}
        for name, part in self._fields.items():
            value = getattr(self, name)
            replaced = part.replace(value, fn)
            if replaced is not value:
                changes[name] = replaced
        return self._changed(changes) if changes else self

    def _changed(self: _Self, changes: dict[str, Any]) -> _Self:
        """A copy with some attributes set to other values."""
        copy = self._clone()
        for name, value in changes.items():
            object.__setattr__(copy, name, value)
        return copy

    def _clone(self: _Self) -> _Self:
        cls = self.__class__
        copy = cls.__new__(cls)
        for name in _slots_of(cls):
            if hasattr(self, name):
                object.__setattr__(copy, name, getattr(self, name))
        state = getattr(self, "__dict__", None)
        if state:
            copy.__dict__.update(state)
        return copy

    def get_children(self, **kw: Any) -> Iterable[Any]:
        """The direct children of this element."""
        return traversal.children(self)

    def _interchangeable(self) -> tuple[OperatorType, tuple[Any, ...]] | None:
        """The operator and its operands, where their order means nothing; None elsewhere."""
        return None

    def self_group(self, against: OperatorType | None = None) -> Any:
        """This element as it stands inside an expression of the operator ``against``: in parentheses or not."""
        return self

    def _ungroup(self) -> Any:
        return self

    def _generate_cache_key(self) -> CacheKey | None:
        """The cache key of this element; None when it takes no part in caching."""
        found = traversal.statement_key(self)
        return None if found is None else CacheKey(*found)

    def compare(self, other: ClauseElement, **kw: Any) -> bool:
        """Whether the other element has the same structure and the same literal values.

        The operands of `=`, `!=`, `+`, `*`, AND and OR may be in another order.
        """
        return comparison.same(comparison.arranged(self, other), other)

    def compile(self, bind: Any = None, dialect: Any = None, **kw: Any) -> Any:
        """Compile this element to SQL.

        :param bind: an Engine or Connection whose dialect is used.
        :param dialect: the dialect; the generic one without it.
        :param kw: ``compile_kwargs`` (for instance ``{"literal_binds": True}``), ``column_keys``,
            ``schema_translate_map``, ``for_executemany``.
        :return: a Compiled; ``str()`` of it is the SQL.
        """
        if dialect is None and bind is not None:
            dialect = bind.dialect
        return seams.compile(self, dialect, **kw)

    def params(self: _Self, __optionaldict: Any = None, /, **kwargs: Any) -> _Self:
        """A copy in which bound parameters of the given names have the given values."""
        self._warn_of_params()
        return self._replace_params(dict(__optionaldict or {}, **kwargs), unique=False)

    def unique_params(self: _Self, __optionaldict: Any = None, /, **kwargs: Any) -> _Self:
        """As :meth:`params`, and the parameters become unique, so that the copy combines with other statements."""
        self._warn_of_params()
        return self._replace_params(dict(__optionaldict or {}, **kwargs), unique=True)

    def _warn_of_params(self) -> None:
        if not self.supports_execution:
            warn_deprecated(
                "The params() and unique_params() methods on non-statement ClauseElement objects are deprecated; call "
                "them on the statement that the element is part of"
            )

    def _replace_params(self: _Self, values: dict[str, Any], unique: bool) -> _Self:
        def exchange(element: Any) -> Any:
            if element._is_bind_parameter and (unique or element.key in values):
                return element._with_value(values.get(element.key, element.value), unique)
            return None

        copy: _Self = traversal.replace(self, exchange)
        return copy

    def __str__(self) -> str:
        return str(self.compile())

    def __bool__(self) -> bool:
        raise TypeError("Boolean value of this clause is not defined")

    def __repr__(self) -> str:
        description = getattr(self, "description", None)
        suffix = "" if description is None else f"; {description}"
        return f"<{self.__class__.__module__}.{self.__class__.__name__} at 0x{id(self):x}{suffix}>"

    def __invert__(self) -> Any:
        return self._negate()

    def _negate(self) -> Any:
        raise TypeError(f"A {type(self).__name__} cannot be negated")


def _slots_of(cls: type) -> list[str]:
    names: list[str] = []
    for base in cls.__mro__:
        slots = base.__dict__.get("__slots__", ())
        names.extend((slots,) if isinstance(slots, str) else slots)
    return [name for name in names if name not in ("__dict__", "__weakref__")]


class ColumnElement(SQLColumnExpression[_T], ClauseElement):
    """A part of a statement that has a value and a type: a column, a literal, an expression, a function call."""

    __slots__ = ()
    __visit_name__ = "column_element"

    # Declared, not set: subclasses hold it as an attribute, a slot or a class attribute.
    type: TypeEngine[Any] = NULLTYPE
    key: str | None = None
    table: Any = None
    primary_key: bool = False
    foreign_keys: Any = frozenset()
    is_literal: bool = False
    _is_column_element = True
    #: A boolean by nature, never in need of ``= 1`` on databases without a boolean type.
    _is_implicitly_boolean = False
    #: The columns of inner selectables that this column stands for, nearest first.
    _proxies: tuple[ColumnElement[Any], ...] = ()
    #: The name of a result column of this expression, when it has one by nature (columns, labels, casts of them).
    _natural_name: str | None = None
    #: Prefix of the anonymous label of a nameless expression in a SELECT list.
    _anonymous_prefix = "anon"

    __hash__ = object.__hash__

    @property
    def comparator(self) -> Any:
        """The type's own operators, applied to this expression."""
        return self.type.comparator_factory(self)

    @property
    def expression(self) -> ColumnElement[_T]:
        """The expression itself, as ORM attributes have it too."""
        return self

    def __getattr__(self, name: str) -> Any:
        # A type may add operators of its own, as JSON and ARRAY do.
        if name[:1] != "_" or name == "_rconcat":
            factory = self.type.comparator_factory
            if hasattr(factory, name):
                return getattr(factory(self), name)
        raise AttributeError(
            f"Neither {type(self).__name__!r} object nor 'Comparator' object has an attribute {name!r}"
        )

    def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> Any:
        factory = self.type.comparator_factory
        if factory._is_default:
            return seams.operate(self, op, *other, **kwargs)
        return op(factory(self), *other, **kwargs)

    def reverse_operate(self, op: OperatorType, other: Any, **kwargs: Any) -> Any:
        factory = self.type.comparator_factory
        if factory._is_default:
            return seams.operate(self, op, other, reverse=True, **kwargs)
        return factory(self).reverse_operate(op, other, **kwargs)

    #: Prefix of the names of the parameters that this expression is compared with.
    _bind_name = "param"

    def self_group(self, against: OperatorType | None = None) -> Any:
        if against in _CONDITIONS and self.type._type_affinity is Boolean:
            return AsBoolean(self, operators.is_true, operators.is_false)
        if against is operators.any_op or against is operators.all_op:
            return Grouping(self)
        return self

    def _negate(self) -> Any:
        if self.type._type_affinity is Boolean:
            return AsBoolean(self, operators.is_false, operators.is_true)
        return Negation(self)

    __invert__ = ColumnOperators.__invert__

    def cast(self, type_: Any) -> Any:
        """``CAST(this AS type_)``."""
        return seams.cast(self, type_)

    def label(self, name: str | None) -> Label[_T]:
        """This expression under another name: ``expression AS name``.

        :param name: the name; None for an anonymous one.
        """
        labelled: Label[_T] = seams.label(name, self)
        return labelled

    @property
    def _from_objects(self) -> Iterable[Any]:
        found: list[Any] = []
        for child in self.get_children():
            found.extend(child._from_objects)
        return found

    @property
    def base_columns(self) -> frozenset[ColumnElement[Any]]:
        """The columns at the root of this column's lineage."""
        return frozenset(column for column in self.proxy_set if not column._proxies)

    @property
    def proxy_set(self) -> frozenset[ColumnElement[Any]]:
        """This column and all that it stands for in inner selectables."""
        found: set[ColumnElement[Any]] = {self}
        for column in self._proxies:
            found |= column.proxy_set
        return frozenset(found)

    def shares_lineage(self, othercolumn: ColumnElement[Any]) -> bool:
        """Whether both columns stand for a common one."""
        return bool(self.proxy_set & othercolumn.proxy_set)

    @property
    def anon_label(self) -> AnonymousName:
        """A fresh anonymous name for this expression."""
        return AnonymousName(self._anonymous_prefix)

    def _compared_type(self, op: OperatorType, value: Any) -> TypeEngine[Any]:
        """The type of a bound parameter that holds a Python value on the other side of ``op``."""
        return self.type.coerce_compared_value(op, value)


#: Operators around which an operand is a condition, which databases without booleans want spelled out.
_CONDITIONS = frozenset((operators.and_, operators.or_, operators._asbool))


class Grouping(ColumnElement[_T]):
    """An expression in parentheses."""

    __slots__ = ("element", "type")
    __visit_name__ = "grouping"
    _fields: ClassVar[Fields] = {"element": ELEMENT}

    element: Any
    type: TypeEngine[Any]

    def __init__(self, element: Any) -> None:
        self.element = element
        self.type = getattr(element, "type", NULLTYPE)

    def self_group(self, against: OperatorType | None = None) -> Any:
        return self

    def _ungroup(self) -> Any:
        return self.element._ungroup()

    @property
    def _is_implicitly_boolean(self) -> bool:  # type: ignore[override]  # depends on the element
        return bool(getattr(self.element, "_is_implicitly_boolean", False))

    @property
    def _natural_name(self) -> str | None:  # type: ignore[override]  # depends on the element
        return getattr(self.element, "_natural_name", None)

    def __getattr__(self, name: str) -> Any:
        if name[:2] != "__" and name != "element":
            return getattr(self.element, name)
        raise AttributeError(name)


class UnaryExpression(ColumnElement[_T]):
    """``operator element`` or ``element modifier``."""

    __slots__ = ("element", "modifier", "negate", "operator", "type")
    __visit_name__ = "unary"
    _fields: ClassVar[Fields] = {"element": ELEMENT, "operator": VALUE, "modifier": VALUE, "type": TYPE}

    element: Any
    operator: OperatorType | None
    modifier: OperatorType | None
    type: TypeEngine[Any]
    negate: OperatorType | None

    def __init__(
        self,
        element: Any,
        operator: OperatorType | None = None,
        modifier: OperatorType | None = None,
        type_: Any = None,
        negate: OperatorType | None = None,
        wraps_column_expression: bool = False,
    ) -> None:
        self.operator = operator
        self.modifier = modifier
        self.element = element.self_group(against=operator or modifier)
        self.type = getattr(element, "type", NULLTYPE) if type_ is None else to_instance(type_)
        self.negate = negate

    @property
    def _is_implicitly_boolean(self) -> bool:  # type: ignore[override]  # depends on the operator
        return self.operator in (operators.inv, operators.exists)

    @property
    def _natural_name(self) -> str | None:  # type: ignore[override]  # an operator leaves a label where it is
        element = self.element
        name: str | None = element.name if self.operator is not None and element.__visit_name__ == "label" else None
        return name

    def self_group(self, against: OperatorType | None = None) -> Any:
        if self.operator is not None and is_precedent(self.operator, against):
            return Grouping(self)
        return self

    def _negate(self) -> Any:
        if self.negate is not None:
            return self._changed({"operator": self.negate, "negate": self.operator})
        return Negation(self)


class AsBoolean(UnaryExpression[bool]):
    """A boolean value as a condition: ``value``, or ``value = 1`` on databases that have no boolean type."""

    __slots__ = ()
    inherit_cache = True

    def __init__(self, element: Any, operator: OperatorType, negate: OperatorType) -> None:
        self.element = element
        self.type = BOOLEANTYPE
        self.operator = operator
        self.modifier = None
        self.negate = negate

    @property
    def _natural_name(self) -> str | None:  # type: ignore[override]  # a column keeps its name
        name: str | None = self.element._natural_name
        return name

    @property
    def _anonymous_prefix(self) -> str:  # type: ignore[override]  # that of the value
        prefix: str = self.element._anonymous_prefix
        return prefix

    def self_group(self, against: OperatorType | None = None) -> Any:
        return self

    def _negate(self) -> Any:
        if self.operator is operators.is_true:
            return AsBoolean(self.element, operators.is_false, operators.is_true)
        return AsBoolean(self.element, operators.is_true, operators.is_false)


class Negation(UnaryExpression[bool]):
    """``NOT element``."""

    __slots__ = ()
    inherit_cache = True

    def __init__(self, element: Any) -> None:
        super().__init__(element, operator=operators.inv, type_=BOOLEANTYPE)

    def _negate(self) -> Any:
        return self.element if self.type._type_affinity is Boolean else Negation(self)
