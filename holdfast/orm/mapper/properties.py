"""Mapper properties: what one attribute of a mapped class means, before any object exists.

Rules
* A property is data about an attribute; the runtime behaviour is in `orm.attributes`, made from it by
  `instrument_attribute`.
* `parent` and `key` are set once, by `Mapper.add_property`; a property belongs to one mapper.
* Properties compare by identity although the declared ones look like SQL expressions to a type checker.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from holdfast import exc
from holdfast.orm.attributes.mapped import Mapped
from holdfast.orm.mapper.comparator import ComparatorOperand, PropComparator, of_entity
from holdfast.sql.expressions.column import ColumnClause
from holdfast.sql.expressions.element import ColumnElement
from holdfast.sql.expressions.entity_column import EntityColumn
from holdfast.util.symbols import NoArg

if TYPE_CHECKING:
    from holdfast.orm.mapper.mapper import Mapper

_T = TypeVar("_T")


NO_ARG: Any = NoArg.NO_ARG


class DataclassOptions(NamedTuple):
    """What a declared attribute passes on to `dataclasses.field()` when its class is mapped as a dataclass."""

    init: Any = NO_ARG
    repr: Any = NO_ARG
    default: Any = NO_ARG
    default_factory: Any = NO_ARG
    compare: Any = NO_ARG
    kw_only: Any = NO_ARG
    hash: Any = NO_ARG
    dataclass_metadata: Any = NO_ARG


NO_DATACLASS_OPTIONS = DataclassOptions()


class MapperProperty:
    """Base of ColumnProperty, RelationshipProperty and SynonymProperty. Source: SQLAlchemy 2.1 documentation,
    MapperProperty.
    """

    parent: Mapper[Any]
    key: str
    doc: str | None = None
    _info: dict[Any, Any] | None = None
    _dataclass: DataclassOptions = NO_DATACLASS_OPTIONS
    #: False while a relationship waits for its configuration.
    configured = True
    #: Position in the class body; declarative numbers what it finds.
    _creation_order = 0

    is_property = True
    is_relationship = False
    is_synonym = False
    is_composite = False
    is_attribute = False
    is_mapper = False
    is_aliased_class = False
    comparator_factory: Callable[..., Any] | None = None
    #: CascadeOptions of a relationship.
    cascade: Any = frozenset()

    __eq__ = object.__eq__
    __ne__ = object.__ne__
    __hash__ = object.__hash__

    @property
    def info(self) -> dict[Any, Any]:
        """A dictionary for the user's own data about this attribute."""
        if self._info is None:
            self._info = {}
        return self._info

    @property
    def class_attribute(self) -> Any:
        """The attribute of the mapped class that belongs to this property."""
        return getattr(self.parent.class_, self.key)

    def set_parent(self, parent: Mapper[Any], key: str) -> None:
        """Make this the property `key` of `parent`; InvalidRequestError when it belongs to another one already."""
        present = self.__dict__.get("parent")
        if present is not None and (present is not parent or self.key != key):
            raise exc.InvalidRequestError(
                f"Property {self} is already assigned to mapper {present}; it cannot be '{key}' of {parent} too. "
                "Make a new property object for each attribute"
            )
        self.parent = parent
        self.key = key

    def declare(self, mapper: Mapper[Any]) -> None:
        """Put the class-level attribute of a property that is no column on the mapped class."""
        raise NotImplementedError(f"{type(self).__name__} does not say how it appears on a class")

    Comparator: type[PropComparator[Any]] = PropComparator

    def comparator_for(self, attribute: Any) -> Any:
        """Make the object that gives a class-level attribute its operators: `comparator_factory`, else `Comparator`."""
        entity = attribute.parent
        factory = self.comparator_factory or self.Comparator
        return factory(self, entity.mapper, entity if entity.is_aliased_class else None)

    def expression_for(self, attribute: Any) -> Any:
        """The SQL expression of a class-level attribute, in terms of the selectable of its entity."""
        return attribute.comparator.__clause_element__()

    def entity_expression_for(self, attribute: Any) -> Any:
        """What stands for a class-level attribute inside expressions."""
        return attribute.expression

    def operand_for(self, attribute: Any) -> Any:
        """What takes the operators of a class-level attribute."""
        comparator = attribute.comparator
        return comparator if self.comparator_factory is None else ComparatorOperand(comparator)

    def __str__(self) -> str:
        parent = self.__dict__.get("parent")
        return f"{'?' if parent is None else parent.class_.__name__}.{getattr(self, 'key', '?')}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} at {id(self):#x}; {getattr(self, 'key', 'no key')}>"


