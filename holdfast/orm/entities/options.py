"""Loader options: how the attributes of an entity are to be loaded, said with a statement.

Rules
* A `Load` is an immutable list of elements: a path of attributes from an entity on, and what shall be done at its
  end. The list is turned into a tree per statement shape (`options_tree.py`); nothing here knows how loading works.
* Chained calls extend the path (`joinedload(A.b).selectinload(B.c)`); column options and `options()` leave it where
  it is.
* A path's first entity decides for which entity of the statement it is meant: a mapped class or one certain alias.
  The wildcard `"*"` without an entity is meant for all of them, at any depth.
Source: SQLAlchemy 2.1 documentation, "Relationship Loading Techniques" and "Column Loading Options".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self, TypeAlias

from holdfast import exc
from holdfast.inspection import inspect
from holdfast.orm.exc import LoaderStrategyException

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.orm.attributes.instrumented import QueryableAttribute

    AttributeArgument: TypeAlias = QueryableAttribute[Any] | Literal["*"]

WILDCARD = "*"

RELATION = "relation"
COLUMN = "column"


class PathStep(NamedTuple):
    """One attribute on a path; `entity` is the Mapper or AliasedInsp it belongs to, None for a wildcard meant for
    all."""

    entity: Any
    key: str
    of_type: Any = None
    criteria: tuple[Any, ...] = ()


class LoadElement(NamedTuple):
    """What shall be done with the attribute at the end of a path."""

    path: tuple[PathStep, ...]
    kind: str
    """RELATION or COLUMN"""
    strategy: str | None
    """the value of `relationship(lazy=)`, "contains_eager", or for columns "defer", "undefer", "only", "group",
    "expression"; None: as
    mapped"""
    arguments: tuple[tuple[str, Any], ...] = ()


def _entity_of(attribute: Any) -> Any:
    return attribute.parent


def _refuse_string(attribute: Any) -> None:
    if isinstance(attribute, str):
        raise exc.ArgumentError(
            "Strings are not accepted for attribute names in loader options; please use class-bound attributes "
            "directly."
        )
    raise exc.ArgumentError(f"Mapped attribute expected in a loader option, got {attribute!r}")


class Load:
    """Options for one entity: `Load(User).joinedload(User.addresses)`, or what `joinedload(..)` and its like return.

    :param entity: mapped class or alias that the options are for.
    Source: SQLAlchemy 2.1 documentation, Load.
    """

    __slots__ = ("_at", "_elements", "_entity")

    _is_loader_option = True
    propagate_to_loaders = True

    def __init__(self, entity: Any) -> None:
        found = inspect(entity)
        if not getattr(found, "is_mapper", False) and not getattr(found, "is_aliased_class", False):
            raise exc.ArgumentError(f"Load() expects a mapped class or an aliased() entity, got {entity!r}")
        self._entity: Any = found
        self._at: tuple[PathStep, ...] = ()
        self._elements: tuple[LoadElement, ...] = ()

    @classmethod
    def _unbound(cls) -> Self:
        made = cls.__new__(cls)
        made._entity = None
        made._at = ()
        made._elements = ()
        return made

    @property
    def path(self) -> tuple[Any, ...]:
        """Where the next chained option goes: entity, attribute key, ... from the root on."""
        flat: list[Any] = []
        for step in self._at:
            flat += (step.entity, step.key)
        return tuple(flat)

    def _copy(self, at: tuple[PathStep, ...], elements: tuple[LoadElement, ...]) -> Self:
        made = type(self).__new__(type(self))
        made._entity = self._entity
        made._at = at
        made._elements = elements
        return made

    def in_terms(self, stand_of: Callable[[Any], Any]) -> Self:
        """The same options for what stands in an entity's place.

        :param stand_of: gives it for an entity, or None.
        """

        def moved(path: tuple[PathStep, ...]) -> tuple[PathStep, ...]:
            if not path or path[0].entity is None or (stand := stand_of(path[0].entity)) is None:
                return path
            return (path[0]._replace(entity=stand), *path[1:])

        made = self._copy(moved(self._at), tuple([each._replace(path=moved(each.path)) for each in self._elements]))
        made._entity = self._entity and (stand_of(self._entity) or self._entity)
        return made

    # cache key

    def _gather(self, key: list[Any], binds: list[Any]) -> None:
        key.append(Load)
        if self._entity is not None:
            self._entity._gather(key, binds)
        for path, kind, strategy, arguments in self._elements:
            key.append((kind, strategy))
            for name, value in arguments:
                key.append(name)
                if hasattr(value, "_gather"):
                    value._gather(key, binds)
                else:
                    key.append(value)
            _gather_path(path, key, binds)
        key.append(None)

    # paths

    def _step(self, attribute: Any, strategy: str | None) -> PathStep:
        if attribute == WILDCARD if isinstance(attribute, str) else False:
            return PathStep(self._entity if not self._at else _target_of(self._at[-1]), WILDCARD)
        if not getattr(attribute, "is_attribute", False):
            _refuse_string(attribute)
        if not attribute.prop.is_relationship:
            raise LoaderStrategyException(
                f'Can\'t apply "{STRATEGY_NAMES.get(strategy, "relationship loader")}" strategy to property '
                f'"{attribute}", which is a '
                '"column property"; this loader strategy is intended to be used with a "relationship property".'
            )
        entity = _entity_of(attribute)
        if self._at:
            _check_link(self._at[-1], attribute)
        elif self._entity is not None and not _related(self._entity, entity):
            raise exc.ArgumentError(f'Attribute "{attribute}" does not link from "{self._entity}".')
        elif self._entity is not None:
            entity = self._entity
        return PathStep(entity, attribute.key, attribute.of_type_entity, tuple(attribute.extra_criteria))

    def _relation(self, attribute: Any, strategy: str | None, **arguments: Any) -> Self:
        step = self._step(attribute, strategy)
        path = (*self._at, step)
        element = LoadElement(path, RELATION, strategy, tuple(arguments.items()))
        return self._copy(self._at if step.key == WILDCARD else path, (*self._elements, element))

    def _columns(self, attributes: tuple[Any, ...], strategy: str, **arguments: Any) -> Self:
        elements = list(self._elements)
        for attribute in attributes:
            if attribute == WILDCARD if isinstance(attribute, str) else False:
                step = PathStep(self._entity if not self._at else _target_of(self._at[-1]), WILDCARD)
            else:
                step = self._column_step(attribute, strategy)
            elements.append(LoadElement((*self._at, step), COLUMN, strategy, tuple(arguments.items())))
        return self._copy(self._at, tuple(elements))

    def _column_step(self, attribute: Any, strategy: str) -> PathStep:
        if not getattr(attribute, "is_attribute", False):
            _refuse_string(attribute)
        if attribute.prop.is_relationship:
            name = "column loader" if strategy == "only" else "deferred column loader"
            raise LoaderStrategyException(
                f'Can\'t apply "{name}" strategy to property "{attribute}", which is a "relationship"; '
                'this loader strategy is intended to be used with a "column property".'
            )
        return PathStep(
            self._entity if self._entity is not None and not self._at else _entity_of(attribute), attribute.key
        )

    # relationship options

    def joinedload(self, attr: AttributeArgument, innerjoin: bool | Literal["unnested"] | None = None) -> Self:
        """Load the relationship with the same statement, by a join.

        :param attr: the relationship attribute.
        :param innerjoin: True: JOIN and not LEFT OUTER JOIN; None: as the relationship says.
        """
        return self._relation(attr, "joined", innerjoin=innerjoin)

    def selectinload(
        self, attr: AttributeArgument, recursion_depth: int | None = None, chunksize: int | None = None
    ) -> Self:
        """Load the relationship of all objects of the result with a second SELECT .. IN.

        :param attr: the relationship attribute.
        :param recursion_depth: for self-referential ones: how many levels; -1 for all.
        :param chunksize: keys in one statement, 500 by default.
        """
        return self._relation(attr, "selectin", recursion_depth=recursion_depth, chunksize=chunksize)

    def subqueryload(self, attr: AttributeArgument) -> Self:
        """Load the relationship of all objects of the result with a second SELECT. (It is emitted as `selectinload`
        emits it.)"""
        return self._relation(attr, "subquery")

    def immediateload(self, attr: AttributeArgument, recursion_depth: int | None = None) -> Self:
        """Load the relationship when the object is loaded, as a lazy load would."""
        return self._relation(attr, "immediate", recursion_depth=recursion_depth)

    def lazyload(self, attr: AttributeArgument) -> Self:
        """Load the relationship when it is accessed."""
        return self._relation(attr, "select")

    def raiseload(self, attr: AttributeArgument, sql_only: bool = False) -> Self:
        """Raise InvalidRequestError when the relationship is accessed.

        :param attr: the relationship attribute, or "*".
        :param sql_only: raise only when the access would emit SQL.
        """
        return self._relation(attr, "raise_on_sql" if sql_only else "raise")

    def noload(self, attr: AttributeArgument) -> Self:
        """Leave the relationship empty. Deprecated in SQLAlchemy 2.1; `raiseload()` says so instead of showing wrong
        data."""
        return self._relation(attr, "noload")

    def defaultload(self, attr: AttributeArgument) -> Self:
        """Name a relationship on the way to further options, loading it as mapped."""
        return self._relation(attr, None)

    def contains_eager(self, attr: AttributeArgument, alias: Any = None) -> Self:
        """Fill the relationship from columns that the statement joins itself.

        :param attr: the relationship attribute; `of_type(alias)` names the alias that was joined.
        :param alias: the alias that was joined.
        """
        path = self._relation(attr, "contains_eager")
        if alias is None:
            return path
        step = path._at[-1]._replace(of_type=_alias_entity(alias, path._at[-1]))
        at = (*path._at[:-1], step)
        return self._copy(at, (*self._elements, LoadElement(at, RELATION, "contains_eager")))

    def selectin_polymorphic(self, classes: Any) -> Self:
        """Load the columns of subclasses with one further SELECT each.

        :param classes: the subclasses.
        """
        mappers = tuple(inspect(cls) for cls in classes)
        step = PathStep(self._entity if not self._at else _target_of(self._at[-1]), WILDCARD)
        element = LoadElement((*self._at, step), COLUMN, "polymorphic", (("mappers", _Entities(mappers)),))
        return self._copy(self._at, (*self._elements, element))

    # column options

    def load_only(self, *attrs: AttributeArgument, raiseload: bool = False) -> Self:
        """Load these column attributes and the primary key; defer all others.

        :param attrs: column attributes.
        :param raiseload: raise when one of the others is accessed.
        """
        return self._columns(attrs, "only", raiseload=raiseload)

    def defer(self, key: AttributeArgument, raiseload: bool = False) -> Self:
        """Do not load the column attribute before it is accessed.

        :param key: the column attribute, or "*".
        :param raiseload: raise when it is accessed.
        """
        return self._columns((key,), "defer", raiseload=raiseload)

    def undefer(self, key: AttributeArgument) -> Self:
        """Load the column attribute with the object although it is mapped as deferred."""
        return self._columns((key,), "undefer")

    def undefer_group(self, name: str) -> Self:
        """Load all deferred column attributes of a group with the object."""
        step = PathStep(self._entity if not self._at else _target_of(self._at[-1]), WILDCARD)
        element = LoadElement((*self._at, step), COLUMN, "group", (("name", name),))
        return self._copy(self._at, (*self._elements, element))

    def with_expression(self, key: Any, expression: Any) -> Self:
        """Load an expression into a `query_expression()` attribute."""
        return self._columns((key,), "expression", expression=expression)

    def options(self, *opts: Load) -> Self:
        """Apply several options at this place of the path."""
        elements = list(self._elements)
        for option in opts:
            for element in option._elements:
                first = element.path[0]
                if self._at and first.key != WILDCARD:
                    _check_entity(self._at[-1], first.entity, first.key)
                if first.key == WILDCARD and first.entity is None:
                    entity = self._entity if not self._at else _target_of(self._at[-1])
                    element = element._replace(path=(first._replace(entity=entity), *element.path[1:]))
                elements.append(element._replace(path=(*self._at, *element.path)))
        return self._copy(self._at, tuple(elements))

    def process_compile_state(self, compile_state: Any) -> None:
        """Part of SQLAlchemy's interface of options; holdfast reads options as data and calls nothing."""

    def __repr__(self) -> str:
        return f"<Load {' '.join('.'.join(step.key for step in element.path) for element in self._elements)}>"


