"""The class-level face of a mapped attribute: a SQL expression on the class, a value on an instance.

Rules
* `InstrumentedAttribute` has `__get__` and no `__set__`: Python reads a value that is in the instance dictionary
  without calling it, so `__get__` runs for absent values only.
* Operators go to `_operand`: the column itself for plain columns, else the property's comparator. Both depend on the
  entity (`parent`): a Mapper or, for `aliased()`, an AliasedInsp. `expression` is the plain Core column of that
  entity's selectable.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any, TypeVar

from holdfast.orm import seams
from holdfast.orm.attributes.mapped import Mapped
from holdfast.orm.base.symbols import PASSIVE_OFF

T = TypeVar("T")


class QueryableAttribute(Mapped[T]):
    """A mapped attribute of an entity, usable in SQL. Source: SQLAlchemy 2.1 documentation, QueryableAttribute.

    Parameters: `class_`, the class or AliasedClass; `key`, the attribute name; `parent`, the Mapper or AliasedInsp;
    `prop`, the MapperProperty.
    """

    _is_orm_entity = True
    is_attribute = True
    is_mapper = False
    is_aliased_class = False
    is_instance = False
    is_clause_element = False
    is_selectable = False
    inherit_cache = True

    def __init__(self, class_: Any, key: str, parent: Any, prop: Any, impl: Any = None) -> None:
        self.class_ = class_
        self.key = key
        self.parent = parent
        self.prop = prop
        self.impl = impl
        self.__doc__ = prop.doc

    @builtins.property
    def property(self) -> Any:
        """The MapperProperty; configures the mappers first, so that a relationship's target is known."""
        self.parent.mapper._check_configure()
        return self.prop

    @builtins.property
    def _parententity(self) -> Any:
        return self.parent

    @builtins.property
    def parententity(self) -> Any:
        """The Mapper or AliasedInsp that the attribute belongs to."""
        return self.parent

    @builtins.property
    def info(self) -> dict[Any, Any]:
        """The user's dictionary of the mapped property."""
        return self.prop.info  # type: ignore[no-any-return]  # properties are untyped here to keep the layer below the mapper

    def __getattr__(self, name: str) -> Any:
        # Memoised parts first: they are made on first use and found in the instance dictionary afterwards.
        maker = MADE_ON_DEMAND.get(name)
        if maker is not None:
            value: Any = maker(self)
            self.__dict__[name] = value
            return value
        if name.startswith("__"):
            raise AttributeError(name)
        if "comparator" not in self.__dict__ and "prop" not in self.__dict__:
            raise AttributeError(name)
        try:
            return getattr(self.comparator, name)
        except AttributeError:
            raise AttributeError(
                f"Neither {type(self).__name__!r} object nor {type(self.comparator).__name__!r} object "
                f"associated with {self} has an attribute {name!r}"
            ) from None

    def __clause_element__(self) -> Any:
        return self.expression

    def _in_expression(self) -> Any:
        return self.entity_expression

    def operate(self, op: Any, *other: Any, **kwargs: Any) -> Any:
        return self._operand.operate(op, *other, **kwargs)

    def reverse_operate(self, op: Any, other: Any, **kwargs: Any) -> Any:
        return self._operand.reverse_operate(op, other, **kwargs)

    def _gather(self, key: list[object], binds: list[Any]) -> None:
        key.append(QueryableAttribute)
        key.append(self.key)
        self.parent._gather(key, binds)
        criteria = self.__dict__.get("extra_criteria")
        if criteria:
            for criterion in criteria:
                criterion._gather(key, binds)
        target = self.__dict__.get("of_type_entity")
        if target is not None:
            key.append("of_type")
            target._gather(key, binds)

    def label(self, name: str | None) -> Any:
        """Return the column expression under another name."""
        return self.entity_expression.label(name)

    def of_type(self, entity: Any) -> QueryableAttribute[Any]:
        """Return the relationship attribute narrowed to a subclass or an aliased() form of its target."""
        return self._derived(of_type_entity=seams.inspect_entity(entity))

    def and_(self, *criteria: Any) -> QueryableAttribute[T]:
        """Return the relationship attribute with more criteria for its ON clause or its loading."""
        return self._derived(extra_criteria=(*self.__dict__.get("extra_criteria", ()), *criteria))

    def _derived(self, **changes: Any) -> QueryableAttribute[Any]:
        made: QueryableAttribute[Any] = QueryableAttribute(self.class_, self.key, self.parent, self.prop, self.impl)
        for name in ("extra_criteria", "of_type_entity"):
            if name in self.__dict__:
                made.__dict__[name] = self.__dict__[name]
        made.__dict__.update(changes)
        return made

    def adapt_to_entity(self, entity: Any) -> QueryableAttribute[T]:
        """Return the same attribute of an aliased() entity."""
        # of the same class: Python asks the operand first whose class derives from the other's
        return type(self)(entity.entity, self.key, entity, self.prop, self.impl)

    def __hash__(self) -> int:
        return id(self)

    def __str__(self) -> str:
        return f"{self.parent.class_.__name__}.{self.key}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"


class InstrumentedAttribute(QueryableAttribute[T]):
    """The descriptor that stands on a mapped class."""

    def __get__(self, instance: Any, owner: Any) -> Any:
        if instance is None:
            return self
        try:
            state = instance._sa_instance_state
        except AttributeError:
            state = instance.__dict__["_sa_instance_state"] = self.parent.state_class.fresh(instance)
        return self.impl.get(state, PASSIVE_OFF)


def _make_comparator(attribute: QueryableAttribute[Any]) -> Any:
    attribute.parent.mapper._check_configure()
    return attribute.prop.comparator_for(attribute)


def _make_expression(attribute: QueryableAttribute[Any]) -> Any:
    return attribute.prop.expression_for(attribute)


def _make_operand(attribute: QueryableAttribute[Any]) -> Any:
    return attribute.prop.operand_for(attribute)


MADE_ON_DEMAND: dict[str, Callable[[QueryableAttribute[Any]], Any]] = {
    "comparator": _make_comparator,
    "expression": _make_expression,
    "_operand": _make_operand,
    "entity_expression": lambda attribute: attribute.prop.entity_expression_for(attribute),
    "extra_criteria": lambda attribute: (),
    "of_type_entity": lambda attribute: None,
}
"""Parts of an attribute that are made on first use. The property makes the first four: `comparator_for`,
`expression_for`, `operand_for`, `entity_expression_for`.
"""