class ColumnProperty(MapperProperty, Generic[_T]):
    """An attribute that holds the value of a column, or of a SQL expression in the SELECT list.

    :param column: the Column or expression; further ones, of other tables of the hierarchy, hold the same value.
    :param deferred: load with the first access and not with the object.
    :param group: deferred attributes of one group load together.
    :param raiseload: refuse to load on access.
    :param active_history: load the former value before a change.
    :param expire_on_flush: for expressions: expire the value with the flush of the object.
    Source: SQLAlchemy 2.1 documentation, column_property().
    """

    def __init__(
        self,
        column: Any,
        *additional_columns: Any,
        attribute_options: DataclassOptions | None = None,
        group: str | None = None,
        deferred: bool = False,
        raiseload: bool = False,
        comparator_factory: Callable[..., Any] | None = None,
        active_history: bool = False,
        default_scalar_value: Any = None,
        expire_on_flush: bool = True,
        info: dict[Any, Any] | None = None,
        doc: str | None = None,
    ) -> None:
        self.columns: list[Any] = [_column_expression(item) for item in (column, *additional_columns)]
        self.group = group
        self.deferred = deferred
        self.raiseload = raiseload
        self.comparator_factory = comparator_factory
        self.active_history = active_history
        self.expire_on_flush = expire_on_flush
        self.instrument = True
        self._info = info
        self._dataclass = attribute_options or NO_DATACLASS_OPTIONS
        self.doc = doc if doc is not None else getattr(self.columns[0], "doc", None)

    @property
    def expression(self) -> Any:
        """The Core column or expression whose value the attribute holds."""
        return self.columns[0]

    def expression_for(self, attribute: Any) -> Any:
        column = self.columns[0]
        entity = attribute.parent
        if entity.is_aliased_class:
            return entity.adapt(column)
        if self.comparator_factory is None:
            return column
        made = attribute.comparator.__clause_element__()
        return made.column if isinstance(made, EntityColumn) else made

    def entity_expression_for(self, attribute: Any) -> Any:
        return of_entity(attribute.expression, attribute.parent)

    def operand_for(self, attribute: Any) -> Any:
        return attribute.entity_expression if self.comparator_factory is None else super().operand_for(attribute)

    @property
    def is_plain_column(self) -> bool:
        """True when the attribute stands for a column of a table and can be written."""
        return getattr(self.columns[0], "table", None) is not None

    def copy(self) -> ColumnProperty[_T]:
        """A property of the same settings that belongs to no mapper yet."""
        return ColumnProperty(
            *self.columns,
            attribute_options=self._dataclass,
            group=self.group,
            deferred=self.deferred,
            raiseload=self.raiseload,
            comparator_factory=self.comparator_factory,
            active_history=self.active_history,
            expire_on_flush=self.expire_on_flush,
            info=self._info,
            doc=self.doc,
        )


class MappedSQLExpression(ColumnProperty[_T], Mapped[_T]):  # type: ignore[misc]  # compares by identity, see MapperProperty
    """What `column_property()` returns: a ColumnProperty that type checkers take for `Mapped[T]`."""

    def operate(self, op: Callable[..., Any], *other: Any, **kwargs: Any) -> Any:
        """Let an expression in a class body build on this one."""
        return op(self.columns[0], *other, **kwargs)

    def reverse_operate(self, op: Callable[..., Any], other: Any, **kwargs: Any) -> Any:
        """As `operate`, with this expression on the right hand side."""
        return op(other, self.columns[0], **kwargs)

    def __clause_element__(self) -> Any:
        return self.columns[0]


def _column_expression(item: Any) -> Any:
    element = item
    while hasattr(element, "__clause_element__"):
        element = element.__clause_element__()
    if not isinstance(element, ColumnElement):
        scalar = getattr(element, "scalar_subquery", None)
        if scalar is None:
            raise exc.ArgumentError(f"Column expression expected for a mapped attribute, got {item!r}")
        element = scalar()
    # an expression without a name of its own gets an anonymous label
    return element if isinstance(element, ColumnClause) or element.__visit_name__ == "label" else element.label(None)
