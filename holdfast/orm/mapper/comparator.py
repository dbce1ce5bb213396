"""PropComparator: the operators of a mapped attribute, as an object that users may subclass (`comparator_factory`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.orm.attributes.mapped import SQLORMExpression, _T_co
from holdfast.sql.expressions.entity_column import EntityColumn

if TYPE_CHECKING:
    from holdfast.orm.mapper.mapper import Mapper


def of_entity(expression: Any, entity: Any) -> Any:
    """The expression as one of the entity, where its tables have rows or columns of other classes."""
    if entity.mapper.inherits is None or isinstance(expression, EntityColumn):
        return expression
    return EntityColumn(expression, entity)


class ComparatorOperand:
    """Applies operators to a user's comparator as Python does, so that the operators it overrides are used."""

    __slots__ = ("comparator",)

    def __init__(self, comparator: Any) -> None:
        self.comparator = comparator

    def operate(self, op: Any, *other: Any, **kwargs: Any) -> Any:
        """`comparator op other`."""
        return op(self.comparator, *other, **kwargs)

    def reverse_operate(self, op: Any, other: Any, **kwargs: Any) -> Any:
        """`other op comparator`."""
        return self.comparator.reverse_operate(op, other, **kwargs)


class PropComparator(SQLORMExpression[_T_co]):
    """SQL operators of one mapped attribute.

    :param prop: the MapperProperty.
    :param parentmapper: its Mapper.
    :param adapt_to_entity: the AliasedInsp whose selectable the expressions are for; None for the mapper's own.
    Source: SQLAlchemy 2.1 documentation, PropComparator.
    """

    __hash__ = object.__hash__

    def __init__(self, prop: Any, parentmapper: Mapper[Any], adapt_to_entity: Any = None) -> None:
        self.prop = prop
        self._parententity = adapt_to_entity or parentmapper
        self._adapt_to_entity = adapt_to_entity

    @property
    def expressions(self) -> tuple[Any, ...]:
        """The Core expressions that the attribute stands for."""
        return (self.__clause_element__(),)

    def __clause_element__(self) -> Any:
        expression = self.prop.columns[0]
        if self._adapt_to_entity is not None:
            expression = self._adapt_to_entity.adapt(expression)
        return of_entity(expression, self._parententity)

    @property
    def adapter(self) -> Any:
        """A function that puts expressions in terms of the aliased entity, or None."""
        return None if self._adapt_to_entity is None else self._adapt_to_entity.adapt

    def adapt_to_entity(self, adapt_to_entity: Any) -> PropComparator[_T_co]:
        """The same operators for an aliased entity."""
        return type(self)(self.prop, self._parententity.mapper, adapt_to_entity)

    def operate(self, op: Any, *other: Any, **kwargs: Any) -> Any:
        return op(self.__clause_element__(), *other, **kwargs)

    def reverse_operate(self, op: Any, other: Any, **kwargs: Any) -> Any:
        return op(other, self.__clause_element__(), **kwargs)

    def __getattr__(self, name: str) -> Any:
        # a type's own operators (JSON, ARRAY ...) and column attributes (type, key, ...) are those of the expression
        if name[:2] == "__" or name in ("prop", "_adapt_to_entity"):
            raise AttributeError(name)
        return getattr(self.__clause_element__(), name)

    # last, as it hides the builtin in this class
    @property
    def property(self) -> Any:
        """The MapperProperty."""
        return self.prop
