"""SQL operators of relationship attributes: `==`, `!=`, contains(), any(), has().

A related object in an expression becomes bound parameters whose values are read when the statement is executed, so
that keys that a flush assigns in between are seen.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import and_ as and_op
from operator import eq, ne
from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.orm import exc as orm_exc
from holdfast.orm.attributes.mapped import _T_co
from holdfast.orm.base.symbols import MANYTOONE, NO_VALUE, PASSIVE_RETURN_NO_VALUE
from holdfast.orm.mapper.comparator import PropComparator
from holdfast.orm.relationships.arguments import plain
from holdfast.orm.relationships.occurrence import column_adapter, is_table_column
from holdfast.orm.state.instance_state import STATE_KEY
from holdfast.sql import operators, seams, traversal
from holdfast.sql.expressions.binary import BooleanClauseList
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.expressions.boolean import and_, not_, or_
from holdfast.sql.expressions.column import literal_column
from holdfast.sql.expressions.constants import Null
from holdfast.sql.expressions.element import BOOLEANTYPE

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState


def state_of(instance: Any) -> InstanceState:
    """The state of a related object given in an expression; UnmappedInstanceError when it is no mapped object."""
    state: InstanceState | None = getattr(instance, "__dict__", {}).get(STATE_KEY)
    if state is None:
        raise orm_exc.UnmappedInstanceError(instance)
    return state


def compared(attribute: Any, instance: Any) -> Any:
    """The object that a relationship is compared to; ArgumentError when it is none."""
    if STATE_KEY not in getattr(instance, "__dict__", ()):
        raise exc.ArgumentError(
            "Mapped instance expected for relationship comparison to object.   Classes, queries and other SQL "
            "elements are not accepted in this context; for comparison with a subquery, use "
            f"{attribute}.has(**criteria). What was given: an object of {type(instance).__name__}"
        )
    return instance


def bound_value(instance: Any) -> Callable[[Any], BindParameter[Any]]:
    """A function from a column to a bound parameter that reads the object's value for it at execution."""
    state = state_of(instance)

    def bind(column: Any) -> BindParameter[Any]:
        # the object is held until the statement is gone, the attribute is read when it is executed
        return BindParameter(None, callable_=lambda: read_column(state, instance, column), type_=column.type)

    return bind


def read_column(state: InstanceState, instance: Any, column: Any) -> Any:
    """The present value of an object for a column; loads it when it is expired."""
    mapper: Any = state.mapper
    value = mapper.attributes[mapper.key_of(column)].get(state, PASSIVE_RETURN_NO_VALUE)
    if value is NO_VALUE:
        reason = "the object is detached and the value was expired"
        if state.ident is None:
            reason = "no value has been set for this column"
        elif state.session is not None:
            return None
        raise exc.InvalidRequestError(f"Can't resolve value for column {column} on object {state}; {reason}")
    return value