class _Entities(tuple[Any, ...]):
    """Entities as an argument of an option, with a cache key."""

    __slots__ = ()

    def _gather(self, key: list[Any], binds: list[Any]) -> None:
        key.append(len(self))
        for entity in self:
            entity._gather(key, binds)


STRATEGY_NAMES: dict[str | None, str] = {
    "joined": "joined loader",
    "selectin": "selectin loader",
    "subquery": "subquery loader",
    "immediate": "immediate loader",
    "select": "lazy loader",
    "raise": "raise loader",
    "raise_on_sql": "raise loader",
    "noload": "no loader",
}


def _gather_path(path: tuple[PathStep, ...], key: list[Any], binds: list[Any]) -> None:
    for entity, attribute_key, of_type, criteria in path:
        key.append(attribute_key)
        for element in (entity, of_type):
            if element is None:
                key.append(None)
            else:
                element._gather(key, binds)
        for criterion in criteria:
            criterion._gather(key, binds)


def _mapper_of(entity: Any) -> Any:
    return entity.mapper


def _target_of(step: PathStep) -> Any:
    """The entity that a relationship leads to."""
    if step.of_type is not None:
        return step.of_type
    if step.entity is None or step.key == WILDCARD:
        return None
    prop = _mapper_of(step.entity).attrs[step.key]
    return prop.mapper


def _related(one: Any, other: Any) -> bool:
    """Whether attributes of one entity can be meant for the other."""
    if one is other:
        return True
    if one.is_aliased_class and other.is_aliased_class:
        return False
    a, b = _mapper_of(one), _mapper_of(other)
    return bool(a.isa(b) or b.isa(a))


def _check_link(step: PathStep, attribute: Any) -> None:
    _check_entity(step, attribute.parent, str(attribute))


def _check_entity(step: PathStep, entity: Any, name: str) -> None:
    target = _target_of(step)
    if target is not None and not _related(target, entity):
        raise exc.ArgumentError(
            f'ORM mapped entity or attribute "{name}" does not link from relationship '
            f'"{_mapper_of(step.entity).class_.__name__}.{step.key}".'
        )


def _alias_entity(alias: Any, step: PathStep) -> Any:
    """The entity for `contains_eager(alias=)`: an aliased class, or a plain selectable that its rows come from."""
    found = inspect(alias, False)
    if found is not None and getattr(found, "is_aliased_class", False):
        return found
    raise exc.ArgumentError(
        f"contains_eager(alias=) expects an aliased() entity, got {alias!r}; make one with aliased({step.key}, "
        "<selectable>)"
    )
