"""with_loader_criteria(): a criterion for every occurrence of an entity in a statement, and in the loads that follow
it.

The criterion is an expression of the entity's columns, or a function that makes one of a class. A function is called
once per option and class, so that the bound values of a statement's key and of its SQL are the same ones.
"""

from __future__ import annotations

from typing import Any

from holdfast import exc
from holdfast.inspection import inspect
from holdfast.sql.coercion import condition
from holdfast.sql.expressions.entity_column import without_entities
from holdfast.sql.traversal import NotCacheable


class LoaderCriteriaOption:
    """What `with_loader_criteria()` returns. Source: SQLAlchemy 2.1 documentation, LoaderCriteriaOption.

    :param entity_or_base: a mapped class, or a class that mapped classes derive from.
    :param where_criteria: an expression, or a function from a class to one.
    :param loader_only: apply to relationship loads only, not to the statement itself.
    :param include_aliases: apply to `aliased()` forms of the class, too.
    :param propagate_to_loaders: apply to lazy and selectin loads of the objects that the statement loads.
    :param track_closure_variables: accepted; a function is called for each option, so its variables are always seen.
    """

    _is_criteria_option = True

    def __init__(
        self,
        entity_or_base: Any,
        where_criteria: Any,
        loader_only: bool = False,
        include_aliases: bool = False,
        propagate_to_loaders: bool = True,
        track_closure_variables: bool = True,
    ) -> None:
        found = inspect(entity_or_base, False)
        self.entity: Any = found.mapper if getattr(found, "is_mapper", False) else None
        self.root_entity: type[Any] | None = None if self.entity is not None else entity_or_base
        if self.entity is None and not isinstance(entity_or_base, type):
            raise exc.ArgumentError(
                f"with_loader_criteria() expects a mapped class or a base class, got {entity_or_base!r}"
            )
        self.deferred_where_criteria = callable(where_criteria) and not getattr(
            where_criteria, "is_clause_element", False
        )
        self._given = where_criteria if self.deferred_where_criteria else without_entities(condition(where_criteria))
        self._made: dict[type[Any], Any] = {}
        self.loader_only = loader_only
        self.include_aliases = include_aliases
        self.propagate_to_loaders = propagate_to_loaders

    @property
    def where_criteria(self) -> Any:
        """The criterion in terms of the class."""
        if self.entity is None and self.deferred_where_criteria:
            raise exc.InvalidRequestError(
                "The criteria of a base class are made for each mapped class; there is no single one"
            )
        return self._for(self.entity.class_ if self.entity is not None else self.root_entity)

    def _for(self, cls: Any) -> Any:
        if not self.deferred_where_criteria:
            return self._given
        made = self._made.get(cls)
        if made is None:
            made = self._made[cls] = without_entities(condition(self._given(cls)))
        return made

    def criterion(self, mapper: Any) -> Any:
        """The criterion for a mapper's table, or None when the option is not meant for it."""
        if self.entity is not None:
            return self._for(self.entity.class_) if mapper.isa(self.entity) else None
        assert self.root_entity is not None
        return self._for(mapper.class_) if issubclass(mapper.class_, self.root_entity) else None

    def mappers(self) -> list[Any]:
        """The mappers that the option is meant for, without those that inherit from others."""
        if self.entity is not None:
            return [] if self.entity.inherits is not None else [self.entity]
        found, classes = [], [self.root_entity]
        for cls in classes:
            assert cls is not None
            classes += cls.__subclasses__()
            mapper = inspect(cls, False)
            if getattr(mapper, "is_mapper", False) and mapper.inherits is None and mapper not in found:
                found.append(mapper)
        return found

    def _gather(self, key: list[Any], binds: list[Any]) -> None:
        if self.entity is None:
            # the criteria depend on which classes the statement meets
            raise NotCacheable
        key += (LoaderCriteriaOption, self.loader_only, self.include_aliases, self.propagate_to_loaders)
        self.entity._gather(key, binds)
        self.where_criteria._gather(key, binds)


with_loader_criteria = LoaderCriteriaOption


class UserDefinedOption:
    """An option that means something to the user's `do_orm_execute` listeners only.

    :param payload: anything.
    Source: SQLAlchemy 2.1 documentation, UserDefinedOption.
    """

    propagate_to_loaders = True

    def __init__(self, payload: Any = None) -> None:
        self.payload = payload

    def _gather(self, key: list[Any], binds: list[Any]) -> None:
        # what a listener makes of it is a change of the statement, which has a key of its own
        key.append(type(self))