class RelationshipComparator(PropComparator[_T_co]):
    """Operators of one relationship. Source: SQLAlchemy 2.1 documentation, Relationship.Comparator."""

    _of_type: Any = None
    _extra_criteria: tuple[Any, ...] = ()

    @property
    def entity(self) -> Any:
        """The Mapper or AliasedInsp of the related objects."""
        return self.prop.entity if self._of_type is None else self._of_type

    @property
    def mapper(self) -> Any:
        """The Mapper of the related objects."""
        return self.entity.mapper

    def _source(self) -> Any:
        return self._adapt_to_entity

    def _dest(self) -> Any:
        entity = self.entity
        return entity if entity.is_aliased_class else None

    def __clause_element__(self) -> Any:
        primary, _, secondary = self.prop.join_targets(self._source(), self._dest(), alias_secondary=True)
        return primary if secondary is None else and_(primary, secondary)

    def operate(self, op: Any, *other: Any, **kwargs: Any) -> Any:
        if op is eq:
            return self._equals(*other)
        if op is ne:
            return self._differs(*other)
        if op is operators.contains_op:
            return self.contains(*other, **kwargs)
        if op in (operators.in_op, operators.not_in_op):
            raise NotImplementedError(
                "in_() not yet supported for relationships.  For a simple many-to-one, use in_() against the set of "
                "foreign key values."
            )
        # the join condition is no value that anything else could be done with
        raise NotImplementedError(f"{op} for the relationship {self.prop}")

    def reverse_operate(self, op: Any, other: Any, **kwargs: Any) -> Any:
        return self.operate(op, other, **kwargs)

    def _equals(self, other: Any) -> Any:
        prop = self.prop
        if other is None or _is_null(other):
            if prop.uselist or prop.direction is not MANYTOONE:
                return ~self._exists()
            return self._local_columns_null()
        if prop.uselist:
            raise exc.InvalidRequestError(
                "Can't compare a collection to an object or collection; use contains() to test for membership."
            )
        return self._refers_to(other)

    def _differs(self, other: Any) -> Any:
        prop = self.prop
        if other is None or _is_null(other):
            if prop.direction is MANYTOONE and not prop.uselist:
                return not_(self._local_columns_null())
            return self._exists()
        if prop.uselist:
            raise exc.InvalidRequestError(
                "Can't compare a collection to an object or collection; use contains() to test for membership."
            )
        if prop.direction is not MANYTOONE or self._extra_criteria or prop.join.equalities() is None:
            return ~self._exists(*self._is_object(other))
        bind = bound_value(compared(prop, other))
        local = column_adapter(self._source())
        parts = []
        for column, remote in prop.local_remote_pairs:
            mine = local(column)
            value = bind(remote)
            value.key = column.key
            parts.append(or_(mine != value, mine.is_(None)))
        return or_(*parts)

    def _local_columns_null(self) -> Any:
        local = column_adapter(self._source())
        return and_(*[local(column).is_(None) for column, _ in self.prop.local_remote_pairs])

    def _refers_to(self, instance: Any) -> Any:
        """This side's rows that refer to an object: the join condition with the object's values."""
        return self.prop.criterion_with(bound_value(compared(self.prop, instance)), self._source(), reverse=True)

    def contains(self, other: Any, **kwargs: Any) -> Any:
        """Return a condition: the collection has this object.

        :param other: a mapped object.
        :raises InvalidRequestError: for a scalar relationship.
        """
        prop = self.prop
        if not prop.uselist:
            raise exc.InvalidRequestError("'contains' not implemented for scalar attributes.  Use ==")
        if prop.secondary is None:
            return self._refers_to(other)
        primary, _, secondary = self.prop.join_targets(self._source(), None, alias_secondary=True)
        bind = bound_value(compared(prop, other))
        related = self.mapper.persist_selectable.c

        def value_of(column: Any) -> Any:
            return bind(column) if is_table_column(column) and related.contains_column(column) else None

        return Membership(
            lambda: ~self._exists(*self._is_object(other)), primary, traversal.replace(secondary, value_of)
        )

    def _is_object(self, instance: Any) -> list[Any]:
        """Criteria that a related row is this object."""
        bind = bound_value(compared(self.prop, instance))
        criteria = []
        for column in self.mapper.primary_key:
            value = bind(column)
            value.key = column.key
            criteria.append(column == value)
        return criteria

    def any(self, criterion: Any = None, **kwargs: Any) -> Any:
        """Return EXISTS: the collection has an object for which the criterion is true.

        :param criterion: a condition on the related class.
        :param kwargs: attribute values of the related class.
        :raises InvalidRequestError: for a scalar relationship.
        """
        if not self.prop.uselist:
            raise exc.InvalidRequestError("'any()' not implemented for scalar attributes. Use has().")
        return self._exists(criterion, **kwargs)

    def has(self, criterion: Any = None, **kwargs: Any) -> Any:
        """Return EXISTS: the related object makes the criterion true; parameters as for any().

        :raises InvalidRequestError: for a collection.
        """
        if self.prop.uselist:
            raise exc.InvalidRequestError("'has()' not implemented for collections. Use any().")
        return self._exists(criterion, **kwargs)

    def _exists(self, *criteria: Any, **kwargs: Any) -> Any:
        prop = self.prop
        source, dest = self._source(), self._dest()
        parent_table = prop.parent.persist_selectable if source is None else source.selectable
        table = self.entity.selectable
        own = [criterion for criterion in (*self._extra_criteria, *criteria) if criterion is not None]
        own += [getattr(self.entity.entity, key) == value for key, value in kwargs.items()]
        single = self.mapper.single_table_criterion
        if single is not None:
            own.append(single if dest is None else dest.adapt(single))
        if dest is None and table is parent_table:
            # the table stands on both sides: the inner one gets another name, also in the criteria
            dest = alias = table.alias()
            own = [_adapted(criterion, table, alias) for criterion in own]
            table = alias
        primary, through, secondary = prop.join_targets(source, dest, alias_secondary=source is not None)
        conditions = [primary, *([] if secondary is None else [secondary]), *own]
        tables = (table,) if through is None else (table, through)
        return (
            seams.select(literal_column("1"))
            .select_from(*tables)
            .where(and_(*conditions))
            .correlate_except(*tables)
            .exists()
        )


class Membership(BooleanClauseList):
    """The condition of `contains()` through a secondary table; its negation asks whether there is no such row."""

    __slots__ = ("negation",)
    inherit_cache = True

    def __init__(self, negation: Callable[[], Any], *clauses: Any) -> None:
        super().__init__(and_op, *clauses, type_=BOOLEANTYPE)
        self.negation = negation

    def _negate(self) -> Any:
        return self.negation()


def _is_null(value: Any) -> bool:
    return isinstance(value, Null)


def _adapted(criterion: Any, table: Any, alias: Any) -> Any:
    """The criterion with the columns of `table` exchanged for those of its alias."""
    columns = table.c
    return traversal.replace(
        plain(criterion),
        lambda element: (
            alias.corresponding_column(element)
            if is_table_column(element) and columns.contains_column(element)
            else None
        ),
    )
